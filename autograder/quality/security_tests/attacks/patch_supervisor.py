# Attack: patches the supervisor's and the zygote's modules in its own process.
# Kind: results

import autograder.sandbox.supervisor as supervisor
import autograder.sandbox.watch as watch
import autograder.results.scoring

supervisor._finish = lambda *a, **k: None
watch.Watch.look = lambda self: None
autograder.results.scoring.total = lambda checks: 100

# Attack: kills itself as the kernel would when memory is short, to be called ungraded.
# Kind: results
# When: each
# Costs: own

import os
import signal

os.kill(os.getpid(), signal.SIGKILL)

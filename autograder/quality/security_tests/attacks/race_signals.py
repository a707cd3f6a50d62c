# Attack: takes over in signal handlers after its cells are through.
# Kind: timing
# When: after

import signal


def late(*_):
    globals()["answer"] = 40
    raise KeyboardInterrupt


for which in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGPROF):
    signal.signal(which, late)
signal.setitimer(signal.ITIMER_REAL, 30.0)

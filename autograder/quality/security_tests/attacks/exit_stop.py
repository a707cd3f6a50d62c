# Attack: stops its own process and waits to be forgotten.
# Kind: results
# When: before
# Costs: own

import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
import time

time.sleep(3600)

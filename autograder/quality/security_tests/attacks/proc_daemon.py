# Attack: leaves a process behind that outlives the job, in a session of its own.
# Kind: processes

import os
import time

try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    through("left a daemon")
except OSError:
    pass

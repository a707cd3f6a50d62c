# Attack: forks.
# Kind: processes

import os

try:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    through("forked")
    os.waitpid(pid, 0)
except OSError:
    pass

# Attack: raises its own limits and priority again.
# Kind: processes
# Explained: a hard limit can be raised by nobody but root; the filter refuses even to try.

import os
import resource

for which in (
    resource.RLIMIT_DATA,
    resource.RLIMIT_NPROC,
    resource.RLIMIT_FSIZE,
    resource.RLIMIT_CPU,
):
    soft, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            through("raised a limit")
    except (OSError, ValueError):
        pass
try:
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    through("raised its priority")
except OSError:
    pass

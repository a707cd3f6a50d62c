# Attack: opens files without end, after raising its own limit as far as that goes.
# Kind: resources

import resource

try:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
except (OSError, ValueError):
    pass
hoard = []
try:
    for _ in range(3000):
        hoard.append(open("/dev/null"))
    through("holds 3,000 open files")
except OSError:
    pass
hoard = []

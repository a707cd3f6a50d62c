# Attack: connects to a Unix socket that has no file (abstract).
# Kind: network

import socket

try:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect("\0" + HOST["abstract"])
        through("connected to the abstract socket")
except OSError:
    pass

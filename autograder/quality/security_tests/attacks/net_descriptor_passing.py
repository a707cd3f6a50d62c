# Attack: passes and takes descriptors over its own channel to the supervisor (SCM_RIGHTS).
# Kind: network

import array
import socket

channel = socket.socket(fileno=3)
try:
    channel.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])
    through("sent a descriptor to the supervisor")
except OSError:
    pass
channel.setblocking(False)
try:
    data, ancillary, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(64))
    if ancillary:
        through("was given a descriptor")
except OSError:
    pass
channel.setblocking(True)
channel.detach()

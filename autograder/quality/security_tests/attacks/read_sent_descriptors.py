# Attack: receives descriptors on its channel that were meant for somebody else, and peeks at what waits.
# Kind: reading
# Explained: the channel is a pair of its own, on which no descriptor is ever sent.

import array
import os
import socket

channel = socket.socket(fileno=os.dup(3))
channel.setblocking(False)
try:
    data, extra, *_ = channel.recvmsg(4096, socket.CMSG_SPACE(64), socket.MSG_PEEK)
    if extra:
        through("a descriptor of somebody else's")
    print(data)
except OSError as error:
    print(error)
finally:
    channel.close()

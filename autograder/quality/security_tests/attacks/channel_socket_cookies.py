# Attack: reads the cookies of its sockets, of which the machine has one row for all.
# Kind: channels

import socket

ours, theirs = socket.socketpair()
for option, name in ((57, "cookie"), (71, "cookie of the network"), (17, "owner")):
    try:
        found = ours.getsockopt(socket.SOL_SOCKET, option, 12)
        through(f"{name} {found.hex()}")
    except OSError as error:
        print(error)

# Attack: connects over TCP, to the machine itself and to the outside, and listens.
# Kind: network

import socket

for address in (("127.0.0.1", int(HOST["tcp"])), ("1.1.1.1", 53)):
    try:
        with socket.create_connection(address, timeout=1) as link:
            through(f"connected to {address}")
    except OSError:
        pass
try:
    socket.create_server(("0.0.0.0", 0))
    through("listens on TCP")
except OSError:
    pass

# Attack: sends datagrams, to the machine itself and to the outside.
# Kind: network

import socket

for address in (("127.0.0.1", int(HOST["udp"])), ("1.1.1.1", 53)):
    try:
        with socket.socket(type=socket.SOCK_DGRAM) as link:
            link.sendto(b"answer?", address)
            if address[0] == "1.1.1.1":
                through(f"sent to {address}")
    except OSError:
        pass

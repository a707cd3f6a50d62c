# Attack: reaches the hypervisor and odd protocol families (vsock, packet, Bluetooth, CAN, AF_ALG).
# Kind: network

import socket

for family, kind in ((40, 1), (17, 3), (31, 3), (29, 3), (38, 5), (44, 1), (16, 3), (10, 3)):
    try:
        with socket.socket(family, kind):
            through(f"opened a socket of family {family}")
    except OSError:
        pass

# Attack: asks the kernel for the machine's network interfaces (netlink, ioctl).
# Kind: network

import socket

try:
    names = [name for _, name in socket.if_nameindex() if name not in ("lo", "sit0", "tunl0")]
    if names:
        through(f"saw the interfaces {names}")
except OSError:
    pass
try:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15) as link:
        link.bind((0, 1))
        through("listens to the kernel's events")
except OSError:
    pass

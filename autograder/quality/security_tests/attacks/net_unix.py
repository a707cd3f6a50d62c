# Attack: connects to a Unix socket in the file tree (as Docker's).
# Kind: network

import socket

for path in (HOST["unix"], "/var/run/docker.sock", "/run/dbus/system_bus_socket"):
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(path)
            through(f"connected to {path}")
    except OSError:
        pass

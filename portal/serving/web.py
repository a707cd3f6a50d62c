"""A web process: one of several that answer at the same address.

``python -m portal.serving.web FD``; FD is the listening socket, which the process before it opened.
"""

from __future__ import annotations

import socket
import sys
from typing import Final

from portal.configuration import ConfigurationError
from portal.serving import processes

_KEEP_ALIVE: Final = 75  # seconds: longer than a page without scripts waits until it looks again
_BACKLOG: Final = 1024  # connections that wait to be accepted


def listening(host: str, port: int) -> socket.socket:
    """The socket that web processes share: whichever has time takes the next connection.

    Raises:
        ConfigurationError: the address is in use, or not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        found = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"it can't listen at {host}, port {port}: {error.strerror or error}",
            "Is another portal running? Else choose another one with --port.",
        ) from error
    found.set_inheritable(True)
    return found


def main(number: int) -> int:
    """Answer until SIGTERM or SIGINT, or until who started it is gone, and needs the address."""
    import uvicorn

    processes.end_with_parent()
    server = uvicorn.Server(
        uvicorn.Config(
            "portal.asgi:application",
            log_level="warning",
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE,
        )
    )
    with socket.socket(fileno=number) as shared:
        server.run(sockets=[shared])
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

"""What the portal is told by its environment, and where its own files lie."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

DATA: Final = "AUTOGRADER_PORTAL_DATA"
ADDRESS: Final = "AUTOGRADER_PORTAL_ADDRESS"
DATABASE: Final = "DATABASE_URL"
PART: Final = "AUTOGRADER_PORTAL_PART"  # which of the portal's processes this is
LMS_NETWORKS: Final = "AUTOGRADER_PORTAL_LMS_NETWORKS"
WORKER: Final = "worker"
WEB: Final = "web"
LOOPBACK: Final = frozenset(["localhost", "127.0.0.1", "::1"])
SHORTEST_SECRET: Final = 32  # characters
Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"


class ConfigurationError(Exception):
    """The portal must not start like this; ``tip`` is the way out."""

    def __init__(self, said: str, tip: str) -> None:
        super().__init__(said)
        self.tip = tip


@dataclass(frozen=True, slots=True)
class Configuration:
    """``address`` is what browsers use, such as ``https://grades.example.edu``, without a slash.

    ``data`` is the folder of the portal's own files: its secret and, where no other database is
    named, PostgreSQL's. ``database`` is the URL of a PostgreSQL server. ``lms_networks`` are the
    private networks in which the portal may talk to an LMS.
    """

    data: Path
    address: str
    database: str
    secret: str
    lms_networks: tuple[Network, ...] = ()

    @property
    def host(self) -> str:
        """The host's name in ``address``."""
        return urlsplit(self.address).hostname or ""

    @property
    def encrypted(self) -> bool:
        """Whether browsers talk to it over TLS."""
        return urlsplit(self.address).scheme == "https"


def read(environment: Mapping[str, str] = os.environ) -> Configuration:
    """What the environment says, with a secret that is made at the first start.

    Raises:
        ConfigurationError: passwords and grades would not be safe like this.
    """
    data = Path(environment.get(DATA) or "portal-data").absolute()
    if environment.get(PART) == WORKER:  # it shows no pages, so it gets no secret of theirs
        nobodys = secrets.token_urlsafe(48)
        return Configuration(data, "http://127.0.0.1", environment.get(DATABASE, ""), nobodys)
    address = environment.get(ADDRESS, "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(
            f"{ADDRESS} is {address!r}, which is no address of a web server",
            "Write what browsers will use, such as https://grades.example.edu.",
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigurationError(
            f"{address} is not encrypted: sessions and grades could be read on the way",
            "Put a web server with TLS in front and give its https:// address.",
        )
    return Configuration(
        data,
        address,
        environment.get(DATABASE, ""),
        kept_secret(data / "secret"),
        _networks(environment.get(LMS_NETWORKS, "")),
    )


def _networks(told: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(one) for one in told.replace(",", " ").split())
    except ValueError as error:
        raise ConfigurationError(
            f"{LMS_NETWORKS}: {error}", "Write addresses or networks, such as 10.1.2.0/24."
        ) from error


def kept_secret(path: Path) -> str:
    """What stands in a file that only its owner can read, made at the first start.

    Raises:
        ConfigurationError: others can read it, or it is too short to be a secret.
    """
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(48))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigurationError(f"others can read {path}", f"chmod 600 {path}")
    found = path.read_text(encoding="ascii").strip()
    if len(found) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"{path} is too short to be a secret", "Remove it: the next start makes another."
        )
    return found


def write_secret(path: Path, text: str) -> None:
    """Put a text into a file that nobody but its owner could read at any time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = path.with_name(f"{path.name}.new")
    whole.unlink(missing_ok=True)
    made = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="utf-8") as file:
        file.write(text)
    whole.rename(path)

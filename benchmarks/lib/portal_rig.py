"""A whole portal for benchmarks: PostgreSQL, web server, keeper, and workers that grade nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg

from autograder.course import scaffold
from portal.configuration import DATABASE, PART, WEB, Configuration, read
from portal.serving import postgres, preparing, processes, roles, web

if TYPE_CHECKING:
    from portal.models import Assignment

_REST: Final = 1.0  # seconds before what ended is started again
_PATIENCE: Final = 120.0
WEB_PROCESSES: Final = 2  # as `autograder serve` starts on two cores


@dataclass
class Rig:
    """A portal that runs; what ends in it is started again, as `autograder serve` does."""

    database: str
    address: str
    log: Path
    programs: dict[str, processes.Program] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    doors: list[socket.socket] = field(default_factory=list)

    def add(
        self, name: str, line: Sequence[str], files: tuple[int, ...] = (), **environment: str
    ) -> None:
        """Run a program from now on."""
        self.programs[name] = processes.Program(name, tuple(line), environment, files)
        self.running[name] = self._started(name)

    def add_workers(self, many: int, seconds: float, places: int = 1) -> None:
        """Workers of ``places`` submissions at once, each of which takes so many seconds."""
        url = roles.url_of(roles.WORKER, self.database, "a password of the benchmark")
        line = processes.python("benchmarks.lib.stub_worker", str(seconds), str(places))
        for number in range(many):
            self.add(f"worker {number + 1}", line, **{DATABASE: url, PART: "worker"})

    def keep(self) -> None:
        """Start again what ended, until ``over`` is set."""
        while not self.over.wait(_REST):
            for name, process in list(self.running.items()):
                if process.poll() is not None:
                    self.running[name] = self._started(name)

    def kill_something(self, chance: random.Random) -> str:
        """SIGKILL of a process, or the end of a connection to the database; which it was."""
        name = chance.choice([*self.running, *["a connection"] * 3])
        if name == "a connection":
            self._end_a_connection(chance)
        else:
            self.running[name].send_signal(signal.SIGKILL)
        return name

    def _end_a_connection(self, chance: random.Random) -> None:
        from django.db import connection

        with connection.cursor() as cursor:  # of who watches, which is to stay
            cursor.execute("SELECT pg_backend_pid()")
            (watching,) = cursor.fetchone()
        with psycopg.connect(self.database, autocommit=True) as own:
            found = own.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                "AND pid NOT IN (pg_backend_pid(), %s)",
                [watching],
            ).fetchall()
            if found:
                own.execute("SELECT pg_terminate_backend(%s)", chance.choice(found))

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        program = self.programs[name]
        with self.log.open("ab") as out:
            return subprocess.Popen(
                program.line, env={**os.environ, **program.environment}, stdout=out, stderr=out,
                pass_fds=program.files,
            )  # fmt: skip


@contextlib.contextmanager
def running() -> Iterator[Rig]:
    """A portal without workers, set up in this process, too, and once only: Django allows no more.

    The environment is what it was before when it ends.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="portal-") as name:
        data, port = Path(name), _free_port()
        with postgres.embedded(data) as database:
            address = f"http://127.0.0.1:{port}"
            told = read({"AUTOGRADER_PORTAL_DATA": name, "AUTOGRADER_PORTAL_ADDRESS": address})
            preparing.settle(Configuration(data, address, database, told.secret), database)
            preparing.prepare(None)
            rig = Rig(database, address, data / "log")
            thread = threading.Thread(target=rig.keep, daemon=True)
            try:
                _start(rig, port)
                thread.start()
                yield rig
            finally:
                rig.over.set()
                thread.join()
                _end(rig)
                os.environ.clear()
                os.environ.update(before)


def _start(rig: Rig, port: int) -> None:
    rig.add("keeper", processes.python("portal.serving.keeper"))
    door = web.listening("127.0.0.1", port)
    rig.doors.append(door)
    for number in range(WEB_PROCESSES):
        line = processes.python("portal.serving.web", str(door.fileno()))
        rig.add(f"web {number + 1}", line, (door.fileno(),), **{PART: WEB})
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{rig.address}/healthz"):
            return
        time.sleep(0.2)
    raise TimeoutError(rig.log.read_text(encoding="utf-8"))


def _end(rig: Rig) -> None:
    from django.db import connections

    connections.close_all()
    for door in rig.doors:
        door.close()
    for one in rig.running.values():
        one.terminate()
    for one in rig.running.values():
        try:
            one.wait(30)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# --- what is in it ------------------------------------------------------------------------


def course(name: str) -> Assignment:
    """The assignment of a course as `autograder init` starts it."""
    from portal import courses

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        scaffold.start_course(folder)
        return courses.import_course(folder).assignments.get()


def handed_in(assignment: Assignment, many: int) -> None:
    """So many students hand in, by the portal's own function."""
    from portal import handing_in
    from portal.models import Membership, Person, Role

    for number in range(many):
        person = Person.objects.create(name=f"Student {number + 1}")
        Membership.objects.create(person=person, course=assignment.course, role=Role.STUDENT)
        made = handing_in.hand_in(assignment, person, [handing_in.File("hw.py", b"answer = 42")])
        if isinstance(made, handing_in.Refusal):
            raise TypeError(made.en)


def waits_until_done(many: int, patience: float) -> bool:
    """Whether so many runs are over before patience is."""
    from portal.models import Run

    until = time.monotonic() + patience
    while time.monotonic() < until:
        if Run.objects.filter(state=Run.State.DONE).count() >= many:
            return True
        time.sleep(0.2)
    return False

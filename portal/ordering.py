"""Has a portal's workers run and check submissions: the other side of ``portal.errands``.

The command that orders needs no Django and no course of the portal, only the address of its
database, with a role that can order, read answers and take back. One thread does all of it over one
connection, however many submissions wait.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from autograder import api
from portal import letters, queue_address

_PAUSE: Final = 0.2  # seconds between two looks at the errands
_BEAT: Final = 5.0  # seconds between two signs of life, and looks for workers
_FRESH: Final = 30  # seconds of silence after which no worker of a version is there
_ALONE: Final = 15.0  # seconds without a worker after which somebody is told
_AWAY: Final = 60.0  # seconds without the database after which the command ends
_AT_ONCE: Final = 20  # answers in one look: each may be of megabytes
Say = Callable[[api.Text], None]


@dataclass(slots=True)
class _Order:
    """What one thread waits for."""

    wanted: api.Wanted
    on_event: api.OnEvent
    answer: Future[api.Run] = field(default_factory=Future)
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Desk:
    """What the portal has of this command: its row, the assignments sent, and who waits."""

    command: int
    parcels: list[tuple[api.Assignment, int]] = field(default_factory=list)
    waiting: dict[int, _Order] = field(default_factory=dict)


@contextlib.contextmanager
def open_queue(where: str, say: Say) -> Iterator[api.Elsewhere]:
    """The workers of a portal for as long as the ``with`` block lasts.

    ``where`` is the portal's ``queue-url``, or what such a file holds. ``say`` is told what the
    staff should know meanwhile.

    Raises:
        StaffError: nobody answers there, or not to commands.
    """
    url = queue_address.url_in(where)
    with queue_address.connected(url) as line:
        queue_address.refuse_others(line)
    queue = Queue(url, say)
    thread = threading.Thread(target=queue.work, name="queue of the portal", daemon=True)
    thread.start()
    try:
        yield queue
    finally:
        queue.stop()
        thread.join()


class Queue:
    """An ``api.Elsewhere``: ``order`` puts down what is wanted, ``work`` sees to it."""

    def __init__(self, url: str, say: Say) -> None:
        self._url = url
        self._say = say
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._new: list[_Order] = []
        self._desk: _Desk | None = None
        self._error: api.AutograderError = api.InfrastructureError("the run was interrupted")

    @property
    def stopping(self) -> bool:
        """Has ``stop`` been called?"""
        return self._over.is_set()

    def stop(self) -> None:
        """Take back all that was ordered; whoever waits is told so."""
        self._over.set()

    def order(self, wanted: api.Wanted, on_event: api.OnEvent) -> api.Run:
        """Have one run and checked; see ``api.Elsewhere``."""
        placed = _Order(wanted, on_event)
        with self._lock:
            if self._over.is_set():
                raise self._error
            self._new.append(placed)
        return placed.answer.result()

    def work(self) -> None:
        """Send orders and fetch answers until ``stop``; then take back what is left."""
        try:
            self._keep_looking()
        except api.AutograderError as error:
            self._error = error
        except (psycopg.Error, msgspec.MsgspecError) as error:
            said = queue_address.first_line(error)
            self._error = api.InfrastructureError(f"the portal's queue: {said}")
        finally:
            with self._lock:
                self._over.set()
                left = [*self._new, *(self._desk.waiting.values() if self._desk else ())]
                self._new.clear()
            with contextlib.suppress(psycopg.Error, api.StaffError):
                self._take_back()
            for one in left:
                one.answer.set_exception(self._error)

    def _keep_looking(self) -> None:
        """Look again and again, also where the database was away for a while.

        Raises:
            StaffError: it stays away, or no worker there can grade this.
        """
        company = _Company(self._say)
        heard = time.monotonic()
        while not self._over.is_set():
            try:
                with psycopg.connect(self._url, connect_timeout=10) as line:
                    while not self._over.wait(_PAUSE):
                        self._look(line, company)
                        heard = time.monotonic()
            except psycopg.OperationalError as error:
                if time.monotonic() - heard > _AWAY:
                    raise api.StaffError(
                        f"the portal's database answers no more: {queue_address.first_line(error)}",
                        "What was graded is kept: run the same command when the portal is back.",
                    ) from error
                self._over.wait(1.0)

    def _look(self, line: psycopg.Connection, company: _Company) -> None:
        with self._lock:
            new = list(self._new)
        if new and self._desk is None:
            self._desk = _Desk(_begin(line))
        desk = self._desk
        if desk is None:
            return
        for one in new:
            number = _send(line, desk, one.wanted)
            with self._lock:
                desk.waiting[number] = one
                self._new.remove(one)
        _watch(line, desk)
        while _fetch(line, desk) == _AT_ONCE:
            pass
        if company.is_due():
            if not _beat(line, desk.command):  # taken for killed, as after a long sleep: once more
                with self._lock:
                    self._new += desk.waiting.values()
                    self._desk = None
            elif desk.waiting:
                company.look(line)

    def _take_back(self) -> None:
        if self._desk is None:
            return
        with queue_address.connected(self._url) as line, line.transaction():
            own = [self._desk.command]
            line.execute("DELETE FROM portal_errand WHERE command_id = %s", own)
            line.execute("DELETE FROM portal_parcel WHERE command_id = %s", own)
            line.execute("DELETE FROM portal_command WHERE id = %s", own)


# --- what is said to the database -------------------------------------------------------


def _begin(line: psycopg.Connection) -> int:
    with line.transaction():
        return _number(
            line,
            "INSERT INTO portal_command (version, beat) VALUES (%s, now()) RETURNING id",
            [api.grader_version()],
        )


def _beat(line: psycopg.Connection, command: int) -> bool:
    """Give a sign of life; whether the portal still knows this command."""
    with line.transaction():
        done = line.execute("UPDATE portal_command SET beat = now() WHERE id = %s", [command])
    return done.rowcount == 1


def _send(line: psycopg.Connection, desk: _Desk, wanted: api.Wanted) -> int:
    """Order one; the number of its errand."""
    assignment = wanted.assignment
    with line.transaction():
        parcel = next((number for one, number in desk.parcels if one is assignment), None)
        fresh = parcel is None
        if parcel is None:
            parcel = _number(
                line,
                "INSERT INTO portal_parcel (command_id, content) VALUES (%s, %s) RETURNING id",
                [desk.command, letters.written_assignment(assignment)],
            )
        number = _number(
            line,
            "INSERT INTO portal_errand (command_id, assignment_id, course, wanted, state, attempt, "
            "progress, problem) VALUES (%s, %s, %s, %s, 'queued', 0, %s, %s) RETURNING id",
            [desk.command, parcel, _course(assignment), letters.written_wanted(wanted),
             Jsonb({}), Jsonb({})],
        )  # fmt: skip
        line.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES (%s, %s)",
            [letters.queue_of(api.grader_version()), letters.TASK],
        )
    if fresh:
        desk.parcels.append((assignment, parcel))
    return number


def _course(assignment: api.Assignment) -> str:
    """The name of its course: where workers look for its data sets."""
    if not assignment.data or not isinstance(assignment, api.LocalAssignment):
        return ""
    return api.load_course(assignment.course).name


def _watch(line: psycopg.Connection, desk: _Desk) -> None:
    """Tell how far those are that go on."""
    with line.transaction():
        found = line.execute(
            "SELECT id, progress FROM portal_errand WHERE command_id = %s AND state = 'running'",
            [desk.command],
        ).fetchall()
    for number, progress in found:
        one = desk.waiting.get(number)
        if one is not None and progress != one.told:
            one.told = progress
            event = letters.event_of(progress, one.wanted.assignment.name)
            if event is not None:
                one.on_event(event)


def _fetch(line: psycopg.Connection, desk: _Desk) -> int:
    """Pass on what was answered, then take it away there; how many these were."""
    with line.transaction():
        found = line.execute(
            "SELECT id, answer, problem FROM portal_errand "
            "WHERE command_id = %s AND state = 'done' ORDER BY id LIMIT %s",
            [desk.command, _AT_ONCE],
        ).fetchall()
    for number, answer, problem in found:
        one = desk.waiting.pop(number, None)
        if one is None:  # told before, when the connection ended
            continue
        if answer is not None:
            one.answer.set_result(letters.read_run(answer))
        elif "tip" in problem:
            one.answer.set_exception(api.StaffError(problem["said"], problem["tip"]))
        else:
            one.answer.set_exception(api.InfrastructureError(problem["said"]))
    if found:
        with line.transaction():
            line.execute(
                "DELETE FROM portal_errand WHERE id = ANY(%s)", [[number for number, *_ in found]]
            )
    return len(found)


def _number(line: psycopg.Connection, statement: str, values: list[object]) -> int:
    made = line.execute(statement, values).fetchone()
    assert made is not None
    return int(made[0])


# --- whether anybody grades ---------------------------------------------------------------


class _Company:
    """Whether workers of this version are there, and since when none is."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._next = 0.0
        self._alone: float | None = None
        self._told = False

    def is_due(self) -> bool:
        """Is it time to look again?"""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + _BEAT
        return True

    def look(self, line: psycopg.Connection) -> None:
        """Look for workers; say once that there is none.

        Raises:
            StaffError: all that are there are of other versions.
        """
        mine, now = api.grader_version(), time.monotonic()
        with line.transaction():
            rows = line.execute(
                "SELECT version FROM portal_graderversion "
                "WHERE beat > now() - make_interval(secs => %s) ORDER BY version",
                [_FRESH],
            ).fetchall()
        there = [version for (version,) in rows]
        if mine in there:
            self._alone, self._told = None, False
            return
        self._alone = self._alone or now
        if now - self._alone < _ALONE:
            return
        if there:
            raise api.StaffError(
                f"the workers of this portal are of another version, {', '.join(there)}, and this "
                f"is {mine}: they would grade otherwise, and leave this class alone",
                "Install the same version of keras-autograder, of its libraries and of Python "
                "there and here, and start the workers anew; or grade here, without --queue.",
            )
        if not self._told:
            self._told = True
            self._say(
                api.Text(
                    "이 포털에서 지금 채점하는 worker가 없습니다. `autograder serve`나 `autograder "
                    "worker`로 시작하십시오. 그때까지 기다립니다.",
                    "No worker of this portal is there. Start one with `autograder serve` or "
                    "`autograder worker`; this command waits until then.",
                )
            )

"""What a worker does with a run or an errand: it grades as the command line does, and says how far
it is."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import Error, connection

from autograder import api
from portal import comparing, courses, errands, letters, reading, runs
from portal.models import Assignment, Errand, Person, Run, Submission
from portal.turns import Claim

BEAT: Final = 5.0  # seconds between signs of life
_PAUSE: Final = 0.15  # seconds between two news of cells
_TRIES: Final = 10
_REST: Final = 1.0  # seconds between two tries to write a result
Tell = Callable[[Mapping[str, Any] | None], object]  # of progress; None is a sign of life
Warm = tuple[Any, ...]  # what two assignments share when they share warm processes


class Grader:
    """The warm processes of a worker, for one course at a time, and what is graded with them.

    ``data`` holds the courses' data sets where they aren't at the same place as on the machine that
    imported them: a folder for each course's name.
    """

    def __init__(self, data: Path | None = None) -> None:
        self._data = data
        self._lock = threading.Condition()
        self._open = ExitStack()
        self._workers: api.Workers | None = None
        self._for: Warm | None = None
        self._busy = 0

    def close(self) -> None:
        """End the warm processes."""
        with self._lock:
            self._open.close()
            self._workers, self._for = None, None

    def warm_up(self) -> None:
        """Start the warm processes before the first student waits for them.

        Raises:
            StaffError: nothing here isolates student code.
            InfrastructureError: they did not start.
        """
        newest = Assignment.objects.select_related("revision", "course").order_by("-pk").first()
        if newest is not None:
            with self._warm(courses.content_of(newest.revision), newest.course.name):
                pass

    def grade(self, mine: Claim) -> None:
        """Grade a run that was claimed."""
        run = Run.objects.select_related("revision", "submission__assignment__course").get(
            pk=mine.run
        )
        assignment = courses.content_of(run.revision)
        handed_in = _read(run.submission, assignment)
        tell = partial(runs.tell_progress, mine)
        with _beating(tell), self._warm(assignment, run.submission.assignment.course.name) as warm:
            started = time.monotonic()
            graded = api.grade_submission(handed_in, assignment, warm, _Teller(tell))
            seconds = time.monotonic() - started
        found = _found(graded, assignment, seconds)
        patiently(lambda: runs.finish(mine, found))

    def answer(self, mine: Claim) -> None:
        """Run and check what an errand is about, and write what was found.

        Raises:
            StaffError: it can't be graded here, for example without its data sets.
        """
        try:
            asked = errands.asked(mine)
        except Errand.DoesNotExist:  # the command took it back
            return
        wanted, tell = asked.wanted, partial(errands.tell_progress, mine)
        with _beating(tell), self._warm(wanted.assignment, asked.course) as warm:
            graded = api.grade_submission(
                *(wanted.submission, wanted.assignment, warm, _Teller(tell), wanted.settings),
                earlier=wanted.earlier,
            )
        if graded.run is None:
            failed = api.InfrastructureError("; ".join(graded.grade.staff.notes))
            patiently(lambda: errands.fail(mine, failed))
            return
        answer = letters.written_run(graded.run)
        patiently(lambda: errands.finish(mine, answer))

    @contextlib.contextmanager
    def _warm(self, assignment: api.Assignment, course: str) -> Iterator[api.Workers]:
        """The warm processes that can serve this assignment; others are ended when nobody uses
        them any more."""
        wanted: Warm = (course if assignment.data else "", assignment.data, assignment.libraries)
        with self._lock:
            while self._busy and self._for != wanted:
                self._lock.wait()
            if self._workers is None or self._for != wanted:
                self._workers, self._for = None, None
                self._open.close()
                own = None if self._data is None else self._data / course
                data = own if own is not None and own.is_dir() else self._data
                self._workers = self._open.enter_context(api.start_workers(assignment, data=data))
                self._for = wanted
            self._busy += 1
            workers = self._workers
        try:
            yield workers
        finally:
            with self._lock:
                self._busy -= 1
                self._lock.notify_all()


class _Teller:
    """Passes on what happens, but not more often than somebody can see."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._last = 0.0

    def __call__(self, event: api.Event) -> None:
        progress = letters.progress_of(event)
        now = time.monotonic()
        quiet = isinstance(event, api.RunningCell) and now - self._last < _PAUSE
        if progress is not None and not quiet:
            self._last = now
            with _connection_may_end():
                self._tell(progress)


@contextlib.contextmanager
def _connection_may_end() -> Iterator[None]:
    """What is only news may be lost: no grading ends because the database was started again."""
    try:
        yield
    except Error:
        connection.close()


def patiently(write: Callable[[], object]) -> None:
    """Write a result also where the connection ended meanwhile; the run's fence says if it counts.

    Raises:
        Error: the database was away for longer than a worker may be silent.
    """
    for _ in range(_TRIES):
        try:
            write()
        except Error:
            connection.close()
            time.sleep(_REST)
        else:
            return
    write()


@contextlib.contextmanager
def _beating(tell: Tell) -> Iterator[None]:
    """Give signs of life from a thread of its own, however long a cell takes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with _connection_may_end():
                tell(None)
        connection.close()  # this thread's own

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _read(submission: Submission, assignment: api.Assignment) -> api.Submission:
    name = Person.objects.values_list("name", flat=True).get(pk=submission.person_id)
    return reading.read(reading.files_of(submission), assignment, name or "student")


def _found(graded: api.Graded, assignment: api.Assignment, seconds: float) -> runs.Found:
    grade = graded.grade
    return runs.Found(
        status=grade.status.value,
        pending=grade.pending,
        seconds=seconds,
        whole=_told(graded, assignment),
        visible=_told(replace(graded, grade=_visible(grade)), assignment),
        checks=comparing.kept(grade, assignment.languages),
    )


def _told(graded: api.Graded, assignment: api.Assignment) -> runs.Told:
    languages = assignment.languages
    return runs.Told(
        graded.grade.score,
        graded.grade.max_score,
        {one: api.render_feedback(graded, assignment, one) for one in languages},
    )


def _visible(grade: api.Grade) -> api.Grade:
    """The grade as far as the visible checks go: nothing of the others, nor what they add up to."""
    checks = tuple(one for one in grade.checks if one.visible)
    return replace(
        grade,
        checks=checks,
        score=sum(one.earned for one in checks),
        max_score=sum(one.points for one in checks),
        pending=0.0,
        adjustments=(),
    )

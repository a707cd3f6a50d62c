"""Classes that a command orders from a portal, whose workers are threads of the test."""

from __future__ import annotations

import contextlib
import csv
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder import api
from tests.conftest import RIGHT
from tests.support.command_line import Done, call_here

PATIENCE = 60.0  # seconds
CLASS = {
    "kim.py": RIGHT,
    "이서연.py": RIGHT.replace("42", "41"),
    "park.py": "print('말')\n" + RIGHT + "\n1 / 0",
    "choi.py": "import os\nos._exit(0)",
    "broken.ipynb": "%PDF-1.7 not a notebook",
}
OUTCOMES = {"kim": 100, "이서연": 40, "park": 100, "choi": 0, "broken": 0}


@contextlib.contextmanager
def working(grader: Any, version: str = "", places: int = 1) -> Iterator[None]:
    """Do what waits for a version of the grader, as a worker's jobs do, and as the keeper does."""
    from django.db import connection

    from portal import errands, jobs

    version, over = version or api.grader_version(), threading.Event()
    context: Any = SimpleNamespace(additional_context={jobs.GRADER: grader, jobs.VERSION: version})

    def work() -> None:
        while not over.wait(0.05):
            errands.appear(version)
            with contextlib.suppress(MemoryError):  # a worker writes it into its log
                jobs.grade_next.func(context)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(places)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in threads:
            one.join()


@contextlib.contextmanager
def meanwhile(do: Callable[[], object]) -> Iterator[threading.Thread]:
    """Do something in a thread beside the ``with`` block, which ends after it."""
    from django.db import connection

    def work() -> None:
        try:
            do()
        finally:
            connection.close()  # this thread's own

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


def until(true: Callable[[], object]) -> None:
    """Wait until something is true.

    Raises:
        AssertionError: it does not become so.
    """
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


class Written:
    """Grades nothing: all that is asked has been run before, and what came of it is known."""

    def __init__(self, run: api.Run) -> None:
        self.run = run
        self.answered: list[str] = []

    def answer(self, mine: Any) -> None:
        from portal import errands, letters

        self.answered.append(errands.asked(mine).wanted.submission.filename)
        assert errands.finish(mine, letters.written_run(self.run))


class Broken:
    """A grader on a machine that lacks something."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def answer(self, mine: Any) -> None:
        raise self.error


def grade(*words: str | Path, cwd: Path) -> Done:
    return call_here("grade", "tiny", *map(str, words), "--lang", "en", cwd=cwd)


def left() -> list[int]:
    """How many rows of each kind the portal still has of commands."""
    from portal.models import Command, Errand, Parcel

    return [kind.objects.count() for kind in (Command, Errand, Parcel)]


# What somebody measures, and where objects lie in memory: that differs each time.
_MEASURED = re.compile(
    r'"(seconds|cpu_seconds|memory_mb)": ?[\d.e+-]+|\bat 0x[0-9a-f]+'
    r'|"num" data-value="[\d.]+">[\d.]+'
    r"|<b>[\d.]+</b> <small>.*?</small>"
)


def without_times(folder: Path) -> dict[str, str]:
    """The files of results as text, without what is measured."""
    found = {
        str(path.relative_to(folder)): _MEASURED.sub("", path.read_text("utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
    rows = csv.DictReader(found.pop("grades.csv").splitlines())
    return found | {"grades.csv": str([one | {"seconds": ""} for one in rows])}


def ordered(queue_url: Path, tiny: api.LocalAssignment, name: str, many: int) -> None:
    """A class of one command's, each with the command's name."""
    from portal.ordering import open_queue

    folder = api.results_folder(queue_url.parent / name)
    handed_in = [
        api.Submission(f"{name}{number}", RIGHT.encode(), f"{name}.py") for number in range(many)
    ]
    with open_queue(str(queue_url), lambda _: None) as queue:
        options = api.Options(folder, jobs=many, language="en", elsewhere=queue)
        api.grade_class(handed_in, tiny, options)


def waiting() -> int:
    from portal import errands

    return sum(errands.waiting().values())


def long_ago() -> datetime:
    from django.utils import timezone

    return timezone.now() - timedelta(hours=1)

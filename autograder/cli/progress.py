"""Shows how far a run is: a bar with ETA and names on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.grading.events import Done, Event, OnEvent, Reading, nobody
from autograder.messages.words import number
from autograder.records import Language, Status, Text
from autograder.util import sanitize

_NAMES_SHOWN = 3


@contextlib.contextmanager
def progress(
    console: Console, total: int, language: Language, *, several: bool = False
) -> Iterator[OnEvent]:
    """A function to give to ``api.grade_classes``.

    With ``several`` assignments a line of plain text says which one it is about.
    """
    if total == 0:
        yield nobody
    elif console.is_terminal:
        with _bar(console, total, language) as watch:
            yield watch
    else:
        yield _lines(console, total, several=several)


@contextlib.contextmanager
def _bar(console: Console, total: int, language: Language) -> Iterator[OnEvent]:
    lock = threading.Lock()
    running: dict[str, None] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(Text("남은 시간", "left").to(language)),
        TimeRemainingColumn(),
        TextColumn("{task.fields[names]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        job = shown.add_task(Text("채점", "grading").to(language), total=total, names="")

        def watch(event: Event) -> None:
            with lock:
                name = sanitize.name(event.student)
                if isinstance(event, Reading):
                    running[name] = None
                elif isinstance(event, Done):
                    running.pop(name, None)
                names = ", ".join(list(running)[:_NAMES_SHOWN])
                more = len(running) - _NAMES_SHOWN
                shown.update(job, names=names + (f" +{more}" if more > 0 else ""))
                if isinstance(event, Done):
                    shown.advance(job)

        yield watch


def _lines(console: Console, total: int, *, several: bool) -> OnEvent:
    done = 0

    def watch(event: Event) -> None:
        nonlocal done
        if not isinstance(event, Done):
            return
        done += 1
        grade = event.grade
        score = f"{number(grade.score)}/{number(grade.max_score)}"
        tail = "" if grade.status is Status.GRADED else f"  {grade.status.value}"
        of = f"{grade.assignment}: " if several else ""
        name = sanitize.name(event.student)
        console.print(f"[{done}/{total}] {of}{name}  {score}{tail}", markup=False, soft_wrap=True)

    return watch

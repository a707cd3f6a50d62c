"""Grades attacks under one isolation and says what got through."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.grading import batch
from autograder.grading.events import Done, Event
from autograder.grading.tasks import Options
from autograder.quality.security_tests.attack_files import HONEST, Attack, Shot, shots
from autograder.quality.security_tests.target import Target
from autograder.records import Grade, Status, Submission
from autograder.report.pages import HtmlPages
from autograder.results.folder import ResultsFolder
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.watch import MOST_WAITING

_MARK: Final = re.compile(r"THROUGH: ([^\n\"\\<]{1,200})")
_RAW: Final = (
    "<script>attack",
    "<img src=x onerror=attack",
    "<svg xmlns='http://www.w3.org/2000/svg' onload",
    "\x1b[",
    "\x1b]",
)
_SETTLE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one attack came to. ``through`` is empty where it was stopped."""

    attack: Attack
    through: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Campaign:
    """All findings under one isolation, and what was found afterwards without a culprit."""

    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    left_behind: tuple[str, ...]
    seconds: float


def run(  # noqa: PLR0913, PLR0917 - what to attack, with what, how
    attacks: Sequence[Attack],
    target: Target,
    isolation: Isolation,
    out: Path,
    jobs: int,
    done: Callable[[], None] = lambda: None,
) -> Campaign:
    """Grade every attack (``out`` gets the results) and look at all that it could have harmed."""
    started = time.monotonic()
    prelude = target.prelude()
    fired = [shot for attack in attacks for shot in shots(attack, prelude)]
    honest = Shot("baseline", attacks[0], "baseline.py", f"{prelude}\n# %%\n{HONEST}".encode())
    mounts, processes = _mounts(), _own_processes()
    options = Options(ResultsFolder(out, HtmlPages()), jobs, "en", isolation=isolation)

    blame: dict[str, tuple[str, ...]] = {}
    known: set[str] = set()  # damage lasts: it is the doing of whoever was there first

    def watch(event: Event) -> None:
        if isinstance(event, Done):
            found = target.damage()  # exact with one job at a time
            blame[event.student] = tuple(one for one in found if one not in known)
            known.update(found)
            done()

    submissions = [_submission(shot) for shot in (honest, *fired)]
    report = batch.grade_all(submissions, target.assignment, options, watch)
    grades = {grade.student: grade for grade in report.grades}
    seen = _Seen(grades, blame, target, out)
    findings = tuple(
        _judge(attack, [s for s in fired if s.attack is attack], seen) for attack in attacks
    )
    left = [*target.damage(), *_left(mounts, processes), *_in_class_files(target, out)]
    return Campaign(isolation.layers, findings, tuple(left), time.monotonic() - started)


def _submission(shot: Shot) -> Submission:
    return Submission(shot.name, shot.content, shot.filename)


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that the attacks may have touched, by the names of their shots, and who is to blame."""

    grades: Mapping[str, Grade]
    blame: Mapping[str, tuple[str, ...]]
    target: Target
    out: Path


def _judge(attack: Attack, fired: Sequence[Shot], seen: _Seen) -> Finding:
    """Compare each of its grades with the honest one, and read all that was written."""
    fair = seen.grades["baseline"].score
    through: list[str] = []
    seconds = 0.0
    for shot in fired:
        grade = seen.grades[shot.name]
        seconds = max(seconds, grade.usage.seconds)
        if grade.status is Status.UNGRADED:
            through.append(f"it could not be graded: {'; '.join(grade.staff.notes)[:300]}")
        elif grade.score > fair:
            through.append(f"it earned {grade.score:g} instead of {fair:g}")
        elif grade.score < fair and attack.costs == "nothing":
            through.append(f"it lost its own points ({grade.score:g} of {fair:g})")
        limits = seen.target.assignment.limits
        if grade.usage.seconds > limits.seconds * (1 + MOST_WAITING) + 5:
            through.append(f"it ran for {grade.usage.seconds:g} s")
        if grade.usage.memory_mb > 1.6 * limits.memory_mb:
            through.append(f"it held {grade.usage.memory_mb:g} MB")
        through += seen.blame.get(shot.name, ())
        through += _read(seen.out / shot.name, seen.target)
        through += _MARK.findall("\n".join(grade.staff.notes))
    return Finding(attack, tuple(dict.fromkeys(through)), seconds)


def _read(folder: Path, target: Target) -> list[str]:
    """Marks, secrets and raw markup in the files of one submission."""
    through: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.name in {"executed.ipynb", "evidence.json"}:
            through += _MARK.findall(text)
        through += [f"{what} leaked" for what, secret in target.secrets.items() if secret in text]
        if path.suffix == ".html":
            through += [f"{raw!r} stands in {path.name}" for raw in _RAW if raw in text]
    return through


def _in_class_files(target: Target, out: Path) -> list[str]:
    found = []
    for path in (out / "index.html", out / "grades.csv", out / "review.csv"):
        text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
        found += [f"{what} leaked" for what, secret in target.secrets.items() if secret in text]
        raw_here = _RAW if path.suffix == ".html" else _RAW[-2:]
        found += [f"{raw!r} stands in {path.name}" for raw in raw_here if raw in text]
        if path.suffix == ".csv" and re.search(r'(^|,)"?[=@+]', text, re.MULTILINE):
            found.append(f"a formula stands in {path.name}")
    return found


def _left(mounts: int, processes: frozenset[int]) -> list[str]:
    """Processes and mounts that were not there before; the kernel needs a moment to end some."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (rest := _own_processes() - processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = [f"process {pid} is left" for pid in sorted(rest)]
    return left if _mounts() <= mounts else [*left, "mounts are left"]


def _mounts() -> int:
    return len(Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines())


def _own_processes() -> frozenset[int]:
    """Zygotes, supervisors and jobs of this very process: a fork keeps its parent's arguments."""
    own = str(os.getpid()).encode()
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"autograder.sandbox.zygote" in words and own in words:
            found.add(int(path.parent.name))
    return frozenset(found)

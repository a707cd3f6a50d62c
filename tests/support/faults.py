"""The faults that only show while a submission runs, each graded under its policies.

``graded.toml`` beside the fixtures holds grade and words of each. After a change of words,
``python -m tests.support.faults --write`` writes it anew: read the difference before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import loader
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.intake.collect import collect
from autograder.messages.python_errors import explain_all
from autograder.records import Assignment, Grade, Legacy, Submission, Text
from autograder.results.graded import Settings
from tests.conftest import write_course
from tests.support.places import SUBMISSIONS as FOLDER

READ = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
POLICIES: tuple[Legacy, ...] = ("explain", "accept")
Words = list[dict[str, str]]


@dataclass(frozen=True)
class Ending:
    """What became of one fault under one policy."""

    fault: str
    policy: Legacy
    score: float
    words: tuple[Text, ...]  # as `autograder check` says them


def running_faults() -> list[str]:
    """Folders of submissions that can be read: how they end shows when they run."""
    folders = (path.name for path in FOLDER.iterdir() if path.is_dir())
    return sorted(name for name in folders if name not in READ and name[0] not in "._")


def endings(assignment: Assignment, workers: Workers) -> list[Ending]:
    """Grade every running fault; those of old calls under both policies."""
    found = collect([FOLDER], assignment_name=assignment.name)
    submissions = {one.student: one for one in found}
    tasks: list[tuple[Submission, Legacy]] = [
        (submissions[fault], policy)
        for fault in running_faults()
        for policy in (POLICIES if fault.startswith("legacy-") else POLICIES[:1])
    ]

    def grade(task: tuple[Submission, Legacy]) -> Ending:
        submission, policy = task
        chosen = replace(assignment, legacy=policy)
        done = grade_submission(submission, chosen, workers, Settings()).grade
        return Ending(submission.student, policy, done.score, words(done))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(grade, tasks))


def words(grade: Grade) -> tuple[Text, ...]:
    """All that the student is told beside the checks."""
    return (*grade.notes, *explain_all(grade.errors))


def written(found: Sequence[Ending]) -> str:
    """``graded.toml``."""
    lines = ["# Grade (of 100) and words of each fault: `python -m tests.support.faults --write`."]
    for one in found:
        lines += ["", f'["{one.fault}".{one.policy}]', f"score = {one.score:g}"]
        for text in one.words:
            lines += [f'[["{one.fault}".{one.policy}.words]]']
            lines += [f"ko = {_quoted(text.ko)}", f"en = {_quoted(text.en)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""\n{escaped}"""' if "\n" in text else f'"{escaped}"'


def main() -> None:
    """Write ``graded.toml`` anew, or print it."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_course(Path(folder) / "course")
        assignment = loader.load_assignment(loader.find_course(root), "tiny")
        with warm_workers.start_workers(needs_student=True) as workers:
            text = written(endings(assignment, workers))
    if "--write" in sys.argv:
        (FOLDER / "graded.toml").write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()

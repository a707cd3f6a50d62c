"""Fingerprints that say whether a kept result is still the one that a new run would give."""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version

from autograder.checking.program import bare
from autograder.libraries import KNOWN, version_of
from autograder.records import Assignment, Submission
from autograder.results.code_digest import code_digest
from autograder.results.graded import Settings

# The modules that run a submission, on either side of the sandbox's wall; those that check what it
# left; and those that make a grade and its pages of that. All else is found from their imports.
RUN_CODE = (
    *("autograder.intake.reader", "autograder.grading.execution"),
    *("autograder.sandbox.warm", "autograder.sandbox.zygote"),
    *(
        "autograder.student.preload_libraries",
        "autograder.student.preload",
        "autograder.student.run",
    ),
)
JUDGE_CODE = (
    "autograder.grading.judging",
    *(
        "autograder.checking.preload_libraries",
        "autograder.checking.preload",
        "autograder.checking.run",
    ),
)
GRADE_CODE = (
    "autograder.grading.submission",
    *("autograder.report.feedback", "autograder.report.notebook"),
)
_LIBRARIES = ("keras", "numpy", "ipython")


def run_key(submission: Submission, assignment: Assignment, settings: Settings) -> str:
    """Changes with all that running the submission depends on: its bytes, what it must leave
    behind, the limits, and the code and libraries that run it."""
    facts = (
        submission.filename,
        str(submission.problem),
        repr(bare(assignment).deliverables),
        repr(assignment.limits),
        str(settings.stock_fit),
        assignment.legacy,
        repr(assignment.libraries),
        *(f"{file.name} {_digest([file.content])}" for file in submission.files),
        *(f"{file.path} {file.digest}" for file in assignment.data),
        code_digest(RUN_CODE),
        *_versions(),
        *_extras(),
    )
    return _digest((submission.content, *(fact.encode() for fact in facts)))


def judge_key(run: str, assignment: Assignment, settings: Settings) -> str:
    """Changes with all that the checks can depend on; not with points, texts and policies."""
    checks = [check.name for check in assignment.checks if check.visible]
    facts = (
        run,
        repr(bare(assignment)),
        repr(checks) if settings.only_visible else "",
        code_digest(JUDGE_CODE),
        _checks_digest(assignment),
    )
    return _digest(fact.encode() for fact in facts)


def check_key(judge: str, submission: Submission, assignment: Assignment) -> str:
    """Changes with all that a grade depends on: what the checks can depend on, points, texts."""
    facts = (
        judge,
        repr((submission.late, submission.note, submission.lms, submission.lms_id)),
        repr((submission.lms_name, submission.late_days)),
        code_digest(GRADE_CODE),
    )
    return _digest(fact.encode() for fact in (*facts, assignment.definition))


def grader_digest() -> str:
    """A digest of the code and libraries that verdicts depend on; the pages left out."""
    code = code_digest((*RUN_CODE, *JUDGE_CODE, "autograder.grading.submission"))
    return _digest(fact.encode() for fact in (code, *_versions()))


def runner_digest() -> str:
    """A digest of all that runs and checks a submission: code, libraries, and Python."""
    code = code_digest((*RUN_CODE, *JUDGE_CODE))
    tensorflow = (version_of("tensorflow-cpu"), version_of("tensorflow"))
    python = ".".join(platform.python_version_tuple()[:2])
    facts = (code, *_versions(), *_extras(), *tensorflow, python)
    return _digest(fact.encode() for fact in facts)


def assignment_digest(assignment: Assignment) -> str:
    """A digest of assignment.toml, the checks and the course's settings."""
    return _digest((assignment.definition.encode(), _checks_digest(assignment).encode()))


def _checks_digest(assignment: Assignment) -> str:
    """Of all files of the checks, their data too."""
    return _digest(
        part for file in assignment.check_files for part in (file.path.encode(), file.content)
    )


def _extras() -> tuple[str, ...]:
    """Which of the libraries that students may use are installed, with their versions."""
    return tuple(f"{name} {version_of(name)}" for name in KNOWN)


@functools.cache
def _versions() -> tuple[str, ...]:
    return tuple(version(library) for library in _LIBRARIES)


def _digest(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:32]

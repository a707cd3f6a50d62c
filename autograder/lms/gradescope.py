"""Gradescope: ``results.json`` as its autograder documentation has it.

https://gradescope-autograders.readthedocs.io/en/latest/specs/: a ``score`` at the top overrides
the sum of the tests; a test is ``passed`` or ``failed``; ``after_published`` shows a test to
students once grades are published. Hidden checks are shown no earlier: while students may still
hand in, they would be an oracle; nor does the text at the top speak of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from autograder.lms.results import Export, Results, common_notes, graded
from autograder.lms.text_feedback import of_the_run
from autograder.records import (
    NO_TEXT,
    Assignment,
    CheckResult,
    Grade,
    Language,
    Outcome,
)
from autograder.report.feedback import changed_by_hand
from autograder.util import sanitize
from autograder.util.atomic_write import write_atomic

_HINTED = frozenset([Outcome.FAILED, Outcome.PARTIAL])
_UNDECIDED = frozenset([Outcome.PENDING, Outcome.COULD_NOT_CHECK])


def export(results: Results, to: Path, language: Language, *, missing_zero: bool) -> Export:
    """``gradescope/<student>/results.json`` for each grade."""
    files = []
    for grade in graded(results, missing_zero=missing_zero):
        path = to / "gradescope" / results.place(grade) / "results.json"
        write_atomic(path, encode(grade, results.assignment, language))
        files.append(path)
    return Export(tuple(files), common_notes(results, missing_zero=missing_zero))


def encode(grade: Grade, assignment: Assignment, language: Language) -> bytes:
    """The document of one grade."""
    document = results_document(grade, assignment, language)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def results_document(grade: Grade, assignment: Assignment, language: Language) -> dict[str, Any]:
    """The document of one grade, as Python values."""
    return {
        "score": grade.score,
        "execution_time": round(grade.usage.seconds),
        "output": of_the_run(grade, assignment.languages),
        "output_format": "md",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"status": grade.status.value, "late": grade.late},
        "tests": _tests(grade, assignment, language),
    }


def _tests(grade: Grade, assignment: Assignment, language: Language) -> list[dict[str, Any]]:
    order = {part.name: number for number, part in enumerate(assignment.parts, start=1)}
    count: dict[str, int] = {}
    tests = []
    for check in grade.checks:
        count[check.part] = count.get(check.part, 0) + 1
        number = f"{order.get(check.part, len(order) + 1)}.{count[check.part]}"
        tests.append(_test(check, number, language))
    return tests


def _test(check: CheckResult, number: str, language: Language) -> dict[str, Any]:
    hint = check.hint if check.outcome in _HINTED else NO_TEXT
    said = [changed_by_hand(check)] if check.before else [check.message, hint]
    told = [sanitize.block(text.to(language)) for text in said if text != NO_TEXT]
    told += [sanitize.block(check.comment)] if check.comment else []
    test: dict[str, Any] = {
        "name": sanitize.line(check.title.to(language)),
        "number": number,
        "score": check.earned,
        "max_score": check.points,
        "output": "\n".join(told),
        "tags": [check.part],
        "visibility": "visible" if check.visible else "after_published",
        "extra_data": {"check": check.name, "outcome": check.outcome.value},
    }
    if check.outcome not in _UNDECIDED:
        test["status"] = "passed" if check.outcome is Outcome.PASSED else "failed"
    return test

"""Classroom 50: ``result.json`` in the schema ``classroom50/result/v1``.

Rules read in its ``schemas/result-v1.schema.json`` and wiki page Advanced Autograding: scores are
whole numbers, each at most its maximum; no other fields at the top; ``owner`` is the account;
``submission`` begins with ``submit/``. What only Classroom 50's runner knows is taken from the
variables that it sets, so that its ``autograder.py`` can call this program; its runner stamps
``owner``, ``assignment_type`` and ``datetime`` itself.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import msgspec

from autograder.lms.results import Export, Note, Results, common_notes, graded
from autograder.records import Grade, Language, Text
from autograder.util import sanitize
from autograder.util.atomic_write import write_atomic

SCHEMA = "classroom50/result/v1"
_TAG = re.compile(r"submit/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z")
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Context:
    """What Classroom 50's runner says of one run; empty where it was not there."""

    classroom: str
    submission: str
    commit: str
    release: str
    review: str

    @property
    def complete(self) -> bool:
        """Whether nothing has to be made up."""
        return all((self.classroom, self.submission, self.commit, self.release))


def context(environment: Mapping[str, str], classroom: str) -> Context:
    """The runner's variables."""
    commit = environment.get("COMMIT_URL", "")
    return Context(
        classroom=classroom or environment.get("CLASSROOM", ""),
        submission=environment.get("SUBMISSION_TAG", ""),
        commit=commit,
        release=environment.get("RELEASE_URL", ""),
        review=environment.get("REVIEW_URL", "") or commit,
    )


def export(
    results: Results, to: Path, language: Language, classroom: str, *, missing_zero: bool
) -> Export:
    """``classroom50/<account>/result.json`` for each grade."""
    known = context(os.environ, classroom)
    files = []
    for grade in graded(results, missing_zero=missing_zero):
        path = to / "classroom50" / results.place(grade) / "result.json"
        handed_in = results.store.kept_at(results.place(grade))
        document = result_document(grade, known, language, handed_in)
        write_atomic(path, msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
        files.append(path)
    notes = common_notes(results, missing_zero=missing_zero)
    return Export(tuple(files), notes if known.complete else (*notes, Note(MADE_UP)))


def result_document(
    grade: Grade, known: Context, language: Language, graded_at: float
) -> dict[str, Any]:
    """The document of one grade. ``graded_at`` is in seconds of the Unix epoch."""
    stamp = datetime.fromtimestamp(graded_at, timezone.utc)
    tag = known.submission or f"submit/{stamp:%Y-%m-%dT%H-%M-%SZ}-{grade.keys.check[:7] or '0'}"
    when = _TAG.match(tag)
    owner = grade.lms_id or grade.student
    tests = _tests(grade, language)
    most = sum(test["max-score"] for test in tests)
    return {
        "schema": SCHEMA,
        "classroom": known.classroom or "unknown",
        "assignment": grade.assignment,
        "assignment_type": "individual",
        "owner": owner,
        "submission": tag,
        "commit": known.commit or "unknown",
        "release": known.release or "unknown",
        "review": known.review or "unknown",
        "datetime": f"{when[1]}T{when[2]}:{when[3]}:{when[4]}Z" if when else stamp.strftime(_STAMP),
        "graded_at": stamp.strftime(_STAMP),
        "score": min(_half_up(grade.score), most),
        "max-score": most,
        "tests": tests,
    }


def _tests(grade: Grade, language: Language) -> list[dict[str, Any]]:
    most = whole([check.points for check in grade.checks], [math.inf] * len(grade.checks))
    earned = whole([check.earned for check in grade.checks], most)
    return [
        {
            "test-name": sanitize.line(check.title.to(language)) or check.name,
            "passed": check.earned >= check.points,
            "score": score,
            "max-score": points,
            "outcome": check.outcome.value,
        }
        for check, score, points in zip(grade.checks, earned, most, strict=True)
    ]


def whole(values: Sequence[float], most: Sequence[float]) -> list[int]:
    """``values`` as whole numbers that add up to their rounded sum, none above its ``most``.

    The largest fractions are rounded up first.
    """
    floors = [min(math.floor(value), int(m) if m < math.inf else math.floor(value))
              for value, m in zip(values, most, strict=True)]  # fmt: skip
    missing = _half_up(sum(values)) - sum(floors)
    order = sorted(range(len(values)), key=lambda n: floors[n] - values[n])
    for number in order:
        if missing > 0 and floors[number] < most[number]:
            floors[number] += 1
            missing -= 1
    return floors


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


MADE_UP = Text(
    ko="Classroom 50 밖에서 실행하여 제출 태그와 주소를 알 수 없습니다. 점수만 믿을 수 있습니다 "
    "(CLASSROOM, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL)",
    en="run outside Classroom 50, so that tag and addresses are not known; only the scores are "
    "(CLASSROOM, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL)",
)

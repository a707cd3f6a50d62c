"""What students read whose work is a little broken: every word, in both languages.

A file of ``tests/fixtures/messy`` is a submission to the assignment that its first line names, and
is named after its fault. After a change of words, ``python -m tests.grading.test_messy`` writes
``words.toml`` anew: read the difference before you commit it.
"""

from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autograder.course import loader
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.messages.python_errors import explain_all
from autograder.records import Grade, Outcome, Submission
from autograder.results.graded import Settings
from tests.support.places import MESSY as FOLDER

EXPECTED = FOLDER / "words.toml"
FAULTS = sorted(path.stem for path in FOLDER.glob("*.py"))
SILENT = {Outcome.PASSED, Outcome.NOT_CHECKED}
Words = dict[str, Any]


def grade(fault: str, workers: Workers) -> Grade:
    path = FOLDER / f"{fault}.py"
    content = path.read_bytes()
    name = content.partition(b"\n")[0].decode().removeprefix("# ")
    assignment = loader.load_assignment(loader.find_course(FOLDER), name)
    submission = Submission("kim", content, path.name)
    return grade_submission(submission, assignment, workers, Settings()).grade


def words(grade: Grade) -> Words:
    """Score, what is said of the run, and of each check that is not passed."""
    said = [*grade.notes, *explain_all(grade.errors)]
    checks = {
        one.name: [one.message.ko, one.message.en]
        for one in grade.checks
        if one.outcome not in SILENT and one.message.en
    }
    return {
        "score": grade.score,
        "ko": [text.ko for text in said],
        "en": [text.en for text in said],
        "checks": checks,
    }


def all_words(workers: Workers) -> dict[str, Words]:
    with ThreadPoolExecutor(2) as pool:
        grades = pool.map(lambda fault: grade(fault, workers), FAULTS)
        return {fault: words(one) for fault, one in zip(FAULTS, grades, strict=True)}


@pytest.fixture(scope="module")
def found(workers: Workers) -> dict[str, Words]:
    return all_words(workers)


@pytest.fixture(scope="module")
def expected() -> dict[str, Words]:
    return tomllib.loads(EXPECTED.read_text("utf-8"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_messy_submission_is_told_so(
    fault: str, found: dict[str, Words], expected: dict[str, Words]
) -> None:
    assert found[fault] == expected[fault]


def test_no_sentence_stands_there_twice_and_none_shows_what_is_ours(
    expected: dict[str, Words],
) -> None:
    for fault, told in expected.items():
        assert len(told["en"]) == len(set(told["en"])), fault
        assert len(told["ko"]) == len(set(told["ko"])) == len(told["en"]), fault
        long = [en for _, en in told["checks"].values() if en != "For the same reason as above."]
        assert len(long) == len(set(long)), fault
        for text in (*told["en"], *told["ko"], *map(str, told["checks"].values())):
            assert not re.search(r"0x[0-9a-f]{6}|InteractiveShell|object at|keras\.src|_api", text)


def test_every_fault_is_expected_and_whoever_loses_points_is_told_why(
    expected: dict[str, Words],
) -> None:
    assert sorted(expected) == FAULTS
    assert len(FAULTS) >= 40
    for fault, told in expected.items():
        assert told["score"] == 100 or told["en"] or told["checks"], fault


def written(found: dict[str, Words]) -> str:
    """``words.toml``."""
    lines = [
        "# What each is told. Written by `python -m tests.grading.test_messy`; read what changes."
    ]
    for fault, told in found.items():
        lines += ["", f"[{fault}]", f"score = {told['score']:g}"]
        lines += [f"{key} = {_list(told[key])}" for key in ("ko", "en")]
        lines += [f"checks.{name} = {_list(said)}" for name, said in told["checks"].items()]
        lines += [] if told["checks"] else ["checks = {}"]
    return "\n".join(lines) + "\n"


def _list(texts: list[str]) -> str:
    return "[" + "".join(f"\n    {_quoted(text)}," for text in texts) + "\n]" if texts else "[]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    with warm_workers.start_workers(needs_student=True) as workers:
        EXPECTED.write_text(written(all_words(workers)), encoding="utf-8")

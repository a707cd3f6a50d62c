"""A folder of ``fixtures/submissions`` is what one student handed in, named after its fault.

``expected.toml`` beside them says what becomes of each, down to the words in both languages.
"""

from __future__ import annotations

import tomllib

import pytest

from autograder.errors import SubmissionError
from autograder.intake.collect import collect
from autograder.intake.reader import read_program
from autograder.records import Submission, Text
from tests.support.places import SUBMISSIONS as FOLDER

EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text())
# How these end shows when they run: tests/grading/test_faults.py.
RUNNING = tomllib.loads((FOLDER / "graded.toml").read_text("utf-8"))
# Tools leave hidden folders (.ruff_cache) wherever they find their settings.
FAULTS = sorted(
    path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] not in "._"
)
SOLVED = ("model = ", "prediction = ", "max_accuracy = ", "can_learn_xor = ")
# What is readable but lacks part of the solution, as the fault itself.
INCOMPLETE = {"code-in-text-cell"}


@pytest.fixture(scope="module")
def submissions() -> dict[str, Submission]:
    """All faults as one class."""
    return {submission.student: submission for submission in collect([FOLDER])}


def test_every_fault_is_one_student(submissions: dict[str, Submission]) -> None:
    assert sorted(submissions) == FAULTS == sorted([*EXPECTED, *RUNNING])


@pytest.mark.parametrize("fault", EXPECTED)
def test_fault_has_its_outcome_and_words(fault: str, submissions: dict[str, Submission]) -> None:
    expected = EXPECTED[fault]
    submission = submissions[fault]
    assert submission.filename == expected["file"]
    said: list[Text]
    try:
        program = read_program(submission)
    except SubmissionError as error:
        outcome, said = "invalid", [error.message]
    else:
        outcome = "readable"
        said = [note for note in (submission.note, *program.notes) if note.en]
        code = [cell.source for cell in program.cells if cell.kind == "code"]
        assert len(code) == expected["code_cells"]
        if fault not in INCOMPLETE:
            assert all(any(name in source for source in code) for name in SOLVED)
    assert outcome == expected["outcome"]
    assert [{"ko": text.ko, "en": text.en} for text in said] == expected.get("messages", [])

"""What is said of a variable that is not there, where the time limit struck before it was made."""

from __future__ import annotations

import pytest

from autograder.evidence import CellErrorEvidence, Evidence
from autograder.intake.reader import read_program
from autograder.messages.run import missing_deliverables
from autograder.records import Assignment, Program, Submission

LOOP = "while True:\n    pass\nafter = 1\n"


@pytest.fixture(scope="module")
def program() -> Program:
    cells = "# %%\nfirst = 1\n# %%\n" + LOOP + "# %%\nanswer = 42\n"
    return read_program(Submission("kim", cells.encode(), "kim.py"))


def struck(interrupted: str) -> Evidence:
    error = CellErrorEvidence(2, 1, "KeyboardInterrupt", "")
    return Evidence(
        schema=1, deliverables={}, fits=(), errors=(error,), names=(), output="", notebook="",
        interrupted=interrupted,  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_a_later_cell_would_have_made_is_told_by_the_cell_that_took_the_time(
    tiny: Assignment, program: Program
) -> None:
    (told, rest) = missing_deliverables(tiny, struck("time"), program)
    assert told.en.startswith("The time was up in cell 2, before `answer` could be made, so one ")
    assert told.ko.startswith("`answer`를 만들기 전에 2번 셀에서 제한 시간이 다 되었습니다.")
    assert "There is no variable `model`" in rest.en  # which no cell makes


def test_without_a_time_limit_nothing_is_said_of_time(tiny: Assignment, program: Program) -> None:
    told = missing_deliverables(tiny, struck(""), program)
    assert not [one for one in told if "time" in one.en]

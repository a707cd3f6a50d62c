"""``check``: the visible checks on a student's own notebook.

In the folder that students have nothing is hidden, and the code is their own: it runs as if
started by hand. In a whole course it runs in the sandbox, where it can't read what is hidden.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from autograder.cli import own_notebook
from autograder.errors import InfrastructureError, StaffError, SubmissionError
from autograder.grading.submission import read_submission
from autograder.intake.attachments import siblings
from autograder.intake.collect import collect
from autograder.messages.python_errors import explain_all
from autograder.messages.words import number
from autograder.records import (
    NO_TEXT,
    Assignment,
    CheckResult,
    Grade,
    Language,
    Outcome,
    Status,
    Submission,
    Text,
)
from autograder.results.graded import Settings
from autograder.util import sanitize

_UNGRADED_STATUS: Final = 3
_UNISOLATED: Final = Text(
    ko="노트북을 이 컴퓨터에서 격리 없이 실행합니다. 스스로 작성했거나 믿을 수 있는 노트북만 "
    "확인하십시오.",
    en="Your notebook runs on this computer without a sandbox: check only what you wrote or trust.",
)
_MARKS: Final = {
    Outcome.PASSED: "✔",
    Outcome.PARTIAL: "◐",
    Outcome.FAILED: "✘",
    Outcome.NOT_CHECKED: "–",
    Outcome.COULD_NOT_CHECK: "?",
    Outcome.PENDING: "…",
}


def check(
    file: Path | None,
    *,
    assignment: str | None,
    unsafe: bool,
    language: Language | None,
    course: Path | None,
) -> int:
    """A student's own notebook against the visible checks; 1 if one of them is lost."""
    own = own_notebook.find(file, assignment, course, language)
    return _check(own, language or own.course.language, named=file is not None, unsafe=unsafe)


def _check(own: own_notebook.Own, language: Language, *, named: bool, unsafe: bool) -> int:
    """Check the file that was found; ``named`` is whether the student named it."""
    assignment = own.assignment
    collected = collect([own.file], assignment_name=assignment.name, wanted=assignment.wanted)
    submission = _with_siblings(own.file, *collected)
    if not named:
        click.echo(_checked(own.file, assignment).to(language), err=True)
    # No sandbox works elsewhere than on Linux; there, whoever asks for none gets none.
    if own.course.released or (unsafe and not sys.platform.startswith("linux")):
        grade = _here(submission, assignment, language)
    else:
        grade = _in_sandbox(submission, assignment, language, unsafe=unsafe)
    visible = [one for one in grade.checks if one.visible]
    hidden = 0.0 if own.course.released else grade.max_score - sum(one.points for one in visible)
    for line in _lines(grade, visible, hidden, language):
        click.echo(line)
    if grade.status is Status.UNGRADED:
        return _UNGRADED_STATUS
    fine = {Outcome.PASSED, Outcome.PENDING}  # what a person marks is there
    return 0 if all(one.outcome in fine for one in visible) and grade.status is Status.GRADED else 1


def _checked(file: Path, assignment: Assignment) -> Text:
    name = file.name
    return Text(
        ko=f"`{assignment.name}` 과제의 {name} 파일을 확인합니다.",
        en=f"Checking {name} against `{assignment.name}`.",
    )


def _here(submission: Submission, assignment: Assignment, language: Language) -> Grade:
    """Run it as if started by hand.

    Raises:
        StaffError: what it needs is not installed, or Python itself fails here.
    """
    from autograder.own_machine import grading

    grading.need_tensorflow(language)
    click.echo(_UNISOLATED.to(language), err=True)
    try:
        return grading.grade_here(
            submission,
            assignment,
            lambda cell: click.echo(_slow(cell, assignment).to(language), err=True),
        )
    except InfrastructureError as error:
        said = Text(
            ko=f"노트북을 확인하지 못했습니다. 노트북의 잘못이 아닙니다: {error}",
            en=f"the notebook could not be checked, through no fault of its own: {error}",
        )
        tip = Text(
            ko='`python -c "import tensorflow"` 명령이 되는지 확인하고 다시 실행하십시오. 계속 '
            "되지 않으면 이 메시지를 조교에게 보내 주십시오.",
            en='See that `python -c "import tensorflow"` works and run this again. If it goes on, '
            "send this message to your teaching assistant.",
        )
        raise StaffError(said.to(language), tip.to(language)) from error


def _slow(cell: int, assignment: Assignment) -> Text:
    seconds = number(assignment.limits.seconds)
    return Text(
        ko=f"{seconds}초가 지났고 {cell}번 셀이 아직 실행 중입니다. 채점할 때는 학습이 훨씬 "
        "빠르지만, 끝나지 않는 반복문이라면 Ctrl+C로 멈추십시오.",
        en=f"Cell {cell} is still running after {seconds} seconds. Training is much faster while "
        "grading; if it is a loop that never ends, stop it with Ctrl+C.",
    )


def _in_sandbox(
    submission: Submission, assignment: Assignment, language: Language, *, unsafe: bool
) -> Grade:
    from autograder import api
    from autograder.util import tempdirs

    with tempdirs.folder() as folder:
        options = api.Options(
            store=api.ResultsFolder(folder),
            jobs=1,
            language=language,
            unsafe=unsafe,
            settings=Settings(only_visible=True),
        )
        (grade,) = api.grade_class([submission], assignment, options).grades
    return grade


def _with_siblings(file: Path, submission: Submission) -> Submission:
    """With the data files beside it that it names: they will be handed in together."""
    try:
        return replace(submission, files=siblings(file, read_submission(submission)))
    except SubmissionError:
        return submission  # its own message comes later


def _lines(
    grade: Grade, visible: list[CheckResult], hidden: float, language: Language
) -> list[str]:
    lines = [sanitize.block(note.to(language)) for note in grade.notes]
    lines += [sanitize.block(text.to(language)) for text in explain_all(grade.errors)]
    lines += [""] if lines else []
    for one in visible:
        lines.append(f"{_MARKS[one.outcome]} {one.title.to(language)}")
        if one.outcome not in {Outcome.PASSED, Outcome.NOT_CHECKED}:
            told = (one.message, one.hint)
            lines += [f"    {sanitize.block(t.to(language))}" for t in told if t != NO_TEXT]
    return [*lines, _closing(visible, hidden).to(language)]


def _closing(visible: list[CheckResult], hidden: float) -> Text:
    """The points so far; how many are hidden is said where that is known."""
    earned = number(sum(one.earned for one in visible))
    points = number(sum(one.points for one in visible))
    rest = Text(
        ko=f"나머지 {number(hidden)}점은 제출 후에 확인합니다.",
        en=f"The other {number(hidden)} points are checked after you hand in.",
    )
    if not hidden:
        rest = Text(
            ko="다른 항목이 있으면 제출 후에 확인합니다.",
            en="If there are others, they are checked after you hand in.",
        )
    return Text(
        ko=f"\n공개 항목 {earned}/{points}점. {rest.ko}",
        en=f"\nVisible checks: {earned} of {points} points. {rest.en}",
    )

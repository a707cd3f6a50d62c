"""A score as a number in an LMS's sheet, whose maximum need not be ours."""

from __future__ import annotations

from autograder.lms.results import Note
from autograder.messages.words import number
from autograder.records import say


def scaled(score: float, ours: float, theirs: float) -> float:
    """``score`` of ``ours`` as a part of ``theirs``; unchanged where theirs is not known (0)."""
    return round(score * theirs / ours, 2) if theirs and ours and theirs != ours else score


def amount(points: float, *, comma: bool = False) -> str:
    """A plain decimal number, with the sheet's own decimal sign."""
    text = number(points)
    return text.replace(".", ",") if comma else text


def scale_note(ours: float, theirs: float) -> tuple[Note, ...]:
    """That the scores were scaled, if they were."""
    if not theirs or theirs == ours:
        return ()
    a, b = number(ours), number(theirs)
    return (
        Note(
            say(
                "표의 만점이 {b}점이라 {a}점 만점의 점수를 비례하여 바꾸었습니다",
                "scores of {a} were scaled to the sheet's maximum of {b}",
                b=b,
                a=a,
            )
        ),
    )

"""Standard checks of arrays whose numbers are known beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.checks import answer_mutants, telling
from autograder.checks.answer_values import in_a_row, same_numbers
from autograder.checks.arguments import (
    ArrayMistakes,
    ArrayName,
    Distance,
    FurtherNumbers,
    Numbers,
    Shape,
)
from autograder.checks.definition import Objection, check
from autograder.records import say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork


@check(
    ko="{array}의 모양은 `{shape}`입니다.",
    en="{array} has the shape `{shape}`.",
    hint_ko="`print(np.shape({array:raw}))`로 모양을 확인해 보십시오.",
    hint_en="See `print(np.shape({array:raw}))`.",
    visible=True,
    mutants=answer_mutants.ARRAY_SHAPE,
)
def array_shape(student: StudentWork, array: ArrayName, shape: Shape) -> None:
    """The array has this shape, whatever numbers are in it."""
    found = tuple(student.array(array).shape)
    if found != shape:
        student.say(
            say(
                "`{array}`의 모양은 `{shape}`입니다.",
                "`{array}` has the shape `{shape}`.",
                array=array,
                shape=str(found),
            )
        )
    assert found == shape


def _objection(given: Any) -> Objection | None:
    wrong = [one.value for one in given.mistakes]
    for rows in (given.to, *given.also, *wrong):
        if len({len(one) if isinstance(one, tuple) else None for one in rows}) != 1:
            return Objection("rows of numbers differ in length", "Make them alike.")
    right = (given.to, *given.also)
    if any(len(in_a_row(one)) != len(in_a_row(given.to)) for one in right):
        return Objection("`also` has not as many numbers as `to`", "Give as many.")
    if any(same_numbers(in_a_row(one), other, given.within) for one in wrong for other in right):
        return Objection("a mistake is what is right", "Give each mistake its own wrong numbers.")
    return None


@check(
    ko="{array}의 값이 맞습니다.",
    en="The numbers of {array} are right.",
    hint_ko="{array:을} 어떻게 구하는지, 문제를 다시 읽고 생각해 보십시오.",
    hint_en="Read the question again, and think how {array} comes about.",
    named_after="array",
    answer="to",
    mutants=answer_mutants.NUMBERS,
    objection=_objection,
)
def numbers(  # noqa: PLR0913 - the arguments that an author may give, each by its name
    student: StudentWork,
    array: ArrayName,
    to: Numbers,
    *,
    within: Distance,
    also: FurtherNumbers = (),
    mistakes: ArrayMistakes = (),
) -> None:
    """An array holds these numbers in this order, each no further than ``within`` from its own.

    Its shape does not matter (``array_shape`` asks for that); ``also`` names other right numbers.
    """
    given = student.array(array)
    right = any(same_numbers(given, one, within) for one in (to, *also))
    if not right:
        telling.tell_numbers(student, array, to, within, mistakes)
    assert right

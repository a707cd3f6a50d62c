"""Standard checks of functions, by what they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks import function_mutants
from autograder.checks.answer_values import is_same, same_numbers
from autograder.checks.arguments import Calls, CallsMistakes, Distance, FunctionName, Gives
from autograder.checks.definition import Objection, check
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork


def is_given(found: Any, wanted: Gives, within: float) -> bool:
    """Whether a call gave what it should; of lists the numbers count, and not the shape."""
    if not isinstance(wanted, tuple):
        plain = found.item() if isinstance(found, np.ndarray) and found.size == 1 else found
        return is_same(plain, wanted, within)
    try:
        return same_numbers(found, wanted, within)
    except (TypeError, ValueError):  # no numbers, or not in rows
        return False


def _objection(given: Any) -> Objection | None:
    for one in given.mistakes:
        if len(one.gives) != len(given.calls):
            return Objection(
                "a mistake says not as many times what a call gives as there are calls",
                "Write one entry of `gives` for each of `calls`.",
            )
        if _all_given(one.gives, given.calls, given.within):
            return Objection("a mistake is what is right", "Give it wrong numbers.")
    return None


def _all_given(found: Sequence[Any], calls: Calls, within: float) -> bool:
    return all(is_given(found[at], call.gives, within) for at, call in enumerate(calls))


@check(
    ko="{function:이} 돌려주는 값이 맞습니다.",
    en="{function} gives what it should.",
    hint_ko="답을 아는 간단한 인자로 {function:을} 직접 불러 보십시오. 다른 모양의 "
    " 인자로도 불러 보십시오.",
    hint_en="Call `{function:raw}` yourself with simple arguments for which you know the answer, "
    "and with arguments of another shape.",
    named_after="function",
    answer="calls",
    mutants=function_mutants.GIVES,
    objection=_objection,
)
def gives(
    student: StudentWork,
    function: FunctionName,
    calls: Calls,
    *,
    within: Distance = 1e-6,
    mistakes: CallsMistakes = (),
) -> None:
    """Called once all cells have run, the function gives what it should, each time.

    Lists of numbers reach it as arrays. With ``fit`` it is a class: an object is made, fitted, and
    asked to predict. Numbers may be off by ``within``.
    """
    found = [student.answer(function, *call.args, fit=call.fit) for call in calls]
    right = [is_given(found[at], call.gives, within) for at, call in enumerate(calls)]
    if not all(right):
        hint = _mistake(found, mistakes, within)
        if hint is not None:
            student.say(hint)
        else:
            _tell(student, function, found, sum(right))
    assert all(right)


def _mistake(found: Sequence[Any], mistakes: CallsMistakes, within: float) -> Text | None:
    return next(
        (
            one.hint
            for one in mistakes
            if all(is_given(found[at], wrong, within) for at, wrong in enumerate(one.gives))
        ),
        None,
    )


def _tell(student: StudentWork, name: str, found: Sequence[Any], right: int) -> None:
    if any(one is None for one in found):
        student.say(
            say(
                "`{name}`{name:이/가} `None`을 돌려줍니다. 함수 끝에 `return`이 있는지 보십시오.",
                "`{name}` gives `None`. See that it ends with `return`.",
                name=name,
            )
        )
        return
    if any(_not_finite(one) for one in found):
        student.say(
            Text(
                "돌려준 것에 수가 아닌 값(`nan`이나 `inf`)이 있습니다. 너무 큰 수의 지수, 0으로 "
                "나누기, 0의 로그를 찾아보십시오.",
                "There is a `nan` or `inf` in what it gives. Look for the exponential of a large "
                "number, a division by 0 or the logarithm of 0.",
            )
        )
    student.say(
        say(
            "부른 {count}번 가운데 {right}번 맞았습니다.",
            "It was right in {right} of {count} calls.",
            count=len(found),
            right=right,
        )
    )


def _not_finite(found: Any) -> bool:
    try:
        return not np.all(np.isfinite(found))
    except (TypeError, ValueError):  # no numbers, or not in rows
        return False

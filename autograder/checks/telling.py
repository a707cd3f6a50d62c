"""What a student is told of a wrong answer: which mistake it comes of, never what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.answer_values import (
    decimals_left,
    entry,
    in_a_row,
    is_open_shape,
    is_same,
    kind_of,
    read,
    same_numbers,
)
from autograder.checks.arguments import (
    Answer,
    ArrayMistake,
    EntriesMistake,
    Mistake,
    NumberMistake,
    Numbers,
)
from autograder.checks.measures import as_number, flat
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

OPEN_SHAPE = Text(
    "`None`은 행의 수가 아직 정해지지 않았다는 뜻입니다. 문제에 나온 수를 적으십시오.",
    "`None` means that the number of rows is still open: write the number that the question names.",
)


def tell_mistake(
    student: StudentWork,
    given: object,
    mistakes: Sequence[Mistake | NumberMistake],
    within: float | None = None,
) -> bool:
    """Tell the first mistake of which this answer comes; whether there was one."""
    hint = next((one.hint for one in mistakes if is_same(given, one.value, within)), None)
    return _tell(student, hint)


def tell_kind(
    student: StudentWork, name: str, given: object, wanted: Answer, *, percent: bool
) -> None:
    """Say kindly that text is no number, and that an accuracy is not written in per cent."""
    found, kind = read(given, wanted), kind_of(wanted)
    if is_open_shape(given):  # no kind of answer is read off one
        _tell(student, OPEN_SHAPE)
    elif found is None:
        student.say(
            say(
                "`{name}`{name:은/는} {kind}여야 합니다.",
                "`{name}` should be {kind}.",
                name=name,
                kind=kind,
            )
        )
    elif percent and isinstance(found, int | float) and 1 < found <= 100:
        student.say(
            say(
                "`{name}`{name:은/는} 백분율이 아니라 0과 1 사이의 수로 적습니다.",
                "Write `{name}` as a number between 0 and 1, not in per cent.",
                name=name,
            )
        )


def tell_missing_entries(
    student: StudentWork, name: str, given: object, wanted: Mapping[str, Answer]
) -> None:
    """Say which entries a dict should have, and of which kind where all are of one."""
    if any(is_open_shape(entry(given, key)) for key in wanted):
        _tell(student, OPEN_SHAPE)
        return
    kinds = {kind_of(one) for one in wanted.values()}
    kind = kinds.pop() if len(kinds) == 1 else Text("항목", "an entry")
    student.say(
        say(
            "`{value}`에는 {keys}마다 {kind}{kind:이/가} 있어야 합니다.",
            "`{value}` should have {kind} for each of {keys}.",
            value=name,
            keys=", ".join(wanted),
            kind=kind,
        )
    )


def tell_mistakes_in_entries(
    student: StudentWork,
    name: str,
    wrong: Mapping[str, object],
    mistakes: Sequence[EntriesMistake],
    within: float | None,
) -> None:
    """Tell each mistake once, with the entries in which it shows."""
    for one in mistakes:
        shown = [
            key
            for key, found in wrong.items()
            if key in one.values and is_same(found, one.values[key], within)
        ]
        if shown:
            listed = ", ".join(f"`{key}`" for key in shown)
            student.say(
                say(
                    "`{value}`의 {keys}: {hint}",
                    "{keys} of `{value}`: {hint}",
                    value=name,
                    keys=listed,
                    hint=one.hint,
                )
            )


def tell_precision(student: StudentWork, name: str, given: object, wanted: float) -> None:
    """Say that a number was rounded too early, or is none."""
    found = as_number(given)
    if found is not None:
        _tell_quality(student, name, [found], [wanted])


def tell_numbers(
    student: StudentWork,
    name: str,
    wanted: Numbers,
    within: float,
    mistakes: Sequence[ArrayMistake],
) -> None:
    """Say by which mistake an array of numbers came about, as far as that shows."""
    given = student.array(name)
    found, right = flat(given), in_a_row(wanted)
    hint = next((one.hint for one in mistakes if same_numbers(given, one.value, within)), None)
    if _tell(student, hint):
        return
    if found.size != right.size:
        student.say(
            say(
                "`{name}`{name:은/는} 모양이 `{shape}`이며, 수가 모두 {found}개입니다. {right}개가 "
                "있어야 합니다.",
                "`{name}` has the shape `{shape}`, {found} numbers in all. There should be "
                "{right}.",
                name=name,
                shape=str(given.shape),
                found=found.size,
                right=right.size,
            )
        )
    elif _is_transposed(wanted, found, within):
        student.say(
            say(
                "`{name}`의 행과 열이 서로 바뀌어 있습니다.",
                "The rows and columns of `{name}` are swapped.",
                name=name,
            )
        )
    else:
        _tell_quality(student, name, found, right)


def _is_transposed(wanted: Numbers, found: Any, within: float) -> bool:
    rows = np.asarray(wanted, dtype=np.float64)
    return bool(np.allclose(found, flat(rows.T), rtol=0, atol=within))


def _tell_quality(student: StudentWork, name: str, found: Any, right: Any) -> None:
    if not np.all(np.isfinite(found)):
        student.say(
            say(
                "`{name}`에 수가 아닌 값(`nan`이나 `inf`)이 있습니다. 계산 도중에 너무 큰 수가 "
                "나왔거나, 0으로 나누었거나, 0의 로그를 구한 곳을 찾아보십시오.",
                "`{name}` holds a `nan` or `inf`. Look for a number that became too large on the "
                "way, a division by 0 or the logarithm of 0.",
                name=name,
            )
        )
    elif (decimals := decimals_left(found, right)) is not None:
        student.say(
            say(
                "`{name}`{name:은/는} 소수점 아래 {places}자리까지만 남아 있습니다. 반올림하지 "
                "않은 값을 그대로 두십시오.",
                "`{name}` is rounded; decimals left: {places}. Leave the numbers as they are.",
                name=name,
                places=decimals,
            )
        )


def _tell(student: StudentWork, text: Text | None) -> bool:
    if text is not None:
        student.say(text)
    return text is not None

"""Standard checks of plain answers: numbers, truths, names of classes, dicts and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from autograder.checks import measures, mutants
from autograder.checks.arguments import (
    Answer,
    Choices,
    Distance,
    Entries,
    Ideas,
    TextName,
    ValueName,
)
from autograder.checks.definition import check
from autograder.checks.measures import as_label, as_number, as_shape, as_truth, near
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

_EXACT: Final = 1e-6  # relative: what arithmetic in float32 may lose
_WHOLE: Final = 0.01  # and at the most so much of a whole number, however large it is
_HINT_KO: Final = "{value:을} 어떻게 구하는지, 문제를 다시 읽고 생각해 보십시오."
_HINT_EN: Final = "Read the question again, and think how {value} comes about."
_TRUTH: Final = Text("따옴표 없는 `True` 또는 `False`", "`True` or `False`, without quotes")
_NUMBER: Final = Text("따옴표 없는 수 하나", "one number, without quotes")
_LABEL: Final = Text("글 하나 또는 정수 하나", "one text or one whole number")
_NUMBERS: Final = Text("수의 튜플이나 리스트", "a tuple or list of numbers")


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    mutants=mutants.EQUALS,
)
def equals(student: StudentWork, value: ValueName, equals: Answer, percent: bool = False) -> None:
    """The answer is this one: a truth, a number, a text (in any case) or a list of numbers.

    Arrays and lists of one number count as the number, lists also as text such as ``"(1, 4)"``.
    Where ``percent`` is true, an answer above 1 is told that a share is asked for.
    """
    given = student.value(value)
    right = _is_same(given, equals)
    if not right:
        _tell_kind(student, value, given, equals, percent=percent)
    assert right


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    mutants=mutants.CLOSE,
)
def close(
    student: StudentWork, value: ValueName, to: float, within: Distance, percent: bool = False
) -> None:
    """The answer is a number, and no further than ``within`` from ``to``.

    Where ``percent`` is true, an answer above 1 is told that a share is asked for.
    """
    given = student.value(value)
    right = near(as_number(given), to, within)
    if not right:
        _tell_kind(student, value, given, to, percent=percent)
    assert right


@check(
    ko="{value}: 항목마다 따로 채점합니다.",
    en="{value}: each entry counts by itself.",
    hint_ko="{value}에 키마다 항목이 하나씩 있는지 확인하고, 항목마다 다시 생각해 보십시오.",
    hint_en="See that {value} has one entry for each key, and think about each of them again.",
    named_after="value",
    mutants=mutants.ENTRIES,
)
def entries(student: StudentWork, value: ValueName, equals: Entries) -> None:
    """A dict has these entries; each right one earns an equal part of the points.

    A number as key may be written ``3``, ``"3"`` or ``"model_3"``.
    """
    given = student.value(value)
    found = {key: _entry(given, key) for key in equals}
    wanted = {_kind_of(one) for one in equals.values()}
    if any(_read(found[key], one) is None for key, one in equals.items()):
        kind = wanted.pop() if len(wanted) == 1 else Text("항목", "an entry")
        student.say(
            say(
                "`{value}`에는 {keys}마다 {kind}{kind:이/가} 있어야 합니다.",
                "`{value}` should have {kind} for each of {keys}.",
                value=value,
                keys=", ".join(equals),
                kind=kind,
            )
        )
    right = sum(_is_same(found[key], one) for key, one in equals.items())
    student.award(right / len(equals))


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    mutants=mutants.ONE_OF,
)
def one_of(student: StudentWork, value: ValueName, among: Choices) -> None:
    """The answer is one of several that are right: whole numbers, or texts in any case."""
    given = student.value(value)
    assert any(_is_choice(given, one) for one in among)


@check(
    ko="{value:을} 자신의 말로 적었습니다. (조교가 읽고 채점합니다.)",
    en="{value} is there, in your own words. (A person reads and marks it.)",
    hint_ko="두세 문장이면 충분합니다.",
    hint_en="Two or three sentences are enough.",
    visible=True,
    manual=True,
    named_after="value",
    mutants=mutants.MENTIONS,
)
def mentions(student: StudentWork, value: TextName, ideas: Ideas) -> None:
    """A text is there for a person to mark, who is shown which of these ideas it mentions.

    An idea is mentioned where one of its words stands in the text, in any case: an aid, never a
    mark.
    """
    text = student.text(value).strip()
    lines = [
        f"[{'x' if measures.mentions(text, words) else ' '}] {idea}"
        for idea, words in ideas.items()
    ]
    student.review("\n".join([text, "", *lines]))
    if not text:
        student.say(
            Text(
                ko="아직 비어 있습니다. 두세 문장으로 적어 주십시오.",
                en="It is still empty. Two or three would be right.",
            )
        )
    assert text


# --- answers as they may be written -----------------------------------------------------


def _kind_of(wanted: Answer) -> Text:
    if isinstance(wanted, bool):
        return _TRUTH
    if isinstance(wanted, int | float):
        return _NUMBER
    return _LABEL if isinstance(wanted, str) else _NUMBERS


def _read(given: object, wanted: Answer) -> Any:
    """What was given, as the kind of thing that is wanted; None where it is no such thing."""
    if isinstance(wanted, bool):
        return as_truth(given)
    if isinstance(wanted, int | float):
        return as_number(given)
    if isinstance(wanted, str):
        return as_label(given) or None
    return _numbers(given)


def _is_same(given: object, wanted: Answer) -> bool:
    found = _read(given, wanted)
    if found is None:
        return False
    if isinstance(wanted, bool):
        return bool(found is wanted)
    if isinstance(wanted, str):
        return bool(found == as_label(wanted))
    if isinstance(wanted, int | float):
        return _is_number(found, wanted)
    return len(found) == len(wanted) and all(map(_is_number, found, wanted))


def _is_choice(given: object, one: int | float | str) -> bool:
    """Texts and whole numbers are labels, so that ``2`` is ``"2"``."""
    label = as_label(one)
    return as_label(given) == label if label else _is_same(given, one)


def _is_number(found: float, wanted: float) -> bool:
    lost = _EXACT * (abs(wanted) or 1.0)
    return near(found, wanted, min(lost, _WHOLE) if isinstance(wanted, int) else lost)


def _numbers(given: object) -> tuple[float, ...] | None:
    """A flat list of numbers, or a shape as ``as_shape`` reads it."""
    if isinstance(given, list | tuple):
        found = [as_number(one) for one in given]
        if None not in found:
            return tuple(one for one in found if one is not None)
    return as_shape(given)


def _entry(given: object, key: str) -> object:
    """The item of a dict under a key, which is read as its digits where it has no letters."""
    if key.isdecimal():
        return measures.entry(given, int(key))
    if not isinstance(given, Mapping):
        return None
    same = (item for name, item in given.items() if str(name) == key)
    alike = (item for name, item in given.items() if as_label(name) == as_label(key) != "")
    return next(same, next(alike, None))


def _tell_kind(
    student: StudentWork, name: str, given: object, wanted: Answer, *, percent: bool
) -> None:
    """Say kindly that text is no number, and that an accuracy is not written in per cent."""
    found, kind = _read(given, wanted), _kind_of(wanted)
    if found is None:
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

"""Standard checks of plain answers: numbers, truths, names of classes, dicts and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from autograder.checks import answer_mutants, measures, mutants, telling
from autograder.checks.answer_values import entry, is_choice, is_same, read
from autograder.checks.arguments import (
    Alternatives,
    Answer,
    Choices,
    Distance,
    Entries,
    EntriesMistakes,
    Ideas,
    Keys,
    Mistakes,
    NumberMistakes,
    TextName,
    ValueName,
)
from autograder.checks.definition import Objection, check
from autograder.checks.measures import as_number, near
from autograder.checks.wording import Words
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

_HINT_KO: Final = "{value:을} 어떻게 구하는지, 문제를 다시 읽고 생각해 보십시오."
_HINT_EN: Final = "Read the question again, and think how {value} comes about."
_RIGHT: Final = Objection("a mistake is what is right", "Give each mistake its own wrong value.")


def _objection(given: Any) -> Objection | None:
    """To arguments of ``equals`` and ``close``: a mistake that is no mistake."""
    wanted: Answer = given.equals if hasattr(given, "equals") else given.to
    within = getattr(given, "within", None)
    right = any(is_same(one.value, wanted, within) for one in given.mistakes)
    return _RIGHT if right else None


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    answer="equals",
    mutants=(*mutants.EQUALS, answer_mutants.MISTAKE),
    objection=_objection,
)
def equals(
    student: StudentWork,
    value: ValueName,
    equals: Answer,
    percent: bool = False,
    mistakes: Mistakes = (),
) -> None:
    """The answer is this one: a truth, a number, a text (in any case) or a list of numbers.

    Arrays and lists of one number count as the number, lists also as text such as ``"(1, 4)"``.
    Where ``percent`` is true, an answer above 1 is told that a share is asked for.
    """
    given = student.value(value)
    right = is_same(given, equals)
    if not right and not telling.tell_mistake(student, given, mistakes):
        telling.tell_kind(student, value, given, equals, percent=percent)
    assert right


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    answer="to",
    mutants=(*mutants.CLOSE, answer_mutants.MISTAKE),
    objection=_objection,
)
def close(  # noqa: PLR0913 - the arguments that an author may give, each by its name
    student: StudentWork,
    value: ValueName,
    to: float,
    *,
    within: Distance,
    percent: bool = False,
    mistakes: NumberMistakes = (),
) -> None:
    """The answer is a number, and no further than ``within`` from ``to``.

    Where ``percent`` is true, an answer above 1 is told that a share is asked for.
    """
    given = student.value(value)
    right = near(as_number(given), to, within)
    if not right and not telling.tell_mistake(student, given, mistakes, within):
        telling.tell_kind(student, value, given, to, percent=percent)
        telling.tell_precision(student, value, given, to)
    assert right


def _objection_to_entries(given: Any) -> Objection | None:
    named = [*given.also, *(one.values for one in given.mistakes)]
    if unknown := sorted({key for keys in named for key in keys} - set(given.equals)):
        tip = f"It has {', '.join(given.equals)}."
        return Objection(f"`equals` has no entry `{unknown[0]}`", tip)
    wrong = [(key, value) for one in given.mistakes for key, value in one.values.items()]
    right = any(_is_right(value, _answers(given, key), given.within) for key, value in wrong)
    return _RIGHT if right else None


def _answers(given: Any, key: str) -> tuple[Answer, ...]:
    return (given.equals[key], *(one[key] for one in given.also if key in one))


@check(
    ko="{value}: 항목마다 따로 채점합니다.",
    en="{value}: each entry counts by itself.",
    hint_ko="{value}에 키마다 항목이 하나씩 있는지 확인하고, 항목마다 다시 생각해 보십시오.",
    hint_en="See that {value} has one entry for each key, and think about each of them again.",
    named_after="value",
    answer="equals",
    mutants=(*mutants.ENTRIES, answer_mutants.MISTAKE_IN_ENTRIES),
    objection=_objection_to_entries,
)
def entries(  # noqa: PLR0913 - the arguments that an author may give, each by its name
    student: StudentWork,
    value: ValueName,
    equals: Entries,
    *,
    within: Distance | None = None,
    also: Alternatives = (),
    mistakes: EntriesMistakes = (),
) -> None:
    """A dict has these entries; each right one earns an equal part of the points.

    A number as key may be written ``3``, ``"3"`` or ``"model_3"``. Numbers may be off by
    ``within`` where it is given; ``also`` names other right answers.
    """
    given = student.value(value)
    wrong = {}
    for key, right in equals.items():
        others = (one[key] for one in also if key in one)
        if not _is_right(found := entry(given, key), (right, *others), within):
            wrong[key] = found
    if any(read(found, equals[key]) is None for key, found in wrong.items()):
        telling.tell_missing_entries(student, value, given, equals)
    telling.tell_mistakes_in_entries(student, value, wrong, mistakes, within)
    student.award(1 - len(wrong) / len(equals))


def _is_right(found: object, answers: tuple[Answer, ...], within: float | None) -> bool:
    return any(is_same(found, one, within) for one in answers)


def _listed(given: Any) -> Words:
    return {"listed": ", ".join(f"`{key}`" for key in given.keys)}


@check(
    ko="{value:은} 딕셔너리이고, 항목이 모두 있습니다.",
    en="{value} is a dict that has all its entries.",
    hint_ko="`print({value:raw}.keys())`로 키를 확인해 보십시오. 키는 {listed}입니다.",
    hint_en="See `print({value:raw}.keys())`. The keys are {listed}.",
    visible=True,
    words=_listed,
    mutants=answer_mutants.KEYS,
)
def keys(student: StudentWork, value: ValueName, keys: Keys) -> None:
    """A dict has an entry under each of these keys, whatever it says."""
    given = student.value(value)
    missing = [key for key in keys if entry(given, key) is None]
    if missing and isinstance(given, Mapping):
        listed = ", ".join(f"`{key}`" for key in missing)
        student.say(say("없는 키: {keys}.", "These keys are missing: {keys}.", keys=listed))
    assert not missing


@check(
    ko="{value}의 값이 맞습니다.",
    en="{value} is right.",
    hint_ko=_HINT_KO,
    hint_en=_HINT_EN,
    named_after="value",
    answer="among",
    mutants=mutants.ONE_OF,
)
def one_of(student: StudentWork, value: ValueName, among: Choices) -> None:
    """The answer is one of several that are right: whole numbers, or texts in any case."""
    given = student.value(value)
    assert any(is_choice(given, one) for one in among)


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

"""Titles of what is imported, in both languages: made of names, as the source has but one."""

from __future__ import annotations

from typing import Final

from autograder.importers.convert import Check, OurAssignment, Wanted
from autograder.records import Text

_KINDS: Final = {
    "model": Text("모델 `{}`", "the model `{}`"),
    "array": Text("배열 또는 리스트 `{}`", "the array or list `{}`"),
    "value": Text("값 `{}`", "the value `{}`"),
    "text": Text("글 `{}`", "the text `{}`"),
}


def part(made: OurAssignment, number: int) -> Text:
    """The heading in the language of the source, a number in the other one."""
    heading = made.source.headings[number]
    plain = Text(f"문제 {number + 1}", f"Part {number + 1}")
    if not heading:
        return plain
    return Text(heading, plain.en) if made.source.language == "ko" else Text(plain.ko, heading)


def check(made: Check) -> Text:
    """What is checked, in one line, made of names alone."""
    names = ", ".join(f"`{name}`" for name in made.needs)
    lead = f"{names}: " if names else ""
    if not made.manual:
        return Text(f"{lead}{made.label}의 검사", f"{lead}the test of {made.label}")
    return Text(
        f"{lead}{made.label} (조교가 읽고 채점합니다.)",
        f"{lead}{made.label} (A person reads and marks it.)",
    )


def deliverable(wanted: Wanted) -> Text:
    """What a variable is."""
    title = _KINDS[wanted.kind]
    return Text(title.ko.format(wanted.name), title.en.format(wanted.name))

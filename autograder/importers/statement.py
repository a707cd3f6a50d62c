"""The statement of an imported assignment: the notebook's text, and tables made of the spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from autograder.importers import titles
from autograder.importers.convert import OurAssignment
from autograder.records import Language, Text

TO_TRANSLATE: Final = Text(
    "<!-- to be translated -->\n> 아래 글은 아직 한국어로 옮기지 않았습니다.",
    "<!-- to be translated -->\n> The text below has not been translated into English yet.",
)
_HAND_IN: Final = Text("## 제출할 것", "## What to hand in")
_NAMES: Final = Text(
    "노트북이 끝까지 실행된 뒤 다음 변수가 정확히 이 이름으로 있어야 합니다.",
    "When your notebook has run to its end, these variables must be there, under exactly these "
    "names.",
)
_NAME_TABLE: Final = Text("| 이름 | 무엇 |", "| name | what it is |")
_GRADING: Final = Text("## 채점 방법", "## How it is graded")
_POINTS: Final = Text("모두 {:g}점입니다.", "{:g} points in all.")
_POINT_TABLE: Final = Text("| 부분 | 검사하는 것 | 점수 |", "| part | what is checked | points |")
_LIBRARIES: Final = Text(
    "- 라이브러리: <!-- libraries --><!-- /libraries -->",
    "- Libraries: <!-- libraries --><!-- /libraries -->",
)


def statement(made: OurAssignment, language: Language) -> str:
    """The statement in one language; a source in the other one is marked as to be translated."""
    return "\n".join(_lines(made, language)) + "\n"


def _lines(made: OurAssignment, language: Language) -> Iterator[str]:
    source = made.source
    if not any(source.title in cell.source for cell in source.cells if cell.kind == "markdown"):
        yield from (f"# {source.title}", "")
    if source.language != language:
        yield from (TO_TRANSLATE.to(language), "")
    for cell in source.cells:
        if cell.kind == "markdown":
            yield from (cell.source.strip("\n"), "")
    if made.wanted:
        yield from (_HAND_IN.to(language), "", _NAMES.to(language), "")
        yield from (_NAME_TABLE.to(language), "| --- | --- |")
        for wanted in made.wanted:
            yield f"| `{wanted.name}` | {titles.deliverable(wanted).to(language)} |"
        yield ""
    total = sum(check.points for check in made.checks)
    yield from (_GRADING.to(language), "", _POINTS.to(language).format(total), "")
    yield from (_POINT_TABLE.to(language), "| --- | --- | ---: |")
    last = -1
    for check in made.checks:
        part = titles.part(made, check.part).to(language) if check.part != last else ""
        last = check.part
        row = (part, titles.check(check).to(language), f"{check.points:g}")
        yield f"| {' | '.join(_cell(text) for text in row)} |"
    yield from ("", _LIBRARIES.to(language))


def _cell(text: str) -> str:
    """A text that a row of a table can hold."""
    return " ".join(text.replace("|", "\\|").split())

"""The statement of an imported assignment: the notebook's text, and marks for what follows.

Between marks ``autograder.course.statement`` writes tables from assignment.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
_GRADING: Final = Text("## 채점 방법", "## How it is graded")
_DELIVERABLES: Final = "<!-- deliverables --><!-- /deliverables -->"
_POINTS: Final = "<!-- points --><!-- /points -->"
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
        yield from (_DELIVERABLES, "")
    yield from (_GRADING.to(language), "", _POINTS, "", _LIBRARIES.to(language))

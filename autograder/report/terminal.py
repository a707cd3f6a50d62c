"""The table at the end of a run, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text as Styled

from autograder.messages.words import STATUS, number
from autograder.records import Grade, Language, Status, Text
from autograder.util import sanitize

_HEADERS = (
    Text("학생", "student"),
    Text("상태", "status"),
    Text("점수", "score"),
    Text("직접 채점", "to mark"),
    Text("초", "seconds"),
    Text("설명", "message"),
)
_STYLES = {
    Status.GRADED: "green",
    Status.INVALID: "yellow",
    Status.TIMEOUT: "yellow",
    Status.MEMORY: "yellow",
    Status.UNGRADED: "bold red",
    Status.MISSING: "dim",
}


def table(grades: Sequence[Grade], language: Language) -> Table:
    """One row per submission. Rich aligns by display width, so Hangul keeps its columns.

    Cells are ``Text`` objects, never markup: a student named ``[red]`` stays so named.
    """
    shown = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for index, header in enumerate(_HEADERS):
        numeric = index in {2, 3, 4}
        shown.add_column(
            header.to(language),
            justify="right" if numeric else "left",
            no_wrap=index != len(_HEADERS) - 1,
            overflow="ellipsis" if index == 0 else "fold",
            max_width=32 if index == 0 else None,
        )
    for grade in grades:
        shown.add_row(*_cells(grade, language))
    return shown


def _cells(grade: Grade, language: Language) -> list[Styled]:
    missing = grade.status is Status.MISSING
    score = f"{number(grade.score)} / {number(grade.max_score)}"
    return [
        Styled(sanitize.name(grade.student)),
        Styled(STATUS[grade.status].to(language), style=_STYLES[grade.status]),
        Styled("–" if missing or grade.status is Status.UNGRADED else score),
        Styled(f"+{number(grade.pending)}" if grade.pending else ""),
        Styled("" if missing else f"{grade.usage.seconds:.1f}"),
        Styled(sanitize.line(grade.message.to(language), 160)),
    ]

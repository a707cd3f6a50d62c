"""What the checks of an assignment come to, as tables in Markdown: for staff and statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from autograder.records import Assignment, CheckSpec, Language, Text

_HEADINGS: Final = (Text("확인하는 것", "what is checked"), Text("점수", "points"))
_HANDED_IN: Final = (Text("이름", "name"), Text("내용", "what it is"))
_DATA: Final = (
    Text("파일", "file"),
    Text("크기", "size"),
    Text("출처", "source"),
    Text("라이선스", "licence"),
)
_TOTAL: Final = Text("합계", "in all")
_BONUS: Final = Text("추가 점수", "bonus")
_OWN: Final = "test_{name} in checks/"


def explained(assignment: Assignment) -> str:
    """Every check as it is after expansion, then the table of points in the course's languages."""
    rows = [_row(check, assignment) for check in assignment.checks]
    headings = ("check", "does", "points", "students", "needs")
    tables = [_table(headings, rows)]
    tables += [points_table(assignment, language) for language in assignment.languages]
    count = len(assignment.checks)
    title = f"{assignment.name}: {count} checks, {assignment.max_score:g} points"
    return "\n\n".join([title, *tables])


def points_table(assignment: Assignment, language: Language) -> str:
    """What students read about the points, part by part, as it can stand in a statement."""
    headings = [heading.to(language) for heading in _HEADINGS]
    rows = [*_of_parts(assignment, language)]
    rows.append((f"**{_TOTAL.to(language)}**", f"**{assignment.max_score:g}**"))
    return _table(headings, rows, right=(1,))


def deliverables_table(assignment: Assignment, language: Language) -> str:
    """What students read about the variables to leave behind: their names, and what they are."""
    headings = [heading.to(language) for heading in _HANDED_IN]
    rows = [(f"`{one.name}`", _cell(one.title.to(language))) for one in assignment.deliverables]
    return _table(headings, rows, right=())


def data_table(assignment: Assignment, language: Language) -> str:
    """What students read about the data sets that they get: name, size, source and licence."""
    headings = [heading.to(language) for heading in _DATA]
    rows = [
        (
            f"`{one.file.path}`",
            f"{one.file.size / 1000:.0f} kB" if one.file.size >= 1000 else f"{one.file.size} B",
            _cell(one.about.source) if one.about else "",
            _cell(one.about.licence) if one.about else "",
        )
        for one in assignment.handed_out
    ]
    return _table(headings, rows, right=(1,))


def _of_parts(assignment: Assignment, language: Language) -> Iterator[tuple[str, str]]:
    for part in assignment.parts:
        checks = [check for check in assignment.checks if check.part == part.name]
        if checks:
            yield f"**{_cell(part.title.to(language))}**", ""
        for check in checks:
            bonus = check.name in assignment.bonus.checks
            points = f"{check.points:g}" + (f" ({_BONUS.to(language)})" if bonus else "")
            yield _cell(check.title.to(language)), points


def _row(check: CheckSpec, assignment: Assignment) -> tuple[str, ...]:
    does = _OWN.format(name=check.name) if check.standard is None else check.standard.check
    points = f"{check.points:g}" + (" bonus" if check.name in assignment.bonus.checks else "")
    seen = "may run it" if check.visible else "hidden"
    needs = ", ".join(f"`{need}`" for need in check.needs)
    return f"`{check.name}`", does, points, seen + (", by hand" if check.manual else ""), needs


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = (2,)
) -> str:
    """A table in Markdown; the columns ``right`` hold numbers."""
    rule = ["---:" if number in right else "---" for number in range(len(headings))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))

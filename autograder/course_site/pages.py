"""The pages of the site, each in one language, with a way to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from autograder.course.student_readme import how_to_check
from autograder.course_site.addresses import Published, addresses, page_of
from autograder.course_site.statement_html import StatementHtml, statement_html
from autograder.records import CheckSpec, HandedOut, Language, LocalAssignment, Text
from autograder.report.page import static_page

STUDENTS_FOLDER: Final = "students"
STUDENTS_ZIP: Final = f"{STUDENTS_FOLDER}.zip"

_HOW_TO_CHECK: Final = Text("스스로 확인하기", "Check your own work")
_NOTHING: Final = StatementHtml(Markup(), Markup(), "")
_UNITS: Final = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another page."""

    title: Text
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An assignment on the course's page."""

    href: str
    title: Text
    sentence: str
    points: float


@dataclass(frozen=True, slots=True)
class Visible:
    """A part of an assignment, as far as its checks are visible."""

    title: Text
    checks: tuple[CheckSpec, ...]


@dataclass(frozen=True, slots=True)
class DataView:
    """A data set to take along."""

    href: str
    name: str
    size: str
    digest: str
    licence: str  # '' where the course does not say
    source: str


def of_course(published: Published, checked: Sequence[LocalAssignment]) -> dict[str, bytes]:
    """The pages that belong to no assignment; ``checked`` are those with checks to run."""
    course = published.course
    made = {page_of(one): _front(one, published).encode() for one in course.languages}
    made["index.html"] = made[page_of(course.language)]
    if checked:
        folder = f"{STUDENTS_FOLDER}/assignments/{checked[0].name}"
        made |= {
            _check_page_of(one): _how_to_check(folder, one, published).encode()
            for one in course.languages
        }
    return made


def of_assignment(assignment: LocalAssignment, published: Published) -> dict[str, bytes]:
    """The pages of one assignment, by their paths in its folder."""
    return {
        page_of(language): _assignment(assignment, language, published).encode()
        for language in published.course.languages
    }


def _check_page_of(language: Language) -> str:
    return f"check.{page_of(language)}"


def _front(language: Language, published: Published) -> str:
    course = published.course
    return static_page(
        "site_front.html",
        language,
        ways=[(one, page_of(one)) for one in course.languages],
        title=course.title,
        course=None,
        assignments=[_listed(one, language, published) for one in published.assignments],
        data=_data(_all_data(published), "data/"),
        check_page=_check_page_of(language) if published.is_checkable else "",
        students_zip=STUDENTS_ZIP,
    )


def _listed(assignment: LocalAssignment, language: Language, published: Published) -> Listed:
    said = _statement(assignment, language, published)
    return Listed(
        href=f"assignments/{assignment.name}/{page_of(language)}",
        title=assignment.title,
        sentence=said.sentence,
        points=assignment.max_score,
    )


def _statement(
    assignment: LocalAssignment, language: Language, published: Published
) -> StatementHtml:
    text = published.statements.get((assignment.name, language))
    if text is None:  # some courses keep theirs elsewhere
        return _NOTHING
    return statement_html(text, language, addresses(assignment, published))


def _assignment(assignment: LocalAssignment, language: Language, published: Published) -> str:
    said = _statement(assignment, language, published)
    visible = tuple(_visible(assignment))
    return static_page(
        "site_assignment.html",
        language,
        ways=[(one, page_of(one)) for one in published.course.languages],
        title=assignment.title,
        course=Way(published.course.title, f"../../{page_of(language)}"),
        heading=said.heading,
        statement=said.body,
        points=assignment.max_score,
        seconds=assignment.limits.seconds,
        templates=[f"{assignment.name}.ipynb", f"{assignment.name}.py"],
        data=_data(assignment.handed_out, "../../data/"),
        visible=visible,
        visible_points=sum(check.points for part in visible for check in part.checks),
        check_page=f"../../{_check_page_of(language)}",
        students_zip=f"../../{STUDENTS_ZIP}",
    )


def _visible(assignment: LocalAssignment) -> Iterator[Visible]:
    for part in assignment.parts:
        checks = tuple(
            check for check in assignment.checks if check.visible and check.part == part.name
        )
        if checks:
            yield Visible(part.title, checks)


def _all_data(published: Published) -> list[HandedOut]:
    """The course's data sets, with what it says of those that assignments are about."""
    described = {one.file.path: one for each in published.assignments for one in each.handed_out}
    return [described.get(one.path, HandedOut(one)) for one in published.assignments[0].data]


def _data(sets: Sequence[HandedOut], folder: str) -> list[DataView]:
    return [
        DataView(
            href=f"{folder}{quote(one.file.path)}",
            name=one.file.path,
            size=size(one.file.size),
            digest=one.file.digest,
            licence=one.about.licence if one.about else "",
            source=one.about.source if one.about else "",
        )
        for one in sets
    ]


def size(count: float) -> str:
    """A number of bytes as people read it, such as 3.1 MB."""
    unit = 0
    while count >= 999.5 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return (
        f"{count:.1f} {_UNITS[unit]}" if unit and count < 99.95 else f"{count:.0f} {_UNITS[unit]}"
    )


def _how_to_check(folder: str, language: Language, published: Published) -> str:
    told = how_to_check(folder, language, published.course.languages)
    return static_page(
        "site_check.html",
        language,
        ways=[(one, _check_page_of(one)) for one in published.course.languages],
        title=_HOW_TO_CHECK,
        course=Way(published.course.title, page_of(language)),
        statement=statement_html(told, language, lambda link: link.address).body,
        students_zip=STUDENTS_ZIP,
    )

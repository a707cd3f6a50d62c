"""Where links lead on the site: to another page, to a file beside it, to data, or out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autograder.course.linked_files import Link, links, local_target
from autograder.course.loader import Course
from autograder.course_site.statement_html import Address
from autograder.records import Language, LocalAssignment

_STATEMENT: Final = re.compile(r"(?:\.\./([a-z0-9-]+)/)?statement\.([\w-]+)\.md")
_DATA: Final = "../../data/"
_ELSEWHERE: Final = re.compile(r"//|(?!data:)[a-z][\w+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Published:
    """What the site shows. ``statements`` are the texts by assignment and language, ``linked`` the
    files that those of an assignment show, by their paths in its folder; ``is_checkable`` says
    whether there is any check that students may run."""

    course: Course
    assignments: tuple[LocalAssignment, ...]
    statements: Mapping[tuple[str, Language], str]
    linked: Mapping[str, Mapping[str, bytes]]
    is_checkable: bool


def page_of(language: Language) -> str:
    """What a page in this language is called."""
    return f"{language}.html"


def addresses(assignment: LocalAssignment, published: Published) -> Address:
    """Where the links of an assignment's statements lead, as seen from its page."""

    def address(link: Link) -> str | None:
        target = local_target(link.address)
        if not target:  # to another site, from which no picture is loaded, or on the same page
            elsewhere = link.is_picture and _ELSEWHERE.match(link.address)
            return None if elsewhere else link.address
        if other := _STATEMENT.fullmatch(target):
            return _page(other[1], other[2], published)
        if target in {one.file.path for one in assignment.handed_out}:  # beside their template
            return f"{_DATA}{link.address}"
        data = {f"{_DATA}{one.path}" for one in assignment.data}
        is_there = target in data or target in published.linked[assignment.name]
        return link.address if is_there else None

    return address


def _page(name: str | None, language: Language, published: Published) -> str | None:
    """The page of a statement, of the same assignment where no other one is named."""
    names = {one.name for one in published.assignments}
    if language not in published.course.languages or (name and name not in names):
        return None
    page = page_of(language)
    return f"../{name}/{page}" if name else page


def dead_links(published: Published) -> tuple[str, ...]:
    """The links that lead nowhere on the site, each as ASSIGNMENT/STATEMENT: LINK."""
    return tuple(_dead_links(published))


def _dead_links(published: Published) -> Iterator[str]:
    for one in published.assignments:
        address = addresses(one, published)
        for language in one.languages:
            text = published.statements.get((one.name, language), "")
            for link in dict.fromkeys(links(text)):
                if address(link) is None:
                    yield f"{one.name}/statement.{language}.md: {link.address}"

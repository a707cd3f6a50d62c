"""``index.html``: the class at a glance, for the TA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from autograder.records import Assignment, Grade, Language, Status
from autograder.report.page import page


@dataclass(frozen=True, slots=True)
class Links:
    """Where a student's pages are, relative to the class page; '' for none."""

    feedback: str = ""
    notebook: str = ""


def render(
    grades: Sequence[Grade],
    assignment: Assignment,
    language: Language,
    links: Mapping[str, Links] | None = None,
) -> str:
    """One self-contained HTML file. ``links`` by student; without it, the usual places."""
    known = links if links is not None else {one.student: usual_links(one) for one in grades}
    return page("classpage.html", language, grades=grades, assignment=assignment, links=known)


def usual_links(grade: Grade) -> Links:
    """The places of design.md: ``<student>/feedback.html`` and ``<student>/executed.html``."""
    folder = quote(grade.student, safe="")
    ran = grade.status not in {Status.INVALID, Status.MISSING, Status.UNGRADED}
    return Links(
        feedback=f"{folder}/feedback.html", notebook=f"{folder}/executed.html" if ran else ""
    )

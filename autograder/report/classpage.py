"""``index.html``: the class at a glance, for the TA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from autograder.messages.words import OUTCOME, STATUS
from autograder.records import Assignment, Grade, Language, Status, say
from autograder.report import charts, classview
from autograder.report.page import page
from autograder.results.store import Links


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One line of the table of students."""

    grade: Grade
    codes: str
    links: Links


def render(
    grades: Sequence[Grade],
    assignment: Assignment,
    language: Language,
    links: Mapping[str, Links] | None = None,
) -> str:
    """One self-contained HTML file. ``links`` by student; without it, the usual places."""
    known = links if links is not None else {one.student: usual_links(one) for one in grades}
    class_list = sorted(grades, key=lambda one: one.student.casefold())
    ranked = classview.ranked(grades)
    return page(
        "classpage.html",
        language,
        languages=assignment.languages,
        title=say("{title} · 채점 결과", "{title} · results", title=assignment.title),
        assignment=assignment,
        summary=classview.summary(grades),
        histogram=charts.histogram(classview.histogram(grades)),
        checks=classview.check_rows(ranked, assignment),
        strip=charts.strip,
        order=[class_list.index(one) for one in ranked],
        looks=classview.looks(class_list, assignment),
        queue=classview.queue(class_list),
        trainings=classview.trainings(class_list),
        rows=[
            StudentRow(one, classview.codes(one, assignment), known.get(one.student, Links()))
            for one in class_list
        ],
        links=known,
        no_links=Links(),
        statuses={one: STATUS[one] for one in Status if any(g.status is one for g in grades)},
        outcomes={classview.CODES[one]: text for one, text in OUTCOME.items()},
    )


def usual_links(grade: Grade) -> Links:
    """The places of design.md: ``<student>/feedback.html`` and ``<student>/executed.html``."""
    folder = quote(grade.student, safe="")
    ran = grade.status not in {Status.INVALID, Status.MISSING, Status.UNGRADED}
    return Links(
        feedback=f"{folder}/feedback.html", notebook=f"{folder}/executed.html" if ran else ""
    )

"""``feedback.html``: what a student reads about one submission."""

from __future__ import annotations

from autograder.records import Assignment, Grade, Language
from autograder.report.page import page
from autograder.report.pictures import Pictures


def render(
    grade: Grade,
    assignment: Assignment,
    language: Language,
    pictures: Pictures | None = None,
    *,
    output: str = "",
) -> str:
    """One self-contained HTML file. ``output`` is what the cells printed."""
    return page("feedback.html", language, grade=grade, assignment=assignment)

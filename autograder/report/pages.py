"""The pages that people read of a result, as a store of results asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.pictures import Pictures
from autograder.records import Assignment, Grade, Language
from autograder.report import classpage, feedback, notebook
from autograder.results.store import Links


class HtmlPages:
    """``results.store.Pages`` in HTML."""

    def feedback(
        self,
        grade: Grade,
        assignment: Assignment,
        language: Language,
        pictures: Pictures | None,
        output: str,
    ) -> str:
        """``feedback.html``."""
        return feedback.render(grade, assignment, language, pictures, output=output)

    def notebook(
        self, executed: str, student: str, assignment: Assignment, language: Language
    ) -> str:
        """``executed.html``."""
        return notebook.render(executed, student, language, assignment.languages)

    def class_page(
        self,
        grades: Sequence[Grade],
        assignment: Assignment,
        language: Language,
        links: Mapping[str, Links],
    ) -> str:
        """``index.html``."""
        return classpage.render(grades, assignment, language, links)

"""What is known of an assignment, as one page: files on one side, what was found on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from autograder.author.draft import Draft
from autograder.author.session import State
from autograder.course.explained import points_table
from autograder.quality.verify import Tried
from autograder.records import LANGUAGES, NO_TEXT, CheckResult, Language, Outcome, Text
from autograder.report.notebook import highlighted, markdown
from autograder.report.page import page

_LOST: Final = frozenset([Outcome.FAILED, Outcome.PARTIAL, Outcome.NOT_CHECKED])
_NO_TITLE: Final = Text("과제 작성", "Writing an assignment")
_HINTED: Final = frozenset([Outcome.FAILED, Outcome.PARTIAL])


@dataclass(frozen=True, slots=True)
class Told:
    """What a student is told of one check that was lost."""

    check: str
    title: Text
    message: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class TriedView:
    """One submission of `verify`: what is wrong with it, what it earned, what it is told."""

    number: int  # of its feedback page
    name: str
    fault: str
    score: float
    max_score: float
    told: tuple[Told, ...]
    error: str  # of a cell that raised


def told_by(tried: Tried) -> tuple[Told, ...]:
    """What a student who handed this in would be told of each check that is lost."""
    return tuple(_told(one) for one in tried.grade.checks if one.outcome in _LOST)


def _told(check: CheckResult) -> Told:
    hint = check.hint if check.outcome in _HINTED else NO_TEXT
    return Told(check.name, check.title, check.message, hint)


def render(state: State, language: Language) -> str:
    """The page, in the languages of the course."""
    draft, verified = state.draft, state.verified
    found = verified.findings if verified else ()
    findings = [one for one in found if not one.note]
    return page(
        "author.html",
        language,
        languages=draft.assignment.languages if draft else LANGUAGES,
        is_live=True,
        title=draft.assignment.title if draft else _NO_TITLE,
        state=state,
        statements=_statements(draft) if draft else [],
        points=_points(draft) if draft else [],
        program=highlighted(draft.template) if draft else (),
        is_older=verified is not None and state.verified_draft is not draft,
        held=sum(not one.fault for one in findings),
        findings=findings,
        broken=[one for one in findings if one.fault],
        untried=[one for one in found if one.note],
        tried=[_view(number, one) for number, one in enumerate(verified.tried)] if verified else [],
    )


def _statements(draft: Draft) -> list[tuple[Language, Markup]]:
    return [(one, markdown(text)) for one, text in draft.statements.items()]


def _points(draft: Draft) -> list[tuple[Language, Markup]]:
    assignment = draft.assignment
    return [(one, markdown(points_table(assignment, one))) for one in assignment.languages]


def _view(number: int, tried: Tried) -> TriedView:
    grade = tried.grade
    errors = ", ".join(f"{one.name}: {one.value}" for one in grade.errors[:1])
    return TriedView(
        number=number,
        name=grade.student,
        fault=tried.fault,
        score=grade.score,
        max_score=grade.max_score,
        told=told_by(tried),
        error=errors,
    )

"""``feedback.html``: what a student reads about one submission.

What the staff alone may see (``detail``, ``staff_notes``, why a fit fell back) is not handed
to the template in the first place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from autograder.messages.python_errors import Explanation, alike, explain_group
from autograder.messages.words import OUTCOME, STATUS, number
from autograder.pictures import ModelPictures, Pictures
from autograder.records import (
    NO_TEXT,
    Assignment,
    CheckResult,
    Deliverable,
    FitSummary,
    Grade,
    Language,
    Outcome,
    Status,
    Text,
    say,
)
from autograder.report import (
    boundary_drawing,
    curves_drawing,
    image_drawing,
    layers_drawing,
    matrix_drawing,
    network_drawing,
    plot_drawing,
    surface_drawing,
)
from autograder.report.page import page
from autograder.report.svg import Drawing
from autograder.util import sanitize

_MOST_ERRORS = 20
_MOST_MODELS = 8
_MOST_ANSWER = 3000  # characters of an answer, and of the comment on it
_RAN_THROUGH = {Status.GRADED, Status.UNGRADED}


@dataclass(frozen=True, slots=True)
class Row:
    """One line under a part: a check, or several that were not checked for one reason."""

    outcome: Outcome
    titles: tuple[Text, ...]
    earned: float
    points: float
    message: Text
    hint: Text
    answer: str = ""  # the student's own text, where a person marks it
    comment: str = ""  # of that person
    before: Text = NO_TEXT  # what the program had found, where a person gave other points


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the assignment with its checks."""

    name: str
    title: Text
    earned: float
    points: float
    pending: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A cell that raised: the explanation, and the line as the student wrote it."""

    told: Explanation
    source: str
    said: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """The drawings of one model or array; those that could not be made are None."""

    name: str
    title: Text
    net: Drawing | None
    surface: Drawing | None
    curves: Drawing | None
    line: Drawing | None
    series: Drawing | None
    matrix: Drawing | None
    images: Drawing | None
    boundary: Drawing | None
    layers: Drawing | None

    @property
    def drawings(self) -> int:
        """How many there are."""
        found = (getattr(self, one.name) for one in fields(self))
        return sum(isinstance(one, Drawing) for one in found)


def render(
    grade: Grade,
    assignment: Assignment,
    language: Language,
    pictures: Pictures | None = None,
    *,
    output: str = "",
) -> str:
    """One self-contained HTML file. ``output`` is what the cells printed."""
    parts = part_views(grade, assignment)
    told_below = grade.errors and grade.status in _RAN_THROUGH
    message = NO_TEXT if told_below else grade.message
    return page(
        "feedback.html",
        language,
        languages=assignment.languages,
        title=say(
            "{student} · {title}",
            "{student} · {title}",
            student=sanitize.name(grade.student),
            title=assignment.title,
        ),
        student=sanitize.name(grade.student),
        file=sanitize.name(grade.attempt_file) if grade.attempt_file else "",
        assignment=assignment.title,
        score=number(grade.score),
        max_score=number(grade.max_score),
        scored=grade.status not in {Status.UNGRADED, Status.MISSING},
        status=STATUS[grade.status],
        graded=grade.status is Status.GRADED,
        late=grade.late,
        headline=headline(grade, parts),
        pending=grade.pending,
        adjustments=grade.adjustments,
        message=message,
        notes=tuple(note for note in grade.notes if note != message),
        errors=_errors(grade),
        more_errors=max(len(alike(grade.errors)) - _MOST_ERRORS, 0),
        parts=parts,
        models=_models(grade, assignment, pictures or Pictures()),
        output=sanitize.block(output),
        outcomes=OUTCOME,
    )


def headline(grade: Grade, parts: Sequence[PartView]) -> Text:
    """The one sentence beside the score."""
    if grade.status is not Status.GRADED:
        return _HEADLINES[grade.status]
    lost = sum(row.outcome in _LOST for part in parts for row in part.rows)
    if lost == 0 and grade.pending:
        return Text("지금까지 모두 맞았습니다.", "Everything so far is right.")
    if lost == 0:
        return Text("모두 맞았습니다. 수고하셨습니다!", "Everything is right. Well done!")
    if grade.score == 0:
        return Text(
            "아직 점수가 없습니다. 아래 첫 항목부터 살펴보십시오.",
            "No points yet. Start with the first item below.",
        )
    if lost == 1:
        return Text("다시 살펴볼 항목이 1개 있습니다.", "One thing is worth another look.")
    return say(
        "다시 살펴볼 항목이 {lost}개 있습니다.",
        "{lost} things are worth another look.",
        lost=lost,
    )


_HEADLINES: dict[Status, Text] = {
    Status.INVALID: Text("제출한 파일을 읽을 수 없었습니다.", "The file could not be read."),
    Status.TIMEOUT: Text(
        "시간 제한 안에 끝나지 않았습니다.", "The notebook did not finish within the time limit."
    ),
    Status.MEMORY: Text(
        "메모리 제한을 넘어 멈추었습니다.", "The notebook was stopped at the memory limit."
    ),
    Status.UNGRADED: Text(
        "아직 채점하지 못했습니다. 여러분의 잘못이 아니며 감점되지 않습니다.",
        "This is not graded yet. It is no fault of yours and costs no points.",
    ),
    Status.MISSING: Text("제출한 파일이 없습니다.", "Nothing was handed in."),
}


def part_views(grade: Grade, assignment: Assignment) -> tuple[PartView, ...]:
    """The checks by part, in the assignment's order; parts without checks are left out."""
    titles = {part.name: part.title for part in assignment.parts}
    order = [*titles, *(one.part for one in grade.checks if one.part not in titles)]
    views = []
    for name in dict.fromkeys(order):
        checks = [one for one in grade.checks if one.part == name]
        if checks:
            views.append(
                PartView(
                    name=name,
                    title=titles.get(name, Text(name, name)),
                    earned=sum(one.earned for one in checks),
                    points=sum(one.points for one in checks),
                    pending=sum(one.points for one in checks if one.outcome is Outcome.PENDING),
                    rows=_rows(checks, _answers(grade, assignment)),
                )
            )
    return tuple(views)


def _answers(grade: Grade, assignment: Assignment) -> dict[str, str]:
    """The student's own words that a person marks, at the first check that is about them.

    ``review_text`` may hold the marker's aids, so it never comes here.
    """
    manual = [spec.name for spec in assignment.checks if spec.manual]
    shown = [one.name for one in grade.checks if one.name in manual]
    return {shown[0]: grade.staff.answer} if shown and grade.staff.answer else {}


def _rows(checks: Sequence[CheckResult], answers: Mapping[str, str]) -> tuple[Row, ...]:
    """Lines of a part: what was not checked for one reason says so once."""

    def reason(check: CheckResult) -> object:
        same = check.outcome is Outcome.NOT_CHECKED and not check.comment
        return (Outcome.NOT_CHECKED, check.message) if same else check.name

    rows = []
    for _, group in groupby(checks, reason):
        together = list(group)
        first = together[0]
        rows.append(
            Row(
                outcome=first.outcome,
                titles=tuple(one.title for one in together),
                earned=sum(one.earned for one in together),
                points=sum(one.points for one in together),
                message=NO_TEXT if first.before else first.message,
                hint=first.hint if first.outcome in _HINTED and not first.before else NO_TEXT,
                answer=sanitize.block(answers.get(first.name, ""), _MOST_ANSWER),
                comment=sanitize.block(first.comment, _MOST_ANSWER),
                before=changed_by_hand(first),
            )
        )
    return tuple(rows)


def changed_by_hand(check: CheckResult) -> Text:
    """That a person gave other points than the program; no text where nobody did."""
    if check.before is None:
        return NO_TEXT
    earned, points = number(check.before.earned), number(check.points)
    return say(
        "사람이 다시 보고 점수를 고쳤습니다. 자동 채점: {OUTCOME}, {points}점 중 {earned}점.",
        "A person looked again and changed the points. The program had found: {OUTCOME}, "
        "{earned} of {points} points.",
        OUTCOME=OUTCOME[check.before.outcome],
        points=points,
        earned=earned,
    )


_HINTED = {Outcome.FAILED, Outcome.PARTIAL}
_LOST = _HINTED | {Outcome.NOT_CHECKED}


def _errors(grade: Grade) -> tuple[ErrorView, ...]:
    return tuple(
        ErrorView(
            told=explain_group(group),
            source=sanitize.line(group[0].source, 200),
            said=sanitize.line(
                sanitize.without_addresses(f"{group[0].name}: {group[0].value}"), 400
            ),
        )
        for group in alike(grade.errors)[:_MOST_ERRORS]
    )


def _models(grade: Grade, assignment: Assignment, pictures: Pictures) -> tuple[ModelView, ...]:
    known = {one.name: one for one in pictures.models}
    drawn = [one for one in assignment.deliverables if one.is_drawn]
    views = [
        _drawn(grade, known.get(one.name), one, assignment.languages)
        for one in drawn[:_MOST_MODELS]
    ]
    return tuple(one for one in views if one.drawings)


def _drawn(
    grade: Grade, seen: ModelPictures | None, asked: Deliverable, languages: Sequence[Language]
) -> ModelView:
    log = asked.plot == "log"
    fits: list[FitSummary] = [fit for fit in grade.fits if fit.model == asked.name]
    shown = seen or ModelPictures(asked.name)
    in_order = asked.plot in {"linear", "log"}
    return ModelView(
        name=asked.name,
        title=asked.title,
        net=network_drawing.network(shown.net, languages) if shown.net else None,
        surface=surface_drawing.surface(shown.surface) if shown.surface else None,
        curves=curves_drawing.curves(fits, languages, log=log),
        line=plot_drawing.line(shown.line) if shown.line else None,
        series=plot_drawing.series(shown.series, shown.length, log=log) if in_order else None,
        matrix=_matrix(shown, asked, languages),
        images=image_drawing.images(shown.images) if shown.images and asked.images else None,
        boundary=_boundary(shown, asked, languages),
        layers=_layers(shown, asked),
    )


def _matrix(
    shown: ModelPictures, asked: Deliverable, languages: Sequence[Language]
) -> Drawing | None:
    if shown.matrix is None or not (asked.confusion or asked.plot == "confusion"):
        return None
    classes = asked.confusion.classes if asked.confusion else ()
    return matrix_drawing.matrix(shown.matrix, classes, languages)


def _boundary(
    shown: ModelPictures, asked: Deliverable, languages: Sequence[Language]
) -> Drawing | None:
    if shown.boundary is None or asked.boundary is None:
        return None
    positive, axes = asked.boundary.positive, asked.boundary.axes
    return boundary_drawing.boundary(shown.boundary, positive, axes, languages)


def _layers(shown: ModelPictures, asked: Deliverable) -> Drawing | None:
    if asked.norms:
        return layers_drawing.layers(shown.norms, asked.norms)
    return layers_drawing.layers(shown.series) if asked.plot == "layers" else None

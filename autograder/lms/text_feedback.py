"""The feedback as plain text (Markdown), for places that show no page of ours."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.messages.python_errors import explain_all
from autograder.messages.words import OUTCOME, STATUS, number
from autograder.records import (
    LANGUAGES,
    NO_TEXT,
    Assignment,
    Grade,
    Language,
    Outcome,
    Status,
    Text,
    say,
)
from autograder.report.feedback import PartView, Row, headline, part_views
from autograder.util import sanitize

_MOST_ERRORS = 20
_QUIET = frozenset([Outcome.PASSED])
_HINTED = frozenset([Outcome.FAILED, Outcome.PARTIAL])


def both(grade: Grade, assignment: Assignment) -> str:
    """``text_feedback`` in the languages of the course, Korean first."""
    told = (brief(grade, assignment, language) for language in assignment.languages)
    return "\n\n---\n\n".join(told)


def of_the_run(grade: Grade, languages: Sequence[Language] = LANGUAGES) -> str:
    """What holds whatever the checks found, in both languages: errors, limits, lateness."""
    late = [one for one in grade.adjustments if one.kind == "late"]
    told = []
    for language in languages:
        lines = _paragraphs(_said(grade), language)
        lines += [f"- {_text(one.text, language)}: {one.points:+g}" for one in late]
        told.append("\n".join(lines).strip())
    return "\n\n---\n\n".join(filter(None, told))


def brief(grade: Grade, assignment: Assignment, language: Language) -> str:
    """Score, what was added or taken off, and for each part what is worth another look."""
    parts = part_views(grade, assignment)
    head = [f"# {assignment.title.to(language)}", "", _score(grade, language)]
    said = [headline(grade, parts), *_said(grade)]
    head += ["", *_paragraphs(said, language)]
    head += [f"- {_text(one.text, language)}: {one.points:+g}" for one in grade.adjustments]
    body = [line for part in parts for line in _part(part, language)]
    return "\n".join([*head, *body]).rstrip()


def _score(grade: Grade, language: Language) -> str:
    if grade.status in {Status.UNGRADED, Status.MISSING}:
        return f"**{STATUS[grade.status].to(language)}**"
    word = Text(ko="점수", en="Score").to(language)
    return f"**{word} {number(grade.score)} / {number(grade.max_score)}**"


def _said(grade: Grade) -> list[Text]:
    """What holds for the run as a whole, each sentence once."""
    said = [] if grade.errors else [grade.message]
    said += [*grade.notes, *explain_all(grade.errors)[:_MOST_ERRORS]]
    if grade.pending:
        points = number(grade.pending)
        said.append(
            say(
                "나머지 {points}점은 사람이 직접 읽고 채점합니다.",
                "A person will read and mark the rest, up to {points} points.",
                points=points,
            )
        )
    return list(dict.fromkeys(one for one in said if one != NO_TEXT))


def _paragraphs(said: list[Text], language: Language) -> list[str]:
    return [line for one in said for line in (_text(one, language), "")]


def _part(part: PartView, language: Language) -> list[str]:
    title = f"## {part.title.to(language)}: {number(part.earned)} / {number(part.points)}"
    lines = ["", title, ""]
    for row in part.rows:
        outcome = OUTCOME[row.outcome].to(language)
        points = f"{number(row.earned)} / {number(row.points)}"
        lines += [f"- {_text(one, language)} — {outcome}" for one in row.titles]
        lines[-1] += f" ({points})"
        lines += _by_a_person(row, language)
        if row.outcome in _QUIET:
            continue
        if row.message != NO_TEXT:
            lines.append(f"  - {_text(row.message, language)}")
        if row.hint != NO_TEXT and row.outcome in _HINTED:
            word = Text(ko="힌트", en="Hint").to(language)
            lines.append(f"  - {word}: {_text(row.hint, language)}")
    return lines


def _by_a_person(row: Row, language: Language) -> list[str]:
    """The answer that a person read, the points that were changed, and the comment."""
    lines = []
    if row.answer and row.comment:
        word = Text(ko="여러분이 쓴 답", en="Your answer").to(language)
        lines.append(f"  - {word}: {_line(row.answer)}")
    if row.before != NO_TEXT:
        lines.append(f"  - {_text(row.before, language)}")
    if row.comment:
        word = Text(ko="채점자의 말", en="From your grader").to(language)
        lines.append(f"  - {word}: {_line(row.comment)}")
    return lines


def _text(text: Text, language: Language) -> str:
    return _line(text.to(language))


def _line(text: str) -> str:
    """One line in which nothing is taken for HTML."""
    line = " ".join(sanitize.block(text, 1000).split())
    return line.replace("&", "&amp;").replace("<", "&lt;")

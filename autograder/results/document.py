"""``result.json``: a grade as a document that other programs can rely on.

The fields are those of ``autograder.records.Grade``. What only the staff may see stands
under ``staff`` and nowhere else, so that removing that one key makes the document fit for
the student. Numbers that JSON has no word for (a loss of NaN) are written as null.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from autograder.errors import StaffError
from autograder.records import (
    Adjustment,
    Attempt,
    CellError,
    CheckResult,
    FitSummary,
    Found,
    Grade,
    Loop,
    Outcome,
    Status,
    Text,
    Usage,
)

SCHEMA: Literal[1] = 1

Amount = Annotated[float, Meta(ge=0, le=1e9)]
Count = Annotated[int, Meta(ge=0)]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the document's parts: strict about names and types."""


class _Text(_Record, frozen=True):
    ko: str
    en: str


class _Check(_Record, frozen=True, omit_defaults=True):
    name: str
    part: str
    title: _Text
    points: Amount
    earned: Amount
    outcome: Outcome
    visible: bool
    hint: _Text
    message: _Text
    comment: str = ""  # of the person who marked it
    overridden: bool = False  # a person's points took the place of what the check found


class _Adjustment(_Record, frozen=True):
    kind: Literal["late", "bonus"]
    points: Annotated[float, Meta(ge=-1e9, le=1e9)]
    text: _Text


class _Error(_Record, frozen=True):
    cell: Count
    line: Count
    name: str
    value: str
    source: str
    legacy: str = ""
    rewritten: str = ""
    after: Count = 0
    meant: str = ""
    lost: str = ""
    loop: Loop | None = None


class _Fit(_Record, frozen=True):
    model: str
    epochs: Count
    batch_size: Count
    seconds: Amount
    level: str
    reason: str
    loss: tuple[float | None, ...]
    accuracy: tuple[float | None, ...]


class _Usage(_Record, frozen=True):
    seconds: Amount
    cpu_seconds: Amount
    memory_mb: Amount


class _Attempt(_Record, frozen=True):
    cell: Count
    line: Count
    what: _Text


class _Found(_Record, frozen=True):
    outcome: Outcome
    earned: Amount


class _Staff(_Record, frozen=True):
    notes: tuple[str, ...]
    details: dict[str, str]  # by check
    review_text: str
    layers: tuple[str, ...]
    run_key: str
    check_key: str
    lms: str
    lms_id: str
    lms_name: str = ""
    answer: str = ""
    attempts: tuple[_Attempt, ...] = ()
    by_hand: tuple[str, ...] = ()  # checks that were left to a person
    before: dict[str, _Found] = {}  # by check: what it found, where a person gave other points


class _Document(_Record, frozen=True):
    schema: Literal[1]
    assignment: str
    student: str
    status: Status
    score: Amount
    max_score: Amount
    percent: Amount  # for readers of the file; computed from the two above
    pending: Amount
    late: bool
    attempt_file: str
    message: _Text
    notes: tuple[_Text, ...]
    checks: tuple[_Check, ...]
    errors: tuple[_Error, ...]
    fits: tuple[_Fit, ...]
    usage: _Usage
    staff: _Staff
    late_days: Amount = 0.0
    adjustments: tuple[_Adjustment, ...] = ()


_DOCUMENT = msgspec.json.Decoder(_Document, strict=True)


class NewerResultError(StaffError):
    """A newer version of this program wrote the document: nothing may be put in its place."""


class _Version(msgspec.Struct, frozen=True):
    """The one field that every schema has."""

    schema: int


_VERSION = msgspec.json.Decoder(_Version)


def to_json(grade: Grade) -> bytes:
    """The document of one grade, indented, UTF-8."""
    return msgspec.json.format(msgspec.json.encode(_document(grade)), indent=1) + b"\n"


def from_json(content: bytes) -> Grade:
    """Read what ``to_json`` wrote, today or in an earlier version.

    Raises:
        NewerResultError: a newer version wrote it.
        StaffError: not such a document, or damaged.
    """
    try:
        return _grade(_DOCUMENT.decode(content))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        _refuse_newer(content, str(error))
        raise StaffError(
            f"this result can't be read: {str(error)[:300]}",
            tip="grade this submission again with --fresh; the file may have been edited",
        ) from error


def _refuse_newer(content: bytes, trouble: str) -> None:
    """Raise NewerResultError if the document says so, or has a field that is not known here.

    Fields are added to a schema as long as older documents stay readable; their number goes up
    when that ends.
    """
    try:
        schema = _VERSION.decode(content).schema
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return
    if schema > SCHEMA:
        what = f"its schema is {schema}, and this version reads up to {SCHEMA}"
    elif schema == SCHEMA and "unknown field" in trouble:
        what = trouble[:300]
    else:
        return
    raise NewerResultError(
        f"a newer version of autograder wrote this result ({what})",
        "Nothing was changed. Update autograder, or use another results folder (--out).",
    )


def _document(grade: Grade) -> _Document:
    return _Document(
        schema=SCHEMA,
        assignment=grade.assignment,
        student=_valid(grade.student),
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        percent=round(grade.percent, 4),
        pending=grade.pending,
        late=grade.late,
        attempt_file=_valid(grade.attempt_file),
        message=_text(grade.message),
        notes=tuple(map(_text, grade.notes)),
        checks=tuple(map(_check, grade.checks)),
        errors=tuple(map(_error, grade.errors)),
        fits=tuple(map(_fit, grade.fits)),
        usage=_Usage(
            seconds=grade.usage.seconds,
            cpu_seconds=grade.usage.cpu_seconds,
            memory_mb=grade.usage.memory_mb,
        ),
        staff=_Staff(
            notes=tuple(map(_valid, grade.staff_notes)),
            details={one.name: _valid(one.detail) for one in grade.checks if one.detail},
            review_text=_valid(grade.review_text),
            answer=_valid(grade.answer),
            layers=grade.layers,
            run_key=grade.run_key,
            check_key=grade.check_key,
            lms=grade.lms,
            lms_id=grade.lms_id,
            lms_name=_valid(grade.lms_name),
            attempts=tuple(
                _Attempt(cell=one.cell, line=one.line, what=_text(one.what))
                for one in grade.attempts
            ),
            by_hand=tuple(one.name for one in grade.checks if one.by_hand),
            before={
                one.name: _Found(outcome=one.before.outcome, earned=one.before.earned)
                for one in grade.checks
                if one.before
            },
        ),
        late_days=grade.late_days,
        adjustments=tuple(
            _Adjustment(kind=one.kind, points=one.points, text=_text(one.text))
            for one in grade.adjustments
        ),
    )


def _grade(document: _Document) -> Grade:
    staff = document.staff
    unknown = set(staff.details) - {check.name for check in document.checks}
    if unknown:
        raise ValueError(f"staff details of checks that are not listed: {sorted(unknown)}")
    return Grade(
        student=document.student,
        assignment=document.assignment,
        status=document.status,
        score=document.score,
        max_score=document.max_score,
        pending=document.pending,
        checks=tuple(
            CheckResult(
                name=one.name,
                part=one.part,
                points=one.points,
                earned=one.earned,
                outcome=one.outcome,
                visible=one.visible,
                title=_record(one.title),
                hint=_record(one.hint),
                message=_record(one.message),
                detail=staff.details.get(one.name, ""),
                by_hand=one.name in staff.by_hand,
                comment=one.comment,
                before=_found(staff.before.get(one.name)),
            )
            for one in document.checks
        ),
        attempt_file=document.attempt_file,
        late=document.late,
        message=_record(document.message),
        notes=tuple(map(_record, document.notes)),
        staff_notes=staff.notes,
        errors=tuple(CellError(**msgspec.structs.asdict(one)) for one in document.errors),
        fits=tuple(
            FitSummary(
                model=one.model,
                epochs=one.epochs,
                batch_size=one.batch_size,
                seconds=one.seconds,
                level=one.level,
                reason=one.reason,
                loss=_numbers(one.loss),
                accuracy=_numbers(one.accuracy),
            )
            for one in document.fits
        ),
        usage=Usage(document.usage.seconds, document.usage.cpu_seconds, document.usage.memory_mb),
        layers=staff.layers,
        review_text=staff.review_text,
        answer=staff.answer,
        run_key=staff.run_key,
        check_key=staff.check_key,
        lms=staff.lms,
        lms_id=staff.lms_id,
        lms_name=staff.lms_name,
        late_days=document.late_days,
        adjustments=tuple(
            Adjustment(one.kind, one.points, _record(one.text)) for one in document.adjustments
        ),
        attempts=tuple(Attempt(one.cell, one.line, _record(one.what)) for one in staff.attempts),
    )


def _check(check: CheckResult) -> _Check:
    return _Check(
        name=check.name,
        part=check.part,
        title=_text(check.title),
        points=check.points,
        earned=check.earned,
        outcome=check.outcome,
        visible=check.visible,
        hint=_text(check.hint),
        message=_text(check.message),
        comment=_valid(check.comment),
        overridden=check.before is not None,
    )


def _found(found: _Found | None) -> Found | None:
    return None if found is None else Found(found.outcome, found.earned)


def _error(error: CellError) -> _Error:
    return _Error(
        cell=error.cell,
        line=error.line,
        name=_valid(error.name),
        value=_valid(error.value),
        source=_valid(error.source),
        legacy=_valid(error.legacy),
        rewritten=_valid(error.rewritten),
        after=error.after,
        meant=_valid(error.meant),
        lost=_valid(error.lost),
        loop=error.loop,
    )


def _fit(fit: FitSummary) -> _Fit:
    return _Fit(
        model=_valid(fit.model),
        epochs=fit.epochs,
        batch_size=fit.batch_size,
        seconds=fit.seconds,
        level=_valid(fit.level),
        reason=_valid(fit.reason),
        loss=_nullable(fit.loss),
        accuracy=_nullable(fit.accuracy),
    )


def _text(text: Text) -> _Text:
    return _Text(ko=_valid(text.ko), en=_valid(text.en))


def _record(text: _Text) -> Text:
    return Text(ko=text.ko, en=text.en)


def _valid(text: str) -> str:
    """Half a surrogate pair is no character, and no UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _nullable(values: tuple[float, ...]) -> tuple[float | None, ...]:
    return tuple(float(value) if math.isfinite(value) else None for value in values)


def _numbers(values: tuple[float | None, ...]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else value for value in values)

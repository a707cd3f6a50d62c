"""``result.json``: a grade as a document that other programs can rely on.

The fields are those of ``autograder.records.Grade``. What only the staff may see stands
under ``staff`` and nowhere else, so that removing that one key makes the document fit for
the student. Numbers that JSON has no word for (a loss of NaN) are written as null.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from autograder.errors import StaffError
from autograder.records import (
    Adjustment,
    Attempt,
    CacheKeys,
    CellError,
    CheckResult,
    FitSummary,
    ForStaff,
    Found,
    Grade,
    Loop,
    Outcome,
    Status,
    Text,
    Usage,
)
from autograder.util.catalogues import catalogues

SCHEMA: Literal[1] = 1

Amount = Annotated[float, Meta(ge=0, le=1e9)]
Count = Annotated[int, Meta(ge=0)]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the document's parts: strict about names and types."""


class _Text(_Record, frozen=True, omit_defaults=True):
    ko: str
    en: str
    others: dict[str, str] = {}  # in languages that there are catalogues of


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
    return _by_name(
        _Document,
        grade,
        schema=SCHEMA,
        percent=round(grade.percent, 4),
        checks=tuple(
            _by_name(_Check, check, overridden=check.before is not None) for check in grade.checks
        ),
        staff=_by_name(
            _Staff,
            grade.staff,
            run_key=grade.keys.run,
            check_key=grade.keys.check,
            lms=_written(grade.lms),
            lms_id=_written(grade.lms_id),
            lms_name=_written(grade.lms_name),
            details={one.name: _written(one.detail) for one in grade.checks if one.detail},
            by_hand=tuple(one.name for one in grade.checks if one.by_hand),
            before={one.name: _written(one.before) for one in grade.checks if one.before},
        ),
    )


def _grade(document: _Document) -> Grade:
    staff = document.staff
    unknown = set(staff.details) - {check.name for check in document.checks}
    if unknown:
        raise ValueError(f"staff details of checks that are not listed: {sorted(unknown)}")
    return _by_name(
        Grade,
        document,
        checks=tuple(
            _by_name(
                CheckResult,
                check,
                detail=staff.details.get(check.name, ""),
                by_hand=check.name in staff.by_hand,
                before=_read(staff.before.get(check.name)),
            )
            for check in document.checks
        ),
        staff=_by_name(ForStaff, staff),
        keys=CacheKeys(staff.run_key, staff.check_key),
        lms=staff.lms,
        lms_id=staff.lms_id,
        lms_name=staff.lms_name,
    )


T = TypeVar("T")

# Parts of the document that differ from a record in their strictness alone.
_PARTS: Final[Mapping[type, type]] = {
    Adjustment: _Adjustment,
    CellError: _Error,
    FitSummary: _Fit,
    Usage: _Usage,
    Attempt: _Attempt,
    Found: _Found,
}
_RECORDS: Final[Mapping[type, type]] = {part: record for record, part in _PARTS.items()}


def _by_name(kind: type[T], source: object, **given: object) -> T:
    """A part of the document made of a record, or a record of a part.

    Each field is taken from the field of ``source`` with the same name, unless it is ``given``.
    """
    convert = _read if isinstance(source, _Record) else _written
    taken = {name: convert(getattr(source, name)) for name in _names(kind) if name not in given}
    return kind(**taken, **given)


def _names(kind: type[Any]) -> tuple[str, ...]:
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(field.name for field in fields(kind))


def _written(value: Any) -> Any:
    """A field's value as the document has it."""
    match value:
        case Enum():
            return value
        case str():
            return _valid(value)
        case float():
            return float(value) if math.isfinite(value) else None
        case tuple():
            return tuple(map(_written, value))
        case Text():
            return _text(value)
    part = _PARTS.get(type(value))
    return value if part is None else _by_name(part, value)


def _read(value: Any) -> Any:
    """A field's value as the grade has it; a number that JSON has no word for is NaN."""
    if isinstance(value, _Text):
        return Text(value.ko, value.en, value.others)
    if isinstance(value, tuple):
        return tuple(math.nan if one is None else _read(one) for one in value)
    record = _RECORDS.get(type(value))
    return value if record is None else _by_name(record, value)


def _text(text: Text) -> _Text:
    others = {one: _valid(text.to(one)) for one in sorted({*text.others, *catalogues()})}
    return _Text(ko=_valid(text.ko), en=_valid(text.en), others=others)


def _valid(text: str) -> str:
    """Half a surrogate pair is no character, and no UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""The keys of ``assignment.toml``, in its long form, and of ``course.toml``, as TOML gives them."""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.course.pictures_asked import BoundaryForm, ConfusionForm
from autograder.records import LANGUAGES, NO_TEXT, DeliverableKind, Plot, Text


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what is read from TOML: an unknown key is a typing mistake, not a wish."""


class CallForm(_Strict, frozen=True):
    """One of ``calls`` of a function; see ``autograder.records.Call``."""

    args: tuple[Any, ...]
    fit: tuple[Any, ...] = ()


class DeliverableForm(_Strict, frozen=True):
    """``[deliverables.NAME]``."""

    kind: DeliverableKind
    title: Text
    probe: tuple[tuple[float, ...], ...] = ()
    probe_file: str = ""
    calls: tuple[CallForm, ...] = ()
    inputs: tuple[int, ...] | dict[str, int] = ()
    plot: Plot = ""
    images: tuple[int, ...] = ()
    confusion: ConfusionForm | None = None
    boundary: BoundaryForm | None = None
    norms: tuple[str, ...] = ()


class PartForm(_Strict, frozen=True):
    """``[parts.NAME]``, without what only the short form has."""

    title: Text


class CheckForm(_Strict, frozen=True):
    """``[checks.NAME]``, without ``use``."""

    points: float
    title: Text
    part: str
    hint: Text = NO_TEXT
    visible: bool = False
    needs: tuple[str, ...] = ()
    manual: bool = False


class LateForm(_Strict, frozen=True):
    """``[late]``."""

    per_day: float
    grace_hours: float = 0.0
    cap: float = 100.0


class BonusForm(_Strict, frozen=True):
    """``[bonus]``."""

    checks: tuple[str, ...]
    cap: float = 0.0


class DataForm(_Strict, frozen=True):
    """``[data."FILE"]`` of ``course.toml``."""

    sha256: str
    source: str = ""
    licence: str = ""


class AssignmentForm(_Strict, frozen=True):
    """``assignment.toml``."""

    id: str
    title: Text
    version: int
    deliverables: dict[str, DeliverableForm]
    checks: dict[str, CheckForm]
    parts: dict[str, PartForm]
    limits: dict[str, float] = {}
    template_floor: float = 0.0
    late: LateForm = LateForm(0.0)
    bonus: BonusForm = BonusForm(())
    data: tuple[str, ...] = ()


class CourseForm(_Strict, frozen=True):
    """``course.toml``."""

    id: str
    title: Text
    limits: dict[str, float] = {}
    legacy: str = "explain"  # not a Legacy: the message for another word is ours
    lang: str = ""
    languages: tuple[str, ...] = LANGUAGES
    released: bool = False
    libraries: tuple[str, ...] | None = None
    order: tuple[str, ...] = ()
    data: dict[str, DataForm] = {}

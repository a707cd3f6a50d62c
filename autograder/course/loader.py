"""Finds a course and reads its assignments; every fault in them is told with a way out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.course import content, data_sets, described_data, libraries, order
from autograder.course.calls import objection_to
from autograder.course.deliverable_names import objection_to_name
from autograder.course.deliverables import deliverable_of
from autograder.course.expansion import expand
from autograder.course.faults import fault, suggestion
from autograder.course.form import (
    AssignmentForm,
    BonusForm,
    CheckForm,
    CourseForm,
    DeliverableForm,
    LateForm,
    PartForm,
)
from autograder.course.model_inputs import check_inputs
from autograder.course.pictures_asked import check_pictures
from autograder.course.standard import Standard
from autograder.course.toml_text import filled, lacking
from autograder.errors import StaffError
from autograder.records import (
    LANGUAGES,
    Assignment,
    Bonus,
    CheckSpec,
    DataSet,
    Language,
    LatePolicy,
    Legacy,
    Limits,
    LocalAssignment,
    Part,
    Text,
)
from autograder.util.catalogues import FOLDERS, CatalogueError, catalogues
from autograder.util.compat import TOMLDecodeError, read_toml
from autograder.util.decoding import converter

T = TypeVar("T")

COURSE_FILE = "course.toml"
ASSIGNMENT_FILE = "assignment.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


_to_assignment = converter(AssignmentForm)
_to_course = converter(CourseForm)
_TABLES: Mapping[str, Callable[[object], object]] = {
    "deliverables": converter(DeliverableForm),
    "parts": converter(PartForm),
    "checks": converter(CheckForm),
    "limits": converter(float),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A folder with ``course.toml``; ``limits`` are the defaults of its assignments."""

    root: Path
    name: str
    title: Text
    limits: Limits
    legacy: Legacy = "explain"
    language: Language = "en"
    languages: tuple[Language, ...] = LANGUAGES
    released: bool = False  # it is what students get: nothing hidden is in it
    libraries: tuple[str, ...] | None = None  # see ``course.libraries.allowed``
    order: tuple[str, ...] = ()  # of its assignments; see ``course.order``
    data: tuple[DataSet, ...] = ()  # what course.toml says of files in ``data/``


def find_course(start: Path, given: Path | None = None) -> Course:
    """The course at ``given``, else the one found from ``start`` upwards.

    Raises:
        StaffError: there is none, or its file can't be read.
    """
    if given is not None:
        if not (given / COURSE_FILE).is_file():
            raise StaffError(
                f"{given} is no course: it has no {COURSE_FILE}",
                "Name the folder that holds course.toml, or start one with `autograder init DIR`.",
            )
        return _read_course(given.resolve())
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / COURSE_FILE).is_file():
            return _read_course(folder)
    raise StaffError(
        f"no {COURSE_FILE} found in {start.resolve()} or above it",
        "Go to the course's folder, name it with --course DIR, or start one with "
        "`autograder init DIR`.",
    )


def _read_course(root: Path) -> Course:
    path = root / COURSE_FILE
    data = _read_toml(path)
    languages = _languages(data, path)
    raw = _converted(_with_texts(data, languages, path), path, CourseForm, _to_course)
    if raw.legacy not in {"explain", "accept"}:
        raise fault(path, ["legacy"], f'legacy = "{raw.legacy}"', 'Write "explain" or "accept".')
    if raw.lang and raw.lang not in languages:
        told = " or ".join(f'"{language}"' for language in languages)
        raise fault(path, ["lang"], f'lang = "{raw.lang}"', f"Write {told}.")
    limits = _limits(Limits(), raw.limits, path)
    legacy: Legacy = "accept" if raw.legacy == "accept" else "explain"
    default: Language = "en" if "en" in languages else languages[0]
    language: Language = next((one for one in languages if one == raw.lang), default)
    return Course(
        root=root,
        name=raw.id,
        title=raw.title,
        limits=limits,
        legacy=legacy,
        language=language,
        languages=languages,
        libraries=libraries.checked(raw.libraries, path),
        released=raw.released,
        order=order.checked(raw.order, _existing(root), path),
        data=described_data.data_sets(raw.data, path),
    )


def _languages(data: Mapping[str, Any], path: Path) -> tuple[Language, ...]:
    """Those of the course: both, or the one that it names."""
    given = data.get("languages", list(LANGUAGES))
    further = _further()
    order = (*LANGUAGES, *further)
    known = tuple(one for one in order if isinstance(given, list) and one in given)
    if not known or not isinstance(given, list) or len(known) != len(given):
        tip = 'Write ["ko", "en"], ["ko"] or ["en"]'
        tip += (
            f", or {' and '.join(further)} with or beside them."
            if further
            else (f"; for a further language name the folder of its catalogue in {FOLDERS}.")
        )
        raise fault(path, ["languages"], f"languages = {given}", tip)
    return known


def _further() -> tuple[Language, ...]:
    """The languages that there are catalogues of."""
    try:
        return tuple(catalogues())
    except CatalogueError as error:
        raise StaffError(str(error), error.tip) from error


def _with_texts(data: dict[str, Any], languages: tuple[Language, ...], path: Path) -> Any:
    """The data with all texts as records have them.

    Raises:
        StaffError: one is missing in a language of the course.
    """
    if languages != LANGUAGES and (place := lacking(data, languages)):
        *key, language = place
        said = f"{'.'.join(key)} is missing in `{language}`"
        tip = f"Write {key[-1]}.{language}, or take `{language}` out of languages in course.toml."
        raise fault(path, key, said, tip)
    return filled(data, languages)


def assignment_names(course: Course) -> tuple[str, ...]:
    """The names of all assignments of the course, in its order."""
    return order.arranged(_existing(course.root), course.order)


def _existing(root: Path) -> list[str]:
    return [path.parent.name for path in (root / "assignments").glob(f"*/{ASSIGNMENT_FILE}")]


def load_assignment(course: Course, name: str) -> LocalAssignment:
    """Read one assignment.

    Raises:
        StaffError: there is no such assignment, or its file is wrong.
    """
    known = assignment_names(course)
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        guess = f"Did you mean `{close[0]}`? " if close else ""
        listed = ", ".join(known) or "none yet"
        raise StaffError(f"there is no assignment `{name}`", f"{guess}This course has: {listed}.")
    folder = course.root / "assignments" / name
    path = folder / ASSIGNMENT_FILE
    expanded = expand(_with_texts(_read_toml(path), course.languages, path), path, course.languages)
    raw = _converted(expanded.data, path, AssignmentForm, _to_assignment)
    data = data_sets.read_data(course.root / "data")
    check_files = content.read_files(folder / "checks")
    files = {one.path: one.content for one in check_files}
    assignment = LocalAssignment(
        name=raw.id,
        version=raw.version,
        title=raw.title,
        folder=folder,
        course=course.root,
        limits=_limits(course.limits, raw.limits, path),
        deliverables=tuple(
            deliverable_of(key, item, files, partial(fault, path, ["deliverables", key]))
            for key, item in raw.deliverables.items()
        ),
        parts=tuple(Part(key, part.title) for key, part in raw.parts.items()),
        checks=tuple(
            _check(key, check, expanded.standards.get(key)) for key, check in raw.checks.items()
        ),
        template_floor=raw.template_floor,
        late=LatePolicy(raw.late.per_day, raw.late.grace_hours, raw.late.cap),
        bonus=Bonus(raw.bonus.checks, raw.bonus.cap),
        libraries=course.libraries,
        legacy=course.legacy,
        language=course.language,
        languages=course.languages,
        definition=content.digest((path, course.root / COURSE_FILE)),
        check_files=check_files,
        data=data,
        handed_out=described_data.handed_out(raw.data, data, course.data, path),
    )
    _validate(assignment, path)
    return assignment


def is_name(name: str) -> bool:
    """Whether an assignment can be called so: lower-case letters, digits and hyphens."""
    return _NAME.fullmatch(name) is not None


def _check(name: str, raw: CheckForm, standard: Standard | None) -> CheckSpec:
    values = {field.name: getattr(raw, field.name) for field in msgspec.structs.fields(raw)}
    spec = CheckSpec(name=name, **values)
    if standard is None:
        return spec
    return replace(
        spec, standard=standard.use, wrong=standard.wrong, loses_also=standard.loses_also
    )


def _limits(defaults: Limits, given: Mapping[str, float], path: Path) -> Limits:
    """The defaults with the given values put in, each of its own type and above zero."""
    types = {field.name: type(getattr(defaults, field.name)) for field in fields(defaults)}
    values: dict[str, Any] = {}
    for key, value in given.items():
        place = ["limits", key]
        if key not in types:
            raise fault(path, place, f"unknown limit `{key}`", suggestion(key, types))
        if isinstance(value, bool) or value <= 0:
            raise fault(path, place, f"limit `{key}` is {value}", "Give a number above 0.")
        values[key] = types[key](value)
    return replace(defaults, **values)


def _validate(assignment: LocalAssignment, path: Path) -> None:
    """What the types alone don't say."""
    if assignment.name != path.parent.name or not is_name(assignment.name):
        said = f"id is `{assignment.name}`, the folder is `{path.parent.name}`"
        tip = "Both must be the same: lower-case letters, digits and hyphens."
        raise fault(path, ["id"], said, tip)
    parts = {part.name for part in assignment.parts}
    names = {deliverable.name for deliverable in assignment.deliverables}
    for one in assignment.deliverables:
        if wrong_name := objection_to_name(one.name, one.kind):
            raise fault(path, ["deliverables", one.name], *wrong_name)
        if objection := objection_to(one):
            raise fault(path, ["deliverables", one.name, "calls"], *objection)
        refuse = partial(fault, path, ["deliverables", one.name])
        check_inputs(one.inputs, one.probe, refuse)
        check_pictures(one, assignment, refuse)
    for check in assignment.checks:
        _validate_check(check, parts, names, path)
    if not assignment.checks:
        raise fault(path, [], "no checks", "Add a [checks.NAME] table.")
    _validate_policies(assignment, path)


def _validate_policies(assignment: Assignment, path: Path) -> None:
    """Percentages are percentages, and bonus checks exist beside others."""
    late, bonus = assignment.late, assignment.bonus
    for key, value, most in (
        ("late.per_day", late.per_day, 100.0),
        ("late.cap", late.cap, 100.0),
        ("late.grace_hours", late.grace_hours, 24.0 * 365),
        ("bonus.cap", bonus.cap, 1e6),
    ):
        if not 0 <= value <= most:
            tip = f"Give a number from 0 to {most:g}."
            raise fault(path, key.split("."), f"{key} is {value:g}", tip)
    names = {check.name for check in assignment.checks}
    for name in bonus.checks:
        if name not in names:
            said = f"[bonus] names the unknown check `{name}`"
            raise fault(path, ["bonus", "checks"], said, suggestion(name, names))
    if not assignment.max_score > 0:
        said = "every check is a bonus"
        raise fault(path, ["bonus", "checks"], said, "Leave some out of [bonus].")


def _validate_check(check: CheckSpec, parts: set[str], names: set[str], path: Path) -> None:
    """A check must have a proper name, points, and a part and deliverables that exist."""

    def wrong(key: str, said: str, tip: str) -> StaffError:
        return fault(path, ["checks", check.name, key], f"check `{check.name}` {said}", tip)

    if not check.name.isidentifier():
        raise wrong("", "is no Python name", "Rename it.")
    if not check.points > 0:
        raise wrong("points", "is worth nothing", "Give it points.")
    if check.part not in parts:
        said = f"belongs to the unknown part `{check.part}`"
        raise wrong("part", said, suggestion(check.part, parts))
    for need in check.needs:
        if need not in names:
            said = f"needs the unknown deliverable `{need}`"
            raise wrong("needs", said, suggestion(need, names))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path.read_text(encoding="utf-8-sig"))
    except TOMLDecodeError as error:
        raise StaffError(f"{path} is not valid TOML: {error}", "Mend that line.") from error
    except (OSError, UnicodeError) as error:
        raise StaffError(f"{path} can't be read: {error}", "Check the file.") from error


def _converted(
    data: dict[str, Any], path: Path, kind: type[T], convert: Callable[[object], T]
) -> T:
    try:
        return convert(data)
    except msgspec.ValidationError as error:
        raise _not_as_asked(data, path, kind, str(error)) from error


def _not_as_asked(data: dict[str, Any], path: Path, kind: Any, error: str) -> StaffError:
    """What msgspec found, with the name of the check and the line, which it doesn't know."""
    said, _, place = error.partition(" - at ")
    field = re.search(r"(unknown|required) field `([^`]*)`", said)
    key = _place(data, place.strip("`"))
    within = ".".join(key)
    tip = "See docs/reference/assignment.md."
    if field and field[1] == "unknown":
        said, tip = f"unknown key `{field[2]}`", suggestion(field[2], _all_fields(kind))
    elif field:
        said = f"`{field[2]}` is missing"
        if field[2] in LANGUAGES:
            tip = 'Write both, title.ko and title.en, or languages = ["en"] in course.toml.'
    key = (*key, field[2]) if field else key
    return fault(path, key, f"{within}: {said}" if within else said, tip)


def _place(data: Any, place: str) -> tuple[str, ...]:
    """A path of msgspec, such as ``$.checks[...].points``, with the key that ``...`` stands for."""
    key: list[str] = []
    for step in re.findall(r"\.(\w+)|\[(\.\.\.|\d+)\]", place):
        if step[0]:
            key.append(step[0])
        elif step[1] == "..." and key and key[-1] in _TABLES:
            key.append(_bad(data, key[-1]))
    return tuple(filter(None, key))


def _bad(data: Any, table: str) -> str:
    """The name of the first entry of a table that can't be read."""
    for name, value in data[table].items():
        try:
            _TABLES[table](value)
        except msgspec.ValidationError:
            return str(name)
    return ""


def _all_fields(kind: Any) -> set[str]:
    found: set[str] = set()
    for struct in (kind, DeliverableForm, PartForm, CheckForm, LateForm, BonusForm):
        found |= {field.name for field in msgspec.structs.fields(struct)}
    return found

"""One ``use = "…"`` of an assignment: its arguments and texts, told with a way out where wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from autograder.checks.arguments import Calls, Inputs, Optima, Table, called, column
from autograder.checks.definition import Argument, StandardCheck
from autograder.checks.library import LIBRARY
from autograder.checks.losses import LOSS_NAMES
from autograder.checks.wording import WordingError, worded
from autograder.course.deliverable_names import kind_of, objection_to_name
from autograder.course.faults import suggestion
from autograder.errors import StaffError
from autograder.records import LANGUAGES, Call, DeliverableKind, Language, StandardUse, Text
from autograder.util.activations import ACTIVATIONS
from autograder.util.decoding import converter

Each = int | str
Refuse = Callable[[str, str], StaffError]  # (what is wrong, what would be right)

_ALONE: Final = "{each}"
_SETTINGS: Final = frozenset([
    *("use", "points", "name", "part", "title", "hint", "visible", "bonus", "each"),
    *("wrong", "loses_also"),
])  # fmt: skip
_TEXTS: Final = frozenset(["title", "hint"])
_OF_ONE_NUMBER: Final = frozenset(["trained", "learned", "converged"])  # a row of their table's y


class _Settings(msgspec.Struct, frozen=True):
    """What any check can be given beside its arguments; None where the library decides."""

    use: str
    points: float | None = None
    name: str | None = None
    title: Text | None = None
    hint: Text | None = None
    visible: bool | None = None
    bonus: bool = False
    wrong: bool = True
    loses_also: tuple[str, ...] = ()


_to_settings = converter(_Settings)
_to_inputs = converter(Inputs)
_to_table = converter(Table)


@dataclass(frozen=True, slots=True)
class Needed:
    """A deliverable that a check asks for; ``probe`` and ``calls`` are what it is asked."""

    name: str
    kind: DeliverableKind
    probe: tuple[tuple[float, ...], ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """A check of the library as an assignment uses it."""

    name: str
    check: StandardCheck
    use: StandardUse
    points: float
    title: Text
    hint: Text
    visible: bool
    bonus: bool
    needs: tuple[Needed, ...]
    wrong: bool
    loses_also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks of one assignment share: its tables and the languages of its course."""

    tables: Mapping[str, Mapping[str, Any]]
    languages: tuple[Language, ...]


def filled_in(value: Any, each: Each | None, refuse: Refuse) -> Any:
    """``value`` with ``{each}`` put in, everywhere but in titles and hints.

    A text that is nothing else becomes the item itself, a number, say.

    Raises:
        StaffError: there is no ``each``.
    """
    if isinstance(value, dict):
        filled = {
            key: item if key in _TEXTS else filled_in(item, each, refuse)
            for key, item in value.items()
        }
        return {str(filled_in(key, each, refuse)): item for key, item in filled.items()}
    if isinstance(value, list):
        return [filled_in(item, each, refuse) for item in value]
    if not isinstance(value, str) or _ALONE not in value:
        return value
    if each is None:
        raise refuse(
            f'"{value}" names `each`, which is not there', "Write each = [1, 2] beside it."
        )
    return each if value == _ALONE else value.replace(_ALONE, str(each))


def read_standard(
    raw: Mapping[str, Any],
    each: Each | None,
    around: Surroundings,
    refuse: Refuse,
    *,
    name: str = "",
) -> Standard:
    """What a table with ``use`` says. ``name`` is given where the table has one already.

    Raises:
        StaffError: anything in it is wrong.
    """
    rest = {key: value for key, value in raw.items() if key != "use"}  # which names one check
    settings = _settings({**filled_in(rest, each, refuse), "use": raw.get("use")}, refuse)
    check = LIBRARY.get(settings.use)
    if check is None:
        said = f"there is no standard check `{settings.use}`"
        raise refuse(said, suggestion(settings.use, LIBRARY))
    given = _arguments(check, filled_in(_rest(raw), each, refuse), around, refuse)
    if settings.points is not None and not settings.points > 0:
        raise refuse(f"`{check.name}` is worth nothing", "Give it points.")
    words = {**check.words(given), **({} if each is None else {"each": each})}
    return Standard(
        name=name or _name(settings, check, given, each, refuse),
        check=check,
        use=StandardUse(check.name, msgspec.json.encode(given).decode()),
        points=check.points if settings.points is None else settings.points,
        title=_text(settings.title, check.title, words, around, refuse),
        hint=_text(settings.hint, check.hint, words, around, refuse),
        visible=check.visible if settings.visible is None else settings.visible,
        bonus=settings.bonus,
        needs=_needs(check, given),
        wrong=settings.wrong,
        loses_also=settings.loses_also,
    )


def _settings(raw: Mapping[str, Any], refuse: Refuse) -> _Settings:
    try:
        return _to_settings({key: value for key, value in raw.items() if key in _SETTINGS})
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$.")
        raise refuse(f"{where}: {said}" if where else said, _tip_for(where)) from error


def _tip_for(where: str) -> str:
    if where.partition(".")[0] in _TEXTS:
        return 'Write both, title.ko and title.en, or languages = ["en"] in course.toml.'
    return "See docs/reference/assignment.md."


def _rest(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in _SETTINGS}


def _name(
    settings: _Settings, check: StandardCheck, given: Any, each: Each | None, refuse: Refuse
) -> str:
    """The check's name in the assignment: the name given, its variable's, or ``use`` with each."""
    name = settings.name
    if name is None and check.named_after:
        name = str(getattr(given, check.named_after))
    if name is None:
        name = check.name if each is None else f"{check.name}_{each}"
    if not name.isidentifier():
        raise refuse(f"check `{name}` is no Python name", 'Give it one: name = "…".')
    return name


def _text(
    own: Text | None,
    standard: Text,
    words: Mapping[str, object],
    around: Surroundings,
    refuse: Refuse,
) -> Text:
    try:
        text = worded(standard if own is None else own, words)
    except WordingError as error:
        word = re.split(r"\W", error.place)[0]
        tip = "Write {{ and }} for braces." if word in words else suggestion(word, words)
        raise refuse(f"a text names `{error.place}`, which means nothing there", tip) from error
    return only_in(text, around.languages)


def only_in(text: Text, languages: tuple[Language, ...]) -> Text:
    """The text, with Korean and English that the course has not as its first language says it."""
    first = text.to(languages[0])
    ko, en = (text.to(one) if one in languages else first for one in LANGUAGES)
    others = {one: text.to(one) for one in languages if one not in LANGUAGES}
    return Text(ko, en, others)


def as_table(text: Text) -> dict[str, Any]:
    """A text as it stands in TOML that was read."""
    others = {"others": dict(text.others)} if text.others else {}
    return {"ko": text.ko, "en": text.en, **others}


def _needs(check: StandardCheck, given: Any) -> tuple[Needed, ...]:
    """The deliverables that a check asks for, models first: what others are made from."""
    rows = next((getattr(given, one.name).x for one in check.arguments if one.is_table), ())
    asked = next((getattr(given, one.name) for one in check.arguments if one.type is Calls), ())
    calls = tuple(Call(one.args, one.fit) for one in asked)
    found = [
        Needed(
            getattr(given, one.name),
            kind_of(getattr(given, one.name), one.kind),
            rows if one.kind == "model" and getattr(given, one.name).isidentifier() else (),
            calls if one.kind == "function" else (),
        )
        for one in check.arguments
        if one.kind is not None
    ]
    return tuple(sorted(found, key=lambda one: one.kind != "model"))


# --- arguments --------------------------------------------------------------------------


def _arguments(
    check: StandardCheck, raw: dict[str, Any], around: Surroundings, refuse: Refuse
) -> Any:
    """The arguments as the check's record."""
    known = {one.name: one for one in check.arguments}
    for key in raw:
        if key not in known:
            tip = suggestion(key, [*known, *_SETTINGS])
            raise refuse(f"`{check.name}` has no argument `{key}`", tip)
    for one in check.arguments:
        if one.name not in raw and one.default is msgspec.NODEFAULT:
            tip = f"Write {one.name} = …, a {called(one.type).en}."
            raise refuse(f"`{check.name}` needs `{one.name}`", tip)
    resolved = {key: _resolved(known[key], value, around, refuse) for key, value in raw.items()}
    try:
        given = check.convert(resolved)
        check.decode(msgspec.json.encode(given))  # as the checks' process will: no inf, no nan
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at ")
        name = re.split(r"[.\[]", place.strip("`").removeprefix("$."))[0]
        kind = called(known[name].type).en if name in known else ""
        tip = f"`{name}` is a {kind}." if kind else "See docs/reference/standard-checks.md."
        raise refuse(f"`{check.name}`: {name}: {said}", tip) from error
    for one in check.arguments:
        _refuse_value(check, one, getattr(given, one.name), refuse)
    if objection := check.objection(given):
        raise refuse(f"`{check.name}`: {objection.said}", objection.tip)
    return given


def _refuse_value(check: StandardCheck, one: Argument, value: Any, refuse: Refuse) -> None:
    """What the types alone don't say of an argument."""
    if check.name == one.name == "activation":
        _refuse_unknown_activation(value, refuse)
    if one.type is Optima:
        _refuse_unknown_losses(value, refuse)
    if isinstance(value, Table) and check.name in _OF_ONE_NUMBER and len(value.y[0]) > 1:
        said = f"`{check.name}` takes a table whose y has one column, not {len(value.y[0])}"
        raise refuse(said, "Give one number for each row: of classes, their number.")
    if one.kind and (objection := objection_to_name(str(value), one.kind)):
        raise refuse(*objection)


def _refuse_unknown_activation(name: str, refuse: Refuse) -> None:
    """Known are Keras' names, also as those of layers, such as ``LeakyReLU`` and ``PReLU``."""
    plain = name.replace("_", "").casefold()
    if plain not in {"prelu", *(known.replace("_", "") for known in ACTIVATIONS)}:
        raise refuse(f"Keras has no activation `{name}`", suggestion(name, ACTIVATIONS))


def _refuse_unknown_losses(optimum: Mapping[str, float], refuse: Refuse) -> None:
    names = sorted(set(LOSS_NAMES.values()))
    for loss in optimum:
        if loss not in names:
            known = LOSS_NAMES.get(loss.lower().replace("_", ""))
            tip = f"Did you mean `{known}`?" if known else suggestion(loss, names)
            raise refuse(f"`optimum` knows no loss `{loss}`", tip)


def _resolved(one: Argument, value: Any, around: Surroundings, refuse: Refuse) -> Any:
    """A table's name as what it says, as far as the argument asks for it."""
    if not one.is_table:
        return value
    if isinstance(value, str):
        if value not in around.tables:
            said = f"there is no table `{value}`"
            tip = suggestion(value, around.tables) if around.tables else f"Write [tables.{value}]."
            raise refuse(said, tip)
        value = around.tables[value]
    elif isinstance(value, Mapping):
        value = read_table("", value, refuse)
    else:
        raise refuse(f"`{one.name}` is {value!r}", "Give the name of a table.")
    if one.type is Inputs:
        return {"x": value["x"]}
    if "y" not in value:
        raise refuse(f"the table given as `{one.name}` has no y", "Say what belongs to its x.")
    return {"x": value["x"], "y": value["y"]}


def read_table(name: str, raw: Any, refuse: Refuse) -> dict[str, Any]:
    """A table: rows ``x``, and ``y`` where it has one, of equal number.

    Raises:
        StaffError: it is none.
    """
    called = f"table `{name}`" if name else "the table"
    if not isinstance(raw, Mapping) or "x" not in raw:
        raise refuse(f"{called} has no x", "Write x = [[0, 0], [0, 1]], one list for each row.")
    if unknown := sorted(set(raw) - {"x", "y"}):
        raise refuse(f"{called}: unknown key `{unknown[0]}`", "Known: x, y.")
    found = {key: column(rows) for key, rows in raw.items()}
    try:
        read: Inputs | Table = _to_table(found) if "y" in found else _to_inputs(found)
    except msgspec.ValidationError as error:
        tip = "x and y are lists with one list of numbers for each row."
        raise refuse(f"{called}: {error}", tip) from error
    columns = [read.x, read.y] if isinstance(read, Table) else [read.x]
    for key, rows in zip(("x", "y"), columns, strict=False):
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            raise refuse(f"{called}: the rows of {key} differ in length", "Make them alike.")
    if len({len(rows) for rows in columns}) != 1:
        said = f"{called}: x has {len(columns[0])} rows, y has {len(columns[1])}"
        raise refuse(said, "Give as many of both.")
    return found

"""From the short form of ``assignment.toml`` to the long one: ``use``, ``[tables]``, ``each``.

A part may list checks of the library, ``checks = [{ use = "trained", … }]``, and with ``each`` it
stands for several parts. What is said that way is put into ``[parts]``, ``[checks]`` and
``[deliverables]`` as if the author had written all of it; from then on there is one form only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.checks.wording import WordingError, worded
from autograder.course.deliverable_titles import Asking, titled
from autograder.course.faults import fault, suggestion
from autograder.course.model_inputs import one_table
from autograder.course.standard import (
    Each,
    Needed,
    Refuse,
    Standard,
    Surroundings,
    as_table,
    only_in,
    read_standard,
    read_table,
)
from autograder.errors import StaffError
from autograder.records import LANGUAGES, Call, DeliverableKind, Language, Text

_KINDS: Final[tuple[DeliverableKind, ...]] = (
    "model", "array", "function", "file", "value", "text",
)  # fmt: skip
_PART_KEYS: Final = frozenset(["title", "each", "checks"])


@dataclass(frozen=True, slots=True)
class Expanded:
    """What TOML says in the long form, and the standard checks in it by their names."""

    data: dict[str, Any]
    standards: Mapping[str, Standard]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A standard check, its part, and where in the file it stands."""

    standard: Standard
    part: str
    place: Sequence[str | int]


def expand(data: Mapping[str, Any], path: Path, languages: tuple[Language, ...]) -> Expanded:
    """Bring the data of ``assignment.toml`` into the long form; what is in it already stays.

    Raises:
        StaffError: the short form is used wrongly, with the line and a way out.
    """
    rest = {key: value for key, value in data.items() if key != "tables"}
    _refuse_no_tables(rest, path)
    rest = _with_one_table_each(rest, path)
    around = Surroundings(_tables(data.get("tables", {}), path), languages)
    parts: dict[str, Any] = {}
    placed: list[_Placed] = []
    for name, raw in _table(rest, "parts").items():
        if not isinstance(raw, Mapping) or not {"each", "checks"} & set(raw):
            parts[name] = raw
            continue
        for key, title, found in _part(name, raw, around, path):
            if key in parts:
                raise fault(path, ["parts", name], f"two parts are called `{key}`", "Rename one.")
            parts[key] = title
            placed += found
    long = _table(rest, "checks")
    placed += _named(long, around, path)
    if not placed:
        return Expanded({**rest, "parts": parts} if parts else rest, {})
    _refuse_twins(placed, long, path)
    _refuse_unknown_losses(placed, long, path)
    return Expanded(
        _long_form(rest, parts, placed, path, languages),
        {p.standard.name: p.standard for p in placed},
    )


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _refuse_no_tables(data: Mapping[str, Any], path: Path) -> None:
    """What has to be a table is one, so that nothing of it is passed over."""
    for key in ("parts", "checks", "deliverables"):
        if not isinstance(data.get(key, {}), Mapping):
            raise fault(path, [key], f"`{key}` is no table", f"Write [{key}.NAME].")
    for name, raw in _table(data, "deliverables").items():
        if not isinstance(raw, Mapping):
            said = f"deliverable `{name}` is no table"
            raise fault(path, ["deliverables", name], said, f"Write [deliverables.{name}].")


def _with_one_table_each(rest: dict[str, Any], path: Path) -> dict[str, Any]:
    """The same, where deliverables have one table as ``probe`` each; see ``model_inputs``."""
    if "deliverables" not in rest:
        return rest
    tables = {
        name: one_table(raw, _refuser(path, ["deliverables", name]))
        for name, raw in _table(rest, "deliverables").items()
    }
    return {**rest, "deliverables": tables}


def _refuser(path: Path, place: Sequence[str | int]) -> Refuse:
    def refuse(said: str, tip: str) -> StaffError:
        return fault(path, place, said, tip)

    return refuse


def _tables(raw: Any, path: Path) -> dict[str, Mapping[str, Any]]:
    if not isinstance(raw, Mapping):
        raise fault(path, ["tables"], "`tables` is no table", "Write [tables.NAME].")
    return {
        name: read_table(name, table, _refuser(path, ["tables", name]))
        for name, table in raw.items()
    }


# --- parts --------------------------------------------------------------------------------


def _part(
    name: str, raw: Mapping[str, Any], around: Surroundings, path: Path
) -> Iterator[tuple[str, Any, list[_Placed]]]:
    """Name, title table and checks of a part, once for each item of its ``each``."""
    place = ["parts", name]
    for key in raw:
        if key not in _PART_KEYS:
            said = f"parts.{name}: unknown key `{key}`"
            raise fault(path, [*place, key], said, suggestion(key, _PART_KEYS))
    checks = raw.get("checks", [])
    if not isinstance(checks, list) or not all(isinstance(one, Mapping) for one in checks):
        tip = 'Write checks = [{ use = "trained", … }].'
        raise fault(path, [*place, "checks"], f"parts.{name}: checks is no list of tables", tip)
    items = _items(raw, [*place, "each"], path)
    for each in items or (None,):
        key = name if each is None else f"{name}_{each}"
        found = [
            _Placed(standard, key, [*place, "checks", number])
            for number, one in enumerate(checks)
            for standard in _of_part(
                one, each, items, around, _refuser(path, [*place, "checks", number])
            )
        ]
        title = _title(raw, each, around.languages, _refuser(path, [*place, "title"]))
        yield key, {"title": title}, found


def _of_part(
    raw: Mapping[str, Any],
    each: Each | None,
    items: Sequence[Each],
    around: Surroundings,
    refuse: Refuse,
) -> Iterator[Standard]:
    """A check of a part: once, for each of its own items, or not for this item of the part's."""
    if "use" not in raw:
        raise refuse(
            "a check in a part has no `use`", "Name a standard check, or write [checks.NAME]."
        )
    if "part" in raw:
        raise refuse("a check in a part names a part", "Leave `part` out.")
    own = _checked_items(raw.get("each"), refuse) if "each" in raw else []
    if not own:
        yield read_standard(raw, each, around, refuse)
    elif each is None:
        for one in own:
            yield read_standard(raw, one, around, refuse)
    else:
        for one in own:
            if one not in items:
                tip = f"The part has {', '.join(map(str, items))}."
                raise refuse(f"`each` of the check holds {one}, that of its part does not", tip)
        if each in own:
            yield read_standard(raw, each, around, refuse)


def _items(raw: Mapping[str, Any], place: Sequence[str], path: Path) -> list[Each]:
    return _checked_items(raw["each"], _refuser(path, place)) if "each" in raw else []


def _checked_items(raw: Any, refuse: Refuse) -> list[Each]:
    """The items of an ``each``: whole numbers or texts that can end a name, all different."""
    right = (
        isinstance(raw, list)
        and raw
        and all(
            isinstance(one, int | str) and not isinstance(one, bool) and f"_{one}".isidentifier()
            for one in raw
        )
    )
    if not right or len({str(one) for one in raw}) != len(raw):
        raise refuse(f"each = {raw}", "Write a list of different whole numbers or words.")
    return list(raw)


def _title(
    raw: Mapping[str, Any], each: Each | None, languages: tuple[Language, ...], refuse: Refuse
) -> Any:
    """A part's title with ``each`` put in; one that is no text is left to be refused as any."""
    title = raw.get("title")
    texts = title if isinstance(title, Mapping) else {}
    own = {key: texts[key] for key in LANGUAGES if key in texts}
    unknown = set(texts) - {*LANGUAGES, "others"}
    if set(own) != set(LANGUAGES) or unknown or not all(isinstance(o, str) for o in own.values()):
        missing = set(LANGUAGES) - set(own)
        said = f"a part lacks title.{min(missing)}" if missing else "a part's title is wrong"
        tip = 'Write both, title.ko and title.en, or languages = ["en"] in course.toml.'
        raise refuse(said, tip)
    words: dict[str, object] = {} if each is None else {"each": each}
    try:
        filled = worded(Text(own["ko"], own["en"], texts.get("others", {})), words)
    except WordingError as error:
        tip = "Known: {each}." if words else "Write each = [1, 2] beside it."
        raise refuse(f"a title names `{error.place}`, which means nothing there", tip) from error
    return as_table(only_in(filled, languages))


# --- the long form ------------------------------------------------------------------------


def _named(checks: Mapping[str, Any], around: Surroundings, path: Path) -> Iterator[_Placed]:
    """Standard checks that stand in ``[checks.NAME]``."""
    for name, raw in checks.items():
        if not isinstance(raw, Mapping) or "use" not in raw:
            continue
        place = ["checks", name]
        refuse = _refuser(path, place)
        if "name" in raw or "each" in raw:
            key = "name" if "name" in raw else "each"
            raise refuse(f"check `{name}` has a `{key}`", "That belongs to checks of a part.")
        part = raw.get("part")
        if not isinstance(part, str):
            raise refuse(f"checks.{name}: `part` is missing", 'Write part = "…".')
        yield _Placed(read_standard(raw, None, around, refuse, name=name), part, place)


def _refuse_twins(placed: Sequence[_Placed], long: Mapping[str, Any], path: Path) -> None:
    seen = {name for name, raw in long.items() if not isinstance(raw, Mapping) or "use" not in raw}
    for one in placed:
        if one.standard.name in seen:
            said = f"two checks are called `{one.standard.name}`"
            raise fault(path, one.place, said, 'Give this one a name of its own: name = "…".')
        seen.add(one.standard.name)


def _refuse_unknown_losses(placed: Sequence[_Placed], long: Mapping[str, Any], path: Path) -> None:
    known = {*long, *(one.standard.name for one in placed)}
    for one in placed:
        for name in one.standard.loses_also:
            if name not in known:
                said = f"loses_also names the unknown check `{name}`"
                raise fault(path, one.place, said, suggestion(name, known))


def _long_form(
    rest: Mapping[str, Any],
    parts: Mapping[str, Any],
    placed: Sequence[_Placed],
    path: Path,
    languages: tuple[Language, ...],
) -> dict[str, Any]:
    long = {one.standard.name: _long_check(one) for one in placed}
    checks = {**long, **{n: raw for n, raw in _table(rest, "checks").items() if n not in long}}
    bonus = dict(_table(rest, "bonus"))
    if own := [one.standard.name for one in placed if one.standard.bonus]:
        named = bonus.get("checks", [])
        bonus["checks"] = [*named, *own] if isinstance(named, list) else named
    return {
        **rest,
        "parts": dict(parts),
        "checks": checks,
        "deliverables": _deliverables(rest, parts, placed, path, languages),
        **({"bonus": bonus} if bonus else {}),
    }


def _long_check(one: _Placed) -> dict[str, Any]:
    standard = one.standard
    return {
        "part": one.part,
        "points": standard.points,
        "visible": standard.visible,
        "manual": standard.check.manual,
        "needs": [need.name for need in standard.needs],
        "title": as_table(standard.title),
        "hint": as_table(standard.hint),
    }


def _deliverables(
    rest: Mapping[str, Any],
    parts: Mapping[str, Any],
    placed: Sequence[_Placed],
    path: Path,
    languages: tuple[Language, ...],
) -> dict[str, Any]:
    """What the checks ask for, with what ``[deliverables]`` says beside that.

    In the author's order where ``[deliverables]`` names all of it, else kind by kind.
    """
    written = _table(rest, "deliverables")
    found: dict[str, Needed] = {}
    for one in placed:
        for need in one.standard.needs:
            before = found.get(need.name, need)
            if before.kind != need.kind:
                said = f"`{need.name}` is used as {before.kind} and as {need.kind}"
                raise fault(path, one.place, said, "Use another variable.")
            calls = (*before.calls, *(call for call in need.calls if call not in before.calls))
            rows = _joined(before, need, one, path)
            found[need.name] = Needed(need.name, need.kind, rows, calls)
    inferred = sorted(found.values(), key=lambda one: _KINDS.index(one.kind))
    asking = [Asking(one.standard, _title_of(parts.get(one.part), one.part)) for one in placed]
    kinds = {one.name: one.kind for one in inferred}
    titles = {name: only_in(said, languages) for name, said in titled(kinds, asking).items()}
    told = {one.name: _deliverable(one, titles[one.name], written, path) for one in inferred} | {
        name: raw for name, raw in written.items() if name not in found
    }
    return {name: told[name] for name in written} if set(written) == set(told) else told


def _joined(
    before: Needed, need: Needed, one: _Placed, path: Path
) -> tuple[tuple[float, ...], ...]:
    """The inputs of both, each once."""
    rows = tuple(dict.fromkeys((*before.probe, *need.probe)))
    if len({len(row) for row in rows}) > 1:
        said = f"`{need.name}` is asked about tables with different numbers of columns in x"
        raise fault(path, one.place, said, "A model takes inputs of one shape.")
    return rows


def _title_of(part: Any, name: str) -> Text:
    """The title of a part; its name where it has none, which is refused later."""
    title = part.get("title") if isinstance(part, Mapping) else None
    if not isinstance(title, Mapping):
        return Text(name, name)
    others = title.get("others", {})
    return Text(str(title.get("ko", name)), str(title.get("en", name)), others)


def _deliverable(
    one: Needed, title: Text, written: Mapping[str, Any], path: Path
) -> dict[str, Any]:
    own = dict(written.get(one.name, {}))
    if own.get("kind", one.kind) != one.kind:
        said = f"deliverable `{one.name}` is of kind {own['kind']}, a check uses it as {one.kind}"
        raise fault(path, ["deliverables", one.name, "kind"], said, "Leave `kind` out.")
    probe = {"probe": [list(row) for row in one.probe]} if one.probe else {}
    if probe and isinstance(own.get("probe"), list):  # what checks ask about, and the author's own
        further = [row for row in own.pop("probe") if row not in probe["probe"]]
        probe["probe"] = [*probe["probe"], *further]
    calls = [*map(_as_table, one.calls)]
    if calls:
        written_too = own.pop("calls", [])
        further = written_too if isinstance(written_too, list) else []
        own["calls"] = [*calls, *(call for call in further if call not in calls)]
    return {"kind": one.kind, "title": as_table(title), **probe, **own}


def _as_table(call: Call) -> dict[str, Any]:
    return {"args": list(call.args), **({"fit": list(call.fit)} if call.fit else {})}

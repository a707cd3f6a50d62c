"""TOML as people write it: on which line a key stands, and texts of a course in one language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.records import LANGUAGES, Language

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[^\[\]#]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*(?P<key>[\w.\"'\- ]+?)\s*=")
_SIGN = re.compile(
    r"""\"(?:[^\"\\]|\\.)*\"|'[^']*'|\#.*|[\[\]{}]"""
)  # texts and comments as a whole
_TEXTS = frozenset(["title", "hint"])
_LISTS_OF_TEXTS = frozenset(["classes", "axes"])


def line_of(text: str, key: Sequence[str | int]) -> int:
    """The line, from 1, of a dotted key or of the nearest table around it; 0 if there is none.

    A number in ``key`` is the place of an item in the list before it, from 0. Read line by line,
    not parsed: this is for a file in which something is wrong.
    """
    named: list[str] = []
    for part in key:
        if isinstance(part, int):
            return _line_of_item(text, named, part) or _line_of_key(text, named)
        named.append(part)
    return _line_of_key(text, named)


def _line_of_key(text: str, key: Sequence[str]) -> int:
    wanted = tuple(key)
    table: tuple[str, ...] = ()
    best = (0, 0)  # how many parts of the key fit, and where
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = place = _parts(header["name"])
        elif found := _KEY.match(line):
            place = (*table, *_parts(found["key"]))
        else:
            continue
        fits = len(place) if place == wanted[: len(place)] else 0
        if wanted == place[: len(wanted)]:  # a key below the one wanted, such as title.ko
            fits = len(wanted)
        if fits > best[0]:
            best = (fits, number)
    return best[1]


def _line_of_item(text: str, key: Sequence[str], index: int) -> int:
    """The line where an item of a list of tables begins; 0 where it can't be seen."""
    wanted, lines = tuple(key), text.splitlines()
    headers = [
        number
        for number, line in enumerate(lines, start=1)
        if line.lstrip().startswith("[[")
        and (found := _HEADER.fullmatch(line))
        and _parts(found["name"]) == wanted
    ]
    if headers:
        return headers[index] if index < len(headers) else 0
    first = _line_of_key(text, key)
    depth = count = 0
    for number, line in enumerate(lines[first - 1 :], start=first) if first else ():
        for sign in _SIGN.findall(line.partition("=")[2] if number == first else line):
            if sign == "{" and depth == 1:
                if count == index:
                    return number
                count += 1
            depth += (sign in "[{") - (sign in "]}")
            if depth == 0 and sign == "]":
                return 0
    return 0


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def filled(data: Any, languages: Sequence[Language]) -> Any:
    """``data`` with each text as records have it, where the course is not in Korean and English.

    A course in one language may write ``title = "…"`` or ``title.ko = "…"``. What is written in
    another language than the course's is left out, so that no page mixes them; Korean and English
    that it has not are what its first language says.
    """
    if tuple(languages) == LANGUAGES:
        return data
    if isinstance(data, list):
        return [filled(item, languages) for item in data]
    if not isinstance(data, dict):
        return data
    if _is_text(data, languages):
        return _in(languages, data)
    return {key: _filled_entry(key, value, languages) for key, value in data.items()}


def _filled_entry(key: str, value: Any, languages: Sequence[Language]) -> Any:
    if len(languages) == 1 and key in _TEXTS and isinstance(value, str):
        return _in(languages, {languages[0]: value})
    if len(languages) == 1 and key in _LISTS_OF_TEXTS and isinstance(value, list):
        return [
            _in(languages, {languages[0]: one}) if isinstance(one, str) else filled(one, languages)
            for one in value
        ]
    return filled(value, languages)


def _is_text(data: Mapping[str, Any], languages: Sequence[Language]) -> bool:
    """Whether a table is a text: keys that are languages, one of the course's among them."""
    known = {*LANGUAGES, *languages}
    return (
        bool(data)
        and set(data) <= known
        and any(isinstance(data.get(one), str) for one in languages)
        and all(isinstance(one, str) for one in data.values())
    )


def _in(languages: Sequence[Language], said: Mapping[str, str]) -> dict[str, Any]:
    """A text of TOML as a record has it."""
    first = next(said[one] for one in languages if one in said)
    own = {one: said[one] if one in languages and one in said else first for one in LANGUAGES}
    others = {one: said[one] for one in languages if one in said and one not in LANGUAGES}
    return {**own, "others": others} if others else dict(own)


def lacking(data: Any, languages: Sequence[Language]) -> tuple[str, ...]:
    """Where a text of the course is missing in one of its languages; empty where none is."""
    if isinstance(data, list):
        return next(filter(None, (lacking(item, languages) for item in data)), ())
    if not isinstance(data, dict):
        return ()
    if _is_text(data, languages):
        return next(((one,) for one in languages if one not in data), ())
    found = ((key, lacking(value, languages)) for key, value in data.items())
    return next(((key, *place) for key, place in found if place), ())


def written(data: Mapping[str, Any]) -> str:
    """TOML of nested tables of texts, numbers, truths and lists of these and of tables."""
    return "\n".join(_lines(data, ())).strip("\n") + "\n"


def _lines(table: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    texts = {key for key in inner if key in _TEXTS}
    plain = {key: value for key, value in table.items() if key not in inner or key in texts}
    inner = {key: value for key, value in inner.items() if key not in texts}
    if place and (plain or not inner):
        yield f"\n[{'.'.join(map(_key, place))}]"
    for key, value in plain.items():
        if key in texts:  # title.ko and title.en, as people write them
            yield from (f"{_key(key)}.{one} = {_value(text)}" for one, text in value.items())
        else:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        yield from _lines(value, (*place, key))


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: Any) -> str:
    """A text, number, truth, list, or a table in one line.

    Texts, numbers and truths are JSON's, but for one control character.
    """
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

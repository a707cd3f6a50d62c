"""Bounds on JSON text that a stranger wrote, before any parser builds objects from it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

MOST_ITEMS = 2_000_000
MOST_DEPTH = 64
MOST_DIGITS = 400  # the longest number that a float can be written as has fewer
_MOST_QUOTES = 8_000_000

_STRING = re.compile(rb'"(?:[^"\\]+|\\.)*"', re.DOTALL)
_LONG_NUMBER = re.compile(rb"[0-9.]{%d,}" % MOST_DIGITS)


class BoundsError(ValueError):
    """The text is deeper, longer or has larger numbers than allowed."""


def check_bounds(
    text: bytes, *, items: int = MOST_ITEMS, depth: int = MOST_DEPTH, digits: int = MOST_DIGITS
) -> None:
    """Refuse what would take much memory or stack to parse; takes some 15 ms for a megabyte.

    ``items`` bounds the values of all lists and objects together, ``depth`` their nesting,
    ``digits`` the longest number.
    Well-formed text is judged exactly; other text may pass and is the parser's to refuse.

    Raises:
        BoundsError: it is over a bound.
    """
    if text.count(b'"') > _MOST_QUOTES:
        raise BoundsError("it holds too many strings")
    bare = _STRING.sub(b"", text)
    opening = bare.count(b"[") + bare.count(b"{")
    if opening + bare.count(b",") > items:
        raise BoundsError(f"it holds more than {items} values")
    if any(len(number) > digits for number in _LONG_NUMBER.findall(bare)):
        raise BoundsError(f"it holds a number of more than {digits} digits")
    if opening > depth and _deepest(bare) > depth:
        raise BoundsError(f"it is nested more than {depth} deep")


def _deepest(bare: bytes) -> int:
    letters = np.frombuffer(bare, dtype=np.uint8)
    steps = np.zeros(len(letters), dtype=np.int32)
    steps[(letters == ord("[")) | (letters == ord("{"))] = 1
    steps[(letters == ord("]")) | (letters == ord("}"))] = -1
    return int(np.cumsum(steps).max(initial=0))


def check_keys(text: bytes) -> None:
    """Refuse objects that name a key twice: parsers disagree on which value counts.

    Raises:
        BoundsError: an object does.
        ValueError, RecursionError: it isn't JSON.
    """
    json.loads(text, object_pairs_hook=_no_duplicates, parse_float=_nothing)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise BoundsError("an object in it names a key twice")


def _nothing(_: str) -> None:
    """Floats are looked at by the typed parser."""

"""Answers as students may write them, read as the kind of thing that is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from autograder.checks import measures
from autograder.checks.arguments import Answer, Numbers
from autograder.checks.measures import as_label, as_number, as_shape, as_truth, flat, near
from autograder.records import Text

_EXACT: Final = 1e-6  # relative: what arithmetic in float32 may lose
_WHOLE: Final = 0.01  # and at the most so much of a whole number, however large it is
_TRUTH: Final = Text("따옴표 없는 `True` 또는 `False`", "`True` or `False`, without quotes")
_NUMBER: Final = Text("따옴표 없는 수 하나", "one number, without quotes")
_LABEL: Final = Text("글 하나 또는 정수 하나", "one text or one whole number")
_NUMBERS: Final = Text("수의 튜플이나 리스트", "a tuple or list of numbers")


def kind_of(wanted: Answer) -> Text:
    """What to call the kind of a right answer."""
    if isinstance(wanted, bool):
        return _TRUTH
    if isinstance(wanted, int | float):
        return _NUMBER
    return _LABEL if isinstance(wanted, str) else _NUMBERS


def read(given: object, wanted: Answer) -> Any:
    """What was given, as the kind of thing that is wanted; None where it is no such thing."""
    if isinstance(wanted, bool):
        return as_truth(given)
    if isinstance(wanted, int | float):
        return as_number(given)
    if isinstance(wanted, str):
        return as_label(given) or None
    return _in_a_list(given)


def is_same(given: object, wanted: Answer, within: float | None = None) -> bool:
    """Whether an answer is the one that is wanted; numbers may be ``within`` of it, if given."""
    found = read(given, wanted)
    if found is None:
        return False
    if isinstance(wanted, bool):
        return bool(found is wanted)
    if isinstance(wanted, str):
        return bool(found == as_label(wanted))
    if isinstance(wanted, int | float):
        return _is_number(found, wanted, within)
    same = (_is_number(one, right, within) for one, right in zip(found, wanted, strict=False))
    return len(found) == len(wanted) and all(same)


def is_choice(given: object, one: int | float | str) -> bool:
    """Texts and whole numbers are labels, so that ``2`` is ``"2"``."""
    label = as_label(one)
    return as_label(given) == label if label else is_same(given, one)


def entry(given: object, key: str) -> object:
    """The item of a dict under a key, which is read as its digits where it has no letters."""
    if key.isdecimal():
        return measures.entry(given, int(key))
    if not isinstance(given, Mapping):
        return None
    same = (item for name, item in given.items() if str(name) == key)
    alike = (item for name, item in given.items() if as_label(name) == as_label(key) != "")
    return next(same, next(alike, None))


def is_open_shape(given: object) -> bool:
    """Whether it is a shape as Keras writes it, with None for the number of rows."""
    return isinstance(given, list | tuple) and len(given) > 1 and given[0] is None


def same_numbers(given: ArrayLike, wanted: Numbers, within: float) -> bool:
    """Whether two arrays hold the same numbers in the same order, whatever their shapes.

    ``within`` is absolute; NaN is never right.
    """
    a, b = flat(given), in_a_row(wanted)
    return a.size == b.size and bool(np.allclose(a, b, rtol=0, atol=within))


def in_a_row(wanted: Numbers) -> measures.Floats:
    """The numbers of one row, or of rows one after the other."""
    rows = (one if isinstance(one, tuple) else (one,) for one in wanted)
    return flat([number for row in rows for number in row])


def decimals_left(given: ArrayLike, wanted: ArrayLike) -> int | None:
    """To how many decimals (1 to 3) right numbers were rounded before they were handed in.

    None where they weren't, or where nothing but zeros is left of them.
    """
    a, b = flat(given), flat(wanted)
    if a.size != b.size or not np.all(np.isfinite(a)) or not np.any(a):
        return None
    return next((n for n in (1, 2, 3) if np.allclose(a, np.round(b, n), rtol=0, atol=1e-9)), None)


def _is_number(found: float, wanted: float, within: float | None) -> bool:
    if within is not None:
        return near(found, wanted, within)
    lost = _EXACT * (abs(wanted) or 1.0)
    return near(found, wanted, min(lost, _WHOLE) if isinstance(wanted, int) else lost)


def _in_a_list(given: object) -> Sequence[float] | None:
    """A flat list of numbers, or a shape as ``as_shape`` reads it."""
    if isinstance(given, list | tuple):
        found = [as_number(one) for one in given]
        if None not in found:
            return tuple(one for one in found if one is not None)
    return as_shape(given)

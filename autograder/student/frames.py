"""What is in a table of pandas, as the plain array that Keras would make of it.

pandas is here only where it is installed; nothing of it leaves the sandbox.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

_DATA = frozenset({"x", "y", "sample_weight", "validation_data"})  # arguments of fit
_POSITIONS = 2  # of which x and y come first


def as_arrays(value: Any) -> Any:
    """``value`` with every DataFrame and Series in it, in tuples, lists and dicts, as an array.

    A DataFrame has its own shape, a Series of n values becomes (n, 1), as Keras has it.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None or isinstance(value, np.ndarray):
        return value
    if isinstance(value, pandas.DataFrame):
        return value.to_numpy()
    if isinstance(value, pandas.Series):
        return np.expand_dims(value.to_numpy(), -1)
    if type(value) in {tuple, list} and not (value and isinstance(value[0], int | float)):
        found = [as_arrays(part) for part in value]
        alike = all(one is other for one, other in zip(found, value, strict=True))
        return value if alike else type(value)(found)
    if type(value) is dict:
        return {key: as_arrays(part) for key, part in value.items()}
    return value


def data_as_arrays(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of ``fit`` with its data as plain arrays: the compiled fit takes no others."""
    if "pandas" not in sys.modules:
        return args, kwargs
    first = tuple(as_arrays(one) for one in args[:_POSITIONS])
    named = {key: as_arrays(one) if key in _DATA else one for key, one in kwargs.items()}
    return (*first, *args[_POSITIONS:]), named


def numbers(value: Any) -> Any:
    """A table or a column as an array of numbers, also where pandas' own types hold them, or each
    is an object of its own, such as a fraction.

    Raises:
        TypeError, ValueError: something in it is no number.
    """
    array = np.asarray(value)
    if array.dtype.kind != "O":
        return array
    if array.size and all(isinstance(one, Real | Decimal) for one in array.flat):
        return array.astype(float)
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(value, pandas.DataFrame | pandas.Series | pandas.Index):
        return array
    if any(isinstance(one, str) for one in array.flat):
        raise TypeError("there is text in it")
    return array.astype(float)


def without_pandas(value: Any) -> Any:
    """A table or a column of pandas as what it holds: a dict where the rows have names, else an
    array; anything else as it is.

    Raises:
        TypeError, ValueError: something in it is no number.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return value
    if isinstance(value, pandas.Series) and len(value) > 1 and _are_names(value.index):
        return value.to_dict()
    if isinstance(value, pandas.DataFrame | pandas.Series | pandas.Index):
        return numbers(value)
    return value


def _are_names(index: Any) -> bool:
    return all(isinstance(name, str) for name in index)

"""What a model of several inputs or outputs is given: an array for each, in the model's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.evidence import MAX_PARTS

AnyArray = np.ndarray[Any, Any]


def input_names(model: Any) -> tuple[str, ...]:
    """The names of a functional model's inputs, in their order; () of any other model."""
    return _names(model, "inputs", lambda tensor: tensor.name)


def output_names(model: Any) -> tuple[str, ...]:
    """The names of a functional model's outputs, in their order; () of any other model."""
    return _names(model, "output_names", str)


def _names(model: Any, attribute: str, name_of: Any) -> tuple[str, ...]:
    try:
        return tuple(map(name_of, getattr(model, attribute, None) or ()))
    except Exception:  # noqa: BLE001 - a student's object may do anything when touched
        return ()


def parts_of(data: Any, names: Sequence[str], most_bytes: int) -> tuple[AnyArray, ...]:
    """The arrays of a list, a tuple or a dictionary of arrays; () for anything else.

    A dictionary is put into the order of ``names``; one with other keys, as a model of the
    student's own may take, into that of its keys. ``most_bytes`` bounds each array.
    """
    if type(data) is dict and all(isinstance(key, str) for key in data):
        keys = names if names and set(names) == set(data) else sorted(data)
        parts = [data[key] for key in keys]
    elif type(data) in {list, tuple}:
        parts = list(data)
    else:
        return ()
    if not 1 <= len(parts) <= MAX_PARTS or not all(hasattr(one, "__array__") for one in parts):
        return ()
    arrays = tuple(plain_array(one, most_bytes) for one in parts)
    known = [one for one in arrays if one is not None and one.ndim]
    alike = len({len(one) for one in known}) == 1
    return tuple(known) if alike and len(known) == len(parts) else ()


def plain_array(data: Any, most_bytes: int) -> AnyArray | None:
    """An array of numbers, None for anything else and for what is larger than ``most_bytes``."""
    # Anything else, such as a generator, might run a student's code to become an array.
    if not (isinstance(data, list | tuple) or hasattr(data, "__array__")):
        return None
    try:
        if getattr(data, "nbytes", 0) > most_bytes:
            return None
        array = np.asarray(data)
    except Exception:  # noqa: BLE001 - generators and data sets aren't arrays
        return None
    return array if array.dtype.kind in "biuf" and array.nbytes <= most_bytes else None

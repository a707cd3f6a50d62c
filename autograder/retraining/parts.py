"""Data of one training: one array, or one for each of a model's several inputs or outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from autograder.retraining.compile_config import UnreadableError
from autograder.util.several_arrays import is_several

FloatArray = npt.NDArray[np.float32]
Data: TypeAlias = "FloatArray | tuple[FloatArray, ...]"


def parts(data: Data) -> tuple[FloatArray, ...]:
    """Every array of it."""
    return data if isinstance(data, tuple) else (data,)


def table(data: Data) -> FloatArray:
    """The array, where it is but one.

    Raises:
        UnreadableError: they are several.
    """
    if isinstance(data, tuple):
        raise UnreadableError("the data are several arrays")
    return data


def each(data: Data, change: Callable[[FloatArray], FloatArray]) -> Data:
    """The same with every array changed."""
    return tuple(map(change, data)) if isinstance(data, tuple) else change(data)


def count(data: Data) -> int:
    """The number of rows; of several arrays that of the first."""
    return len(parts(data)[0])


def taken(data: Data, rows: Any) -> Data:
    """Some of the rows: a slice, or their numbers."""
    return each(data, lambda part: part[rows])


def same(one: Data, other: Data) -> bool:
    """Whether both hold the same arrays."""
    ours, theirs = parts(one), parts(other)
    return len(ours) == len(theirs) and all(map(np.array_equal, ours, theirs))


def alike(one: Data, other: Data) -> bool:
    """Whether a model that takes the rows of one takes those of the other."""
    return [part.shape[1:] for part in parts(one)] == [part.shape[1:] for part in parts(other)]


def below(one: Data, other: Data) -> Data:
    """The rows of both, which are ``alike``."""
    pairs = zip(parts(one), parts(other), strict=True)
    joined = tuple(np.concatenate(pair) for pair in pairs)
    return joined if isinstance(one, tuple) else joined[0]


def for_keras(data: Data) -> Any:
    """As a model takes it: Keras wants lists."""
    return list(data) if isinstance(data, tuple) else data


def as_floats(values: npt.ArrayLike | None) -> FloatArray:
    """Numbers of any kind as float32, as Keras casts them; what overflows becomes inf.

    Raises:
        UnreadableError: these aren't numbers.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(values).astype(np.float32)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableError("the data are not numbers") from error


def as_data(values: Any) -> Data:
    """``as_floats`` of one array, or of each in a list or tuple of arrays of two axes or more.

    Raises:
        UnreadableError: these aren't numbers.
    """
    if isinstance(values, list | tuple) and is_several(values):
        return tuple(map(as_floats, values))
    return as_floats(values)


def side_by_side(outputs: Any) -> FloatArray:
    """What a model gives, in one array: several outputs as columns, shape (rows, numbers)."""
    import keras

    found = [np.asarray(one, np.float32) for one in keras.tree.flatten(outputs)]
    if len(found) == 1:
        return found[0]
    return np.concatenate([one.reshape(len(one), -1) for one in found], axis=1)

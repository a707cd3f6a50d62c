"""Arrays of plain numbers, as they cross: raw bytes with a dtype from a short list and a shape."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final

import ml_dtypes
import numpy as np
from msgspec import Meta

from autograder.evidence.fields import MAX_ARRAY_BYTES, MAX_PARTS, DType, Record, Shape

_MOST_ELEMENTS: Final = 2**31  # of an array, empty axes left out: NumPy refuses larger shapes


class Array(Record, frozen=True):
    """A C-ordered array of plain numbers."""

    dtype: DType
    shape: Shape
    data: Annotated[bytes, Meta(max_length=MAX_ARRAY_BYTES)]


Parts = Annotated[tuple[Array, ...], Meta(max_length=MAX_PARTS)]


class HostileEvidenceError(ValueError):
    """The bytes are not evidence; the message says what is wrong with them."""


def pack_array(array: np.ndarray[Any, Any]) -> Array:
    """Write an array down.

    Raises:
        ValueError: dtype not in the list, more than 8 dimensions, or too large.
    """
    array = np.ascontiguousarray(array) if array.ndim else array
    if array.dtype.name not in DType.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"dtype {array.dtype} can't be evidence")
    if array.nbytes > MAX_ARRAY_BYTES or array.ndim > 8:
        raise ValueError(f"array of {array.nbytes} bytes and shape {array.shape} is too large")
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    dtype: Any = array.dtype.name
    return Array(dtype=dtype, shape=tuple(array.shape), data=little.tobytes())


def check_array(array: Array) -> None:
    """Raise HostileEvidenceError unless the bytes fill the shape exactly."""
    if math.prod(size for size in array.shape if size) > _MOST_ELEMENTS:
        raise HostileEvidenceError(f"the shape {array.shape} is absurd")
    expected = math.prod(array.shape) * _dtype(array).itemsize
    if expected != len(array.data):
        raise HostileEvidenceError(
            f"array of shape {array.shape} and dtype {array.dtype} has {len(array.data)} bytes"
        )


def unpack_array(array: Array) -> np.ndarray[Any, Any]:
    """The array that was packed, as a read-only NumPy array of native byte order."""
    check_array(array)
    flat = np.frombuffer(array.data, dtype=_dtype(array).newbyteorder("<"))
    return flat.astype(flat.dtype.newbyteorder("="), copy=False).reshape(array.shape)


def _dtype(array: Array) -> np.dtype[Any]:
    """The type of its numbers; NumPy itself has no bfloat16."""
    return np.dtype(ml_dtypes.bfloat16 if array.dtype == "bfloat16" else array.dtype)

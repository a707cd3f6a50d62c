"""Digests of arrays that are too large to be recorded: whether they are those that were meant.

SHA-256 over canonical bytes, the same on both sides of the trust boundary: rows of numbers, rounded
to four decimals, as float32 of little-endian order. So pictures of (rows, 28, 28) and the same ones
of (rows, 784) have one digest, and so have ``x / 255`` in float32 and in float64.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DECIMALS = 4  # k / 255 is further from a tie than what float32 rounds
_ROWS = 4096  # at a time: a copy of all of them could be too much


def data_digest(array: NDArray[Any]) -> str:
    """The digest of rows of numbers, shape (rows, …), in their order."""
    whole = np.atleast_1d(array)
    rows = whole.reshape(len(whole), math.prod(whole.shape[1:]))
    total = hashlib.sha256(repr(rows.shape).encode())
    for at in range(0, len(rows), _ROWS):
        part = np.round(rows[at : at + _ROWS].astype(np.float64), _DECIMALS) + 0.0  # no -0
        with np.errstate(over="ignore"):
            total.update(np.ascontiguousarray(part, "<f4").tobytes())
    return total.hexdigest()


def weights_digest(arrays: Iterable[NDArray[Any]]) -> str:
    """The digest of a model's weights, bit by bit as float32, in whatever order they come."""
    parts = sorted(_exact(np.asarray(array)) for array in arrays)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _exact(array: NDArray[Any]) -> bytes:
    content = np.ascontiguousarray(array.astype(np.float32), "<f4").tobytes()
    return hashlib.sha256(repr(array.shape).encode() + content).digest()

"""Data of a model of several inputs or outputs: a list, a tuple or a dictionary of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def is_several(data: Any) -> bool:
    """Whether these are arrays, one for each input or output, and no table of rows."""
    if isinstance(data, Mapping):
        return True
    return (
        isinstance(data, list | tuple)
        and bool(data)
        and all(isinstance(part, np.ndarray) and part.ndim > 1 for part in data)
    )


def side_by_side(data: Any) -> NDArray[Any]:
    """One table, shape (rows, columns…), of which several arrays are the columns in their order.

    One array is given back as it is.

    Raises:
        TypeError, ValueError: they are no numbers, or of different numbers of rows.
    """
    if not is_several(data):
        return np.asarray(data)
    arrays = [np.asarray(part) for part in (data.values() if isinstance(data, Mapping) else data)]
    return np.concatenate([array.reshape(len(array), -1) for array in arrays], axis=1)

"""Data that are too large to be recorded, held against the course's own by their digest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.evidence import FitEvidence, unpack_array
from autograder.util.digests import data_digest


def trained_on(fits: Sequence[FitEvidence], inputs: Sequence[NDArray[np.generic]]) -> bool:
    """Whether every recorded fit was given one of these arrays as ``x``, in its order.

    ``inputs`` are what is right, such as pictures as they are and divided by 255; they may have any
    shape (rows, …). False where nothing was trained; data of which nothing is known, such as those
    of a generator, can't be held against anybody.
    """
    known = {data_digest(array) for array in inputs}
    given = [_digest_of(fit) for fit in fits if fit.epochs > 0]
    return bool(given) and all(one in known for one in given if one)


def _digest_of(fit: FitEvidence) -> str:
    return data_digest(unpack_array(fit.x)) if fit.x is not None else fit.x_digest

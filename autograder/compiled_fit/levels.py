"""The four ways to run a training, best first, and the record of which one was chosen."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Level(enum.Enum):
    """How much of `Model.fit` is replaced; every level gives stock's numbers to the last bit."""

    WHOLE_RUN = "whole-run"
    PER_EPOCH = "per-epoch"
    NO_TF_DATA = "no-tf-data"
    STOCK = "stock"

    @property
    def depth(self) -> int:
        """Position in the ladder: 0 for the fastest level, 3 for stock Keras."""
        return list(Level).index(self)


@dataclass(frozen=True)
class Decision:
    """The level of one `fit` and, in one English sentence, why it is not a better one."""

    level: Level
    reason: str

"""The order in which Keras visits the rows of an epoch.

With a global seed, stock `fit` uses one and the same permutation in every epoch of every fit:
the shuffle sits inside a tf.data map whose seed comes from the global seed and its place in the
graph, and whose kernel starts anew with every iterator
(`keras/src/trainers/data_adapters/array_data_adapter.py`, `get_tf_dataset`). So one epoch of
indices, drawn from Keras' own pipeline, is the order of all of them. Without a seed stock draws a
fresh permutation per epoch that nobody can predict; so do we.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from tensorflow.python.eager import context

from autograder.compiled_fit import notes

_ORDERS_KEPT = 32
"""Orders remembered per process; a submission trains on one or two data sets."""


DRAWS: ContextVar[np.random.Generator | None] = ContextVar("draws", default=None)
"""Where unseeded permutations come from while a fit runs; None: from the machine's entropy."""


def _draws() -> np.random.Generator:
    return DRAWS.get() or np.random.default_rng()


def global_seed() -> int | None:
    """The seed of `tf.random.set_seed`, None when none was set."""
    seed: int | None = context.global_seed()
    return seed


@functools.lru_cache(maxsize=_ORDERS_KEPT)
def seeded_order(rows: int, batch_size: int, shuffle: bool | str, seed: int) -> Any:
    """One epoch's row numbers as stock draws them; int64, shape `(1, rows)`.

    Args:
        rows: number of samples.
        batch_size: rows per step; matters for `shuffle="batch"` alone.
        shuffle: True or "batch".
        seed: the global seed; only part of the cache's key, Keras reads it itself.
    """
    del seed
    adapter = ArrayDataAdapter(np.arange(rows), batch_size=batch_size, shuffle=shuffle)
    batches = [batch.numpy() for batch in adapter.get_tf_dataset()]
    order = np.concatenate(batches)[None, :].astype(np.int64)
    order.flags.writeable = False
    return order


@dataclass(frozen=True)
class RowOrder:
    """Gives the order of rows for the next epochs of one fit."""

    rows: int
    batch_size: int
    shuffle: bool | str
    _entropy: np.random.Generator = field(default_factory=_draws)

    @property
    def changes(self) -> bool:
        """Whether epochs differ in their order."""
        return bool(self.shuffle) and global_seed() is None

    def draw(self, epochs: int) -> Any:
        """Row numbers, int64: `(epochs, rows)` if unseeded, `(1, rows)` if all epochs are alike.

        Never touches the random state of TensorFlow, NumPy or Python: stock does not either.
        """
        order = self._draw(epochs)
        notes.note_order(order)
        return order

    def _draw(self, epochs: int) -> Any:
        if not self.shuffle:
            return np.arange(self.rows, dtype=np.int64)[None, :]
        seed = global_seed()
        if seed is not None:
            kind = "batch" if self.shuffle == "batch" else True
            return seeded_order(self.rows, self.batch_size if kind == "batch" else 32, kind, seed)
        plain = np.tile(np.arange(self.rows, dtype=np.int64), (epochs, 1))
        if self.shuffle != "batch":
            return self._entropy.permuted(plain, axis=1)
        for start in range(0, self.rows, self.batch_size):
            part = slice(start, start + self.batch_size)
            plain[:, part] = self._entropy.permuted(plain[:, part], axis=1)
        return plain

"""A data adapter without tf.data: eager batches for stock's own loops.

Stock `fit`, `evaluate` and `predict` accept any `DataAdapter` as `x`
(`keras/src/trainers/data_adapters/__init__.py`, `get_data_adapter`) and only ever iterate over
what its `get_tf_dataset` returns. Slicing four rows by hand costs a hundredth of building a
tf.data iterator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters.data_adapter import DataAdapter

from autograder.compiled_fit.array_data import Feed
from autograder.compiled_fit.notes import note_weights
from autograder.compiled_fit.permutation import RowOrder
from autograder.compiled_fit.steps import book_of

Watch = Callable[[bool], None]
"""Is told at the beginning of each epoch whether the step draws from kernels."""


class SteppedData(DataAdapter):  # type: ignore[misc]
    """Batches of a `Feed` in the order and with the shapes that stock's pipeline gives."""

    def __init__(
        self,
        feed: Feed,
        order: RowOrder,
        model: Any,
        owner: str | None,
        watch: Watch | None = None,
    ) -> None:
        """Wraps a data set.

        Args:
            feed: the data.
            order: in which order rows come.
            model: the model that will be called.
            owner: "train_function" or "test_function" where the step must be traced with the
                shapes that stock's pipeline would announce; None for `predict`, which stock calls
                with eager batches as well.
            watch: what to do about steps that draw from kernels; None for a step that cannot.
        """
        self._feed, self._order, self._model, self._owner = feed, order, model, owner
        self._watch = watch
        self._announced: Any = None
        self._dataset: Any = None

    def get_tf_dataset(self) -> Any:
        """Itself: stock only iterates over it."""
        return self

    def __iter__(self) -> Iterator[Any]:
        """One epoch of batches, out of stock's own pipeline where the step draws from kernels.

        Stock makes the iterator right before it traces the step; between the two it only calls
        those who watch batches begin.
        """
        if self._watch is None:
            return self._batches()
        self._trace_as_stock_would()
        drawing = self._book is not None and self._book.draws_from_kernels()
        self._watch(drawing)
        if not drawing:
            return self._batches()
        if self._dataset is None:
            self._dataset = self._feed.stock_dataset(self._order.shuffle)
        batches: Iterator[Any] = iter(self._dataset)
        return batches

    def _batches(self) -> Iterator[Any]:
        self._trace_as_stock_would()
        chosen = tf.constant(self._order.draw(1)[0]) if self._order.shuffle else None
        for start in range(0, self._feed.rows, self._feed.batch_size):
            yield self._batch(chosen, start, start + self._feed.batch_size)

    def _batch(self, chosen: Any, start: int, stop: int) -> Any:
        if chosen is None:
            return tree.map_structure(lambda leaf: leaf[start:stop], self._feed.tensors)
        rows = chosen[start:stop]
        return tree.map_structure(lambda leaf: tf.gather(leaf, rows), self._feed.tensors)

    @property
    def _book(self) -> Any:
        """The traces of the step; None if it is not traced, or no longer there."""
        if self._owner is None or self._model.run_eagerly:
            return None
        function = getattr(self._model, self._owner)
        return None if function is None else book_of(function)

    def _trace_as_stock_would(self) -> None:
        """Traces the step for the announced shape, which later serves every concrete one."""
        book = self._book
        if book is not None and book is not self._announced:  # a callback may compile it anew
            book.announce(self._feed.batch_spec())
            self._announced = book
            if self._owner == "train_function":
                note_weights(self._model)

    @property
    def num_batches(self) -> int:
        """Steps per epoch."""
        return self._feed.steps

    @property
    def batch_size(self) -> int:
        """Rows per step."""
        return self._feed.batch_size

    @property
    def has_partial_batch(self) -> bool:
        """Whether the last step has fewer rows."""
        return self._feed.static_batch is None

    @property
    def partial_batch_size(self) -> int | None:
        """Rows of the last step if it has fewer."""
        return self._feed.rows % self._feed.batch_size or None


def serves_every_batch(model: Any, owner: str, feed: Feed) -> bool:
    """Whether eager batches would meet the same trace of the step as stock's symbolic ones."""
    if model.run_eagerly:
        return True
    book = book_of(getattr(model, owner))
    sizes = {min(feed.batch_size, feed.rows), feed.rows % feed.batch_size}
    return book.eager_batches_match(feed.batch_spec(), sizes)

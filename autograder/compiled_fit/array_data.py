"""Arrays as stock would feed them: checked, cast and packed by Keras' own adapter, kept whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter


@dataclass(frozen=True)
class Feed:
    """One data set on its way into a model.

    Attributes:
        tensors: `x`, `(x, y)` or `(x, y, sample_weight)`, each leaf of shape `(rows, ...)`.
        rows: number of samples.
        batch_size: rows per step; the last step may have fewer.
    """

    tensors: Any
    rows: int
    batch_size: int

    @property
    def steps(self) -> int:
        """Steps per epoch."""
        return -(-self.rows // self.batch_size)

    @property
    def static_batch(self) -> int | None:
        """The batch dimension that stock's graph knows, None where it does not.

        Stock joins full batches with the remainder, and the shapes of the two agree on nothing
        but None; fused kernels differ in the last bits between the two.
        """
        return None if self.rows % self.batch_size else self.batch_size

    def batch_spec(self) -> Any:
        """The shape and type of one batch as stock's iterator announces it."""
        return tree.map_structure(
            lambda leaf: tf.TensorSpec([self.static_batch, *leaf.shape[1:]], leaf.dtype),
            self.tensors,
        )

    def stock_dataset(self, shuffle: bool | str) -> Any:
        """The same batches out of stock's own pipeline.

        Args:
            shuffle: as in `Model.fit`.
        """
        parts = data_adapter_utils.unpack_x_y_sample_weight(self.tensors)
        adapter = ArrayDataAdapter(*parts, batch_size=self.batch_size, shuffle=shuffle)
        return adapter.get_tf_dataset()

    def spec(self) -> Any:
        """The shape and type of a data set like this one with any number of rows."""
        return tree.map_structure(
            lambda leaf: tf.TensorSpec([None, *leaf.shape[1:]], leaf.dtype), self.tensors
        )


def feed_of(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    batch_size: int | None = None,
) -> Feed:
    """Packs arrays the way stock `fit` does, casting floats to `keras.config.floatx()`.

    Raises:
        ValueError: what `ArrayDataAdapter` says about these arrays.
    """
    adapter = ArrayDataAdapter(
        x, y, sample_weight=sample_weight, class_weight=class_weight, batch_size=batch_size
    )
    inputs = array_slicing.convert_to_sliceable(adapter._inputs, target_backend="tensorflow")
    tensors = tree.map_structure(tf.convert_to_tensor, tree.lists_to_tuples(inputs))
    return Feed(tensors, adapter._num_samples, adapter.batch_size)

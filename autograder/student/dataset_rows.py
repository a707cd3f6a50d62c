"""Reads the rows out of a ``tf.data`` pipeline that ``fit`` is given, without disturbing it.

A pipeline of arrays that are batched is the same training as ``fit`` on those arrays. Its steps
are looked at one by one; a pipeline with a step that is not known, or that draws random numbers
while it maps, is left unread: going through it could change what the student's own run sees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

_PASSES_ON = {
    "_PrefetchDataset", "CacheDataset", "_CacheDataset", "_OptionsDataset",
}  # fmt: skip
_MOST_STEPS = 20
_MOST_BATCHES = 4096


@dataclass(frozen=True, slots=True)
class DatasetRows:
    """What ``fit`` on arrays would have been given. ``weight`` is None without sample weights.

    ``x`` and ``y`` are arrays, or tuples or dictionaries of them.
    """

    x: Any
    y: Any
    weight: np.ndarray[Any, Any] | None
    batch_size: int
    shuffle: bool
    passes: float  # of all rows in one epoch of the pipeline; infinite where it repeats for ever


@dataclass(frozen=True, slots=True)
class _Chain:
    source: Any
    batch_size: int
    shuffle: bool
    passes: float
    mapped: bool


def rows_of(dataset: Any, most_bytes: int) -> DatasetRows | None:
    """The rows of a pipeline of pairs (x, y) or triples (x, y, weight); None if it can't be read.

    x and y may be several arrays each. ``most_bytes`` bounds each array.
    """
    chain = _follow(dataset)
    if chain is None or chain.batch_size <= 0 or not isinstance(dataset.element_spec, tuple):
        return None
    if chain.mapped:
        parts = None if chain.shuffle else _by_iterating(dataset, chain, most_bytes)
    else:
        parts = _arrays(chain.source, most_bytes)
    if parts is None or len({len(part) for part in parts}) != 1:
        return None
    whole = tf.nest.pack_sequence_as(dataset.element_spec, parts)
    if len(whole) not in {2, 3}:
        return None
    weight = whole[2] if len(whole) == 3 else None
    if weight is not None and not isinstance(weight, np.ndarray):
        return None
    return DatasetRows(whole[0], whole[1], weight, chain.batch_size, chain.shuffle, chain.passes)


def _follow(dataset: Any) -> _Chain | None:
    """The steps from the last to the first; None where one of them is not known."""
    chain = _Chain(None, 0, shuffle=False, passes=1.0, mapped=False)
    for _ in range(_MOST_STEPS):
        kind = type(dataset).__name__
        if kind == "_TensorSliceDataset" or _is_zip_of_slices(dataset):
            return replace(chain, source=dataset)
        if kind == "_TensorDataset":  # one element, all rows together
            whole = replace(chain, source=dataset, batch_size=_leading(dataset))
            return whole if not chain.batch_size else None
        before = _before(chain, kind, dataset)
        if before is None:
            return None
        chain, dataset = before, dataset._input_dataset
    return None


def _before(chain: _Chain, kind: str, step: Any) -> _Chain | None:
    """The chain with one more step in front; None where the step is not known."""
    if kind in {"_BatchDataset", "_ParallelBatchDataset"}:
        return None if chain.batch_size else replace(chain, batch_size=int(step._batch_size))
    if kind == "_ShuffleDataset":
        return replace(chain, shuffle=True)
    if kind == "_RepeatDataset":
        count = int(step._count)
        return replace(chain, passes=math.inf if count < 0 else chain.passes * count)
    if kind in {"_MapDataset", "_ParallelMapDataset"}:
        return None if _is_stateful(step) else replace(chain, mapped=True)
    return chain if kind in _PASSES_ON else None


def _is_zip_of_slices(dataset: Any) -> bool:
    return type(dataset).__name__ == "_ZipDataset" and all(
        type(part).__name__ == "_TensorSliceDataset" for part in _zipped(dataset)
    )


def _zipped(dataset: Any) -> tuple[Any, ...]:
    return tuple(dataset._datasets) if isinstance(dataset._datasets, tuple | list) else ()


def _leading(dataset: Any) -> int:
    shapes = [tensor.shape for tensor in dataset._tensors]
    return int(shapes[0][0]) if shapes and all(len(shape) for shape in shapes) else 0


def _is_stateful(dataset: Any) -> bool:
    graph = dataset._map_func.function.graph
    return any(operation.op_def.is_stateful for operation in graph.get_operations())


def _arrays(source: Any, most_bytes: int) -> list[np.ndarray[Any, Any]] | None:
    parts = _zipped(source) if hasattr(source, "_datasets") else (source,)
    tensors = [tensor for part in parts for tensor in part._tensors]
    if any(int(tensor.dtype.size) * int(np.prod(tensor.shape)) > most_bytes for tensor in tensors):
        return None
    return [np.asarray(tensor) for tensor in tensors]


def _by_iterating(
    dataset: Any, chain: _Chain, most_bytes: int
) -> list[np.ndarray[Any, Any]] | None:
    """One pass over a pipeline whose maps keep no state and draw nothing."""
    if chain.passes != 1.0:
        return None
    batches: list[tuple[np.ndarray[Any, Any], ...]] = []
    for element in dataset.take(_MOST_BATCHES + 1):
        if not isinstance(element, tuple) or len(batches) >= _MOST_BATCHES:
            return None
        batches.append(tuple(np.asarray(part) for part in tf.nest.flatten(element)))
        if sum(part.nbytes for part in batches[-1]) * len(batches) > most_bytes:
            return None
    return [np.concatenate(parts) for parts in zip(*batches, strict=True)] if batches else None

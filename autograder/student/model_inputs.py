"""What a model takes at once: one array, or several in the form that its own code wants."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np

from autograder.student.program import InputColumns, Wanted

_ROWS: Final = 8  # of a sample
_LENGTH: Final = 4  # of an axis whose length a model leaves open


def as_inputs(rows: np.ndarray[Any, Any], inputs: tuple[InputColumns, ...]) -> Any:
    """Rows, shape (rows, features), shared out among inputs: one array, or a list or dictionary.

    A dictionary where all inputs have names.
    """
    if not inputs:
        return rows
    ends = np.cumsum([one.columns for one in inputs])[:-1]
    parts = np.split(rows, ends, axis=1)
    if all(one.name for one in inputs):
        return {one.name: part for one, part in zip(inputs, parts, strict=True)}
    return parts


def placeholders(model: Any, wanted: Wanted) -> Any:
    """Symbolic inputs of the form with which the model was called, else of the form wanted."""
    called_with = _shapes_of_call(model)
    if called_with is not None and (not wanted.features or _is_several(called_with)):
        return _symbolic(called_with)
    if not wanted.inputs:
        return keras.Input(shape=(wanted.features,))
    made = [keras.Input(shape=(one.columns,), name=one.name or None) for one in wanted.inputs]
    if all(one.name for one in wanted.inputs):
        return {one.name: each for one, each in zip(wanted.inputs, made, strict=True)}
    return made


def _shapes_of_call(model: Any) -> Any:
    """The shapes of the one argument that the model was called with first, None if not known."""
    known = getattr(model, "_build_shapes_dict", None)
    return next(iter(known.values())) if isinstance(known, dict) and len(known) == 1 else None


def _is_several(shapes: Any) -> bool:
    return isinstance(shapes, dict) or any(not _is_length(each) for each in shapes)


def _is_length(value: Any) -> bool:
    return value is None or isinstance(value, int)


def _symbolic(shapes: Any, name: str | None = None) -> Any:
    """The same nest with an Input in place of each shape, whose first axis is the rows."""
    if isinstance(shapes, dict):
        return {key: _symbolic(each, str(key)) for key, each in shapes.items()}
    if _is_several(shapes):
        return [_symbolic(each) for each in shapes]
    return keras.Input(shape=tuple(shapes)[1:], name=name)


def samples(inputs: Any) -> Any:
    """Random numbers of the form of symbolic inputs, to hold two models against each other."""
    random = np.random.default_rng(0)

    def sample(tensor: Any) -> np.ndarray[Any, Any]:
        lengths = [size or _LENGTH for size in tensor.shape[1:]]
        return random.uniform(-1, 1, (_ROWS, *lengths)).astype("float32")

    return keras.tree.map_structure(sample, inputs)

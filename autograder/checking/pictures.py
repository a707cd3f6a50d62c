"""What the feedback page draws of a rebuilt model: its layers, and its output over a square.

Plain NumPy and Keras on the trusted side; costs a few milliseconds a model. Each drawing fails by
itself: what can't be drawn is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from autograder.checking import inference_cost
from autograder.checking.predicting import predict, predict_by
from autograder.pictures import Line, ModelPictures, Net, Point, Surface

GRID = 41  # points along each side
MARGIN = 0.25  # around the unit square, so that its corners can be seen
_MOST_WIDTH = 1_000_000
_FARTHEST = 1000.0  # points beyond are not drawn
_MOST_PARTS: Final = 2000  # calls of a model for one drawing
_MOST_LARGE_PARTS: Final = 16  # calls that each fill the memory

_MOST_NUMBERS: Final = 200  # of an array

_Drawn = TypeVar("_Drawn")


def pictures_from(
    model: Any,
    name: str,
    points: Sequence[tuple[float, ...]] = (),
    batch: int = 0,
) -> ModelPictures:
    """Describe a built ``keras.Model`` for drawing; whatever can't be drawn is left out.

    ``points`` are the training examples: (x₁, x₂, label) to mark on the surface, which is
    drawn for models of two inputs and one output only, or (x, y) beside the line of a model of one
    input and one output. ``batch`` is the number of examples that the model was trained on at a
    time, which may be the only one that it takes; 0 if not known.
    Never raises for a strange model.
    """
    return ModelPictures(
        name=name,
        net=or_nothing(lambda: net_of(model)),
        surface=or_nothing(lambda: surface_of(model, [p for p in points if len(p) == 3], batch)),
        line=or_nothing(lambda: line_of(model, [p for p in points if len(p) == 2], batch)),
    )


def series_from(name: str, array: np.ndarray[Any, Any]) -> ModelPictures:
    """The numbers of an array in their order, thinned to at most 200."""
    numbers = np.asarray(array, dtype=np.float64).reshape(-1)
    places = np.unique(np.linspace(0, len(numbers) - 1, _MOST_NUMBERS).round().astype(int))
    kept = numbers[places] if len(numbers) > _MOST_NUMBERS else numbers
    finite = tuple(n if math.isfinite(n) else None for n in kept.tolist())
    return ModelPictures(name, series=finite, length=len(numbers))


def or_nothing(draw: Callable[[], _Drawn | None]) -> _Drawn | None:
    """What ``draw`` returns; None where it raises."""
    try:
        return draw()
    except Exception:  # noqa: BLE001 - a strange model may do anything when it is called
        return None


def net_of(model: Any) -> Net | None:
    """The model as a chain of dense layers; None if it is anything else."""
    widths: list[int] = []
    activations: list[str] = []
    parameters: list[int] = []
    for layer in getattr(model, "layers", ()):
        kind = type(layer).__name__
        if kind == "Dense":
            kernel = tuple(getattr(getattr(layer, "kernel", None), "shape", ()))
            if len(kernel) != 2 or (widths and widths[-1] != kernel[0]):
                return None
            widths += [int(kernel[1])] if widths else [int(kernel[0]), int(kernel[1])]
            activations.append(_activation(layer))
            parameters.append(int(layer.count_params()))
        elif kind == "Activation" and activations:
            activations[-1] = _activation(layer)
        elif kind not in {"InputLayer", "Dropout", "Flatten"}:
            return None
    if not parameters or max(widths) > _MOST_WIDTH:
        return None
    return Net(tuple(widths), tuple(activations), tuple(parameters))


def surface_of(model: Any, points: Sequence[tuple[float, ...]], batch: int = 0) -> Surface | None:
    """The model's output over the square; None unless it maps (n, 2) to (n, 1).

    Raises:
        Exception: the model can't be asked, neither for all rows nor for ``batch`` at a time.
    """
    if tuple(getattr(model, "input_shape", ()) or ())[1:] != (2,):
        return None
    low, high = _range(points)
    axis = np.linspace(low, high, GRID, dtype=np.float32)
    across, upward = np.meshgrid(axis, axis)
    grid = np.stack([across.ravel(), upward.ravel()], axis=1)
    marked = np.array([point[:2] for point in points], dtype=np.float32).reshape(-1, 2)
    out = _outputs(model, np.concatenate([grid, marked]), batch).astype(np.float64)
    if out.shape != (len(grid) + len(marked), 1) or not np.isfinite(out).all():
        return None
    values = np.round(out[:, 0], 6)  # finer than any colour, short in JSON
    rows = values[: len(grid)].reshape(GRID, GRID)
    return Surface(
        grid=tuple(tuple(row) for row in rows.tolist()),
        points=tuple(
            Point(float(x), float(y), float(label), float(value))
            for (x, y, label), value in zip(points, values[len(grid) :], strict=True)
        ),
        low=low,
        high=high,
    )


def line_of(model: Any, points: Sequence[tuple[float, ...]], batch: int = 0) -> Line | None:
    """What a model of one input and one output gives from left to right of its points.

    None for any other model, and for one that gives what is no finite number.

    Raises:
        Exception: the model can't be asked, neither for all rows nor for ``batch`` at a time.
    """
    if tuple(getattr(model, "input_shape", ()) or ())[1:] != (1,):
        return None
    across = [x for x, _ in points if abs(x) <= _FARTHEST] or [0.0, 1.0]
    margin = MARGIN * ((max(across) - min(across)) or 1.0)
    places = np.linspace(min(across) - margin, max(across) + margin, GRID, dtype=np.float32)
    out = _outputs(model, places[:, None], batch).astype(np.float64)
    if out.shape != (GRID, 1) or not np.isfinite(out).all():
        return None
    marked = tuple((float(x), float(y)) for x, y in points if abs(x) <= _FARTHEST)
    return Line(tuple(zip(places.astype(float).tolist(), out[:, 0].tolist(), strict=True)), marked)


def _outputs(model: Any, rows: np.ndarray[Any, Any], batch: int) -> np.ndarray[Any, Any]:
    """The model's outputs for all rows, in as large parts as it takes and the memory holds."""
    size = _fixed_batch(model)
    if size:
        return _by_batch(model, rows, size)
    try:
        if len(rows) > inference_cost.rows_at_once(model):
            return _few_parts(model, rows)
        # Not `predict`, which would trace the model again: a picture has no last bits.
        return np.asarray(model(rows, training=False))
    except Exception:
        if not batch:
            raise
        return _by_batch(model, rows, batch)


def _fixed_batch(model: Any) -> int:
    """The batch that the model's input was given, 0 if it was given none."""
    return int(next(iter(model.input_shape)) or 0)


def _few_parts(model: Any, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if len(rows) > _MOST_LARGE_PARTS * inference_cost.rows_at_once(model):
        raise ValueError("too large to be drawn")
    return predict(model, rows)


def _by_batch(model: Any, rows: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    at_once = inference_cost.rows_at_once(model)
    if size > at_once or len(rows) > min(_MOST_PARTS * size, _MOST_LARGE_PARTS * at_once):
        raise ValueError("too large to be drawn")
    return predict_by(model, rows, size)


def _range(points: Sequence[tuple[float, ...]]) -> tuple[float, float]:
    """The unit square, or a larger one when the points reach beyond it, with a margin."""
    values = [value for point in points for value in point[:2] if abs(value) <= _FARTHEST]
    low, high = min([0.0, *values]), max([1.0, *values])
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def _activation(layer: Any) -> str:
    return str(getattr(layer.activation, "__name__", type(layer.activation).__name__))[:40]

"""What an assignment asks to be drawn of a deliverable: a matrix, images, a line, sizes.

Of plain numbers on the trusted side, and of data sets that students have. Each drawing fails by
itself: what can't be drawn is left out.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.checking import inference_cost
from autograder.checking.check_exceptions import NotCheckedError, WrongKindError
from autograder.checking.course_data import CourseData
from autograder.checking.deliverables import HandedIn
from autograder.checking.pictures import or_nothing
from autograder.checking.probed_model import ProbedModel
from autograder.pictures import Boundary, Images, Matrix, ModelPictures, Point
from autograder.records import ConfusionPicture, DataRows, Deliverable
from autograder.util.data_rows import Rows, class_numbers, read_images, read_table

MOST_CLASSES: Final = 20
MOST_IMAGES: Final = 16
MOST_PIXELS: Final = 32 * 32  # of one image
_MOST_POINTS: Final = 400
_MOST_LARGE_PARTS: Final = 16  # calls of a model that each fill the memory
_MOST_WORK: Final = 2**36  # multiplications: some seconds
_EDGE: Final = 1e-6  # nearer to the line, either answer is right
_OUTLIERS: Final = 0.5  # per cent of the weights: the scale of colours ends below them

Floats = NDArray[np.float64]


def with_asked(
    drawn: ModelPictures, asked: Deliverable, work: HandedIn, data: CourseData
) -> ModelPictures:
    """The pictures of a deliverable, with those that the assignment asks for beside them.

    Never raises, whatever was handed in.
    """
    return msgspec.structs.replace(
        drawn,
        matrix=or_nothing(lambda: _matrix(asked, work, data)),
        images=or_nothing(lambda: _images(asked, work)),
        boundary=or_nothing(lambda: _boundary(asked, work, data)),
        norms=tuple(or_nothing(partial(_size, name, work)) for name in asked.norms),
    )


def read_rows(rows: DataRows, data: CourseData) -> Rows:
    """The rows that are asked for, of inputs as a model takes them.

    Raises:
        LookupError, OSError, DataRowsError: they are not there.
    """
    path = data.path(rows.file)
    if rows.labels:
        found = read_images(path, data.path(rows.labels), rows.last)
    else:
        found = read_table(path, rows.columns, rows.label, rows.last)
    return Rows(found.x / rows.divide, found.labels)


# --- confusion matrices -------------------------------------------------------------------


def _matrix(asked: Deliverable, work: HandedIn, data: CourseData) -> Matrix | None:
    if asked.confusion:
        return _confusion(asked.name, asked.confusion, work, data)
    return _as_matrix(work.array(asked.name)) if asked.plot == "confusion" else None


def _confusion(
    name: str, asked: ConfusionPicture, work: HandedIn, data: CourseData
) -> Matrix | None:
    found = read_rows(asked.rows, data)
    right = class_numbers(found.labels, MOST_CLASSES)
    model = work.model(name)
    rows = _in_shape(model, found.x)
    if not isinstance(model, ProbedModel) and _is_too_large(model, len(rows)):
        return None
    out = np.asarray(work.predict(name, rows, outputs=1), dtype=np.float64)
    out = out.reshape(len(rows), -1)
    classes = max(out.shape[1], 2, len(asked.classes), int(right.max()) + 1)
    if not np.isfinite(out).all() or classes > MOST_CLASSES:
        return None
    answered = out.argmax(axis=1) if out.shape[1] > 1 else (out[:, 0] > 0.5).astype(int)
    counts = np.zeros((classes, classes))
    np.add.at(counts, (right, answered), 1)
    return _as_matrix(counts)


def _is_too_large(model: Any, rows: int) -> bool:
    work = rows * inference_cost.of_model(model).work
    most = _MOST_LARGE_PARTS * inference_cost.rows_at_once(model)
    return rows > most or work > _MOST_WORK


def _in_shape(model: Any, x: Floats) -> NDArray[np.float32]:
    """The rows in the shape that the model takes, where it holds as many numbers."""
    shape = getattr(model, "input_shape", None)
    inner = shape[1:] if isinstance(shape, tuple) else ()
    rows = x.astype(np.float32)
    if inner and None not in inner and math.prod(inner) == math.prod(x.shape[1:]):
        return rows.reshape(-1, *inner)
    return rows


def _as_matrix(array: NDArray[Any]) -> Matrix | None:
    counts = np.asarray(array, dtype=np.float64)
    if counts.ndim != 2 or not 2 <= len(counts) <= MOST_CLASSES:
        return None
    return Matrix(tuple(tuple(row) for row in counts.tolist()))


# --- weights as images --------------------------------------------------------------------


def _images(asked: Deliverable, work: HandedIn) -> Images | None:
    if not asked.images:
        return None
    rows, columns = asked.images
    weights = _weights(asked, work)
    if weights.ndim != 2 or len(weights) != rows * columns or not weights.shape[1]:
        return None
    if rows * columns > MOST_PIXELS or not np.isfinite(weights).all():
        return None
    shown = weights[:, :MOST_IMAGES]
    end = float(np.percentile(np.abs(shown), 100 - _OUTLIERS)) or float(np.abs(shown).max()) or 1.0
    levels = np.clip(np.floor(5 + 5 * (shown / end)), 0, 9).astype(int)
    return Images(
        images=tuple("".join(map(str, one)) for one in levels.T.tolist()),
        rows=rows,
        columns=columns,
        nodes=weights.shape[1],
        least=float(weights.min()),
        most=float(weights.max()),
    )


def _weights(asked: Deliverable, work: HandedIn) -> Floats:
    """An array of weights, or those of the model's first layer that has any; one column a node."""
    if asked.kind != "model":
        return np.asarray(work.array(asked.name), dtype=np.float64)
    kernels = (np.asarray(one) for one in work.model(asked.name).weights)
    return next(one for one in kernels if one.ndim == 2).astype(np.float64)


# --- the line of a perceptron -------------------------------------------------------------


def _boundary(asked: Deliverable, work: HandedIn, data: CourseData) -> Boundary | None:
    line = asked.boundary
    if line is None:
        return None
    weights, bias = _numbers(asked.name, work), _numbers(line.bias, work)
    found = read_rows(line.rows, data)
    if len(weights) != 2 or len(bias) != 1 or found.x.shape[1:] != (2,):
        return None
    z = found.x @ weights + bias[0]
    target = np.array([label == line.positive for label in found.labels])
    answer = np.where(np.abs(z) < _EDGE, target, z >= 0)
    shown = np.unique(np.linspace(0, len(z) - 1, _MOST_POINTS).round().astype(int))
    points = (
        Point(float(x), float(y), float(target[at]), float(answer[at]))
        for at, (x, y) in zip(shown, found.x[shown].tolist(), strict=True)
    )
    first, second = weights.tolist()
    right = int(np.sum(answer == target))
    return Boundary((first, second), float(bias[0]), tuple(points), right, len(z))


# --- sizes --------------------------------------------------------------------------------


def _size(name: str, work: HandedIn) -> float | None:
    """The root of the sum of the squares, which is that of a vector of these numbers."""
    size = float(np.linalg.norm(_numbers(name, work)))
    return size if math.isfinite(size) else None


def _numbers(name: str, work: HandedIn) -> Floats:
    """The numbers of an array, or of a value, in one row."""
    try:
        return np.asarray(work.array(name), dtype=np.float64).reshape(-1)
    except (NotCheckedError, WrongKindError):
        return np.asarray(work.value(name), dtype=np.float64).reshape(-1)

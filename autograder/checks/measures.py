"""What a check can read off inert models, arrays and values.

Checks are written in the words of this module: ``widths``, ``same_table``, ``as_number``.
Nothing here trusts what it is given: any shape, dtype, type or size is answered with a plain
value (often "no" or None) and never with an exception, because an exception in a check
would leave the submission ungraded.

Keras is never imported; models are used through the few attributes that they have.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checks.losses import from_logits, loss_name, loss_value  # noqa: F401 - for checks
from autograder.evidence import FitEvidence, unpack_array
from autograder.util.digests import weights_digest
from autograder.util.rows import joined, share_of_classes

Floats = NDArray[np.float64]

PREDICTION_TOLERANCE = 1e-4
"""Two runs of one model differ by some 1e-7; a model trained one epoch further by far more."""

MAX_CHAIN = 6  # more kernels than this are taken in the order in which they come

SPACING = {"bfloat16": 2.0**-7, "float16": 2.0**-10}
"""Distance between 1 and the next number of a type: 8 and 11 significant bits (IEEE 754's binary16,
and float32 cut to 16 bits). Two numbers that differ by rounding alone are one such step apart."""

LEAST_RANGE = 1e-5  # outputs further apart than this differ by more than rounding


class Weighted(Protocol):
    """A Keras model, or the few facts known of one that could not be rebuilt."""

    @property
    def weights(self) -> Sequence[Any]:
        """Variables or arrays, each with a ``shape``."""


# --- models -----------------------------------------------------------------------------


def parameters(model: Weighted) -> int:
    """The number of parameters that training finds, as Keras counts trainable ones.

    Means and variances, which normalisation layers read off the data, are none. Those of a frozen
    layer count: training could find them. A model that was never built has none.
    """
    sizes = (int(math.prod(tuple(weight.shape))) for weight in model.weights)
    return sum(sizes) - statistics(model)


def statistics(model: object) -> int:
    """How many numbers the layers keep that no training finds, such as means and variances.

    0 for a model of which only the weights are known.
    """
    known = {id(weight) for weight in getattr(model, "weights", ())}
    kept = {
        id(variable): math.prod(tuple(variable.shape))
        for layer in _all_layers(model)
        for variable in getattr(layer, "_non_trainable_variables", ())
    }
    return sum(size for key, size in kept.items() if key in known)


def _all_layers(model: object) -> list[Any]:
    """A Keras model or layer and every layer inside."""
    found: list[Any] = []
    waiting: list[Any] = [model]
    while waiting:
        layer = waiting.pop()
        found.append(layer)
        waiting += list(getattr(layer, "_layers", None) or ())
    return found


def widths(model: Weighted) -> tuple[int, ...]:
    """The number of nodes of each layer with weights, from input to output.

    Read off the kernels (weights of two axes: inputs, nodes), so that it does not matter
    how the model was written. A subclassed model lists its layers in the order in which its
    author named them; they are put into the order in which one feeds the next.
    """
    kernels = [tuple(weight.shape) for weight in model.weights if len(weight.shape) == 2]
    return tuple(int(nodes) for _, nodes in _in_order_of_flow(kernels))


def hidden_widths(model: Weighted) -> tuple[int, ...]:
    """``widths`` without the output layer."""
    return widths(model)[:-1]


def layers_are_known(model: object) -> bool:
    """Whether there are layers to look at; of a student's own code only weights are known."""
    return hasattr(model, "layers")


def output_activation(model: object) -> str:
    """Name of the last activation, such as ``"sigmoid"``; ``""`` when it can't be known.

    Layers that pass their input on unchanged (Dropout, Flatten, a linear Activation, …) are
    looked through.
    """
    steps = getattr(model, "operations", None) or getattr(model, "layers", None) or ()
    for step in reversed(list(steps)):
        name = output_activation(step) if hasattr(step, "layers") else _activation(step)
        if name:
            return name
    return ""


def ends_in_sigmoid(model: Weighted, inputs: ArrayLike, outputs: ArrayLike) -> bool:
    """Whether the model's output is a sigmoid, however that was written.

    Its layers are asked first. A model of one layer is then held against the formula
    ``sigmoid(x W + b)`` on ``inputs`` (rows, features) and the model's ``outputs`` for them.
    Of a deeper model without readable layers it is only asked that it gives probabilities.
    """
    name = output_activation(model)
    if name == "sigmoid" or _is_single_sigmoid(model, inputs, flat(outputs)):
        return True
    deep = len(widths(model)) != 1
    return not name and deep and bool(np.all((flat(outputs) > 0) & (flat(outputs) < 1)))


def _in_order_of_flow(kernels: list[tuple[int, ...]]) -> Sequence[tuple[int, ...]]:
    """The first order in which each kernel takes what the one before it gives."""
    if len(kernels) > MAX_CHAIN:
        return kernels
    for order in itertools.permutations(kernels):
        if all(before[1] == after[0] for before, after in itertools.pairwise(order)):
            return order
    return kernels


PASSES_ON = {"InputLayer", "Dropout", "Flatten", "Reshape", "Identity", "GaussianNoise"}


def _activation(step: object) -> str:
    """Name of the activation that one layer or operation ends in, '' if it passes on."""
    kind = type(step).__name__
    name = str(getattr(getattr(step, "activation", None), "__name__", ""))
    if kind in PASSES_ON or (kind == "Activation" and name == "linear"):
        return ""
    return name or kind.lower()


def _is_single_sigmoid(model: Weighted, inputs: ArrayLike, outputs: Floats) -> bool:
    arrays = [np.asarray(weight, dtype=np.float64) for weight in model.weights]
    kernels = [array for array in arrays if array.ndim == 2]
    points = np.asarray(inputs, dtype=np.float64)
    if len(kernels) != 1 or kernels[0].shape != (points.shape[-1], 1):
        return False
    bias = sum(float(array[0]) for array in arrays if array.shape == (1,))
    return close(sigmoid(points @ kernels[0] + bias), outputs)


def left_by_training(model: Weighted, fits: Sequence[FitEvidence]) -> bool:
    """Whether the model's weights are those with which one of its recorded fits ended.

    Fits of no epochs don't count. Weights too large to be recorded are known by their digest. The
    order of the weights is not compared: a subclassed model may list its layers in another.
    """
    weights = list(map(np.asarray, model.weights))
    return any(_ended_with(weights, fit) for fit in fits if fit.epochs > 0)


def _ended_with(weights: Sequence[NDArray[Any]], fit: FitEvidence) -> bool:
    if fit.final_weights is None:  # without a digest they are believed
        return fit.final_digest in {"", weights_digest(weights)}
    return _fingerprint(map(unpack_array, fit.final_weights)) == _fingerprint(weights)


def _fingerprint(arrays: Iterable[NDArray[Any]]) -> list[tuple[tuple[int, ...], bytes]]:
    """Arrays as shapes and bytes (so that NaN equals NaN), in an order of their own."""
    return sorted((array.shape, array.astype("<f8").tobytes()) for array in arrays)


# --- arrays -----------------------------------------------------------------------------


def flat(array: ArrayLike) -> Floats:
    """The numbers of an array in one row, row by row, as float64."""
    return np.asarray(array, dtype=np.float64).ravel()


def of_class_one(outputs: ArrayLike) -> Floats:
    """The probability of class 1, shape (rows,): the second column where there are two."""
    array = np.asarray(outputs, dtype=np.float64)
    return array[:, 1] if array.ndim == 2 and array.shape[1] == 2 else flat(array)


def sigmoid(z: ArrayLike) -> Floats:
    """1 / (1 + exp(-z)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(z, dtype=np.float64) / 2)))


def close(one: ArrayLike, other: ArrayLike, tolerance: float = PREDICTION_TOLERANCE) -> bool:
    """Whether two arrays hold the same numbers in the same order, whatever their shapes.

    ``tolerance`` is absolute for numbers up to 1 and relative above. NaN equals NaN: a
    prediction of a model that diverged is still that model's prediction.
    """
    a, b = flat(one), flat(other)
    return a.size == b.size and bool(
        np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
    )


def own_prediction(model: object, prediction: ArrayLike, outputs: ArrayLike) -> bool:
    """Whether ``prediction`` is what ``model`` gives, ``outputs`` being what it gives now.

    A linear output trained with ``from_logits=True`` gives logits; their sigmoid is the
    model's prediction just as well. Numbers of a coarse type, or computed in one, may be off by
    what that type rounds. One number for all rows is nobody's prediction if the outputs differ.
    """
    step = spacing(model, prediction, outputs)
    if not _range(prediction) and _range(outputs) > max(step, LEAST_RANGE):
        return False
    step = max(step, PREDICTION_TOLERANCE)
    if _within(prediction, outputs, step):
        return True
    return output_activation(model) == "linear" and _within(prediction, sigmoid(outputs), step)


def _range(array: ArrayLike) -> float:
    """The largest number less the smallest; NaN where one of them is no finite number."""
    numbers = flat(array)
    with np.errstate(invalid="ignore"):
        return float(np.ptp(numbers)) if numbers.size else 0.0


def spacing(model: object, *arrays: ArrayLike) -> float:
    """The coarsest step (relative) of the types of these arrays and of what ``model`` computes in.

    0 where all of them have at least the 24 bits of float32.
    """
    layers = getattr(model, "layers", None) or ()
    names = {np.asarray(array).dtype.name for array in arrays}
    names |= {str(getattr(layer, "compute_dtype", "")) for layer in layers}
    return max((SPACING.get(name, 0.0) for name in names), default=0.0)


def _within(one: ArrayLike, other: ArrayLike, step: float) -> bool:
    """Whether the numbers are alike up to a step, a part of them, or ``PREDICTION_TOLERANCE``."""
    a, b = flat(one), flat(other)
    return a.size == b.size and bool(
        np.allclose(a, b, rtol=step, atol=PREDICTION_TOLERANCE, equal_nan=True)
    )


def decimals_kept(prediction: ArrayLike, outputs: ArrayLike) -> int | None:
    """The number of decimals (1 to 3) to which ``outputs`` were rounded; None if they weren't."""
    given, own = flat(prediction), flat(outputs)
    if given.size != own.size:
        return None
    return next((n for n in (1, 2, 3) if np.allclose(given, np.round(own, n), atol=1e-6)), None)


def is_rounded(prediction: ArrayLike) -> bool:
    """Whether all numbers are exactly 0 or 1: classes, not probabilities."""
    return bool(np.all(np.isin(flat(prediction), (0.0, 1.0))))


def accuracy(outputs: ArrayLike, labels: ArrayLike, threshold: float = 0.5) -> float:
    """Share of rows on the right side of ``threshold``; 0 when the numbers don't match up.

    Of several outputs a row, one a class, the largest is the answer; ``labels`` are numbers of
    classes then, or one-hot.
    """
    rows = np.asarray(outputs, dtype=np.float64)
    if rows.ndim == 2 and rows.shape[1] > 1:
        return share_of_classes(rows, labels)
    guesses, truth = flat(outputs) > threshold, flat(labels) > threshold
    return float(np.mean(guesses == truth)) if guesses.size == truth.size > 0 else 0.0


def same_table(
    x: ArrayLike | None, y: ArrayLike | None, inputs: ArrayLike, labels: ArrayLike
) -> bool:
    """Whether (x, y) holds the rows of the table (inputs, labels) and no others.

    Any order and repeated rows are fine; so are labels as one row, as one column or one-hot, and
    inputs of one number a row without columns.
    Data that were not recorded (None) can't be held against anybody: True.

    Args:
        x: what ``fit`` was given as inputs.
        y: what it was given as labels.
        inputs: shape (rows, features), or (rows,) for one feature.
        labels: shape (rows,) or (rows, 1): numbers, of classes or others; or (rows, outputs).
    """
    if x is None or y is None:
        return True
    given, table = _rows(x, y), _rows(inputs, labels)
    return given is not None and table is not None and np.array_equal(given, table)


def _rows(x: ArrayLike, y: ArrayLike) -> Floats | None:
    """Distinct rows of features and labels, sorted; None when they don't match up."""
    table = joined(x, y)
    return None if table is None else np.unique(np.round(table, 6), axis=0)


# --- answers ----------------------------------------------------------------------------


def as_number(value: object) -> float | None:
    """A number as such, alone in a list too; None for anything else, text and bool included."""
    value = _alone(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def near(number: float | None, target: float, tolerance: float = 1e-6) -> bool:
    """Whether there is a number, and no further than ``tolerance`` from ``target``."""
    return number is not None and abs(number - target) <= tolerance


def as_truth(value: object) -> bool | None:
    """True or False, also as 1 or 0; None for anything else."""
    value = _alone(value)
    if isinstance(value, bool):
        return value
    number = as_number(value)
    return bool(number) if number in (0.0, 1.0) else None


def as_shape(value: object) -> tuple[int, ...] | None:
    """A shape given as list, as number, or as text like ``"(1, 4)"`` or ``"1 x 4"``.

    None when it is none of these, or holds anything but whole numbers (None included).
    """
    if isinstance(value, str):
        text = re.sub(r"^TensorShape|[()\[\]]", "", value.strip())
        parts = [part for part in re.split(r"[,x×*\s]+", text) if part]
        return _whole(int(part) if re.fullmatch(r"\d{1,9}", part) else None for part in parts)
    return _whole(value if isinstance(value, list | tuple) else [value])


def as_label(value: object) -> str:
    """A class as text without case, spaces or quotes around it; a whole number as its digits."""
    if isinstance(value := _alone(value), str):
        return value.strip(" \t\r\n'\".").casefold()
    number = as_number(value)
    return f"{number:.0f}" if number is not None and number.is_integer() else ""


def entry(mapping: object, key: int) -> object:
    """The item of a dict under a number, whether it was written 3, "3" or "model_3".

    None when there is no such item, or no dict.
    """
    if not isinstance(mapping, Mapping):
        return None
    for name, value in mapping.items():
        if isinstance(name, str):
            if re.sub(r"\D", "", name) == str(key):
                return value
        elif as_number(name) == key:
            return value
    return None


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words (or parts of words) stands in the text, in any case."""
    folded = text.casefold()
    return any(word.casefold() in folded for word in words)


def _alone(value: object) -> object:
    """The only item of a list of one, however deep: ``[[0.75]]`` is 0.75."""
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return value


def _whole(items: Iterable[object]) -> tuple[int, ...] | None:
    numbers = [as_number(item) for item in items]
    whole = [int(number) for number in numbers if number is not None and number.is_integer()]
    return tuple(whole) if len(whole) == len(numbers) else None

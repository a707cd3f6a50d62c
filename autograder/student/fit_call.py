"""A call of ``fit`` as it begins and ends: its arguments, and what is known of the model then."""

from __future__ import annotations

import inspect
import json
import math
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from tensorflow.python.ops import gen_resource_variable_ops as resources

from autograder import compiled_fit
from autograder.evidence import MAX_MODEL_CONFIG
from autograder.student.callback_watch import (
    CallbackWatch,
    hooks_of,
    is_own,
    watched,
    watches_batches,
)
from autograder.student.fit_data import FitData
from autograder.util.digests import weights_digest

SMALL = 2**20  # bytes: larger data are described, not kept
SMALL_WEIGHTS = 2**21  # bytes of a model's weights, likewise: 784-300-100-10 has more than SMALL
_MOST_DIGESTED = 2**28  # bytes of weights
_MOST_CLASSES = 1000  # in class_weight
_OF_MODELS = ("train_step", "compute_loss", "make_train_function", "_compute_loss")
_OF_OPTIMIZERS = ("apply", "apply_gradients", "update_step", "_backend_update_step")


@dataclass(frozen=True)
class Given:
    """What ``fit`` is called with; ``arguments`` are the student's own, by name."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    arguments: dict[str, Any]


@dataclass
class Begun:
    """What is known before a fit runs, and what it tells of its beginning."""

    weights: list[np.ndarray[Any, Any]] | None
    optimizer_steps: int | None
    compiled: str
    data: FitData
    watch: CallbackWatch | None
    own_step: bool  # see ``has_own_step``: it may be gone when the fit ends
    digest: str = ""  # of weights too many to be kept
    notes: compiled_fit.Notes = field(default_factory=lambda: compiled_fit.Notes(False))


@dataclass(frozen=True)
class Ended:
    """How a fit ended; ``error`` is the class of the exception that it raised, '' for none."""

    seconds: float
    error: str
    history: Any


def watched_call(
    signature: inspect.Signature, model: Any, args: Any, kwargs: Any
) -> tuple[CallbackWatch | None, Given]:
    """The call with watchers around callbacks of the student's own; else as it was given."""
    try:
        bound = signature.bind(model, *args, **kwargs)
    except TypeError:  # Keras says what is wrong with it
        return None, Given(args, kwargs, {})
    arguments = {name: value for name, value in bound.arguments.items() if name != "self"}
    callbacks = arguments.get("callbacks")
    given = keras.tree.flatten(callbacks)
    own = [one for one in given if isinstance(one, keras.callbacks.Callback) and is_own(one)]
    ready = isinstance(callbacks, keras.callbacks.CallbackList)
    if not own or ready or any(map(watches_batches, own)) or not _is_small(model):
        return None, Given(args, kwargs, arguments)
    watch = CallbackWatch(hooks=hooks_of(given))
    bound.arguments["callbacks"] = watched(given, watch)
    return watch, Given(bound.args[1:], bound.kwargs, arguments)


def as_text(value: Any) -> str:
    """An argument of ``fit`` as text, numbers of NumPy as Python's own, also within a dict."""
    if isinstance(value, dict) and len(value) <= _MOST_CLASSES:
        value = {_plain(key): _plain(entry) for key, entry in value.items()}
    try:
        return repr(_plain(value))[:500]
    except Exception:  # noqa: BLE001 - the student's own; the rest of the fit is still recorded
        return object.__repr__(value)[:500]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _is_small(model: Any) -> bool:
    weights = getattr(model, "weights", ())
    return bool(sum(math.prod(tuple(weight.shape)) for weight in weights) * 4 <= SMALL_WEIGHTS)


def steps_made(model: Any) -> int | None:
    """How many steps the model's optimizer has made already."""
    try:
        return int(model.optimizer.iterations)
    except Exception:  # noqa: BLE001 - not compiled, or an optimizer of the student's own
        return None


def has_own_step(model: Any) -> bool:
    """Whether what ``fit`` does with a batch is code of the student's own.

    So it is with methods of a class of theirs, and with what was put in place of one of Keras', in
    the model, its optimizer or its layers.
    """
    try:
        return (
            _has_own(model, _OF_MODELS)
            or (model.optimizer is not None and _has_own(model.optimizer, _OF_OPTIMIZERS))
            or any("call" in vars(layer) for layer in model._flatten_layers())
        )
    except Exception:  # noqa: BLE001 - a student's object may do anything when touched
        return True


def _has_own(owner: Any, methods: tuple[str, ...]) -> bool:
    kind = type(owner)
    return any(
        name in vars(owner)
        or not getattr(getattr(kind, name, None), "__module__", "keras.").startswith("keras.")
        for name in methods
    )


def compile_config(model: Any) -> str:
    """The model's compile config as JSON, '' when it has none or it can't be written."""
    try:
        text = json.dumps(model.get_compile_config() or {})
    except Exception:  # noqa: BLE001 - custom losses have no config
        return ""
    return text if len(text) <= MAX_MODEL_CONFIG else ""


def _number_of(weight: Any) -> np.ndarray[Any, Any]:
    """A copy of a weight, read at once: a loop of ``train_on_batch`` asks for it twice a call."""
    value = weight._value
    copy: np.ndarray[Any, Any] = resources.read_variable_op(value.handle, value.dtype).numpy()
    return copy


def weights_of(model: Any) -> list[np.ndarray[Any, Any]] | None:
    """Copies of the model's weights; None where it has none yet, or too many."""
    try:
        if not model.built or sum(math.prod(w.shape) for w in model.weights) * 4 > SMALL_WEIGHTS:
            return None
        return [_number_of(weight) for weight in model.weights]
    except Exception:  # noqa: BLE001 - an unbuilt or broken model has no weights to tell
        return None


def digest_of_weights(model: Any) -> str:
    """The digest of weights that are too many to be kept; '' where they are kept, or none."""
    try:
        size = sum(math.prod(weight.shape) for weight in model.weights) * 4
        if not model.built or not SMALL_WEIGHTS < size <= _MOST_DIGESTED:
            return ""
        return weights_digest(_number_of(weight) for weight in model.weights)
    except Exception:  # noqa: BLE001 - as above
        return ""

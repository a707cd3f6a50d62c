"""What a model was compiled with, read from its recorded config as hostile input.

Nothing is deserialised: optimizers, schedules, losses and metrics are looked up by name in the
lists below and given plain values only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from autograder.evidence import MAX_PARTS

Plain = dict[str, Any]  # of None, bool, int, float, str, and lists of numbers

OPTIMIZERS = frozenset({
    "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion",
    "Adafactor", "Muon",
})  # fmt: skip
SCHEDULES = frozenset({
    "ExponentialDecay", "PiecewiseConstantDecay", "PolynomialDecay", "InverseTimeDecay",
    "CosineDecay", "CosineDecayRestarts",
})  # fmt: skip
LOSSES = frozenset({
    "BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy", "SparseCategoricalCrossentropy", "MeanSquaredError",
    "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError",
    "CosineSimilarity", "Huber", "LogCosh", "Hinge", "SquaredHinge", "CategoricalHinge",
    "KLDivergence", "Poisson", "Dice", "Tversky",
})  # fmt: skip
LOSS_FUNCTIONS = frozenset({
    "binary_crossentropy", "bce", "BCE", "binary_focal_crossentropy", "categorical_crossentropy",
    "categorical_focal_crossentropy", "sparse_categorical_crossentropy", "mean_squared_error",
    "mse", "MSE", "mean_absolute_error", "mae", "MAE", "mean_absolute_percentage_error", "mape",
    "MAPE", "mean_squared_logarithmic_error", "msle", "MSLE", "cosine_similarity", "huber",
    "log_cosh", "logcosh", "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "kld",
    "KLD", "poisson", "dice", "tversky",
})  # fmt: skip
METRIC_NAMES = frozenset({"accuracy", "acc", "mse", "mae", "binary_accuracy"})
METRICS = frozenset({"BinaryAccuracy", "Accuracy", "MeanSquaredError", "MeanAbsoluteError"})


class UnreadableError(Exception):
    """The record can't be turned into a training; the message says why, in English."""


@dataclass(frozen=True)
class Named:
    """Something of Keras' by class name, with plain arguments."""

    name: str
    config: Plain


@dataclass(frozen=True)
class Several:
    """What the outputs of a model are compiled with, one each.

    ``names`` are those of the outputs, () where they are in order; ``weights`` are () for 1 each.
    """

    losses: tuple[Named, ...]
    weights: tuple[float, ...] = ()
    names: tuple[str, ...] = ()

    def by_output(self, values: tuple[Any, ...]) -> Any:
        """Something for each output as Keras wants it: in order, or by name."""
        return dict(zip(self.names, values, strict=True)) if self.names else list(values)


@dataclass(frozen=True)
class Compiled:
    """What ``compile`` was given, as far as it changes the weights."""

    optimizer: Named
    schedule: Named | None  # the learning rate, where it isn't a number
    loss: Named  # of LOSSES, or of LOSS_FUNCTIONS with an empty config; the first of several
    loss_weight: float
    metrics: tuple[Named, ...]
    several: Several | None = None  # one loss for each of several outputs

    @property
    def learning_rate(self) -> float:
        """The rate at the start of the fit; 0 where there is a schedule."""
        return float(self.optimizer.config.get("learning_rate") or 0.0)

    def same_but_rate(self, other: Compiled) -> bool:
        """Whether both can be the same ``compile``, the rate set by hand in between."""
        return _without_rate(self) == _without_rate(other)


def read_compiled(text: str) -> Compiled:
    """What the JSON of ``get_compile_config()`` says.

    Raises:
        UnreadableError: it isn't on the lists.
    """
    record = parse_json(text)
    if not isinstance(record, dict):
        raise UnreadableError("how the model was compiled is not recorded")
    optimizer, schedule = _read_optimizer(record.get("optimizer"))
    metrics = [_read_metric(metric) for metric in _flat(record.get("metrics"))]
    several = _read_several(record.get("loss"), record.get("loss_weights"))
    return Compiled(
        optimizer=optimizer,
        schedule=schedule,
        loss=several.losses[0] if several else _read_loss(record.get("loss")),
        loss_weight=1.0 if several else _read_loss_weight(record.get("loss_weights")),
        metrics=tuple(metric for metric in metrics if metric is not None),
        several=several,
    )


def _read_several(losses: Any, weights: Any) -> Several | None:
    """One loss for each output, by name or in order; None where there is but one for all."""
    named = isinstance(losses, dict) and "class_name" not in losses
    each = _flat(losses) if named or isinstance(losses, list) else []
    if not 1 < len(each) <= MAX_PARTS:
        return None
    names = tuple(map(str, losses)) if named else ()
    numbers = tuple(_read_loss_weight(weight) for weight in _in_order(weights, names))
    if numbers and len(numbers) != len(each):
        raise UnreadableError("the loss weights are not one for each output")
    return Several(tuple(map(_read_loss, each)), numbers, names)


def _in_order(weights: Any, names: tuple[str, ...]) -> list[Any]:
    """The weights of the outputs in the order of their losses; none where all are 1."""
    if weights is None:
        return []
    if isinstance(weights, dict):
        return [weights.get(name, 1.0) for name in names]
    if not isinstance(weights, list):
        raise UnreadableError("the loss weights are not one for each output")
    return weights


def _read_optimizer(record: Any) -> tuple[Named, Named | None]:
    if isinstance(record, str):
        known = {name.lower(): name for name in OPTIMIZERS}
        record = {"class_name": known.get(record.lower(), record), "config": {}}
    found = _named(record, OPTIMIZERS, "keras.optimizers", "optimizer")
    raw = record["config"].get("learning_rate")
    schedule = None
    if isinstance(raw, dict):
        schedule = _named(raw, SCHEDULES, "keras.optimizers.schedules", "learning rate schedule")
    return found, schedule


def _read_loss(record: Any) -> Named:
    flat = _flat(record)
    if len(flat) != 1:
        raise UnreadableError("the loss is not one loss for one output")
    record = flat[0]
    if isinstance(record, dict) and isinstance(record.get("config"), str):
        record = record["config"]  # a function of keras.losses
    if isinstance(record, str):
        if record in LOSS_FUNCTIONS or record in LOSSES:
            return Named(record, {})
        raise UnreadableError(f"the loss {record[:80]!a} is not one of Keras' own")
    return _named(record, LOSSES, "keras.losses", "loss")


def _read_loss_weight(record: Any) -> float:
    flat = _flat(record)
    if not flat:
        return 1.0
    if len(flat) != 1 or not isinstance(flat[0], int | float):
        raise UnreadableError("the loss weights are not one number")
    return float(flat[0])


def _read_metric(record: Any) -> Named | None:
    """A metric that a callback may watch; metrics never change the weights."""
    if isinstance(record, str):
        return Named(record, {}) if record in METRIC_NAMES else None
    if isinstance(record, dict) and record.get("class_name") in METRICS:
        config = record.get("config")
        return Named(record["class_name"], plain_config(config) if config else {})
    return None


def _flat(record: Any) -> list[Any]:
    """The entries of a list, or of a dict by output name; a single entry as itself."""
    if record is None:
        return []
    if isinstance(record, list):
        return [entry for part in record for entry in _flat(part)]
    if isinstance(record, dict) and "class_name" not in record:
        return list(record.values())
    return [record]


def _named(record: Any, allowed: frozenset[str], module: str, what: str) -> Named:
    if not isinstance(record, dict) or not isinstance(record.get("config"), dict):
        raise UnreadableError(f"the {what} can't be read")
    name = record.get("class_name")
    if not isinstance(name, str) or name not in allowed or record.get("module", module) != module:
        raise UnreadableError(f"the {what} {str(name)[:80]!a} is not one of Keras' own")
    return Named(name, plain_config(record["config"]))


def plain_config(config: Any, allowed: frozenset[str] | None = None) -> Plain:
    """The plain values of a config; names are dropped, for they can't matter."""
    if not isinstance(config, dict):
        return {}
    return {
        str(key): value
        for key, value in config.items()
        if key not in {"name", "dtype"} and (allowed is None or key in allowed) and _is_plain(value)
    }


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 1000 and all(isinstance(entry, int | float) for entry in value)
    return value is None or isinstance(value, bool | int | float | str)


def parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _without_rate(compiled: Compiled) -> Compiled:
    config = {k: v for k, v in compiled.optimizer.config.items() if k != "learning_rate"}
    return replace(compiled, optimizer=replace(compiled.optimizer, config=config), metrics=())


# --- the Keras objects ------------------------------------------------------------------


def build_optimizer(compiled: Compiled) -> Any:
    """A fresh Keras optimizer.

    Raises:
        UnreadableError: Keras refuses the recorded arguments.
    """
    import keras

    config = dict(compiled.optimizer.config)
    if compiled.schedule is not None:
        schedule = getattr(keras.optimizers.schedules, compiled.schedule.name)
        config["learning_rate"] = call(schedule, compiled.schedule.config)
    return call(getattr(keras.optimizers, compiled.optimizer.name), config)


def build_loss(compiled: Compiled) -> Any:
    """A Keras loss: an object with ``call``, or a function of labels and predictions.

    Raises:
        UnreadableError: Keras refuses the recorded arguments.
    """
    import keras

    if compiled.loss.name in LOSS_FUNCTIONS:
        return keras.losses.get(compiled.loss.name)
    return call(getattr(keras.losses, compiled.loss.name), compiled.loss.config)


def build_losses(compiled: Compiled) -> Any:
    """What ``compile`` is given as ``loss``: one, or one for each output.

    Raises:
        UnreadableError: Keras refuses the recorded arguments.
    """
    if compiled.several is None:
        return build_loss(compiled)
    every = (replace(compiled, loss=loss) for loss in compiled.several.losses)
    return compiled.several.by_output(tuple(map(build_loss, every)))


def build_loss_weights(compiled: Compiled) -> Any:
    """What ``compile`` is given as ``loss_weights``; None for 1."""
    if compiled.several is not None:
        weights = compiled.several.weights
        return compiled.several.by_output(weights) if weights else None
    return None if compiled.loss_weight == 1.0 else compiled.loss_weight


def build_metrics(compiled: Compiled) -> list[Any]:
    """Fresh Keras metrics."""
    import keras

    return [
        metric.name
        if metric.name in METRIC_NAMES
        else call(getattr(keras.metrics, metric.name), metric.config)
        for metric in compiled.metrics
    ]


def call(make: Callable[..., Any], config: Plain) -> Any:
    """``make(**config)``; UnreadableError with whatever Keras says to a forged argument."""
    try:
        return make(**config)
    except Exception as error:
        name = cast("Any", make).__name__
        raise UnreadableError(f"Keras refuses the recorded {name}: {str(error)[:200]}") from error

"""Runs one case and takes down everything that a student, or a grader, could see of it."""

from __future__ import annotations

import contextlib
import io
import random
import re
import tempfile
import warnings
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context

from tests.compiled_fit.cases import Case, Fit
from tests.compiled_fit.models import NETWORKS, Task, task_of

optimizers, callbacks = keras.optimizers, keras.callbacks

OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda: "sgd",
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optimizers.Adam(0.05),
    "amsgrad": lambda: optimizers.Adam(0.05, amsgrad=True),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
    "centered": lambda: optimizers.RMSprop(0.01, momentum=0.5, centered=True),
    "adagrad": lambda: "adagrad",
    "adadelta": lambda: optimizers.Adadelta(1.0),
    "adamax": lambda: "adamax",
    "nadam": lambda: "nadam",
    "adamw": lambda: optimizers.AdamW(0.01, weight_decay=0.1),
    "lion": lambda: "lion",
    "ftrl": lambda: "ftrl",
    "adafactor": lambda: "adafactor",
    "clipnorm": lambda: optimizers.SGD(0.1, clipnorm=0.1),
    "clipvalue": lambda: optimizers.Adam(0.1, clipvalue=0.01),
    "ema": lambda: optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=2),
    "schedule": lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
    "accumulate": lambda: optimizers.Adam(0.05, gradient_accumulation_steps=2),
    "loss-scale": lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1)),
    "muon": lambda: optimizers.Muon(0.01),
}


def own_loss(y_true: Any, y_pred: Any) -> Any:
    """A loss as students write them."""
    return tf.reduce_mean(tf.abs(tf.cast(y_true, tf.float32) - y_pred) ** 3)


def own_metric(y_true: Any, y_pred: Any) -> Any:
    """A metric as students write them."""
    return tf.reduce_max(tf.abs(tf.cast(y_true, tf.float32) - y_pred), axis=-1)


METRICS: dict[str, Any] = {
    "none": dict,
    "accuracy": lambda: {"metrics": ["accuracy"]},
    "two": lambda: {"metrics": ["mae", keras.metrics.MeanSquaredError(name="zeta")]},
    "auc": lambda: {"metrics": [keras.metrics.AUC(num_thresholds=5), "accuracy"]},
    "precision": lambda: {"metrics": ["Precision", "Recall"]},
    "function": lambda: {"metrics": [own_metric]},
    "weighted": lambda: {"metrics": ["accuracy"], "weighted_metrics": ["mse"]},
}


class Recorder(callbacks.Callback):
    """Writes down which epoch-level hook was called with what."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Any] = []

    def note(self, name: str, number: Any, logs: Any) -> None:
        weights = [variable.numpy().tobytes() for variable in self.model.variables]
        steps = int(self.model.optimizer.iterations)
        self.calls.append((name, number, list((logs or {}).items()), steps, hash(tuple(weights))))

    def on_train_begin(self, logs: Any = None) -> None:
        self.calls.append(("train_begin", logs, dict(self.params)))

    def on_train_end(self, logs: Any = None) -> None:
        self.note("train_end", None, logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(("epoch_begin", epoch, logs))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.note("epoch_end", epoch, logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self.note("test_begin", None, logs)

    def on_test_end(self, logs: Any = None) -> None:
        self.note("test_end", None, logs)


class BatchRecorder(Recorder):
    """Writes down batches as well."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.calls.append(("batch_begin", batch, logs))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.note("batch_end", batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self.note("test_batch_end", batch, logs)


class StopAtOnce(Recorder):
    """Asks to stop before the second epoch has begun."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        del logs
        self.model.stop_training = epoch >= 1


def _callbacks(name: str, folder: Path) -> list[Any]:
    made: dict[str, Any] = {
        "none": list,
        "early": lambda: [
            callbacks.EarlyStopping("loss", patience=0, min_delta=0.1, restore_best_weights=True)
        ],
        "plateau": lambda: [callbacks.ReduceLROnPlateau("loss", patience=0, min_delta=0.5)],
        "schedule": lambda: [callbacks.LearningRateScheduler(lambda _, rate: rate * 0.5)],
        "epochs": lambda: [Recorder()],
        "batches": lambda: [BatchRecorder()],
        "csv": lambda: [callbacks.CSVLogger(str(folder / "log.csv"))],
        "checkpoint": lambda: [
            callbacks.ModelCheckpoint(str(folder / "best.weights.h5"), save_weights_only=True)
        ],
        "nan": lambda: [callbacks.TerminateOnNaN()],
        "stop-at-once": lambda: [StopAtOnce()],
        "history": lambda: [callbacks.History()],
        "lambda": lambda: [callbacks.LambdaCallback(on_epoch_end=lambda *_: None)],
    }
    return list(made[name]())


def _cast(task: Task, dtype: str) -> Task:
    def one(array: Any) -> Any:
        if dtype == "tensor":
            return tf.constant(array)
        return array.astype(dtype) if array.dtype.kind == "f" else array

    return Task(*(keras.tree.map_structure(one, part) for part in (task.x, task.y)))


def _seed(seed: int) -> None:
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)


def build(case: Case) -> Any:
    """The compiled model of a case, with weights that depend on the case's seed alone."""
    _seed(case.seed)
    return compiled(case)


def compiled(case: Case) -> Any:
    """The compiled model of a case, with weights that come next in the random state."""
    model = NETWORKS[case.network][0]()
    options = {
        "plain": {},
        "eager": {"run_eagerly": True},
        "xla": {"jit_compile": True},
        "two-steps": {"steps_per_execution": 2},
    }[case.compile]
    loss = own_loss if case.loss == "own" else case.loss
    metrics = METRICS[case.metrics]()
    if case.network == "two-outputs" and metrics:
        metrics = {key: [value, value] for key, value in metrics.items()}
        metrics = {key: [list(map(_copy, part)) for part in both] for key, both in metrics.items()}
    model.compile(OPTIMIZERS[case.optimizer](), loss=loss, **metrics, **options)
    return model


def _copy(metric: Any) -> Any:
    return (
        type(metric).from_config(metric.get_config()) if hasattr(metric, "get_config") else metric
    )


def arguments(case: Case, chosen: Fit, folder: Path) -> dict[str, Any]:
    """The arguments of one fit of a case."""
    rows = chosen.rows
    task = _cast(task_of(case.network, rows, case.seed), case.dtype)
    given: dict[str, Any] = {
        "x": task.x,
        "y": task.y,
        "batch_size": chosen.batch_size,
        "epochs": chosen.epochs,
        "initial_epoch": chosen.initial_epoch,
        "shuffle": chosen.shuffle,
        "verbose": chosen.verbose,
        "callbacks": _callbacks(chosen.callbacks, folder),
    }
    weights = np.linspace(0.5, 2.0, rows).astype("float32")
    if chosen.weights == "sample":
        given["sample_weight"] = weights
    elif chosen.weights == "class":
        given["class_weight"] = {0: 0.5, 1: 2.0}
    return given | _validation(case, chosen)


def _validation(case: Case, chosen: Fit) -> dict[str, Any]:
    if chosen.validation == "none":
        return {}
    if chosen.validation == "split":
        return {"validation_split": 0.3}
    rows = 7
    task = _cast(task_of(case.network, rows, case.seed + 1), case.dtype)
    given: dict[str, Any] = {"validation_data": (task.x, task.y)}
    if chosen.validation == "weighted":
        given["validation_data"] += (np.linspace(0.1, 1.0, rows).astype("float32"),)
    elif chosen.validation == "batches":
        given["validation_batch_size"] = 3
    elif chosen.validation == "every-second":
        given["validation_freq"] = 2
    elif chosen.validation == "list":
        given["validation_freq"] = [2, 3]
    return given


# The time left has no unit from a minute on, and is negative after more steps than were expected.
_TIME = re.compile(
    r"-?\d+(:\d+)*s?(\x1b\[0m)? +\d+(ms|us|s)/(step|epoch)|- \d+s - \d+(ms|us|s)/step"
)


def settled(text: str, *, cut: bool = False) -> str:
    """Progress text without what depends on the clock.

    Times, the padding that follows from their width, and the updates between the first and the
    last of an epoch, of which stock shows as many as it finds time for.

    Args:
        text: what was printed.
        cut: whether an error has ended an epoch, which then has no last update.
    """
    lines = []
    for line in text.split("\n"):
        updates = [re.sub("\b", "", part).rstrip() for part in line.split("\r")]
        updates = [_TIME.sub("TIME", part) for part in updates]
        first, *others = [part for part in updates if part] or [""]
        lines.append((first, others[-1] if others else ""))
    if cut:
        lines[-1] = (lines[-1][0], "")
    return repr(lines)


def bits(value: Any) -> Any:
    """A value as something that compares equal only if every bit does, NaN included."""
    if isinstance(value, float):
        return ("float", np.float64(value).tobytes())
    if isinstance(value, dict):
        return [(key, bits(part)) for key, part in value.items()]
    if isinstance(value, (list, tuple)):
        return [bits(part) for part in value]
    return value


def state_of(model: Any, history: Any) -> dict[str, Any]:
    """What a fit has left in a model, its optimizer and its metrics, bit by bit."""
    variables = [*model.variables, *model.optimizer.variables]
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    return {
        "history": bits(history and history.history),
        "epoch": history and history.epoch,
        "params": history and history.params,
        "is the model's history": getattr(model, "history", None) is history,
        "variables": [(v.path, v.numpy().tobytes()) for v in variables],
        "metrics": [(v.path, v.numpy().tobytes()) for v in metrics],
        "flags": (model.stop_training, getattr(model, "_eval_epoch_iterator", "gone")),
    }


def random_states() -> Any:
    """Where the generators of Python, NumPy, TensorFlow and Keras' names stand."""
    generator = context.context()._rng
    return (
        random.getstate(),
        [part.tolist() if hasattr(part, "tolist") else part for part in np.random.get_state()],
        generator.getstate() if generator else None,
        keras.random.SeedGenerator().name,
    )


def observe(case: Case, *, twin: bool = False) -> list[dict[str, Any]]:
    """Builds a model and fits it again and again; what could be seen of each round.

    After the last fit the model also predicts and evaluates.

    Args:
        case: what to build and how to fit it.
        twin: whether a second model like the first, from another start, goes through the first
            half of the fits as well: it may use what the first has traced.
    """
    seen = []
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = build(case)
        for chosen in case.fits:
            given = arguments(case, chosen, Path(name))
            seen.append(_fit(model, given))
        seen.append(_use(model, given))
        if twin:
            model = compiled(case)
            for chosen in case.fits[: len(case.fits) // 2]:
                given = arguments(case, chosen, Path(name))
                seen.append(_fit(model, given))
            seen.append(_use(model, given))
    return seen


def _fit(model: Any, given: dict[str, Any]) -> dict[str, Any]:
    text = io.StringIO()
    error = None
    with contextlib.redirect_stdout(text):
        try:
            history = model.fit(**given)
        except Exception as raised:  # noqa: BLE001 - an error is part of what must be equal
            history, error = getattr(model, "history", None), _words(raised)
    state = state_of(model, history)
    state["error"] = error
    if error:
        # What stock leaves half done: metrics without values, which the next epoch resets, and
        # an iterator over the validation data, which the next fit drops.
        del state["metrics"], state["flags"]
    state["text"] = settled(text.getvalue(), cut=error is not None)
    state["calls"] = [bits(getattr(callback, "calls", [])) for callback in given["callbacks"]]
    state["random"] = random_states()
    return state


def _words(error: Exception) -> tuple[str, str]:
    """Type and message, without the source lines and function numbers TensorFlow names.

    Nor which of several like nodes failed: two at once race, in stock as well.
    """
    kept = [line for line in str(error).split("\n") if not line.startswith("  File ")]
    message = re.sub(r"__inference_\w+|\n+", " ", "\n".join(kept))
    message = re.sub(r"(node [\w/]+?)_\d+\b", r"\1", message)
    return type(error).__name__, message


def _use(model: Any, given: dict[str, Any]) -> dict[str, Any]:
    try:
        predicted = keras.tree.flatten(model.predict(given["x"], verbose=0))
        evaluated = model.evaluate(given["x"], given["y"], verbose=0, return_dict=True)
    except Exception as raised:  # noqa: BLE001 - an error is part of what must be equal
        return {"error": _words(raised)}
    return {"predicted": [part.tobytes() for part in predicted], "evaluated": bits(evaluated)}


def differences(expected: list[dict[str, Any]], got: list[dict[str, Any]]) -> list[str]:
    """Names of what differs, by round; empty if nothing does."""
    found = []
    for number, (ours, theirs) in enumerate(zip(got, expected, strict=True)):
        names = theirs.keys() | ours.keys()
        found += [f"round {number}: {name}" for name in names if ours.get(name) != theirs.get(name)]
    return found

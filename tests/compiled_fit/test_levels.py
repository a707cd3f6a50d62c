"""Which level a fit gets, and the reason given for it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import Level, decide, keras_internals
from tests.compiled_fit.models import NETWORKS, task_of
from tests.compiled_fit.small import X, Y, xor_model
from tests.compiled_fit.trial import BatchRecorder, Recorder

DATA = {"x": X, "y": Y}
callbacks = keras.callbacks

BY_ARGUMENTS: dict[str, tuple[dict[str, Any], Level, str]] = {
    "plain": (DATA, Level.WHOLE_RUN, "nobody watching"),
    "tensors": ({"x": tf.constant(X), "y": tf.constant(Y)}, Level.WHOLE_RUN, "Plain"),
    "whole numbers": ({"x": X.astype(int), "y": Y.astype(int)}, Level.WHOLE_RUN, "Plain"),
    "validation": (DATA | {"validation_data": (X, Y)}, Level.WHOLE_RUN, "Plain"),
    "split": (DATA | {"validation_split": 0.5}, Level.WHOLE_RUN, "Plain"),
    "class weight": (DATA | {"class_weight": {0: 2.0}}, Level.WHOLE_RUN, "Plain"),
    "history": (DATA | {"callbacks": [callbacks.History()]}, Level.WHOLE_RUN, "Plain"),
    "early stopping": (
        DATA | {"callbacks": [callbacks.EarlyStopping("loss")]},
        Level.PER_EPOCH,
        "EarlyStopping watches every epoch",
    ),
    "one callback": (DATA | {"callbacks": Recorder()}, Level.PER_EPOCH, "Recorder"),
    "checkpoint": (
        DATA | {"callbacks": [callbacks.ModelCheckpoint("x.keras")]},
        Level.PER_EPOCH,
        "ModelCheckpoint",
    ),
    "checkpoint by batch": (
        DATA | {"callbacks": [callbacks.ModelCheckpoint("x.keras", save_freq=2)]},
        Level.NO_TF_DATA,
        "watches every batch",
    ),
    "batches": (DATA | {"callbacks": [BatchRecorder()]}, Level.NO_TF_DATA, "BatchRecorder"),
    "nan": (DATA | {"callbacks": [callbacks.TerminateOnNaN()]}, Level.NO_TF_DATA, "batch"),
    "board": (DATA | {"callbacks": [callbacks.TensorBoard("x")]}, Level.NO_TF_DATA, "TensorBoard"),
    "every second": (
        DATA | {"validation_data": (X, Y), "validation_freq": 2},
        Level.PER_EPOCH,
        "Validation does not follow",
    ),
    "dataset": (
        {"x": tf.data.Dataset.from_tensors((X, Y))},
        Level.STOCK,
        "not only arrays",
    ),
    "lists": ({"x": X.tolist(), "y": Y.tolist()}, Level.STOCK, "not only arrays"),
    "generator": ({"x": (batch for batch in [(X, Y)])}, Level.STOCK, "not only arrays"),
    "text": ({"x": np.array([["a"]]), "y": Y[:1]}, Level.STOCK, "not only arrays"),
    "steps": (DATA | {"steps_per_epoch": 2}, Level.STOCK, "steps per epoch"),
    "no epochs": (DATA | {"epochs": 0}, Level.STOCK, "positive whole number"),
    "trained": (DATA | {"initial_epoch": 1}, Level.STOCK, "no epoch to train"),
    "broken rows": ({"x": X, "y": Y[:2]}, Level.STOCK, "differ in their number of rows"),
    "callback list": (
        DATA | {"callbacks": callbacks.CallbackList([])},
        Level.STOCK,
        "CallbackList",
    ),
    "strange": (DATA | {"epochs": 2.5}, Level.STOCK, "whole number"),
}


@pytest.mark.parametrize("name", BY_ARGUMENTS)
def test_level_by_arguments(name: str) -> None:
    given, level, reason = BY_ARGUMENTS[name]
    decision = decide(xor_model(), given)
    assert (decision.level, reason in decision.reason) == (level, True), decision


OWN_METRIC: dict[str, Any] = {"metrics": [lambda y, p: tf.reduce_mean(y - p)]}
BY_COMPILE: dict[str, tuple[dict[str, Any], Level]] = {
    "plain": ({}, Level.WHOLE_RUN),
    "auc": ({"metrics": ["AUC"]}, Level.PER_EPOCH),
    "metric of Keras": ({"metrics": [keras.metrics.BinaryAccuracy()]}, Level.WHOLE_RUN),
    "own metric": (OWN_METRIC, Level.PER_EPOCH),
    "eager": ({"run_eagerly": True}, Level.NO_TF_DATA),
    "xla": ({"jit_compile": True}, Level.NO_TF_DATA),
    "two steps": ({"steps_per_execution": 2}, Level.NO_TF_DATA),
    "scaled": (
        {"optimizer": keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD())},
        Level.NO_TF_DATA,
    ),
}


@pytest.mark.parametrize("name", BY_COMPILE)
def test_level_by_compile(name: str) -> None:
    options, level = BY_COMPILE[name]
    assert decide(xor_model(**options), DATA).level is level


def test_operations_of_tensorflow_are_heard_no_more_than_keras() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, tf.nn.sigmoid)])
    model.compile("adam", "mse")
    assert decide(model, DATA | {"validation_split": 0.5}).level is Level.WHOLE_RUN


QUIETLY = DATA | {"verbose": 0}
BY_HEARING = {
    "nothing": (QUIETLY, Level.WHOLE_RUN),
    "validation": (QUIETLY | {"validation_split": 0.5}, Level.NO_TF_DATA),
    "epochs": (DATA, Level.PER_EPOCH),
    "callbacks": (QUIETLY | {"callbacks": [callbacks.EarlyStopping("loss")]}, Level.PER_EPOCH),
    "both parts of an epoch": (DATA | {"validation_split": 0.5}, Level.NO_TF_DATA),
}


@pytest.mark.parametrize("name", BY_HEARING)
def test_level_of_code_that_may_print_by_what_else_is_printed(name: str) -> None:
    given, level = BY_HEARING[name]
    assert decide(xor_model(**OWN_METRIC), given).level is level


@pytest.mark.parametrize("name", NETWORKS)
def test_level_by_network(name: str) -> None:
    model = NETWORKS[name][0]()
    model.compile("sgd", "mse")
    task = task_of(name, 4, 0)
    stepwise = {"subclassed", "own-step", "own-layer", "lambda", "stateful-noise", "two-outputs"}
    expected = Level.NO_TF_DATA if name in stepwise else Level.WHOLE_RUN
    if name == "normalization":  # its plain tensors do not tell that they come from Keras
        expected = Level.PER_EPOCH
    assert decide(model, {"x": task.x, "y": task.y}).level is expected


def test_uncompiled_model_is_left_to_stock() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    decision = decide(model, DATA)
    assert decision.level is Level.STOCK
    assert "not been compiled" in decision.reason


def test_untested_keras_is_left_to_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras_internals, "TESTED_KERAS", ("3.14.0",))
    decision = decide(xor_model(), DATA)
    assert decision.level is Level.STOCK
    assert keras.__version__ in decision.reason
    assert "not been tested" in decision.reason


def test_untested_tensorflow_is_left_to_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras_internals, "TESTED_TENSORFLOW", ("2.20",))
    decision = decide(xor_model(), DATA)
    assert decision.level is Level.STOCK
    assert f"TensorFlow {tf.__version__}" in decision.reason


def test_the_tensorflow_that_is_installed_here_is_tested() -> None:
    assert keras_internals.tensorflow_is_tested()


def test_replaced_train_function_is_left_to_stock() -> None:
    model = xor_model()
    model.train_function = lambda _: {}
    assert decide(model, DATA).level is Level.STOCK


def test_unknown_argument_is_the_callers_error() -> None:
    with pytest.raises(TypeError):
        decide(xor_model(), {"epoch": 3})

"""Right work in other number types, and behind layers that keep numbers of their own."""

from __future__ import annotations

import pytest

from autograder.course import loader
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.records import Grade, Outcome, Submission
from autograder.results.graded import Settings
from tests.conftest import daily
from tests.support.places import ROOT

HEAD = """
import numpy as np
import keras
import tensorflow as tf
keras.utils.set_random_seed(7)
"""
DATA = """
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
Dense, layers = keras.layers.Dense, keras.layers
"""
NET = 'Dense(1, activation="sigmoid")'
TAIL = """
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
model.fit(x_train, y_train, epochs=300, verbose=0)
"""
ANSWERS = "\nmax_accuracy = 0.75\ncan_learn_xor = False\n"
PREDICT = "model.predict(x_test, verbose=0)"
ADAPTED = "norm = layers.Normalization()\nnorm.adapt(x_train)\n"

NETWORKS = {
    "normalization": (ADAPTED, "norm, " + NET),
    "normalization-of-all-columns": (ADAPTED.replace("()\n", "(axis=None)\n"), "norm, " + NET),
    "normalization-with-given-numbers": (
        "",
        "layers.Normalization(mean=[0.5, 0.5], variance=[0.25, 0.25]), " + NET,
    ),
    "normalization-of-batches": (
        "",
        f"layers.BatchNormalization(center=False, scale=False), {NET}",
    ),
    "rescaling": ("", f"layers.Rescaling(2.0, offset=-1.0), {NET}"),
}
POLICIES = {
    "bfloat16": 'keras.config.set_dtype_policy("bfloat16")',
    "float16": 'keras.config.set_dtype_policy("float16")',
    "mixed-bfloat16": 'tf.keras.mixed_precision.set_global_policy("mixed_bfloat16")',
    "mixed-float16": 'keras.mixed_precision.set_dtype_policy("mixed_float16")',
    "float64": 'keras.config.set_floatx("float64")',
}
PREDICTIONS = {
    "list": f"{PREDICT}.tolist()",
    "four-decimals": f"np.round({PREDICT}, 4)",
    "float16": f"{PREDICT}.astype(np.float16)",
    "float64": f"{PREDICT}.astype(np.float64)",
    "tensor": f"tf.constant({PREDICT})",
    "bfloat16-tensor": f"tf.cast({PREDICT}, tf.bfloat16)",
    "variable": f"tf.Variable({PREDICT})",
}
# Fewer epochs, so that the predictions are nowhere near what they would be confused with.
FEW = TAIL.replace("epochs=300", "epochs=5")
WRONG = {
    "rows-in-reverse-as-float16": f"{PREDICT}[::-1].astype(np.float16)",
    "another-models-as-bfloat16": f"tf.cast({PREDICT} * 0.97, tf.bfloat16)",
    "one-number-for-all-rows": f"np.full((4, 1), {PREDICT}.mean(), np.float16)",
    "three-decimals": f"np.round({PREDICT}, 3)",
}


def source(before: str = "", parts: str = NET, policy: str = "", prediction: str = PREDICT) -> str:
    model = f"model = keras.Sequential([keras.Input((2,)), {parts}])"
    return HEAD + policy + DATA + before + model + TAIL + f"prediction = {prediction}" + ANSWERS


def grade(text: str, workers: Workers) -> Grade:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-logistic")
    submission = Submission("kim", text.encode(), "kim.py")
    return grade_submission(submission, assignment, workers, Settings()).grade


def lost(graded: Grade) -> dict[str, str]:
    return {one.name: one.message.en for one in graded.checks if one.outcome is not Outcome.PASSED}


@pytest.mark.parametrize("name", daily([], NETWORKS, more=["normalization"]))
def test_layers_that_keep_numbers_cost_nothing(name: str, workers: Workers) -> None:
    before, parts = NETWORKS[name]
    assert lost(grade(source(before, parts), workers)) == {}


@pytest.mark.parametrize("name", daily([], POLICIES, more=["mixed-bfloat16"]))
def test_any_precision_is_right(name: str, workers: Workers) -> None:
    assert lost(grade(source(policy=POLICIES[name]), workers)) == {}


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_is_right_in_any_type(name: str, workers: Workers) -> None:
    assert lost(grade(source(prediction=PREDICTIONS[name]), workers)) == {}


@pytest.mark.parametrize("name", WRONG)
def test_a_coarse_type_hides_no_wrong_prediction(name: str, workers: Workers) -> None:
    text = source(prediction=WRONG[name]).replace(TAIL, FEW)
    assert "prediction_own" in lost(grade(text, workers))


@pytest.mark.thorough
def test_what_normalization_adds_to_the_count_is_said(workers: Workers) -> None:
    found = lost(grade(source(parts=f"layers.BatchNormalization(), {NET}"), workers))
    assert set(found) == {"parameters"}
    assert "with 7 parameters" in found["parameters"]
    assert "4 numbers that training does not change" in found["parameters"]
    assert "4 of them belong to BatchNormalization" in found["parameters"]

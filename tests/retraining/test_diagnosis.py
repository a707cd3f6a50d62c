"""Why a run fell short: read off records of real trainings, and told with its certainty."""

from __future__ import annotations

import json
import math
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking import own_facts
from autograder.evidence import FitEvidence, pack_array
from autograder.records import NO_TEXT, Text
from autograder.retraining.accuracy import keras_accuracy
from autograder.retraining.diagnosis import (
    diagnose,
    diagnose_loss,
    on_threshold,
    still_falling,
)
from autograder.retraining.training_table import any_table, other_table

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)
AS_GIVEN = " Use `x_train` and `y_train` as they are given."


def trained(
    *,
    hidden: str | None = "tanh",
    output: str | None = "sigmoid",
    loss: Any = "binary_crossentropy",
    optimizer: Any = None,
    epochs: int = 30,
    y: Any = Y,
    initializer: str = "glorot_uniform",
    nodes: int = 1,
) -> Text:
    """What is said of a network that is built, trained with stock Keras and recorded."""
    keras.utils.set_random_seed(2)
    dense = keras.layers.Dense(3, activation=hidden, kernel_initializer=initializer)
    model = keras.Sequential([keras.Input((2,)), dense, keras.layers.Dense(nodes, output)])
    model.compile(loss=loss, optimizer=optimizer or keras.optimizers.Adam(0.05))
    before = [np.array(weight) for weight in model.get_weights()]
    losses = []
    for _ in range(epochs):
        model.reset_metrics()
        losses.append(float(np.ravel(model.train_on_batch(X, np.asarray(y)))[0]))
    fit = FitEvidence(
        epochs=epochs, epochs_asked=epochs, batch_size=4, samples=4, shuffle=True, seconds=0.1,
        level="stock", reason="", compiled=json.dumps(model.get_compile_config()), arguments={},
        history={"loss": tuple(one if math.isfinite(one) else None for one in losses)},
        x=pack_array(X), y=pack_array(np.asarray(y, np.float32)),
        initial_weights=tuple(map(pack_array, before)),
    )  # fmt: skip
    return diagnose(model, (fit,), model.predict_on_batch(X), X, Y)


SGD = keras.optimizers.SGD
REASONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "linear hidden layer": (
        {"hidden": None}, "a linear hidden layer makes the network one straight line again",
        "선형 은닉층은 신경망을 다시 직선 하나로 만들어",
    ),
    "linear hidden layer, other labels": (
        {"hidden": None, "y": 1 - Y}, "makes the network one straight line again", "직선 하나로",
    ),
    "dead ReLUs": (
        {"hidden": "relu", "optimizer": SGD(50.0)},
        "Of the 3 ReLU nodes of the hidden layer all give 0", "3개가 모두 모든 입력에 대해 0을",
    ),
    "softmax of one node": (
        {"output": "softmax"}, "A softmax over a single node always gives 1",
        "출력이 언제나 1입니다",
    ),
    "categorical loss, one node": (
        {"loss": "categorical_crossentropy"}, "`categorical_crossentropy` is for one output node a",
        "`categorical_crossentropy` 손실은 노드가 클래스마다",
    ),
    "no probabilities": (
        {"output": None}, "needs probabilities, but the output layer's activation is `linear`",
        "출력층의 활성화 함수가 `linear`입니다",
    ),
    "hinge": ({"loss": "hinge"}, "`hinge` is for labels -1 and 1", "정답이 -1과 1일 때"),
    "NaN": (
        {"output": None, "loss": "mse", "optimizer": SGD(20.0)},
        "The loss became NaN in epoch ", "숫자가 아닌 값(NaN)이 되었습니다. 학습률(20)이",
    ),
    "jumping loss": (
        {"optimizer": keras.optimizers.Adam(30.0), "epochs": 200},
        "jumps up and down instead of falling: the learning rate (30)",
        "크게 오르내립니다. 학습률(30)이",
    ),
    "tiny rate": (
        {"optimizer": SGD(1e-6)}, "The loss stood still over 30 epochs (", "30번의 에포크 동안",
    ),
    "tiny rate, its number": (
        {"optimizer": SGD(1e-6)}, "The learning rate (1e-06) is too small",
        "학습률(1e-06)이 너무 작",
    ),
    "zero weights": (
        {"initializer": "zeros"}, "All weights of a layer start at the same value",
        "한 층의 가중치가 모두 같은 값에서",
    ),
    "labels of XNOR": (
        {"y": 1 - Y, "epochs": 200}, "(1, 0, 0, 1) are those of XNOR", "(1, 0, 0, 1), 즉 XNOR의",
    ),
    "labels of OR": (
        {"y": [[0], [1], [1], [1]], "epochs": 200}, "(0, 1, 1, 1) are those of OR", "즉 OR의 정답",
    ),
    "labels in another order": (
        {"y": [[1], [0], [1], [0]], "epochs": 200},
        "The labels are not those of the table: (1, 0, 1, 0), of which 2 are wrong.",
        "(1, 0, 1, 0): 4줄 중 2줄이 다릅니다",
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::SyntaxWarning")  # of Keras, on losses
@pytest.mark.parametrize("name", REASONS)
def test_a_reason_is_told(name: str) -> None:
    facts, en, ko = REASONS[name]
    said = trained(**facts)
    assert en in said.en
    assert ko in said.ko


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"epochs": 3},
        {"hidden": "relu"},
        {"optimizer": SGD(0.5)},
        # Keras takes the sigmoid off again by itself.
        {"loss": keras.losses.BinaryCrossentropy(from_logits=True)},
    ],
)
def test_an_ordinary_run_that_is_only_short_has_no_other_reason(facts: dict[str, Any]) -> None:
    assert trained(**facts) == NO_TEXT


def test_a_linear_network_is_no_reason_where_one_line_is_enough() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    labels = np.array([[0], [1], [1], [1]])
    assert diagnose(model, (), np.full((4, 1), 0.2), X, labels) == NO_TEXT


@pytest.mark.parametrize("model", [None, object(), keras.Sequential([keras.layers.Dense(1)])])
def test_what_can_not_be_read_has_no_reason(model: Any) -> None:
    assert diagnose(model, (), np.full((4, 1), 0.2), X, Y) == NO_TEXT


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([0.5, 0.5, 0.5, 0.5], "All 4 outputs sit on the threshold 0.5"),
        ([0.5, 0.9, 0.1, 0.2], "One of 4 outputs sits on the threshold"),
        ([0.5, 0.9, 0.1, 0.50001], "2 of 4 outputs sit on the threshold"),
        ([0.1, 0.9, 0.6, 0.4], ""),
    ],
)
def test_outputs_on_the_threshold_are_a_sentence_of_their_own(
    outputs: list[float], said: str
) -> None:
    assert on_threshold(np.array(outputs)[:, None]).en.startswith(said)
    assert bool(on_threshold(np.array(outputs)[:, None]).ko) is bool(said)


@pytest.mark.parametrize("outputs", [[0.5] * 4, [0.49, 0.51, 0.2, 0.9], [math.nan] * 4])
def test_accuracy_is_what_the_metric_of_keras_says(outputs: list[float]) -> None:
    metric = keras.metrics.BinaryAccuracy()
    predictions = np.array(outputs, np.float32)[:, None]
    metric.update_state(Y, predictions)
    assert keras_accuracy(predictions, Y) == pytest.approx(float(metric.result()))


def test_accuracy_of_several_outputs_is_by_the_largest() -> None:
    predictions = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3], [0.8, 0.2]])
    assert keras_accuracy(predictions, Y) == 0.75
    assert keras_accuracy(predictions[:3], Y) == 0.0


TABLES: dict[str, tuple[Any, Any, str]] = {
    "as given": (X, Y, ""),
    "in another order": (X[::-1], Y[::-1], ""),
    "one-hot": (X, np.hstack([1 - Y, Y]), ""),
    "one-hot, columns swapped": (X, np.hstack([Y, 1 - Y]), "(1, 0, 0, 1) are those of XNOR."),
    "NAND": (X, [1, 1, 1, 0], "(1, 1, 1, 0) are those of NAND."),
    "NOR": (X, [1, 0, 0, 0], "(1, 0, 0, 0) are those of NOR."),
    "three rows": (X[:3], Y[:3], "1 of the table's 4 rows is not in the training data."),
    "two rows": (X[:2], Y[:2], "2 of the table's 4 rows are not in the training data."),
    "one row more": (
        np.vstack([X, [[2, 2]]]), [0, 1, 1, 0, 1], "The training data have 1 row beside the table.",
    ),
    "contradicting": (
        np.vstack([X, X]), [*Y.ravel(), *(1 - Y.ravel())], "The same input stands there with",
    ),
    "-1 and 1": (X, 2 * Y - 1, "The labels are -1 and 1 instead of 0 and 1."),
    "inputs -1 and 1": (2 * X - 1, Y, "The inputs are -1 and 1 instead of 0 and 1."),
    "inputs of 255": (255 * X + 2, Y, "The inputs trained on are not those of the table."),
    "one column": (X[:, :1], Y, "The training data have the shape `(4, 1)`"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_another_table_is_told(name: str) -> None:
    x, y, said = TABLES[name]
    found = other_table(x, y, X, Y)
    assert (said in found.en) if said else found == NO_TEXT
    assert found.en.endswith(AS_GIVEN) is bool(said)
    assert bool(found.ko) is bool(said)


def test_data_that_were_not_recorded_are_no_other_table() -> None:
    assert other_table(None, Y, X, Y) == NO_TEXT
    assert any_table((), X, Y) == NO_TEXT


FACTS = {
    "two softmax nodes": ([keras.layers.Dense(2, "softmax")], "is one probability, from a single"),
    "no bias": ([keras.layers.Dense(1, use_bias=False)], "One layer has no bias"),
    "linear output": ([keras.layers.Dense(1)], "is 2 → 1 (linear), with 3 parameters in all."),
    "PReLU": (
        [keras.layers.Dense(3), keras.layers.PReLU(), keras.layers.Dense(1, "sigmoid")],
        "is 2 → 3 → PReLU → 1 (sigmoid), with 16 parameters in all. 3 of them are PReLU's",
    ),
    "batch normalization": (
        [keras.layers.Dense(2, "tanh"), keras.layers.BatchNormalization(), keras.layers.Dense(1)],
        "4 of them belong to BatchNormalization, which learns a scale and a shift for each column",
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_student_is_told_what_was_built(name: str) -> None:
    layers, said = FACTS[name]
    text = own_facts.network("model_2", keras.Sequential([keras.Input((2,)), *layers]))
    assert text.en.startswith("`model_2` is 2 → ")
    assert text.ko.startswith("`model_2`는 2 → ")
    assert said in text.en


def recorded(*losses: float | None, loss: str = "mse", y: Any = Y) -> FitEvidence:
    """A training of this loss curve."""
    return FitEvidence(
        epochs=len(losses), epochs_asked=len(losses), batch_size=4, samples=4, shuffle=True,
        seconds=0.1, level="stock", reason="", compiled=json.dumps({"loss": loss}), arguments={},
        history={"loss": losses}, x=pack_array(X), y=pack_array(np.asarray(y, np.float32)),
    )  # fmt: skip


def test_a_loss_that_falls_in_its_last_tenth_has_not_come_to_rest() -> None:
    assert still_falling([recorded(*(1 / n for n in range(1, 40)))])
    assert not still_falling([recorded(*([1.0] + [0.25] * 40))])
    assert not still_falling([recorded(*(n / 40 for n in range(1, 40)))])
    assert not still_falling([recorded(1.0)])
    assert not still_falling([recorded(None, None)])


def test_a_loss_that_does_not_get_there_is_diagnosed_by_its_record_alone() -> None:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
    outputs = model.predict_on_batch(X)

    def said(fit: FitEvidence) -> str:
        return diagnose_loss(model, (fit,), outputs, X, Y).en

    falling = [1 / n for n in range(1, 40)]
    assert said(recorded(*falling)) == ""  # one straight line is what was asked for
    assert "are those of AND" in said(recorded(*falling, y=[[0], [0], [0], [1]]))
    assert "became NaN in epoch 3" in said(recorded(1.0, 2.0, None))
    assert "stood still over 30 epochs" in said(recorded(*[0.7] * 30))


def test_columns_given_one_by_one_are_named() -> None:
    told = other_table(np.stack([X[:, :1], X[:, 1:]]), Y, X, Y)
    assert "the columns of the inputs one by one" in told.en
    assert "배열 하나로" in told.ko

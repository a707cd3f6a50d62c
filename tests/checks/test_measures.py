"""The helpers of the checks: right on what is right, and never an exception on anything else."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import measures as m
from autograder.checks.losses import probabilities
from autograder.records import NO_TEXT
from autograder.retraining.training_table import other_table
from autograder.util.digests import weights_digest

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [[0], [1], [1], [0]]


def weighted(*shapes: tuple[int, ...]) -> Any:
    """A model known by its weights only, as one that could not be rebuilt is."""
    return SimpleNamespace(weights=[np.zeros(shape) for shape in shapes])


# --- models -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shapes", "count", "nodes"),
    [
        ([], 0, ()),
        ([(2, 1), (1,)], 3, (1,)),
        ([(2, 3), (3,), (3, 1), (1,)], 13, (3, 1)),
        ([(2, 2), (2,), (2, 3), (3,), (3, 1), (1,)], 19, (2, 3, 1)),
        ([(3, 1), (1,), (2, 3), (3,)], 13, (3, 1)),  # output named before hidden layer
        ([(2, 3), (3,), (5, 1), (1,)], 15, (3, 1)),  # no chain: as they come
        ([(2, 1)] * 7, 14, (1,) * 7),
        ([(2, 4), (4,), (4,), (4,), (4, 1)], 24, (4, 1)),  # a normalisation in between
    ],
)
def test_sizes_are_read_off_weights(shapes: Any, count: int, nodes: Any) -> None:
    assert m.parameters(weighted(*shapes)) == count
    assert m.widths(weighted(*shapes)) == nodes
    assert m.hidden_widths(weighted(*shapes)) == nodes[:-1]


def sequential(*layers: Any) -> Any:
    import keras

    return keras.Sequential([keras.layers.Input(shape=(2,)), *layers])


def test_output_activation_of_keras_models() -> None:
    import keras

    dense, layers = keras.layers.Dense, keras.layers
    assert m.output_activation(sequential(dense(1, activation="sigmoid"))) == "sigmoid"
    assert m.output_activation(sequential(dense(1), layers.Activation("sigmoid"))) == "sigmoid"
    assert m.output_activation(sequential(dense(1))) == "linear"
    assert m.output_activation(sequential(dense(1, activation="tanh"))) == "tanh"
    tail = sequential(dense(1, activation="sigmoid"), layers.Activation("linear"), layers.Flatten())
    assert m.output_activation(tail) == "sigmoid"
    assert m.output_activation(sequential(dense(2), layers.Softmax())) == "softmax"
    inputs = keras.Input((2,))
    functional = keras.Model(inputs, keras.ops.sigmoid(dense(1)(inputs)))
    assert m.output_activation(functional) == "sigmoid"
    nested = sequential(sequential(dense(1, activation="sigmoid")))
    assert m.output_activation(nested) == "sigmoid"


def test_output_activation_of_anything_else_is_unknown() -> None:
    assert m.output_activation(weighted((2, 1))) == ""
    assert m.output_activation(None) == ""
    assert m.output_activation(SimpleNamespace(layers=[])) == ""


def test_sigmoid_is_recognised_by_its_formula() -> None:
    kernel, bias = np.array([[0.7], [-0.4]]), np.array([0.2])
    opaque = SimpleNamespace(weights=[kernel, bias])
    z = np.asarray(X) @ kernel + bias
    assert m.ends_in_sigmoid(opaque, X, m.sigmoid(z))
    assert not m.ends_in_sigmoid(opaque, X, z)
    assert not m.ends_in_sigmoid(opaque, X, np.tanh(z))
    without_bias = SimpleNamespace(weights=[kernel])
    assert m.ends_in_sigmoid(without_bias, X, m.sigmoid(z - bias))


def test_sigmoid_of_an_unreadable_deep_model_is_judged_by_its_range() -> None:
    deep = weighted((2, 3), (3,), (3, 1), (1,))
    assert m.ends_in_sigmoid(deep, X, [0.1, 0.9, 0.8, 0.2])
    assert not m.ends_in_sigmoid(deep, X, [-0.1, 0.9, 0.8, 0.2])
    assert not m.ends_in_sigmoid(deep, X, [1.0, 1.0, 1.0, 1.0])


def test_sigmoid_of_keras_models() -> None:
    import keras

    dense = keras.layers.Dense
    outputs = np.full((4, 1), 0.5)
    assert m.ends_in_sigmoid(sequential(dense(1, activation="sigmoid")), X, outputs)
    assert not m.ends_in_sigmoid(sequential(dense(1)), X, outputs)
    hidden = sequential(dense(2, activation="tanh"), dense(1))
    assert not m.ends_in_sigmoid(hidden, X, outputs)  # its layers say so, whatever the range


def fit(*final: Any, epochs: int = 1) -> Any:
    """A recorded fit, as far as its end is concerned."""
    from autograder.evidence import pack_array

    return SimpleNamespace(
        epochs=epochs, final_weights=tuple(pack_array(np.asarray(w, "float32")) for w in final)
    )


def test_left_by_training() -> None:
    kernel, bias, changed = [[0.1], [0.2]], [math.nan], [[0.1], [0.3]]
    model = SimpleNamespace(weights=[np.asarray(kernel, "float32"), np.asarray(bias, "float32")])
    assert m.left_by_training(model, [fit(kernel, bias)])
    assert m.left_by_training(model, [fit(bias, kernel)])  # in another order
    assert m.left_by_training(model, [fit(kernel, bias), fit(changed, bias)])  # went back to it
    unknown = SimpleNamespace(epochs=1, final_weights=None, final_digest="")
    assert m.left_by_training(model, [unknown])
    large = SimpleNamespace(**vars(unknown) | {"final_digest": weights_digest(model.weights)})
    assert m.left_by_training(model, [large])
    assert m.left_by_training(SimpleNamespace(weights=model.weights[::-1]), [large])
    other = SimpleNamespace(weights=[model.weights[0] + np.float32(1e-6), model.weights[1]])
    assert not m.left_by_training(other, [large])
    assert not m.left_by_training(model, [])
    assert not m.left_by_training(model, [fit(changed, bias)])
    assert not m.left_by_training(model, [fit(kernel)])
    assert not m.left_by_training(model, [fit(kernel, bias, epochs=0)])


# --- arrays -----------------------------------------------------------------------------


def test_close_minds_order_but_not_shape() -> None:
    p = np.array([[0.1], [0.9], [0.8], [0.2]])
    assert m.close(p, p.T)
    assert m.close(p, p + 5e-5)
    assert not m.close(p, p + 5e-4)
    assert not m.close(p, p[::-1])
    assert not m.close(p, p[:3])
    assert m.close([math.nan, 1.0], [math.nan, 1.0])
    assert m.close([1e6], [1e6 + 10])  # relative above 1


def test_own_prediction_accepts_the_sigmoid_of_logits() -> None:
    import keras

    logits = np.array([[-3.0], [2.0], [2.5], [-1.0]])
    linear = sequential(keras.layers.Dense(1))
    squashed = sequential(keras.layers.Dense(1, activation="sigmoid"))
    assert m.own_prediction(linear, logits, logits)
    assert m.own_prediction(linear, m.sigmoid(logits), logits)
    assert not m.own_prediction(squashed, m.sigmoid(logits), logits)
    assert not m.own_prediction(linear, m.sigmoid(logits)[::-1], logits)


@pytest.mark.parametrize(("name", "step"), [("float16", 2.0**-10), ("bfloat16", 2.0**-7)])
def test_a_coarse_type_is_off_by_one_of_its_own_steps_at_most(name: str, step: float) -> None:
    import ml_dtypes

    outputs = np.array([[0.71264], [0.31234567], [0.9], [0.1]], np.float32)
    coarse = outputs.astype(ml_dtypes.bfloat16 if name == "bfloat16" else name)
    assert m.own_prediction(None, coarse, outputs)
    assert not m.own_prediction(None, coarse.astype(np.float32), outputs)
    assert not m.own_prediction(None, (outputs * (1 + 4 * step)).astype(coarse.dtype), outputs)


def test_one_number_for_all_rows_is_no_prediction_of_outputs_that_differ() -> None:
    outputs = np.array([[0.49997], [0.50003], [0.5], [0.5]])
    assert m.own_prediction(None, outputs, outputs)
    assert m.own_prediction(None, np.full((4, 1), 0.5), np.full((4, 1), 0.5))
    assert not m.own_prediction(None, np.full((4, 1), 0.5), outputs)


def test_decimals_that_were_kept_are_counted() -> None:
    outputs = np.array([[0.71234], [0.31234]])
    assert m.decimals_kept([[0.7], [0.3]], outputs) == 1
    assert m.decimals_kept([[0.712], [0.312]], outputs) == 3
    assert m.decimals_kept(outputs, outputs) is None
    assert m.decimals_kept([[0.7]], outputs) is None


def test_numbers_that_training_does_not_find_are_no_parameters() -> None:
    import keras

    layers, dense = keras.layers, keras.layers.Dense
    assert m.parameters(sequential(layers.Normalization(), dense(1))) == 3
    assert m.parameters(sequential(layers.BatchNormalization(), dense(1))) == 7
    assert m.parameters(sequential(sequential(layers.Normalization()), dense(1))) == 3
    assert m.parameters(sequential(dense(3, trainable=False), dense(1))) == 13
    assert m.parameters(sequential(layers.Dropout(0.5), layers.PReLU(), dense(1))) == 5


def test_rounded_means_only_zero_and_one() -> None:
    assert m.is_rounded([[0], [1]])
    assert m.is_rounded(np.array([True, False]))
    assert not m.is_rounded([0.0, 0.999])


def test_sigmoid_does_not_overflow() -> None:
    assert m.sigmoid([-1e6, 0.0, 1e6]).tolist() == [0.0, 0.5, 1.0]
    assert m.sigmoid(1.0) == pytest.approx(1 / (1 + math.exp(-1)))


def test_accuracy() -> None:
    assert m.accuracy([[0.1], [0.9], [0.9], [0.1]], Y) == 1.0
    assert m.accuracy([0.1, 0.9, 0.4, 0.1], Y) == 0.75
    assert m.accuracy([0.1, 0.9], Y) == 0.0
    assert m.accuracy([], []) == 0.0
    assert m.accuracy([0.3], [1], threshold=0.2) == 1.0


@pytest.mark.parametrize("labels", [[2, 0], [[2], [0]], [[0, 0, 1], [1, 0, 0]]])
def test_accuracy_of_classes(labels: Any) -> None:
    assert m.accuracy([[0.1, 0.2, 0.7], [0.5, 0.4, 0.1]], labels) == 1.0
    assert m.accuracy([[0.1, 0.2, 0.7], [0.4, 0.5, 0.1]], labels) == 0.5
    assert m.accuracy([[0.1, 0.2, 0.7], [math.nan, 0, 0]], labels) == 0.5
    assert m.accuracy([[0.1, 0.2, 0.7]], labels) == 0.0
    assert m.accuracy([[0.1, 0.9], [0.8, 0.2]], labels) == 0.5  # no column of 2


def test_of_class_one_takes_the_second_column() -> None:
    assert m.of_class_one([[0.9, 0.1], [0.2, 0.8]]).tolist() == [0.1, 0.8]
    assert m.of_class_one([[0.1], [0.8]]).tolist() == [0.1, 0.8]


@pytest.mark.parametrize(
    ("x", "y", "same"),
    [
        (X, Y, True),
        (X[::-1], Y[::-1], True),
        (X * 3, Y * 3, True),
        (X, [0, 1, 1, 0], True),
        (X, [[1, 0], [0, 1], [0, 1], [1, 0]], True),  # one-hot
        (X, [[False], [True], [True], [False]], True),
        (X, [[0], [1], [1], [1]], False),  # OR
        (X, [[1], [0], [0], [1]], False),  # XNOR
        (X[:3], Y[:3], False),
        ([*X, [1, 1]], [*Y, [1]], False),  # a row that says both
        (X, Y[:3], False),
        ([[-1, -1], [-1, 1], [1, -1], [1, 1]], Y, False),
        ([[0], [1], [1], [0]], Y, False),
        ([0, 1, 1, 0], Y, False),
        (np.zeros((0, 2)), np.zeros((0, 1)), False),
        (np.full((4, 2), np.nan), Y, False),
        (None, Y, True),  # not recorded
        (X, None, True),
    ],
)
def test_same_table(x: Any, y: Any, same: bool) -> None:
    assert m.same_table(x, y, X, Y) is same


@pytest.mark.parametrize(
    ("x", "y", "inputs", "labels", "same"),
    [
        (np.array([36.6, 100.1], np.float32), [1.5, 2], [[36.6], [100.1]], [[1.5], [2]], True),
        ([0.0, 1.0], [3, 5], [[0], [1]], [[3], [5]], True),  # `fit` makes a column of it
        ([0.0, 1.0], [3, 6], [[0], [1]], [[3], [5]], False),
        (X, np.eye(3)[[0, 2, 1, 0]], X, [[0], [2], [1], [0]], True),  # to_categorical
        (X, np.eye(3)[[0, 2, 1, 1]], X, [[0], [2], [1], [0]], False),
        (X, [[99, 0], [98, 1], [0, 1], [1, 0]], X, Y, False),  # two numbers a row are no class
        ([1, 2, 3], [2, 4, 6], [1, 2, 3], [2, 4, 6], True),  # as slides write a line
        ([[1], [2], [3]], [[2], [4], [6]], [1, 2, 3], [2, 4, 6], True),
        ([1, 2, 3], [2, 4, 7], [1, 2, 3], [2, 4, 6], False),
        (X, [0, 2, 1, 0], X, np.eye(3)[[0, 2, 1, 0]], True),
        (X, [0, 2, 1, 1], X, np.eye(3)[[0, 2, 1, 0]], False),
        (X, np.eye(3)[[0, 2, 1, 0]], X, np.eye(3)[[0, 2, 1, 0]], True),
        (X, [[5, 0], [6, 1], [7, 2], [8, 3]], X, [[5, 0], [6, 1], [7, 2], [8, 3]], True),
        (X, [[5, 0], [6, 1], [7, 2], [8, 4]], X, [[5, 0], [6, 1], [7, 2], [8, 3]], False),
    ],
)
def test_same_table_as_networks_see_it(
    x: Any, y: Any, inputs: Any, labels: Any, same: bool
) -> None:
    assert m.same_table(x, y, inputs, labels) is same
    assert same is not True or other_table(x, y, inputs, labels) == NO_TEXT


# --- losses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        ("mse", "mean_squared_error"),
        ("MeanSquaredError", "mean_squared_error"),
        ("mean_absolute_error", "mean_absolute_error"),
        ("bce", "binary_crossentropy"),
        ({"class_name": "BinaryCrossentropy", "config": {}}, "binary_crossentropy"),
        ({"class_name": "function", "config": "mean_squared_error"}, "mean_squared_error"),
        ("categorical_crossentropy", "categorical_crossentropy"),
        ("sparse_categorical_crossentropy", "categorical_crossentropy"),
        ("hinge", ""),
        ({"class_name": ["mse"], "config": 3}, ""),
        (["mse"], ""),
        (None, ""),
    ],
)
def test_loss_name(loss: Any, name: str) -> None:
    assert m.loss_name(json.dumps({"loss": loss})) == name


def test_loss_name_of_what_keras_writes() -> None:
    import keras

    model = sequential(keras.layers.Dense(1))
    for loss in ("mse", "mean_squared_error", keras.losses.MeanSquaredError()):
        model.compile(loss=loss)
        assert m.loss_name(json.dumps(model.get_compile_config())) == "mean_squared_error"
    model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True))
    assert m.from_logits(json.dumps(model.get_compile_config()))
    model.compile(loss="binary_crossentropy")
    assert not m.from_logits(json.dumps(model.get_compile_config()))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"loss": {"config": []}}', "[" * 100_000])
def test_losses_of_nonsense(text: str) -> None:
    assert m.loss_name(text) == ""
    assert m.from_logits(text) is False


def test_loss_values_at_the_optimum_of_a_linear_classifier() -> None:
    half = np.full((4, 1), 0.5)
    assert m.loss_value("binary_crossentropy", half, Y) == pytest.approx(math.log(2))
    assert m.loss_value("", half, Y) == pytest.approx(math.log(2))
    assert m.loss_value("mean_squared_error", half, Y) == 0.25
    assert m.loss_value("mean_absolute_error", half, Y) == 0.5
    assert m.loss_value("", [1.0, 0.0, 0.0, 1.0], Y) == pytest.approx(-math.log(1e-7), rel=1e-2)
    assert math.isnan(m.loss_value("", [0.5], Y))
    assert math.isnan(m.loss_value("", [], []))


def test_loss_values_of_classes() -> None:
    p = [[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]]
    wanted = -(math.log(0.5) + math.log(0.6)) / 2
    for labels in ([0, 2], [[0], [2]], [[1, 0, 0], [0, 0, 1]]):
        assert m.loss_value("categorical_crossentropy", p, labels) == pytest.approx(wanted)
        squared = (0.25 + 2 * 0.0625 + 2 * 0.04 + 0.16) / 6
        assert m.loss_value("mean_squared_error", p, labels) == pytest.approx(squared)
    assert math.isnan(m.loss_value("categorical_crossentropy", p, [0, 3]))
    assert math.isnan(m.loss_value("categorical_crossentropy", p, [0]))
    assert m.loss_value("mean_squared_error", [[0.2], [0.4]], [0, 0]) == pytest.approx(0.1)
    assert m.loss_value("categorical_crossentropy", [[0.3]], [0]) == pytest.approx(-math.log(0.7))
    two = m.loss_value("categorical_crossentropy", [[0.5, 0.25]], [0])  # Keras makes the sum 1
    assert two == pytest.approx(-math.log(2 / 3))
    assert m.loss_value("mean_squared_error", [[0.5, 0.5]], [0]) == pytest.approx(0.25)
    sure = m.loss_value("categorical_crossentropy", [[1.0, 0.0, 0.0]], [1])
    assert sure == pytest.approx(-math.log(1e-7), rel=1e-2)


def test_logits_as_probabilities() -> None:
    assert probabilities([[0.0], [1000.0]]).tolist() == [[0.5], [1.0]]
    assert probabilities([[math.log(3)]]).tolist() == [[pytest.approx(0.75)]]
    assert probabilities([[1000.0, 1000.0]]).tolist() == [[0.5, 0.5]]
    found = probabilities([[0.0, math.log(2), math.log(5)]])
    assert found.tolist() == [pytest.approx([1 / 8, 2 / 8, 5 / 8])]


# --- anything at all ----------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 5), max_size=4).map(tuple),
    st.sampled_from(["float32", "float64", "int8", "bool", "uint64", "float16"]),
    st.sampled_from([0, 1, math.nan, math.inf, 1e38]),
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_arrays_of_any_shape_raise_nothing(shape: Any, dtype: str, value: float) -> None:
    array = np.full(shape, value).astype(dtype)
    m.close(array, Y)
    m.is_rounded(array)
    m.accuracy(array, Y)
    m.loss_value("", m.of_class_one(array), Y)
    m.same_table(array, Y, X, Y)
    m.same_table(X, array, X, Y)
    m.ends_in_sigmoid(weighted((2, 1), (1,)), X, array)
    m.own_prediction(None, array, array)

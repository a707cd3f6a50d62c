"""Each activation, loss and kind of layer that Keras has trains with the last bits of stock.

The generated table (`tests/compiled_fit/cases.py`) crosses options of few networks; this goes
through the parts that a network can have, since TensorFlow has kernels of its own for many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.compiled_fit import Level, uninstall
from tests.compiled_fit.small import installed
from tests.compiled_fit.trial import bits
from tests.conftest import daily

layers = keras.layers
RANDOM = np.random.default_rng(0)
ROWS, IMAGES, SERIES = (
    RANDOM.normal(size=(12, *shape)).astype("float32") for shape in ((6,), (6, 6, 2), (5, 4))
)
NUMBERS = RANDOM.integers(0, 2, (12, 1)).astype("float32")
CLASSES = np.eye(3, dtype="float32")[RANDOM.integers(0, 3, 12)]
Make = Callable[[], Any]

ACTIVATIONS = (
    *("relu", "leaky_relu", "relu6", "softmax", "celu", "elu", "selu", "softplus", "softsign"),
    *("squareplus", "soft_shrink", "sparse_plus", "gelu", "tanh", "tanh_shrink", "sigmoid"),
    *("sparse_sigmoid", "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink"),
    *("linear", "log_softmax", "log_sigmoid", "sparsemax"),
)
LOSSES = (
    *("mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error"),
    *("mean_squared_logarithmic_error", "hinge", "squared_hinge", "huber", "log_cosh"),
    *("binary_crossentropy", "binary_focal_crossentropy"),
)
LOSSES_OF_CLASSES = (
    *("categorical_crossentropy", "categorical_focal_crossentropy", "kl_divergence", "poisson"),
    *("cosine_similarity", "categorical_hinge", "dice", "tversky"),
)
LAYERS: dict[str, tuple[Any, Make]] = {
    "max pooling": (IMAGES, layers.MaxPooling2D),
    "average pooling": (IMAGES, lambda: layers.AveragePooling2D(2)),
    "global pooling": (IMAGES, layers.GlobalAveragePooling2D),
    "convolution": (IMAGES, lambda: layers.Conv2D(3, 3, activation="relu")),
    "separable": (IMAGES, lambda: layers.SeparableConv2D(3, 3)),
    "depthwise": (IMAGES, lambda: layers.DepthwiseConv2D(3)),
    "transposed": (IMAGES, lambda: layers.Conv2DTranspose(2, 3)),
    "group normalization": (IMAGES, lambda: layers.GroupNormalization(2)),
    "padding": (IMAGES, layers.ZeroPadding2D),
    "upsampling": (IMAGES, layers.UpSampling2D),
    "simple rnn": (SERIES, lambda: layers.SimpleRNN(3)),
    "lstm": (SERIES, lambda: layers.LSTM(3)),
    "gru": (SERIES, lambda: layers.GRU(3)),
    "bidirectional": (SERIES, lambda: layers.Bidirectional(layers.LSTM(2))),
    "convolution of series": (SERIES, lambda: layers.Conv1D(3, 2, activation="relu")),
    "global pooling of series": (SERIES, layers.GlobalMaxPooling1D),
    "time distributed": (SERIES, lambda: layers.TimeDistributed(layers.Dense(2))),
    "batch normalization": (ROWS, layers.BatchNormalization),
    "layer normalization": (ROWS, layers.LayerNormalization),
    "rms normalization": (ROWS, layers.RMSNormalization),
    "unit normalization": (ROWS, layers.UnitNormalization),
    "prelu": (ROWS, layers.PReLU),
    "gaussian dropout": (ROWS, lambda: layers.GaussianDropout(0.3)),
    "alpha dropout": (ROWS, lambda: layers.AlphaDropout(0.3)),
    "normalization": (ROWS, lambda: layers.Normalization(mean=0.5, variance=2.0)),
    "rescaling": (ROWS, lambda: layers.Rescaling(0.5)),
}


def compiled(x: Any, *stack: Any, loss: str = "mse") -> Any:
    """A model of these layers for rows like those of ``x``."""
    model = keras.Sequential([keras.Input(x.shape[1:]), *stack])
    model.compile(keras.optimizers.Adam(0.05), loss)
    return model


def active(activation: Any) -> Any:
    return compiled(ROWS, layers.Dense(8, activation), layers.Dense(1))


def silu_by_hand(x: Any) -> Any:
    """As students write it."""
    return x * tf.sigmoid(x)


def gated() -> Any:
    """Two branches of which one opens and closes the other, which no kernel does by itself."""
    x = keras.Input((6,))
    product = layers.Multiply()([layers.Dense(4, "sigmoid")(x), layers.Dense(4)(x)])
    model = keras.Model(x, layers.Dense(1)(product))
    model.compile("adam", "mse")
    return model


def attentive() -> Any:
    x = keras.Input((5, 4))
    attended = layers.LayerNormalization()(layers.MultiHeadAttention(2, 2)(x, x) + x)
    model = keras.Model(x, layers.Dense(1)(layers.GlobalAveragePooling1D()(attended)))
    model.compile("adam", "mse")
    return model


def same_as_stock(make: Make, x: Any, y: Any) -> list[Level]:
    """Fits in three steps and in one; the levels at which ours ran."""

    def trained(size: int) -> Any:
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        model = make()
        history = model.fit(x, y, epochs=15, batch_size=size, verbose=0).history
        return bits(history), [weight.tobytes() for weight in model.get_weights()]

    uninstall()
    expected = [trained(size) for size in (4, 12)]
    with installed() as decisions:
        assert [trained(size) for size in (4, 12)] == expected
    return [decision.level for decision in decisions]


WHOLE = [Level.WHOLE_RUN] * 2


@pytest.mark.parametrize("name", daily([], ACTIVATIONS, more=["leaky_relu", "gelu", "sparsemax"]))
def test_activations(name: str) -> None:
    assert same_as_stock(lambda: active(name), ROWS, NUMBERS) == WHOLE


@pytest.mark.parametrize(
    "gate",
    [
        pytest.param("silu", id="silu"),
        pytest.param("mish", id="mish", marks=pytest.mark.nightly),
        pytest.param(tf.nn.silu, id="tf.nn.silu", marks=pytest.mark.nightly),
        pytest.param(silu_by_hand, id="by hand", marks=pytest.mark.thorough),
    ],
)
def test_products_that_may_be_fused_are_not_looped_over(gate: Any) -> None:
    assert same_as_stock(lambda: active(gate), ROWS, NUMBERS) == [Level.NO_TF_DATA] * 2


@pytest.mark.parametrize("loss", daily([], LOSSES, more=["huber"]))
def test_losses(loss: str) -> None:
    def make() -> Any:
        return compiled(ROWS, layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid"), loss=loss)

    assert same_as_stock(make, ROWS, NUMBERS) == WHOLE


@pytest.mark.parametrize("loss", daily([], LOSSES_OF_CLASSES, more=["kl_divergence"]))
def test_losses_of_classes(loss: str) -> None:
    def make() -> Any:
        return compiled(ROWS, layers.Dense(3, "softmax"), loss=loss)

    assert same_as_stock(make, ROWS, CLASSES) == WHOLE


SAMPLED = ("convolution", "max pooling", "gru", "batch normalization", "prelu")


@pytest.mark.parametrize("name", daily([], LAYERS, more=SAMPLED))
def test_layers(name: str) -> None:
    x, layer = LAYERS[name]

    def make() -> Any:
        return compiled(x, layer(), layers.Flatten(), layers.Dense(1))

    assert set(same_as_stock(make, x, NUMBERS)) <= {Level.WHOLE_RUN, Level.NO_TF_DATA}


@pytest.mark.thorough
@pytest.mark.parametrize(("make", "x"), [(gated, ROWS), (attentive, SERIES)])
def test_branches(make: Make, x: Any) -> None:
    assert same_as_stock(make, x, NUMBERS) == WHOLE

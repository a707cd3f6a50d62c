"""Networks on XOR: honest ones of many kinds, and such whose layers do no work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers, ops

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)

Build = Callable[[], keras.Model]


def chain(*steps: Any) -> Build:
    return lambda: keras.Sequential([keras.Input((2,)), *steps])


def graph(connect: Callable[[Any], Any]) -> Build:
    def build() -> keras.Model:
        inputs = keras.Input((2,))
        return keras.Model(inputs, connect(inputs))

    return build


def switches(inputs: Any) -> tuple[Any, Any]:
    """The two columns of the table, by layers of Keras alone."""
    column = layers.Reshape((2, 1))(inputs)
    first = layers.Flatten()(layers.Cropping1D((0, 1))(column))
    return first, layers.Flatten()(layers.Cropping1D((1, 0))(column))


def difference(inputs: Any) -> Any:
    return layers.Subtract()(list(switches(inputs)))


def squared(inputs: Any) -> Any:
    return layers.Multiply()([difference(inputs)] * 2)


def different(first: Any, second: Any) -> Any:
    return first + second - 2 * first * second


def mean_of(nodes: Any) -> Any:
    return layers.GlobalAveragePooling1D()(layers.Reshape((-1, 1))(nodes))


def mlp(inputs: Any, act: Any = "tanh", out: Any = "sigmoid", nodes: int = 3) -> Any:
    return layers.Dense(1, out)(layers.Dense(nodes, act)(inputs))


def faint(inputs: Any, scale: float = 1e-6) -> Any:
    """A network that is hardly heard."""
    return layers.Rescaling(scale)(mlp(inputs))


def two_of_three_small(inputs: Any) -> Any:
    nodes = layers.Dense(2, "relu")(inputs)
    return layers.Add()([faint(nodes), mean_of(nodes)])


def normalised() -> keras.Model:
    scale = layers.Normalization()
    scale.adapt(X)
    return chain(scale, layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid"))()


def dead() -> keras.Model:
    model = chain(layers.Dense(3, "relu"), layers.Dense(1, "sigmoid"))()
    model.set_weights([weight * 0 for weight in model.get_weights()])
    return model


def two_inputs() -> keras.Model:
    first, second = keras.Input((1,)), keras.Input((1,))
    return keras.Model([first, second], mlp(layers.Concatenate()([first, second])))


def subclass_of_two() -> keras.Model:
    inner = chain(layers.Dense(3, "tanh"))()
    return chain(inner, layers.Dense(1, "sigmoid"))()


HONEST: dict[str, Build] = {
    **{
        f"hidden {act}": chain(layers.Dense(3, act), layers.Dense(1, "sigmoid"))
        for act in ("tanh", "sigmoid", "relu", "elu", "leaky_relu", "gelu", "silu", "softmax")
    },
    **{
        f"output {out}": chain(layers.Dense(3, "tanh"), layers.Dense(1, out))
        for out in ("tanh", "linear", "relu", "hard_sigmoid", "silu", "softplus", "relu6")
    },
    "two hidden layers": chain(
        layers.Dense(2, "relu"), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "linear hidden layer": chain(layers.Dense(3), layers.Dense(1, "sigmoid")),
    "sine in hidden layers": chain(
        layers.Dense(2, ops.sin), layers.Dense(3, ops.sin), layers.Dense(1, "sigmoid")
    ),
    "sine everywhere": chain(layers.Dense(3, ops.sin), layers.Dense(1, ops.sin)),
    "functional": graph(mlp),
    "of four rows and no others": graph(
        lambda i: layers.Dense(1, "sigmoid")(ops.reshape(layers.Dense(3, "tanh")(i), (4, 3)))
    ),
    "normalised, activations and dropout as layers": chain(
        layers.Dense(3),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dropout(0.2),
        layers.Dense(1),
        layers.Activation("sigmoid"),
    ),
    "prelu": chain(layers.Dense(3), layers.PReLU(), layers.Dense(1, "sigmoid")),
    "inputs between -1 and 1": chain(
        layers.Rescaling(2.0, -1.0), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "inputs divided by 255": chain(
        layers.Rescaling(1 / 255), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "inputs normalised": normalised,
    "inputs of one length": chain(
        layers.UnitNormalization(), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "noise and flatten": chain(
        layers.GaussianNoise(0.1), layers.Flatten(), layers.Dense(3, "tanh"), layers.Dense(1)
    ),
    "activation of the inputs": chain(
        layers.Activation("relu"), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "masking that masks nothing": chain(
        layers.Masking(5.0), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")
    ),
    "two output nodes": chain(layers.Dense(3, "tanh"), layers.Dense(2, "softmax")),
    "model in a model": subclass_of_two,
    "stuck: all weights zero": dead,
    "two inputs": two_inputs,
    "columns taken apart": graph(lambda i: mlp(ops.concatenate([i[:, 1:], i[:, :1]], axis=1))),
}

SKIPS: dict[str, Build] = {
    "inputs beside hidden nodes": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.Concatenate()([i, layers.Dense(3, "tanh")(i)]))
    ),
    "inputs added": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.Add()([i, layers.Dense(2, "tanh")(i)]))
    ),
    "inputs added before the activation": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.ReLU()(layers.Add()([i, layers.Dense(2)(i)])))
    ),
    "wide and deep": graph(
        lambda i: layers.Activation("sigmoid")(
            layers.Add()([layers.Dense(1)(i), mlp(i, out="linear")])
        )
    ),
    "average": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.Average()([i, layers.Dense(2, "tanh")(i)]))
    ),
}

LOGISTIC: dict[str, Build] = {
    "plain": chain(layers.Dense(1, "sigmoid")),
    "starts at zero": chain(layers.Dense(1, "sigmoid", kernel_initializer="zeros")),
    "sigmoid as a layer": chain(layers.Dense(1), layers.Activation("sigmoid")),
    "logits": chain(layers.Dense(1)),
    "inputs divided by 255": chain(layers.Rescaling(1 / 255), layers.Dense(1, "sigmoid")),
    "inputs normalised in batches": chain(layers.BatchNormalization(), layers.Dense(1, "sigmoid")),
    "two softmax nodes": chain(layers.Dense(2, "softmax")),
}

BESIDE: dict[str, Build] = {
    "difference squared": graph(lambda i: layers.Add()([faint(i), squared(i)])),
    "columns multiplied": graph(
        lambda i: faint(i) + ops.sum(i, axis=1, keepdims=True) - 2 * i[:, :1] * i[:, 1:]
    ),
    "columns compared": graph(
        lambda i: faint(i) + ops.cast(ops.not_equal(i[:, :1], i[:, 1:]), "float32")
    ),
    "heard a little": graph(lambda i: layers.Add()([faint(i, 0.3), squared(i)])),
    "multiplied with it": graph(lambda i: layers.Multiply()([mlp(i), squared(i)])),
    "larger of both": graph(lambda i: layers.Maximum()([faint(i), squared(i)])),
    "dot product": graph(
        lambda i: layers.Add()([faint(i), layers.Dot(1)([difference(i), difference(i)])])
    ),
    "operators": graph(lambda i: layers.Add()([faint(i), different(*switches(i))])),
    "absolute difference": graph(lambda i: layers.Add()([faint(i), ops.abs(difference(i))])),
    "rectified differences": graph(
        lambda i: layers.Add()([
            faint(i),
            layers.ReLU()(difference(i)),
            layers.ReLU()(layers.Rescaling(-1.0)(difference(i))),
        ])
    ),
    "hidden behind a large sum": graph(
        lambda i: layers.Add()([
            mlp(i, "linear", "linear"), squared(i), layers.Rescaling(10.0)(switches(i)[0])
        ])
    ),
    "linear nodes times inputs": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.Multiply()([i, layers.Dense(2)(i)]))
    ),
    "one more hidden node": graph(
        lambda i: layers.Dense(1, "sigmoid")(
            layers.Concatenate()([layers.Dense(3)(i), squared(i)])
        )
    ),
    "in a model within": chain(
        graph(lambda i: layers.Add()([faint(i), squared(i)]))(), layers.Activation("linear")
    ),
    "frozen network beside": graph(
        lambda i: layers.Add()([
            faint(i),
            layers.Dense(1, trainable=False, kernel_initializer="ones")(
                layers.Dense(2, "sigmoid", trainable=False)(i)
            ),
        ])
    ),
    "masked rows": chain(
        layers.Reshape((2, 1)), layers.Masking(), layers.Dense(1), layers.GlobalAveragePooling1D()
    ),
}  # fmt: skip

BEFORE: dict[str, Build] = {
    "difference squared": graph(
        lambda i: mlp(layers.Concatenate()([squared(i), switches(i)[0]]), "linear")
    ),
    "absolute difference": graph(lambda i: mlp(ops.abs(difference(i)), "linear")),
    "larger and smaller": graph(
        lambda i: mlp(
            layers.Concatenate()([
                layers.Maximum()(list(switches(i))), layers.Minimum()(list(switches(i)))
            ]),
            "linear",
        )
    ),
    "largest, pooled": graph(
        lambda i: mlp(
            layers.Concatenate()([
                i, layers.Flatten()(layers.MaxPooling1D(2)(layers.Reshape((2, 1))(i)))
            ]),
            "linear",
        )
    ),
    "a small part of it": graph(
        lambda i: mlp(layers.Concatenate()([i, layers.Rescaling(1e-3)(squared(i))]), "linear")
    ),
    "frozen hidden layer": chain(
        layers.Dense(3, "tanh", trainable=False), layers.Dense(1, "sigmoid")
    ),
}  # fmt: skip

AFTER: dict[str, Build] = {
    "sine": graph(lambda i: ops.sin(mlp(i, "linear", "linear"))),
    "cosine": graph(lambda i: ops.cos(mlp(i, "linear", "linear"))),
    "absolute value": graph(lambda i: ops.abs(mlp(i, "linear", "linear"))),
    "bell": graph(lambda i: ops.exp(-ops.square(mlp(i, "linear", "linear")))),
    "output times itself": graph(lambda i: layers.Multiply()([mlp(i, "linear", "linear")] * 2)),
    "sine before the sigmoid": graph(
        lambda i: layers.Activation("sigmoid")(
            layers.Rescaling(5.0, -1.0)(ops.sin(mlp(i, "linear", "linear")))
        )
    ),
    "hidden layer that hardly bends": graph(
        lambda i: ops.cos(
            layers.Dense(1)(layers.LeakyReLU(negative_slope=0.999)(layers.Dense(3)(i)))
        )
    ),
    "sine of a sum with the inputs": graph(
        lambda i: ops.sin(layers.Add()([mlp(i, "linear", "linear"), switches(i)[0]]))
    ),
}


def answered_by_place(inputs: Any) -> Any:
    nothing = 0.0 * mlp(inputs)
    parts = [nothing[:1, :] + 0.1, nothing[1:3, :] + 0.9, nothing[3:, :] + 0.1]
    return ops.concatenate(parts, axis=0)


ROWS: dict[str, Build] = {
    "answered by their place": graph(answered_by_place),
    "compared with their mean": graph(lambda i: mlp(i - ops.mean(i, axis=0, keepdims=True))),
    "shares of the column": chain(layers.Dense(3, "tanh"), layers.Dense(1), layers.Softmax(axis=0)),
}

UNHEARD: dict[str, Build] = {
    "hidden layer made small beside the inputs": graph(
        lambda i: layers.Dense(1, "sigmoid")(
            layers.Add()([layers.Rescaling(1e-6)(layers.Dense(2, "tanh")(i)), i])
        )
    ),
    "two of three layers made small": graph(two_of_three_small),
}

UNHEARD_LOGISTIC: dict[str, Build] = {
    "output made small": chain(layers.Dense(1, "sigmoid"), layers.Rescaling(1e-9, 0.5)),
    "inputs made small": chain(layers.Rescaling(1e-6), layers.Dense(1, "sigmoid")),
    "sum made small": chain(layers.Dense(1), layers.Rescaling(1e-6), layers.Activation("sigmoid")),
}

NOT_LOGISTIC: dict[str, Build] = {
    "difference squared": graph(
        lambda i: layers.Dense(1, "sigmoid")(layers.Concatenate()([squared(i), switches(i)[0]]))
    ),
    "sum squared": graph(
        lambda i: layers.Activation("sigmoid")(
            layers.Rescaling(5.0, -3.0)(layers.Multiply()([layers.Dense(1)(i)] * 2))
        )
    ),
}

UNSEEN: dict[str, Build] = {
    "network wrapped by a layer": chain(
        layers.Reshape((1, 2)),
        layers.TimeDistributed(BESIDE["difference squared"]()),
        layers.Flatten(),
    ),
    "network as an activation": chain(layers.Activation(BESIDE["difference squared"]())),
}

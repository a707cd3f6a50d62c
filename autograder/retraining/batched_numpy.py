"""The commonest stacks in NumPy: full batches, plain activations, losses and optimizers.

TensorFlow needs a third of a second to trace and set up a training, which is more than a thousand
epochs of it take here. The formulas are those of Keras (``keras/src/optimizers``,
``keras/src/losses/losses.py``); numbers agree up to rounding. Everything else is left to
``batched_tensorflow.Stack``, whose methods these are.

Networks are along the last axis, so that every operation runs over contiguous memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from autograder.retraining.compile_config import Compiled, Plain
from autograder.retraining.dense_chain import DenseChain, DenseLayer, WeightSlice
from autograder.retraining.parts import FloatArray, table
from autograder.retraining.training_spec import IntArray, Phase, TrainingSpec

MOST_NUMBERS: Final = 100_000  # of one layer's outputs; beyond, TensorFlow is faster
MOST_BATCHED: Final = 64  # rows of an epoch in batches; as above

Act = tuple[Callable[[FloatArray], FloatArray], Callable[[FloatArray], FloatArray]]
"""The function, and its slope as a function of its value."""

Move = Callable[[FloatArray, FloatArray, np.float32], None]
"""Moves all weights (first) along their gradients (second) at a learning rate, in place."""


def _sigmoid(raw: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):  # exp(-raw) is infinite where the sigmoid is 0
        value: FloatArray = np.float32(1) / (np.float32(1) + np.exp(-raw))
    return value


_ACTS: Final[dict[str, Act]] = {
    "linear": (lambda raw: raw, np.ones_like),
    "sigmoid": (_sigmoid, lambda out: out * (1 - out)),
    "tanh": (np.tanh, lambda out: 1 - out * out),
    "relu": (lambda raw: np.maximum(raw, 0), lambda out: (out > 0).astype(np.float32)),
}
_CROSSENTROPY: Final = frozenset({"BinaryCrossentropy", "binary_crossentropy", "bce", "BCE"})
_SQUARED: Final = frozenset({"MeanSquaredError", "mean_squared_error", "mse", "MSE"})
_PLAIN_LOSS: Final[Plain] = {"from_logits": False, "label_smoothing": 0, "axis": -1}
# Arguments that are read, and others that have to be as they are when they do nothing.
_READ: Final = frozenset({
    "learning_rate", "epsilon", "momentum", "nesterov", "beta_1", "beta_2", "rho",
    "ema_momentum", "ema_overwrite_frequency",  # of no use without use_ema
})  # fmt: skip
_UNUSED: Final = frozenset({
    "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "loss_scale_factor",
    "gradient_accumulation_steps", "amsgrad", "centered",
})  # fmt: skip


def array_stack(
    chain: DenseChain, weights: Sequence[FloatArray], spec: TrainingSpec
) -> ArrayStack | None:
    """The stack of k networks, each weight of shape (k, …); None where it isn't a common one."""
    k = weights[0].shape[0]
    acts = [_act_of(layer) for layer in chain.layers]
    known = [act for act in acts if act is not None]
    if len(known) < len(acts) or any(where.regularizer for where in chain.slices):
        return None
    if not all(_is_common(phase, chain, k, last_act=known[-1]) for phase in spec.phases):
        return None
    return ArrayStack(chain, weights, known)


def _act_of(layer: DenseLayer) -> Act | None:
    import keras

    if layer.act is None:
        return _ACTS["linear"]
    for name, act in _ACTS.items():
        if layer.act is getattr(keras.activations, name):
            return act
    return None


def _is_common(phase: Phase, chain: DenseChain, k: int, *, last_act: Act) -> bool:
    if phase.callbacks or phase.rates or phase.compiled.schedule is not None:
        return False
    if phase.weight is not None or (phase.in_batches and phase.shuffle and phase.order is None):
        return False
    if k * phase.rows * chain.widest > MOST_NUMBERS:
        return False
    if phase.in_batches and phase.rows > MOST_BATCHED:
        return False
    if table(phase.y).shape[1] != _outputs(chain):  # Keras would broadcast
        return False
    return _is_common_loss(phase.compiled, last_act) and _mover(phase.compiled) is not None


def _outputs(chain: DenseChain) -> int:
    return next(layer.kernel.shape[1] for layer in reversed(chain.layers) if layer.kernel)


def _is_common_loss(compiled: Compiled, last_act: Act) -> bool:
    """Crossentropy is common after a sigmoid only, where Keras takes it from the logits."""
    config = dict(compiled.loss.config)
    if config.pop("reduction", "sum_over_batch_size") not in {"sum_over_batch_size", "mean"}:
        return False
    if any(value != _PLAIN_LOSS.get(name) for name, value in config.items()):
        return False
    if compiled.loss.name in _CROSSENTROPY:
        return last_act is _ACTS["sigmoid"]
    return compiled.loss.name in _SQUARED


@dataclass(frozen=True, eq=False)
class _Layer:
    """Views of one layer's part of all weights and of all gradients.

    ``kernel`` has shape (inputs, outputs, k), ``bias`` (outputs, k); the gradients are None where
    nothing is trained.
    """

    act: Act
    kernel: FloatArray | None
    bias: FloatArray | None
    kernel_gradient: FloatArray | None
    bias_gradient: FloatArray | None


@dataclass(frozen=True, eq=False)
class _Batch:
    """Rows of one batch: x (rows, inputs), y (rows, outputs, 1), the share of one in the loss."""

    x: FloatArray
    y: FloatArray
    share: np.float32


class ArrayStack:
    """k networks in training; see ``batched_tensorflow.Stack``, which this stands in for."""

    def __init__(
        self, chain: DenseChain, weights: Sequence[FloatArray], acts: Sequence[Act]
    ) -> None:
        self.k = weights[0].shape[0]
        self._chain, self._given = chain, list(weights)
        self._moving = chain.flatten(weights, trainable=True).T.astype(np.float32, order="C")
        self._fixed = chain.flatten(weights, trainable=False).T.astype(np.float32, order="C")
        self._gradient = np.zeros_like(self._moving)
        self._layers = [
            self._layer(layer, act) for layer, act in zip(chain.layers, acts, strict=True)
        ]
        self._move: Move | None = None
        self._step: Phase

    def _layer(self, layer: DenseLayer, act: Act) -> _Layer:
        def views(where: WeightSlice | None) -> tuple[FloatArray | None, FloatArray | None]:
            if where is None:
                return None, None
            part, shape = slice(where.start, where.stop), (*where.shape, self.k)
            if not where.trainable:
                return self._fixed[part].reshape(shape), None
            return self._moving[part].reshape(shape), self._gradient[part].reshape(shape)

        kernel, kernel_gradient = views(layer.kernel)
        bias, bias_gradient = views(layer.bias)
        return _Layer(act, kernel, bias, kernel_gradient, bias_gradient)

    def weights(self) -> list[FloatArray]:
        """The weights now, in the order of ``model.get_weights()``."""
        return self._chain.unflatten(self._moving.T, self._given)

    def predict(self, x: FloatArray) -> FloatArray:
        """Predictions of shape (k, rows, outputs) for x of shape (rows, inputs)."""
        outputs = np.moveaxis(self._forward(x)[-1], -1, 0)
        return np.array(np.broadcast_to(outputs, (self.k, *outputs.shape[1:])), np.float32)

    def losses(self, phase: Phase) -> FloatArray:
        """The loss of each network on the rows of ``phase``, shape (k,)."""
        flows = self._forward(table(phase.x)[: phase.rows])
        y = table(phase.y)[: phase.rows, :, None]
        if phase.compiled.loss.name in _SQUARED:
            each = (y - flows[-1]) ** 2
        else:
            logits = _raw(self._layers[-1], flows[-2])
            each = np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-np.abs(logits)))
        return np.asarray(each.mean(axis=(0, 1)) * phase.compiled.loss_weight, np.float32)

    def start(self, phase: Phase, seed: tuple[int, int]) -> None:
        """Get ready for ``phase``; an order that is not known plays no part in a full batch."""
        del seed
        if phase.recompiled or self._move is None:
            make = _mover(phase.compiled)
            assert make is not None, "array_stack has looked"
            self._move = make(self._moving.shape)
        self._step = phase

    def run(self, first: int, epochs: int) -> None:
        """Train for ``epochs`` epochs, the first of which is number ``first`` of the step."""
        phase = self._step
        with np.errstate(over="ignore", invalid="ignore"):  # who diverges, diverges in Keras too
            if not phase.in_batches:
                batch = self._batch(slice(0, phase.rows) if phase.order is None else phase.order[0])
                for _ in range(epochs):
                    self._update(batch)
                return
            lines = np.arange(phase.rows)[None] if phase.order is None else phase.order
            batches = self._batches(lines[0])
            for epoch in range(first, first + epochs):
                if len(lines) > 1:  # a forged record may hold millions: never all at once
                    batches = self._batches(lines[epoch % len(lines)])
                for batch in batches:
                    self._update(batch)

    def _batches(self, line: IntArray) -> list[_Batch]:
        """One epoch with the rows in this order."""
        size = self._step.batch_size
        return [self._batch(line[at : at + size]) for at in range(0, len(line), size)]

    def _batch(self, rows: Any) -> _Batch:
        """Some rows; ``rows`` is a slice or row numbers."""
        compiled = self._step.compiled
        y = self._step.y[rows][:, :, None]
        return _Batch(self._step.x[rows], y, np.float32(compiled.loss_weight / y.size))

    def _update(self, batch: _Batch) -> None:
        """One step of the optimizer."""
        assert self._move is not None, "started"
        compiled = self._step.compiled
        flows = self._forward(batch.x)
        wrong = (flows[-1] - batch.y) * batch.share
        if compiled.loss.name in _SQUARED:
            wrong = 2 * wrong * self._layers[-1].act[1](flows[-1])
        self._backward(flows, wrong)
        self._move(self._moving, self._gradient, np.float32(compiled.learning_rate))

    def finish(self, epochs: int) -> None:
        """Nothing is averaged at the end."""

    def stopped(self) -> bool:
        """No network stops early."""
        return False

    def _forward(self, x: FloatArray) -> list[FloatArray]:
        """The inputs, and the outputs of every layer, each of shape (rows, width, k or 1)."""
        flows = [np.asarray(x, np.float32)[:, :, None]]
        for layer in self._layers:
            flows.append(layer.act[0](_raw(layer, flows[-1])))
        return flows

    def _backward(self, flows: list[FloatArray], wrong: FloatArray) -> None:
        """Fill in the gradients; ``wrong`` is that of what the last layer's function was given."""
        for at in range(len(self._layers) - 1, -1, -1):
            layer, below = self._layers[at], flows[at]
            if layer.kernel_gradient is not None:
                np.add.reduce(below[:, :, None] * wrong[:, None], 0, out=layer.kernel_gradient)
            if layer.bias_gradient is not None:
                np.add.reduce(wrong, 0, out=layer.bias_gradient)
            if at:
                if layer.kernel is not None:
                    wrong = np.add.reduce(wrong[:, None] * layer.kernel, axis=2)
                wrong = wrong * self._layers[at - 1].act[1](below)


def _raw(layer: _Layer, flow: FloatArray) -> FloatArray:
    """What a layer's function is given, from the outputs of the layer below."""
    if layer.kernel is not None:
        flow = np.add.reduce(flow[:, :, None] * layer.kernel, axis=1)
    return flow if layer.bias is None else flow + layer.bias


def _mover(compiled: Compiled) -> Callable[[tuple[int, ...]], Move] | None:
    """Makes the update of an optimizer for weights of a shape; None for a rarer one."""
    config = compiled.optimizer.config
    make, shares = _MOVERS.get(compiled.optimizer.name, (None, ()))
    # What nobody knows, and a forged record, gets what Keras says to it, in ``batched_tensorflow``.
    if make is None or not config.keys() <= _READ | _UNUSED:
        return None
    if any(config.get(name) for name in _UNUSED):
        return None
    if not all(_is_share(config.get(name)) for name in shares):
        return None
    if type(config.get("learning_rate")) not in {int, float}:
        return None
    if type(config.get("epsilon", 0.0)) is not float:
        return None
    return lambda shape: make(config, shape)


def _is_share(value: Any) -> bool:
    return type(value) in {int, float} and 0 <= value < 1


def _sgd(config: Plain, shape: tuple[int, ...]) -> Move:
    momentum, nesterov = np.float32(config["momentum"]), bool(config.get("nesterov"))
    moved = np.zeros(shape, np.float32)

    def plain(weights: FloatArray, gradient: FloatArray, rate: np.float32) -> None:
        weights -= gradient * rate

    def with_momentum(weights: FloatArray, gradient: FloatArray, rate: np.float32) -> None:
        np.subtract(moved * momentum, gradient * rate, out=moved)
        weights += moved * momentum - gradient * rate if nesterov else moved

    return with_momentum if momentum else plain


def _adam(config: Plain, shape: tuple[int, ...]) -> Move:
    first, second = np.float32(config["beta_1"]), np.float32(config["beta_2"])
    new_first = np.float32(1 - config["beta_1"])
    new_second = np.float32(1 - config["beta_2"])
    epsilon, one = np.float32(config.get("epsilon", 1e-7)), np.float32(1)
    mean, square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    update = itertools.count(1)

    def move(weights: FloatArray, gradient: FloatArray, rate: np.float32) -> None:
        number = np.float32(next(update))
        pace = rate * np.sqrt(one - second**number) / (one - first**number)
        np.add(mean, (gradient - mean) * new_first, out=mean)
        np.add(square, (gradient * gradient - square) * new_second, out=square)
        weights -= mean * pace / (np.sqrt(square) + epsilon)

    return move


def _rmsprop(config: Plain, shape: tuple[int, ...]) -> Move:
    old, new = np.float32(config["rho"]), np.float32(1 - config["rho"])
    momentum, epsilon = np.float32(config["momentum"]), np.float32(config.get("epsilon", 1e-7))
    square, moved = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def move(weights: FloatArray, gradient: FloatArray, rate: np.float32) -> None:
        np.add(old * square, new * (gradient * gradient), out=square)
        np.add(momentum * moved, rate * gradient / np.sqrt(square + epsilon), out=moved)
        weights -= moved

    return move


_MOVERS: Final[dict[str, tuple[Callable[[Plain, tuple[int, ...]], Move], tuple[str, ...]]]] = {
    "SGD": (_sgd, ("momentum",)),
    "Adam": (_adam, ("beta_1", "beta_2")),
    "RMSprop": (_rmsprop, ("rho", "momentum")),
}
"""How each moves the weights, and which of its arguments are a share of one."""

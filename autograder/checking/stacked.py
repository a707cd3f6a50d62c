"""Many retrainings of one small network at once, stacked along a first axis.

All k networks of a chain of Dense layers live in one variable of shape (k, parameters); a
layer is a batched product, and Keras' own optimizer moves the whole variable, because the
maths of those in ``ELEMENTWISE`` is the same number by number. Losses, activations,
initialisers and regularizers are Keras' own too, so that only the stacking is new here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.recipe import FloatArray, Recipe, Step, build_loss, build_optimizer

ELEMENTWISE = frozenset({
    "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion",
})  # fmt: skip
# Optimizer arguments that mix numbers of one network with another's when stacked.
MIXING = ("clipnorm", "global_clipnorm", "loss_scale_factor")
# Losses with one value a row, computed from the row's last axis alone.
ROWWISE = frozenset({
    "BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy", "MeanSquaredError", "MeanAbsoluteError",
    "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "CosineSimilarity", "Huber",
    "LogCosh", "Hinge", "SquaredHinge", "CategoricalHinge", "KLDivergence", "Poisson",
    "binary_crossentropy", "bce", "BCE", "binary_focal_crossentropy", "categorical_crossentropy",
    "sparse_categorical_crossentropy", "mean_squared_error", "mse", "MSE", "mean_absolute_error",
    "mae", "MAE", "mean_absolute_percentage_error", "mape", "MAPE",
    "mean_squared_logarithmic_error", "msle", "MSLE", "cosine_similarity", "huber", "log_cosh",
    "logcosh", "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "kld", "KLD",
    "poisson",
})  # fmt: skip

MAX_STACK = 20_000_000  # numbers in the largest array of a stack: 80 MB
WRITTEN_OUT = 50_000  # multiplications up to which a product is written out
CHUNK_SECONDS = 0.5  # how often the clock is looked at


class UnstackableError(Exception):
    """This training has to be done one by one; the message says why, in English."""


@dataclass(frozen=True)
class Slot:
    """Where one weight of the network stands in the flat variable of ``trainable`` or not."""

    trainable: bool
    start: int
    shape: tuple[int, ...]
    index: int  # in model.get_weights()
    regularizer: Any = None

    @property
    def stop(self) -> int:
        """One past the last number."""
        return self.start + math.prod(self.shape)


@dataclass(frozen=True)
class Stage:
    """One layer of the chain: act(h @ kernel + bias), with what there is of them."""

    kernel: Slot | None
    bias: Slot | None
    act: Callable[[Any], Any] | None


@dataclass(frozen=True)
class Chain:
    """A network of which each layer takes the output of the one before, shape (rows, width)."""

    stages: tuple[Stage, ...]
    slots: tuple[Slot, ...]
    inputs: int
    widest: int

    def size(self, *, trainable: bool) -> int:
        """How many numbers one network has."""
        return max((slot.stop for slot in self.slots if slot.trainable is trainable), default=0)

    def flatten(self, weights: Sequence[FloatArray], *, trainable: bool) -> FloatArray:
        """The weights of k networks, each of shape (k, …), as (k, numbers)."""
        parts = [
            weights[slot.index].reshape(weights[slot.index].shape[0], -1)
            for slot in self.slots
            if slot.trainable is trainable
        ]
        return np.concatenate(parts, axis=1) if parts else np.zeros((0, 0), np.float32)

    def unflatten(self, moving: FloatArray, weights: Sequence[FloatArray]) -> list[FloatArray]:
        """``weights`` with the trainable ones replaced by those in ``moving``."""
        found = list(weights)
        for slot in self.slots:
            if slot.trainable:
                found[slot.index] = moving[:, slot.start : slot.stop].reshape(-1, *slot.shape)
        return found


def read_chain(model: Any) -> Chain:
    """The model as a chain.

    Raises:
        UnstackableError: it is something else.
    """
    import keras

    order = {id(weight): index for index, weight in enumerate(model.weights)}
    stages: list[Stage] = []
    slots: list[Slot] = []
    ends = {True: 0, False: 0}
    widest = inputs = _input_width(model)

    def slot(variable: Any, regularizer: Any) -> Slot:
        trainable = bool(variable.trainable)
        shape = tuple(int(size) for size in variable.shape)
        made = Slot(trainable, ends[trainable], shape, order[id(variable)], regularizer)
        ends[trainable] = made.stop
        slots.append(made)
        return made

    for layer in _layers_in_a_row(model):
        if layer.dtype_policy.name != "float32":
            raise UnstackableError(f"a layer computes in {layer.dtype_policy.name}")
        if type(layer) is keras.layers.Dense:
            _check_dense(layer)
            bias = slot(layer.bias, layer.bias_regularizer) if layer.use_bias else None
            kernel = slot(layer.kernel, layer.kernel_regularizer)
            stages.append(Stage(kernel, bias, _activation(layer.activation)))
            widest = max(widest, layer.units)
        elif not _does_nothing(layer):
            stages.append(Stage(None, None, _activation_layer(layer)))
    if ends[True] == 0:
        raise UnstackableError("no layer is trainable")
    if len(slots) != len(model.weights):
        raise UnstackableError("the model has weights outside its layers")
    return Chain(tuple(stages), tuple(slots), inputs, widest)


def _input_width(model: Any) -> int:
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 2 or not isinstance(shape[1], int):
        raise UnstackableError("the input is not one row of numbers")
    return shape[1]


def _layers_in_a_row(model: Any) -> list[Any]:
    """The layers without the inputs, in the order of the chain."""
    import keras

    layers = [each for each in model.layers if not isinstance(each, keras.layers.InputLayer)]
    if isinstance(model, keras.Sequential):
        return layers
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise UnstackableError("the model has several inputs or outputs")
    tensor = model.inputs[0]
    for layer in layers:
        if len(layer._inbound_nodes) != 1 or layer.input is not tensor:  # noqa: SLF001
            raise UnstackableError("the layers are not one after the other")
        tensor = layer.output
    if tensor is not model.outputs[0]:
        raise UnstackableError("the layers are not one after the other")
    return layers


def _check_dense(layer: Any) -> None:
    import keras

    if layer.kernel_constraint is not None or layer.bias_constraint is not None:
        raise UnstackableError("a layer has a constraint")
    if layer.activity_regularizer is not None or layer.quantization_mode is not None:
        raise UnstackableError("a layer has an activity regularizer or is quantized")
    if getattr(layer, "lora_enabled", False):
        raise UnstackableError("a layer has low-rank weights")
    sums = (keras.regularizers.L1, keras.regularizers.L2, keras.regularizers.L1L2)
    for regularizer in (layer.kernel_regularizer, layer.bias_regularizer):
        if regularizer is not None and type(regularizer) not in sums:
            raise UnstackableError("a layer has an unusual regularizer")


def _activation(act: Any) -> Callable[[Any], Any]:
    import keras

    name = getattr(act, "__name__", "")
    if name and getattr(keras.activations, name, None) is act:
        found: Callable[[Any], Any] = act
        return found
    return _activation_layer(act)


def _activation_layer(layer: Any) -> Callable[[Any], Any]:
    import keras

    if type(layer) is keras.layers.Activation:
        return _activation(layer.activation)
    rowwise = type(layer) is keras.layers.Softmax and layer.axis == -1
    simple = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU)
    if rowwise or type(layer) in simple:
        found: Callable[[Any], Any] = type(layer).from_config(layer.get_config())
        return found
    raise UnstackableError(f"a layer {type(layer).__name__} is not stacked")


def _does_nothing(layer: Any) -> bool:
    import keras

    if type(layer) in {keras.layers.Flatten, keras.layers.Identity}:
        return True
    return type(layer) is keras.layers.Dropout and not layer.rate


def check_stackable(recipe: Recipe, chain: Chain, k: int) -> None:
    """Raise UnstackableError with the reason unless the training can be stacked."""
    for step in recipe.steps:
        optimizer = step.compiled.optimizer
        if optimizer.name not in ELEMENTWISE:
            raise UnstackableError(f"the optimizer {optimizer.name} is not stacked")
        mixing = [name for name in MIXING if optimizer.config.get(name)]
        if mixing:
            raise UnstackableError(f"the optimizer has {mixing[0]}")
        loss = step.compiled.loss
        reduction = loss.config.get("reduction", "sum_over_batch_size")
        if loss.name not in ROWWISE or loss.config.get("axis", -1) != -1:
            raise UnstackableError(f"the loss {loss.name} is not stacked")
        if reduction not in {"sum_over_batch_size", "mean", "sum"} or loss.config.get(
            "ignore_class"
        ):
            raise UnstackableError("the loss is reduced in an unusual way")
        if step.callbacks:
            raise UnstackableError(f"the callback {step.callbacks[0].name} steers each one")
        if step.class_weight:
            raise UnstackableError("classes are weighted")
        if step.x.ndim != 2 or step.y.ndim != 2:
            raise UnstackableError("the data are not rows of numbers")
        rows = min(step.batch_size, step.rows)
        if k * rows * max(chain.widest, step.y.shape[1]) > MAX_STACK:
            raise UnstackableError("the batches are too large to stack")
    if k * chain.size(trainable=True) > MAX_STACK:
        raise UnstackableError("the network is too large to stack")


class Stack:
    """k networks in training. ``weights`` holds one array of shape (k, …) for each weight."""

    def __init__(self, chain: Chain, weights: Sequence[FloatArray]) -> None:
        import keras
        import tensorflow as tf

        self.chain = chain
        self.k = weights[0].shape[0]
        self._given = list(weights)
        moving = chain.flatten(weights, trainable=True)
        self._moving = keras.Variable(moving, dtype="float32", name="stack")
        self._fixed = tf.constant(chain.flatten(weights, trainable=False))
        self._optimizer: Any = None
        self._program: Any = None

    def weights(self) -> list[FloatArray]:
        """The weights now, in the order of ``model.get_weights()``."""
        return self.chain.unflatten(np.asarray(self._moving.numpy()), self._given)

    def forward(self, x: Any) -> Any:
        """Predictions of shape (k, rows, outputs) for x of shape (rows, inputs)."""
        import tensorflow as tf

        flow = tf.convert_to_tensor(x, tf.float32)
        flow = tf.broadcast_to(flow[None], (self.k, *flow.shape))
        for stage in self.chain.stages:
            if stage.kernel is not None:
                flow = _product(flow, self._read(stage.kernel))
            if stage.bias is not None:
                flow = flow + self._read(stage.bias)[:, None, :]
            if stage.act is not None:
                flow = stage.act(flow)
        return flow

    def _read(self, slot: Slot) -> Any:
        import tensorflow as tf

        flat = self._moving.value if slot.trainable else self._fixed
        return tf.reshape(flat[:, slot.start : slot.stop], (self.k, *slot.shape))

    def predict(self, x: FloatArray) -> FloatArray:
        """Predictions as an array, shape (k, rows, outputs)."""
        return np.asarray(self.forward(x).numpy(), np.float32)

    def losses(self, step: Step) -> FloatArray:
        """The loss of each network on the rows of ``step``, shape (k,)."""
        values = self._row_losses(build_loss(step.compiled), step.x[: step.rows], step.y)
        mean = np.asarray(values.numpy(), np.float32).mean(axis=-1)
        return mean * np.float32(step.compiled.loss_weight)

    def _row_losses(self, loss: Any, x: Any, y: Any) -> Any:
        import tensorflow as tf

        predictions = self.forward(x)
        y = tf.convert_to_tensor(y, tf.float32)[: predictions.shape[1]]
        labels = tf.broadcast_to(y[None], (self.k, *y.shape))
        return getattr(loss, "call", loss)(labels, predictions)

    def _total(self, step: Step, loss: Any, x: Any, y: Any) -> Any:
        """One number whose gradient is that of every network's own loss."""
        import tensorflow as tf

        rows = self._row_losses(loss, x, y)
        summed = step.compiled.loss.config.get("reduction") == "sum"
        each = tf.reduce_sum(rows) if summed else tf.reduce_sum(rows) / rows.shape[1]
        total = each * step.compiled.loss_weight
        for slot in self.chain.slots:
            if slot.trainable and slot.regularizer is not None:
                total += slot.regularizer(self._read(slot))
        return total

    def start(self, step: Step, seed: tuple[int, int]) -> None:
        """Get ready for ``step``: a fresh optimizer where the student compiled anew.

        ``seed`` orders the rows: epoch e draws its permutation from (seed[0], seed[1] + e).
        """
        self._program = self._write_program(step, seed)
        if step.recompiled or self._optimizer is None:
            self._optimizer = build_optimizer(step.compiled)
            self._optimizer.build([self._moving])
        elif step.compiled.schedule is None:
            self._optimizer.learning_rate = step.compiled.learning_rate

    def finish(self) -> None:
        """What Keras does when a fit ends: averaged weights replace the last ones."""
        self._optimizer.finalize_variable_values([self._moving])

    def run(self, first: int, epochs: int) -> None:
        """Train for ``epochs`` epochs, the first of which is number ``first`` of the step."""
        import tensorflow as tf

        self._program(tf.constant(first), tf.constant(first + epochs))

    def _write_program(self, step: Step, seed: tuple[int, int]) -> Any:
        import tensorflow as tf

        rows = step.rows
        batch = min(step.batch_size, rows)
        full, rest = divmod(rows, batch)
        x = tf.constant(step.x[:rows])
        y = tf.constant(step.y[:rows])
        loss = build_loss(step.compiled)
        rates = tf.constant(step.rates or (0.0,), tf.float32)
        # With one batch an epoch the order of rows changes the rounding only.
        shuffled = step.shuffle and full + bool(rest) > 1

        def update(chosen_x: Any, chosen_y: Any) -> None:
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(self._moving.value)
                total = self._total(step, loss, chosen_x, chosen_y)
            gradient = tape.gradient(total, self._moving.value)
            self._optimizer.apply([gradient], [self._moving])

        def epoch(number: Any) -> None:
            data_x, data_y = x, y
            if step.rates:
                rate = rates[tf.minimum(number, len(step.rates) - 1)]
                self._optimizer.learning_rate.assign(rate)
            if shuffled:
                order = tf.random.experimental.stateless_shuffle(
                    tf.range(rows), seed=tf.stack([seed[0], seed[1] + number])
                )
                data_x, data_y = tf.gather(x, order), tf.gather(y, order)
            if full == 1:
                update(data_x[:batch], data_y[:batch])
            else:
                for index in tf.range(full):
                    begin = index * batch
                    update(
                        tf.ensure_shape(data_x[begin : begin + batch], (batch, x.shape[1])),
                        tf.ensure_shape(data_y[begin : begin + batch], (batch, y.shape[1])),
                    )
            if rest:
                update(data_x[-rest:], data_y[-rest:])

        @tf.function(autograph=True, reduce_retracing=True)  # type: ignore[untyped-decorator]
        def program(first: Any, stop: Any) -> None:
            for number in tf.range(first, stop):
                epoch(number)

        return program


def _product(flow: Any, kernel: Any) -> Any:
    """(k, rows, inputs) · (k, inputs, outputs) → (k, rows, outputs).

    TensorFlow's batched product costs 0.3 ms for 32 products of 4×2 by 2×3, a product written
    out 0.06 ms (measured); beyond some thousand numbers it is the other way round.
    """
    import tensorflow as tf

    if flow.shape[1] * math.prod(kernel.shape) > WRITTEN_OUT:
        return tf.matmul(flow, kernel)
    return tf.reduce_sum(flow[:, :, :, None] * kernel[:, None], axis=2)


@dataclass(frozen=True)
class StackRun:
    """What became of a stack: whether all epochs were run, and the loss shortly before."""

    stack: Stack
    complete: bool
    epochs: int  # run
    before: FloatArray  # loss of each network after nine tenths of the last step, shape (k,)
    after: FloatArray  # and at the end


def train(
    chain: Chain,
    weights: Sequence[FloatArray],
    recipe: Recipe,
    *,
    seed: int,
    deadline: float,
) -> StackRun:
    """Train k networks from ``weights`` until done or ``deadline`` of ``time.monotonic()``."""
    stack = Stack(chain, weights)
    done = 0
    complete = True
    before = np.zeros(stack.k, np.float32)
    for number, step in enumerate(recipe.steps):
        stack.start(step, (seed & 0x7FFFFFFF, number << 24))
        mark = max(1, step.epochs - max(1, step.epochs // 10))
        run = 0
        for stop in (mark, step.epochs):
            run = _run_until(stack, run, stop, deadline)
            if run <= mark:
                before = stack.losses(step)
        stack.finish()
        done += run
        if run < step.epochs:
            complete = False
            break
    return StackRun(stack, complete, done, before, stack.losses(step))


def _run_until(stack: Stack, first: int, stop: int, deadline: float) -> int:
    """Run epochs ``first``…``stop`` in pieces between which the clock is read."""
    size = 20
    while first < stop and time.monotonic() < deadline:
        count = min(size, stop - first)
        begun = time.monotonic()
        stack.run(first, count)
        spent = time.monotonic() - begun
        first += count
        size = _next_size(size, spent)
    return first


def _next_size(size: int, spent: float) -> int:
    if spent < CHUNK_SECONDS / 4:
        return size * 10
    return max(1, int(size * CHUNK_SECONDS / spent)) if spent > CHUNK_SECONDS * 2 else size

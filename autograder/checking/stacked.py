"""Many retrainings of one small network at once, stacked along a first axis.

All k networks of a chain of Dense layers live in one variable of shape (k, parameters); a
layer is a batched product, and Keras' own optimizer moves the whole variable, because the
maths of those in ``chain.ELEMENTWISE`` is the same number by number. Losses, activations,
initialisers and regularizers are Keras' own too, so that only the stacking is new here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.chain import Chain, Slot
from autograder.checking.compile_config import build_loss, build_optimizer
from autograder.checking.recipe import FloatArray, Recipe, Step

WRITTEN_OUT = 50_000  # multiplications up to which a product is written out
CHUNK_SECONDS = 0.5  # how often the clock is looked at


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
        return np.asarray(mean * np.float32(step.compiled.loss_weight), np.float32)

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

"""Many retrainings of one small network at once, stacked along a first axis.

All k networks of a chain of Dense layers live in one variable of shape (k, parameters); a
layer is a batched product, and Keras' own optimizer moves the whole variable, because the
maths of those in ``dense_chain.ELEMENTWISE`` is the same number by number. Losses, activations,
initialisers and regularizers are Keras' own too, so that only the stacking is new here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.retraining import clock
from autograder.retraining.batched_numpy import ArrayStack, array_stack
from autograder.retraining.compile_config import build_loss, build_optimizer
from autograder.retraining.dense_chain import DenseChain, WeightSlice
from autograder.retraining.early_stopping import EarlyStopping, read_early_stopping
from autograder.retraining.parts import FloatArray
from autograder.retraining.training_spec import Phase, TrainingSpec

WRITTEN_OUT = 50_000  # multiplications up to which a product is written out
CHUNK_SECONDS = 0.5  # how often the clock is looked at


class Stack:
    """k networks in training. ``weights`` holds one array of shape (k, …) for each weight."""

    def __init__(self, chain: DenseChain, weights: Sequence[FloatArray]) -> None:
        import keras
        import tensorflow as tf

        self.chain = chain
        self.k = weights[0].shape[0]
        self._given = list(weights)
        moving = chain.flatten(weights, trainable=True)
        self._moving = keras.Variable(moving, dtype="float32", name="stack")
        self._fixed = tf.constant(chain.flatten(weights, trainable=False))
        self._optimizer: Any = None
        self._stopping: EarlyStopping | None = None
        self._program: Any = None

    def weights(self) -> list[FloatArray]:
        """The weights now, in the order of ``model.get_weights()``."""
        return self.chain.unflatten(np.asarray(self._moving.numpy()), self._given)

    def forward(self, x: Any) -> Any:
        """Predictions of shape (k, rows, outputs) for x of shape (rows, inputs)."""
        import tensorflow as tf

        flow = tf.convert_to_tensor(x, tf.float32)
        flow = tf.broadcast_to(flow[None], (self.k, *flow.shape))
        for layer in self.chain.layers:
            if layer.kernel is not None:
                flow = _product(flow, self._read(layer.kernel))
            if layer.bias is not None:
                flow = flow + self._read(layer.bias)[:, None, :]
            if layer.act is not None:
                flow = layer.act(flow)
        return flow

    def _read(self, where: WeightSlice) -> Any:
        import tensorflow as tf

        flat = self._moving.value if where.trainable else self._fixed
        return tf.reshape(flat[:, where.start : where.stop], (self.k, *where.shape))

    def predict(self, x: FloatArray) -> FloatArray:
        """Predictions as an array, shape (k, rows, outputs)."""
        return np.asarray(self.forward(x).numpy(), np.float32)

    def losses(self, phase: Phase) -> FloatArray:
        """The loss of each network on the rows of ``phase``, shape (k,)."""
        rows = slice(0, phase.rows)
        weight = None if phase.weight is None else phase.weight[rows]
        batch = _Rows(phase.x[rows], phase.y[rows], weight)
        return np.asarray(self._losses(phase, build_loss(phase.compiled), batch).numpy())

    def _losses(self, phase: Phase, loss: Any, batch: _Rows) -> Any:
        """The loss of each network on one batch, shape (k,), without what regularizes it."""
        import tensorflow as tf

        predictions = self.forward(batch.x)
        y = tf.convert_to_tensor(batch.y, tf.float32)
        labels = tf.broadcast_to(y[None], (self.k, *y.shape))
        rows = getattr(loss, "call", loss)(labels, predictions)
        if batch.weight is not None:
            rows *= batch.weight
        summed = phase.compiled.loss.config.get("reduction") == "sum"
        reduced = tf.reduce_sum(rows, axis=1) if summed else tf.reduce_mean(rows, axis=1)
        return reduced * phase.compiled.loss_weight

    def _penalty(self) -> Any:
        """What regularizes all networks together."""
        slices = [each for each in self.chain.slices if each.trainable and each.regularizer]
        return sum(where.regularizer(self._read(where)) for where in slices)

    def start(self, phase: Phase, seed: tuple[int, int]) -> None:
        """Get ready for ``phase``: a fresh optimizer where the student compiled anew.

        ``seed`` orders the rows: epoch e draws its permutation from (seed[0], seed[1] + e).
        """
        rules = read_early_stopping(phase.callbacks[0]) if phase.callbacks else None
        self._stopping = EarlyStopping(rules, self._moving.value) if rules else None
        self._program = self._write_program(phase, seed)
        if phase.recompiled or self._optimizer is None:
            self._optimizer = build_optimizer(phase.compiled)
            self._optimizer.build([self._moving])
        elif phase.compiled.schedule is None:
            self._optimizer.learning_rate = phase.compiled.learning_rate

    def finish(self, epochs: int) -> None:
        """What Keras does when a fit ends: averaged or best weights replace the last ones."""
        self._optimizer.finalize_variable_values([self._moving])
        if self._stopping is not None:
            self._moving.assign(self._stopping.final(self._moving.value, epochs))

    def stopped(self) -> bool:
        """Whether every network has stopped before the end of its epochs."""
        return self._stopping is not None and self._stopping.all_stopped()

    def run(self, first: int, epochs: int) -> None:
        """Train for ``epochs`` epochs, the first of which is number ``first`` of the step."""
        import tensorflow as tf

        self._program(tf.constant(first), tf.constant(first + epochs))

    def _write_program(self, phase: Phase, seed: tuple[int, int]) -> Any:
        import tensorflow as tf

        rows = phase.rows
        weight = None if phase.weight is None else tf.constant(phase.weight[:rows])
        data = _Rows(tf.constant(phase.x[:rows]), tf.constant(phase.y[:rows]), weight)
        order = None if phase.order is None else tf.constant(phase.order)
        in_epoch = rows if phase.order is None else phase.order.shape[1]
        batch = min(phase.batch_size, in_epoch)
        loss = build_loss(phase.compiled)
        stopping = self._stopping

        def update(chosen: _Rows) -> Any:
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(self._moving.value)
                losses = self._losses(phase, loss, chosen)
                total = tf.reduce_sum(losses) + self._penalty()
            gradient = tape.gradient(total, self._moving.value)
            self._optimizer.apply([gradient], [self._moving])
            return losses

        def epoch(number: Any) -> Any:
            if phase.rates:
                rate = tf.constant(phase.rates)[tf.minimum(number, len(phase.rates) - 1)]
                self._optimizer.learning_rate.assign(rate)
            # With one batch an epoch the order of rows changes the rounding only.
            if order is not None:
                line = tf.gather(order, number % order.shape[0])
                return _epoch(data.at(line), in_epoch, batch, update, self.k)
            if phase.shuffle and batch < rows:
                line = _shuffled(rows, seed[0], seed[1] + number)
                return _epoch(data.at(line), rows, batch, update, self.k)
            return _epoch(data, rows, batch, update, self.k)

        def stopping_epoch(number: Any, stopping: EarlyStopping) -> None:
            before = tf.identity(self._moving.value)
            logged = epoch(number)
            after = tf.where(stopping.stopped[:, None], before, self._moving.value)
            self._moving.assign(after)
            stopping.after_epoch(number, logged, after)

        def one(number: Any) -> Any:
            if stopping is not None:
                stopping_epoch(number, stopping)
            else:
                epoch(number)
            return (number + 1,)

        # Loops written out, for AutoGraph would rewrite all of Keras that they call: 0.3 s.
        @tf.function(autograph=False)  # type: ignore[untyped-decorator]
        def program(first: Any, stop: Any) -> None:
            tf.while_loop(lambda number: number < stop, one, (first,), parallel_iterations=1)

        return program


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of data as tensors or arrays; ``weight`` is None where all weigh the same."""

    x: Any
    y: Any
    weight: Any

    def at(self, line: Any) -> _Rows:
        """The rows of these numbers."""
        import tensorflow as tf

        return self._each(lambda part: tf.gather(part, line))

    def between(self, begin: Any, end: Any, count: int) -> _Rows:
        """``count`` rows from ``begin`` to ``end``."""
        import tensorflow as tf

        return self._each(lambda part: tf.ensure_shape(part[begin:end], (count, *part.shape[1:])))

    def _each(self, change: Callable[[Any], Any]) -> _Rows:
        weight = None if self.weight is None else change(self.weight)
        return _Rows(change(self.x), change(self.y), weight)


def _shuffled(rows: int, seed: Any, number: Any) -> Any:
    import tensorflow as tf

    return tf.random.experimental.stateless_shuffle(tf.range(rows), seed=tf.stack([seed, number]))


def _epoch(data: _Rows, rows: int, batch: int, update: Callable[[_Rows], Any], k: int) -> Any:
    """All batches in order; the mean loss over the rows, as Keras logs it, (k,).

    ``update`` is written down once for all full batches, and once for the rest: TensorFlow takes
    longer to read it than to run it for many an epoch.
    """
    import tensorflow as tf

    full, rest = divmod(rows, batch)
    logged = tf.zeros((k,))

    def one(index: Any, logged: Any) -> Any:
        begin = index * batch
        losses = update(data.between(begin, begin + batch, batch))
        return index + 1, logged + losses * batch

    if full == 1:
        logged = update(data.between(0, batch, batch)) * batch
    else:
        _, logged = tf.while_loop(
            lambda index, _: index < full, one, (tf.constant(0), logged), parallel_iterations=1
        )
    if rest:
        logged += update(data.between(rows - rest, rows, rest)) * rest
    return logged / rows


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

    stack: Stack | ArrayStack
    complete: bool
    epochs: int  # run
    before: FloatArray  # loss of each network after nine tenths of the last step, shape (k,)
    after: FloatArray  # and at the end


def stack_of(
    chain: DenseChain, weights: Sequence[FloatArray], spec: TrainingSpec
) -> Stack | ArrayStack:
    """The cheapest stack in which ``spec`` can be trained."""
    return array_stack(chain, weights, spec) or Stack(chain, weights)


def train(  # noqa: PLR0913, PLR0917
    chain: DenseChain,
    weights: Sequence[FloatArray],
    spec: TrainingSpec,
    seed: int,
    deadline: float,
    watch: Callable[[Stack | ArrayStack], None] = lambda _: None,
) -> StackRun:
    """Train k networks from ``weights`` until done or ``deadline`` of ``clock.seconds()``.

    ``watch`` is shown the stack after every tenth of each step.
    """
    stack = stack_of(chain, weights, spec)
    done = 0
    before = np.zeros(stack.k, np.float32)
    for number, phase in enumerate(spec.phases):
        stack.start(phase, (seed & 0x7FFFFFFF, number << 24))
        run = 0
        for tenth in range(1, 11):
            run = _run_until(stack, run, phase.epochs * tenth // 10, deadline)
            if tenth == 9:
                before = stack.losses(phase)
            watch(stack)
        stack.finish(run)
        done += run
        if run < phase.epochs:
            break
    return StackRun(stack, run == phase.epochs, done, before, stack.losses(phase))


def _run_until(stack: Stack | ArrayStack, first: int, stop: int, deadline: float) -> int:
    """Run epochs ``first``…``stop`` in pieces between which the clock is read."""
    size = 1
    while first < stop and clock.seconds() < deadline:
        if stack.stopped():
            return stop
        count = min(size, stop - first)
        begun = clock.seconds()
        stack.run(first, count)
        spent = clock.seconds() - begun
        first += count
        size = _next_size(size, spent)
    return first


def _next_size(size: int, spent: float) -> int:
    if spent < CHUNK_SECONDS / 4:
        return size * 10
    return max(1, int(size * CHUNK_SECONDS / spent)) if spent > CHUNK_SECONDS * 2 else size

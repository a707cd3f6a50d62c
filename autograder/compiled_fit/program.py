"""One training run as one TensorFlow function: epochs, steps, validation and logs.

The steps themselves are Keras' own compiled `train_step` and `test_step`; this module only loops
over them. A call runs whole epochs or a piece of one, so that long trainings can be cut into
calls of a fraction of a second without changing a bit.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf
from keras.src import tree


@dataclass(frozen=True)
class Piece:
    """What one call runs: `epochs` times the train steps and then the validation steps.

    The ranges are half open. One that does not start at 0 goes on where the last call stopped:
    the metrics are not reset. More than one epoch needs full ranges.
    """

    epochs: int
    first: int
    last: int
    first_validation: int = 0
    last_validation: int = 0


@dataclass(frozen=True)
class Logs:
    """Metric values of the epochs of one call, each an array `(epochs, metrics)`.

    `first_batch` holds the values after an epoch's first step, which the progress bar prints.
    """

    train: Any
    first_batch: Any
    validation: Any


@dataclass(frozen=True)
class Batches:
    """How a data set is cut into steps.

    Attributes:
        size: rows per step.
        static: the batch dimension the graph knows; see `Feed.static_batch`.
        alone: whether one step is the whole epoch.
    """

    size: int
    static: int | None
    alone: bool

    def indices(self, order: Any, step: Any) -> Any:
        """The row numbers of one step, out of an epoch's `order` of shape `(rows,)`."""
        start = step * self.size
        if self.static is not None:
            return tf.ensure_shape(tf.slice(order, [start], [self.static]), [self.static])
        return order[start : start + self.size]

    def take(self, data: Any, order: Any, step: Any) -> Any:
        """The batch of one step."""
        return self._gather(data, self.indices(order, step))

    def take_all(self, data: Any, order: Any) -> Any:
        """The batch of the only step."""
        return self._gather(data, tf.ensure_shape(order, [self.static]))

    def _gather(self, data: Any, chosen: Any) -> Any:
        return tree.map_structure(lambda leaf: tf.gather(leaf, chosen, axis=0), data)


@dataclass(frozen=True)
class Side:
    """The train or the validation half of a program.

    Attributes:
        spec: tensor specs of a whole data set, any number of rows.
        batches: how it is cut.
        step: Keras' traced step; takes a batch, returns its logs.
    """

    spec: Any
    batches: Batches
    step: Callable[[Any], Any]


@dataclass(frozen=True)
class Wishes:
    """What a program has to report.

    Attributes:
        first_batch: whether `Logs.first_batch` is needed.
        metrics_in_graph: whether metrics are reset and read inside. If not, the caller does both,
            and `Logs` holds what the last step has returned.
        joined: whether an epoch's training and its validation are always asked for together.
    """

    first_batch: bool
    metrics_in_graph: bool
    joined: bool = False


class Program:
    """The compiled run of one model on data of one shape."""

    def __init__(
        self,
        model: Any,
        names: list[str],
        train: Side,
        validation: Side | None,
        wishes: Wishes,
    ) -> None:
        """Traces the function.

        Args:
            model: the compiled model; all its variables exist.
            names: metric names, in the order of the columns of `Logs`.
            train: layout and step of the training data.
            validation: the same for validation data.
            wishes: what to report.
        """
        self.names, self.wishes = names, wishes
        self._model, self._train, self._validation = model, train, validation
        function = tf.function(
            self._run,
            autograph=False,
            input_signature=[
                tf.TensorSpec([5], tf.int32),
                tf.TensorSpec([None, None], tf.int64),
                train.spec,
                validation.spec if validation else (),
            ],
        )
        # Called a thousand times at the per-epoch level, where TensorFlow's own dispatch, which
        # compares types that cannot differ here, would cost more than a step.
        self._concrete = function.get_concrete_function()
        self.captured: list[Any] = self._concrete.captured_inputs

    def on(self, captured: list[Any]) -> Program:
        """The same program on the variables of another model; nothing is traced.

        Args:
            captured: for each tensor of `captured` the one to use instead.
        """
        other = copy.copy(self)
        other.captured = captured
        return other

    def __call__(self, piece: Piece, orders: Any, data: list[Any]) -> Logs:
        """Runs one piece; the variables of model, optimizer and metrics move on.

        Args:
            piece: what to run.
            orders: row numbers, an int64 tensor of shape `(epochs or 1, rows)`.
            data: the tensors of the training and the validation data, flattened, of the shapes
                that the program was made for.
        """
        plan = tf.constant(list(vars(piece).values()), tf.int32)
        results = self._concrete._call_flat([plan, orders, *data], self.captured)
        return Logs(*(result.numpy() for result in results))

    def _run(self, plan: Any, orders: Any, train: Any, validation: Any) -> Any:
        epochs, first, last, first_validation, last_validation = tf.unstack(plan)
        kinds_of_order = tf.shape(orders)[0]
        empty = tf.TensorArray(tf.float32, size=epochs, element_shape=[len(self.names)])

        def one_epoch(epoch: Any, trained: Any, early: Any, validated: Any) -> Any:
            order = orders[epoch % kinds_of_order]
            if self.whole_epochs_only:
                self._reset_if(None)
                row = self._only_step(self._train, train, order)
                trained = trained.write(epoch, row)
                if self.wishes.first_batch:
                    early = early.write(epoch, row)
                if self._validation is not None:
                    self._reset_if(None)
                    plain = tf.range(tf.shape(tree.flatten(validation)[0], tf.int64)[0])
                    validated = validated.write(
                        epoch, self._only_step(self._validation, validation, plain)
                    )
                return epoch + 1, trained, early, validated
            self._reset_if((epoch > 0) | tf.equal(first, 0))
            early_row, row = self._steps(self._train, train, order, first, last)
            trained = trained.write(epoch, row)
            if self.wishes.first_batch:
                early = early.write(epoch, early_row)
            if self._validation is not None:
                self._reset_if(tf.equal(first_validation, 0) & (last_validation > 0))
                plain = tf.range(tf.shape(tree.flatten(validation)[0], tf.int64)[0])
                part = (first_validation, last_validation)
                _, row = self._steps(self._validation, validation, plain, *part)
                validated = validated.write(epoch, row)
            return epoch + 1, trained, early, validated

        _, *arrays = tf.while_loop(
            lambda epoch, *_: epoch < epochs,
            one_epoch,
            (tf.constant(0), empty, empty, empty),
            parallel_iterations=1,
        )
        return tuple(array.stack() for array in arrays)

    @property
    def whole_epochs_only(self) -> bool:
        """Whether an epoch is one step, and perhaps one of validation, that no piece cuts apart.

        A loop around a single step would cost as much as a small network.
        """
        if self._validation is None:
            return self._train.batches.alone
        alone = self._train.batches.alone and self._validation.batches.alone
        return alone and self.wishes.joined

    def _only_step(self, side: Side, data: Any, order: Any) -> Any:
        """Runs the one step of an epoch.

        The metrics were just reset, so what the step returns is what they hold.
        """
        return self._row(side.step(side.batches.take_all(data, order)))

    def _steps(self, side: Side, data: Any, order: Any, first: Any, last: Any) -> tuple[Any, Any]:
        """Runs the steps `first` to `last`; the logs after step 0, if that is one, and at the end.

        Where metrics are read inside, they are read once, after the loop: reading them in every
        step would cost as much as a small network.
        """
        keeps_first = side is self._train and self.wishes.first_batch
        keeps_last = not self.wishes.metrics_in_graph

        def one_step(step: Any, early: Any, row: Any) -> Any:
            logs = side.step(side.batches.take(data, order, step))
            if keeps_first:
                early = tf.where(tf.equal(step, 0), self._row(logs), early)
            return step + 1, early, self._row(logs) if keeps_last else row

        nothing = tf.zeros([len(self.names)])
        _, early, row = tf.while_loop(
            lambda step, *_: step < last,
            one_step,
            (first, nothing, nothing),
            parallel_iterations=1,
        )
        return early, row if keeps_last else self._row(self._model.get_metrics_result())

    def _row(self, logs: dict[str, Any]) -> Any:
        return tf.stack([logs[name] for name in self.names])

    def _reset_if(self, condition: Any) -> None:
        """Sets the metrics to zero, as `Mean.reset_state` does, where `condition` holds.

        A choice of values costs less to trace and to run than a branch. None always holds.
        """
        if not self.wishes.metrics_in_graph:
            return
        for metric in self._model.metrics:
            for variable in metric.variables:
                zero = tf.zeros(variable.shape, variable.dtype)
                if condition is None:
                    variable.assign(zero)
                else:
                    variable.assign(tf.where(condition, zero, tf.convert_to_tensor(variable)))

"""One fit at a compiled level: data, program and size of chunks together, cut into calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf
from keras.src import tree
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils

from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.array_data import Feed, feed_of
from autograder.compiled_fit.build_variables import build_ahead, can_build_ahead
from autograder.compiled_fit.chunking import ChunkSize
from autograder.compiled_fit.permutation import RowOrder
from autograder.compiled_fit.program import Batches, Logs, Piece, Program, Side, Wishes
from autograder.compiled_fit.program_cache import Part, keep, take
from autograder.compiled_fit.steps import StepTraceError, TracedStep, UndoneTraceError, book_of

_PROGRAMS_KEPT = 8
"""Programs remembered per compiled model: one per shape of data it was fitted on."""


@dataclass(frozen=True)
class Feeds:
    """Training data and, if there is any, validation data."""

    train: Feed
    validation: Feed | None


def feeds_of(args: FitArguments) -> Feeds:
    """Splits, casts and packs the arrays as stock `fit` does.

    Raises:
        ValueError: what Keras says about these arrays.
    """
    x, y, weight = args.x, args.y, args.sample_weight
    validation = args.validation_data
    if args.validation_split and validation is None:
        (x, y, weight), validation = array_slicing.train_validation_split(
            (x, y, weight), validation_split=args.validation_split
        )
    train = feed_of(x, y, weight, args.class_weight, args.batch_size)
    if validation is None:
        return Feeds(train, None)
    val_x, val_y, val_weight = data_adapter_utils.unpack_x_y_sample_weight(validation)
    size = args.validation_batch_size or args.batch_size
    return Feeds(train, feed_of(val_x, val_y, val_weight, batch_size=size))


def _side(feed: Feed, step: TracedStep) -> Side:
    batches = Batches(feed.batch_size, step.static, feed.steps == 1)
    return Side(feed.spec(), batches, step.function)


def program_for(model: Any, feeds: Feeds, wishes: Wishes) -> Program:
    """The traced program of a model for data of this shape, from its cache if it was seen before.

    Raises:
        UnsuitedStepError: the model's step cannot be looped over exactly.
        StepTraceError, UndoneTraceError: the model's step cannot be traced, in stock neither.
        Exception: anything else that goes wrong around the step.
    """
    model.make_train_function()
    spec, book = feeds.train.batch_spec(), book_of(model.train_function)
    if book.is_broken():
        raise UndoneTraceError
    first = book.is_untouched()
    ahead = first and can_build_ahead(model, spec)
    undo = build_ahead(model, spec) if ahead else None
    parts = _parts(model, feeds)
    known = take(model, parts, wishes)
    if known is not None:
        return known
    try:
        train_step = book.trace(spec, built=ahead or not first)
    except StepTraceError as error:
        if undo is None:
            raise
        undo()
        model.make_train_function(force=True)
        raise UndoneTraceError from error.__cause__
    sides = [_side(feeds.train, train_step)]
    if feeds.validation is not None:
        try:
            test_step = parts[1].book.trace(parts[1].batch_spec)
        except StepTraceError as error:
            # Stock would notice after the first epoch only; its own steps do.
            raise LookupError("the validation step cannot be traced") from error
        sides.append(_side(feeds.validation, test_step))
    key = (
        repr([(side.spec, side.batches) for side in sides]),
        wishes,
        tuple(side.step for side in sides),
    )
    programs = parts[0].book.programs
    if key not in programs:
        while len(programs) >= _PROGRAMS_KEPT:
            del programs[next(iter(programs))]
        validation = sides[1] if len(sides) > 1 else None
        names = list(train_step.names)
        programs[key] = Program(model, names, sides[0], validation, wishes)
        keep(model, parts, wishes, programs[key])
    made: Program = programs[key]
    return made


def _parts(model: Any, feeds: Feeds) -> list[Part]:
    parts = [_part(model.train_function, feeds.train)]
    if feeds.validation is not None:
        model.make_test_function()
        parts.append(_part(model.test_function, feeds.validation))
    return parts


def _part(function: Any, feed: Feed) -> Part:
    batches = Batches(feed.batch_size, feed.static_batch, feed.steps == 1)
    return Part(book_of(function), feed.batch_spec(), feed.spec(), batches)


@dataclass
class Session:
    """Runs epochs of one fit, in calls that last a fraction of a second."""

    program: Program
    feeds: Feeds
    order: RowOrder
    chunk: ChunkSize = field(default_factory=ChunkSize)

    def __post_init__(self) -> None:
        """Flattens the data and, if all epochs go through it alike, its order, once."""
        parts = [feed.tensors for feed in (self.feeds.train, self.feeds.validation) if feed]
        self._data = tree.flatten(parts)
        self._lasting = None if self.order.changes else tf.constant(self.order.draw(1))

    def _orders(self, epochs: int) -> Any:
        return tf.constant(self.order.draw(epochs)) if self._lasting is None else self._lasting

    @property
    def validation_steps(self) -> int:
        """Validation steps per epoch, 0 without validation data."""
        return self.feeds.validation.steps if self.feeds.validation else 0

    @property
    def steps_per_epoch(self) -> int:
        """Training and validation steps of one epoch."""
        return self.feeds.train.steps + self.validation_steps

    def affordable_epochs(self, remaining: int) -> int:
        """How many whole epochs one call may run now; 0 if an epoch is too long for a call."""
        least = int(self.program.whole_epochs_only)
        return min(remaining, max(least, self.chunk.budget // self.steps_per_epoch))

    def run_epochs(self, epochs: int) -> Logs:
        """Runs whole epochs, validation included, in one call."""
        piece = Piece(epochs, 0, self.feeds.train.steps, 0, self.validation_steps)
        return self._call(piece, self._orders(epochs), epochs * self.steps_per_epoch)

    def train_epoch(self, steps: int) -> Iterator[tuple[int, Logs]]:
        """Runs one epoch's training in as many calls as needed; yields steps done and logs."""
        order, done = self._orders(1), 0
        while done < steps:
            last = min(steps, done + self.chunk.budget)
            logs = self._call(Piece(1, done, last), order, last - done)
            done = last
            yield done, logs

    def validate(self) -> Any:
        """Runs one validation in as many calls as needed; the values, shape `(metrics,)`."""
        steps, total, done = self.feeds.train.steps, self.validation_steps, 0
        # No order is drawn: none is needed, and whoever repeats the fit takes each for an epoch's.
        order = tf.zeros((1, self.order.rows), tf.int64) if self._lasting is None else self._lasting
        while done < total:
            last = min(total, done + self.chunk.budget)
            logs = self._call(Piece(1, steps, steps, done, last), order, last - done)
            done = last
        return logs.validation[0]

    def _call(self, piece: Piece, order: Any, steps: int) -> Logs:
        self.chunk.start()
        logs = self.program(piece, order, self._data)
        self.chunk.stop(steps)
        return logs

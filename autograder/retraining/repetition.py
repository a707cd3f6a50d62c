"""Runs a recorded training again, and holds its predictions against those of what was handed in.

Keras gives equal bits on equal machines; the judge trains in NumPy or in stacked TensorFlow, which
is faster and rounds otherwise. So copies that start a rounding error beside the recorded weights
say how far rounding can lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.retraining import clock
from autograder.retraining.batched_tensorflow import stack_of, train
from autograder.retraining.compile_config import UnreadableError
from autograder.retraining.dense_chain import UnstackableError, check_stackable, read_chain
from autograder.retraining.fit_lineage import Weights
from autograder.retraining.parts import (
    Data,
    FloatArray,
    alike,
    below,
    for_keras,
    same,
    side_by_side,
)
from autograder.retraining.sequential import train_from
from autograder.retraining.training_spec import TrainingSpec
from autograder.util.compat import StrEnum

REPLAY_SECONDS = 10.0  # of processor time, for all copies of one replay
COPIES = 16  # one replay as recorded, and others that start a rounding error beside it
ORDERS = 3  # replays with random orders of rows, where the order was not recorded
NUDGE = 1e-6  # part of a weight by which those start beside it
TOLERANCE = 1e-3  # of a prediction, relative above 1
CHAOS = 20.0  # how many times the copies' spread on the way a replay may be off
CHANCE = 3.0  # how many times what other orders of rows lead to
# Rows times weights that each copy of a stack may be trained on. A stack of more takes longer than
# REPLAY_SECONDS, where two copies trained by Keras tell as well.
MOST_STACKED = 2e9
WIDEST = 0.1  # of a prediction: a replay that may be off by more than this tells nothing
ASTRAY = 0.25  # of the way that a replay moves a weight: by how much it may end elsewhere


class Match(StrEnum):
    """How a replay compares with what was handed in."""

    SAME = "same"
    OTHER = "other"
    CHAOTIC = "chaotic"


def compare(  # noqa: PLR0913, PLR0917 - what is repeated, from where to where, and for how long
    model: Any,
    spec: TrainingSpec,
    initial: Weights,
    handed_in: Weights,
    task_x: Data,
    seconds: float = REPLAY_SECONDS,
) -> Match:
    """Whether ``spec`` leads from ``initial`` to ``handed_in``, weights of ``model``.

    Told by the predictions for the rows that were trained on and for those of the task, whose
    inputs are ``task_x`` (rows, …); and by the weights, where predictions would be the same
    without any training. ``seconds`` of processor time are all that it may take.

    Raises:
        UnreadableError: chance plays a part that isn't recorded.
    """
    x = spec.phases[-1].x
    # The same table is not asked twice: a model may take its number of rows and no other.
    if alike(x, task_x) and not same(x, task_x):
        x = below(x, task_x)
    deadline = clock.seconds() + seconds
    try:
        chain = read_chain(model)
        check_stackable(spec, chain, COPIES)
        _check_size(spec, initial)
    except UnstackableError:
        return _compare_with_keras(model, spec, initial, handed_in, x, deadline)
    if isinstance(x, tuple):
        raise UnreadableError("the training data are several arrays, and the model takes one")
    # Predicted as the copies are: Keras would trace the model once more for this.
    wanted = stack_of(chain, [weight[None] for weight in handed_in], spec).predict(x)[0]
    spreads: list[float] = []

    def watch(stack: Any) -> None:
        # Copies that part on the way may meet again at the end, and the recorded one not.
        predictions = stack.predict(x)
        spreads.append(float(np.max(np.abs(predictions - predictions[:1]))))

    ends: list[_End] = []
    for number in range(ORDERS if any_order(spec) else 1):
        run = train(chain, _nudged(initial, COPIES), spec, number, deadline, watch)
        if not run.complete:
            return Match.CHAOTIC
        ends.append(_End(run.stack.predict(x), run.stack.weights()))
    others = [_apart(end.outputs[0], ends[0].outputs[0]) for end in ends[1:]]
    slack = CHAOS * float(np.max(spreads)) + CHANCE * max(others, default=0.0)
    if not any(_led_to(end, initial, handed_in) for end in ends):
        return Match.OTHER
    return _match([end.outputs[0] for end in ends], wanted, slack)


@dataclass(frozen=True, eq=False)
class _End:
    """What k copies came to: predictions (k, rows, outputs), and each weight (k, …)."""

    outputs: FloatArray
    weights: Sequence[FloatArray]


def _led_to(end: _End, initial: Weights, handed_in: Weights) -> bool:
    """Whether the weights moved from ``initial`` as in the replay, up to what rounding moves."""
    for copies, before, after in zip(end.weights, initial, handed_in, strict=True):
        spread = float(np.max(np.abs(copies - copies[:1]), initial=0.0))
        window = ASTRAY * _apart(copies[0], before) + CHAOS * spread + TOLERANCE
        if _apart(copies[0], after) > window * max(1.0, float(np.max(np.abs(before), initial=0.0))):
            return False
    return True


def _apart(one: FloatArray, other: FloatArray) -> float:
    return float(np.max(np.abs(one - other), initial=0.0))


def _check_size(spec: TrainingSpec, weights: Weights) -> None:
    """Raise UnstackableError where a stack of copies would take too long."""
    rows = sum(phase.epochs * phase.rows for phase in spec.phases)
    if rows * sum(weight.size for weight in weights) > MOST_STACKED:
        raise UnstackableError("so many copies of it take too long")


def any_order(spec: TrainingSpec) -> bool:
    """Whether rows were trained on in an order that nobody wrote down."""
    return any(phase.in_batches and phase.shuffle and phase.order is None for phase in spec.phases)


def _compare_with_keras(  # noqa: PLR0913, PLR0917 - as compare
    model: Any,
    spec: TrainingSpec,
    initial: Weights,
    handed_in: Weights,
    x: Data,
    deadline: float,
) -> Match:
    runs = list(train_from(model, spec, x, _nudged(initial, 2), deadline))
    if len(runs) < 2 or not all(run.complete for run in runs):
        return Match.CHAOTIC
    weights = [np.stack(pair) for pair in zip(*(run.weights for run in runs), strict=True)]
    end = _End(np.stack([run.predictions for run in runs]), weights)
    if not _led_to(end, initial, handed_in):
        return Match.OTHER
    wanted = side_by_side(model.predict_on_batch(for_keras(x)))
    return _match([end.outputs[0]], wanted, CHAOS * _apart(end.outputs[1], end.outputs[0]))


def _match(ends: Sequence[FloatArray], wanted: FloatArray, slack: float) -> Match:
    """``ends`` are predictions of replays; ``slack`` is how far chance may have moved them."""
    off = min(float(np.max(np.abs(end - wanted))) for end in ends)
    size = max(1.0, float(np.max(np.abs(wanted))))
    window = TOLERANCE * size + slack
    # Written so that NaN is doubt, on either side.
    if off <= min(window, WIDEST * size):
        return Match.SAME
    return Match.OTHER if off > window else Match.CHAOTIC


def _nudged(initial: Weights, copies: int) -> list[FloatArray]:
    """The recorded weights and, beside them, copies off by about a rounding error.

    Zeros stay zeros: no rounding moves a bias off the kink of a ReLU.
    """
    draw = np.random.default_rng(0)
    found = []
    for weight in initial:
        stacked = np.repeat(weight[None].astype(np.float32), copies, axis=0)
        noise = draw.uniform(-NUDGE, NUDGE, stacked[1:].shape).astype(np.float32)
        stacked[1:] += noise * np.maximum(np.abs(stacked[1:]), np.float32(0.1)) * (stacked[1:] != 0)
        found.append(stacked)
    return found

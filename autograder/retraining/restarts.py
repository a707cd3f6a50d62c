"""Can what the student built, trained as they train it, learn this?

One run may end in a local minimum, however right the network is. So the same architecture,
optimizer, loss and epochs are trained again from k freshly drawn initial weights. Small chains
of Dense layers are trained all at once (``batched_tensorflow``), everything else one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.evidence import FitEvidence
from autograder.retraining import clock
from autograder.retraining.accuracy import accuracy_of
from autograder.retraining.batched_tensorflow import StackRun, stack_of, train
from autograder.retraining.compile_config import UnreadableError
from autograder.retraining.dense_chain import UnstackableError, check_stackable, read_chain
from autograder.retraining.fit_lineage import fits_to_repeat
from autograder.retraining.initialization import derive_seeds, random_weights
from autograder.retraining.parts import Data, FloatArray, as_data, as_floats, table
from autograder.retraining.sequential import One, train_each
from autograder.retraining.training_spec import TrainingSpec, read_training_spec

# A network passes by random restarts when 3 of 64 succeed. One success would be luck: one that
# succeeds once in 100 runs has one in every second set of 64. See docs/explanation/fairness.md.
RANDOM_RESTARTS = 64
NEEDED = 3
FALLING = 1e-4  # losing this part of the loss in the last tenth of the epochs is "still falling"


@dataclass(frozen=True)
class Retraining:
    """What k retrainings came to.

    ``accuracies`` and ``losses`` are the final ones, one for each of ``tried``; ``seeds`` are
    what each drew its initial weights from. ``tried`` is 0 when nothing could be retrained,
    and ``method`` says why. ``complete`` is False when the time ran out. A failure with ``notes``
    proves nothing, for what was trained again was not quite the student's training.
    """

    tried: int
    successes: int
    accuracies: tuple[float, ...]
    losses: tuple[float, ...]
    method: str
    still_falling: bool
    seeds: tuple[int, ...]
    epochs: int = 0  # of one retraining, all fits together
    complete: bool = True
    notes: tuple[str, ...] = ()  # what differs from the recorded training, in English
    # Predictions for the goal's x, one array of shape (rows, outputs) for each of ``tried``, and
    # the same before any training.
    outputs: tuple[FloatArray, ...] = field(default=(), compare=False, repr=False)
    starts: tuple[FloatArray, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Goal:
    """What counts as having learned: the share of rows of (x, y) that must be right."""

    x: Data  # (rows, inputs)
    y: FloatArray  # (rows,) or (rows, outputs)
    accuracy: float


def retrain(  # noqa: PLR0913
    model: Any,
    fits: Sequence[FitEvidence],
    *,
    k: int,
    seed: int,
    x: Any,
    y: npt.ArrayLike | None,
    accuracy: float = 1.0,
    epochs_factor: float = 1.0,
    enough: int | None = None,
    budget_seconds: float = 30,
) -> Retraining:
    """Train ``model``'s architecture as ``fits`` record, from k fresh initial weights.

    Success is an accuracy of at least ``accuracy`` on (x, y): outputs above 0.5 for one
    output, the largest output otherwise. Weights that get there before any training are none:
    whoever draws from solutions has not learned. What is trained on is what the record holds.
    ``enough`` successes save the retrainings after them where they are done one by one;
    stacked ones are all done anyhow. ``budget_seconds`` are of processor time. Never raises for
    what the record holds; the same arguments give the same result unless the time runs out.
    """
    deadline = clock.seconds() + budget_seconds
    try:
        goal = Goal(as_data(x), as_floats(y), accuracy)
        _refuse_unequal(goal)
        spec = read_training_spec(fits_to_repeat(model, fits), x, y).scaled(epochs_factor)
        seeds = derive_seeds(seed, max(k, 1))
        found = _retrain(model, spec, goal, seeds, deadline, enough=enough)
    except UnreadableError as error:
        return _nothing(str(error))
    except Exception as error:  # noqa: BLE001 - TensorFlow's word on forged shapes and values
        return _nothing(f"the recorded training does not fit the model: {_first_line(error)}")
    return found


def _refuse_unequal(goal: Goal) -> None:
    parts = goal.x if isinstance(goal.x, tuple) else (goal.x,)
    if any(len(one) != len(goal.y) for one in parts):
        raise UnreadableError("the goal has not one label for each row")


def _nothing(reason: str) -> Retraining:
    return Retraining(0, 0, (), (), reason, still_falling=False, seeds=(), complete=False)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip()}".splitlines()[0][:200]


def _retrain(  # noqa: PLR0913
    model: Any,
    spec: TrainingSpec,
    goal: Goal,
    seeds: tuple[int, ...],
    deadline: float,
    *,
    enough: int | None,
) -> Retraining:
    try:
        chain = read_chain(model)
        check_stackable(spec, chain, len(seeds))
    except UnstackableError as error:
        runs = train_each(model, spec, goal.x, seeds, deadline)
        return _one_by_one(runs, spec, goal, enough=enough, why=str(error))
    weights = random_weights(model, chain, seeds)
    starts = stack_of(chain, weights, spec).predict(table(goal.x))
    run = train(chain, weights, spec, seeds[0], deadline)
    return _stacked(run, starts, spec, goal, seeds)


def _stacked(
    run: StackRun, starts: FloatArray, spec: TrainingSpec, goal: Goal, seeds: tuple[int, ...]
) -> Retraining:
    outputs = run.stack.predict(table(goal.x))
    accuracies = accuracy_of(outputs, goal.y)
    with np.errstate(all="ignore"):
        fell = (run.before - run.after) / run.before
    ones = [
        _Judged(seed, float(accuracy), float(loss), float(part), run.complete, start, output)
        for seed, accuracy, loss, part, start, output in zip(
            seeds, accuracies, run.after, fell, starts, outputs, strict=True
        )
    ]
    return _sum_up(ones, spec, goal, ["stacked"], run.epochs)


def _one_by_one(
    runs: Iterator[One], spec: TrainingSpec, goal: Goal, *, enough: int | None, why: str
) -> Retraining:
    ones: list[_Judged] = []
    epochs = successes = 0
    for run in runs:
        accuracy = float(accuracy_of(run.predictions[None], goal.y)[0])
        one = _Judged(
            run.seed, accuracy, run.loss, run.fell, run.complete, run.before, run.predictions
        )
        ones.append(one)
        epochs = run.epochs
        successes += _succeeded(one, goal)
        if successes == enough:
            break
    return _sum_up(ones, spec, goal, [f"one by one, because {why}"], epochs)


@dataclass(frozen=True)
class _Judged:
    seed: int
    accuracy: float
    loss: float
    fell: float
    complete: bool
    start: FloatArray
    output: FloatArray


def _succeeded(one: _Judged, goal: Goal) -> bool:
    """Whether training got it there."""
    if one.accuracy < goal.accuracy:
        return False
    return bool(accuracy_of(one.start[None], goal.y)[0] < goal.accuracy)


def _sum_up(
    ones: list[_Judged], spec: TrainingSpec, goal: Goal, method: list[str], epochs: int
) -> Retraining:
    """A retraining that was cut short counts only where it had succeeded already."""
    counted = [one for one in ones if one.complete or one.accuracy >= goal.accuracy]
    failed = [one for one in counted if one.accuracy < goal.accuracy]
    complete = bool(ones) and all(one.complete for one in ones)
    if not complete:
        method = [*method, f"the time ran out after {epochs} of {spec.epochs} epochs"]
    return Retraining(
        tried=len(counted),
        successes=sum(_succeeded(one, goal) for one in counted),
        accuracies=tuple(one.accuracy for one in counted),
        losses=tuple(one.loss for one in counted),
        method="; ".join([*method, *spec.notes]),
        still_falling=bool(failed) and median(one.fell for one in failed) > FALLING,
        seeds=tuple(one.seed for one in counted),
        epochs=spec.epochs,
        complete=complete,
        notes=spec.notes,
        outputs=tuple(one.output for one in counted),
        starts=tuple(one.start for one in counted),
    )

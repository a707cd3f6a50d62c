"""Does the recorded training, run again, end with the weights that were handed in?

A run earns points by itself only if it does, and only from weights that the model's initialisers
really draw. What a record claims is of no weight: whoever forges one has to forge a training that
works. Where a training can't be run again, or is too chaotic to tell, nothing is confirmed and
nothing contradicted; retrainings from random restarts then decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text
from autograder.retraining.adapted_layers import set_weights
from autograder.retraining.compile_config import UnreadableError
from autograder.retraining.fit_lineage import Weights, end_of, lineage_of, unpacked
from autograder.retraining.initial_weights import Start, judge_start
from autograder.retraining.parts import Data, FloatArray, for_keras, side_by_side
from autograder.retraining.repetition import REPLAY_SECONDS, Match, any_order, compare
from autograder.retraining.restored_epoch import has_checkpoint, with_best_epoch, with_checkpoint
from autograder.retraining.training_spec import TrainingSpec, has_own_callback, read_training_spec
from autograder.util.compat import StrEnum

# Parts of its start's length by which a training moves the weights: with less than the first it did
# nothing; with less than the second it may have begun beside a solution that was put in. About
# 2,000 trainings of 4 to 16 nodes that learned XOR moved them by 1.37 or more.
LEAST_MOVE = 0.1
LEAST_PROOF = 1.0


class Finding(StrEnum):
    """What repeating a recorded training shows."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Replay:
    """What repeating the record of a training shows of the weights that were handed in.

    ``reason`` is for the student where something is contradicted; ``note`` says to the staff why
    nothing was confirmed. ``took_place``: nothing speaks against the training having been run as
    recorded, so that random restarts repeat what the student did and not what a record claims.
    ``doubtful``: weights may have been put in, so that the staff should read of it in any case.
    """

    finding: Finding
    reason: Text = NO_TEXT
    note: str = ""
    took_place: bool = True
    doubtful: bool = False


@dataclass(frozen=True, eq=False)
class Task:
    """What has to be learned: predictions (rows, outputs) for ``x`` (rows, …) that are good.

    ``x`` is a tuple of arrays for a model of several inputs; several outputs stand side by side.
    ``by_luck``: initial weights may well be good already, and nobody has put them in.
    ``least``: see ``LEAST_PROOF``; of wide layers a training moves but a part of the length.
    ``seconds``: of processor time for one repetition of the training.
    """

    x: Data
    good: Callable[[FloatArray], bool]
    by_luck: bool = False
    least: float = LEAST_PROOF
    seconds: float = REPLAY_SECONDS


NOT_TRAINED = Text(
    ko="이 모델을 `fit`으로 학습한 기록이 없습니다.",
    en="There is no record that this model was trained with `fit`.",
)
CHANGED = Text(
    ko="제출한 가중치가 마지막으로 기록된 학습의 결과와 다릅니다. 학습 뒤에 가중치를 직접 "
    "바꾸면 학습한 것으로 인정되지 않습니다.",
    en="The weights handed in are not those that the last recorded training ended with. "
    "Weights set after training do not count as learned.",
)
PRESET = Text(
    ko="기록된 학습을 시작할 때 가중치가 이미 문제를 풀고 있었습니다. 학습 전에 직접 넣은 "
    "가중치는 학습한 것으로 인정되지 않습니다.",
    en="The weights solved the task before the recorded training began. "
    "Weights set before training do not count as learned.",
)
DIFFERENT = Text(
    ko="기록된 학습을 그대로 반복하면 제출한 가중치와 다른 결과가 나옵니다. 학습 중이나 학습 "
    "뒤에 바꾼 가중치는 학습한 것으로 인정되지 않습니다.",
    en="Repeating the recorded training leads to other weights than those handed in. "
    "Weights changed during or after training do not count as learned.",
)
BY_CALLBACK = Text(
    ko="직접 만든 콜백이 학습 중에 가중치를 바꾸었습니다. 직접 넣은 가중치는 학습한 것으로 "
    "인정되지 않습니다.",
    en="A callback of your own changed the weights during training. "
    "Weights set by hand do not count as learned.",
)


def replay(
    model: Any, fits: Sequence[FitEvidence], task: Task, *, own_initializers: bool = False
) -> Replay:
    """Whether an unbroken line of ``fits`` leads from a real start to the weights of ``model``.

    ``model`` is a Keras model, or anything with the handed-in ``weights``. ``own_initializers``
    says that its initialisers are not the student's own, which can't be known. Never raises for
    what the record holds.
    """
    if not any(fit.epochs for fit in fits):
        return Replay(Finding.CONTRADICTED, NOT_TRAINED, took_place=False)
    try:
        return _replay(model, fits, task, own_initializers=own_initializers)
    except UnreadableError as error:
        return Replay(Finding.UNKNOWN, note=str(error), took_place=False)
    except Exception as error:  # noqa: BLE001 - TensorFlow's word on forged shapes and values
        note = f"its training can't be repeated ({type(error).__name__})"
        return Replay(Finding.UNKNOWN, note=note, took_place=False)


def _replay(
    model: Any, fits: Sequence[FitEvidence], task: Task, *, own_initializers: bool
) -> Replay:
    """See ``replay``.

    Raises:
        UnreadableError: nothing can be said; the message says why.
    """
    handed_in = [np.asarray(weight) for weight in model.weights]
    end = end_of(fits, handed_in)
    if end is None and _unknown_end(fits, handed_in):
        raise UnreadableError("the weights after its training were not kept")
    if not hasattr(model, "get_config"):
        if end is None:
            return Replay(Finding.CONTRADICTED, CHANGED, took_place=False)
        raise UnreadableError("the model is code of the student's own and can't be trained here")
    line = [fits[at] for at in lineage_of(fits, _last(fits) if end is None else end)]
    initial, final = unpacked(line[0].initial_weights), unpacked(line[-1].final_weights)
    if initial is None or final is None:
        raise UnreadableError("the weights before or after its training were not kept")
    training = _Training(model, fits, line, initial, final, task)
    repeated = _repeat(training)
    if end is None and not _is_checkpoint(training, handed_in):
        # Whose training the record tells of, only the record says.
        return Replay(Finding.CONTRADICTED, CHANGED, took_place=False)
    if not task.by_luck and _solves(model, initial, task):
        return replace(repeated, finding=Finding.CONTRADICTED, reason=PRESET)
    if repeated.finding is not Finding.CONFIRMED:
        return repeated
    return _weighed(training, own_initializers=own_initializers)


@dataclass(frozen=True, eq=False)
class _Training:
    """An unbroken ``line`` among all ``fits``, from ``initial`` to ``final`` weights."""

    model: Any
    fits: Sequence[FitEvidence]
    line: Sequence[FitEvidence]
    initial: Weights
    final: Weights
    task: Task

    def leads_to(self, spec: TrainingSpec, weights: Weights) -> Match:
        """Whether ``spec`` leads from its start to these weights."""
        task = self.task
        return compare(self.model, spec, self.initial, weights, task.x, task.seconds)


def _last(fits: Sequence[FitEvidence]) -> int:
    return max(at for at, fit in enumerate(fits) if fit.epochs)


def _is_checkpoint(training: _Training, handed_in: Weights) -> bool:
    """Whether the weights are those that a ModelCheckpoint kept, loaded after the fit."""
    if not has_checkpoint(training.line[-1]):
        return False
    specs = (with_checkpoint(spec, training.line[-1]) for spec in _specs(training.line))
    return any(training.leads_to(spec, handed_in) is Match.SAME for spec in specs)


def _weighed(training: _Training, *, own_initializers: bool) -> Replay:
    """What a training shows that was repeated: nothing, where it may have begun at an answer."""
    start = Start.UNUSUAL if own_initializers else judge_start(training.model, training.initial)
    if start is not Start.DRAWN:
        put_in = start is Start.IMPOSSIBLE
        return Replay(Finding.UNKNOWN, note=_STARTS[start], doubtful=put_in)
    if not _moved(training, training.task.least):
        least = training.task.least
        note = (
            f"its training moved the weights by less than {least:g} times the length of its start"
        )
        return Replay(Finding.UNKNOWN, note=note, doubtful=True)
    return Replay(Finding.CONFIRMED)


def _unknown_end(fits: Sequence[FitEvidence], handed_in: Weights) -> bool:
    """Whether the last fit's weights were not kept, or aren't of this model."""
    final = unpacked(fits[-1].final_weights)
    return final is None or [w.shape for w in final] != [w.shape for w in handed_in]


_STARTS = {
    Start.IMPOSSIBLE: "its training began with weights that no initialiser of the model draws",
    Start.UNUSUAL: "its initialisers are unusual: they could hold an answer",
}


def _solves(model: Any, weights: Weights, task: Task) -> bool:
    """Whether these weights get there without any training."""
    before = model.get_weights()
    try:
        set_weights(model, weights)
        predictions = side_by_side(model(for_keras(task.x), training=False))
    finally:
        set_weights(model, before)
    return task.good(predictions)


def _moved(training: _Training, part: float) -> bool:
    """Whether the training did something, and not the start alone."""
    pairs = list(zip(training.initial, training.final, strict=True))
    way = sum(float(np.sum((after - before) ** 2)) for before, after in pairs)
    length = sum(float(np.sum(before**2)) for before, _ in pairs)
    return bool(way >= part**2 * length)


def _all_moved(training: _Training) -> bool:
    """Whether the training changed every weight that it may."""
    trainable = [weight.trainable for weight in training.model.weights]
    triples = zip(training.initial, training.final, trainable, strict=True)
    return not any(may and np.array_equal(before, after) for before, after, may in triples)


def _repeat(training: _Training) -> Replay:
    """Whether the line, run again, ends where it is recorded to have ended."""
    try:
        reason = _difference(training)
    except _ExcusedError as error:
        return Replay(
            Finding.UNKNOWN, note=str(error), took_place=_took_place(training), doubtful=True
        )
    except UnreadableError as error:
        unseen = any(has_own_callback(fit) and not fit.callback_effect for fit in training.line)
        return Replay(
            Finding.UNKNOWN, note=str(error), took_place=_took_place(training), doubtful=unseen
        )
    if reason == NO_TEXT:
        return Replay(Finding.CONFIRMED)
    if reason == DIFFERENT and any(map(any_order, _specs(training.line))):
        # One order for all epochs, as a seed gives, leads elsewhere than those drawn here.
        note = "the order of its rows is not recorded, and other orders lead elsewhere"
        return Replay(Finding.UNKNOWN, note=note, took_place=False)
    return Replay(Finding.CONTRADICTED, reason, took_place=False)


def _difference(training: _Training) -> Text:
    """Why the line, run again, ends elsewhere; NO_TEXT where it does not.

    Raises:
        UnreadableError: it can't be told.
    """
    effects = {fit.callback_effect for fit in training.line}
    if "set" in effects:
        return BY_CALLBACK
    specs = _specs(training.line)
    matches = []
    for spec in specs:
        matches.append(training.leads_to(spec, training.final))
        if matches[-1] is Match.SAME:
            return NO_TEXT
    if Match.CHAOTIC in matches:
        raise UnreadableError("its training is chaotic: rounding errors grow")
    if doubt := _doubt(training, specs[0]):
        raise _ExcusedError(doubt)
    return DIFFERENT


class _ExcusedError(UnreadableError):
    """It ended elsewhere, and honest work may do so: the message says why."""


def _took_place(training: _Training) -> bool:
    """Whether what can't be repeated may have been run as recorded, and did something.

    A step of the student's own is not the one that a record tells of.
    """
    own_step = any(fit.own_step for fit in training.line)
    return not own_step and _moved(training, LEAST_MOVE) and _all_moved(training)


def _doubt(training: _Training, spec: TrainingSpec) -> str:
    """What an honest record may leave out, '' if nothing."""
    effects = {fit.callback_effect for fit in training.line}
    if any(fit.error for fit in training.line):
        return "its training ended with an error"
    if any(fit.own_step for fit in training.line):
        return "its train step is code of the student's own and does something else than Keras' own"
    if _frozen_between(training.line):
        return "layers were frozen or thawed between its fits, which is not recorded"
    if _starts_mid_way(training.fits, training.line[0]):
        return "its optimizer had a memory of training that was not recorded"
    if "restored" in effects:
        return "a callback of the student's own went back to earlier weights"
    return "; ".join(spec.notes)


def _frozen_between(line: Sequence[FitEvidence]) -> bool:
    """Whether some weight moved in one fit and stood still in another that moved others.

    The model as handed in tells only what was frozen at the end.
    """
    moved = []
    for fit in line:
        pairs = zip(fit.initial_weights or (), fit.final_weights or (), strict=False)
        moved.append([before != after for before, after in pairs])
    trained = [each for each in moved if any(each)]
    return any(each != trained[0] for each in trained)


def _starts_mid_way(fits: Sequence[FitEvidence], first: FitEvidence) -> bool:
    """Whether the optimizer may have had a memory at the start that isn't recorded."""
    optimizer = read_training_spec([first], None, None).phases[0].compiled.optimizer
    if optimizer.name == "SGD" and not optimizer.config.get("momentum"):
        return False
    if first.optimizer_steps is not None:
        return first.optimizer_steps > 0
    return first is not fits[0]


def _specs(line: Sequence[FitEvidence]) -> list[TrainingSpec]:
    """The trainings that the record may mean."""
    whole = read_training_spec(line, None, None, as_run=True)
    specs = [whole]
    if len(line) > 1:
        # A model compiled anew with the same words leaves no trace but its optimizer's steps.
        anew = []
        for fit in line:
            phases = read_training_spec([fit], None, None, as_run=True).phases
            anew += [replace(phase, recompiled=not fit.optimizer_steps) for phase in phases]
        again = replace(whole, phases=tuple(anew))
        known = all(fit.optimizer_steps is not None for fit in line)
        specs = [again] if known else [whole, again]
    return [with_best_epoch(spec, line[-1]) for spec in specs]

"""Do the recorded fits lead to the weights that were handed in?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.array_stack import ArrayStack
from autograder.checking.chain import check_stackable, read_chain
from autograder.checking.fresh import could_be_fresh, fresh_model
from autograder.checking.recipe import FloatArray, Recipe, Step, read_recipe
from autograder.checking.retrain import accuracy_of
from autograder.checking.stacked import Stack, stack_of, train
from autograder.checking.stretch import Weights, end_of, same_weights, start_of, unpacked
from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text

REPLAY_SECONDS = 10.0
COPIES = 16  # one replay as recorded, and others that start a rounding error beside it
NUDGE = 1e-6  # part of a weight by which those start beside it
TOLERANCE = 1e-3  # of a prediction, relative above 1
CHAOS = 20.0  # how many times the copies' spread on the way a replay may be off


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether recorded training explains the weights, and if not, why not."""

    explained: bool
    reason: Text = NO_TEXT


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

BELIEVED = Explained(explained=True)


def explain_weights(model: Any, fits: Sequence[FitEvidence]) -> Explained:
    """Whether one unbroken stretch of ``fits`` leads to the weights of ``model``.

    In doubt the student is believed: weights or data that were not kept, networks and
    trainings that can't be replayed, replays in which a rounding error grows. ``model`` is a
    Keras model, or anything with the handed-in ``weights``.
    """
    if not fits:
        return Explained(explained=False, reason=NOT_TRAINED)
    handed_in = [np.asarray(weight) for weight in model.weights]
    end = end_of(fits, handed_in)
    if end is None:
        return BELIEVED if _unknown_end(fits, handed_in) else Explained(False, CHANGED)
    try:
        reason = _trouble(model, fits, start_of(fits, end), end)
    except Exception:  # noqa: BLE001 - what can't be read, rebuilt, stacked or run is doubt
        return BELIEVED
    return Explained(explained=reason == NO_TEXT, reason=reason)


def _trouble(model: Any, fits: Sequence[FitEvidence], start: int, end: int) -> Text:
    if not hasattr(model, "get_config"):
        return NO_TEXT
    if _solved_before(model, fits, start):
        return PRESET
    return DIFFERENT if _contradicted(model, fits, start, end) else NO_TEXT


def _unknown_end(fits: Sequence[FitEvidence], handed_in: Weights) -> bool:
    """Whether the last fit's weights were not kept, or aren't of this model."""
    final = unpacked(fits[-1].final_weights)
    return final is None or [w.shape for w in final] != [w.shape for w in handed_in]


def _solved_before(model: Any, fits: Sequence[FitEvidence], start: int) -> bool:
    """Whether the stretch began with weights that no initialiser drew and that are right.

    Weights that an earlier fit began or ended with were not set by hand.
    """
    initial = unpacked(fits[start].initial_weights)
    if initial is None or could_be_fresh(model, initial):
        return False
    for fit in fits[:start]:
        known = (unpacked(fit.initial_weights), unpacked(fit.final_weights))
        if any(each is not None and same_weights(each, initial) for each in known):
            return False
    step = read_recipe(fits[start : start + 1], None, None).steps[0]
    if len(np.unique(step.y)) < 2:
        return False
    copy = fresh_model(model, 0)
    copy.set_weights(initial)
    predictions = np.asarray(copy.predict_on_batch(step.x), np.float32)
    return bool(accuracy_of(predictions[None], step.y)[0] == 1.0)


def _contradicted(model: Any, fits: Sequence[FitEvidence], start: int, end: int) -> bool:
    """Whether training again from the recorded start clearly ends elsewhere."""
    stretch = fits[start : end + 1]
    initial, final = unpacked(stretch[0].initial_weights), unpacked(stretch[-1].final_weights)
    if initial is None or final is None or any(fit.error for fit in stretch):
        return False
    recipe = read_recipe(stretch, None, None)
    if not _is_deterministic(recipe) or _starts_mid_way(model, recipe, start, initial):
        return False
    if _leads_to(model, recipe, initial, final):
        return False
    if len(stretch) == 1:
        return True
    # A model compiled anew with the same words leaves no trace in the record.
    alone = [read_recipe([fit], None, None).steps for fit in stretch]
    anew = Recipe(tuple(step for steps in alone for step in steps))
    return len(stretch) == 2 and not _leads_to(model, anew, initial, final)


def _is_deterministic(recipe: Recipe) -> bool:
    """Whether order of rows and chance play no part, and nothing was left out."""

    def whole(step: Step) -> bool:
        return not step.callbacks and (step.batch_size >= step.rows or not step.shuffle)

    return not recipe.notes and all(whole(step) for step in recipe.steps)


def _starts_mid_way(model: Any, recipe: Recipe, start: int, initial: Weights) -> bool:
    """Whether the optimizer may have had a memory at the start that isn't recorded."""
    optimizer = recipe.steps[0].compiled.optimizer
    if optimizer.name == "SGD" and not optimizer.config.get("momentum"):
        return recipe.steps[0].compiled.schedule is not None and start > 0
    return start > 0 or not could_be_fresh(model, initial)


def _leads_to(model: Any, recipe: Recipe, initial: Weights, final: Weights) -> bool:
    """Whether the replay predicts what the recorded final weights predict; True in doubt."""
    chain = read_chain(model)
    check_stackable(recipe, chain, COPIES)
    deadline = time.monotonic() + REPLAY_SECONDS
    x = recipe.steps[-1].x
    spreads: list[float] = []

    def watch(stack: Stack | ArrayStack) -> None:
        # Copies that part on the way may meet again at the end, and the recorded one not.
        predictions = stack.predict(x)
        spreads.append(float(np.max(np.abs(predictions - predictions[:1]))))

    run = train(chain, _nudged(initial), recipe, 0, deadline, watch)
    if not run.complete:
        return True
    # Predicted as the copies were: Keras would trace the model once more for this.
    wanted = stack_of(chain, [weight[None] for weight in final], recipe).predict(x)[0]
    off = float(np.max(np.abs(run.stack.predict(x)[0] - wanted)))
    size = max(1.0, float(np.max(np.abs(wanted))))
    # Written so that NaN is doubt, on either side.
    return not off > TOLERANCE * size + CHAOS * float(np.max(spreads))


def _nudged(initial: Weights) -> list[FloatArray]:
    """The recorded weights and, beside them, copies off by about a rounding error."""
    draw = np.random.default_rng(0)
    copies = []
    for weight in initial:
        stacked = np.repeat(weight[None].astype(np.float32), COPIES, axis=0)
        noise = draw.uniform(-NUDGE, NUDGE, stacked[1:].shape).astype(np.float32)
        stacked[1:] += noise * np.maximum(np.abs(stacked[1:]), np.float32(0.1))
        copies.append(stacked)
    return copies

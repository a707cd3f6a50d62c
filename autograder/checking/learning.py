"""Grades *can what was built, trained as it was trained, learn this?* instead of one lucky run."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.replay import explain_weights
from autograder.checking.retrain import FRESH_STARTS, NEEDED, Retraining, accuracy_of, retrain
from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text

_LONGER = 10.0  # factor on the epochs when telling whether more training would have helped
_LONGER_K = 32
_SECONDS = 150.0  # for all fresh starts of one check; a second is usual
_LONGER_SECONDS = 10.0

NEVER_TRAINED = Text(
    ko="이 모델은 `fit`으로 학습한 기록이 없습니다. 학습한 모델을 제출하십시오.",
    en="There is no record that this model was trained with `fit`. Hand in a trained model.",
)


@dataclass(frozen=True, slots=True)
class Learned:
    """Whether it can learn the task, what to tell the student, and what the staff.

    ``success`` is None where fresh starts were needed and none, or too few, could be made: then
    a person has to look.
    """

    success: bool | None
    message: Text = NO_TEXT
    staff_note: str = ""


def ran_out_of_time(found: Retraining) -> bool:
    """True when the clock ended it, False also for a record that can't be trained again."""
    return not found.complete and found.epochs > 0


def seed_of(name: str, version: int) -> int:
    """The seed of a deliverable's retrainings: fixed for a version of the assignment."""
    return zlib.crc32(f"{name}:{version}".encode())


def learned_message(own: float, found: Retraining, longer: Retraining | None) -> Text:
    """What the student is told about the retrainings, with the numbers.

    ``own`` is the accuracy (0…1) of the run that was handed in; ``longer`` are retrainings
    with ten times the epochs, if they were asked for.
    """
    percent = f"{own:.0%}".replace("%", " %")
    if found.successes >= NEEDED:
        return Text(
            ko=f"제출한 학습은 정확도 {percent}에서 멈췄습니다. 같은 신경망을 같은 방법으로 다시 "
            f"학습시키니 {found.tried}번 중 {found.successes}번 100 %에 도달했으므로 만점입니다. "
            "지역 최솟값을 만난 것입니다. 다른 시드로 다시 해 보십시오.",
            en=f"Your run stopped at {percent}. The same network and training reached 100 % in "
            f"{found.successes} of {found.tried} retrainings, so full points: you met a local "
            "minimum. Try another seed.",
        )
    if not is_conclusive(found):
        return undecided(percent, found)
    return _failed_message(percent, found, longer)


def undecided(percent: str, found: Retraining) -> Text:
    """What the student is told when a person has to look; ``percent`` may be ''."""
    why = Text(
        "기록만으로는 다시 학습시킬 수 없었습니다", "it could not be trained again from its record"
    )
    if ran_out_of_time(found):
        why = Text("다시 학습시키는 데 너무 오래 걸렸습니다", "training it again took too long")
    ko = f"제출한 학습의 정확도는 {percent}이며" if percent else "제출한 학습은 목표에 못 미쳤으며"
    en = f"Your run stopped at {percent}" if percent else "Your run did not get there"
    return Text(
        ko=f"{ko}, {why.ko}. 조교가 직접 살펴보고 점수를 드립니다.",
        en=f"{en}, and {why.en}. Your teacher will look at this and give the points.",
    )


def _failed_message(percent: str, found: Retraining, longer: Retraining | None) -> Text:
    if found.successes:
        ko = (
            f"제출한 학습은 정확도 {percent}에서 멈췄고, 같은 방법으로 {found.tried}번 다시 "
            f"학습시켰을 때 100 %에 도달한 것은 {found.successes}번뿐입니다. 이 정도는 운이며, "
            f"적어도 {NEEDED}번은 도달해야 배웠다고 볼 수 있습니다. 더 오래 학습시키거나 학습률 "
            "또는 옵티마이저를 바꾸어 보십시오."
        )
        en = (
            f"Your run stopped at {percent}, and only {found.successes} of {found.tried} "
            f"retrainings of the same network reached 100 %. That is luck: at least {NEEDED} are "
            "needed. Train longer, or try another learning rate or optimizer."
        )
    else:
        ko = (
            f"제출한 학습은 정확도 {percent}에서 멈췄고, 같은 방법으로 {found.tried}번 다시 "
            "학습시켜도 100 %에 도달한 적이 없습니다."
        )
        en = (
            f"Your run stopped at {percent}, and 0 of {found.tried} retrainings of the same "
            "network reached 100 %."
        )
    if found.still_falling:
        ko += f" 손실은 {found.epochs}번째 에포크에서도 줄어들고 있었습니다."
        en += f" Your loss was still falling at epoch {found.epochs}."
    if longer is not None and longer.successes >= NEEDED:
        ko += f" 에포크를 열 배로 늘리면 {longer.tried}번 중 {longer.successes}번 도달합니다."
        en += f" With ten times the epochs {longer.successes} of {longer.tried} do."
    return Text(ko, en)


def learned(  # noqa: PLR0913 - one record of a submission against one task
    model: Any,
    fits: tuple[FitEvidence, ...],
    predictions: np.ndarray[Any, Any],
    *,
    x: Any,
    y: Any,
    accuracy: float,
    seed: int,
    k: int = FRESH_STARTS,
) -> Learned:
    """The own run counts if recorded training explains its weights; else fresh starts decide.

    Of ``k`` fresh starts ``NEEDED`` have to succeed. ``predictions`` are the handed-in model's
    own for ``x``, shape (rows, 1).
    """
    if not any(fit.epochs for fit in fits):
        return Learned(success=False, message=NEVER_TRAINED)
    explained = explain_weights(model, fits)
    note = "" if explained.explained else explained.reason.en
    own = _accuracy(predictions, y)
    if own >= accuracy and explained.explained:
        return Learned(success=True)
    found = again(model, fits, (x, y, accuracy, seed), k=k, enough=NEEDED)
    success: bool | None = found.successes >= NEEDED
    longer = None
    if not success and not is_conclusive(found):
        success = None
        note = f"{note} accuracy {own:.0%}; trained again {found.tried} times: {found.method}"
    elif not success:
        longer = _longer(model, fits, found, (x, y, accuracy, seed))
    message = learned_message(own, found, longer)
    if not explained.explained:
        message = _joined(explained.reason, message)
    return Learned(success, message, note.strip())


def again(
    model: Any,
    fits: tuple[FitEvidence, ...],
    task: tuple[Any, ...],
    *,
    k: int = FRESH_STARTS,
    enough: int | None = None,
) -> Retraining:
    """The fresh starts; none where what the network was trained on is not known.

    ``task`` is (x, y, accuracy, seed).
    """
    if lost := _unrecorded(fits):
        return Retraining(0, 0, (), (), lost, still_falling=False, seeds=(), complete=False)
    x, y, accuracy, seed = task
    return retrain(
        model,
        fits,
        k=k,
        seed=seed,
        x=x,
        y=y,
        accuracy=accuracy,
        enough=enough,
        budget_seconds=_SECONDS,
    )


def _unrecorded(fits: tuple[FitEvidence, ...]) -> str:
    """What is missing from the record; '' where nothing is.

    On other data a network could fail that has learned, and pass that was trained to OR.
    """
    for fit in fits:
        if fit.epochs and (fit.x is None or fit.y is None):
            return "what it was trained on is not recorded"
        for name in ("sample_weight", "steps_per_epoch"):
            if fit.epochs and fit.arguments.get(name, "None") != "None":
                return f"{name} is not recorded"
    return ""


def is_conclusive(found: Retraining) -> bool:
    """Whether too few successes say anything about the student's own training."""
    return found.tried > 0 and not ran_out_of_time(found) and not found.notes


def _longer(
    model: Any, fits: tuple[FitEvidence, ...], found: Retraining, task: tuple[Any, ...]
) -> Retraining | None:
    """Would ten times the epochs have done it? Only worth asking when the loss was falling."""
    if not found.still_falling:
        return None
    x, y, accuracy, seed = task
    longer = retrain(
        model,
        fits,
        k=_LONGER_K,
        seed=seed,
        x=x,
        y=y,
        accuracy=accuracy,
        epochs_factor=_LONGER,
        budget_seconds=_LONGER_SECONDS,
    )
    return None if ran_out_of_time(longer) else longer


def _accuracy(predictions: np.ndarray[Any, Any], y: Any) -> float:
    """Share of rows on the right side of one half; 0 where the shapes don't fit."""
    outputs = np.asarray(predictions, dtype="float64")
    labels = np.asarray(y, dtype="float64")
    if outputs.size != labels.size:
        return 0.0
    return float(accuracy_of(outputs.reshape(1, *labels.shape), labels)[0])


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.ko} {second.ko}".strip(), f"{first.en} {second.en}".strip())

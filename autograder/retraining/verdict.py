"""Grades *can what was built, trained as it was trained, learn this?* instead of one lucky run."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from autograder.evidence import FitEvidence
from autograder.records import NO_TEXT, Text, Word, joined, say
from autograder.retraining.accuracy import accuracy_of_one, keras_accuracy
from autograder.retraining.diagnosis import diagnose, on_threshold
from autograder.retraining.initialization import with_default_initializers
from autograder.retraining.parts import as_data
from autograder.retraining.repetition import REPLAY_SECONDS
from autograder.retraining.replay import LEAST_PROOF, Finding, Replay, Task, replay
from autograder.retraining.restarts import NEEDED, RANDOM_RESTARTS, Retraining, retrain
from autograder.util.percent import goal_in_percent, percent, reached

_LONGER = 10.0  # factor on the epochs when telling whether more training would have helped
_LONGER_K = 32
MOST_SECONDS: Final = 150.0  # for all restarts of one check; a second is usual
_LONGER_SECONDS = 10.0

NEVER_TRAINED = Text(
    ko="이 모델은 `fit`으로 학습한 기록이 없습니다. 학습한 모델을 제출하십시오.",
    en="There is no record that this model was trained with `fit`. Hand in a trained model.",
)


@dataclass(frozen=True, slots=True)
class Learned:
    """Whether it can learn the task, what to tell the student, and what the staff.

    ``success`` is None where random restarts were needed and none, or too few, could be made: then
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


def learned_message(
    own: float,
    found: Retraining,
    longer: Retraining | None,
    cause: Text = NO_TEXT,
    *,
    goal: float = 1.0,
) -> Text:
    """What the student is told about the retrainings, with the numbers.

    ``own`` is the accuracy (0…1) of the run that was handed in; ``longer`` are retrainings
    with ten times the epochs, if they were asked for; ``cause`` is why it fell short, if known;
    ``goal`` is the accuracy that was asked for.
    """
    share, wanted = reached(own, goal), goal_in_percent(goal)
    if found.successes >= NEEDED:
        return say(
            "제출한 학습은 정확도 {share}에서 멈췄습니다. 같은 신경망을 같은 방법으로 다시 "
            "학습시키니 {tried}번 중 {successes}번 {wanted}에 도달했으므로 만점입니다. 지역 "
            "최솟값을 만난 것입니다. 다른 시드로 다시 해 보십시오.",
            "Your run stopped at {share}. The same network and training reached {wanted} in "
            "{successes} of {tried} retrainings, so full points: you met a local minimum. Try "
            "another seed.",
            share=share,
            tried=found.tried,
            successes=found.successes,
            wanted=wanted,
        )
    if not is_conclusive(found):
        return undecided(share, found)
    return _failed_message(own, found, longer, cause, goal=goal)


def undecided(share: str, found: Retraining, *, confirmed: bool = True) -> Text:
    """What the student is told when a person has to look; ``share`` may be ''.

    ``confirmed`` is False where repeating the record could not show how the weights came about.
    """
    if not confirmed:
        return unconfirmed(share)
    why = Text(
        "기록만으로는 다시 학습시킬 수 없었습니다", "it could not be trained again from its record"
    )
    if ran_out_of_time(found):
        why = Text("다시 학습시키는 데 너무 오래 걸렸습니다", "training it again took too long")
    if not share:
        return say(
            "제출한 학습은 목표에 못 미쳤으며, {why}. 조교가 직접 살펴보고 점수를 드립니다.",
            "Your run did not get there, and {why}. Your teacher will look at this and give the "
            "points.",
            why=why,
        )
    return say(
        "제출한 학습의 정확도는 {share}이며, {why}. 조교가 직접 살펴보고 점수를 드립니다.",
        "Your run stopped at {share}, and {why}. Your teacher will look at this and give the "
        "points.",
        share=share,
        why=why,
    )


def unconfirmed(share: str) -> Text:
    """What the student is told where repeating says nothing; ``share`` may be ''."""
    if not share:
        return Text(
            "기록된 학습을 반복해서 확인할 수 없었습니다. 조교가 직접 살펴보고 점수를 드립니다.",
            "Repeating the recorded training could not confirm how it got there. Your teacher "
            "will look at this and give the points.",
        )
    return say(
        "제출한 모델의 정확도는 {share}이지만, 기록된 학습을 반복해서 확인할 수 없었습니다. "
        "조교가 직접 살펴보고 점수를 드립니다.",
        "Your model reaches {share}, but repeating the recorded training could not confirm how "
        "it got there. Your teacher will look at this and give the points.",
        share=share,
    )


def _failed_message(
    own: float, found: Retraining, longer: Retraining | None, cause: Text, *, goal: float
) -> Text:
    share, wanted = reached(own, goal), goal_in_percent(goal)
    run = say(
        "제출한 학습은 정확도 {share}에서 멈췄고", "Your run stopped at {share}, and", share=share
    )
    if own >= goal:  # by weights that were put in: nothing stopped
        run = say(
            "제출한 모델의 정확도는 {share}이지만", "Your model reaches {share}, but", share=share
        )
    words: dict[str, Word] = {"run": run, "tried": found.tried, "wanted": wanted}
    if found.successes:
        told = say(
            "{run}, 같은 방법으로 {tried}번 다시 학습시켰을 때 {wanted}에 도달한 것은 "
            "{successes}번뿐입니다. 이 정도는 운이며, 적어도 {needed}번은 도달해야 배웠다고 볼 수 "
            "있습니다.",
            "{run} only {successes} of {tried} retrainings of the same network reached {wanted}. "
            "That is luck: at least {needed} are needed.",
            **words,
            successes=found.successes,
            needed=NEEDED,
        )
    else:
        told = say(
            "{run}, 같은 방법으로 {tried}번 다시 학습시켜도 {wanted}에 도달한 적이 없습니다.",
            "{run} 0 of {tried} retrainings of the same network reached {wanted}.",
            **words,
        )
    if cause != NO_TEXT:  # more training is no way out, and would only be tried in vain
        return joined(told, cause)
    return joined(told, *_ways_out(found, longer))


def _ways_out(found: Retraining, longer: Retraining | None) -> Iterator[Text]:
    """What more training would do, as far as was seen."""
    if found.successes:
        yield Text(
            "더 오래 학습시키거나 학습률 또는 옵티마이저를 바꾸어 보십시오.",
            "Train longer, or try another learning rate or optimizer.",
        )
    if found.still_falling:
        yield say(
            "손실은 {epochs}번째 에포크에서도 줄어들고 있었습니다.",
            "Your loss was still falling at epoch {epochs}.",
            epochs=found.epochs,
        )
    if longer is not None and longer.successes >= NEEDED:
        yield say(
            "에포크를 열 배로 늘리면 {tried}번 중 {successes}번 도달합니다.",
            "With ten times the epochs {successes} of {tried} do.",
            tried=longer.tried,
            successes=longer.successes,
        )


@dataclass(frozen=True, eq=False)
class Trained:
    """A model with the record of its training, for what it was trained to.

    ``predictions`` (rows, outputs) are the handed-in model's own for ``x`` (rows, …), of which
    the labels are ``y``. Of several inputs ``x`` is a tuple; several outputs stand side by side.
    ``own_initializers``: see ``replay.replay``.
    """

    model: Any
    fits: tuple[FitEvidence, ...]
    predictions: np.ndarray[Any, Any]
    x: Any
    y: Any
    seed: int
    own_initializers: bool = False
    seconds: float = MOST_SECONDS  # of processor time that its restarts may take

    def replay(
        self, good: Callable[[np.ndarray[Any, Any]], bool], *, by_luck: bool = False,
        least: float = LEAST_PROOF, seconds: float = REPLAY_SECONDS,
    ) -> Replay:  # fmt: skip
        """What repeating the recorded training shows; ``good`` judges predictions for ``x``.

        ``by_luck``, ``least`` and ``seconds``: see ``replay.Task``.
        """
        task = Task(as_data(self.x), good, by_luck, least, seconds)
        return replay(self.model, self.fits, task, own_initializers=self.own_initializers)


def learned(trained: Trained, *, accuracy: float = 1.0, k: int = RANDOM_RESTARTS) -> Learned:
    """The own run counts if repeating its record confirms it; else random restarts decide.

    Of ``k`` restarts ``NEEDED`` have to succeed; half of them, where the own run got there and its
    record is contradicted. Where that is not enough to say, a person decides.
    """

    def good(outputs: np.ndarray[Any, Any]) -> bool:
        return accuracy_of_one(outputs, trained.y) >= accuracy

    if not any(fit.epochs for fit in trained.fits):
        return never_trained(trained, good)
    own = accuracy_of_one(trained.predictions, trained.y)
    found = trained.replay(good)
    got_there = own >= accuracy
    if got_there and found.finding is Finding.CONFIRMED:
        return Learned(success=True)
    helped = got_there and found.finding is Finding.CONTRADICTED
    tried = again(trained, accuracy, k=k, enough=None if helped else NEEDED)
    said = keras_accuracy(trained.predictions, trained.y)
    repeats = found.took_place and (got_there or not trained.own_initializers)
    if repeats and (_is_usual(tried) if helped else tried.successes >= NEEDED):
        # Where nothing speaks against an own run that got there, there is nothing to tell.
        message = NO_TEXT if got_there else learned_message(said, tried, None, goal=accuracy)
        message = _usual(tried, accuracy) if helped else message
        doubtful = helped or (got_there and found.doubtful)
        note = _note_of_help(found, tried) if doubtful else found.reason.en
        return Learned(True, joined(found.reason, message), note)
    doubt = got_there and found.finding is Finding.UNKNOWN
    if doubt or tried.successes >= NEEDED or not is_conclusive(tried):
        return _by_a_person(said, found, tried, got_there=got_there)
    cause = diagnose(trained.model, trained.fits, trained.predictions, trained.x, trained.y)
    longer = _longer(trained, tried, accuracy) if cause == NO_TEXT else None
    message = learned_message(said, tried, longer, cause, goal=accuracy)
    message = joined(found.reason, joined(message, on_threshold(trained.predictions)))
    return Learned(False, message, found.reason.en)


def never_trained(trained: Trained, good: Callable[[np.ndarray[Any, Any]], bool]) -> Learned:
    """No points for weights that no epoch was run for, and what the staff should know of them."""
    notes = []
    if trained.fits:
        notes.append("`fit` was called, but no epoch was run")
    if good(trained.predictions):
        notes.append("the weights get there all the same, so they were found in another way")
    return Learned(False, NEVER_TRAINED, "; ".join(notes))


def _is_usual(tried: Retraining) -> bool:
    """Whether half of the restarts or more get there.

    Some successes excuse an honest run that met a local minimum. A run that got there with weights
    that were put in has no such excuse: its training has to be one that does the work.
    """
    return tried.successes >= NEEDED and 2 * tried.successes >= tried.tried


def _note_of_help(found: Replay, tried: Retraining) -> str:
    """What the staff reads of points that restarts earned and not the run that was handed in."""
    return (
        f"{found.reason.en or found.note}; full points all the same, for the recorded training "
        f"brought {tried.successes} of {tried.tried} random restarts there"
    )


def _usual(tried: Retraining, goal: float) -> Text:
    wanted = goal_in_percent(goal)
    return say(
        "그러나 같은 신경망을 새로운 초기 가중치에서 같은 방법으로 다시 학습시키니 {tried}번 "
        "중 {successes}번 {wanted}에 도달했으므로 만점입니다.",
        "But trained again from new initial weights, the same network reached {wanted} in "
        "{successes} of {tried} retrainings, so full points.",
        tried=tried.tried,
        successes=tried.successes,
        wanted=wanted,
    )


def _by_a_person(own: float, found: Replay, tried: Retraining, *, got_there: bool) -> Learned:
    """Neither the own run nor restarts say enough; ``own`` is its accuracy (0…1)."""
    unexplained = got_there or (is_conclusive(tried) and not found.took_place)
    message = undecided(percent(own), tried, confirmed=not unexplained)
    note = (
        f"accuracy {own:.0%}, trained again {tried.tried} times with {tried.successes} successes "
        f"({tried.method}); the own run is {found.finding}: "
        f"{found.note or found.reason.en or 'it fell short'}"
    )
    return Learned(None, joined(found.reason, message), note)


def again(
    trained: Trained,
    accuracy: float = 1.0,
    *,
    k: int = RANDOM_RESTARTS,
    enough: int | None = None,
    default_starts: bool = False,
) -> Retraining:
    """The restarts; none where what the network was trained on is not known.

    ``default_starts``: from Keras' default initialisers instead of the model's own.
    """
    if lost := _unrecorded(trained.fits):
        return Retraining(0, 0, (), (), lost, still_falling=False, seeds=(), complete=False)
    return retrain(
        with_default_initializers(trained.model) if default_starts else trained.model,
        trained.fits,
        k=k,
        seed=trained.seed,
        x=trained.x,
        y=trained.y,
        accuracy=accuracy,
        enough=enough,
        budget_seconds=trained.seconds,
    )


def _unrecorded(fits: tuple[FitEvidence, ...]) -> str:
    """What is missing from the record; '' where nothing is.

    On other data a network could fail that has learned, and pass that was trained to OR.
    """
    for fit in fits:
        if fit.epochs and not ((fit.x or fit.x_parts) and (fit.y or fit.y_parts)):
            return "what it was trained on is not recorded"
        for name in ("sample_weight", "steps_per_epoch"):
            if fit.epochs and fit.arguments.get(name, "None") != "None":
                return f"{name} is not recorded"
    return ""


def is_conclusive(found: Retraining) -> bool:
    """Whether too few successes say anything about the student's own training."""
    return found.tried > 0 and not ran_out_of_time(found) and not found.notes


def _longer(trained: Trained, found: Retraining, accuracy: float) -> Retraining | None:
    """Would ten times the epochs have done it? Only worth asking when the loss was falling."""
    if not found.still_falling:
        return None
    longer = retrain(
        trained.model,
        trained.fits,
        k=_LONGER_K,
        seed=trained.seed,
        x=trained.x,
        y=trained.y,
        accuracy=accuracy,
        epochs_factor=_LONGER,
        budget_seconds=_LONGER_SECONDS,
    )
    return None if ran_out_of_time(longer) else longer

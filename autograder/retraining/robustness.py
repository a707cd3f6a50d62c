"""Grades goals that a network may reach without learning, by luck with its initial weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.records import NO_TEXT, Text, joined, say
from autograder.retraining.diagnosis import TRAIN_LONGER, diagnose_loss, still_falling
from autograder.retraining.replay import Finding
from autograder.retraining.restarts import Retraining
from autograder.retraining.verdict import (
    Learned,
    Trained,
    again,
    is_conclusive,
    never_trained,
    undecided,
)

SHARE = 0.9  # of the restarts that have to get there
FEWEST = 16  # restarts that training has to bring there, for a share to mean something

Outputs = np.ndarray[Any, Any]
Good = Callable[[Outputs], bool]


def reaches_goal_reliably(trained: Trained, good: Good, share: float = SHARE) -> Learned:
    """Whether training like this gets there from most initial weights, lucky or not.

    ``good`` judges predictions for ``x``, shape (rows, outputs); a ``share`` of the restarts has to
    get there by training, whatever the own run was. Weights that are there before any training say
    nothing of it; where an initialiser draws hardly any others, Keras' default draws them. The
    own run counts alone where nothing can be trained again, if repeating its record confirms it.

    Raises:
        ValueError: ``share`` is not above 0 and up to 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}, which is not above 0 and up to 1")
    if not any(fit.epochs for fit in trained.fits):
        return never_trained(trained, good)
    tried = again(trained)
    if is_conclusive(tried) and len(_trained_outputs(tried, good)) < FEWEST:
        tried = again(trained, default_starts=True)
    if not is_conclusive(tried):
        return _by_own_run(trained, good, tried)
    found = trained.replay(good, by_luck=True)
    own = found.reason == NO_TEXT and good(trained.predictions)
    brought = _trained_outputs(tried, good)
    count = sum(map(good, brought))
    success = bool(brought) and count >= share * len(brought)
    if success and not found.took_place:
        note = f"{count} of {len(brought)} restarts get there; the own run is {found.finding}: "
        message = undecided("", tried, confirmed=False)
        return Learned(None, joined(found.reason, message), note + (found.note or found.reason.en))
    if found.reason != NO_TEXT:
        told = say(
            "같은 방법으로 {count}번 다시 학습시키면 {count_2}번 목표에 도달합니다.",
            "{count_2} of {count} retrainings of the same network get there.",
            count=len(brought),
            count_2=count,
        )
        return Learned(success, joined(found.reason, told), found.reason.en)
    if own and success:
        return Learned(True)
    note = f"the own run got there, {count} of {len(brought)} restarts do" if own else ""
    message = _message(own, success, count, len(brought))
    return Learned(success, message if success else joined(message, _cause(trained, own=own)), note)


def _cause(trained: Trained, *, own: bool) -> Text:
    """What the record shows of why it falls short; to train longer where it shows nothing else."""
    found = diagnose_loss(trained.model, trained.fits, trained.predictions, trained.x, trained.y)
    if found == NO_TEXT and not own and still_falling(trained.fits):
        return TRAIN_LONGER
    return found


def _trained_outputs(tried: Retraining, good: Good) -> list[Outputs]:
    """What restarts came to that were not there before any training."""
    pairs = zip(tried.starts, tried.outputs, strict=True)
    return [output for start, output in pairs if not good(start)]


def _by_own_run(trained: Trained, good: Good, tried: Retraining) -> Learned:
    """Nothing can be trained again: points only for a run that is confirmed."""
    found = trained.replay(good, by_luck=True)
    if good(trained.predictions) and found.finding is Finding.CONFIRMED:
        return Learned(True)
    note = f"{tried.method}; the own run is {found.finding}: {found.note or found.reason.en}"
    return Learned(None, undecided("", tried), note)


def _message(own: bool, success: bool, count: int, tried: int) -> Text:
    if not own and not success:
        return say(
            "제출한 학습은 목표에 도달하지 못했고, 같은 방법으로 {tried}번 다시 학습시켜도 "
            "도달한 것은 {count}번뿐입니다.",
            "Your run did not get there, and {count} of {tried} retrainings of the same "
            "network do.",
            tried=tried,
            count=count,
        )
    if own:
        return say(
            "제출한 학습은 목표에 도달했지만, 같은 방법으로 {tried}번 다시 학습시키면 "
            "{count}번만 도달합니다. 처음 가중치의 운이 좋았던 것입니다. 더 오래 학습시켜 "
            "보십시오.",
            "Your run got there, but only {count} of {tried} retrainings of the same network "
            "do: it was lucky with its initial weights. Train longer.",
            tried=tried,
            count=count,
        )
    return say(
        "제출한 학습은 목표에 도달하지 못했지만, 같은 방법으로 {tried}번 다시 학습시키면 "
        "{count}번 도달하므로 만점입니다. 처음 가중치의 운이 나빴던 것입니다.",
        "Your run did not get there, but {count} of {tried} retrainings of the same network "
        "do, so full points: it was unlucky with its initial weights.",
        tried=tried,
        count=count,
    )

"""Layers that were kept from learning while the rest of a network was trained.

A hidden layer of random weights that stay as they were drawn turns XOR, by luck, into something
that one trained node can part. So a network with such a layer may well solve its table, from
random restarts too, and has not learned what was asked. A layer counts as held where its kernel
ended as it began, and either it is frozen (``trainable=False``) or the first step of the recorded
training would have moved it. A ReLU that is dead from the start gets no gradient: it is not held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from autograder.checking.graph_paths import kernels_of
from autograder.evidence import FitEvidence
from autograder.retraining.compile_config import Compiled, UnreadableError, build_losses
from autograder.retraining.fit_lineage import Weights, end_of, lineage_of, unpacked
from autograder.retraining.parts import for_keras, parts, taken
from autograder.retraining.training_spec import read_training_spec

FROZEN_MOVE: Final = 0.1
"""Part of its length by which a frozen kernel has to have moved, to have learned before it froze.

Hidden kernels of networks that learn XOR move by their whole length; one step moves them less.
"""
_LEAST_SLOPE: Final = 1e-3  # of the loss along some weight: no training leaves that as it is
_LEAST_STEP: Final = 1e-2  # by which some other weight moved: the training was no mere show


@dataclass(frozen=True, slots=True)
class Held:
    """Names of layers that did not learn: ``frozen`` ones, and others that were ``held`` back.

    ``unknown`` are frozen ones of which no record tells whether they had learned before.
    """

    frozen: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def held_layers(model: Any, fits: Sequence[FitEvidence]) -> Held:
    """The layers of a rebuilt model whose kernels the training that led to it left as they were.

    ``fits`` are all recorded ones of the model. Its weights are changed and put back.
    """
    kernels = dict(_kernels(model))
    if not kernels or not any(fit.epochs for fit in fits):
        return Held()
    line = _line(model, fits)
    start, end = _ends(line, model)
    if start is None or end is None:
        return Held(unknown=tuple(name for name, at in kernels.items() if _is_frozen(model, at)))
    frozen = [
        name
        for name, at in kernels.items()
        if _is_frozen(model, at) and not any(_moved(start[i], end[i], FROZEN_MOVE) for i in at)
    ]
    still = {
        name: at
        for name, at in kernels.items()
        if name not in frozen and not any(_moved(start[i], end[i], 0.0) for i in at)
    }
    if not still or not _is_training(start, end):
        return Held(tuple(frozen))
    steep = _slopes(model, line, start) > _LEAST_SLOPE
    return Held(tuple(frozen), tuple(name for name, at in still.items() if steep[list(at)].any()))


def thaw(model: Any) -> None:
    """Let all layers of a rebuilt model that weight their inputs learn again.

    For models whose frozen layers learned before they froze: from other weights they have to learn
    as the first time.
    """
    for layer in model._flatten_layers():
        if kernels_of(layer):
            layer.trainable = True


def _kernels(model: Any) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name of each layer that weights its inputs, and where its kernels are in the weights."""
    order = {id(weight): index for index, weight in enumerate(model.weights)}
    for layer in model._flatten_layers():
        at = tuple(order[id(kernel)] for kernel in kernels_of(layer) if id(kernel) in order)
        if at:
            yield layer.name, at


def _is_frozen(model: Any, at: tuple[int, ...]) -> bool:
    return not any(model.weights[index].trainable for index in at)


def _line(model: Any, fits: Sequence[FitEvidence]) -> Sequence[FitEvidence]:
    """The fits that led to the weights of ``model``, or else to those of the last training."""
    end = end_of(fits, [np.asarray(weight) for weight in model.weights])
    if end is None:
        end = max(at for at, fit in enumerate(fits) if fit.epochs)
    return [fits[at] for at in lineage_of(fits, end)]


def _ends(line: Sequence[FitEvidence], model: Any) -> tuple[Weights | None, Weights | None]:
    """The weights before and after, each None where they are not known or of another model."""
    shapes = [tuple(weight.shape) for weight in model.weights]
    found = [unpacked(line[0].initial_weights), unpacked(line[-1].final_weights)]
    known = [w if w is not None and [e.shape for e in w] == shapes else None for w in found]
    return known[0], known[1]


def _moved(before: Any, after: Any, part: float) -> bool:
    """Whether a weight moved by more than this part of its length; NaN counts as moved."""
    way = float(np.linalg.norm(after - before))
    return not way <= part * float(np.linalg.norm(before))


def _is_training(before: Weights, after: Weights) -> bool:
    """Whether some weight went a way worth mentioning."""
    return any(
        float(np.max(np.abs(b - a), initial=0.0)) > _LEAST_STEP
        for a, b in zip(before, after, strict=True)
    )


def _slopes(model: Any, line: Sequence[FitEvidence], start: Weights) -> NDArray[np.float64]:
    """How steeply the loss of the first step falls along each weight, all 0 where it isn't known.

    Shape (weights,): the largest slope along a number of each.
    """
    slopes = np.zeros(len(model.weights))
    try:
        step = read_training_spec(line, None, None, as_run=True).phases[0]
        losses = _losses(step.compiled)
    except UnreadableError:
        return slopes
    if step.weight is not None:  # rows that don't count have no slope
        return slopes
    kept = model.get_weights()
    try:
        model.set_weights(start)
        with tf.GradientTape() as tape:
            tape.watch([weight.value for weight in model.weights])
            given = for_keras(taken(step.x, slice(step.rows)))
            outputs = keras.tree.flatten(model(given, training=False))
            labels = parts(taken(step.y, slice(step.rows)))
            losses = losses if len(losses) > 1 else losses * len(labels)
            every = zip(losses, labels, outputs, strict=True)
            value = tf.add_n([tf.reduce_sum(loss(y, found)) for loss, y, found in every])
        found = tape.gradient(value, [weight.value for weight in model.weights])
    finally:
        model.set_weights(kept)
    for at, slope in enumerate(found):
        if slope is not None:
            slopes[at] = float(np.max(np.abs(slope), initial=0.0))
    return slopes


def _losses(compiled: Compiled) -> list[Any]:
    """The loss of each output, in the order of their names; one where all share it."""
    built = build_losses(compiled)
    if isinstance(built, dict):
        return list(built.values())
    return built if isinstance(built, list) else [built]

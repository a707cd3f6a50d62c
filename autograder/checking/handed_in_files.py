"""A file that was handed in, as checks see it: what is in it, and never its bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.saved_weights import LiveWeights, WeightsIn
from autograder.evidence import (
    Array,
    FileEvidence,
    FileFormat,
    FitEvidence,
    ModelEvidence,
    unpack_array,
)
from autograder.util.digests import weights_digest

Weights = tuple[np.ndarray[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Width and height in pixels, the mode, such as ``RGB``; ``blank``: all pixels are alike."""

    width: int
    height: int
    mode: str
    blank: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """What was logged under one ``tag``: ``steps`` and ``values`` of shape (times,), NaN for none.

    ``run`` is the folder of the log below the one that was handed in, ``train`` or ``today/train``.
    """

    run: str
    tag: str
    steps: np.ndarray[Any, Any]
    values: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class HandedInFile:
    """What was read of a file or a folder. ``size`` is in bytes; ``path`` where it was.

    ``weights`` are those of a saved model, or of a file of weights, in the file's order; None where
    it has none, or they are too many: then there is their ``digest``, else ''. ``shapes`` are those
    of the weights in both cases. ``text`` is the content of a text, of which ``cut`` says that it
    was longer; ``picture`` is there of an image, ``curves`` of a folder of logs.
    """

    name: str
    path: str
    size: int
    format: FileFormat
    weights: Weights | None = None
    shapes: tuple[tuple[int, ...], ...] = ()
    digest: str = ""
    text: str = ""
    cut: bool = False
    picture: Picture | None = None
    curves: tuple[Curve, ...] = ()

    @property
    def parameters(self) -> int:
        """How many numbers its weights are."""
        return sum(map(math.prod, self.shapes))


def handed_in_file(name: str, found: FileEvidence) -> HandedInFile:
    """The evidence of a file with its numbers as arrays."""
    sent = found.model.weights if found.model is not None else found.weights
    unsent = found.model.unsent if found.model is not None else found.unsent
    weights = tuple(map(unpack_array, sent)) if sent else None
    image = found.image
    return HandedInFile(
        name=name,
        path=found.path,
        size=found.size,
        format=found.format,
        weights=weights,
        shapes=tuple(array.shape for array in sent) or unsent,
        digest=weights_digest(weights) if weights else found.digest,
        text=found.text,
        cut=found.cut,
        picture=Picture(image.width, image.height, image.mode, image.blank) if image else None,
        curves=tuple(
            Curve(one.run, one.tag, np.array(one.steps, np.int64), _numbers(one.values))
            for one in found.series
        ),
    )


def _numbers(values: tuple[float | None, ...]) -> np.ndarray[Any, Any]:
    return np.array([math.nan if one is None else one for one in values], np.float64)


def live_weights(model: ModelEvidence, fits: Sequence[FitEvidence]) -> LiveWeights:
    """The weights that a model has at the end, and those of its recorded trainings."""
    at_end = tuple(fit.final_digest or _digest(fit.final_weights) for fit in fits)
    shapes = tuple(array.shape for array in model.weights) or model.unsent
    digest = _digest(model.weights) or next(iter(at_end[-1:]), "")
    return LiveWeights(
        WeightsIn(shapes, digest),
        at_start=tuple(fit.initial_digest or _digest(fit.initial_weights) for fit in fits),
        at_end=at_end,
    )


def _digest(weights: Sequence[Array] | None) -> str:
    return weights_digest(map(unpack_array, weights)) if weights else ""

"""Weights in a file, held against those of a model that is still there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from autograder.records import NO_TEXT, Text, say

Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class WeightsIn:
    """The weights of a file or a model: their shapes, and their digest, '' if it is not known."""

    shapes: Shapes
    digest: str


@dataclass(frozen=True, slots=True)
class LiveWeights:
    """Those of a model at the end, and what its recorded trainings began and ended with.

    ``at_start`` and ``at_end`` are digests of the trainings in their order, '' for an unknown one.
    """

    last: WeightsIn
    at_start: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether a file has the weights of a model, None where that can't be told; ``why`` says how it
    differs."""

    same: bool | None
    why: Text = NO_TEXT

    def said(self, file: str, model: str) -> Text:
        """What the student is told who saved other weights."""
        return say(self.why.ko, self.why.en, file=file, model=model)


_OTHER_SHAPES: Final = Text(
    "`{file}`에 저장한 것과 `{model}`{model:은/는} 층의 크기가 다릅니다.",
    "What was saved in `{file}` has layers of other sizes than `{model}`.",
)
_BEFORE: Final = Text(
    "`{file}`에는 학습을 **시작하기 전의** `{model}`{model:이/가} 들어 있습니다. 학습이 끝난 뒤에 "
    "저장하십시오.",
    "`{file}` holds `{model}` as it was **before** its training. Save it after.",
)
_EARLIER: Final = Text(
    "`{file}`에는 앞선 학습이 끝났을 때의 `{model}`{model:이/가} 들어 있습니다. 마지막 학습이 끝난 "
    "뒤에 저장하십시오.",
    "`{file}` holds `{model}` as an earlier training left it. Save it after the last one.",
)
_UNKNOWN: Final = Text(
    "가중치가 너무 많아 `{file}`{file:을/를} `{model}`{model:과/와} 비교하지 못했습니다. 사람이 "
    "확인합니다.",
    "There are too many weights to compare `{file}` with `{model}`: a person will.",
)
_OTHER: Final = Text(
    "`{file}`에 있는 가중치는 `{model}`의 것이 아닙니다. 이 노트북에서, 학습한 바로 그 모델을 "
    "저장하십시오.",
    "The weights in `{file}` are not those of `{model}`. Save the very model that was trained in "
    "this notebook.",
)


def compared(found: WeightsIn, model: LiveWeights) -> Compared:
    """Hold the weights of a file against those of a model, bit by bit and in any order."""
    if sorted(found.shapes) != sorted(model.last.shapes):
        return Compared(same=False, why=_OTHER_SHAPES)
    if not found.digest or not model.last.digest:
        return Compared(same=None, why=_UNKNOWN)
    if found.digest == model.last.digest:
        return Compared(same=True)
    if found.digest in model.at_end:
        return Compared(same=False, why=_EARLIER)
    if found.digest in model.at_start:
        return Compared(same=False, why=_BEFORE)
    return Compared(same=False, why=_OTHER)

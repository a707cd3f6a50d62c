"""Draws a number for each layer, such as the size of its gradient, as bars beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from autograder.records import Text
from autograder.report.plot_drawing import short
from autograder.report.svg import Drawing, drawn, tag, tenths

MOST: Final = 40
_LEFT, _TOP, _WIDTH, _HEIGHT = 44.0, 18.0, 196.0, 122.0
_WIDE: Final = 40.0  # a bar, at most
_FAR: Final = 50.0  # times as large: bars would vanish beside each other
_PLAIN: Final = 3  # powers of ten that are written out
_FEW: Final = 4  # bars that have room for names and numbers


def layers(sizes: Sequence[float | None], names: Sequence[str] = ()) -> Drawing | None:
    """A bar each, from the input's side on; on a scale of powers of ten where they differ so much.

    None is what was no finite number: a gap. None for less than two numbers, or too many.
    ``names`` are what they are called; else they are counted from 1.
    """
    known = [one for one in sizes if one is not None and math.isfinite(one)]
    if len(known) < 2 or len(sizes) > MOST:
        return None
    scale = _Scale.of(known)
    bars = _bars(sizes, names, scale)
    svg = drawn((250, 166), *_axis(scale), tag("g", *bars, **{"class": "bars"}))
    return Drawing(svg, _caption(log=scale.log), _told(sizes, names))


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the foot of the bars to the top; ``log``: as powers of ten."""

    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, known: Sequence[float]) -> _Scale:
        """From 0 on, or from a power of ten below the least."""
        least, most = min(known), max(known)
        if least > 0 and most / _FAR > least:
            return cls(math.ceil(math.log10(least)) - 1, math.ceil(math.log10(most)), log=True)
        return cls(min(least, 0.0), max(most, 0.0), log=False)

    def share(self, value: float) -> float:
        """How far up a value lies, from 0 to 1; halves, or a difference could be infinite."""
        at = math.log10(value) if self.log else value
        whole = self.high / 2 - self.low / 2
        return (at / 2 - self.low / 2) / whole if whole > 0 else 0.0

    @property
    def foot(self) -> float:
        """Where the bars stand: at 0, or at the lower end."""
        return 0.0 if self.log else self.share(0.0)

    def end(self, value: float) -> str:
        """What stands at an end of the axis."""
        if not self.log:
            return f"{value:.2g}"
        return f"{10.0**value:g}" if abs(value) <= _PLAIN else f"1e{value:.0f}"


def _axis(scale: _Scale) -> Iterable[Markup]:
    base, right = _TOP + _HEIGHT, _LEFT + _WIDTH
    foot = base - _HEIGHT * scale.foot
    path = f"M{tenths(_LEFT)} {tenths(_TOP)}V{tenths(base)}M{tenths(_LEFT)} {tenths(foot)}"
    yield tag("path", d=f"{path}H{tenths(right)}", **{"class": "axis"})
    yield tag("text", scale.end(scale.high), x=_LEFT - 4, y=_TOP + 4, text_anchor="end")
    yield tag("text", scale.end(scale.low), x=_LEFT - 4, y=base, text_anchor="end")


def _bars(sizes: Sequence[float | None], names: Sequence[str], scale: _Scale) -> Iterable[Markup]:
    step = _WIDTH / len(sizes)
    width = min(0.7 * step, _WIDE)
    labelled = len(sizes) <= _FEW
    every = -(-len(sizes) // 12)  # so that numbers don't run into each other
    foot = _TOP + _HEIGHT * (1 - scale.foot)
    for at, size in enumerate(sizes):
        middle = _LEFT + (at + 0.5) * step
        name = names[at] if labelled and at < len(names) else str(at + 1)
        if labelled or at % every == 0 or at == len(sizes) - 1:
            yield tag("text", name, x=middle, y=_TOP + _HEIGHT + 16, text_anchor="middle")
        if size is None or not math.isfinite(size):
            continue
        top = _TOP + _HEIGHT * (1 - scale.share(size))
        yield tag("rect", x=middle - width / 2, y=min(top, foot), width=width,
                  height=abs(foot - top))  # fmt: skip
        if labelled:
            yield tag("text", short(size), x=middle, y=min(top, foot) - 4, text_anchor="middle")


def _caption(*, log: bool) -> Text:
    if log:
        return Text(
            "층마다의 크기, 입력 쪽부터. 눈금은 10의 거듭제곱",
            "The size of each, from the input's side on, on a scale of powers of ten",
        )
    return Text("층마다의 크기, 입력 쪽부터", "The size of each, from the input's side on")


def _told(sizes: Sequence[float | None], names: Sequence[str]) -> Text:
    said = "; ".join(
        f"{names[at] if at < len(names) else at + 1}: {'–' if size is None else short(size)}"
        for at, size in enumerate(sizes)
    )
    return Text(said, said)

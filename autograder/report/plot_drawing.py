"""Draws numbers over numbers: the line that a model learned, and an array from its first on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.messages.words import number
from autograder.pictures import Line
from autograder.records import Text, say
from autograder.report.svg import Drawing, drawn, polygon, tag, tenths

_LEFT, _TOP, _WIDTH, _HEIGHT = 44.0, 10.0, 196.0, 130.0
_MOST_DOTS = 24  # more than these are a curve
_NO_RANGE = 0.5  # of one number alone: what is drawn around it
Pair = tuple[float, float]


def line(seen: Line) -> Drawing | None:
    """What a model of one input gives, over the points that it was trained on; None for none."""
    if len(seen.curve) < 2:
        return None
    frame = _Frame.around((*seen.curve, *seen.points))
    dots = [frame.at(x, y) for x, y in seen.points]
    svg = drawn(
        (250, 162),
        *frame.axes(),
        tag("path", d=polygon([frame.at(*one) for one in seen.curve], close=False),
            **{"class": "curve accuracy"}),
        _dots(dots),
    )  # fmt: skip
    first, last = seen.curve[0], seen.curve[-1]
    return Drawing(
        svg,
        say(
            "모델의 출력(선)과 학습한 점 {count}개",
            "The model's output (line), and the {count} points that it was trained on",
            count=len(seen.points),
        ),
        say(
            "x = {a}에서 {fa}, x = {b}에서 {fb}",
            "At x = {a} it gives {fa}, at x = {b} {fb}.",
            a=number(first[0]), fa=short(first[1]), b=number(last[0]), fb=short(last[1]),
        ),
    )  # fmt: skip


def series(numbers: Sequence[float | None], length: int, *, log: bool) -> Drawing | None:
    """The numbers of an array in their order, on a scale of powers of ten where ``log``.

    They are taken evenly from ``length``. None is what was no finite number: a gap. None for an
    array without two numbers to draw.
    """
    step = (max(length, len(numbers)) - 1) / max(len(numbers) - 1, 1)
    pairs = [(1 + place * step, n) for place, n in enumerate(numbers) if n is not None]
    log = log and all(n > 0 for _, n in pairs)
    if len(pairs) < 2:
        return None
    frame = _Frame.around([(place, math.log10(n) if log else n) for place, n in pairs], log=log)
    at = {place: frame.at(place, math.log10(n) if log else n) for place, n in pairs}
    path, pen = "", "M"
    for place in (1 + place * step for place in range(len(numbers))):
        if place in at:
            path += f"{pen}{tenths(at[place][0])} {tenths(at[place][1])}"
        pen = "L" if place in at else "M"
    dots = at.values() if len(pairs) <= _MOST_DOTS else ()
    svg = drawn(
        (250, 162),
        *frame.axes(),
        tag("path", d=path, **{"class": "curve loss"}),
        _dots(dots),
    )
    told = say(
        "처음은 {first}, 마지막은 {last}",
        "The first is {first}, the last {last}.",
        first=short(pairs[0][1]),
        last=short(pairs[-1][1]),
    )
    caption = (
        Text("차례대로, 눈금마다 10의 거듭제곱", "In their order, on a scale of powers of ten")
        if log
        else Text("차례대로", "In their order")
    )
    return Drawing(svg, caption, told)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where numbers lie in the drawing; ``log``: those upwards are powers of ten."""

    low: Pair
    high: Pair
    log: bool = False

    @classmethod
    def around(cls, pairs: Sequence[Pair], *, log: bool = False) -> _Frame:
        """The smallest one that holds all pairs."""
        across, up = [x for x, _ in pairs], [y for _, y in pairs]
        return cls((min(across), min(up)), (max(across), max(up)), log)

    def at(self, x: float, y: float) -> Pair:
        """A place in units of the drawing."""
        return (
            _LEFT + _WIDTH * _share(x, self.low[0], self.high[0]),
            _TOP + _HEIGHT * (1 - _share(y, self.low[1], self.high[1])),
        )

    def axes(self) -> list[Markup]:
        """The axes, with what stands at their ends."""
        base, right = _TOP + _HEIGHT, _LEFT + _WIDTH
        ends = [10**y if self.log else y for y in (self.low[1], self.high[1])]
        return [
            tag("path", d=f"M{tenths(_LEFT)} {tenths(_TOP)}V{tenths(base)}H{tenths(right)}",
                **{"class": "axis"}),
            tag("text", short(ends[1]), x=_LEFT - 4, y=_TOP + 4, text_anchor="end"),
            tag("text", short(ends[0]), x=_LEFT - 4, y=base, text_anchor="end"),
            tag("text", short(self.low[0]), x=_LEFT, y=base + 14, text_anchor="middle"),
            tag("text", short(self.high[0]), x=right, y=base + 14, text_anchor="end"),
        ]  # fmt: skip


def _dots(places: Iterable[Pair]) -> Markup:
    circles = (tag("circle", cx=x, cy=y, r=3.5) for x, y in places)
    return tag("g", *circles, **{"class": "dots"})


def _share(value: float, low: float, high: float) -> float:
    """How far a number lies between two, from 0 to 1; halfway where these are one.

    Halves are taken first, or the difference of two very large numbers would be infinite.
    """
    return (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else _NO_RANGE


def short(value: float) -> str:
    """A number in as little room as stands beside an axis."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.4g}"
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")

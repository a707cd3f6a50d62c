"""Draws the line of a perceptron between the points that it is to part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from autograder.pictures import Boundary, Point
from autograder.records import LANGUAGES, Language, Text, joined, say
from autograder.report.plot_drawing import short
from autograder.report.svg import Drawing, drawn, polygon, tag, tenths, texts

_LEFT, _TOP, _WIDTH, _HEIGHT = 40.0, 8.0, 200.0, 150.0
_MARGIN: Final = 0.08  # of the range, around the points
_NAMES: Final = (Text("x₁", "x₁"), Text("x₂", "x₂"))
_SQUARE: Final = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
Pair = tuple[float, float]


def boundary(
    seen: Boundary,
    positive: str,
    axes: Sequence[Text] = (),
    languages: Sequence[Language] = LANGUAGES,
) -> Drawing | None:
    """Where the answer is 1, the line, and the points; None where they can't be placed.

    ``positive`` is what the points are called whose right answer is 1.
    """
    frame = _Frame.around(seen.points)
    cut = frame.cut(seen)
    if cut is None:
        return None
    names = axes if len(axes) == 2 else _NAMES
    svg = drawn(
        (250, 192),
        *(tag("path", d=polygon([_place(at) for at in area]), **{"class": "answered"})
          for area in (cut.area,) if area),
        *frame.axes(),
        *texts(names[0], languages, x=_LEFT + _WIDTH / 2, y=_TOP + _HEIGHT + 28,
               text_anchor="middle"),
        *texts(names[1], languages, x=12.0, y=_TOP + _HEIGHT / 2, text_anchor="middle",
               transform=f"rotate(-90 12 {tenths(_TOP + _HEIGHT / 2)})"),
        tag("g", *(_point(frame, one) for one in seen.points), **{"class": "cloud"}),
        *(tag("path", d=polygon([_place(at) for at in ends], close=False),
              **{"class": "boundary"}) for ends in (cut.line,) if len(ends) > 1),
    )  # fmt: skip
    return Drawing(svg, _caption(seen, positive, has_line=len(cut.line) > 1), _told(seen, names))


@dataclass(frozen=True, slots=True)
class _Cut:
    """The part of the unit square where the answer is 1, and the ends of the line in it."""

    area: tuple[Pair, ...]
    line: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The range of the points, with a margin; it is drawn as a rectangle."""

    low: Pair
    high: Pair

    @classmethod
    def around(cls, points: Sequence[Point]) -> _Frame:
        """The smallest one that holds all points, and a little more."""
        sides = [_widened([one.x for one in points]), _widened([one.y for one in points])]
        (left, right), (bottom, top) = sides
        return cls((left, bottom), (right, top))

    def cut(self, seen: Boundary) -> _Cut | None:
        """The square as the line parts it; None where numbers are too large for that."""
        scale = max(*map(abs, seen.weights), abs(seen.bias)) or 1.0
        first, second, third = (one / scale for one in (*seen.weights, seen.bias))
        wide, tall = (b - a for a, b in zip(self.low, self.high, strict=True))
        base = first * self.low[0] + second * self.low[1] + third
        slopes = (first * wide, second * tall)
        if not all(map(math.isfinite, (base, *slopes))):
            return None
        return _cut_square(slopes, base)

    def at(self, x: float, y: float) -> Pair:
        """A place of the drawing."""
        (left, bottom), (right, top) = self.low, self.high
        return _place(((x - left) / (right - left), (y - bottom) / (top - bottom)))

    def axes(self) -> Iterable[Markup]:
        """The rectangle, with the range at its corners."""
        base, right = _TOP + _HEIGHT, _LEFT + _WIDTH
        yield tag("path", d=f"M{tenths(_LEFT)} {tenths(_TOP)}V{tenths(base)}H{tenths(right)}",
                  **{"class": "axis"})  # fmt: skip
        yield tag("text", f"{self.high[1]:.2g}", x=_LEFT - 4, y=_TOP + 8, text_anchor="end")
        yield tag("text", f"{self.low[1]:.2g}", x=_LEFT - 4, y=base, text_anchor="end")
        yield tag("text", f"{self.low[0]:.2g}", x=_LEFT, y=base + 14, text_anchor="middle")
        yield tag("text", f"{self.high[0]:.2g}", x=right, y=base + 14, text_anchor="end")


def _widened(values: Sequence[float]) -> Pair:
    low, high = min(values), max(values)
    margin = _MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _place(at: Pair) -> Pair:
    return _LEFT + _WIDTH * at[0], _TOP + _HEIGHT * (1 - at[1])


def _cut_square(slopes: Pair, base: float) -> _Cut:
    """The unit square where slopes · at + base is 0 or more, and its edge there."""
    area: list[Pair] = []
    line: list[Pair] = []
    heights = [slopes[0] * x + slopes[1] * y + base for x, y in _SQUARE]
    for at, height in enumerate(heights):
        after = (at + 1) % len(_SQUARE)
        here, there, other = _SQUARE[at], _SQUARE[after], heights[after]
        if height >= 0:
            area.append(here)
        if (height >= 0) != (other >= 0):
            share = height / (height - other)
            x, y = (a + share * (b - a) for a, b in zip(here, there, strict=True))
            area.append((x, y))
            line.append((x, y))
    return _Cut(tuple(area), tuple(line))


def _point(frame: _Frame, one: Point) -> Markup:
    """A circle for 0, a square for 1; a cross over what lies on the wrong side."""
    x, y = frame.at(one.x, one.y)
    shape = (
        tag("rect", x=x - 2.6, y=y - 2.6, width=5.2, height=5.2, **{"class": "one"})
        if one.target > 0.5
        else tag("circle", cx=x, cy=y, r=2.8, **{"class": "zero"})
    )
    if (one.predicted > 0.5) == (one.target > 0.5):
        return shape
    cross = tag("path", d=f"M{tenths(x - 4)} {tenths(y - 4)}l8 8m0-8l-8 8")
    return tag("g", shape, cross, **{"class": "missed"})


def _caption(seen: Boundary, positive: str, *, has_line: bool) -> Text:
    told = say(
        "{count}개 가운데 {right}개가 직선의 제 쪽에 있음. 네모는 {positive}, 동그라미는 나머지, "
        "×는 틀린 쪽, 색칠한 쪽의 답은 1",
        "{right} of {count} on their side of the line. Squares are {positive}, circles the others, "
        "× is on the wrong side; where it is tinted the answer is 1",
        count=seen.count,
        right=seen.right,
        positive=positive,
    )
    nowhere = Text(
        "직선이 그림 밖에 있습니다.", "The line lies outside of the drawing."
    )  # so that all have one answer
    return told if has_line else joined(told, nowhere, between=". ")


def _told(seen: Boundary, names: Sequence[Text]) -> Text:
    return say(
        "직선: {a} × {x} + {b} × {y} + {c} = 0",
        "The line: {a} × {x} + {b} × {y} + {c} = 0",
        a=short(seen.weights[0]),
        x=names[0],
        b=short(seen.weights[1]),
        y=names[1],
        c=short(seen.bias),
    )

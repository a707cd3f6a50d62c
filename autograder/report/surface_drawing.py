"""Draws what a network answers on a square of inputs, with the points that it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator
from markupsafe import Markup

from autograder.messages.words import number
from autograder.pictures import Point, Surface
from autograder.records import NO_TEXT, Text, say
from autograder.report.svg import Drawing, drawn, polygon, tag, tenths

BANDS = 10  # of the output's range 0…1


def surface(seen: Surface) -> Drawing:
    """The model's output over the square, with the boundary at one half and the points."""
    square = _Square(seen)
    points = [p for p in seen.points if all(seen.low <= at <= seen.high for at in (p.x, p.y))]
    svg = drawn(
        (220, 220),
        tag("g", *_bands(seen, square), **{"class": "bands"}),
        *_boundary(seen, square),
        _frame(square),
        *(_point(square.at(p.x, p.y), p.target, p.predicted) for p in points),
        surface=True,
    )
    return Drawing(svg, caption=_surface_caption(points), description=_surface_told(points))


def _surface_caption(points: Sequence[Point]) -> Text:
    if not points:
        return Text("입력에 따른 모델의 출력", "The model's output over its inputs")
    right = sum(_right(point.target, point.predicted) for point in points)
    return say(
        "학습한 점 {count}개 가운데 {right}개를 옳게 나눔",
        "{right} of {count} training points on the right side",
        count=len(points),
        right=right,
    )


def _surface_told(points: Sequence[Point]) -> Text:
    if not points:
        return NO_TEXT
    said = "; ".join(
        f"({number(p.x)}, {number(p.y)}) → {p.predicted:.2f} [{number(p.target)}]"
        for p in points[:8]
    )
    return say(
        "입력 → 모델의 출력 [정답]: {said}",
        "Input → the model's output [what it should be]: {said}",
        said=said,
    )


@dataclass(frozen=True, slots=True)
class _Square:
    """Where the surface lies in the drawing: 190 units wide, x₂ upwards."""

    seen: Surface
    left: float = 22.0
    top: float = 6.0
    side: float = 190.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        scale = self.side / (self.seen.high - self.seen.low)
        return (
            self.left + (x - self.seen.low) * scale,
            self.top + self.side - (y - self.seen.low) * scale,
        )


def _bands(seen: Surface, square: _Square) -> Iterable[Markup]:
    contours = _contours(seen)
    for band in range(BANDS):
        low = -1.0 if band == 0 else band / BANDS
        high = 2.0 if band == BANDS - 1 else (band + 1) / BANDS
        path = "".join(
            polygon([square.at(float(x), float(y)) for x, y in points[start:end]])
            for points, offsets in zip(*contours.filled(low, high), strict=True)
            for start, end in pairwise(offsets)
        )
        if path:
            yield tag("path", d=path, fill_rule="evenodd", **{"class": f"band-{band}"})


def _boundary(seen: Surface, square: _Square) -> Iterable[Markup]:
    for line in _contours(seen).lines(0.5):
        points = [square.at(float(x), float(y)) for x, y in np.asarray(line)]
        yield tag("path", d=polygon(points, close=False), **{"class": "boundary"})


def _contours(seen: Surface):  # type: ignore[no-untyped-def]  # contourpy's classes are many
    axis = np.linspace(seen.low, seen.high, len(seen.grid))
    grid = np.nan_to_num(np.asarray(seen.grid, dtype=np.float64), nan=0.5).clip(0, 1)
    return contour_generator(axis, axis, grid, fill_type=FillType.OuterOffset)


def _frame(square: _Square) -> Markup:
    labels: list[Markup] = []
    for value in (0, 1):
        x, _ = square.at(value, 0)
        _, y = square.at(0, value)
        labels.append(tag("text", value, x=x, y=212, text_anchor="middle"))
        labels.append(tag("text", value, x=14, y=y + 4, text_anchor="end"))
    middle = square.left + square.side / 2
    return tag(
        "g",
        tag("rect", x=square.left, y=square.top, width=square.side, height=square.side),
        *labels,
        tag("text", "x₁", x=middle, y=212, text_anchor="middle"),
        tag("text", "x₂", x=14, y=square.top + square.side / 2 + 4, text_anchor="end"),
        **{"class": "frame"},
    )


def _right(target: float, predicted: float) -> bool:
    return (predicted > 0.5) == (target > 0.5)


def _point(at: tuple[float, float], target: float, predicted: float) -> Markup:
    """A circle for 0, a square for 1; a cross over what the model gets wrong."""
    x, y = at
    shape = (
        tag("rect", x=x - 9, y=y - 9, width=18, height=18, rx=3)
        if target > 0.5
        else tag("circle", cx=x, cy=y, r=10)
    )
    wrong = () if _right(target, predicted) else (_cross(x, y),)
    label = tag("text", f"{target:.0f}", x=x, y=y + 4.5, text_anchor="middle")
    return tag("g", shape, label, *wrong, **{"class": "point"})


def _cross(x: float, y: float) -> Markup:
    path = f"M{tenths(x + 9)} {tenths(y - 19)}l10 10m0-10l-10 10"
    return tag(
        "g", tag("path", d=path, **{"class": "halo"}), tag("path", d=path), **{"class": "wrong"}
    )

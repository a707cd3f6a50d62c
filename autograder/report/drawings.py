"""Draws networks, training curves and decision surfaces as SVG.

Colours are classes of the page's style sheet, so that one drawing serves light, dark and
paper. No meaning depends on colour alone: points differ by shape and carry their label,
the boundary is a line, and every drawing has a text alternative.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator
from markupsafe import Markup, escape

from autograder.messages.words import number
from autograder.pictures import Net, Point, Surface
from autograder.records import LANGUAGES, NO_TEXT, FitSummary, Language, Text, joined, say

BANDS = 10  # of the output's range 0…1
_MOST_NODES = 6  # drawn in one layer
_MOST_LAYERS = 7
_GAP = 29.0  # between the nodes of a layer
_STRONG = {"class": "strong"}
_MOST_SEAMS = 12
_PLOT_LEFT, _PLOT_WIDTH, _PLOT_HEIGHT = 36, 206, 64
_LOSS = Text("손실", "loss")
_ACCURACY = Text("정확도", "accuracy")

Curve = list[tuple[float, float]]  # (epoch from 1, value)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: the SVG, what stands below it, and what a screen reader says instead."""

    svg: Markup
    caption: Text
    description: Text = NO_TEXT


# --- decision surface -------------------------------------------------------------------


def surface(seen: Surface) -> Drawing:
    """The model's output over the square, with the boundary at one half and the points."""
    square = _Square(seen)
    points = [p for p in seen.points if all(seen.low <= at <= seen.high for at in (p.x, p.y))]
    svg = _svg(
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
            _polygon([square.at(float(x), float(y)) for x, y in points[start:end]])
            for points, offsets in zip(*contours.filled(low, high), strict=True)
            for start, end in pairwise(offsets)
        )
        if path:
            yield tag("path", d=path, fill_rule="evenodd", **{"class": f"band-{band}"})


def _boundary(seen: Surface, square: _Square) -> Iterable[Markup]:
    for line in _contours(seen).lines(0.5):
        points = [square.at(float(x), float(y)) for x, y in np.asarray(line)]
        yield tag("path", d=_polygon(points, close=False), **{"class": "boundary"})


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
    path = f"M{_n(x + 9)} {_n(y - 19)}l10 10m0-10l-10 10"
    return tag(
        "g", tag("path", d=path, **{"class": "halo"}), tag("path", d=path), **{"class": "wrong"}
    )


# --- network ------------------------------------------------------------------------------


def network(net: Net, languages: Sequence[Language] = LANGUAGES) -> Drawing | None:
    """Nodes, connections and the count of parameters between layers; None if too deep."""
    layers = len(net.widths)
    if not 2 <= layers <= _MOST_LAYERS or len(net.parameters) != layers - 1:
        return None
    tallest = min(max(net.widths), _MOST_NODES)
    base = 28 + _GAP * (tallest - 1)
    columns = [_column(index, layers, width, base / 2) for index, width in enumerate(net.widths)]
    svg = _svg(
        (250, round(base + 32)),
        tag("g", *_links(columns), **{"class": "links"}),
        *(_nodes(column, width) for column, width in zip(columns, net.widths, strict=True)),
        *_layer_labels(net, [column[0][0] for column in columns], base + 10),
        *_both(
            Text("입력", "input"), languages, x=columns[0][0][0], y=base + 26, text_anchor="middle"
        ),
    )
    widths = " → ".join(map(str, net.widths))
    total = sum(net.parameters)
    sums = "; ".join(_formula(net, index) for index in range(len(net.parameters)))
    return Drawing(
        svg,
        caption=say(
            "노드 {widths}, 파라미터 {total:,}개",
            "Nodes {widths}, {total:,} parameters",
            widths=widths,
            total=total,
        ),
        description=say("층마다 파라미터: {sums}", "Parameters of each layer: {sums}", sums=sums),
    )


def _column(index: int, layers: int, width: int, middle: float) -> list[tuple[float, float]]:
    shown = min(width, _MOST_NODES)
    x = 30 + index * (190 / (layers - 1))
    top = middle - _GAP * (shown - 1) / 2
    return [(x, top + _GAP * row) for row in range(shown)]


def _links(columns: Sequence[Sequence[tuple[float, float]]]) -> Iterable[Markup]:
    for before, after in pairwise(columns):
        path = "".join(f"M{_n(a)} {_n(b)}L{_n(c)} {_n(d)}" for a, b in before for c, d in after)
        yield tag("path", d=path)


def _nodes(column: Sequence[tuple[float, float]], width: int) -> Markup:
    """Circles; where there are more nodes than room, dots stand for the rest."""
    hidden = width > len(column)
    drawn: list[Markup] = []
    for row, (x, y) in enumerate(column):
        if hidden and row == len(column) - 2:
            drawn.append(tag("circle", cx=x, cy=y, r=11, **{"class": "blank"}))
            drawn.append(tag("text", "⋮", x=x, y=y + 5, text_anchor="middle"))
        else:
            drawn.append(tag("circle", cx=x, cy=y, r=8.5))
    return tag("g", *drawn, **{"class": "nodes"})


def _layer_labels(net: Net, columns: Sequence[float], base: float) -> Iterable[Markup]:
    below = {"y": base + 16, "text_anchor": "middle"}
    for index, x in enumerate(columns):
        yield tag("text", net.widths[index], x=x, y=base, text_anchor="middle", **_STRONG)
        if not index:
            continue
        middle = (columns[index - 1] + x) / 2
        count = f"{net.parameters[index - 1]:,}"
        yield tag("text", count, x=middle, y=base, text_anchor="middle", **{"class": "count"})
        if index <= len(net.activations) and len(columns) <= 5:
            yield tag("text", net.activations[index - 1][:10], x=x, **below)


def _formula(net: Net, index: int) -> str:
    before, after = net.widths[index], net.widths[index + 1]
    count = net.parameters[index]
    whole = before * after + after == count
    return f"{before}×{after}+{after} = {count:,}" if whole else f"{count:,}"


# --- training curves ------------------------------------------------------------------------


def curves(fits: Sequence[FitSummary], languages: Sequence[Language] = LANGUAGES) -> Drawing | None:
    """Loss and accuracy over all epochs of one model, fit after fit; None if none was kept."""
    loss, accuracy = _joined(fits, "loss"), _joined(fits, "accuracy")
    epochs = sum(fit.epochs for fit in fits)
    if not any(math.isfinite(value) for _, value in loss) or epochs == 0:
        return None
    ends = tuple(sum(fit.epochs for fit in fits[:count]) for count in range(1, len(fits)))
    panels = [_Panel("loss", _LOSS, epochs, ends, languages, top=8, most=_top(loss)).draw(loss)]
    if accuracy:
        panels.append(
            _Panel("accuracy", _ACCURACY, epochs, ends, languages, top=104).draw(accuracy)
        )
    return Drawing(
        _svg((250, 200 if accuracy else 104), *panels),
        caption=_epochs(epochs),
        description=_told(loss, accuracy),
    )


def _joined(fits: Sequence[FitSummary], name: str) -> Curve:
    """(epoch, value) of all fits; thinned values are spread evenly over the fit's epochs."""
    joined: Curve = []
    start = 0
    for fit in fits:
        values: tuple[float, ...] = getattr(fit, name)
        step = (fit.epochs - 1) / (len(values) - 1) if len(values) > 1 else 0.0
        joined += [(start + 1 + index * step, value) for index, value in enumerate(values)]
        start += fit.epochs
    return joined


def _top(curve: Curve) -> float:
    return max((value for _, value in curve if math.isfinite(value)), default=1.0) or 1.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """One curve over the epochs, from 0 to ``most``; ``ends`` are the seams between fits."""

    kind: str
    title: Text
    epochs: int
    ends: tuple[int, ...]
    languages: Sequence[Language]
    top: float
    most: float = 1.0

    def draw(self, curve: Curve) -> Markup:
        left, right, base = _PLOT_LEFT, _PLOT_LEFT + _PLOT_WIDTH, self.top + 10 + _PLOT_HEIGHT
        seams = "".join(
            f"M{_n(self._across(end + 0.5))} {_n(base)}v-{_PLOT_HEIGHT}" for end in self.ends
        )
        return tag(
            "g",
            tag("path", d=f"M{left} {_n(self.top + 10)}V{_n(base)}H{right}", **{"class": "axis"}),
            tag("path", d=seams, **{"class": "seam"}) if 1 <= len(self.ends) <= _MOST_SEAMS else "",
            tag("path", d=self._path(curve), **{"class": f"curve {self.kind}"}),
            *_both(self.title, self.languages, x=left + 6, y=self.top + 6, **{"class": "strong"}),
            tag("text", _short(self.most), x=left - 5, y=self.top + 14, text_anchor="end"),
            tag("text", "0", x=left - 5, y=base, text_anchor="end"),
            tag("text", "1", x=left, y=base + 13, text_anchor="middle"),
            tag("text", f"{self.epochs:,}", x=right, y=base + 13, text_anchor="end"),
        )

    def _path(self, curve: Curve) -> str:
        path, pen = "M0 0", "M"
        for epoch, value in curve:
            if not math.isfinite(value):
                pen = "M"
                continue
            path += f"{pen}{_n(self._across(epoch))} {_n(self._up(value))}"
            pen = "L"
        return path

    def _across(self, epoch: float) -> float:
        return _PLOT_LEFT + _PLOT_WIDTH * (epoch - 1) / max(self.epochs - 1, 1)

    def _up(self, value: float) -> float:
        return self.top + 10 + _PLOT_HEIGHT * (1 - min(max(value / self.most, 0), 1))


def _epochs(epochs: int) -> Text:
    if epochs == 1:
        return Text("1 에포크", "1 epoch")
    return say("{epochs:,} 에포크", "{epochs:,} epochs", epochs=epochs)


def _told(loss: Curve, accuracy: Curve) -> Text:
    finite = [value for _, value in loss if math.isfinite(value)]
    told = say(
        "손실은 {first}에서 {last}{last:으로/로} 변했습니다.",
        "The loss went from {first} to {last}.",
        first=_short(finite[0]),
        last=_short(finite[-1]),
    )
    if not accuracy or not math.isfinite(accuracy[-1][1]):
        return told
    ended = say(
        "마지막 정확도는 {share}입니다.",
        "The accuracy ended at {share}.",
        share=f"{accuracy[-1][1]:.0%}",
    )
    return joined(told, ended)


def _short(value: float) -> str:
    return f"{value:.3g}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.1e}"


# --- SVG --------------------------------------------------------------------------------------


def tag(element: str, *children: object, **attributes: object) -> Markup:
    """An element with everything escaped; ``_`` in an attribute's name stands for ``-``."""
    written = "".join(
        f' {name.replace("_", "-")}="{escape(_n(value) if isinstance(value, float) else value)}"'
        for name, value in attributes.items()
    )
    inside = Markup("").join(escape(child) for child in children)
    return Markup(f"<{element}{written}>{inside}</{element}>")  # noqa: S704  # escaped above


def _svg(size: tuple[int, int], *children: object, surface: bool = False) -> Markup:
    """The drawing itself is silent; its figure's caption and description speak for it."""
    return tag(
        "svg",
        *children,
        viewBox=f"0 0 {size[0]} {size[1]}",
        aria_hidden="true",
        focusable="false",
        **{"class": "drawing surface" if surface else "drawing"},
    )


def _both(text: Text, languages: Sequence[Language], **attributes: object) -> Iterable[Markup]:
    return (tag("text", text.to(one), lang=one, **attributes) for one in languages)


def _polygon(points: Sequence[tuple[float, float]], *, close: bool = True) -> str:
    steps = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f"M{steps}Z" if close else f"M{steps}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

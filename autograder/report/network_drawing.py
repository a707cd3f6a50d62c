"""Draws a network: its nodes, layers and sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from autograder.pictures import Net
from autograder.records import LANGUAGES, Language, Text, say
from autograder.report.svg import Drawing, drawn, tag, tenths, texts

_MOST_NODES = 6  # drawn in one layer
_MOST_LAYERS = 7
_FEW_LAYERS, _LONG_COUNT = 3, 6  # beyond both, a count would run into its neighbours
_GAP = 29.0  # between the nodes of a layer
_STRONG = {"class": "strong"}


def network(net: Net, languages: Sequence[Language] = LANGUAGES) -> Drawing | None:
    """Nodes, connections and the count of parameters between layers; None if too deep."""
    layers = len(net.widths)
    if not 2 <= layers <= _MOST_LAYERS or len(net.parameters) != layers - 1:
        return None
    tallest = min(max(net.widths), _MOST_NODES)
    base = 28 + _GAP * (tallest - 1)
    columns = [_column(index, layers, width, base / 2) for index, width in enumerate(net.widths)]
    svg = drawn(
        (250, round(base + 32)),
        tag("g", *_links(columns), **{"class": "links"}),
        *(_nodes(column, width) for column, width in zip(columns, net.widths, strict=True)),
        *_layer_labels(net, [column[0][0] for column in columns], base + 10),
        *texts(
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
        path = "".join(
            f"M{tenths(a)} {tenths(b)}L{tenths(c)} {tenths(d)}" for a, b in before for c, d in after
        )
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
        narrow = len(count) > _LONG_COUNT and len(columns) > _FEW_LAYERS
        kind = {"class": "count small" if narrow else "count"}
        yield tag("text", count, x=middle, y=base, text_anchor="middle", **kind)
        if index <= len(net.activations) and len(columns) <= 5:
            yield tag("text", net.activations[index - 1][:10], x=x, **below)


def _formula(net: Net, index: int) -> str:
    before, after = net.widths[index], net.widths[index + 1]
    count = net.parameters[index]
    whole = before * after + after == count
    return f"{before}×{after}+{after} = {count:,}" if whole else f"{count:,}"

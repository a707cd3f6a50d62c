"""Draws the weights of a layer's nodes as images, one a node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from markupsafe import Markup

from autograder.pictures import Images
from autograder.records import Text, say
from autograder.report.plot_drawing import short
from autograder.report.svg import Drawing, drawn, tag

_WIDTH: Final = 250.0
_GAP: Final = 8.0
_NUMBER: Final = 13.0  # room for the number below an image
_MOST_ACROSS: Final = 5
_SQUARE: Final = 4  # across where they are many


def images(seen: Images) -> Drawing:
    """Each weight in the colour of its sign, the stronger the larger it is."""
    count = len(seen.images)
    across = _SQUARE if count > 2 * _MOST_ACROSS else min(count, _MOST_ACROSS)
    width = min((_WIDTH - _GAP * (across - 1)) / across, _WIDTH / 3)
    height = width * seen.rows / seen.columns
    down = -(-count // across)
    left = (_WIDTH - across * width - (across - 1) * _GAP) / 2
    places = (
        (left + at % across * (width + _GAP), at // across * (height + _NUMBER + 4))
        for at in range(count)
    )
    parts = (
        part
        for at, (levels, place) in enumerate(zip(seen.images, places, strict=True))
        for part in _image(levels, seen.columns, at, place, width)
    )
    svg = drawn((round(_WIDTH), round(down * (height + _NUMBER + 4))), *parts)
    return Drawing(svg, _caption(seen), _told(seen))


def _image(
    levels: str, columns: int, number: int, place: tuple[float, float], width: float
) -> Iterable[Markup]:
    """The image at a place of the drawing, with its number below it."""
    x, y = place
    scale = width / columns
    rows = len(levels) // columns
    ground = Counter(levels).most_common(1)[0][0]  # of which nothing need be drawn
    paths = _paths(levels, columns)
    yield tag(
        "g",
        tag("rect", width=columns, height=rows, **{"class": f"band-{ground}"}),
        *(tag("path", d=d, **{"class": f"band-{level}"})
          for level, d in sorted(paths.items()) if level != ground),
        transform=f"translate({x:.1f} {y:.1f}) scale({scale:.3f})",
        **{"class": "image"},
    )  # fmt: skip
    below = y + rows * scale + _NUMBER - 2
    yield tag("text", number, x=x + width / 2, y=below, text_anchor="middle", **{"class": "small"})


def _paths(levels: str, columns: int) -> dict[str, str]:
    """For each level the runs of pixels that have it, as the path around them."""
    paths: dict[str, str] = {}
    for start in range(0, len(levels), columns):
        column = 0
        for level, run in groupby(levels[start : start + columns]):
            length = len(list(run))
            box = f"M{column} {start // columns}h{length}v1h-{length}z"
            paths[level] = paths.get(level, "") + box
            column += length
    return paths


def _caption(seen: Images) -> Text:
    if len(seen.images) < seen.nodes:
        return say(
            "노드 {nodes}개 가운데 앞의 {shown}개의 가중치. 주황은 양수, 파랑은 음수",
            "The weights of the first {shown} of {nodes} nodes. Orange is positive, blue negative",
            nodes=seen.nodes,
            shown=len(seen.images),
        )
    return say(
        "노드 {nodes}개의 가중치. 주황은 양수, 파랑은 음수",
        "The weights of the {nodes} nodes. Orange is positive, blue negative",
        nodes=seen.nodes,
    )


def _told(seen: Images) -> Text:
    return say(
        "노드마다 {rows} × {columns}. 가장 작은 가중치는 {least}, 가장 큰 것은 {most}",
        "{rows} × {columns} for each node. The least weight is {least}, the largest {most}",
        rows=seen.rows,
        columns=seen.columns,
        least=short(seen.least),
        most=short(seen.most),
    )

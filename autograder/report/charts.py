"""The charts of the class page as SVG: scores of the class, and outcomes of one check."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from autograder.records import Text
from autograder.report.svg import Drawing, tag

_WIDTH, _HEIGHT, _BASE, _MARGIN = 600, 200, 168, 16


def histogram(bins: Sequence[int]) -> Drawing:
    """A bar for each equal share of the score, with its count above."""
    most = max(*bins, 1)
    step = (_WIDTH - 2 * _MARGIN) / len(bins)
    bars: list[Markup] = []
    for index, count in enumerate(bins):
        x, height = _MARGIN + index * step, 132 * count / most
        middle = x + step / 2
        if count:
            bars.append(tag("rect", x=x + 3, y=_BASE - height, width=step - 6, height=height, rx=3))
            bars.append(tag("text", count, x=middle, y=_BASE - height - 7, text_anchor="middle"))
    ticks = [
        tag(
            "text",
            f"{100 * index // len(bins)}",
            x=_MARGIN + index * step,
            y=_BASE + 20,
            text_anchor="middle",
        )
        for index in range(0, len(bins) + 1, 2)
    ]
    width = 100 // len(bins)
    said = "; ".join(f"{i * width}–{(i + 1) * width} %: {count}" for i, count in enumerate(bins))
    return Drawing(
        svg=tag(
            "svg",
            tag("path", d=f"M{_MARGIN} {_BASE}.5H{_WIDTH - _MARGIN}", **{"class": "axis"}),
            tag("g", *bars, **{"class": "bars"}),
            tag("g", *ticks, **{"class": "ticks"}),
            viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
            aria_hidden="true",
            focusable="false",
            **{"class": "histogram"},
        ),
        caption=Text("점수 분포 (%)", "Scores (%)"),
        description=Text(said, said),
    )


def strip(codes: str) -> Markup:
    """One row of the heat map: a column a student, one path for each kind of outcome."""
    paths: dict[str, str] = {}
    x = 0
    for code, run in groupby(codes):
        length = len(list(run))
        paths[code] = paths.get(code, "") + f"M{x} 0h{length}v1h-{length}z"
        x += length
    return tag(
        "svg",
        *(
            tag("path", d=d, **{"class": f"code-{code}"})
            for code, d in paths.items()
            if code != "-"
        ),
        viewBox=f"0 0 {max(len(codes), 1)} 1",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
        **{"class": "strip"},
    )

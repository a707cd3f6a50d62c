"""Draws the stages of submissions as horizontal bars, in SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_WIDTH, _LEFT, _ROW, _BAR = 760, 190, 20, 14
_COLOURS = {"fit": "#3d6fb6", "checks": "#b6713d", "sandbox": "#6d6d6d"}


def picture(found: Mapping[str, Mapping[str, float]]) -> str:
    """One group of bars per assignment; all on the same scale.

    Args:
        found: seconds by stage, by assignment.
    """
    longest = max(seconds for stages in found.values() for seconds in stages.values())
    parts, y = [], 24
    for name, stages in found.items():
        total = sum(stages.values())
        parts.append(f'<text x="8" y="{y}" font-weight="bold">{escape(name)}: '
                     f"{1000 * total:.0f} ms</text>")  # fmt: skip
        y += 10
        for stage, seconds in stages.items():
            parts.append(_bar(stage, seconds, (_WIDTH - _LEFT - 70) * seconds / longest, y))
            y += _ROW
        y += 24
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" '
        'font-family="sans-serif" font-size="13"><title>Milliseconds by stage</title>\n'
        f'<rect width="{_WIDTH}" height="{y}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _bar(stage: str, seconds: float, width: float, y: int) -> str:
    colour = _COLOURS.get(stage.partition(":")[0].partition(",")[0], "#4f9a6a")
    return (
        f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(stage)}</text>'
        f'<rect x="{_LEFT}" y="{y}" width="{max(width, 1):.1f}" height="{_BAR}" fill="{colour}"/>'
        f'<text x="{_LEFT + max(width, 1) + 6:.1f}" y="{y + 12}">{1000 * seconds:.0f}</text>'
    )

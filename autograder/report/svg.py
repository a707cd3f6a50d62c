"""SVG of which everything is escaped, and a picture with what is said of it.

Colours are classes of the page's style sheet, so that one drawing serves light, dark and
paper. No meaning depends on colour alone: points differ by shape and carry their label,
the boundary is a line, and every drawing has a text alternative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from autograder.records import NO_TEXT, Language, Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: the SVG, what stands below it, and what a screen reader says instead."""

    svg: Markup
    caption: Text
    description: Text = NO_TEXT


def tag(element: str, *children: object, **attributes: object) -> Markup:
    """An element with everything escaped; ``_`` in an attribute's name stands for ``-``."""
    plain = {name: tenths(at) if isinstance(at, float) else at for name, at in attributes.items()}
    written = "".join(f' {name.replace("_", "-")}="{escape(at)}"' for name, at in plain.items())
    inside = Markup("").join(escape(child) for child in children)
    return Markup(f"<{element}{written}>{inside}</{element}>")  # noqa: S704  # escaped above


def drawn(size: tuple[int, int], *children: object, surface: bool = False) -> Markup:
    """The drawing itself is silent; its figure's caption and description speak for it."""
    return tag(
        "svg",
        *children,
        viewBox=f"0 0 {size[0]} {size[1]}",
        aria_hidden="true",
        focusable="false",
        **{"class": "drawing surface" if surface else "drawing"},
    )


def texts(text: Text, languages: Sequence[Language], **attributes: object) -> Iterable[Markup]:
    """The text in each language; the page shows the one that is read."""
    return (tag("text", text.to(one), lang=one, **attributes) for one in languages)


def polygon(points: Sequence[tuple[float, float]], *, close: bool = True) -> str:
    """A path of straight lines through ``points``."""
    steps = "L".join(f"{tenths(x)} {tenths(y)}" for x, y in points)
    return f"M{steps}Z" if close else f"M{steps}"


def tenths(value: float) -> str:
    """A coordinate, to a tenth of a unit."""
    return f"{value:.1f}".removesuffix(".0")

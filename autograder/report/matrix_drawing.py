"""Draws a confusion matrix: how often which class is taken for which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from markupsafe import Markup

from autograder.pictures import Matrix
from autograder.records import LANGUAGES, NO_TEXT, Language, Text, joined, say
from autograder.report.plot_drawing import short
from autograder.report.svg import Drawing, drawn, tag, texts

_WIDTH: Final = 250.0
_TITLE: Final = 16.0  # room for what rows and columns are
_NAME: Final = 58.0  # room for a name of a class, and for its number
_NUMBER: Final = 16.0
_MOST_SIDE: Final = 44.0  # of a cell
_LONG: Final = 3  # signs: more are a name
_MANY: Final = 5  # classes: of more, numbers are small
_DIGIT: Final = 5.2  # the width of one that is small
_SHARES: Final = (0.02, 0.1, 0.25, 0.5, 0.8)  # of a row, where the next shade begins


def matrix(
    seen: Matrix, classes: Sequence[Text] = (), languages: Sequence[Language] = LANGUAGES
) -> Drawing:
    """Rows are what is right, columns what was answered; ``classes`` name the first of them."""
    names = _names(seen, classes)
    frame = _Frame(len(seen.counts), any(len(one) > _LONG for n in names for one in (n.ko, n.en)))
    cells = (
        _cell(frame, row, column, seen.counts)
        for row, column in product(range(frame.classes), repeat=2)
    )
    svg = drawn(
        (round(_WIDTH), round(frame.top + frame.classes * frame.side + 4)),
        *_titles(frame, languages),
        *_labels(frame, names, languages),
        tag("g", *cells, **{"class": "cells small" if frame.classes > _MANY else "cells"}),
    )
    return Drawing(svg, _caption(seen, names), _told(seen, names))


def _names(seen: Matrix, classes: Sequence[Text]) -> list[Text]:
    numbers = (Text(str(at), str(at)) for at in range(len(seen.counts)))
    return [classes[at] if at < len(classes) else one for at, one in enumerate(numbers)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the cells lie; ``named``: the classes have names, which take more room."""

    classes: int
    named: bool

    @property
    def margin(self) -> float:
        return _TITLE + (_NAME if self.named else _NUMBER)

    @property
    def top(self) -> float:
        return self.margin

    @property
    def side(self) -> float:
        return min((_WIDTH - self.margin - 4) / self.classes, _MOST_SIDE)

    @property
    def left(self) -> float:
        """In the middle, where there are few."""
        return self.margin + (_WIDTH - self.margin - 4 - self.classes * self.side) / 2

    def middle(self, at: int) -> float:
        """Of a row or column, from the first one's edge on."""
        return (at + 0.5) * self.side


def _titles(frame: _Frame, languages: Sequence[Language]) -> Iterable[Markup]:
    half = frame.classes * frame.side / 2
    x, y = frame.left - frame.margin + 10, frame.top + half
    strong = {"text_anchor": "middle", "class": "strong"}
    turned = f"rotate(-90 {x:.1f} {y:.1f})"
    yield from texts(Text("정답", "right answer"), languages, x=x, y=y, transform=turned, **strong)
    yield from texts(Text("답", "answered"), languages, x=frame.left + half, y=11.0, **strong)


def _labels(
    frame: _Frame, names: Sequence[Text], languages: Sequence[Language]
) -> Iterable[Markup]:
    size = {"class": "small"} if frame.named or frame.classes > _MANY else {}
    for at, name in enumerate(names):
        x, y = frame.left + frame.middle(at), frame.top - 5
        yield from texts(
            name, languages, x=frame.left - 5, y=frame.top + frame.middle(at) + 3.5,
            text_anchor="end", **size,
        )  # fmt: skip
        turned = {"transform": f"rotate(-90 {x + 3.5:.1f} {y:.1f})", "text_anchor": "start"}
        way: dict[str, str] = turned if frame.named else {"text_anchor": "middle"}
        yield from texts(name, languages, x=x + 3.5 if frame.named else x, y=y, **way, **size)


def _cell(frame: _Frame, row: int, column: int, counts: Sequence[Sequence[float]]) -> Markup:
    count, whole = counts[row][column], sum(counts[row])
    share = count / whole if whole else 0.0
    x, y = frame.left + column * frame.side, frame.top + row * frame.side
    kind = "hit" if row == column else "miss"
    shade = sum(share >= begins for begins in _SHARES)
    said = _count(count)
    fits = count > 0 and (frame.classes <= _MANY or len(said) * _DIGIT <= frame.side)
    number = tag("text", said, x=x + frame.side / 2, y=y + frame.side / 2 + 3.5,
                 text_anchor="middle") if fits else ""  # fmt: skip
    box = tag("rect", x=x, y=y, width=frame.side, height=frame.side)
    return tag("g", box, number, **{"class": f"{kind} shade-{shade}"})


def _caption(seen: Matrix, names: Sequence[Text]) -> Text:
    right = sum(row[at] for at, row in enumerate(seen.counts))
    told = say(
        "{count}개 가운데 대각선의 {right}개를 맞힘",
        "{right} of {count} right, on the diagonal",
        count=_count(sum(map(sum, seen.counts))),
        right=_count(right),
    )
    return joined(told, _most_frequent(seen, names), between=". ")


def _most_frequent(seen: Matrix, names: Sequence[Text]) -> Text:
    """Which class is most often taken for which other."""
    pairs = [(a, b) for a, b in product(range(len(names)), repeat=2) if a != b]
    first, second = max(pairs, key=lambda one: seen.counts[one[0]][one[1]])
    if not (count := seen.counts[first][second]):
        return NO_TEXT
    return say(
        "가장 잦은 혼동: 정답 {first}, 답 {second} ({count}번)",
        "Most often {second} was answered where {first} is right: {count} times",
        first=names[first],
        second=names[second],
        count=_count(count),
    )


def _told(seen: Matrix, names: Sequence[Text]) -> Text:
    rows = (
        say(
            "{name} {whole}개 중 {right}개",
            "{name} {right} of {whole}",
            name=name,
            whole=_count(sum(row)),
            right=_count(row[at]),
        )
        for at, (name, row) in enumerate(zip(names, seen.counts, strict=True))
    )
    return say("맞은 수: {rows}", "Right of each class: {rows}", rows=joined(*rows, between="; "))


def _count(value: float) -> str:
    """A count; what was handed in as one may be any number."""
    return f"{value:,.0f}" if value == int(value) else short(value)

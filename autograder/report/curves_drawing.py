"""Draws loss and accuracy over the epochs of a training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.records import LANGUAGES, FitSummary, Language, Text, joined, say
from autograder.report.svg import Drawing, drawn, tag, tenths, texts

_MOST_SEAMS = 12
_PLOT_LEFT, _PLOT_WIDTH, _PLOT_HEIGHT = 36, 206, 64
_LOSS = Text("손실", "loss")
_ACCURACY = Text("정확도", "accuracy")
Curve = list[tuple[float, float]]  # (epoch from 1, value)


def curves(
    fits: Sequence[FitSummary], languages: Sequence[Language] = LANGUAGES, *, log: bool = False
) -> Drawing | None:
    """Loss and accuracy over all epochs of one model, fit after fit; None if none was kept.

    ``log`` draws the loss on a scale of powers of ten, where all of it is above 0.
    """
    loss, accuracy = _joined(fits, "loss"), _joined(fits, "accuracy")
    epochs = sum(fit.epochs for fit in fits)
    if not any(math.isfinite(value) for _, value in loss) or epochs == 0:
        return None
    ends = tuple(sum(fit.epochs for fit in fits[:count]) for count in range(1, len(fits)))
    least = _lowest(loss) if log else 0.0
    panels = [
        _Panel("loss", _LOSS, epochs, ends, languages, top=8, most=_top(loss), least=least).draw(
            loss
        )
    ]
    if accuracy:
        panels.append(
            _Panel("accuracy", _ACCURACY, epochs, ends, languages, top=104).draw(accuracy)
        )
    return Drawing(
        drawn((250, 200 if accuracy else 104), *panels),
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


def _lowest(curve: Curve) -> float:
    """The lowest finite value, where a scale of powers of ten has room for it; else 0."""
    lowest = min((value for _, value in curve if math.isfinite(value)), default=0.0)
    return lowest if 0 < lowest < _top(curve) else 0.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """One curve over the epochs, from 0 to ``most``; ``ends`` are the seams between fits.

    With ``least`` above 0 it goes from there, on a scale of powers of ten.
    """

    kind: str
    title: Text
    epochs: int
    ends: tuple[int, ...]
    languages: Sequence[Language]
    top: float
    most: float = 1.0
    least: float = 0.0

    def draw(self, curve: Curve) -> Markup:
        left, right, base = _PLOT_LEFT, _PLOT_LEFT + _PLOT_WIDTH, self.top + 10 + _PLOT_HEIGHT
        seams = "".join(
            f"M{tenths(self._across(end + 0.5))} {tenths(base)}v-{_PLOT_HEIGHT}"
            for end in self.ends
        )
        return tag(
            "g",
            tag(
                "path",
                d=f"M{left} {tenths(self.top + 10)}V{tenths(base)}H{right}",
                **{"class": "axis"},
            ),
            tag("path", d=seams, **{"class": "seam"}) if 1 <= len(self.ends) <= _MOST_SEAMS else "",
            tag("path", d=self._path(curve), **{"class": f"curve {self.kind}"}),
            *texts(self.title, self.languages, x=left + 6, y=self.top + 6, **{"class": "strong"}),
            tag("text", _short(self.most), x=left - 5, y=self.top + 14, text_anchor="end"),
            tag("text", _brief(self.least), x=left - 5, y=base, text_anchor="end"),
            tag("text", "1", x=left, y=base + 13, text_anchor="middle"),
            tag("text", f"{self.epochs:,}", x=right, y=base + 13, text_anchor="end"),
        )

    def _path(self, curve: Curve) -> str:
        path, pen = "M0 0", "M"
        for epoch, value in curve:
            if not math.isfinite(value):
                pen = "M"
                continue
            path += f"{pen}{tenths(self._across(epoch))} {tenths(self._up(value))}"
            pen = "L"
        return path

    def _across(self, epoch: float) -> float:
        return _PLOT_LEFT + _PLOT_WIDTH * (epoch - 1) / max(self.epochs - 1, 1)

    def _up(self, value: float) -> float:
        share = value / self.most
        if self.least:
            whole = math.log10(self.most) - math.log10(self.least)
            share = (math.log10(max(value, self.least)) - math.log10(self.least)) / whole
        return self.top + 10 + _PLOT_HEIGHT * (1 - min(max(share, 0), 1))


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


def _brief(value: float) -> str:
    """A number in as little room as stands beside an axis."""
    return f"{value:.2g}" if value == 0 or value >= 0.01 else f"{value:.0e}".replace("e-0", "e-")


def _short(value: float) -> str:
    return f"{value:.3g}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.1e}"

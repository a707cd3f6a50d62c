"""Fills what a check is given into what it says, in Korean with the particle that fits.

``{model}`` is the name as code, ``{model:을}`` the same with 을 or 를 behind it, ``{model:raw}``
the name without marks, ``{accuracy:%}`` a share in per cent. Two braces stand for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from autograder.records import Language, Text
from autograder.util.catalogues import catalogues
from autograder.util.korean import PAIRS, Pair, particle

Words = Mapping[str, object]

_PLACE: Final = re.compile(r"\{\{|\}\}|\{(?P<name>[A-Za-z_]\w*)(?::(?P<form>[^{}]*))?\}")
_PARTICLES: Final[Mapping[str, Pair]] = {form: pair for pair in PAIRS for form in pair.split("/")}
_FORMS: Final = frozenset(["", "raw", "%", *_PARTICLES])


class WordingError(ValueError):
    """A text has a place that can't be filled. ``place`` is what stands in its braces."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{{{place}}} can't be filled")
        self.place = place


class Name(str):
    """The name of a variable: shown as code."""

    __slots__ = ()


def worded(text: Text, words: Words) -> Text:
    """The text with its places filled.

    Raises:
        WordingError: a place has an unknown name or form.
    """
    others = {
        language: _filled(text.to(language), words, language)
        for language in sorted({*text.others, *catalogues()})
    }
    return Text(_filled(text.ko, words, "ko"), _filled(text.en, words, "en"), others)


def _filled(text: str, words: Words, language: Language) -> str:
    def fill(place: re.Match[str]) -> str:
        if place["name"] is None:
            return place[0][0]
        name, form = place["name"], place["form"] or ""
        if name not in words or form not in _FORMS:
            raise WordingError(place[0][1:-1])
        return _said(words[name], form, language)

    return _PLACE.sub(fill, text)


def _said(word: object, form: str, language: Language) -> str:
    said = word.to(language) if isinstance(word, Text) else plain(word)
    if form == "%":
        share = word if isinstance(word, int | float) else 0.0
        return f"{100 * share:g} %"
    shown = f"`{said}`" if isinstance(word, Name) and form != "raw" else said
    return f"{shown}{particle(said, _PARTICLES[form])}" if form in _PARTICLES else shown


def plain(word: object) -> str:
    """A number as short as it can be, a list as Python writes a tuple, anything else as it is."""
    if isinstance(word, float):
        return f"{word:g}"
    return str(word)

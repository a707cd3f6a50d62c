"""A message in the languages of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any, TypeAlias

from autograder.util.catalogues import translated
from autograder.util.korean import PAIRS, particle

Language: TypeAlias = str  # "ko", "en", or the code of a catalogue
LANGUAGES: tuple[Language, ...] = ("ko", "en")  # those that this program speaks by itself


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Korean and English, and in any language that there is a catalogue of.

    Two texts are equal where they say the same in these two. ``others`` is what its author, or a
    result that was kept, says in further languages. Else a catalogue says it, which knows the
    message by its English text; of a message with places, such as ``{cells}``, by ``pattern``,
    into which ``words`` are filled.
    """

    ko: str
    en: str
    others: dict[Language, str] = field(default_factory=dict, compare=False)
    pattern: str = field(default="", compare=False)
    words: dict[str, Text | str | int | float] = field(default_factory=dict, compare=False)

    def to(self, language: Language) -> str:
        """The text in ``language``; in English where nobody says it in that."""
        if language == "ko":
            return self.ko
        if language == "en":
            return self.en
        if language in self.others:
            return self.others[language]
        if self.pattern:
            return filled(translated(self.pattern, language), self.words, language)
        return translated(self.en, language)


Word: TypeAlias = "Text | str | int | float"  # what is filled into a message


def say(ko: str, en: str, /, **words: Word) -> Text:
    """A message with its places filled, as ``str.format`` fills them.

    In Korean ``{name:은/는}`` is the particle that follows ``{name}``. A word that is a ``Text`` is
    said in the language of the message.
    """
    plain = {name: _plain(word) for name, word in words.items()}
    return Text(filled(ko, plain, "ko"), filled(en, plain, "en"), pattern=en, words=plain)


def _plain(word: Any) -> Word:
    """A word that any process can be sent: a number of NumPy as one of Python."""
    if isinstance(word, Text):
        return word
    if isinstance(word, str):
        return str(word)
    return int(word) if isinstance(word, Integral) else float(word)


def joined(*texts: Text, between: str = " ") -> Text:
    """Several messages as one, in each language; those that say nothing are left out."""
    some = [text for text in texts if text != NO_TEXT]
    if len(some) == 1:
        return some[0]
    words = {f"text{number}": text for number, text in enumerate(some)}
    pattern = between.join(f"{{{name}}}" for name in words)
    return say(pattern, pattern, **words)


def listed(items: Sequence[str]) -> Text:
    """``a, b`` in Korean and ``a and b`` in English."""
    if len(items) < 2:
        only = "".join(items)
        return Text(only, only)
    return say(
        "{all}",
        "{most} and {last}",
        all=", ".join(items),
        most=", ".join(items[:-1]),
        last=items[-1],
    )


def filled(pattern: str, words: Mapping[str, Word], language: Language) -> str:
    """A pattern with its places filled, in one language."""
    said_so = {
        name: word.to(language) if isinstance(word, Text) else word for name, word in words.items()
    }
    return pattern.format_map({name: _Fillable(word) for name, word in said_so.items()})


class _Fillable:
    """A word for ``str.format``, which also knows the particles that may follow it."""

    __slots__ = ("_word",)

    def __init__(self, word: str | float) -> None:
        self._word = word

    def __format__(self, spec: str) -> str:
        for pair in PAIRS:
            if spec == pair:
                return particle(str(self._word), pair)
        return format(self._word, spec)


NO_TEXT = Text(ko="", en="")

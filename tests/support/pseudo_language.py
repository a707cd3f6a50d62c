"""A language that nobody speaks: every message in letters of its own, between marks.

A page in it shows at once what is no message of a catalogue: letters of English or Hangul.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from scripts.catalogue import catalogue, messages

CODE: Final = "qps"
NAME: Final = "⟦Ṗšëüđö⟧"
_LETTERS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "äƀćđëƒǧħïĵķľṁñöṗǫŕšţüṽẅẍÿžÄɃĆĐËƑǦĦÏĴĶĽṀÑÖṖǪŔŠŢÜṼẄẌŸŽ",
)
_AS_IT_IS: Final = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|`[^`]*`|\n\s*```[\s\S]*?```|\]\([^)]*\))")
_READABLE: Final = re.compile(r"[A-Za-z가-힣]{2,}")
_SILENT: Final = frozenset(["style", "script", "code", "pre"])
_SPOKEN: Final = frozenset(["aria-label", "alt", "title", "placeholder"])


def pseudo(text: str) -> str:
    """A text between marks, in letters of its own but for places and code."""
    pieces = _AS_IT_IS.split(text)
    said = (one if at % 2 else one.translate(_LETTERS) for at, one in enumerate(pieces))
    return f"⟦{''.join(said)}⟧"


def write_catalogue(folder: Path) -> Path:
    """The catalogue of the language, in a folder for ``AUTOGRADER_LANGUAGES``."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {english: pseudo(english) for english in messages()}
    (folder / f"{CODE}.toml").write_text(catalogue(NAME, said), encoding="utf-8")
    return folder


def foreign(page: str, names: frozenset[str] = frozenset()) -> list[str]:
    """What a page says in Korean or English, but for code and these names."""
    reader = _Reader()
    reader.feed(page)
    found = []
    for text in reader.said:
        rest = text
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(name, "")
        if _READABLE.search(rest):
            found.append(text)
    return found


class _Reader(HTMLParser):
    """All that a page says to people."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.said += [value for key, value in attrs if key in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(data.strip())

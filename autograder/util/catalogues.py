"""Languages beside Korean and English: a catalogue for each, one file that anyone can add.

The id of a message is its English text, as in gettext, with its places, ``{cells}``, as they are.
``xx.toml`` in a folder that ``AUTOGRADER_LANGUAGES`` names says it in the language ``xx``::

    name = "Deutsch"

    [messages]
    "Everything is right. Well done!" = "Alles richtig. Gut gemacht!"
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from autograder.util.compat import TOMLDecodeError, read_toml

FOLDERS: Final = "AUTOGRADER_LANGUAGES"
OWN: Final[Mapping[str, str]] = MappingProxyType({"ko": "한국어", "en": "English"})
_CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


class CatalogueError(ValueError):
    """A catalogue can't be used; ``tip`` says what would be right."""

    def __init__(self, said: str, tip: str) -> None:
        super().__init__(said)
        self.tip = tip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What one further language says; ``name`` is the language's own name for itself."""

    language: str
    name: str
    messages: Mapping[str, str]


def catalogues() -> Mapping[str, Catalogue]:
    """The further languages by their codes; none where ``AUTOGRADER_LANGUAGES`` is not set.

    Raises:
        CatalogueError: a file among them is no catalogue.
    """
    return _read_all(os.environ.get(FOLDERS, ""))


def name_of(language: str) -> str:
    """What a language calls itself."""
    if language in OWN:
        return OWN[language]
    found = catalogues().get(language)
    return found.name if found else language


def translated(message: str, language: str) -> str:
    """A message by its English text; that text where the language has no other."""
    found = catalogues().get(language)
    return found.messages.get(message, message) if found else message


def places(message: str) -> frozenset[str]:
    """The names that stand in braces in a message."""
    found = (name for _, name, _, _ in string.Formatter().parse(message) if name)
    return frozenset(re.split(r"[.\[]", name)[0] for name in found)


@cache
def _read_all(folders: str) -> Mapping[str, Catalogue]:
    found: dict[str, Catalogue] = {}
    for folder in filter(None, folders.split(os.pathsep)):
        if not Path(folder).is_dir():
            raise CatalogueError(
                f"{FOLDERS} names {folder}, which is no folder",
                f"Name the folder with your catalogues, or unset {FOLDERS}.",
            )
        for path in sorted(Path(folder).glob("*.toml")):
            found[path.stem] = _read(path)
    return MappingProxyType(found)


def _read(path: Path) -> Catalogue:
    language = path.stem
    if not _CODE.fullmatch(language) or language in OWN:
        raise CatalogueError(
            f"{path} is called by no further language",
            "Call a catalogue by the code of its language, such as de.toml; ko and en are there.",
        )
    try:
        data: dict[str, Any] = read_toml(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError, TOMLDecodeError) as error:
        raise CatalogueError(f"{path} can't be read: {error}", "Mend that line.") from error
    name, messages = data.get("name"), data.get("messages")
    if not isinstance(name, str) or not isinstance(messages, dict):
        raise CatalogueError(
            f"{path} is no catalogue", 'Write name = "…" and a table [messages] into it.'
        )
    return Catalogue(language, name, MappingProxyType(_checked(messages, path)))


def _checked(messages: dict[str, Any], path: Path) -> dict[str, str]:
    """The messages, each with no other places than its English text has."""
    for english, said in messages.items():
        if not isinstance(said, str):
            raise CatalogueError(f'{path}: "{english}" is no text', 'Write "English" = "…".')
        try:
            strange = places(said) - places(english)
        except ValueError:
            continue  # braces that are no places: a message that nothing is filled into
        if strange:
            raise CatalogueError(
                f'{path}: "{english}" has no place {{{min(strange)}}}',
                "Keep what stands in braces as it is.",
            )
    return {english: said for english, said in messages.items() if said}

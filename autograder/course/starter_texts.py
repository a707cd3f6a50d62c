"""What an assignment is started from, in the languages of its course.

Packaged starters are in Korean and English: texts of TOML as ``title.ko`` and ``title.en`` in two
lines, words of a notebook as ``@[한국어|English]@``, lines of it behind ``@ko@`` and ``@en@``. A
course in a further language begins with the English ones, to be translated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from autograder.records import LANGUAGES, Language

_PAIR: Final = re.compile(
    r"^(?P<key>title|hint)\.ko = (?P<ko>.*)\n(?P=key)\.en = (?P<en>.*)$", re.MULTILINE
)
_WORDS: Final = re.compile(r"@\[(?P<ko>[^|\]]*)\|(?P<en>[^|\]]*)\]@")
_LINE: Final = re.compile(r"^(?P<mark># )@(?P<language>ko|en)@(?P<text>.*)\n", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"^#\n(?:#\n)+", re.MULTILINE)


def source_of(language: Language) -> Language:
    """The language of the packaged text that a course in ``language`` begins with."""
    return language if language in LANGUAGES else "en"


def toml_in(text: str, languages: Sequence[Language]) -> str:
    """A starter's TOML with each text once for each of the languages."""
    if len(languages) == 1:
        only = source_of(languages[0])
        return _PAIR.sub(lambda pair: f"{pair['key']} = {pair[only]}", text)
    return _PAIR.sub(
        lambda pair: "\n".join(
            f"{pair['key']}.{one} = {pair[source_of(one)]}" for one in languages
        ),
        text,
    )


def notebook_in(text: str, languages: Sequence[Language]) -> str:
    """A starter's reference, its words in the languages one after the other."""
    wanted = list(dict.fromkeys(source_of(one) for one in languages))
    words = _WORDS.sub(lambda both: " · ".join(both[one] for one in wanted), text)
    lines = _LINE.sub(
        lambda one: f"{one['mark']}{one['text']}\n" if one["language"] in wanted else "", words
    )
    return _EMPTY_LINES.sub("#\n", lines)

"""Korean particles: which form follows a word depends on the sound that the word ends in.

Names in code are read aloud as Koreans read them: ``model_3`` ends in *삼*, ``fit`` in *핏*,
``xor.ipynb`` in *비*. How English words sound in Korean has no complete rules; what is here
covers the words of programming, and a list holds those that the rules get wrong.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final, Literal

Pair = Literal["은/는", "이/가", "을/를", "과/와", "으로/로"]
PAIRS: Final[tuple[Pair, ...]] = ("은/는", "이/가", "을/를", "과/와", "으로/로")


class Ending(Enum):
    """The sound at the end of a word, as far as particles ask."""

    VOWEL = "vowel"
    L = "ㄹ"  # for most particles a consonant, for 으로/로 a vowel
    CONSONANT = "consonant"


_V, _L, _C = Ending.VOWEL, Ending.L, Ending.CONSONANT

_DIGITS: Final = (_C, _L, _V, _C, _V, _V, _C, _L, _L, _V)  # 영 일 이 삼 사 오 육 칠 팔 구
_LETTERS: Final = {"l": _L, "m": _C, "n": _C, "r": _L}  # 엘 엠 엔 알; the others end in a vowel
_SYMBOLS: Final = {"%": _V, "#": _C, "+": _V, "=": _V, "&": _V, "@": _V, "$": _V, "°": _V}
_WORDS: Final = {
    _V: "and check contrib edit exit hub nor or quit sub xnor xor",
    _C: "good group zip",
}
_EXCEPTIONS: Final = {word: ending for ending, words in _WORDS.items() for word in words.split()}

_TAIL = re.compile(r"[\s_`'\"‘’“”«»「」『』.,:;!?…\]\}>/\\]+$")
_LONGEST = 200  # characters of a word that are looked at
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SYLLABLES, _FINALS, _FINAL_L = 0xAC00, 28, 8
_SHORT_VOWEL = re.compile(r"(?:^|[^aeiou])[aeiouy](?:ck|pp|[bckpt])$")


def particle(word: str, pair: Pair) -> str:
    """The form of ``pair`` that follows ``word``: ``particle("model_2", "을/를")`` is ``를``."""
    after_consonant, after_vowel = pair.split("/")
    ending = ending_of(word)
    soft = ending is Ending.VOWEL or (pair == "으로/로" and ending is Ending.L)
    return after_vowel if soft else after_consonant


def ending_of(word: str) -> Ending:
    """The sound in which ``word`` ends when it is read aloud.

    Quotes, closing brackets and what stands in round brackets after a word are passed over.
    What has no reading that is known here, an emoji, say, counts as a vowel.
    """
    text = _spoken(unicodedata.normalize("NFKC", word))
    last = text[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - _SYLLABLES) % _FINALS
        return _V if final == 0 else _L if final == _FINAL_L else _C
    if last.isdecimal() and last.isascii():
        return _DIGITS[int(last)]
    if last.isascii() and last.isalpha():
        return _of_english(re.findall(r"[A-Za-z]+", text)[-1])
    if "ㄱ" <= last <= "ㅎ":  # a letter by its name: 기역, 니은, 리을
        return _L if last == "ㄹ" else _C
    if last in "んン":
        return _C
    return _SYMBOLS.get(last, _V)


def _spoken(text: str) -> str:
    """``text`` up to the last character that is read aloud."""
    text = text[-_LONGEST:]
    while text != (shorter := _without_brackets(_TAIL.sub("", text))):
        text = shorter
    return text.rstrip("()") or text


def _without_brackets(text: str) -> str:
    """``fit(x)`` is read as ``fit``, ``과제(1)`` as ``과제``; brackets alone are read."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return text[:at] if text[at] == "(" and text[:at].strip(" (") else text
    return text


def _of_english(word: str) -> Ending:
    last = _CAMEL.findall(word)[-1]
    lower = last.lower()
    if lower in _EXCEPTIONS:
        return _EXCEPTIONS[lower]
    spelled = len(last) == 1 or not re.search("[aeiouy]", lower)
    if spelled or (last.isupper() and len(last) <= 4):
        return _LETTERS.get(lower[-1], _V)
    return _of_spelling(lower)


def _of_spelling(word: str) -> Ending:
    """How a word of English sounds at its end, by its last letters."""
    if word.endswith(("l", "le")):
        return _L  # model, file, table
    if re.search(r"(?:[mn]|ng|[aeiouy][mn]e|gn|mb|out|ook|ype)$", word):
        return _C  # random, function, name, training, dropout, notebook, type
    if _SHORT_VOWEL.search(word):
        return _C  # fit, map, stack, metric, job
    return _V  # layer, loss, value, float, grid

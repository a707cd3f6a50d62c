"""Makes text of unknown origin fit to be shown: no control characters, no floods.

Escaping for HTML is the template's work (Jinja's autoescape). What is done here holds for
terminals, CSV files and pages alike: escape sequences, invisible and direction-changing
characters go, and length is bounded *before* any costly step, so that 5 MB of text cost
no more than the few kilobytes that will be shown.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
NAME_LIMIT = 80
LINE_LIMIT = 500
OUTPUT_LIMIT = 6000

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC, DCS and the like: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]",  # two-character escapes
    re.DOTALL,
)
# Zero-width joiner (U+200D) stays: emoji are made with it.
_INVISIBLE = re.compile(
    "["
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides, isolates
    "\u00ad\u034f\u180e\u200b\u200c\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"  # tags
    "]"
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARKS = re.compile(f"({_MARK}{{3}}){_MARK}+")  # more than three on one letter is vandalism


def line(text: str, limit: int = LINE_LIMIT) -> str:
    """``text`` as one line of at most ``limit`` characters, safe to show."""
    return cut(" ".join(_plain(text[: limit * 4 + 400]).split()), limit)


def without_addresses(text: str) -> str:
    """``text`` without places in memory: ``<zip object at 0x7f…>`` is ``<zip object>``."""
    return _ADDRESS.sub("", text)


def name(text: str) -> str:
    """A student's, file's or class's name, composed (NFC) and never empty."""
    return line(text, NAME_LIMIT) or "?"


def block(text: str, limit: int = OUTPUT_LIMIT) -> str:
    """``text`` with its lines, safe to show; the middle goes where it is too long.

    A line that was overwritten in place (progress bars end in a carriage return) shows what
    a terminal would show at the end.
    """
    if len(text) > limit * 8:
        text = text[: limit * 4] + "\n" + ELLIPSIS + "\n" + text[-limit * 4 :]
    lines = _plain(text.replace("\r\n", "\n"), keep_returns=True).split("\n")
    shown = "\n".join(_overwritten(one).rstrip() for one in lines).strip("\n")
    if len(shown) <= limit:
        return shown
    head, tail = shown[: limit // 3], shown[-(limit - limit // 3) :]
    return f"{head}\n{ELLIPSIS}\n{tail}"


def cut(text: str, limit: int) -> str:
    """``text``, at most ``limit`` characters long."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def _plain(text: str, *, keep_returns: bool = False) -> str:
    text = _ESCAPES.sub("", text)
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    if keep_returns:
        text = "\r".join(_CONTROL.sub("", part) for part in text.split("\r"))
    else:
        text = _CONTROL.sub(lambda found: " " if found[0] in "\r\x0b\x0c" else "", text)
    return _MARKS.sub(r"\1", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))


def _overwritten(text: str) -> str:
    parts = [part for part in text.split("\r") if part.strip()]
    return parts[-1] if parts else ""

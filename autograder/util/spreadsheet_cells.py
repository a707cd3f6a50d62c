"""Text in the cells of a table that a spreadsheet opens, such that it runs none of it.

A spreadsheet takes what begins with ``=``, ``+``, ``-`` or ``@`` for a formula, whoever wrote it,
and so some do with ``%``, ``|`` and the full-width forms. An apostrophe in front makes it text
(OWASP, "CSV Injection"). The beginning of a cell is not only that of the text: half of Europe's
spreadsheets part a row at ``;``, others at a tab or ``|``, and a cell that they part is not the
one that was quoted, so that a line end in it begins a row. After those signs the same holds.
"""

from __future__ import annotations

import re
from typing import Final

_BLANKS: Final = " '\"\u00a0\u2000-\u200b\u2060\u3000\ufeff"
_FORMULA: Final = r"=+\-@%＝＋－＠％｜﹦﹢﹣﹫﹪−"
_SEPARATORS: Final = r";|\t\r\n\x00"
# Where a cell begins in which something would be run; a separator alone there tempts some as well.
_AT_START: Final = rf"(?=[{_BLANKS}]*[{_FORMULA}{_SEPARATORS}])"
_INSIDE: Final = rf"(?=[{_BLANKS}]*[{_FORMULA}])"
_AFTER: Final = rf"(?<=[{_SEPARATORS}])"
_BEGINNING: Final = re.compile(rf"\A{_AT_START}|{_AFTER}{_INSIDE}")
_MADE_TEXT: Final = re.compile(rf"\A'{_AT_START}|{_AFTER}'{_INSIDE}")
_FACT: Final = re.compile(r"\s*(?:[-+]?[0-9]+(?:[.,][0-9]+)?\s*%?|[-+–])?\s*")


def harmless(text: str) -> str:
    """``text`` such that no spreadsheet takes any of it for a formula."""
    return _BEGINNING.sub("'", text)


def bare(text: str) -> str:
    """Undo ``harmless``; what it did not change stays as it is."""
    return _MADE_TEXT.sub("", text)


def harmless_fact(text: str) -> str:
    """``harmless`` for a cell of another program's sheet, in which a number or a dash is one."""
    return text if _FACT.fullmatch(text) else harmless(text)

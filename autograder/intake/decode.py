"""Bytes to text, whatever an editor made of them."""

from __future__ import annotations

import codecs
import re

from autograder.errors import SubmissionError
from autograder.intake import messages, put_right
from autograder.records import NO_TEXT, Text

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]{1,40})", re.MULTILINE)
# A cookie may name any codec of Python's, among them some that are no encodings of text.
COOKIES = frozenset(["cp949", "euc_kr", "iso8859-1", "cp1252", "johab", "shift_jis", "gb18030"])
UTF16_SAMPLE = 2000


def decode(content: bytes) -> tuple[str, Text]:
    """The text of a file, with ``\\n`` as the only line end, and what was put right in it.

    Tried in this order: a byte order mark, UTF-8, UTF-16 without mark, the encoding that a
    ``coding:`` line names, CP949, Latin-1.

    Raises:
        SubmissionError: the bytes are no text.
    """
    text, encoding = _decode(content)
    if text.count("\0") > len(text) // 100 or _unprintable(text) > len(text) // 20:
        raise SubmissionError(messages.NOT_TEXT)
    note = NO_TEXT if encoding == "utf-8" else put_right.reencoded(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace"), encoding
    for encoding in ("utf-8", _utf16(content), _cookie(content), "cp949"):
        try:
            if encoding and (encoding != "utf-8" or not _utf16(content)):
                return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def _utf16(content: bytes) -> str:
    """UTF-16 without mark: in a program every other byte is mostly zero."""
    sample = content[:UTF16_SAMPLE]
    if len(content) % 2 or len(sample) < 4:
        return ""
    high = sum(1 for byte in sample[1::2] if byte == 0) * 2 / len(sample)
    low = sum(1 for byte in sample[::2] if byte == 0) * 2 / len(sample)
    if high > 0.5 > low:
        return "utf-16-le"
    return "utf-16-be" if low > 0.5 > high else ""


def _cookie(content: bytes) -> str:
    match = COOKIE.search(b"\n".join(content[:400].split(b"\n")[:2]))
    if not match:
        return ""
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return ""
    return name if name in COOKIES else ""


def _unprintable(text: str) -> int:
    """Control characters among the first part of the text, scaled to all of it."""
    sample = text[:20_000]
    count = sum(1 for c in sample if c < " " and c not in "\t\n\r\f\v\x1b")
    return count * len(text) // max(len(sample), 1)

"""What a file is, whatever its name says: told by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from autograder.errors import SubmissionError
from autograder.intake import messages
from autograder.records import Text

SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", messages.PDF),
    (b"\x89HDF", messages.MODEL_FILE),
    (b"7z\xbc\xaf", messages.OTHER_ARCHIVE),
    (b"Rar!", messages.OTHER_ARCHIVE),
    (b"\x1f\x8b", messages.OTHER_ARCHIVE),
    (b"BZh", messages.OTHER_ARCHIVE),
    (b"\xfd7zXZ", messages.OTHER_ARCHIVE),
    (b"EGGA", messages.OTHER_ARCHIVE),
    (b"ALZ\x01", messages.OTHER_ARCHIVE),
    (b"\xd0\xcf\x11\xe0", messages.DOCUMENT),
    (b"{\\rtf", messages.DOCUMENT),
    (b"HWP Document", messages.DOCUMENT),
    (b"\x89PNG", messages.PICTURE),
    (b"\xff\xd8\xff", messages.PICTURE),
    (b"GIF8", messages.PICTURE),
    (b"\x7fELF", messages.PROGRAM_FILE),
    (b"MZ\x90", messages.PROGRAM_FILE),
    (b"\x80\x04\x95", messages.PICKLE),
    (b"bplist", messages.LINK_ENTRY),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
HTML = re.compile(
    # What stands first is matched once and for all: Python 3.10 has no possessive repeats.
    r"(?=(?P<first>\s*(?:<!--(?:(?!-->).)*-->\s*)*))(?P=first)"
    r"<(?:!doctype html|html|head|body|p|div|a|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
NOTEBOOK_PAGE = re.compile(r"jp-Notebook|jp-Cell|nbconvert|cell border-box", re.IGNORECASE)
LOGIN_PAGE = re.compile(r"type=[\"']?password|log ?in|sign ?in|로그인", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
COLAB = re.compile(
    r"(?:colab\.research|colab|drive|docs)\.google\.com|colab\.google", re.IGNORECASE
)
CODE = re.compile(r"=|\bimport\b|\w\(")
SHORT = 3000  # characters; a link is handed in with few words around it
SHORTCUT = re.compile(r"\s*(?:\[InternetShortcut\]|<\?xml[^>]*>\s*<!DOCTYPE plist)", re.IGNORECASE)


def refuse_binary(content: bytes) -> None:
    """Name what is plainly neither a notebook nor a script.

    Raises:
        SubmissionError: always where it is known what the file is.
    """
    if not content.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf\xff\xfe"):
        raise SubmissionError(messages.EMPTY_FILE)
    for signature, message in SIGNATURES:
        if content.startswith(signature):
            raise SubmissionError(message)


def is_zip(content: bytes) -> bool:
    """Whether the file is a zip: an archive, but also .docx, .hwpx or .keras."""
    return content.startswith(ZIP)


def refuse_other_text(text: str) -> None:
    """Name what is text but neither a notebook nor a script: a page, a link, a shortcut.

    Raises:
        SubmissionError: always where it is known what the text is.
    """
    start = text[:SHORT]
    if SHORTCUT.match(start):
        raise SubmissionError(messages.LINK_ENTRY)
    if HTML.match(start):
        raise SubmissionError(_page(text))
    kind = _link(text)
    if kind:
        raise SubmissionError(messages.COLAB_LINK if kind == "colab" else messages.LINK_ENTRY)


def _page(text: str) -> Text:
    if NOTEBOOK_PAGE.search(text[:2_000_000]):
        return messages.EXPORTED_PAGE
    head = text[:200_000]
    if COLAB.search(head) and len(text) < SHORT:
        return messages.COLAB_LINK
    if LOGIN_PAGE.search(head):
        return messages.LOGIN_PAGE
    return messages.WEB_PAGE


def _link(text: str) -> Literal["", "colab", "other"]:
    """Whether the text is a link and little else."""
    bare = text.strip()
    if len(bare) > SHORT or not ADDRESS.search(bare):
        return ""
    lines = [line.strip() for line in bare.split("\n") if line.strip()]
    rest = [ADDRESS.sub("", line) for line in lines if not line.startswith("#")]
    if not rest or len(rest) > 5 or any(CODE.search(line) for line in rest):
        return ""
    return "colab" if COLAB.search(bare) else "other"

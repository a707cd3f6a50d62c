"""What a statement links to in its own folder: pictures and other files that go out with it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from autograder.course import loader

_OURS: Final = frozenset(["checks", "wrong", "audit.py", "todo.md", loader.ASSIGNMENT_FILE])
_ADDRESSES: Final = frozenset(["href", "src"])


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it is written, and whether what lies there is shown on the page."""

    address: str
    is_picture: bool


def statement_rules() -> MarkdownIt:
    """How statements are read: CommonMark with tables and what HTML their authors write."""
    return MarkdownIt("commonmark", {"html": True}).enable("table")


@cache
def _rules() -> MarkdownIt:
    return statement_rules()


def linked_files(statement: Path) -> dict[str, bytes]:
    """The files that a statement links to in its own folder, but for what is ours, by whatever way.

    The keys are their paths below that folder.
    """
    found = {}
    folder = statement.parent.resolve()
    for link in links(statement.read_text(encoding="utf-8-sig")):
        target = local_target(link.address)
        path = (folder / target).resolve()
        if not target or target.startswith("..") or not path.is_relative_to(folder):
            continue
        # Some file systems take CHECKS for checks.
        if path.is_file() and path.relative_to(folder).parts[0].casefold() not in _OURS:
            found[target] = path.read_bytes()
    return found


def local_target(address: str) -> str:
    """The path that a relative address leads to, without what follows # or ?; '' for others."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as a bracket that is never closed
        return ""
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    target = posixpath.normpath(unquote(parts.path))
    return "" if "\0" in target or target in {".", ".."} else target


def links(text: str) -> Iterator[Link]:
    """All links and pictures in Markdown, those of HTML in it too."""
    for token in _rules().parse(text):
        for one in (token, *(token.children or ())):
            yield from _links_of(one)


def _links_of(token: Token) -> Iterator[Link]:
    if token.type in {"html_block", "html_inline"}:
        reader = _Addresses()
        reader.feed(token.content)
        yield from reader.found
    elif token.type == "link_open":
        yield Link(str(token.attrs["href"]), is_picture=False)
    elif token.type == "image":
        yield Link(str(token.attrs["src"]), is_picture=True)


class _Addresses(HTMLParser):
    """Collects the addresses in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for name, value in attrs:
            if name in _ADDRESSES and value:
                self.found.append(Link(value, is_picture=name == "src"))

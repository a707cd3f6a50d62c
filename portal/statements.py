"""Statements as students read them in the portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from markdown_it import MarkdownIt

from autograder import api

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


def rendered(assignment: api.LocalAssignment) -> Mapping[str, str]:
    """The statement as HTML, in each language in which there is one."""
    found: dict[str, str] = {}
    for language in assignment.languages:
        path = assignment.folder / f"statement.{language}.md"
        if path.is_file():
            found[language] = _html(path.read_text(encoding="utf-8-sig"))
    return found


def _html(source: str) -> str:
    """Markdown with tables; HTML in it is shown as it is written, but for comments."""
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return str(reader.render(_COMMENT.sub("", source)))

"""A statement as HTML: its author's Markdown, on a page that runs no script and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from autograder.course.linked_files import Link, statement_rules
from autograder.records import Language, Text
from autograder.report.notebook import highlighted

# Where a link leads on the site, and None where it leads to nothing that is there.
Address = Callable[[Link], str | None]

_TABLE: Final = Text("표", "table")
_PYTHON: Final = frozenset(["python", "py", "python3", "ipython"])
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ALIGNED: Final = re.compile(r"text-align:\s*(right|center)")
_SENTENCE: Final = re.compile(r".+?[.?!](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StatementHtml:
    """``heading`` is what its first heading says, ``body`` all after it, ``sentence`` the first
    sentence in plain words; each is empty where there is none."""

    heading: Markup
    body: Markup
    sentence: str


def statement_html(text: str, language: Language, address: Address) -> StatementHtml:
    """A statement in Markdown; of links that lead nowhere on the site only the words are shown."""
    tokens = _rules().parse(text)
    for token in tokens:
        _without_style(token)
        if token.children:
            token.children = list(_relinked(token.children, address))
    heading: Sequence[Token] = ()
    if tokens and tokens[0].tag == "h1":
        heading, tokens = tokens[1].children or (), tokens[3:]
    for token in tokens:
        if token.tag == "h1":  # the page has one already
            token.tag = "h2"
    env = {"table": _TABLE.to(language)}
    renderer, options = _rules().renderer, _rules().options
    return StatementHtml(
        # What authors write is theirs; the page's policy keeps scripts and other sites out.
        Markup(renderer.render(heading, options, env)),  # noqa: S704
        Markup(renderer.render(tokens, options, env)),  # noqa: S704
        _first_sentence(tokens),
    )


def _first_sentence(tokens: Sequence[Token]) -> str:
    first = next((n for n, token in enumerate(tokens) if token.type == "paragraph_open"), None)
    if first is None:
        return ""
    words = "".join(_words(tokens[first + 1].children or ()))
    found = _SENTENCE.match(" ".join(words.split()))
    return found[0] if found else ""


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def _without_style(token: Token) -> None:
    """No page allows styles in its elements: what tables align becomes a class."""
    if aligned := _ALIGNED.search(str(token.attrs.pop("style", ""))):
        token.attrs["class"] = aligned[1]


def _relinked(tokens: Sequence[Token], address: Address) -> Iterator[Token]:
    """A line with every link turned to where it leads on the site."""
    opened: list[bool] = []  # whether each link around this place leads somewhere
    for token in tokens:
        if token.type == "link_open":
            there = address(Link(str(token.attrs["href"]), is_picture=False))
            opened.append(there is not None)
            if there is not None:
                token.attrs["href"] = there
                yield token
        elif token.type == "link_close":
            if opened.pop():
                yield token
        elif token.type == "image":
            there = address(Link(str(token.attrs["src"]), is_picture=True))
            if there is None:
                yield from token.children or ()  # what it shows, in words
            else:
                token.attrs["src"] = there
                yield token
        else:
            yield token


# --- what is written otherwise than markdown-it does -------------------------------------


@cache
def _rules() -> MarkdownIt:
    rules = statement_rules()
    for name, rule in _RENDERED.items():
        rules.add_render_rule(name, rule)
    return rules


def _table_open(
    _: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, str]
) -> str:
    """A table in a box that scrolls by itself, by the keyboard too."""
    del tokens, index, options
    label = escape(env["table"])
    return f'<div class="scroll" role="group" aria-label="{label}" tabindex="0"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    token = tokens[index]
    language = token.info.split()[0].lower() if token.info.strip() else ""
    source = token.content.rstrip("\n")
    shown = "\n".join(highlighted(source)) if language in _PYTHON else escape(source)
    return f'<pre tabindex="0"><code>{shown}</code></pre>\n'


def _html(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """What HTML an author writes, without comments, which are for whoever edits the statement."""
    return _COMMENT.sub("", tokens[index].content)


_RENDERED: Final[Mapping[str, Callable[..., str]]] = {
    "table_open": _table_open,
    "table_close": _table_close,
    "fence": _fence,
    "code_block": _fence,
    "html_block": _html,
    "html_inline": _html,
}

"""Reads a page as a browser would, and says what in it could act or reach out."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "img", "br", "hr", "link", "base"}


@dataclass
class Page(HTMLParser):
    """The elements of a page in order, and the text of scripts, styles and the rest."""

    source: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        if tag in {"script", "style"}:
            self.raw.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.raw:
            self.raw[self._open[-1]][-1] += data
        else:
            self.text += data

    def close(self) -> None:
        super().close()
        assert not self._open, f"never closed: {self._open}"

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def assert_inert(page: Page) -> None:
    """One script and one style, ours by hash; no handler, no address that leaves the folder."""
    from autograder.report.page import digest

    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert [f"'{digest(style)}'" in policy for style in page.raw["style"]] == [True]
    assert [f"'{digest(script)}'" in policy for script in page.raw["script"]] == [True]
    forbidden = {"iframe", "object", "embed", "link", "base", "form[action]", "audio", "video"}
    for tag, attributes in page.elements:
        assert tag not in forbidden
        assert not [name for name in attributes if name.startswith("on")]
        assert "style" not in attributes
        assert "action" not in attributes
        for name in ("src", "href", "srcset", "xlink:href", "data", "poster"):
            address = attributes.get(name, "")
            local = re.fullmatch(r"[\w.%~-]+/[\w.-]+\.html|#[\w-]+|", address)
            assert local or address.startswith("data:image/png;base64,"), address
    for code in page.raw["style"] + page.raw["script"]:
        assert not re.search(r"https?:|//[a-z]|@import|url\(|fetch\(|XMLHttp|innerHTML", code)


def assert_readable(page: Page) -> None:
    """What a screen reader needs, as far as it can be told without a browser."""
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    ids = set(page.ids)
    assert len(page.ids) == len(ids)
    assert page.all("html")[0]["lang"] in {"ko", "en"}
    for picture in page.all("svg"):
        assert picture.get("aria-hidden") == "true"
    for image in page.all("img"):
        assert image["alt"]
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "for"):
            assert name not in attributes or attributes[name] in ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))

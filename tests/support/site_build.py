"""The documentation site, built as `make docs` builds it, and what its pages ask a browser for."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.places import ROOT

TOOLS = ("mkdocs", "material", "mkdocstrings", "mkdocs_click")
# Where an address is followed by the browser itself; `a` and `form` wait for the reader.
_FETCHED = {"src", "srcset", "poster", "data", "background", "action", "xlink:href"}
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


def build(folder: Path) -> Path:
    """The site in ``folder``; skips where its tools are not installed, fails on any warning."""
    missing = [name for name in TOOLS if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not there: install the extra `docs`")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.fetched: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.fetched += [given[name] for name in _FETCHED & given.keys()]
        self.fetched += _addresses(given.get("style", ""))
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "link":
            self.fetched.append(given.get("href", ""))
        elif tag == "a":
            self.links.append(given.get("href", ""))


def read(page: Path) -> _Page:
    """A built page: its language, what it makes the browser fetch, where it links to."""
    seen = _Page()
    text = page.read_text("utf-8")
    seen.feed(text)
    for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL):
        seen.fetched += _addresses(style)
    return seen


def _addresses(css: str) -> list[str]:
    return [one or other for one, other in _CSS_ADDRESS.findall(css)]


def fetched_by_styles(site: Path) -> Iterator[tuple[Path, str]]:
    """What the style sheets fetch, with the sheet."""
    for sheet in site.rglob("*.css"):
        yield from ((sheet, address) for address in _addresses(sheet.read_text("utf-8")))

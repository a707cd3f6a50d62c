"""Print a catalogue to translate: ``python -m scripts.catalogue Deutsch > de.toml``.

Every message of the program is in it, by its English text, with the Korean one above it. A message
that is left empty is said in English. ``AUTOGRADER_LANGUAGES=languages`` puts it to use.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import nodes

import autograder
from autograder.checks.library import LIBRARY
from autograder.report.page import environment
from autograder.util.compat import read_toml

PACKAGE: Final = Path(autograder.__file__).resolve().parent
_STAFF_ONLY: Final = ("cli", "importers", "quality", "course/example", "course/schemas")
_FIRST: Final = {"Text": 0, "say": 0, "t": 0, "word": 0, "option": 1}  # where the Korean stands
_PAIRS: Final = (("ko", "en"), ("why_ko", "why_en"))


def messages() -> dict[str, str]:
    """The Korean of every message that students and class pages are told, by its English."""
    found: dict[str, str] = {}
    for english, korean in (*_of_checks(), *_of_code(), *_of_tables(), *_of_pages()):
        if any(letter.isalpha() for letter in english):
            found.setdefault(english, korean)
    return dict(sorted(found.items()))


def catalogue(name: str, translated: Mapping[str, str]) -> str:
    """The file of a language that calls itself ``name``; a message may be left empty."""
    lines = [f"name = {_quoted(name)}", "", "[messages]"]
    for english, korean in messages().items():
        lines += [f"# {line}" for line in korean.splitlines()]
        lines.append(f"{_quoted(english)} = {_quoted(translated.get(english, ''))}")
    return "\n".join(lines) + "\n"


def _of_checks() -> Iterator[tuple[str, str]]:
    for check in LIBRARY.values():
        for text in (check.title, check.hint):
            yield text.en, text.ko


def _of_code() -> Iterator[tuple[str, str]]:
    """``Text("…", "…")`` and ``say("…", "…")`` of every module for students and class pages."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).as_posix().startswith(_STAFF_ONLY):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _pair(node)


def _pair(node: ast.Call) -> Iterator[tuple[str, str]]:
    if not isinstance(node.func, ast.Name) or node.func.id not in {"Text", "say"}:
        return
    given = dict(zip(("ko", "en"), node.args, strict=False))
    given |= {one.arg: one.value for one in node.keywords if one.arg in {"ko", "en"}}
    said = {key: one.value for key, one in given.items() if isinstance(one, ast.Constant)}
    if len(said) == 2:
        yield str(said["en"]), str(said["ko"])


def _of_tables() -> Iterator[tuple[str, str]]:
    """Texts that stand in TOML: of errors, limits, old calls and libraries."""
    for path in sorted(PACKAGE.rglob("*.toml")):
        if not path.relative_to(PACKAGE).as_posix().startswith(_STAFF_ONLY):
            yield from _in_table(read_toml(path.read_text(encoding="utf-8")))


def _in_table(data: Any) -> Iterator[tuple[str, str]]:
    if isinstance(data, list):
        for item in data:
            yield from _in_table(item)
    elif isinstance(data, dict):
        for ko, en in _PAIRS:
            if isinstance(data.get(ko), str) and isinstance(data.get(en), str):
                yield data[en], data[ko]
        for item in data.values():
            yield from _in_table(item)


def _of_pages() -> Iterator[tuple[str, str]]:
    jinja = environment()
    assert jinja.loader is not None
    for name in jinja.list_templates(extensions=["html"]):
        source, *_ = jinja.loader.get_source(jinja, name)
        for node in jinja.parse(source).find_all(nodes.Call):
            first = _FIRST.get(node.node.name) if isinstance(node.node, nodes.Name) else None
            if first is None:
                continue
            ko, en = node.args[first : first + 2]
            if isinstance(ko, nodes.Const) and isinstance(en, nodes.Const):
                yield en.value, ko.value


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


if __name__ == "__main__":
    sys.stdout.write(catalogue(" ".join(sys.argv[1:]) or "?", {}))

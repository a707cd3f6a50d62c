"""The machinery under both pages: templates, two languages, and a closed content policy.

A page is one file that loads nothing: style and script are inline and named in the
Content-Security-Policy by their hash, so that no other style or script could run even if
text of a student got past the escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.messages.words import number
from autograder.records import LANGUAGES, Language, Text
from autograder.util import sanitize

_PROSE_LIMIT = 1000
_CODE = re.compile(r"`([^`]+)`")


@cache
def environment() -> Environment:
    """The templates of this package, escaping everything."""
    jinja = Environment(
        loader=PackageLoader("autograder.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(both=both, brief=brief, number=number, name=sanitize.name)
    jinja.globals.update(t=lambda ko, en: both(Text(ko, en)))
    return jinja


def page(
    template: str,
    language: Language,
    *,
    languages: Sequence[Language] = LANGUAGES,
    **values: Any,
) -> str:
    """Render ``template`` with its own style (``.css``) and script (``.js``) inline.

    It shows ``language`` first, unless the browser asks for another of ``languages``.
    """
    language = language if language in languages else languages[0]
    stem = template.removesuffix(".html")
    style = asset("base.css") + asset(f"{stem}.css")
    script = asset("base.js") + asset(f"{stem}.js")
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            languages=languages,
            policy=policy(style, script),
            style=Markup(style),  # noqa: S704  # our own files
            script=Markup(script),  # noqa: S704  # our own files
            **values,
        )
    )


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows this style, this script and inline images."""
    allowed_script = f"'{digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src {allowed_script}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def digest(source: str) -> str:
    """``source`` as the policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


@cache
def asset(name: str) -> str:
    """A style or script of this package, '' when there is none of that name."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0] if name in loader.list_templates() else ""


def both(text: Text, limit: int = _PROSE_LIMIT) -> Markup:
    """``text`` in both languages, of which the page's style shows one; `code` is set as code."""
    if text.ko == text.en:
        return prose(text.ko, limit)
    spans = (
        Markup('<span lang="{}">{}</span>').format(language, prose(text.to(language), limit))
        for language in LANGUAGES
    )
    return Markup("").join(spans)


def brief(text: Text, limit: int = 200) -> Markup:
    """``both`` on one line."""
    return both(Text(sanitize.line(text.ko, limit), sanitize.line(text.en, limit)))


def prose(text: str, limit: int = _PROSE_LIMIT) -> Markup:
    """``text`` escaped, with what stands between backticks set as code."""
    pieces = _CODE.split(sanitize.block(text, limit))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )

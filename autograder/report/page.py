"""The machinery under both pages: templates, two languages, and a closed content policy.

A page is one file that loads nothing: style and script are inline and named in the
Content-Security-Policy by their hash, so that no other style or script could run even if
text of a student got past the escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from autograder.messages.words import number
from autograder.records import LANGUAGES, Language, Text, Word, say
from autograder.util import sanitize
from autograder.util.catalogues import name_of

_PROSE_LIMIT = 1000
_WITH_PROGRAMS = frozenset(["author", "notebook"])  # pages that show source in colours
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
    jinja.filters.update(both=_both, brief=_brief, number=number, name=sanitize.name)
    jinja.globals.update(t=_t, word=_word, word_in=_word_in, name_of=name_of)
    return jinja


def page(
    template: str,
    language: Language,
    *,
    languages: Sequence[Language] = LANGUAGES,
    is_live: bool = False,
    **values: Any,
) -> str:
    """Render ``template`` with its own style (``.css``) and script (``.js``) inline.

    It shows ``language`` first, unless the browser asks for another of ``languages``. A page that
    ``is_live`` may ask where it came from whether there is a newer one.
    """
    language = language if language in languages else languages[0]
    stem = template.removesuffix(".html")
    program = asset("program.css") if stem in _WITH_PROGRAMS else ""
    style = asset("base.css") + _switch(languages) + program + asset(f"{stem}.css")
    script = asset("base.js") + asset(f"{stem}.js")
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            languages=languages,
            policy=policy(style, script, is_live=is_live),
            style=Markup(style),  # noqa: S704  # our own files
            script=Markup(script),  # noqa: S704  # our own files
            **values,
        )
    )


def static_page(template: str, language: Language, **values: Any) -> str:
    """Render a page of a site, in one language, without any script.

    Pictures may lie beside it, on a server or on disk.
    """
    style = asset("base.css") + asset("program.css") + asset("site.css")
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            languages=(language,),
            policy=policy(style, "", images="'self' file: data:"),
            style=Markup(style),  # noqa: S704  # our own files
            **values,
        )
    )


def policy(style: str, script: str, *, is_live: bool = False, images: str = "data:") -> str:
    """A Content-Security-Policy that allows this style, this script and these images."""
    allowed_script = f"'{digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src {allowed_script}; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
        + ("; connect-src 'self'" if is_live else "")
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


def both(text: Text, languages: Sequence[Language], limit: int = _PROSE_LIMIT) -> Markup:
    """``text`` in each language, of which the page's style shows one; `code` is set as code."""
    said = {language: text.to(language) for language in languages}
    if len(set(said.values())) == 1:
        return prose(said[languages[0]], limit)
    spans = (
        Markup('<span lang="{}">{}</span>').format(language, prose(one, limit))
        for language, one in said.items()
    )
    return Markup("").join(spans)


def _switch(languages: Sequence[Language]) -> str:
    """The style that shows one language, where base.css does not have it already."""
    if set(languages) <= set(LANGUAGES):
        return ""
    return "".join(
        f"#in-{one}:checked ~ :not(.top) [lang]:not([lang={one}]), "
        f"#in-{one}:checked ~ .top .brand [lang]:not([lang={one}]) {{ display: none; }}\n"
        f"#in-{one}:checked ~ .top label[for=in-{one}] "
        "{ background: var(--wash); color: var(--ink); font-weight: 600; }\n"
        for one in languages
    )


# --- what the templates call; each says the languages of its page alone ---------------------


@pass_context
def _both(context: Context, text: Text, limit: int = _PROSE_LIMIT) -> Markup:
    return both(text, context["languages"], limit)


@pass_context
def _brief(context: Context, text: Text, limit: int = 200) -> Markup:
    """``both`` on one line."""
    lines = {one: sanitize.line(text.to(one), limit) for one in context["languages"]}
    first = next(iter(lines.values()))
    return both(
        Text(lines.get("ko", first), lines.get("en", first), lines), context["languages"], limit
    )


@pass_context
def _t(context: Context, ko: str, en: str, **words: Word) -> Markup:
    return both(_said(ko, en, words), context["languages"])


@pass_context
def _word(context: Context, ko: str, en: str, **words: Word) -> str:
    """In the language that the page opens in, for places that hold no other."""
    return _said(ko, en, words).to(context["language"])


def _word_in(language: Language, ko: str, en: str) -> str:
    return Text(ko, en).to(language)


def _said(ko: str, en: str, words: Mapping[str, Word]) -> Text:
    return say(ko, en, **words) if words else Text(ko, en)


def prose(text: str, limit: int = _PROSE_LIMIT) -> Markup:
    """``text`` escaped, with what stands between backticks set as code."""
    pieces = _CODE.split(sanitize.block(text, limit))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )

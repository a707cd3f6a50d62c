"""How pages are made: Jinja2, with texts in Korean and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jinja2
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

LANGUAGES: Final[Mapping[str, str]] = {"ko": "한국어", "en": "English"}
COOKIE: Final = "language"


def environment(**options: Any) -> jinja2.Environment:
    """Jinja2 as Django asks for it: everything escaped, what is missing is an error."""
    settled = {**options, "undefined": jinja2.StrictUndefined}
    settled.pop("autoescape", None)
    made = jinja2.Environment(autoescape=True, **settled)
    made.globals |= {"static": static, "url": reverse, "languages": LANGUAGES}
    made.filters["points"] = points
    return made


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: its language, ``t(korean, english)``, and ``of`` texts by language."""
    language = language_of(request)

    def t(ko: str, en: str) -> str:
        return ko if language == "ko" else en

    def of(texts: Mapping[str, str]) -> str:
        return texts.get(language) or next(iter(texts.values()), "")

    return {"language": language, "t": t, "of": of, "person": request.user}


def language_of(request: HttpRequest) -> str:
    """What the middleware found out."""
    return str(getattr(request, "language", "en"))


def chosen_language(request: HttpRequest) -> str:
    """The language that was chosen, else the browser's first that there is, else English."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    wanted: list[tuple[float, str]] = []
    for one in request.headers.get("Accept-Language", "").split(",")[:20]:
        name, _, weight = one.strip().partition(";q=")
        wanted.append((_number(weight, 1.0), name[:2].lower()))
    known = [one for one in wanted if one[0] > 0 and one[1] in LANGUAGES]
    return max(known, key=lambda one: one[0], default=(0.0, "en"))[1]


def _number(text: str, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return 0.0


def points(value: float) -> str:
    """A number of points without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

"""How pages are made: Jinja2, with texts in Korean and English side by side."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import jinja2
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from markupsafe import Markup, escape

from portal import deadlines
from portal.models import Course

LANGUAGES: Final[Mapping[str, str]] = {"ko": "한국어", "en": "English"}
_CODE: Final = re.compile("`([^`]+)`")
COOKIE: Final = "language"
SESSION: Final = "language"  # an LMS's frame may keep no other cookie than the session's


def environment(**options: Any) -> jinja2.Environment:
    """Jinja2 as Django asks for it: everything escaped, what is missing is an error."""
    settled = {**options, "undefined": jinja2.StrictUndefined}
    settled.pop("autoescape", None)
    made = jinja2.Environment(autoescape=True, **settled)
    made.globals |= {"static": static, "url": reverse, "languages": LANGUAGES}
    made.filters |= {
        "points": points,
        "told": deadlines.told,
        "about": about,
        "value": value,
        "marked": marked,
        "times": times,
    }
    return made


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: its language, ``t(korean, english)``, and ``of`` texts by language."""
    language = language_of(request)

    def of(texts: Mapping[str, str]) -> str:
        return texts.get(language) or next(iter(texts.values()), "")

    return {
        "language": language,
        "t": speaker(request),
        "of": of,
        "person": request.user,
        "here": request.get_full_path() if request.method == "GET" else "",
    }


def speaker(request: HttpRequest) -> Callable[[str, str], str]:
    """``t(korean, english)``: the text that this reader understands."""
    korean = language_of(request) == "ko"
    return lambda ko, en: ko if korean else en


def language_of(request: HttpRequest) -> str:
    """What the middleware found out."""
    return str(getattr(request, "language", "en"))


def chosen_language(request: HttpRequest) -> str:
    """The language that was chosen, else the browser's first that there is, else English."""
    for chosen in (request.session.get(SESSION, ""), request.COOKIES.get(COOKIE, "")):
        if chosen in LANGUAGES:
            return str(chosen)
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


def about(seconds: int, language: str) -> str:
    """A time to wait, as somebody would say it: rounded up, never to the second."""
    if seconds <= 10:
        return "10초 안" if language == "ko" else "within 10 seconds"
    if seconds < 90:
        rounded = math.ceil(seconds / 10) * 10
        return f"약 {rounded}초 뒤" if language == "ko" else f"in about {rounded} seconds"
    minutes = math.ceil(seconds / 60)
    if minutes < 90:
        return f"약 {minutes}분 뒤" if language == "ko" else f"in about {minutes} minutes"
    hours = math.ceil(minutes / 60)
    return f"약 {hours}시간 뒤" if language == "ko" else f"in about {hours} hours"


def marked(text: str) -> Markup:
    """A text of one line: what stands in backticks is code, and all is escaped."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704


def value(kept: str | float | bool | None, course: Course) -> str:
    """A value of the log of changes, as people write it."""
    if isinstance(kept, bool):
        return "✓" if kept else "✗"
    if isinstance(kept, float):
        return points(kept)
    with contextlib.suppress(ValueError, TypeError):
        return deadlines.told(datetime.fromisoformat(str(kept)), course)
    return "–" if kept is None else str(kept)


def times(number: int) -> str:
    """How often, in English."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def points(value: float) -> str:
    """A number of points without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

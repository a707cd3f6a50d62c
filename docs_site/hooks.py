"""What happens while ``mkdocs`` builds the site, beside what ``mkdocs.yml`` says.

A page in Korean (``language: ko`` in its first lines) gets the theme's Korean words and
``<html lang="ko">``, so that browsers and screen readers know. The page of troubleshooting gets
the list of what the staff may be told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from docs_site.staff_errors import StaffMessage, staff_messages

LIST = "<!-- staff messages -->"
_INERT = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]#|~"}

# Where each module's messages are listed: the longest beginning of its name counts.
HEADINGS: Mapping[str, str] = {
    "": "Grading, and the folder of results",
    "attacking": "Isolation",
    "audit": "Writing an assignment",
    "commands.authoring": "Writing an assignment",
    "commands.comparing": "Comparing and exporting",
    "commands.exporting": "Comparing and exporting",
    "course": "The course and its assignments",
    "intake": "Submissions and rosters",
    "lms": "Comparing and exporting",
    "mutation": "Writing an assignment",
    "pages": "Writing an assignment",
    "release": "Writing an assignment",
    "report.tables": "Marks by hand",
    "review": "Marks by hand",
    "sandbox": "Isolation",
    "starting": "Writing an assignment",
    "verify": "Writing an assignment",
}


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Speak the page's language around it."""
    del nav
    config.theme["language"] = page.meta.get("language", "en")
    return context


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Put the list of messages where it goes."""
    del page, config, files
    return markdown.replace(LIST, listed(staff_messages())) if LIST in markdown else markdown


def listed(messages: Iterable[StaffMessage]) -> str:
    """The messages in Markdown: a table under each heading."""
    told = sorted({(_heading(one.module), _row(one)) for one in messages})
    return "\n".join(
        f"### {heading}\n\n| message | way out |\n| --- | --- |\n" + "".join(row for _, row in rows)
        for heading, rows in groupby(told, lambda one: one[0])
    )


def _heading(module: str) -> str:
    name = module.partition(".")[2]
    fitting = [start for start in HEADINGS if not start or f"{name}.".startswith(f"{start}.")]
    return HEADINGS[max(fitting, key=len)]


def _row(one: StaffMessage) -> str:
    return f"| {_cell(one.message)} | {_cell(_way_out(one.tip))} |\n"


def _way_out(tip: str) -> str:
    """The tip; where all of it is put in while the program runs, that it is told then."""
    composed = bool(tip) and not re.sub("<[^>]*>", "", tip).strip()
    return "told with the message" if composed else tip or "–"


def _cell(text: str) -> str:
    """The text as it is: no sign of Markdown or HTML in it does anything."""
    return html.escape(" ".join(text.split()), quote=False).translate(_INERT)

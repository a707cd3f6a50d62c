"""Writes the page of standard checks from the library: ``python -m docs_site.standard_checks``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from autograder.checks.arguments import called
from autograder.checks.definition import Argument, StandardCheck
from autograder.checks.library import LIBRARY

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "reference" / "standard-checks.md"
_ABOUT: Final = """\
# Standard checks

An assignment names these in [assignment.toml](assignment.md#standard-checks) and gives them
arguments; nothing has to be written in Python. This page is made from the library
(`autograder/checks/`), with `python -m docs_site.standard_checks`.

What a check says can be given in its place, as `title` and `hint`. In such a text `{model}` is the
name as code, `{model:을}` the same with the particle that fits its sound, `{model:raw}` the name
without marks and `{accuracy:%}` a share in per cent; `{each}` is the item of `each`.

Each check brings its *mutants*: `verify` appends a cell to the reference that does something wrong,
and wants the check lost by it, and others at most where that lies in the nature of the thing.
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([_ABOUT, *(_section(check) for check in LIBRARY.values())])


def _section(check: StandardCheck) -> str:
    return "\n".join([
        f"## {check.name}",
        "",
        check.summary.replace("``", "`"),
        "",
        "| argument | is a |",
        "| --- | --- |",
        *(_argument(one) for one in check.arguments),
        "",
        f"{check.points:g} points and {_seen(check)}, unless the assignment says otherwise.",
        "",
        f"> {check.title.ko}  ",
        f"> {check.title.en}",
        ">",
        f"> {check.hint.ko}  ",
        f"> {check.hint.en}",
        "",
        "Mutants: " + "; ".join(_mutants(check)) + ".",
        "",
    ])  # fmt: skip


def _argument(one: Argument) -> str:
    kind = called(one.type).en
    default = ""
    if one.default in (None, ()):
        default = "; may be left out"
    elif one.default is not msgspec.NODEFAULT:
        default = f"; {msgspec.json.encode(one.default).decode()} where left out"  # as in TOML
    return f"| `{one.name}` | {kind}{default} |"


def _seen(check: StandardCheck) -> str:
    seen = "open to students" if check.visible else "hidden"
    return f"{seen}, marked by a person" if check.manual else seen


def _mutants(check: StandardCheck) -> Iterator[str]:
    for mutant in check.mutants:
        yield f"*{mutant.name}* ({mutant.fault})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

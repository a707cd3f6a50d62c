"""What to write with NumPy and Keras in place of a library that is not there.

The words and the code stand in ``assets/replacements.toml``; tests run each piece of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from autograder.records import Text
from autograder.util.compat import read_toml
from autograder.util.decoding import converter

_WITH_NUMPY = Text(
    ko="NumPy와 Keras로 이렇게 쓸 수 있습니다. 화면에 보여 주기만 하는 줄이라면 지워도 됩니다:",
    en="With NumPy and Keras it can be written like this; if the line only shows something, "
    "delete it:",
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """For what begins with one of ``paths``, such as ``pandas.read_csv``: code that does it."""

    paths: tuple[str, ...]
    code: str
    todo: Text = _WITH_NUMPY


@dataclass(frozen=True, slots=True)
class _Table:
    replacements: tuple[Replacement, ...]


_to_table = converter(_Table)


@cache
def replacements() -> tuple[Replacement, ...]:
    """All that are known, read once."""
    text = files("autograder.messages").joinpath("assets/replacements.toml").read_text("utf-8")
    return _to_table(read_toml(text)).replacements


def replacement(path: str) -> Replacement | None:
    """The one for a dotted name of a library, None where there is none."""
    for one in replacements():
        if any(f"{path}.".startswith(f"{known}.") for known in one.paths):
            return one
    return None

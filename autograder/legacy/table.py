"""Reads ``calls.toml``: every old call that is known."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec

from autograder.records import Text
from autograder.util.compat import read_toml
from autograder.util.decoding import converter


class Arguments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments of some calls: name -> name of today, '' to leave it out."""

    of: tuple[str, ...]
    keywords: dict[str, str]


class Fix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a line is put right; each field is explained at the top of ``calls.toml``."""

    names: dict[str, str] = {}
    of: tuple[str, ...] = ()
    keywords: dict[str, str] = {}
    calls: tuple[Arguments, ...] = ()
    methods: dict[str, str] = {}
    functions: dict[str, str] = {}
    attributes: dict[str, str] = {}
    keys: dict[str, str] = {}
    arrays: tuple[str, ...] = ()
    tuples: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    endings: dict[str, str] = {}
    guarded: bool = False
    not_before: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[Arguments, ...]:
        """All renamed arguments, by the calls that take them."""
        return (*self.calls, *((Arguments(self.of, self.keywords),) if self.keywords else ()))


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One old call, or a family of them that went the same way."""

    id: str
    old: str
    now: str
    since: str
    raises: tuple[str, ...]
    says: str
    ko: str
    en: str
    example: str
    accept: bool
    why_ko: str = ""  # for the page about old calls in the docs
    why_en: str = ""
    silent: bool = False
    runtime: bool = False
    fix: Fix = Fix()

    @property
    def told(self) -> Text:
        """What replaced it, in one or two sentences."""
        return Text(self.ko, self.en)


_to_calls = converter(tuple[Call, ...])


@cache
def calls() -> tuple[Call, ...]:
    """All calls, in the order of the file; of those that fit an error the first counts."""
    text = files("autograder.legacy").joinpath("calls.toml").read_text("utf-8")
    return _to_calls(read_toml(text)["calls"])


@cache
def by_id() -> dict[str, Call]:
    """The same, by their ids."""
    return {call.id: call for call in calls()}


def behind(name: str, value: str) -> Call | None:
    """The old call that an exception of this name and message comes from, if it is known."""
    text = value[:4000]
    for call in calls():
        if name in call.raises and re.search(call.says, text):
            return call
    return None

"""Says in words what a Python error means and what to do next, in both languages.

The words stand in ``assets/errors.toml``; here is only how they are found and filled in.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from autograder.decoding import converter
from autograder.legacy.table import by_id
from autograder.records import CellError, Text
from autograder.report import sanitize

_VALUE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """One explanation; ``names`` are exception classes, ``pattern`` searches the message."""

    what: Text
    todo: Text
    names: frozenset[str] = frozenset()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is known of errors."""

    modules: tuple[str, ...]  # that are installed where the work is graded
    imports: dict[str, str]  # name -> the statement that brings it
    rules: tuple[Rule, ...]  # the first that fits speaks
    generic: Rule


_to_rules = converter(Rules)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in three steps; code stands between backticks."""

    where: Text  # "Cell 4, line 2"
    name: str  # "NameError"
    what: Text  # what happened
    todo: Text  # what to do next
    rewritten: str = ""  # the student's lines as they would be written today, for a box of code


def explain_error(error: CellError) -> Text:
    """The whole explanation as one paragraph."""
    told = explain(error)
    code = "\n" + "\n".join(f"    {one}" for one in told.rewritten.split("\n"))
    code = code if told.rewritten else ""
    return Text(
        ko=f"{told.where.ko}에서 {told.name}: {told.what.ko} {told.todo.ko}{code}",
        en=f"{told.name} in {told.where.en[0].lower()}{told.where.en[1:]}: "
        f"{told.what.en} {told.todo.en}{code}",
    )


def explain(error: CellError) -> Explanation:
    """What happened where, and what to do about it."""
    name = sanitize.line(error.name, 60) or "Error"
    value = sanitize.line(error.value, 2000)
    old = by_id().get(error.legacy)
    if old is not None:
        rewritten = sanitize.block(error.rewritten)
        return Explanation(_where(error), name, old.told, _rewrite(rewritten), rewritten)
    rule, facts = _matching(name, value)
    what, todo = _said(rule, facts)
    suggestion = _suggestion(name, facts.get("name", ""))
    if name == "NameError" and error.after:
        suggestion = _after(error.after)
    rewritten = sanitize.block(error.rewritten)
    todo = _and_old_calls(suggestion or todo) if rewritten else suggestion or todo
    return Explanation(where=_where(error), name=name, what=what, todo=todo, rewritten=rewritten)


@cache
def rules() -> Rules:
    """The rules, read once."""
    text = files("autograder.report").joinpath("assets/errors.toml").read_text("utf-8")
    return _to_rules(tomllib.loads(text))


def _rewrite(code: str) -> Text:
    if code:
        return Text("이렇게 고쳐 주십시오:", "Write it like this:")
    return Text("그 줄을 고쳐 주십시오.", "Change that line.")


def _and_old_calls(todo: Text) -> Text:
    return Text(
        f"{todo.ko} 이 셀에는 지금은 쓰지 않는 예전 방식도 있습니다. 이렇게 고쳐 주십시오:",
        f"{todo.en} The cell also has calls of old versions. Write them like this:",
    )


def _after(cell: int) -> Text:
    return Text(
        f"이 이름을 만드는 {cell}번 셀이 오류로 끝나지 못했습니다. 그 셀부터 고쳐 주십시오.",
        f"Cell {cell}, which makes it, ended in an error: mend that cell first.",
    )


def _where(error: CellError) -> Text:
    if not error.line:
        return Text(f"{error.cell}번 셀", f"Cell {error.cell}")
    return Text(f"{error.cell}번 셀 {error.line}번째 줄", f"Cell {error.cell}, line {error.line}")


def _matching(name: str, value: str) -> tuple[Rule, dict[str, str]]:
    for rule in rules().rules:
        found = name in rule.names and re.search(rule.pattern, value)
        if found:
            facts = {key: _quotable(text) for key, text in found.groupdict("").items()}
            return rule, {"value": _quotable(value), **facts}
    return rules().generic, {"value": _quotable(value) or name}


def _said(rule: Rule, facts: dict[str, str]) -> tuple[Text, Text]:
    what, todo = (
        Text(ko=text.ko.format_map(facts), en=text.en.format_map(facts))
        for text in (rule.what, rule.todo)
    )
    return what, todo


def _quotable(text: str) -> str:
    """Student text that stands between backticks must not hold any."""
    return sanitize.cut(text.replace("`", "'"), _VALUE_LIMIT)


def _suggestion(error: str, name: str) -> Text | None:
    """The import that is probably missing, or the module that was probably meant."""
    if error == "NameError" and name in rules().imports:
        line = rules().imports[name]
        return Text(
            f"앞쪽 셀에서 `{line}` 문장을 실행했는지 확인해 주십시오.",
            f"Did you run `{line}`? Put it in a cell near the top.",
        )
    if error == "NameError":
        close = difflib.get_close_matches(name, rules().imports, n=1, cutoff=0.8)
        return _did_you_mean(close[0]) if close else None
    if error == "ModuleNotFoundError":
        module = name.partition(".")[0]
        close = difflib.get_close_matches(module, rules().modules, n=1, cutoff=0.7)
        if close and close[0] != module:
            return _did_you_mean(close[0])
    return None


def _did_you_mean(name: str) -> Text:
    return Text(f"혹시 `{name}` 아닙니까? 철자를 확인해 주십시오.", f"Did you mean `{name}`?")

"""Says in words what a Python error means and what to do next, in both languages.

The words stand in ``assets/errors.toml``; here is only how they are found and filled in.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from autograder.legacy.table import by_id
from autograder.libraries import name_of
from autograder.messages.loops import how_far
from autograder.messages.replacements import replacement
from autograder.records import CellError, Text, listed, say
from autograder.util import sanitize
from autograder.util.activations import ACTIVATIONS
from autograder.util.compat import read_toml
from autograder.util.decoding import converter

_VALUE_LIMIT = 200
_INNER = re.compile(r"\b(tensorflow|keras)\.(?:_api\.v2|_tf_keras\.keras|api|src)\b")
_UNSEEN = {"Cf", "Cc", "Mn", "Me"}  # categories of characters that a name may hide
_FILLERS = "\u115f\u1160\u3164\uffa0"


@dataclass(frozen=True, slots=True)
class Rule:
    """One explanation; ``names`` are exception classes, ``pattern`` searches the message.

    ``line`` searches the line that failed. Where something near an unknown name is known, it is
    offered instead of ``todo``.
    """

    what: Text
    todo: Text
    names: frozenset[str] = frozenset()
    pattern: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is known of errors."""

    modules: tuple[str, ...]  # that are installed where the work is graded
    optimizers_and_losses: tuple[str, ...]
    imports: dict[str, str]  # name -> the statement that brings it
    characters: dict[str, str]  # a character that Python can't read -> what to type instead
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
    return in_one(explain(error))


def alike(errors: Sequence[CellError]) -> tuple[tuple[CellError, ...], ...]:
    """The errors in groups that need one explanation each, in the order of the cells."""
    groups: dict[object, list[CellError]] = {}
    for error in errors:
        told = explain(error)
        same: object = (told.name, told.what, told.todo, told.rewritten)
        if error.name == "NameError" and error.after:
            same = ("after", error.after)
        groups.setdefault(same, []).append(error)
    return tuple(map(tuple, groups.values()))


def explain_all(errors: Sequence[CellError]) -> tuple[Text, ...]:
    """Every explanation once, as a paragraph that names all the cells that it holds for."""
    return tuple(in_one(explain_group(group)) for group in alike(errors))


def in_one(told: Explanation) -> Text:
    """An explanation as one paragraph."""
    code = "\n" + "\n".join(f"    {one}" for one in told.rewritten.split("\n"))
    code = code if told.rewritten else ""
    within = replace(told.where, en=told.where.en[:1].lower() + told.where.en[1:])
    return say(
        "{where}에서 {name}: {what} {todo}{code}",
        "{name} in {where}: {what} {todo}{code}",
        where=within,
        name=told.name,
        what=told.what,
        todo=told.todo,
        code=code,
    )


def explain_group(group: Sequence[CellError]) -> Explanation:
    """One explanation for errors that are ``alike``."""
    first, told = group[0], explain(group[0])
    if len(group) == 1:
        return told
    cells = list(dict.fromkeys(error.cell for error in group))
    if len(cells) == 1:
        where = _where(replace(first, line=0))
    else:
        where = say("{cells}번 셀", "Cells {cells}", cells=listed(list(map(str, cells))))
    if not first.after:
        return replace(told, where=where)
    names = list(dict.fromkeys(_unknown_name(error) for error in group))
    if len(names) == 1:
        return replace(told, where=where)
    quoted = [f"`{name}`" for name in names]
    return replace(
        told,
        where=where,
        what=say(
            "{names}: 이 시점에는 정의되지 않은 이름입니다.",
            "{names} are not defined.",
            names=listed(quoted),
        ),
        todo=_after(first.after, several=True),
    )


def explain(error: CellError) -> Explanation:
    """What happened where, and what to do about it."""
    name = sanitize.line(error.name, 60) or "Error"
    value = _readable(error.value)
    old = by_id().get(error.legacy)
    if old is not None:
        rewritten = sanitize.block(error.rewritten)
        return Explanation(_where(error), name, old.told, _rewrite(rewritten), rewritten)
    rule, facts = _matching(name, value, error)
    what, todo = _said(rule, facts)
    todo = _suggestion(name, facts.get("name", ""), error) or _of_keras(facts) or todo
    instead = replacement(facts.get("path", ""))
    if instead is not None:
        return Explanation(_where(error), name, what, instead.todo, instead.code)
    if name in {"KeyboardInterrupt", "TimeLimit"}:
        todo = how_far(error.loop)
    rewritten = sanitize.block(error.rewritten)
    if rewritten:
        todo = _and_old_calls(todo)
    return Explanation(where=_where(error), name=name, what=what, todo=todo, rewritten=rewritten)


@cache
def rules() -> Rules:
    """The rules, read once."""
    text = files("autograder.messages").joinpath("assets/errors.toml").read_text("utf-8")
    return _to_rules(read_toml(text))


def _readable(value: str) -> str:
    """A message without places in memory and without the libraries' inner modules."""
    shown = sanitize.line(sanitize.without_addresses(value[:8000]), 2000)
    return _INNER.sub(r"\1", shown)


def _unknown_name(error: CellError) -> str:
    _, facts = _matching(error.name, _readable(error.value), error)
    return facts.get("name", "")


def _rewrite(code: str) -> Text:
    if code:
        return Text("이렇게 고쳐 주십시오:", "Write it like this:")
    return Text("그 줄을 고쳐 주십시오.", "Change that line.")


def _and_old_calls(todo: Text) -> Text:
    return say(
        "{todo} 이 셀에는 지금은 쓰지 않는 예전 방식도 있습니다. 이렇게 고쳐 주십시오:",
        "{todo} The cell also has calls of old versions. Write them like this:",
        todo=todo,
    )


def _after(cell: int, *, several: bool = False) -> Text:
    if several:
        return say(
            "이 이름들을 만드는 {cell}번 셀이 오류로 끝나지 못했습니다. 그 셀부터 고쳐 주십시오.",
            "Cell {cell}, which makes them, ended in an error: fix that cell first.",
            cell=cell,
        )
    return say(
        "이 이름을 만드는 {cell}번 셀이 오류로 끝나지 못했습니다. 그 셀부터 고쳐 주십시오.",
        "Cell {cell}, which makes it, ended in an error: fix that cell first.",
        cell=cell,
    )


def _where(error: CellError) -> Text:
    if not error.line:
        return say("{cell}번 셀", "Cell {cell}", cell=error.cell)
    return say(
        "{cell}번 셀 {line}번째 줄", "Cell {cell}, line {line}", cell=error.cell, line=error.line
    )


def _matching(name: str, value: str, error: CellError) -> tuple[Rule, dict[str, str]]:
    for rule in rules().rules:
        found = name in rule.names and re.search(rule.pattern, value)
        if found and (not rule.line or re.search(rule.line, error.source)):
            facts = {key: _quotable(text) for key, text in found.groupdict("").items()}
            facts |= {"library": name_of(facts["module"])} if "path" in facts else {}
            return rule, {"value": _quotable(value), **facts, **_character(facts)}
    return rules().generic, {"value": _quotable(value) or name}


def _character(facts: dict[str, str]) -> dict[str, str]:
    """For a character that Python can't read: what to type instead of it."""
    if "char" not in facts:
        return {}
    plain = rules().characters.get(facts["char"], "")
    if not plain:
        plain = unicodedata.normalize("NFKC", facts["char"])
    return {"plain": plain if plain.isascii() and plain.strip() else "", **facts}


def _said(rule: Rule, facts: dict[str, str]) -> tuple[Text, Text]:
    return say(rule.what.ko, rule.what.en, **facts), say(rule.todo.ko, rule.todo.en, **facts)


def _quotable(text: str) -> str:
    """Student text that stands between backticks must not hold any."""
    return sanitize.cut(text.replace("`", "'"), _VALUE_LIMIT)


def _suggestion(error: str, name: str, facts: CellError) -> Text | None:
    """What is known better than the rule: a cause elsewhere, or the name that was meant."""
    if facts.lost:
        return _lost(_quotable(sanitize.line(facts.lost, 200)))
    meant = _quotable(sanitize.line(facts.meant, 80))
    if error == "NameError":
        return _of_unknown_name(name, meant, facts.after)
    if meant:
        return _did_you_mean(meant)
    if error == "ModuleNotFoundError":
        module = name.partition(".")[0]
        close = difflib.get_close_matches(module, rules().modules, n=1, cutoff=0.7)
        if close and close[0] != module:
            return _did_you_mean(close[0])
    return None


def _of_keras(facts: dict[str, str]) -> Text | None:
    """The activation, optimizer or loss that was probably meant."""
    known = [*ACTIVATIONS, *rules().optimizers_and_losses]
    close = difflib.get_close_matches(facts.get("keras", "").lower(), known, n=1, cutoff=0.7)
    return _did_you_mean(close[0]) if close else None


def _of_unknown_name(name: str, meant: str, after: int) -> Text | None:
    if after:
        return _after(after)
    if _hides_something(name):
        return Text(
            "이 이름에는 보이지 않는 글자가 섞여 있습니다. 지우고 직접 다시 입력해 주십시오.",
            "This name holds a character that can't be seen: delete it and type it anew.",
        )
    if name in rules().imports:
        line = rules().imports[name]
        return say(
            "앞쪽 셀에서 `{line}` 문장을 실행했는지 확인해 주십시오.",
            "Did you run `{line}`? Put it in a cell near the top.",
            line=line,
        )
    if _hides_something(meant):
        return Text(
            "앞에서 이 이름을 만들 때 보이지 않는 글자가 섞여 들어갔습니다. 그 줄의 이름을 지우고 "
            "직접 다시 입력해 주십시오.",
            "Where it was made, a character that can't be seen got into the name: delete the name "
            "in that line and type it anew.",
        )
    if name == "model":  # never made, rather than `Model` misspelt
        return None
    known = {meant, *difflib.get_close_matches(name, rules().imports, n=1, cutoff=0.8)} - {""}
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return _did_you_mean(close[0]) if close else None


def _lost(name: str) -> Text:
    return say(
        "앞에서 `try`가 읽으려던 `{name}` 파일이 채점할 때 없었고, `try`가 그 오류를 "
        "가렸습니다. 그 파일을 노트북과 함께 제출하거나, 데이터를 노트북 안에 적어 주십시오.",
        "The file `{name}` was not there, and a `try` before this line has hidden that: hand "
        "the file in beside the notebook, or write the data into the notebook.",
        name=name,
    )


def _hides_something(name: str) -> bool:
    return any(unicodedata.category(one) in _UNSEEN or one in _FILLERS for one in name)


def _did_you_mean(name: str) -> Text:
    return say(
        "혹시 `{name}` 아닙니까? 철자를 확인해 주십시오.", "Did you mean `{name}`?", name=name
    )

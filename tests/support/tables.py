"""Writes the tables in docs/reference that are made from data: ``make tables``.

``faults.md`` comes from ``tests/fixtures/submissions`` and what is expected of them,
``legacy.md`` from ``autograder/legacy/calls.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from autograder.legacy.table import Call, calls
from tests.support.places import ROOT, SUBMISSIONS

REFERENCE = ROOT / "docs" / "reference"
Words = list[dict[str, str]]

_FAULTS = """# What becomes of broken submissions · 제출물에 문제가 있을 때

Each row is a folder of `tests/fixtures/submissions`, which the tests grade.
`make tables` writes this page.
각 행은 시험에 쓰는 제출물 하나입니다.

A submission is *not read* when no program can be found in it: 0 points, and the sentence says
what to hand in instead. *Read* ones are run; a sentence says what was put right first.

| submission | outcome | what the student reads | 학생이 읽는 말 |
| --- | --- | --- | --- |
"""
_RUNNING = """
## While it runs · 실행하는 동안

Points are of 100, in a small assignment with two checks (60 for `answer`, 40 for `model`). What
begins with `legacy-` is shown under both policies of `course.toml`: see [legacy.md](legacy.md).

| submission | points | what the student reads | 학생이 읽는 말 |
| --- | --- | --- | --- |
"""
_LEGACY = """# Calls of old Keras, TensorFlow and NumPy · 예전 방식의 코드

What a course does about them stands in `course.toml`:

- `legacy = "explain"` (the default): the call fails, as it does in Keras 3. The feedback says what
  replaced it and shows the student's own lines put right.
- `legacy = "accept"`: the call is made to work where the table says so, inside the sandbox, and
  the result says which were used. Checks, recorded training and compiled fit see today's call.

Under `accept` a cell's lines are written anew before they run; what only shows while the code
runs (lists handed to `fit`, the key `acc`) is met by small functions. Modules that are handed in
beside a notebook are not written anew.

`make tables` writes this page from `autograder/legacy/calls.toml`; the tests run every example.
"Since" is the version that took the call away, as far as is known; that it fails today is tested.

| old | today | since | accept | what the student reads | 학생이 읽는 말 |
| --- | --- | --- | --- | --- | --- |
"""
_NOT_ACCEPTED = """
## Explained but not accepted

| old | why |
| --- | --- |
"""


def faults() -> str:
    """``faults.md``."""
    folder = SUBMISSIONS
    expected = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    graded = tomllib.loads((folder / "graded.toml").read_text("utf-8"))
    return _FAULTS + "".join(_read_rows(expected)) + _RUNNING + "".join(_running_rows(graded))


def _read_rows(expected: dict[str, Any]) -> Iterator[str]:
    for fault, ending in sorted(expected.items()):
        outcome = "not read" if ending["outcome"] == "invalid" else "read"
        yield _row(f"`{fault}`", outcome, *_both(ending.get("messages", [])))


def _running_rows(graded: dict[str, Any]) -> Iterator[str]:
    for fault, policies in sorted(graded.items()):
        for policy, ending in policies.items():
            name = f"`{fault}`, {policy}" if len(policies) > 1 else f"`{fault}`"
            yield _row(name, f"{ending['score']:g}", *_both(ending.get("words", [])))


def legacy() -> str:
    """``legacy.md``."""
    rows = "".join(_call_row(call) for call in calls())
    refused = "".join(
        _row(f"`{call.old}`", f"{call.why_en} {call.why_ko}") for call in calls() if not call.accept
    )
    return _LEGACY + rows + _NOT_ACCEPTED + refused


def _call_row(call: Call) -> str:
    accept = "works anyway" if call.silent else "yes" if call.accept else "no"
    return _row(f"`{call.old}`", f"`{call.now}`", call.since, accept, call.en, call.ko)


def _both(words: Words) -> tuple[str, str]:
    return _said(words, "en"), _said(words, "ko")


def _said(words: Words, language: str) -> str:
    """One paragraph for each sentence, with the lines of code that belong to it."""
    return "<br>".join(_paragraph(text[language]) for text in words) or "–"


def _paragraph(text: str) -> str:
    head, *code = text.strip().split("\n    ")
    return "<br>".join([head, *(f"`{line.strip()}`" for line in code)])


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_cell, cells))} |\n"


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


TABLES = {"faults.md": faults, "legacy.md": legacy}


def main() -> None:
    """Write both."""
    for name, make in TABLES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
        print(REFERENCE / name)


if __name__ == "__main__":
    main()

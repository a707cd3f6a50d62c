"""Which of several files is graded: one row per rule, in the order of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.assigned import assigned_names
from autograder.intake.choose import choose
from autograder.intake.entries import Entry
from autograder.records import Text

DONE, TODO = b"model = 1", b"raise NotImplementedError"
BROKEN = Text(ko="깨짐", en="broken")


def entry(
    name: str, content: bytes = DONE, changed: float = 0.0, problem: Text | None = None
) -> Entry:
    """A file in memory."""
    parts = tuple(name.split("/"))
    found = Entry(parts, Path(name), lambda limit: content[:limit], len(content), changed)
    return found if problem is None else Entry(parts, Path(name), found.load, problem=problem)


@pytest.mark.parametrize(
    ("entries", "best", "reason"),
    [
        ([entry("a.ipynb", problem=BROKEN), entry("b.py")], "b.py", "can be read"),
        ([entry("1차/a.ipynb"), entry("2차/a.ipynb")], "2차/a.ipynb", "latest attempt"),
        ([entry("attempt 2/a.py"), entry("attempt 1/a.ipynb")], "attempt 2/a.py", "latest attempt"),
        ([entry("xor 2차원.ipynb", changed=1), entry("a.ipynb", changed=2)], "a.ipynb", "newest"),
        ([entry("a.py"), entry("b.ipynb")], "b.ipynb", "notebook before"),
        ([entry("a.zip"), entry("b.py")], "b.py", "notebook before"),
        ([entry("a.ipynb.txt"), entry("b.py")], "a.ipynb.txt", "notebook before"),
        ([entry("a.ipynb", TODO), entry("b.ipynb")], "b.ipynb", "without unfilled"),
        ([entry("XOR_MLP.ipynb"), entry("메모.ipynb", changed=9)], "XOR_MLP.ipynb", "named like"),
        ([entry("old/a.ipynb", changed=9), entry("a.ipynb")], "a.ipynb", "fewest folders"),
        ([entry("a.ipynb", changed=9), entry("a (1).ipynb")], "a (1).ipynb", "latest copy"),
        ([entry("a (9).ipynb"), entry("a 최종.ipynb")], "a 최종.ipynb", "latest copy"),
        (
            [entry("a final.ipynb"), entry("a final 최종.ipynb")],
            "a final 최종.ipynb",
            "latest copy",
        ),
        ([entry("a-1.ipynb"), entry("a-2.ipynb")], "a-2.ipynb", "latest copy"),
        ([entry("a.ipynb", changed=2), entry("b.ipynb", changed=1)], "a.ipynb", "newest"),
        ([entry("a.ipynb", DONE * 2), entry("b.ipynb")], "a.ipynb", "largest"),
        ([entry("a.ipynb"), entry("b.ipynb")], "b.ipynb", "last by name"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_rule(entries: list[Entry], best: str, reason: str) -> None:
    for order in (entries, entries[::-1]):
        found, note = choose(order, "xor-mlp")
        assert "/".join(found.parts) == best
        assert reason in note.en
        assert note.en.startswith("2 files were handed in")


def test_one_file_needs_no_note() -> None:
    found, note = choose(
        [entry("a.ipynb"), entry("data.csv"), entry("plot.png"), entry("notes.txt")]
    )
    assert (found.name, note.en) == ("a.ipynb", "")


def test_a_lone_picture_is_chosen_so_that_the_reader_can_name_it() -> None:
    assert choose([entry("xor.png"), entry("data.csv", changed=1.0)])[0].name in {
        "xor.png",
        "data.csv",
    }


NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": [%s]}], "nbformat": 4, "nbformat_minor": 5}'
SOLVED = NOTEBOOK % b'"model_3 = 1\\n", "model_2, prediction_3 = 2, 3"'
OPEN = NOTEBOOK % b'"model_3 = None\\n", "model_2 = ...\\n", "%matplotlib inline"'
WANTED = ("model_3", "model_2", "prediction_3")


@pytest.mark.parametrize(
    ("entries", "best"),
    [
        # A template beside the work, whatever either is called and whichever is newer.
        ([entry("a (1).ipynb", OPEN, changed=9), entry("a.ipynb", SOLVED)], "a.ipynb"),
        ([entry("xor-mlp.ipynb", OPEN), entry("untitled.ipynb", SOLVED)], "untitled.ipynb"),
        ([entry("xor-mlp.ipynb", OPEN), entry("b.py", b"model_3 = 1")], "b.py"),
        ([entry("a.ipynb", OPEN), entry("deep/b.ipynb", SOLVED)], "deep/b.ipynb"),
        ([entry("a.ipynb", TODO), entry("b.ipynb", SOLVED[:-30])], "b.ipynb"),  # cut off
        ([entry("notes.py", b"x = 1"), entry("b.ipynb.txt", SOLVED)], "b.ipynb.txt"),
        ([entry("a.py", b"model_3 = 1\nmodel_2 = ("), entry("b.ipynb", OPEN)], "a.py"),
    ],
)
def test_the_file_that_makes_the_deliverables_is_graded(entries: list[Entry], best: str) -> None:
    for order in (entries, entries[::-1]):
        found, note = choose(order, "xor-mlp", WANTED)
        assert "/".join(found.parts) == best
        assert "makes most of the variables" in note.en
        assert "변수를 가장 많이 만드는" in note.ko


def test_files_that_make_as_many_are_told_apart_by_the_other_rules() -> None:
    both = [entry("a.ipynb", SOLVED), entry("a (1).ipynb", SOLVED), entry("a.py", b"model_3 = 1")]
    assert choose(both, "xor-mlp", WANTED)[0].name == "a (1).ipynb"
    exported = [entry("a.ipynb", SOLVED), entry("a.py", b"model_3 = model_2 = prediction_3 = 1")]
    assert choose(exported, "xor-mlp", WANTED)[0].name == "a.ipynb"
    assert (
        choose([entry("a.ipynb", OPEN), entry("b.ipynb", OPEN)], "x", WANTED)[0].name == "b.ipynb"
    )


def test_a_later_attempt_counts_even_with_fewer_of_them() -> None:
    found, _ = choose([entry("1차/a.py", b"model_3 = 1"), entry("2차/a.py", b"x = 1")], "x", WANTED)
    assert found.parts == ("2차", "a.py")


@pytest.mark.parametrize(
    "content", [b"{", b'{"cells": 3}', b'{"cells": [3]}', b"[" * 9000, b"\xff\xfe\x00", b"(" * 9000]
)
def test_what_cant_be_read_assigns_nothing(content: bytes) -> None:
    assert assigned_names(content) == frozenset()

"""Known-wrong submissions may be written as the lines that differ from the reference."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.course import loader
from autograder.errors import StaffError
from autograder.quality.known_wrong import KnownWrong, known_wrong
from tests.support.places import ROOT

HEADER = "# Wrong: off\n#   by one.\n# Loses: answer,\n#   model\n# From: reference\n"
REFERENCE = """
import keras

def build():
    return keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(1),
        ]
    )

answer = 42
model = build()
"""


def read(course: Path, text: str) -> KnownWrong:
    (course / "reference" / "tiny.py").write_text(REFERENCE, encoding="utf-8")
    (course / "assignments" / "tiny" / "wrong" / "off.py").write_text(text, encoding="utf-8")
    (found,) = known_wrong(loader.load_assignment(loader.find_course(course), "tiny"))
    return found


def test_lines_after_the_header_are_one_more_cell_behind_the_reference(tiny_course: Path) -> None:
    found = read(tiny_course, HEADER + "answer = 43\n")
    assert found.fault == "off by one."
    assert found.loses == {"answer", "model"}
    assert found.source == REFERENCE + "\n# %%\nanswer = 43\n"


def test_lines_take_the_place_of_those_that_are_named_as_deep_as_they_were(
    tiny_course: Path,
) -> None:
    found = read(
        tiny_course,
        HEADER
        + "# Instead of: keras.Input((2,)),\n# Instead of: keras.layers.Dense(1),\n"
        + "keras.Input((3,)),\n\nkeras.layers.Dense(2),\n"
        + "# Instead of: answer = 42\nif True:\n    answer = 43\n",
    )
    built = "            keras.Input((3,)),\n\n            keras.layers.Dense(2),\n        ]\n"
    assert built in found.source
    assert "\nif True:\n    answer = 43\nmodel = build()\n" in found.source
    assert "Dense(1)" not in found.source
    assert "42" not in found.source
    ast.parse(found.source)


def test_a_line_can_go_without_another_in_its_place(tiny_course: Path) -> None:
    found = read(tiny_course, HEADER + "# Instead of: answer = 42\n")
    assert found.source == REFERENCE.replace("answer = 42\n", "\n")


def test_a_line_and_a_cell_can_differ(tiny_course: Path) -> None:
    text = HEADER + "\nmodel = None\n\n# Instead of: answer = 42\nanswer = 43\n"
    assert read(tiny_course, text).source == (
        REFERENCE.replace("42", "43") + "\n# %%\nmodel = None\n"
    )


def test_a_file_that_names_no_origin_is_the_submission(tiny_course: Path) -> None:
    text = "# Wrong: two.\n# Loses: answer\n\nanswer = 2  # From: memory\n"
    assert read(tiny_course, text).source == text


@pytest.mark.parametrize("old", ["answer = 41", "answer", "answer = 42  # right"])
def test_a_line_that_the_reference_has_not_is_refused(tiny_course: Path, old: str) -> None:
    with pytest.raises(StaffError, match=f"has no line `{old}`") as refused:
        read(tiny_course, f"{HEADER}# Instead of: {old}\nanswer = 43\n")
    assert "off.py" in str(refused.value)


def test_a_line_that_the_reference_has_twice_is_refused(tiny_course: Path) -> None:
    (tiny_course / "assignments" / "tiny" / "wrong" / "off.py").write_text(
        HEADER + "# Instead of: answer = 42\nanswer = 43\n"
    )
    (tiny_course / "reference" / "tiny.py").write_text("answer = 42\nanswer = 42\n")
    with pytest.raises(StaffError, match="has 2 lines `answer = 42`"):
        known_wrong(loader.load_assignment(loader.find_course(tiny_course), "tiny"))


def test_an_unknown_origin_and_a_missing_reference_are_refused(tiny_course: Path) -> None:
    with pytest.raises(StaffError, match="from `template`, which is unknown"):
        read(tiny_course, HEADER.replace("From: reference", "From: template") + "answer = 1\n")
    (tiny_course / "assignments" / "tiny" / "wrong" / "off.py").write_text(HEADER + "answer = 1\n")
    (tiny_course / "reference" / "tiny.py").unlink()
    with pytest.raises(StaffError, match="which is missing"):
        known_wrong(loader.load_assignment(loader.find_course(tiny_course), "tiny"))


@pytest.mark.parametrize("name", loader.assignment_names(loader.find_course(ROOT)))
def test_those_of_this_course_are_python_and_short_where_made_from_the_reference(name: str) -> None:
    found = known_wrong(loader.load_assignment(loader.find_course(ROOT), name))
    for one in found:
        ast.parse(one.source, one.path.name)
        text = one.path.read_text(encoding="utf-8")
        assert one.source == text or len(text.splitlines()) <= 16, one.path
    assert len({one.source for one in found}) == len(found)

"""Inputs from a file of the checks: models are asked about them, and no student gets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from tests.support.places import ROOT
from tests.support.short_form import load_short, write_short

ASKED = "[deliverables.model_3]\nprobe_file = 'unseen.csv'\n"


def with_file(root: Path, text: str | None) -> Path:
    write_short(root)
    toml = root / "assignments" / "short" / "assignment.toml"
    toml.write_text(f"{toml.read_text('utf-8')}\n{ASKED}", encoding="utf-8")
    if text is not None:
        (toml.parent / "checks").mkdir(exist_ok=True)
        (toml.parent / "checks" / "unseen.csv").write_text(text, encoding="utf-8")
    return root


def test_a_model_is_asked_about_its_rows_after_those_of_the_tables(tmp_path: Path) -> None:
    found = load_short(with_file(tmp_path, "0.25,7\n0.5,8\n"))
    (model,) = (one for one in found.deliverables if one.name == "model_3")
    assert model.probe[-2:] == ((0.25, 7.0), (0.5, 8.0))
    assert model.secret == 2
    assert (0.0, 1.0) in model.probe[:-2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "not there"),
        ("", "no table"),
        ("a,b\n", "no table"),
        ("1,nan\n", "no table"),
        ("1,2,3\n", "different lengths"),
    ],
)
def test_a_file_that_is_no_such_table_is_told(text: str | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(StaffError, match=said):
        load_short(with_file(tmp_path, text))


def test_digits_that_nobody_has_stay_with_the_checks(tmp_path: Path) -> None:
    course = find_course(ROOT)
    assignment = load_assignment(course, "digits-softmax")
    release_to(tmp_path / "out", course, [assignment])
    given = tmp_path / "out" / "assignments" / "digits-softmax"
    names = {path.name for path in given.rglob("*") if path.is_file()}
    assert names >= {"test_digits.py", "digits.csv"}
    assert not names & {"asked.csv", "unseen_labels.csv"}
    text = (given / "assignment.toml").read_text("utf-8")
    assert "probe" not in text
    assert "reads_unseen" not in text
    row = (ROOT / "assignments/digits-softmax/checks/asked.csv").read_text().splitlines()[-1]
    pixels = ",".join(f"{16 * float(one):g}" for one in row.split(","))
    assert pixels not in (ROOT / "data" / "digits.csv").read_text()


def test_the_first_rows_asked_are_the_test_pictures_that_students_have() -> None:
    known = (ROOT / "data" / "digits.csv").read_text().splitlines()[-300:]
    asked = (ROOT / "assignments/digits-softmax/checks/asked.csv").read_text().splitlines()
    assert len(asked) == 600
    for line, row in zip(known, asked, strict=False):
        assert [float(one) for one in line.split(",")[:64]] == [
            16 * float(one) for one in row.split(",")
        ]

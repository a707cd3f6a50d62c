"""An author who reads one page has an assignment: forty lines of TOML, and no Python."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.support.command_line import call_line_here
from tests.support.places import ROOT

PAGE = ROOT / "docs" / "how-to" / "an-assignment-in-forty-lines.md"
BLOCK = re.compile(r"^```(sh|toml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPEC = re.compile(r"stands in `([\w/-]+/assignment\.toml)`")
RIGHT = """
import keras
import numpy as np

keras.utils.set_random_seed(2)
x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
model_sequential = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
inputs = keras.Input((1,))
model_functional = keras.Model(inputs, keras.layers.Dense(1)(inputs))
for model in (model_sequential, model_functional):
    model.compile(keras.optimizers.Adam(0.1), "mse")
    model.fit(x, x + 2, epochs=400, verbose=0)
new = np.array([-4, -0.5, 2.5, 5, 8])
prediction_sequential = model_sequential.predict(new)
prediction_functional = model_functional.predict(new)
"""
SHORT = RIGHT.replace("epochs=400", "epochs=2")
ROUNDED = f"{RIGHT}prediction_functional = np.round(prediction_functional) + 1\n"


def blocks() -> list[tuple[str, str]]:
    return BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_keeps_its_word() -> None:
    (spec,) = (text for kind, text in blocks() if kind == "toml")
    assert len(spec.splitlines()) <= 40
    assert "```python" not in PAGE.read_text(encoding="utf-8")


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_who_reads_the_page_has_an_assignment_that_grades(
    tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_LANG", "en")
    (tmp_path / "submissions").mkdir()
    for name, source in {"right": RIGHT, "short": SHORT, "rounded": ROUNDED}.items():
        (tmp_path / "submissions" / f"{name}.py").write_text(source, encoding="utf-8")
    said = "".join(follow(kind, text, tmp_path) for kind, text in blocks())
    verified = re.search(r"plus-two: (\d+) of (\d+) claims hold", said)
    assert verified, said
    assert verified[1] == verified[2]
    assert int(verified[1]) > 25, "generated wrong submissions are among them"
    assert scores(tmp_path / "results" / "plus-two") == {
        "right": (100.0, set()),
        "short": (60.0, {"fitted_sequential", "fitted_functional"}),
        "rounded": (90.0, {"prediction_own_functional"}),
    }
    assert_students_get_no_answers(tmp_path / "my-course")


def follow(kind: str, text: str, place: Path) -> str:
    """Do what a block of the page says; what was said on the terminal."""
    if kind == "toml":
        where = SPEC.search(PAGE.read_text(encoding="utf-8"))
        assert where
        (place / where[1]).write_text(text, encoding="utf-8")
        return ""
    said = ""
    for command in text.splitlines():
        done = call_line_here(command, cwd=place)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        said += done.stdout
    return said


def scores(results: Path) -> dict[str, tuple[float, set[str]]]:
    """Each student's points, and the checks that were lost."""
    with (results / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: float(row["score"]) for row in csv.DictReader(file)}
    found = {}
    for student, score in rows.items():
        document = json.loads((results / student / "result.json").read_text("utf-8"))
        lost = {one["name"] for one in document["checks"] if one["earned"] < one["points"]}
        found[student] = (score, lost)
    return found


def assert_students_get_no_answers(course: Path) -> None:
    folder = course / "assignments" / "plus-two"
    assert {path.name for path in folder.rglob("*.py")} == {"audit.py"}, "as `new` wrote it"
    for language, title in (("ko", "| **합계** |"), ("en", "| **in all** |")):
        statement = (folder / f"statement.{language}.md").read_text(encoding="utf-8")
        assert title in statement
        assert "| **100** |" in statement
    for suffix in ("py", "ipynb"):
        template = (course / "student_template" / f"plus-two.{suffix}").read_text("utf-8")
        assert "prediction_functional" in template
        assert "Dense(" not in template
        assert "7, 10" not in template

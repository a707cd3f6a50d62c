"""Every example gets the grade written beside it, and a second run grades nothing again."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import daily

ROOT = Path(__file__).resolve().parents[1]
SLUGS = sorted(path.parent.name for path in (ROOT / "examples").glob("*/expected.csv"))
SECONDS = 40  # for the examples that never end; the slowest other takes 9 on a quiet machine


@pytest.fixture(scope="module")
def hurried_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This course with a shorter time limit, so that endless loops cost the tests less."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "assignments", root / "assignments")
    shutil.copy(ROOT / "course.toml", root)
    for path in root.glob("assignments/*/assignment.toml"):
        text = path.read_text(encoding="utf-8")
        hurried = re.sub(r"^seconds = \d+", f"seconds = {SECONDS}", text, flags=re.MULTILINE)
        path.write_text(hurried, encoding="utf-8")
    return root


@pytest.mark.parametrize("slug", daily({"softmax-shapes"}, SLUGS))
def test_the_example_class_gets_its_grades(slug: str, hurried_course: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [sys.executable, "-m", "autograder", "grade", slug]
    words += [str(ROOT / "examples" / slug / "submissions"), "--out", str(out)]
    words += ["--course", str(hurried_course), "--jobs", "2"]
    first = subprocess.run(words, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stdout + first.stderr
    assert graded(out) == expected(slug)
    nothing_hidden_is_shown(slug, out)
    before = (out / "grades.csv").read_bytes()
    second = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "nothing was graded again" in second.stdout
    assert (out / "grades.csv").read_bytes() == before


Row = tuple[str, float, float, tuple[str, ...]]


def expected(slug: str) -> dict[str, Row]:
    path = ROOT / "examples" / slug / "expected.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["student"]: (
                row["status"],
                float(row["score"]),
                float(row["pending_review"]),
                tuple(sorted(name for name in row["lost"].split(";") if name)),
            )
            for row in csv.DictReader(file)
        }


def graded(out: Path) -> dict[str, Row]:
    found = {}
    for path in out.glob("*/result.json"):
        one = json.loads(path.read_text(encoding="utf-8"))
        kept = {"passed", "pending"}
        lost = sorted(c["name"] for c in one["checks"] if c["outcome"] not in kept)
        found[one["student"]] = (one["status"], one["score"], one["pending"], tuple(lost))
    return found


def nothing_hidden_is_shown(slug: str, out: Path) -> None:
    """No line of a check or of a solution stands in a student's file, unless they wrote it."""
    secrets = [*check_lines(slug), *solution_lines(slug)]
    assert len(secrets) > 10
    for folder in (path.parent for path in out.glob("*/result.json")):
        own = source_of(folder)
        for name in ("feedback.html", "executed.html"):
            if not (folder / name).is_file():
                continue
            shown = html.unescape((folder / name).read_text(encoding="utf-8"))
            leaked = [line for line in secrets if line in shown and line not in own]
            assert not leaked, f"{folder.name}/{name} shows {leaked[0]}"


def check_lines(slug: str) -> list[str]:
    """Code and docstrings of the checks, as far as a line says anything."""
    found = []
    for path in (ROOT / "assignments" / slug / "checks").glob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [line.strip().strip('"') for line in lines if len(line.strip()) > 20]
    shown = json.dumps(toml_texts(slug), ensure_ascii=False)  # titles, hints: meant to be read
    return [line for line in found if line not in shown]


def toml_texts(slug: str) -> object:
    path = ROOT / "assignments" / slug / "assignment.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def solution_lines(slug: str) -> list[str]:
    source = (ROOT / "reference" / f"{slug}.py").read_text(encoding="utf-8")
    regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL)
    lines = "\n".join(regions).splitlines()
    return [line.strip() for line in lines if len(line.strip()) > 20]


def source_of(folder: Path) -> str:
    """What the student wrote: the executed notebook's cells."""
    path = folder / "executed.ipynb"
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join(cell["source"] for cell in cells)

"""Every example gets the grade written beside it, and a second run grades nothing again."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SLUGS = sorted(path.parent.name for path in (ROOT / "examples").glob("*/expected.csv"))
SECONDS = 30  # for the examples that never end; all others need a few


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


@pytest.mark.parametrize("slug", SLUGS)
def test_the_example_class_gets_its_grades(slug: str, hurried_course: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [sys.executable, "-m", "autograder", "grade", slug]
    words += [str(ROOT / "examples" / slug / "submissions"), "--out", str(out)]
    words += ["--course", str(hurried_course), "--jobs", "2"]
    first = subprocess.run(words, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stdout + first.stderr
    assert graded(out) == expected(slug)
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

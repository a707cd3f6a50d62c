"""Every example gets the grade written beside it, and a second run grades nothing again."""

from __future__ import annotations

import csv
import html
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import daily
from tests.support.command_line import Done, call, call_here
from tests.support.places import ROOT

CLASSES = {path.parent.name: path.parent for path in ROOT.glob("*examples/*/expected.csv")}
SLUGS = sorted(slug for slug, folder in CLASSES.items() if folder.parent.name == "examples")
MORE = sorted(set(CLASSES) - set(SLUGS))  # which `make demo` leaves out
SECONDS = 14  # for the examples that never end; the slowest other takes 5 on a quiet machine


def grade(words: Sequence[str], out: Path, seconds: int, run: Callable[..., Done]) -> str:
    """Grade, and once more, where nothing may be left to do; what the second run says."""
    command = ["grade", *words, "--seconds", str(seconds)]
    command += ["--out", str(out), "--jobs", "2", "--lang", "en"]
    first = run(*command, cwd=ROOT)
    assert first.returncode == 0, first.stdout + first.stderr
    before = {path: path.read_bytes() for path in out.rglob("grades.csv")}
    second = run(*command, cwd=ROOT)
    assert second.returncode == 0, second.stdout + second.stderr
    assert {path: path.read_bytes() for path in out.rglob("grades.csv")} == before
    return second.stdout


def test_an_example_class_gets_its_grades(tmp_path: Path, warm: None) -> None:
    slug, out = "softmax-shapes", tmp_path / "out"
    again = grade([slug, f"examples/{slug}/submissions"], out, 6, call_here)  # nothing trains
    assert graded(tmp_path / "out") == expected(slug)
    nothing_hidden_is_shown(slug, tmp_path / "out")
    assert again.count("nothing was graded again") == 1


@pytest.mark.thorough
def test_all_example_classes_get_their_grades_in_one_go(tmp_path: Path) -> None:
    again = grade(["--all", "examples"], tmp_path / "out", SECONDS, call)
    assert len(SLUGS) == 6
    for slug in SLUGS:
        assert graded(tmp_path / "out" / slug) == expected(slug), slug
        nothing_hidden_is_shown(slug, tmp_path / "out" / slug)
    assert again.count("nothing was graded again") == 6


@pytest.mark.parametrize("slug", daily((), MORE, more=("perceptron-iris",)))
def test_a_further_example_class_gets_its_grades(slug: str, tmp_path: Path) -> None:
    works = f"more_examples/{slug}/submissions"
    # Not with the session's processes: those have no data sets.
    again = grade([slug, works], tmp_path / "out", 20, call)
    assert graded(tmp_path / "out") == expected(slug)
    nothing_hidden_is_shown(slug, tmp_path / "out")
    assert again.count("nothing was graded again") == 1


def test_the_demo_is_that_run_but_for_its_time_limit() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("demo: $(READY)", 1)[1].split("\n")[1]
    assert recipe.strip().startswith("$(BIN)/autograder grade --all examples --seconds ")


Row = tuple[str, float, float, tuple[str, ...]]


def expected(slug: str) -> dict[str, Row]:
    path = CLASSES[slug] / "expected.csv"
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


SENTENCE = re.compile(r'(?:ko=|en=)?f?".* .*"[,)]*')  # for students to read


def check_lines(slug: str) -> list[str]:
    """What the checks compare with, in assignment.toml; of checks of its own all that says much."""
    definition = (ROOT / "assignments" / slug / "assignment.toml").read_text(encoding="utf-8")
    given = re.compile(r"(?:equals|among|optimum|\{ use|to =) .*")
    found = [line.strip() for line in definition.splitlines() if given.match(line.strip())]
    for path in (ROOT / "assignments" / slug / "checks").glob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        code = [line.strip() for line in lines if not SENTENCE.fullmatch(line.strip())]
        found += [line.strip('"') for line in code if len(line) > 20]
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

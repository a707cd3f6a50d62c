"""Side by side with the peers, on the same notebooks: `python -m benchmarks peers`.

Each peer is installed into a virtual environment of its own, in the user's cache folder, and
grades the same twelve submissions of `xor-mlp` with the same checks, as far as it can ask them.
nbgrader and Otter start anew for each submission and train with stock Keras; that takes minutes
per submission. What was measured is kept after each, and the next call goes on from there.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import nbformat

from benchmarks import measuring, pages, xor_class
from benchmarks.peers_checks import checks

PACKAGES = {
    "nbgrader": ("nbgrader==0.9.*",),
    "otter": ("otter-grader==7.*", "ipykernel"),
}
_TRAINING = ("tensorflow-cpu==2.21.*", "keras==3.15.*", "matplotlib")
OUR_RUNS = 3
"""Runs of this grader over the class; the median counts."""
_COURSE = """c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.Execute.timeout = 3600
c.ExecutePreprocessor.timeout = 3600
"""
_OTTER_TEST = """OK_FORMAT = False
from otter.test_files import test_case
name = "{name}"
points = {points}

@test_case(points={points}, hidden=True)
def test_{name}({arguments}):
{body}
"""


def cache() -> Path:
    """Where the peers live, outside the repository."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "autograder-benchmarks"


def installed(peer: str) -> Path:
    """The `bin` folder of a peer's environment, made if it is not there yet."""
    place = cache() / peer
    done = place / ".complete"
    if not done.exists():
        print(f"installing {peer} into {place}", flush=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run(
            [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, place], check=True
        )
        packages = [*PACKAGES[peer], *_TRAINING]
        subprocess.run(
            [*uv, "pip", "install", "--quiet", "--python", place / "bin" / "python", *packages],
            check=True,
        )
        done.touch()
    return place / "bin"


@dataclass(frozen=True)
class Peer:
    """One grader.

    Attributes:
        prepare: sets the assignment and the submissions up in an empty folder.
        grade: grades one submission by its number.
        score: its points, after that, in per cent.
    """

    prepare: Callable[[Path], None]
    grade: Callable[[Path, int], measuring.Cost]
    score: Callable[[Path, int], float]


# --- nbgrader -----------------------------------------------------------------------------


def _nbgrader(folder: Path, *arguments: str) -> measuring.Cost:
    binaries = installed("nbgrader")
    environment = {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_DATA_DIR": str(folder / ".jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    cost = measuring.run([binaries / "nbgrader", *arguments], folder, environment)
    if cost.status:
        raise RuntimeError(f"nbgrader {' '.join(arguments)}: {cost.output}")
    return cost


def _nbgrader_notebook(found: dict[str, str], *, source: bool) -> nbformat.NotebookNode:
    cells = []
    for section in xor_class.SECTIONS:
        code = found[section]
        if source:
            code = f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"
        cells.append(_nbgrader_cell(section, code, {"solution": True, "grade": False}))
    for name, (points, code, _) in checks().items():
        kind = {"solution": False, "grade": True, "points": points}
        cells.append(_nbgrader_cell(name, code, kind | {"locked": True}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _nbgrader_cell(name: str, code: str, kind: dict[str, Any]) -> nbformat.NotebookNode:
    about = {"grade_id": name, "schema_version": 3, "locked": False, "task": False} | kind
    return nbformat.v4.new_code_cell(code, id=name.replace("_", "-"), metadata={"nbgrader": about})


def _prepare_nbgrader(folder: Path) -> None:
    (folder / "nbgrader_config.py").write_text(_COURSE, encoding="utf-8")
    place = folder / "source" / "xor-mlp"
    place.mkdir(parents=True)
    model = _nbgrader_notebook(xor_class.sources(0), source=True)
    nbformat.write(model, place / "xor-mlp.ipynb")
    _nbgrader(folder, "generate_assignment", "xor-mlp", "--create")
    for number in range(12):
        place = folder / "submitted" / xor_class.name(number) / "xor-mlp"
        place.mkdir(parents=True)
        work = _nbgrader_notebook(xor_class.sources(number), source=False)
        nbformat.write(work, place / "xor-mlp.ipynb")


def _grade_nbgrader(folder: Path, number: int) -> measuring.Cost:
    student = xor_class.name(number)
    return _nbgrader(folder, "autograde", "xor-mlp", f"--student={student}", "--create")


def _score_nbgrader(folder: Path, number: int) -> float:
    _nbgrader(folder, "export", "--to=grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["student_id"] == xor_class.name(number):
                return 100 * float(row["score"]) / float(row["max_score"])
    raise RuntimeError("nbgrader exported no grade")


# --- Otter --------------------------------------------------------------------------------


def _otter(folder: Path, *arguments: str) -> measuring.Cost:
    binaries = installed("otter")
    environment = {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    cost = measuring.run([binaries / "otter", *arguments], folder, environment)
    if cost.status:
        raise RuntimeError(f"otter {' '.join(arguments)}: {cost.output}")
    return cost


def _prepare_otter(folder: Path) -> None:
    tests = folder / "tests"
    tests.mkdir()
    for name, (points, code, subject) in checks().items():
        body = "\n".join(f"    {line}" for line in code.splitlines())
        text = _OTTER_TEST.format(
            name=name, points=points, arguments=", ".join(subject.split()), body=body
        )
        (tests / f"{name}.py").write_text(text, encoding="utf-8")
    _otter(folder, "generate", "--tests-dir", "tests", "--output-path", "autograder.zip",
           "--no-requirements", "--no-environment")  # fmt: skip
    xor_class.write(folder / "submitted", 12)


def _grade_otter(folder: Path, number: int) -> measuring.Cost:
    student = xor_class.name(number)
    (folder / f"graded-{student}").mkdir()
    return _otter(folder, "run", "-a", "autograder.zip", "-o", f"graded-{student}", "--no-logo",
                  f"submitted/{student}.ipynb")  # fmt: skip


def _score_otter(folder: Path, number: int) -> float:
    path = folder / f"graded-{xor_class.name(number)}" / "results.json"
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    known = [test for test in tests if test.get("max_score")]
    return 100 * sum(test["score"] for test in known) / sum(test["max_score"] for test in known)


PEERS = {
    "nbgrader": Peer(_prepare_nbgrader, _grade_nbgrader, _score_nbgrader),
    "otter": Peer(_prepare_otter, _grade_otter, _score_otter),
}


# --- this grader --------------------------------------------------------------------------


def autograder(folder: Path, count: int, jobs: int) -> tuple[measuring.Cost, dict[str, float]]:
    """Grades `count` submissions of `xor-mlp`; the cost of the whole run, and the grades."""
    xor_class.write(folder / "class", count)
    out = folder / f"results-{count}-{jobs}"
    cost = measuring.run(
        [sys.executable, "-m", "autograder", "grade", "xor-mlp", folder / "class",
         "--course", pages.ROOT, "--out", out, "--jobs", str(jobs), "--fresh"],
        folder,
    )  # fmt: skip
    if cost.status:
        raise RuntimeError(cost.output)
    with (out / "grades.csv").open(encoding="utf-8-sig") as file:
        grades = {row["student"]: float(row["percent"]) for row in csv.DictReader(file)}
    if len(grades) != count:
        raise RuntimeError(f"{len(grades)} of {count} submissions have a grade: {cost.output}")
    return cost, grades


def _measure_ours(known: dict[str, Any]) -> None:
    """Grades the class with one process and with two, in turn; keeps the median run of each.

    A peer's figure is a mean over twelve commands. One command grades this class, in half a
    minute, in which a shared machine may be a fifth slower than in the next.
    """
    found: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    for _ in range(OUR_RUNS):
        for jobs, runs in found.items():
            with tempfile.TemporaryDirectory() as place:
                cost, grades = autograder(Path(place), 12, jobs)
            runs.append(
                {
                    "wall": cost.wall / 12,
                    "cpu": cost.cpu / 12,
                    "peak MB": cost.peak_mb,
                    "grades": grades,
                }
            )
            print(f"autograder --jobs {jobs}", f"{cost.cpu / 12:.2f} CPU s each", flush=True)
    for jobs, runs in found.items():
        runs.sort(key=lambda run: float(run["cpu"]))
        known[f"autograder --jobs {jobs}"] = runs[OUR_RUNS // 2]
    pages.save("peers", known)


def _measure(known: dict[str, Any], count: int, until: float) -> None:
    """Grades with each peer in turn what it has not graded yet; keeps each result at once."""
    with tempfile.TemporaryDirectory() as place:
        for number in range(count):
            for name, peer in PEERS.items():
                student, found = xor_class.name(number), known.setdefault(name, {})
                if student in found:
                    continue
                if time.monotonic() > until:
                    return
                folder = Path(place) / name
                if not folder.exists():
                    folder.mkdir()
                    peer.prepare(folder)
                cost = peer.grade(folder, number)
                found[student] = {
                    "wall": cost.wall,
                    "cpu": cost.cpu,
                    "peak MB": cost.peak_mb,
                    "percent": peer.score(folder, number),
                }
                print(name, student, found[student], flush=True)
                pages.save("peers", known)


def versions(peer: str) -> str:
    """Name and version of a peer."""
    package = PACKAGES[peer][0].partition("==")[0]
    show = f"import importlib.metadata as m; print(m.version('{package}'))"
    python = installed(peer) / "python"
    done = subprocess.run([python, "-c", show], capture_output=True, text=True, check=True)
    return f"{package} {done.stdout.strip()}"


def main(arguments: list[str]) -> None:
    """Measures what is missing and publishes the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--submissions", type=int, default=12, help="for each peer, at most 12")
    parser.add_argument("--minutes", type=float, default=600, help="start none after so long")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--remove", action="store_true", help="remove the peers' environments")
    asked = parser.parse_args(arguments)
    until = time.monotonic() + 60 * asked.minutes
    known = {} if asked.fresh else pages.load("peers")
    known["machine"] = pages.machine()
    _measure_ours(known)
    _measure(known, min(12, asked.submissions), until)
    publish(known)
    if asked.remove:
        shutil.rmtree(cache())


def publish(known: dict[str, Any]) -> None:
    """Writes the table of costs and the table of grades."""
    ours = known["autograder --jobs 1"]
    rows = []
    for name in PEERS:
        runs = list(known.get(name, {}).values())
        if runs:
            cpu = mean(run["cpu"] for run in runs)
            rows.append([versions(name), len(runs), mean(run["wall"] for run in runs), cpu,
                         max(run["peak MB"] for run in runs), cpu / ours["cpu"]])  # fmt: skip
    for jobs in (1, 2):
        one = known[f"autograder --jobs {jobs}"]
        rows.append([f"autograder --jobs {jobs}", 12, one["wall"], one["cpu"], one["peak MB"],
                     one["cpu"] / ours["cpu"]])  # fmt: skip
    costs = pages.table(
        ["grader", "submissions", "wall s each", "CPU s each", "peak MB", "CPU, ours = 1"], rows
    )
    students = [xor_class.name(number) for number in range(12)]
    grades = [
        [student, *(_percent(known.get(name, {}).get(student, {}).get("percent"))
                    for name in PEERS), _percent(ours["grades"].get(student))]
        for student in students
    ]  # fmt: skip
    marks = pages.table(["submission (all correct)", *PEERS, "autograder"], grades)
    pages.publish("peers", f"{costs}\n\nThe grades that each gave, in per cent:\n\n{marks}",
                  known["machine"])  # fmt: skip


def _percent(value: float | None) -> str:
    return "not run" if value is None else f"{value:.0f}"

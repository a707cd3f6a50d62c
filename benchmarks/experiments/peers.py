"""Side by side with the peers, on the same notebooks.

Usage: `python -m benchmarks peers [--submissions 12] [--minutes M] [--fresh] [--remove] [--print]`

Question: what do nbgrader and Otter make of correct work, and what does a class cost with them?
They take some forty times the CPU seconds, and nine of twelve correct submissions lost points to an
unlucky seed. Decided: training is compiled and jobs are forked from warm processes; accuracy has no
plain threshold, but a run that fell short is repeated from random restarts.

Each peer is installed into a virtual environment of its own, in the user's cache folder, and
grades the same twelve submissions of `xor-mlp` with the same checks, as far as it can ask them.
nbgrader and Otter start anew for each submission and train with stock Keras; that takes minutes
per submission. What was measured is kept after each, and the next call goes on from there.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import nbformat

from benchmarks.experiments.peers_checks import checks
from benchmarks.lib import class_run, command_cost, measured, reporting, results, xor_class
from benchmarks.lib.catalogue import SPEED as PAGE
from benchmarks.lib.results import Result

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
    grade: Callable[[Path, int], command_cost.Cost]
    score: Callable[[Path, int], float]


# --- nbgrader -----------------------------------------------------------------------------


def _nbgrader(folder: Path, *arguments: str) -> command_cost.Cost:
    binaries = installed("nbgrader")
    environment = {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_DATA_DIR": str(folder / ".jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    cost = command_cost.run([binaries / "nbgrader", *arguments], folder, environment)
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


def _grade_nbgrader(folder: Path, number: int) -> command_cost.Cost:
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


def _otter(folder: Path, *arguments: str) -> command_cost.Cost:
    binaries = installed("otter")
    environment = {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    cost = command_cost.run([binaries / "otter", *arguments], folder, environment)
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


def _grade_otter(folder: Path, number: int) -> command_cost.Cost:
    student = xor_class.name(number)
    (folder / f"graded-{student}").mkdir()
    return _otter(folder, "run", "-a", "autograder.zip", "-o", f"graded-{student}", "--no-logo",
                  f"submitted/{student}.ipynb")  # fmt: skip


def _score_otter(folder: Path, number: int) -> float:
    path = folder / f"graded-{xor_class.name(number)}" / "results.json"
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    known = [test for test in tests if test.get("max_score")]
    earned, most = (sum(float(test[each]) for test in known) for each in ("score", "max_score"))
    return 100 * earned / most


PEERS = {
    "nbgrader": Peer(_prepare_nbgrader, _grade_nbgrader, _score_nbgrader),
    "otter": Peer(_prepare_otter, _grade_otter, _score_otter),
}


def _measure_ours(known: dict[str, Any]) -> None:
    """Grades the class with one process and with two, in turn; keeps the median run of each.

    A peer's figure is a mean over twelve commands. One command grades this class, in half a
    minute, in which a shared machine may be a fifth slower than in the next.
    """
    found: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    for _ in range(OUR_RUNS):
        for jobs, runs in found.items():
            with tempfile.TemporaryDirectory() as place:
                cost, grades = class_run.grade(Path(place), 12, jobs)
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


def _measure(known: dict[str, Any], count: int, until: float, keep: Callable[[], None]) -> None:
    """Grades with each peer in turn what it has not graded yet; `keep` is called after each."""
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
                keep()


def version(peer: str) -> str:
    """Name and version of a peer."""
    package = PACKAGES[peer][0].partition("==")[0]
    show = f"import importlib.metadata as m; print(m.version('{package}'))"
    python = installed(peer) / "python"
    done = subprocess.run([python, "-c", show], capture_output=True, text=True, check=True)
    return f"{package} {done.stdout.strip()}"


def main(arguments: Sequence[str]) -> None:
    """Measures what is missing, and reports all that is known."""
    parser = reporting.parser("peers", __doc__)
    parser.add_argument("--submissions", type=int, default=12, help="for each peer, at most 12")
    parser.add_argument("--minutes", type=float, default=600, help="start none after so long")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--remove", action="store_true", help="remove the peers' environments")
    asked = parser.parse_args(arguments)
    until = time.monotonic() + 60 * asked.minutes
    before = None if asked.fresh else results.load("peers")
    known = before.found if before else {}
    result = Result(measured.now("peers"), known)

    def keep() -> None:
        if not asked.print:
            results.save("peers", result)

    _measure_ours(known)
    keep()
    _measure(known, min(12, asked.submissions), until, keep)
    known["versions"] = {name: version(name) for name in PEERS if known.get(name)}
    reporting.report("peers", PAGE, result, render(known), only_print=asked.print)
    if asked.remove:
        shutil.rmtree(cache())


def render(found: dict[str, Any]) -> str:
    """The table of costs and the table of grades."""
    ours = found["autograder --jobs 1"]
    rows = []
    for name, version_ in found["versions"].items():
        runs = list(found[name].values())
        cpu = mean(run["cpu"] for run in runs)
        rows.append([version_, len(runs), mean(run["wall"] for run in runs), cpu,
                     max(run["peak MB"] for run in runs), cpu / ours["cpu"]])  # fmt: skip
    for jobs in (1, 2):
        one = found[f"autograder --jobs {jobs}"]
        rows.append([f"autograder --jobs {jobs}", 12, one["wall"], one["cpu"], one["peak MB"],
                     one["cpu"] / ours["cpu"]])  # fmt: skip
    costs = reporting.table(
        ["grader", "submissions", "wall s each", "CPU s each", "peak MB", "CPU, ours = 1"], rows
    )
    students = [xor_class.name(number) for number in range(12)]
    grades = [
        [student, *(_percent(found.get(name, {}).get(student, {}).get("percent"))
                    for name in PEERS), _percent(ours["grades"].get(student))]
        for student in students
    ]  # fmt: skip
    marks = reporting.table(["submission (all correct)", *PEERS, "autograder"], grades)
    return f"{costs}\n\nThe grades that each gave, in per cent:\n\n{marks}"


def _percent(value: float | None) -> str:
    return "not run" if value is None else f"{value:.0f}"

"""Grades classes while everything that a machine can do to a run is done to it.

``python -m tests.support.chaos FOLDER SEED`` expects a machine of its own (``own_machine``) on
which ``FOLDER/results`` is a small disk, and writes what came of it to ``FOLDER/found.json``.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.sandbox import isolation
from autograder.sandbox.isolation import ETC
from tests.support.places import ROOT
from tests.support.processes import generations
from tests.support.wrong_sources import wrong_sources

LIBRARY = "keras"  # which both warm processes import
BALLAST = "ballast"
_APART = 3  # results between two disasters: hardly ever is a submission struck twice
_MOST_RUNS = 3
_LAYERS = {"bwrap": 2, "rootlaunch": 2, "plain": 0}  # of processes around a zygote

# Python's own clock, in every process of the run: the kernel's is not ours to set.
CLOCK = """
import pathlib, time
_time, _offset = time.time, pathlib.Path(__file__).with_name("clock_offset")
time.time = lambda: _time() + float(_offset.read_text())
time.time_ns = lambda: int(time.time() * 1e9)
"""


@dataclass
class Place:
    """Where a class is graded: an environment, a temporary folder and a disk of its own."""

    folder: Path
    chance: random.Random
    happened: list[str] = field(default_factory=list)

    @property
    def python(self) -> Path:
        return self.folder / "env" / "bin" / "python"

    @property
    def packages(self) -> Path:
        return next((self.folder / "env" / "lib").glob("python3*")) / "site-packages"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def results(self) -> Path:
        return self.folder / "results"


@dataclass(frozen=True)
class Ended:
    """How one run of ``grade`` ended."""

    status: int
    said: str


Main = subprocess.Popen[bytes]  # the main process
Disaster = Callable[[Place, Main], None]


# --- what happens ---------------------------------------------------------------------


def replace_files_of_etc(place: Place, _main: Main) -> None:
    """Other files with the same content, as after an upgrade; no old one is left."""
    for path in map(Path, ETC):
        if not path.exists():
            continue
        new, old = path.with_name("new"), path.with_name("old")
        if path.is_dir():
            shutil.copytree(path, new, symlinks=True)
            path.rename(old)
            new.rename(path)
            shutil.rmtree(old)
        else:
            shutil.copy2(path, new, follow_symlinks=False)
            new.replace(path)


def kill(process: str) -> Disaster:
    """SIGKILL to one process of this kind, whichever comes first."""
    depth = {"launcher": 1, "zygote": 1, "supervisor": 2, "first": 3, "job": 4}[process]

    def strike(place: Place, main: Main) -> None:
        around = _LAYERS[isolation.find().launcher]
        generation = depth + (0 if process == "launcher" else around)
        while main.poll() is None:
            found = generations(main.pid)
            if len(found) > generation:
                os.kill(place.chance.choice(found[generation]), signal.SIGKILL)
                return
            time.sleep(0.005)
        raise ProcessLookupError(f"no {process} was there to be killed")

    strike.__name__ = f"kill_{process}"
    return strike


def upgrade_a_library(place: Place, _main: Main) -> None:
    """For a while it isn't there; then another folder of the same files is."""
    path = place.packages / LIBRARY
    old = path.rename(place.folder / "old")
    shutil.copytree(old, path)
    shutil.rmtree(old)


def clean_the_temporary_folder(place: Place, _main: Main) -> None:
    shutil.rmtree(place.temporary)


def set_the_clock(place: Place, _main: Main) -> None:
    _set_clock(place, place.chance.choice((-86400.0, 7200.0, 86400.0 * 366)))


def fill_the_disk(place: Place, _main: Main) -> None:
    with (place.results / BALLAST).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65536))
        except OSError:
            return


GOES_ON: Sequence[Disaster] = (
    replace_files_of_etc,
    clean_the_temporary_folder,
    set_the_clock,
    upgrade_a_library,
    *map(kill, ("launcher", "zygote", "supervisor", "first", "job")),
)


# --- the class ------------------------------------------------------------------------


def prepare(folder: Path, seed: int) -> Place:
    """An environment that shows this one's packages, but holds one library and a clock itself."""
    place = Place(folder, random.Random(seed))
    venv.create(folder / "env", with_pip=False, symlinks=True)
    (theirs,) = {path for path in sys.path if Path(path, LIBRARY).is_dir()}
    shutil.copytree(Path(theirs, LIBRARY), place.packages / LIBRARY)
    (place.packages / "jumping_clock.py").write_text(CLOCK, encoding="utf-8")
    hook = f"import site; site.addsitedir({theirs!r})\nimport jumping_clock\n"
    (place.packages / "theirs.pth").write_text(hook, encoding="utf-8")
    _set_clock(place, 0.0)
    place.temporary.mkdir()
    return place


def _set_clock(place: Place, seconds: float) -> None:
    (place.packages / "clock_offset").write_text(str(seconds), encoding="utf-8")


def grade(place: Place, assignment: str, submissions: Path, plan: dict[int, Disaster]) -> Ended:
    """One run of ``grade``; ``plan`` says what happens after how many results."""
    words = [place.python, "-m", "autograder", "grade", assignment, submissions, "--jobs", "2"]
    words += ["--out", place.results / assignment, "--course", ROOT]
    said = place.folder / "said.txt"
    with said.open("wb") as file:
        process = subprocess.Popen(
            words, stdout=file, stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(place.temporary), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    ahead = dict(sorted(plan.items()))
    while process.poll() is None:
        done = said.read_text("utf-8", "replace").count("\n[") + said.read_bytes().startswith(b"[")
        for at in [at for at in ahead if at <= done]:
            disaster = ahead.pop(at)
            with contextlib.suppress(ProcessLookupError):
                disaster(place, process)
                place.happened.append(disaster.__name__)
        time.sleep(0.02)
    return Ended(process.returncode, said.read_text("utf-8", "replace"))


def class_of(folder: Path, assignment: str, most: int) -> Path:
    """The reference and known-wrong submissions, as handed in."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "reference" / f"{assignment}.py", folder / "reference.py")
    for name, source in itertools.islice(wrong_sources(assignment).items(), most):
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return folder


def grades(results: Path) -> dict[str, Any]:
    """Each student's row of grades.csv and outcomes of the checks, but for the seconds."""
    with (results / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    for student, row in rows.items():
        row.pop("seconds")
        document = json.loads((results / student / "result.json").read_text("utf-8"))
        row["checks"] = {c["name"]: (c["outcome"], c["earned"]) for c in document["checks"]}
    return rows


def scheduled(disasters: Sequence[Disaster]) -> dict[int, Disaster]:
    """Each in its turn, after so many results."""
    return {2 + _APART * at: disaster for at, disaster in enumerate(disasters)}


def trials(place: Place, classes: dict[str, Path]) -> Iterator[dict[str, Any]]:
    """Each class in quiet, and then with all that may happen to it."""
    first, second = classes
    disasters = list(GOES_ON)
    place.chance.shuffle(disasters)
    plans = {first: scheduled(disasters), second: {4: fill_the_disk}}
    for assignment, submissions in classes.items():
        quiet = grade(place, assignment, submissions, {})
        expected = grades(place.results / assignment)
        shutil.rmtree(place.results / assignment)
        runs = [grade(place, assignment, submissions, plans[assignment])]
        (place.results / BALLAST).unlink(missing_ok=True)
        while runs[-1].status != 0 and len(runs) < _MOST_RUNS:
            runs.append(grade(place, assignment, submissions, {}))
        yield {
            "assignment": assignment,
            "quiet": [quiet.status, quiet.said],
            "runs": [[run.status, run.said] for run in runs],
            "expected": expected,
            "grades": grades(place.results / assignment),
        }


def main() -> None:
    """Forty submissions to two assignments."""
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    place = prepare(folder, seed)
    classes = {
        name: class_of(folder / "handed-in" / name, name, most)
        for name, most in (("softmax-shapes", 30), ("xor-logistic", 8))
    }
    found = {"trials": list(trials(place, classes)), "happened": place.happened}
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()

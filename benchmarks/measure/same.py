"""Grades one submission again and again: is every result the same?

Usage: `python -m benchmarks same [--runs 50] [--jobs 2] [--print]`

Two submissions to xor-two-hidden with a ReLU network. *Seeded* ends in a local minimum, so that
random restarts decide; *unseeded* leaves its random numbers to Python, NumPy and Keras. Every
result.json of one submission has to be the same but for seconds and memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from autograder.course import loader
from autograder.grading import batch, warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.quality import fairness_study
from autograder.quality.known_wrong import from_reference
from autograder.records import Assignment, Submission
from autograder.results import document
from autograder.results.graded import Settings
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import FAIRNESS as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result

SETTINGS = {"ACTIVATION": '"relu"', "SETTING": '"adam"', "WAY": '"plain"'}
SEED = 75697  # with it the network stops short


def sources(assignment: Assignment) -> dict[str, str]:
    """Both submissions, made from the assignment's audit.py."""
    path = assignment.folder / "audit.py"
    text = from_reference(path, path.read_text(encoding="utf-8"), assignment)
    seeded = fairness_study.set_axes(text, {**SETTINGS, "SEED": str(SEED)})
    return {"seeded": seeded, "unseeded": seeded.replace("keras.utils.set_random_seed", "print")}


def results(
    source: str, assignment: Assignment, workers: Workers, runs: int, jobs: int
) -> list[dict[str, Any]]:
    """The result.json of every run, without what is allowed to differ."""

    def one(_run: int) -> dict[str, Any]:
        submission = Submission("same", source.encode(), "same.py")
        return steady(
            document.to_json(grade_submission(submission, assignment, workers, Settings()).grade)
        )

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, range(runs)))


def steady(document: bytes) -> dict[str, Any]:
    """A result without seconds and memory."""
    found: dict[str, Any] = json.loads(document)
    found.pop("usage")
    for fit in found["fits"]:
        fit.pop("seconds")
    return found


def distinct(found: Sequence[object]) -> int:
    """How many different ones there are."""
    return len({json.dumps(each, sort_keys=True) for each in found})


def points(document: dict[str, Any]) -> list[Any]:
    """Score and outcome of every check."""
    return [document["score"], [(each["name"], each["outcome"]) for each in document["checks"]]]


def render(found: dict[str, Any]) -> str:
    """How many gradings of each submission there were, and how many of them differ."""
    lines = [
        "| submission | gradings | different trainings | different results | different points |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    columns = ("gradings", "trainings", "results", "points")
    for name, counts in found.items():
        lines.append(f"| {name} | {' | '.join(str(counts[each]) for each in columns)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Grade and count."""
    parser = reporting.parser("same", __doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=batch.default_jobs())
    asked = parser.parse_args(arguments)
    about, counts = measured.now("same"), {}
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-two-hidden")
    with warm_workers.start_workers(needs_student=True) as workers:
        for name, source in sources(assignment).items():
            found = results(source, assignment, workers, asked.runs, asked.jobs)
            counts[name] = {
                "gradings": len(found),
                "trainings": distinct([each["fits"] for each in found]),
                "results": distinct(found),
                "points": distinct([*map(points, found)]),
            }
    reporting.report("same", PAGE, Result(about, counts), render(counts), only_print=asked.print)

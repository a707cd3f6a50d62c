"""Grades one submission again and again: is every result the same?

Usage: `python -m benchmarks.same [--runs 50] [--jobs 2] [--write PAGE]`

Two submissions to xor-two-hidden with a ReLU network. *Seeded* ends in a local minimum, so that
fresh starts decide; *unseeded* leaves its random numbers to Python, NumPy and Keras. Every
result.json of one submission has to be the same but for seconds and memory.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from autograder import audit, batch, warming
from autograder.course import loader
from autograder.grade import Workshop, grade_submission
from autograder.records import Assignment, Submission
from autograder.results import document as result
from autograder.results.graded import Settings
from autograder.util import docs_tables

SETTINGS = {"ACTIVATION": '"relu"', "SETTING": '"adam"', "WAY": '"plain"'}
SEED = 75697  # with it the network stops short


def sources(assignment: Assignment) -> dict[str, str]:
    """Both submissions, made from the assignment's audit.py."""
    text = (assignment.folder / "audit.py").read_text(encoding="utf-8")
    seeded = audit.set_axes(text, {**SETTINGS, "SEED": str(SEED)})
    return {"seeded": seeded, "unseeded": seeded.replace("keras.utils.set_random_seed", "print")}


def results(
    source: str, assignment: Assignment, shop: Workshop, runs: int, jobs: int
) -> list[dict[str, Any]]:
    """The result.json of every run, without what is allowed to differ."""

    def one(_run: int) -> dict[str, Any]:
        submission = Submission("same", Path("same.py"), source.encode(), "same.py")
        return steady(
            result.to_json(grade_submission(submission, assignment, shop, Settings()).grade)
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


def main() -> None:
    """Grade and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=batch.default_jobs())
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    lines = [
        "| submission | gradings | different trainings | different results | different points |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    assignment = loader.load_assignment(loader.find_course(Path.cwd()), "xor-two-hidden")
    with warming.workshop(needs_student=True) as shop:
        for name, source in sources(assignment).items():
            found = results(source, assignment, shop, options.runs, options.jobs)
            own, all_, scores = (
                distinct([each["fits"] for each in found]),
                distinct(found),
                distinct([*map(points, found)]),
            )
            lines.append(f"| {name} | {len(found)} | {own} | {all_} | {scores} |")
    if options.write:
        docs_tables.fill(options.write, "same", "\n".join(lines))
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()

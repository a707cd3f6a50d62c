"""Results of two students, made without running anything, for tests of what may befall them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from autograder.course import loader
from autograder.records import Assignment, CacheKeys
from autograder.report.pages import HtmlPages
from autograder.results.folder import ResultsFolder
from autograder.results.graded import Graded, Run
from autograder.sandbox.jobs import End, JobStatus
from tests.conftest import RIGHT
from tests.support import report_class as invented

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def assignment_of(tiny_course: Path) -> Assignment:
    """The tiny assignment, with a submission of kim's beside it."""
    (tiny_course / "kim.py").write_text(RIGHT, encoding="utf-8")
    return loader.load_assignment(loader.find_course(tiny_course), "tiny")


def results_of(assignment: Assignment) -> Path:
    """Results of kim and lee, without having run anything."""
    out = assignment.course / "out"
    for name in ("kim", "lee"):
        write(out / name, assignment)
    return out


def graded(student: str, tiny: Assignment) -> Graded:
    grade = replace(
        invented.grade(student), assignment=tiny.name, checks=(), keys=CacheKeys(run="key")
    )
    run = Run(JobStatus(End.FINISHED, 1.0, 1.0, 50.0, ("full",)), b"{}")
    return Graded(grade, run, notebook="", pictures="{}", output="hello")


def kept_in(out: Path) -> ResultsFolder:
    """A results folder as the command line has it."""
    return ResultsFolder(out, HtmlPages())


def write(folder: Path, tiny: Assignment) -> None:
    kept_in(folder.parent).keep(folder.name, graded(folder.name, tiny), tiny, "en")


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }

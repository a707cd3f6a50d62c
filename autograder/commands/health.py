"""``doctor``: versions, isolation, and what to do about what is missing."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from autograder import __version__
from autograder.course import assignment_names, find_course
from autograder.errors import InfrastructureError, StaffError
from autograder.grade import CHECKS, STUDENT
from autograder.sandbox import client

_LIBRARIES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "ipython", "pytest", "nbformat")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    detail: str
    remedy: str = ""


def doctor(*, as_json: bool, course: Path | None) -> int:
    """Print all findings; 0 if grading works here, else 3."""
    findings = [*_versions(), *_course(course), *_zygotes()]
    if as_json:
        rows = [{"name": f.name, "good": f.good, "detail": f.detail, "remedy": f.remedy}
                for f in findings]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(
                f"{'ok     ' if finding.good else 'MISSING'}  {finding.name}: {finding.detail}"
            )
            if finding.remedy:
                click.echo(f"         → {finding.remedy}")
    return 0 if all(finding.good for finding in findings if finding.name != "course") else 3


def _versions() -> list[Finding]:
    found = [
        Finding("autograder", True, __version__),
        Finding("python", True, f"{platform.python_version()} on {platform.platform()}"),
    ]
    if sys.platform != "linux":
        found.append(
            Finding(
                "system", False, sys.platform,
                "Student code is isolated with Linux's own means: use Linux, WSL 2 or a Linux VM.",
            )
        )  # fmt: skip
    for library in _LIBRARIES:
        try:
            found.append(Finding(library, True, version(library)))
        except PackageNotFoundError:
            continue
    return found


def _course(given: Path | None) -> list[Finding]:
    try:
        course = find_course(Path.cwd(), given)
    except StaffError as error:
        return [Finding("course", False, str(error), error.tip)]
    names = ", ".join(assignment_names(course))
    return [Finding("course", True, f"{course.name} in {course.root}: {names}")]


def _zygotes() -> list[Finding]:
    """Start both warm processes and see that they live."""
    found = []
    for name, program in (("student process", STUDENT), ("checks process", CHECKS)):
        try:
            with client.start(program):
                found.append(Finding(name, True, "starts"))
        except InfrastructureError as error:
            found.append(Finding(name, False, str(error), "Reinstall with `make setup`."))
    return found

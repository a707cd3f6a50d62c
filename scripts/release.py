"""Make a release: ``python -m scripts.release``, which is ``make release``. Nothing is uploaded.

It builds the sdist and from it the wheel, installs each into an environment of its own, starts a
course and grades a class there, away from the checkout, and writes the notes of the tag from the
changelog. Everything lands in ``dist/``.
"""

from __future__ import annotations

import argparse
import csv
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder import __version__

ROOT: Final = Path(__file__).resolve().parents[1]
BIN: Final = Path(sys.executable).parent
EXTRAS: Final = "grade,colab"
ASSIGNMENT: Final = "first-line"  # of the course that `init` starts
# Who hands in which file of that course, and the status and percentage that it gets.
CLASS: Final = {
    "solved": ("reference/first-line.py", "graded", 100.0),
    "untouched": ("student_template/first-line.ipynb", "graded", 0.0),
    "no-bias": ("assignments/first-line/wrong/no_bias.py", "graded", 50.0),
    "no-notebook": ("course.toml", "invalid", 0.0),
}
Command = Sequence[str | Path]
_MARKER: Final = re.compile(r"^<!-- .* -->\n", re.MULTILINE)


class ReleaseError(Exception):
    """Something that a release must not have; the message says what."""


@dataclass(frozen=True, slots=True)
class Row:
    """What grades.csv says of one student."""

    status: str
    percent: float


def build(to: Path) -> tuple[Path, Path]:
    """The sdist of the checkout, and the wheel made from it, in ``to``.

    Raises:
        ReleaseError: a build fails, or the metadata can't be shown by a package index.
    """
    for old in to.glob("keras_autograder-*"):
        old.unlink()
    _run([BIN / "python", "-m", "build", "--installer=uv", f"--outdir={to}"], ROOT)
    sdist = to / f"keras_autograder-{__version__}.tar.gz"
    wheel = to / f"keras_autograder-{__version__}-py3-none-any.whl"
    _run([BIN / "twine", "check", "--strict", sdist, wheel], ROOT)
    return sdist, wheel


def install(package: Path, extras: str, environment: Path) -> Path:
    """The folder of programs of a new environment that holds ``package`` and what it asks for.

    Raises:
        ReleaseError: what it asks for can't be had together.
    """
    uv = BIN / "uv"
    wanted = f"keras-autograder[{extras}] @ {package.resolve().as_uri()}"
    _run([uv, "venv", "--quiet", "--python", sys.executable, environment], ROOT)
    programs = environment / "bin"
    # Compiled, as pip does it: the sandbox can't write what it compiles, and would do so each time.
    how = ("--quiet", "--compile-bytecode", "--python", programs / "python")
    _run([uv, "pip", "install", *how, wanted], ROOT)
    return programs


def try_out(programs: Path, folder: Path, *, attack: bool) -> None:
    """Start a course in the empty ``folder``, grade a class and look at the machine.

    ``attack`` also tries every attack on the sandbox, which takes minutes.

    Raises:
        ReleaseError: a command fails, or grades.csv is not what the class earned.
    """
    autograder, course = programs / "autograder", folder / "course"
    surroundings = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    said = _run([autograder, "--version"], folder, surroundings)
    if said.split() != ["autograder,", "version", __version__]:
        raise ReleaseError(f"the installed program says {said.strip()!r}, not {__version__}")
    _run([autograder, "init", course], folder, surroundings)
    _run([autograder, "new", "second-line"], course, surroundings)
    _run([autograder, "verify", "second-line"], course, surroundings)
    hand_in(course, course / "submissions")
    grade: Command = [autograder, "grade", ASSIGNMENT, "submissions", "--out", "results"]
    _run(grade, course, surroundings)
    compare(read_grades(course / "results" / "grades.csv"))
    doctor: Command = [autograder, "doctor", "--attack"] if attack else [autograder, "doctor"]
    looked = _run(doctor, course, surroundings)
    if f"autograder: {__version__}" not in looked:
        raise ReleaseError(f"`autograder doctor` does not name {__version__}:\n{looked}")


def hand_in(course: Path, submissions: Path) -> None:
    """Put the files of ``CLASS`` into a folder, each named after its student."""
    submissions.mkdir()
    for student, (source, status, _) in CLASS.items():
        suffix = ".ipynb" if status == "invalid" else Path(source).suffix
        shutil.copy(course / source, submissions / f"{student}{suffix}")


def read_grades(path: Path) -> dict[str, Row]:
    """Student -> what grades.csv says."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["student"]: Row(row["status"], float(row["percent"])) for row in rows}


def compare(found: Mapping[str, Row]) -> None:
    """See that a class has the grades that it earned.

    Raises:
        ReleaseError: somebody has another grade, is missing or was not expected.
    """
    expected = {student: Row(status, percent) for student, (_, status, percent) in CLASS.items()}
    for student in sorted(found.keys() | expected.keys()):
        if found.get(student) != expected.get(student):
            raise ReleaseError(
                f"{student}: grades.csv has {found.get(student)}, not {expected.get(student)}"
            )


def notes(changelog: str, version: str) -> str:
    """The message of the tag: a title, and what the changelog says of this version.

    Raises:
        ReleaseError: the changelog has no section of this version, or an empty one.
    """
    found = re.search(
        rf"^## {re.escape(version)} \([^)]*\)\n(.*?)(?=^## |\Z)",
        changelog,
        re.MULTILINE | re.DOTALL,
    )
    body = _MARKER.sub("", found[1]).strip() if found else ""
    if not body:
        raise ReleaseError(f"CHANGELOG.md has nothing on {version}")
    return f"autograder {version}\n\n{body}\n"


def refuse_changes() -> None:
    """See that what is built is what is committed.

    Raises:
        ReleaseError: files differ from the last commit.
    """
    changed = _run(["git", "status", "--porcelain"], ROOT)
    if changed:
        raise ReleaseError(f"commit these first, or put them away:\n{changed}")


def _run(command: Command, folder: Path, env: Mapping[str, str] | None = None) -> str:
    """What a command prints. Its environment is ``env`` alone, or this program's."""
    shown = shlex.join(map(str, command))
    print(f"  {shown}", flush=True)
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=3600
    )
    if done.returncode:
        raise ReleaseError(f"{shown} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main(words: Sequence[str] | None = None) -> int:
    """The whole release; 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where everything lands")
    to: Path = parser.parse_args(words).to
    message = to / f"keras-autograder-{__version__}-notes.md"
    try:
        refuse_changes()
        text = notes((ROOT / "CHANGELOG.md").read_text("utf-8"), __version__)
        to.mkdir(parents=True, exist_ok=True)
        packages = build(to)
        for package in packages:
            print(f"{package.name}, in an environment of its own:")
            with tempfile.TemporaryDirectory(prefix="release-of-autograder-") as name:
                folder = Path(name)
                folder.chmod(0o755)  # where root grades, students' code runs as another user
                (folder / "empty").mkdir()
                programs = install(package, EXTRAS, folder / "environment")
                try_out(programs, folder / "empty", attack=package.suffix == ".whl")
    except ReleaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    message.write_text(text, "utf-8")
    files = shlex.join(map(str, packages))
    print(
        f"{__version__} is in {to}. Nothing was uploaded. To publish it:\n"
        f"  git tag --annotate --cleanup=whitespace v{__version__} -F {shlex.quote(str(message))}\n"
        f"  git push origin v{__version__}\n"
        f"  {BIN / 'twine'} upload {files}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

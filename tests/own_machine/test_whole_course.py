"""``check`` in the course that the staff has, where hidden checks lie beside the notebook."""

from __future__ import annotations

from pathlib import Path

from tests.support.check_command import check
from tests.support.command_line import call_here
from tests.support.places import TESTS


def test_a_whole_course_is_checked_on_macos_when_asked_without_a_sandbox(
    tiny_course: Path, tmp_path: Path
) -> None:
    (tiny_course / "tiny.py").write_text("answer = 42\n")
    there = {
        "PYTHONPATH": str(TESTS / "support" / "no_posix"),
        "AUTOGRADER_TEST_PLATFORM": "darwin",
        "AUTOGRADER_TEST_LOG": str(tmp_path / "log"),
    }
    done = check("tiny.py", "--unsafe-no-sandbox", cwd=tiny_course, **there)
    assert done.returncode == 0, done.stderr
    assert "The other 40 points" in done.stdout


def test_a_whole_course_is_checked_in_the_sandbox(tiny_course: Path, warm: None) -> None:
    """Its hidden checks lie beside it: the code must not read them."""
    secret = tiny_course / "reference" / "tiny.py"
    (tiny_course / "tiny.py").write_text(f"answer = 42\nopen({str(secret)!r})\n")
    done = call_here("check", "tiny.py", cwd=tiny_course)
    assert "without a sandbox" not in done.stderr
    assert "FileNotFoundError" in done.stdout or "PermissionError" in done.stdout

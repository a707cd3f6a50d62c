"""What the tests of `autograder check` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to


@pytest.fixture
def handed_out(tiny_course: Path, tmp_path: Path) -> Path:
    """The folder of the tiny assignment, as students get it."""
    found = find_course(tiny_course)
    release_to(tmp_path / "students", found, [load_assignment(found, "tiny")])
    return tmp_path / "students" / "assignments" / "tiny"

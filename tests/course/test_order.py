"""A course says in which order its assignments come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.cli.grade_all import find_jobs
from autograder.course.loader import assignment_names, find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from tests.support.places import ROOT


def course(root: Path, *names: str, order: str = "") -> Path:
    """The tiny course with its assignment under these names, too."""
    for name in names:
        folder = shutil.copytree(root / "assignments" / "tiny", root / "assignments" / name)
        toml = folder / "assignment.toml"
        toml.write_text(toml.read_text("utf-8").replace('"tiny"', f'"{name}"'), "utf-8")
        shutil.copy(root / "reference" / "tiny.py", root / "reference" / f"{name}.py")
    path = root / "course.toml"
    path.write_text(f"{order}\n{path.read_text('utf-8')}", "utf-8")
    return root


def names_of(root: Path) -> tuple[str, ...]:
    return assignment_names(find_course(root, root))


def test_without_an_order_they_come_by_name(tiny_course: Path) -> None:
    assert names_of(course(tiny_course, "zebra", "ape")) == ("ape", "tiny", "zebra")


def test_those_that_the_order_does_not_name_come_behind_it(tiny_course: Path) -> None:
    root = course(tiny_course, "zebra", "ape", "bee", order='order = ["zebra", "tiny"]')
    assert names_of(root) == ("zebra", "tiny", "ape", "bee")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ('order = ["tiny", "zebr"]', 'order names "zebr"'),
        ('order = ["zebra", "tiny", "zebra"]', 'order names "zebra" twice'),
        ("order = 3", "order"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: str, said: str, tiny_course: Path) -> None:
    with pytest.raises(StaffError, match=said):
        names_of(course(tiny_course, "zebra", order=order))


def test_a_mistyped_name_is_told_the_nearest(tiny_course: Path) -> None:
    with pytest.raises(StaffError) as raised:
        names_of(course(tiny_course, "zebra", order='order = ["zebr"]'))
    assert "`zebra`" in raised.value.tip


def test_what_is_graded_together_comes_in_that_order(tmp_path: Path) -> None:
    for name in ("ape", "tiny", "zebra"):
        (tmp_path / name).mkdir()
    jobs = find_jobs(tmp_path, ("zebra", "tiny", "ape"))
    assert [job.assignment for job in jobs] == ["zebra", "tiny", "ape"]


def test_students_read_of_them_in_that_order(tiny_course: Path, tmp_path: Path) -> None:
    root = course(tiny_course, "zebra", order='order = ["zebra", "tiny"]')
    found = find_course(root, root)
    together = [load_assignment(found, name) for name in ("tiny", "zebra")]
    release_to(tmp_path / "out", found, together)
    text = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert text.index("`zebra`") < text.index("`tiny`")


def test_the_course_here_has_an_order_of_all_its_assignments() -> None:
    found = find_course(ROOT, ROOT)
    assert set(found.order) == set(assignment_names(found))

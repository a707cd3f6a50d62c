"""``grade --all``: several assignments in one go, with one warming up and no waiting in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.cli.courses import course_near
from autograder.cli.grade import Options, Order, grade_each
from autograder.course import loader
from autograder.errors import StaffError

_INSIDE = ("submissions", "submitted")  # where a folder keeps what was handed in apart


@dataclass(frozen=True, slots=True)
class Job:
    """One assignment, and what was handed in for it; the roster is None where there is none."""

    assignment: str
    path: Path
    roster: Path | None


def grade_all(folder: Path, given: Options) -> int:
    """Grade a folder with one sub-folder or zip for each assignment; return the exit status."""
    found = course_near(folder, given.course)
    jobs = find_jobs(folder, loader.assignment_names(found))
    out = given.out or Path("results")
    orders = [
        Order(
            loader.load_assignment(found, job.assignment),
            (job.path,),
            out / job.assignment,
            job.roster or given.roster,
        )
        for job in jobs
    ]
    return grade_each(orders, given)


def find_jobs(folder: Path, names: Sequence[str]) -> list[Job]:
    """What to grade: sub-folders and zips by the assignment that their names contain.

    They come in the order of ``names``. A CSV of such a name beside them is that assignment's
    roster, as Moodle's worksheet is.

    Raises:
        StaffError: there is no such folder, something in it belongs to no assignment, or two
            things belong to one.
    """
    if not folder.is_dir():
        raise StaffError(f"{folder} is not a folder", "Name the folder given to --all.")
    children = [one for one in sorted(folder.iterdir()) if not one.name.startswith((".", "__"))]
    works = [one for one in children if one.is_dir() or one.suffix.lower() == ".zip"]
    belongs = {one: _assignment_of(one, names) for one in works}
    strangers = [one.name for one, name in belongs.items() if not name]
    if strangers or not works:
        listed = ", ".join(names) or "none yet"
        raise StaffError(
            f"{folder} holds what belongs to no assignment: {', '.join(strangers)}"
            if strangers
            else f"{folder} holds no folder and no zip to grade",
            f"Call each folder or zip after its assignment. This course has: {listed}.",
        )
    for name in belongs.values():
        twice = [one.name for one, other in belongs.items() if other == name]
        if len(twice) > 1:
            raise StaffError(
                f"{' and '.join(twice)} are both for `{name}`", "Keep one of them in the folder."
            )
    rosters = {_assignment_of(one, names): one for one in children if one.suffix == ".csv"}
    jobs = (Job(name, _inside(path), rosters.get(name)) for path, name in belongs.items())
    return sorted(jobs, key=lambda job: names.index(job.assignment))


def _assignment_of(path: Path, names: Sequence[str]) -> str:
    """The longest name of an assignment that the file's name contains; '' for none."""
    written = "-".join(path.stem.lower().replace("_", " ").replace("-", " ").split())
    found = [name for name in names if f"-{name}-" in f"-{written}-"]
    return max(found, key=len, default="")


def _inside(path: Path) -> Path:
    return next((path / name for name in _INSIDE if (path / name).is_dir()), path)

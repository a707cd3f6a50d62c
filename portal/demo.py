"""A class to look at: a course whose students handed in already what is in ``examples/``.

It is a course of its own beside the real one, and is made again as often as one likes: people and
attempts that are there already stay.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from portal import courses, handing_in, signing_in
from portal.configuration import ConfigurationError
from portal.models import Assignment, Course, Membership, Person, Role, Run, Submission
from portal.reading import File

_NAME: Final = re.compile(r"(?<![가-힣])[가-힣]{3}(?![가-힣])")  # in the name of what was handed in
_NOBODYS: Final = frozenset({"수정본"})
_ASSIGNMENTS: Final = 4
_STUDENTS: Final = 10  # of each
_TEACHER: Final = "이하나"
_HOME: Final = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of the demo class, and the link by which one comes in as this person, once."""

    name: str
    role: Role
    address: str


@dataclass(frozen=True, slots=True)
class _Work:
    """What a student of the demo class hands in."""

    name: str
    files: tuple[File, ...]


def make(folder: Path) -> tuple[Guest, ...]:
    """Import a course with its class; a link for a teacher and one for a student.

    Raises:
        StaffError: the folder holds no course, or one with a fault.
        ConfigurationError: nobody's work lies beside it.
    """
    from portal.views.people import address_of

    course = courses.import_course(folder, demo=True)
    works = {one.slug: list(_works(folder / "examples" / one.slug)) for one in _of(course)}
    with_work = [one for one in _of(course) if works[one.slug]][:_ASSIGNMENTS]
    if not with_work:
        raise ConfigurationError(
            f"{folder} has no examples/ASSIGNMENT/submissions: there is no class to show",
            "Start the demo in the folder of this program's repository.",
        )
    now = timezone.now()
    teacher = _person(_TEACHER)
    student = _person(_busiest([works[one.slug] for one in with_work]))
    with transaction.atomic():
        Course.objects.filter(pk=course.pk).update(time_zone=_HOME)
        _join(teacher, course, Role.INSTRUCTOR)
        for number, assignment in enumerate(with_work):
            if not assignment.submissions.exists():
                due = now + timedelta(days=4 * number - 5)
                _hand_in(assignment, works[assignment.slug], min(due, now))
                _begin(assignment, student, folder, min(due, now))
                _settle(assignment, due)
    return tuple(
        Guest(one.name, role, address_of(signing_in.invite(one)))
        for one, role in ((teacher, Role.INSTRUCTOR), (student, Role.STUDENT))
    )


def _of(course: Course) -> list[Assignment]:
    return list(course.assignments.filter(published=True).select_related("course", "revision"))


def _works(folder: Path) -> Iterator[_Work]:
    """The work of students whose names can be read off what they handed in.

    What never ends is left out: whoever looks around would wait behind it.
    """
    place = folder / "submissions"
    entries = sorted(place.iterdir()) if place.is_dir() else []
    endless = set(_endless(folder / "expected.csv"))
    seen: set[str] = set()
    for entry in entries:
        known = unicodedata.normalize("NFC", entry.stem)
        name = _NAME.search(known)
        if name is None or known in endless or name[0] in _NOBODYS | seen or len(seen) == _STUDENTS:
            continue
        seen.add(name[0])
        files = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        yield _Work(
            name[0], tuple(File(one.name, one.read_bytes()) for one in files if one.is_file())
        )


def _endless(expected: Path) -> Iterator[str]:
    if expected.is_file():
        with expected.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["status"] == "timeout":
                    yield unicodedata.normalize("NFC", row["student"])


def _settle(assignment: Assignment, due: datetime) -> None:
    """Some assignments are over, some are open: one sees what students see before and after."""
    assignment.due, assignment.closes = due, due + timedelta(days=3)
    assignment.late_percent_a_day = 10
    assignment.attempts_a_day = 5
    assignment.save()


def _begin(assignment: Assignment, student: Person, folder: Path, before: datetime) -> None:
    """The student that one can be has tried twice: with the empty template, too, before."""
    template = folder / "student_template" / f"{assignment.slug}.ipynb"
    mine = assignment.submissions.filter(person=student)
    if template.is_file() and (later := mine.first()) is not None:
        Submission.objects.filter(pk=later.pk).update(number=2)
        first = (File(template.name, template.read_bytes()),)
        made = _made(assignment, student, first, before - timedelta(hours=20))
        Submission.objects.filter(pk=made.pk).update(number=1)


def _hand_in(assignment: Assignment, works: list[_Work], before: datetime) -> None:
    """Everybody hands in some hours before a time."""
    for number, work in enumerate(works):
        person = _person(work.name)
        _join(person, assignment.course, Role.STUDENT)
        _made(assignment, person, work.files, before - timedelta(hours=2 + number))


def _made(
    assignment: Assignment, person: Person, files: tuple[File, ...], when: datetime
) -> Submission:
    made = handing_in.hand_in(assignment, person, files)
    assert isinstance(made, Submission)
    Submission.objects.filter(pk=made.pk).update(made=when)
    made.runs.update(priority=Run.Priority.REGRADE)  # whoever tries the portal comes first
    return made


def _person(name: str) -> Person:
    """Somebody of the demo class: the same at each start, and nobody of a real one."""
    handle = uuid.uuid5(uuid.NAMESPACE_URL, f"autograder:demo:{name}")
    return Person.objects.get_or_create(handle=handle, defaults={"name": name})[0]


def _join(person: Person, course: Course, role: Role) -> None:
    Membership.objects.get_or_create(
        person=person,
        course=course,
        defaults={"role": role, "source": Membership.Source.ROSTER},
    )


def _busiest(works: Sequence[Sequence[_Work]]) -> str:
    """The student with most work, so that there is most to see."""
    names = Counter(one.name for of_one in works for one in of_one)
    return max(sorted(names), key=lambda name: names[name])

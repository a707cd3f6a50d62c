"""A real PostgreSQL, the portal's tables in it, and people who ask for pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder import api
from portal.configuration import Configuration
from portal.serving import postgres, preparing, roles
from tests.conftest import RIGHT
from tests.support.portal_queue import CLASS

if TYPE_CHECKING:
    from django.test import Client

    from portal.models import Assignment, Course, Person

SECRET = "a secret of the tests, and long enough to be one"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server that runs for as long as the tests of this process."""
    with postgres.embedded(tmp_path_factory.mktemp("portal")) as url:
        yield url


@pytest.fixture(scope="session")
def tables(database: str, tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    """Django set up, with the portal's tables."""
    found = Configuration(
        tmp_path_factory.mktemp("data"), "http://127.0.0.1:8000", database, SECRET
    )
    (found.data / "secret").write_text(SECRET)
    (found.data / "secret").chmod(0o600)
    preparing.settle(found, database)
    preparing.prepare(None)
    return found


@pytest.fixture
def portal(tables: Configuration) -> Iterator[Configuration]:
    """The portal without people and courses."""
    from django.db import connection

    yield tables
    with connection.cursor() as cursor:  # without TRUNCATE, which makes every table's files anew
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        kept = ("django_migrations", "django_content_type")
        names = [name for (name,) in cursor.fetchall() if name not in kept]
        deleted = "; ".join(f'DELETE FROM "{name}"' for name in names)
        cursor.execute(f"SET session_replication_role = replica; {deleted}")
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def course(portal: Configuration, tiny_course: Path) -> Course:
    """The tiny course, imported."""
    from portal import courses

    return courses.import_course(tiny_course)


@pytest.fixture
def assignment(course: Course) -> Assignment:
    """Its one assignment."""
    return course.assignments.get()


@pytest.fixture
def someone(portal: Configuration) -> Callable[..., Person]:
    """Makes people: with a role in a course, or with none."""
    from portal.models import Membership, Person

    def made(name: str, role: str = "", course: Course | None = None, **more: Any) -> Person:
        person = Person.objects.create(name=name, **more)
        if role and course is not None:
            Membership.objects.create(person=person, course=course, role=role)
        return person

    return made


@pytest.fixture
def as_person(portal: Configuration) -> Callable[[Person | None], Client]:
    """A browser in which this person is signed in; nobody for None."""
    from django.test import Client

    def made(person: Person | None) -> Client:
        client = Client(headers={"host": "127.0.0.1:8000"})
        if person is not None:
            client.force_login(person, backend="portal.signing_in.InvitedPeople")
        return client

    return made


# --- commands that order classes ----------------------------------------------------------


@pytest.fixture
def queue_url(portal, tmp_path) -> Path:
    """The portal's file for commands."""
    roles.commands_address(tmp_path / "portal-data", portal.database)
    return tmp_path / "portal-data" / "queue-url"


@pytest.fixture
def handed_in(tmp_path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for name, source in CLASS.items():
        (folder / name).write_text(source, encoding="utf-8")
    return folder


@pytest.fixture
def grader(warm):
    """A worker's, with the session's warm processes."""
    from portal.grader import Grader

    made = Grader()
    yield made
    made.close()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """A command that waits for no worker."""
    from portal import ordering

    monkeypatch.setattr(ordering, "_ALONE", 0.0)
    monkeypatch.setattr(ordering, "_BEAT", 0.2)


@pytest.fixture(scope="module")
def ran(tiny, workers) -> api.Run:
    """What running the reference leaves."""
    submission = api.Submission("kim", RIGHT.encode(), "kim.py")
    run = api.grade_submission(submission, tiny, workers).run
    assert run is not None
    return run

"""What has to be there before the first page: tables, files, the worker's role, a first link."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from portal.configuration import (
    ADDRESS,
    DATA,
    DATABASE,
    SHORTEST_SECRET,
    Configuration,
    ConfigurationError,
    kept_secret,
    write_secret,
)

WORKER: Final = "portal_worker"
# For machines where the workers' addresses are written before the portal first starts.
WORKER_PASSWORD: Final = "AUTOGRADER_WORKER_PASSWORD"  # noqa: S105 - the variable's name
# What a worker may do: read what it grades, claim and finish runs, and work at the queue.
_READS: Final = ("portal_course", "portal_assignment", "portal_revision", "portal_submission",
                 "portal_submittedfile", "portal_blob", "portal_run")  # fmt: skip
_QUEUE: Final = (
    "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"
)
_NOTHING: Final = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}",
)
_CHANGES: Final = "state, attempt, started, beat, finished, progress"


def settle(configuration: Configuration, database: str) -> None:
    """Set Django up in this process, and tell its children what it was told."""
    import django

    os.environ |= {
        DATA: str(configuration.data),
        ADDRESS: configuration.address,
        DATABASE: database,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    django.setup()


def prepare(course: Path | None) -> None:
    """Bring tables, files for browsers and the course up to date."""
    from django.core.management import call_command

    from portal import courses

    make_tables()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    if course is not None:
        courses.import_course(course)


def make_tables() -> None:
    """Bring tables up to date; harmless while the portal runs."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def workers_address(data: Path, database: str) -> str:
    """What ``worker_url`` makes, with a password that stays, or that the environment says; kept in
    ``worker-url`` for workers on other machines.

    Raises:
        ConfigurationError: as ``worker_url``; or others could read the password.
    """
    told = os.environ.get(WORKER_PASSWORD)
    if told is not None and len(told) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"{WORKER_PASSWORD} is too short to be a secret",
            f"Give it {SHORTEST_SECRET} characters or more, or leave it out: one is made then.",
        )
    url = worker_url(database, told or kept_secret(data / "worker-password"))
    write_secret(data / "worker-url", url)
    return url


def worker_url(database: str, password: str) -> str:
    """Make the role of workers, which reaches no sessions, no invitations and no keys; its URL.

    Raises:
        ConfigurationError: the portal's own role may make no others.
    """
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            _make_role(password)
    except DatabaseError as error:
        raise ConfigurationError(
            f"the role of workers can't be made: {error}",
            f"Let the role of {DATABASE} make others: ALTER ROLE … CREATEROLE.",
        ) from error
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{WORKER}:{quote(password, safe='')}@{place}"))


def _make_role(password: str) -> None:
    """A role that may do what ``_grants`` says, also where an older portal allowed it more."""
    from django.db import connection
    from psycopg import sql

    role = sql.Identifier(WORKER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WORKER])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        cursor.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, sql.Literal(password))
        )
        for statement in (*_NOTHING, *_grants()):
            cursor.execute(sql.SQL(statement).format(role))


def _grants() -> Sequence[str]:
    return (
        *(f"GRANT SELECT ON {table} TO {{}}" for table in _READS),
        "GRANT SELECT (id, name) ON portal_person TO {}",
        f"GRANT UPDATE ({_CHANGES}) ON portal_run TO {{}}",
        "GRANT INSERT, SELECT ON portal_result TO {}",
        "GRANT USAGE ON SEQUENCE portal_result_id_seq TO {}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_QUEUE} TO {{}}",
        *(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {{}}" for table in _QUEUE.split(", ")),
    )


def guests(course: Path | None, *, demo: bool) -> Mapping[str, str]:
    """Make the demo class, if it is wanted: a link for each role that one can try.

    Raises:
        StaffError: the course has a fault.
        ConfigurationError: there is no course, or it has no examples.
    """
    from portal import demo as demo_class

    if not demo:
        return {}
    if course is None:
        raise ConfigurationError(
            "there is no course here to show",
            "Start the demo in the folder of this program's repository, or name it: --course DIR.",
        )
    return {f"{one.role} {one.name}": one.address for one in demo_class.make(course)}


def first_link() -> str:
    """A link for the first administrator; '' where there is one already."""
    from portal import signing_in
    from portal.models import Person
    from portal.views.people import address_of

    if Person.objects.filter(is_administrator=True, last_login__isnull=False).exists():
        return ""
    person, _ = Person.objects.get_or_create(
        is_administrator=True, last_login=None, defaults={"name": "Administrator"}
    )
    return address_of(signing_in.invite(person))

"""The database's roles beside the portal's own: of workers, and of commands that order errands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from portal.configuration import (
    DATABASE,
    SHORTEST_SECRET,
    ConfigurationError,
    kept_secret,
    write_secret,
)

# For machines where the workers' addresses are written before the portal first starts.
WORKER_PASSWORD: Final = "AUTOGRADER_WORKER_PASSWORD"  # noqa: S105 - the variable's name


@dataclass(frozen=True, slots=True)
class Role:
    """A role, whom it is for, and what it may do: statements with ``{}`` for its name."""

    name: str
    of: str
    grants: Sequence[str]


# What a worker may do: read what it grades, claim and finish runs and errands, work at the queue.
_READS: Final = ("portal_course", "portal_assignment", "portal_revision", "portal_submission",
                 "portal_submittedfile", "portal_blob", "portal_run", "portal_command",
                 "portal_parcel", "portal_errand")  # fmt: skip
_QUEUE: Final = (
    "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"
)
WORKER: Final = Role(
    "portal_worker",
    "workers",
    (
        *(f"GRANT SELECT ON {table} TO {{}}" for table in _READS),
        "GRANT SELECT (id, name) ON portal_person TO {}",
        "GRANT UPDATE (state, attempt, started, beat, finished, progress) ON portal_run TO {}",
        "GRANT UPDATE (state, attempt, beat, progress, answer, problem) ON portal_errand TO {}",
        "GRANT INSERT, SELECT ON portal_result TO {}",
        "GRANT USAGE ON SEQUENCE portal_result_id_seq TO {}",
        "GRANT SELECT, INSERT, UPDATE ON portal_graderversion TO {}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_QUEUE} TO {{}}",
        *(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {{}}" for table in _QUEUE.split(", ")),
    ),
)
# What a command may do: order errands, say that they are due, read their answers, take them back.
COMMAND: Final = Role(
    "portal_command",
    "commands",
    (
        "GRANT SELECT, INSERT, DELETE, UPDATE (beat) ON portal_command TO {}",
        "GRANT SELECT (id, command_id), INSERT, DELETE ON portal_parcel TO {}",
        "GRANT SELECT, INSERT, DELETE ON portal_errand TO {}",
        "GRANT SELECT ON portal_graderversion TO {}",
        "GRANT INSERT ON procrastinate_jobs, procrastinate_events TO {}",
        "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO {}",
    ),
)
_NOTHING: Final = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}",
)


def workers_address(data: Path, database: str) -> str:
    """What ``url_of`` makes for workers, with a password that stays, or that the environment says;
    kept in ``worker-url`` for workers on other machines.

    Raises:
        ConfigurationError: as ``url_of``; or others could read the password.
    """
    told = os.environ.get(WORKER_PASSWORD)
    if told is not None and len(told) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"{WORKER_PASSWORD} is too short to be a secret",
            f"Give it {SHORTEST_SECRET} characters or more, or leave it out: one is made then.",
        )
    url = url_of(WORKER, database, told or kept_secret(data / "worker-password"))
    write_secret(data / "worker-url", url)
    return url


def commands_address(data: Path, database: str) -> str:
    """What ``url_of`` makes for commands, with a password that stays; kept in ``queue-url`` for
    ``autograder grade --queue``.

    Raises:
        ConfigurationError: as ``url_of``; or others could read the password.
    """
    url = url_of(COMMAND, database, kept_secret(data / "queue-password"))
    write_secret(data / "queue-url", url)
    return url


def url_of(role: Role, database: str, password: str) -> str:
    """Make a role, which reaches no sessions, no invitations and no keys; its URL.

    Raises:
        ConfigurationError: the portal's own role may make no others.
    """
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            _make(role, password)
    except DatabaseError as error:
        raise ConfigurationError(
            f"the role of {role.of} can't be made: {error}",
            f"Let the role of {DATABASE} make others: ALTER ROLE … CREATEROLE.",
        ) from error
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role.name}:{quote(password, safe='')}@{place}"))


def _make(role: Role, password: str) -> None:
    """A role that may do what its grants say, also where an older portal allowed it more."""
    from django.db import connection
    from psycopg import sql

    name = sql.Identifier(role.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        cursor.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, sql.Literal(password))
        )
        for statement in (*_NOTHING, *role.grants):
            cursor.execute(sql.SQL(statement).format(name))

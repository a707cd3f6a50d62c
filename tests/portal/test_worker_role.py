"""What a worker can do in the database, and above all what it can't."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import psycopg
import pytest

from portal.configuration import DATABASE, PART, ConfigurationError
from portal.serving import roles
from portal.serving.worker_command import worker as worker_command

ALLOWED = [
    "SELECT * FROM portal_run", "SELECT * FROM portal_blob", "SELECT id, name FROM portal_person",
    "UPDATE portal_run SET state = 'running', attempt = attempt + 1",
    "SELECT * FROM procrastinate_jobs",
]  # fmt: skip
REFUSED = [
    "SELECT * FROM django_session", "SELECT * FROM portal_invitation",
    "SELECT * FROM portal_toolkey", "SELECT * FROM portal_platform", "SELECT * FROM portal_login",
    "SELECT * FROM portal_registration",
    "SELECT * FROM portal_identity", "SELECT * FROM portal_passback", "SELECT * FROM portal_roster",
    "UPDATE portal_resourcelink SET line_item = 'https://evil.example'",
    "SELECT handle FROM portal_person", "UPDATE portal_person SET is_administrator = true",
    "SELECT * FROM portal_membership", "UPDATE portal_result SET score = 100",
    "DELETE FROM portal_result", "DELETE FROM portal_submission", "DELETE FROM portal_run",
    "INSERT INTO portal_run (submission_id) VALUES (1)",
    "UPDATE portal_blob SET content = ''",
    "UPDATE portal_errand SET wanted = ''", "DELETE FROM portal_errand",
    "INSERT INTO portal_command (version, beat) VALUES ('x', now())",
    "UPDATE portal_run SET submission_id = 1", "CREATE TABLE mine (x int)",
    "ALTER ROLE portal PASSWORD 'x'", "COPY portal_run TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/passwd')", "SELECT rolpassword FROM pg_authid",
    "SET ROLE portal", "SELECT setval('portal_submission_id_seq', 1)",
]  # fmt: skip
QUEUE = "procrastinate_jobs", "procrastinate_events", "procrastinate_workers", (
    "procrastinate_periodic_defers"
)  # fmt: skip
READS = {
    "portal_course", "portal_assignment", "portal_revision", "portal_submission",
    "portal_submittedfile", "portal_blob", "portal_run", "portal_result", "portal_command",
    "portal_parcel", "portal_errand", "portal_graderversion",
}  # fmt: skip
# All that it has, so that a table that is added later is nobody's by accident.
TABLES = {
    *((name, "SELECT") for name in READS),
    ("portal_result", "INSERT"),
    ("portal_graderversion", "INSERT"),
    ("portal_graderversion", "UPDATE"),
    *((name, verb) for name in QUEUE for verb in ("SELECT", "INSERT", "UPDATE", "DELETE")),
}
COLUMNS = {
    *(("portal_person", name, "SELECT") for name in ("id", "name")),
    *(("portal_run", name, "UPDATE") for name in ("state", "attempt", "started", "beat", "finished",
                                                  "progress")),
    *(("portal_errand", name, "UPDATE") for name in ("state", "attempt", "beat", "progress",
                                                     "answer", "problem")),
}  # fmt: skip


@pytest.fixture
def worker_url(portal):
    return roles.url_of(roles.WORKER, portal.database, "a password of the worker")


@pytest.fixture
def worker(worker_url):
    with psycopg.connect(worker_url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", ALLOWED)
def test_it_may_grade(statement, worker) -> None:
    worker.execute(statement)


@pytest.mark.parametrize("statement", REFUSED)
def test_it_may_do_nothing_else(statement, worker) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute(statement)


def test_every_table_is_looked_at(worker) -> None:
    tables = worker.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = current_user"
    ).fetchall()
    columns = worker.execute(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges "
        "WHERE grantee = current_user"
    ).fetchall()
    assert set(tables) == TABLES
    own = {one for one in columns if (one[0], one[2]) not in TABLES}
    assert own == COLUMNS


def test_what_an_older_portal_allowed_is_taken_back(portal, worker) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON django_session TO portal_worker")
    roles.url_of(roles.WORKER, portal.database, "a password of the worker")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute("SELECT * FROM django_session")


def test_it_is_no_role_that_makes_or_becomes_others(worker) -> None:
    found = worker.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
        "WHERE rolname = current_user"
    ).fetchone()
    assert found == (False,) * 5
    member_of = worker.execute(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
        "WHERE r.rolname = current_user"
    )
    assert member_of.fetchone() == (0,)


def test_its_address_stays_and_is_its_owners(portal, tmp_path) -> None:
    first = roles.workers_address(tmp_path, portal.database)
    assert roles.workers_address(tmp_path, portal.database) == first
    for name in ("worker-url", "worker-password"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    with psycopg.connect((tmp_path / "worker-url").read_text()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("portal_worker",)


def test_a_server_where_no_roles_may_be_made_is_named(worker_url, portal, monkeypatch) -> None:
    from django.db import DatabaseError

    def refused(role: roles.Role, password: str) -> None:
        raise DatabaseError("permission denied to create role")

    monkeypatch.setattr(roles, "_make", refused)
    with pytest.raises(ConfigurationError, match="permission denied") as caught:
        roles.url_of(roles.WORKER, portal.database, "p")
    assert "CREATEROLE" in caught.value.tip


def test_a_worker_refuses_the_portals_own_role(portal, tmp_path) -> None:
    environment = {**os.environ, DATABASE: portal.database, PART: "worker"}
    done = subprocess.run(
        [sys.executable, "-m", "portal.serving.worker", "1"],
        env=environment, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "worker-url" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []  # no secret of the portal's is made where none is needed


def test_a_worker_that_is_told_nothing_says_what_to_do(monkeypatch) -> None:
    from click.testing import CliRunner

    monkeypatch.delenv(DATABASE, raising=False)
    done = CliRunner().invoke(worker_command, [])
    assert done.exit_code == 2
    assert "worker-url" in done.output


def test_an_address_that_others_can_read_is_refused(tmp_path, monkeypatch) -> None:
    from click.testing import CliRunner

    path = tmp_path / "worker-url"
    path.write_text("postgresql://portal_worker:secret@db.example.edu/portal")
    path.chmod(0o644)
    done = CliRunner().invoke(worker_command, ["--database", str(path)])
    assert done.exit_code == 2
    assert "others can read" in done.output

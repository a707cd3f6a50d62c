"""What a command that orders errands can do in the database, and above all what it can't."""

from __future__ import annotations

import stat

import psycopg
import pytest

from portal.serving import roles

REFUSED = [
    *(f"SELECT * FROM portal_{name}" for name in (
        "blob", "submission", "submittedfile", "run", "result", "person", "course", "assignment",
        "revision", "membership", "invitation", "toolkey", "platform", "login", "identity",
        "passback", "registration",
    )),
    "SELECT * FROM django_session", "SELECT content FROM portal_parcel",
    "SELECT * FROM procrastinate_jobs", "DELETE FROM procrastinate_jobs",
    "UPDATE portal_errand SET answer = ''", "UPDATE portal_parcel SET content = ''",
    "UPDATE portal_command SET version = 'x'", "DELETE FROM portal_graderversion",
    "INSERT INTO portal_graderversion VALUES ('x', now())",
    "INSERT INTO portal_run (submission_id) VALUES (1)", "CREATE TABLE mine (x int)",
    "ALTER ROLE portal PASSWORD 'x'", "SELECT rolpassword FROM pg_authid", "SET ROLE portal",
    "SET ROLE portal_worker", "COPY portal_errand TO PROGRAM 'id'",
]  # fmt: skip
TABLES = {
    *(("portal_command", verb) for verb in ("SELECT", "INSERT", "DELETE")),
    *(("portal_errand", verb) for verb in ("SELECT", "INSERT", "DELETE")),
    *(("portal_parcel", verb) for verb in ("INSERT", "DELETE")),
    ("portal_graderversion", "SELECT"),
    ("procrastinate_jobs", "INSERT"),
    ("procrastinate_events", "INSERT"),
}
COLUMNS = {
    ("portal_command", "beat", "UPDATE"),
    ("portal_parcel", "id", "SELECT"),
    ("portal_parcel", "command_id", "SELECT"),
}


@pytest.fixture
def command(portal):
    roles.url_of(roles.WORKER, portal.database, "a password of the worker")
    url = roles.url_of(roles.COMMAND, portal.database, "a password of the command")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", REFUSED)
def test_it_may_only_order(statement, command) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        command.execute(statement)


def test_every_table_is_looked_at(command) -> None:
    tables = command.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = current_user"
    ).fetchall()
    columns = command.execute(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges "
        "WHERE grantee = current_user"
    ).fetchall()
    assert set(tables) == TABLES
    assert {one for one in columns if (one[0], one[2]) not in TABLES} == COLUMNS


def test_it_is_no_role_that_makes_or_becomes_others(command) -> None:
    found = command.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, "
        "(SELECT count(*) FROM pg_auth_members WHERE member = oid) FROM pg_roles "
        "WHERE rolname = current_user"
    ).fetchone()
    assert found == (False, False, False, False, False, 0)


def test_its_address_stays_and_is_its_owners(portal, tmp_path) -> None:
    first = roles.commands_address(tmp_path, portal.database)
    assert roles.commands_address(tmp_path, portal.database) == first
    for name in ("queue-url", "queue-password"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    with psycopg.connect((tmp_path / "queue-url").read_text()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("portal_command",)

"""What a worker can do in the database, and above all what it can't."""

from __future__ import annotations

import psycopg
import pytest

from portal.serving import preparing

ALLOWED = [
    "SELECT * FROM portal_run", "SELECT * FROM portal_blob", "SELECT id, name FROM portal_person",
    "UPDATE portal_run SET state = 'running', attempt = attempt + 1",
    "SELECT * FROM procrastinate_jobs",
]  # fmt: skip
REFUSED = [
    "SELECT * FROM django_session", "SELECT * FROM portal_invitation",
    "SELECT handle FROM portal_person", "UPDATE portal_person SET is_administrator = true",
    "SELECT * FROM portal_membership", "UPDATE portal_result SET score = 100",
    "DELETE FROM portal_result", "DELETE FROM portal_submission",
    "UPDATE portal_blob SET content = ''",
    "UPDATE portal_run SET submission_id = 1", "CREATE TABLE mine (x int)",
    "ALTER ROLE portal PASSWORD 'x'", "COPY portal_run TO PROGRAM 'id'",
]  # fmt: skip


@pytest.fixture
def worker(portal):
    url = preparing.worker_url(portal.database, "a password of the worker")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", ALLOWED)
def test_it_may_grade(statement, worker) -> None:
    worker.execute(statement)


@pytest.mark.parametrize("statement", REFUSED)
def test_it_may_do_nothing_else(statement, worker) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute(statement)

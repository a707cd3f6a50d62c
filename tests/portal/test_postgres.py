"""The portal's own PostgreSQL: anywhere, as anybody, and never without a password."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
import pytest

from portal.serving import postgres


def one_row(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_it_keeps_what_was_written_and_outlives_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "자료 with spaces"
    with postgres.embedded(data) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        connection.commit()
        pid = int((data / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
    assert not (data / "postgresql" / "postmaster.pid").exists()
    with postgres.embedded(data) as url:
        assert one_row(url, "SELECT answer FROM kept") == 42
        pid = int((data / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)  # as when a machine loses power
        os.waitpid(-1, os.WNOHANG)
    with postgres.embedded(data) as url:
        assert one_row(url, "SELECT answer FROM kept") == 42


def test_a_start_waits_for_what_a_killed_server_still_calculates(tmp_path: Path) -> None:
    with postgres.embedded(tmp_path) as url:
        pid = int((tmp_path / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
        connection = psycopg.connect(url)
        connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000)")
        os.kill(pid, signal.SIGKILL)
    with postgres.embedded(tmp_path) as url:
        assert one_row(url, "SELECT 42") == 42
    connection.close()


def test_one_that_still_runs_is_taken_over(database: str, tmp_path: Path) -> None:
    with postgres.embedded(tmp_path) as first:
        one_row(first, "SELECT 1")
        started = one_row(first, "SELECT pg_postmaster_start_time()")
        with postgres.embedded(tmp_path) as second:
            assert second == first
            assert one_row(second, "SELECT pg_postmaster_start_time()") == started


@pytest.mark.parametrize("password", ["", "wrong"])
def test_it_asks_for_a_password_even_on_its_own_socket(database: str, password: str) -> None:
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    wrong = urlunsplit(parts._replace(netloc=f"portal:{password}@{place}"))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_it_listens_on_no_network_and_only_its_owner_enters(database: str) -> None:
    assert one_row(database, "SHOW listen_addresses") == ""
    folder = Path(unquote(urlsplit(database).netloc.rpartition("@")[2]))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

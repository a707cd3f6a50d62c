"""The portal refuses to start where grades or sessions would not be safe."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from portal.configuration import ADDRESS, DATA, ConfigurationError, read


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    first = read({DATA: str(tmp_path / "data")})
    again = read({DATA: str(tmp_path / "data")})
    assert first.secret == again.secret
    assert len(first.secret) > 40
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert read({DATA: str(tmp_path / "other")}).secret != first.secret


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    read({DATA: str(tmp_path)})
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(ConfigurationError, match="others can read"):
        read({DATA: str(tmp_path)})


def test_a_secret_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("changeme")
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(ConfigurationError, match="too short"):
        read({DATA: str(tmp_path)})


@pytest.mark.parametrize(
    "address", ["http://grades.example.edu", "http://192.168.1.20:8000", "http://0.0.0.0:8000"]
)
def test_plain_http_beyond_this_machine_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not encrypted"):
        read({DATA: str(tmp_path), ADDRESS: address})


@pytest.mark.parametrize("address", ["grades.example.edu", "ftp://x.org", "https://", ""])
def test_what_is_no_address_is_named(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no address"):
        read({DATA: str(tmp_path), ADDRESS: address})


@pytest.mark.parametrize("address", ["https://grades.example.edu/", "http://localhost:8000"])
def test_tls_and_this_machine_are_fine(address: str, tmp_path: Path) -> None:
    found = read({DATA: str(tmp_path), ADDRESS: address})
    assert found.address == address.rstrip("/")
    assert found.encrypted == address.startswith("https")


@pytest.mark.parametrize("command", ["serve", "worker", "rotate-key"])
def test_a_command_of_the_portal_says_what_is_not_installed(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    done = CliRunner().invoke(cli, [command])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"autograder {command}: psycopg is not installed\n")
    assert "pip install 'keras-autograder[grade,portal]'" in done.stderr

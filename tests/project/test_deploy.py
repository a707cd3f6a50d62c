"""What starts the portal on a server: its commands, names and locks are those of the program."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.places import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = {name: one for name, one in COMPOSE["services"].items() if name != "database"}
PAGE = ROOT / "docs" / "how-to" / "run-the-portal.md"


def known_names() -> set[str]:
    """Names in the environment that the program reads."""
    from portal import configuration
    from portal.serving import roles

    return {
        configuration.DATA,
        configuration.ADDRESS,
        configuration.DATABASE,
        roles.WORKER_PASSWORD,
    }


def parse(words: list[str]) -> None:
    """Read a command line as the program would.

    Raises:
        UsageError: it knows no such command or option.
    """
    from portal.serving.command import serve
    from portal.serving.worker_command import worker

    command = {"serve": serve, "worker": worker}[words[0]]
    command.make_context(words[0], words[1:])


def directives(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("name", OURS)
def test_the_program_understands_what_compose_starts(name, tmp_path, monkeypatch) -> None:
    (tmp_path / "data").mkdir()
    parse([word.replace("/course", str(tmp_path)) for word in OURS[name]["command"]])
    assert set(OURS[name]["environment"]) <= known_names()


def test_compose_says_no_secret_and_makes_nobody_root() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert len(re.findall(r"\$\{(?:DATABASE|WORKER)_PASSWORD:\?", text)) >= 4
    assert not re.search(r"(?i)(password|secret)\w*: [\"']?\w", text)
    for one in OURS.values():
        assert one["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in one["security_opt"]
        assert not {"user", "privileged", "cap_add", "pid", "network_mode"} & set(one)
        assert one["build"]["args"] == {"PART": "portal"}
    worker = OURS["worker"]
    assert "portal:" not in "".join(str(one) for one in worker["volumes"])  # nor its secret
    assert "portal_worker:" in worker["environment"]["DATABASE_URL"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert worker["networks"] == ["inside"]


def test_the_image_of_the_portal_is_locked_as_everything_is() -> None:
    pinned = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
    found = {
        name: dict(pinned.findall((ROOT / f"requirements{name}.lock").read_text("utf-8")))
        for name in ("", "-grade", "-portal")
    }
    assert found["-portal"].items() <= found[""].items()
    assert found["-grade"].items() < found["-portal"].items()
    assert {"django", "procrastinate", "psycopg", "uvicorn"} <= set(found["-portal"])
    assert not {"mypy", "playwright", "twine"} & set(found["-portal"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_program_understands_what_systemd_starts(unit: Path, tmp_path: Path) -> None:
    (line,) = directives(unit)["ExecStart"]
    secret = tmp_path / "worker-url"
    secret.write_text("x")
    program, *words = shlex.split(line.replace("%d/worker-url", str(secret)))
    assert program == "/opt/autograder/bin/autograder"
    parse(words)
    named = set(re.findall(r"\b(?:AUTOGRADER_\w+|DATABASE_URL)\b", unit.read_text("utf-8")))
    assert named <= known_names()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_as_nobody_of_importance_and_holds_no_secret(unit: Path) -> None:
    found = directives(unit)
    assert found["User"][0].startswith("autograder")
    assert "Environment" not in found  # anybody may read a unit
    assert {"LoadCredential", "EnvironmentFile"} & set(found)
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
        assert found[name] == ["yes"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["CapabilityBoundingSet"] == [""]


def test_the_worker_unit_leaves_the_sandbox_what_it_is_made_of() -> None:
    found = directives(ROOT / "deploy" / "systemd" / "autograder-worker.service")
    forbids = {
        "RestrictNamespaces", "SystemCallFilter", "ProtectKernelTunables", "ProtectKernelLogs",
        "ProtectProc", "PrivateUsers", "MemoryDenyWriteExecute",
    }  # fmt: skip
    assert not forbids & set(found)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="NO systemd-analyze HERE")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_has_nothing_to_say_about_a_unit(unit: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("autograder")
    copy = tmp_path / unit.name
    text = unit.read_text("utf-8").replace("/opt/autograder/bin/autograder", str(program))
    copy.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )  # fmt: skip
    about = [line for line in done.stderr.splitlines() if unit.name in line]
    assert about == []


def test_a_password_that_is_none_is_refused(tmp_path, monkeypatch) -> None:
    from portal.configuration import ConfigurationError
    from portal.serving import roles

    monkeypatch.setenv(roles.WORKER_PASSWORD, "secret")
    with pytest.raises(ConfigurationError, match="too short"):
        roles.workers_address(tmp_path, "postgresql://none")


def test_the_page_names_all_that_has_to_be_told() -> None:
    text = PAGE.read_text("utf-8")
    for name in ("DATABASE_PASSWORD", "WORKER_PASSWORD", "ADDRESS", *(one.name for one in UNITS)):
        assert name in text

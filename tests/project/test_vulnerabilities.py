"""Known vulnerabilities fail what runs before a change lands; a service that is away does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scripts import vulnerabilities
from tests.support.places import ROOT

FLAW = {"id": "PYSEC-2024-1", "fix_versions": ["2.0"], "aliases": [], "description": "…"}


def report(*packages: dict) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


def tool(tmp_path: Path, body: str) -> list[str]:
    """A program that stands where pip-audit does."""
    path = tmp_path / "tool.py"
    path.write_text(f"import sys\nout = sys.argv[sys.argv.index('--output') + 1]\n{body}\n")
    return [sys.executable, str(path)]


def test_a_known_vulnerability_fails_and_is_named(tmp_path: Path) -> None:
    told = report(
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "bad", "version": "1.0", "vulns": [FLAW]},
    )
    program = tool(tmp_path, f"open(out, 'w').write({told!r}); sys.exit(1)")
    found = vulnerabilities.ask(tmp_path / "lock", program)
    assert found.status == 1
    assert "bad 1.0: PYSEC-2024-1, mended in 2.0" in found.said
    assert "fine" not in found.said


@pytest.mark.parametrize(
    "body",
    [
        "print('ConnectionError: no route to pypi.org', file=sys.stderr); sys.exit(1)",
        "open(out, 'w').write('<html>a proxy</html>'); sys.exit(1)",
    ],
    ids=["it is away", "something else answers"],
)
def test_a_service_that_does_not_answer_fails_nothing_and_is_told_of(tmp_path, body) -> None:
    found = vulnerabilities.ask(tmp_path / "lock", tool(tmp_path, body))
    assert found.status == 0
    assert found.said.startswith("NOT AUDITED")


def test_a_tool_that_is_not_there_is_told_of(tmp_path) -> None:
    found = vulnerabilities.ask(tmp_path / "lock", [str(tmp_path / "nothing")])
    assert (found.status, found.said[:11]) == (0, "NOT AUDITED")


def test_what_nobody_looked_at_is_named() -> None:
    found = vulnerabilities.judge(
        report({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}), ""
    )
    assert found == vulnerabilities.Verdict(
        "no known vulnerability; packages looked at: 1; the service does not know b", 0
    )
    nobody = vulnerabilities.judge(report({"name": "b", "skip_reason": "x"}), "")
    assert (nobody.status, nobody.said[:11]) == (0, "NOT AUDITED")


def test_it_runs_before_a_change_lands() -> None:
    assert "make vulnerabilities" in (ROOT / ".ci" / "run").read_text()
    assert "-m scripts.vulnerabilities" in (ROOT / "Makefile").read_text()

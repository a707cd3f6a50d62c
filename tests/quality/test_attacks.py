"""Every attack file against every rung that this machine can show.

Here and now it is the machine's best rung, and the one of an ordinary user when the tests run as
root; AUTOGRADER_ALL_RUNGS=1 adds the lower rungs of the ladder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder.quality.security_tests import attack_files
from autograder.sandbox import isolation
from autograder.sandbox.layers import privileges
from autograder.sandbox.layers.ladder import Rung
from tests.support import ordinary_user
from tests.support.places import ROOT

KNOWN = attack_files.read_all(attack_files.folder())
KINDS = {
    "reading", "writing", "network", "processes", "channels", "resources", "results", "timing",
    "notebook",
}  # fmt: skip
ALL = os.environ.get("AUTOGRADER_ALL_RUNGS") == "1"
LOWER = ["no-user-namespaces", "no-landlock"]
RUNGS = ["best", *(LOWER if ALL else [])]
Found = dict[str, object]

pytestmark = pytest.mark.skipif(
    isolation.rung() is Rung.REFUSE, reason="nothing isolates student code here"
)


@pytest.fixture(scope="module", params=RUNGS)
def campaign(request: pytest.FixtureRequest) -> Found:
    """The findings of all attacks on one rung, as an ordinary user."""
    words = ["-m", "benchmarks", "attack_layers", "--json"]
    words += [] if request.param == "best" else ["--rung", request.param]
    line = ordinary_user.command([sys.executable, *words])
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=900, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: Found = json.loads(done.stdout)
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("attack", [attack.name for attack in KNOWN])
def test_nothing_gets_through(campaign: Found, attack: str) -> None:
    through = campaign["through"]
    assert isinstance(through, dict)
    assert through[attack] == []


@pytest.mark.thorough
def test_nothing_is_left_behind(campaign: Found) -> None:
    assert campaign["left_behind"] == []


def test_every_installation_has_the_attacks() -> None:
    assert attack_files.folder().is_relative_to(Path(autograder.__file__).resolve().parent)


def test_there_are_attacks_of_every_kind_and_each_says_what_it_tries() -> None:
    assert len(KNOWN) >= 60
    assert {attack.kind for attack in KNOWN} == KINDS
    for attack in KNOWN:
        assert attack.tries.endswith(".")
        assert attack.when in {"both", "each", "before", "after"}
        assert attack.costs in {"nothing", "own"}


@pytest.mark.thorough
@pytest.mark.skipif(privileges.unprivileged_ids() is None, reason="not root")
def test_root_is_as_safe(tmp_path: Path) -> None:
    """The attacks that reach for other processes and files, when root grades."""
    from autograder.quality.security_tests import campaign as campaigns
    from autograder.quality.security_tests.target import standing

    kinds = {"reading", "writing", "network", "processes", "channels"}
    chosen = [attack for attack in KNOWN if attack.kind in kinds]
    with standing() as target:
        found = campaigns.run(chosen, target, isolation.find(), tmp_path / "out", 2)
    assert {one.attack.name: one.through for one in found.findings if one.through} == {}
    assert found.left_behind == ()


def test_the_table_of_the_docs_names_the_attacks_that_there_are() -> None:
    """And explains each that no missing layer lets through; the command makes it anew."""
    from benchmarks.measure import attack_layers

    text = attack_layers.PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- attack_layers: begin -->", "<!-- attack_layers: end -->"
    table = text.partition(begin)[2].partition(end)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    known = attack_layers.layered(KNOWN)
    assert [row[0] for row in rows] == [f"`{attack.name}`" for attack in known]
    assert {row[1] for row in rows} == {"stopped"}
    assert all(len(row) == 4 and row[3] for row in rows)

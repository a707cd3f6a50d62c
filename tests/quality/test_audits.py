"""The variants of this course's assignments with which `autograder audit` studies luck."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import daily
from tests.support.command_line import call
from tests.support.places import ROOT

AUDITS = sorted((ROOT / "assignments").glob("*/audit.py"))
SLUGS = [path.parent.name for path in AUDITS]


@pytest.mark.parametrize("path", AUDITS, ids=SLUGS)
def test_no_line_that_takes_anothers_place_has_become_a_tuple(path: Path) -> None:
    """A formatter makes `(Dense(8),)` of `Dense(8),`, which would stand in a list."""
    text = path.read_text(encoding="utf-8")
    statements = [ast.get_source_segment(text, one) or "" for one in ast.parse(text).body]
    assert not [one for one in statements if one.startswith("(") and one.endswith(",)")]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "slug", daily((), SLUGS, more=("card-regression", "infert-two-layers", "xor-logistic"))
)
def test_a_variant_of_the_solution_keeps_all_its_points(slug: str) -> None:
    done = call("audit", slug, "--runs", "1", "--wrong-runs", "0", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 1 |" in done.stdout
    assert "wrong verdict" not in done.stdout

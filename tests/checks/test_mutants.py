"""Known-wrong submissions that verify makes itself: each is wrong in the way that it says."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest

from autograder.checks.library import LIBRARY
from autograder.checks.mutant import PRELUDE
from autograder.quality.mutants import generated, together
from tests.support.short_form import SHORT, load_short, write_short


def by_name(root: Path, text: str = SHORT) -> dict[str, tuple[set[str], set[str]]]:
    write_short(root, text)
    found = generated(load_short(root))
    assert len({one.cell for one in found}) == len(found)
    return {one.name: (set(one.loses), set(one.may_lose)) for one in found}


def test_a_mutant_loses_its_check_and_those_of_the_same_deliverable(tmp_path: Path) -> None:
    found = by_name(tmp_path)
    both = {"parameters_3", "parameters_2"}
    assert found["parameters node more"] == (both, {"accuracy_at_least_3"})
    assert found["trained by hand"] == ({"trained_3", "trained_2"}, set())
    assert found["accuracy_at_least_3 zeroed"][0] == {"accuracy_at_least_3", "trained_3"}
    assert found["prediction_own rounded"] == ({"prediction_own_3", "prediction_own_2"}, set())
    assert found["can_learn one entry wrong 3"] == ({"can_learn"}, set())
    assert found["nodes off"] == ({"nodes"}, set())
    needing = {"parameters_2", "trained_2", "prediction_own_2"}
    assert found["model_2 missing"] == (needing, set())
    assert len(found["all misnamed"][0]) == 9


def test_what_is_wrong_stands_in_the_cell(tmp_path: Path) -> None:
    write_short(tmp_path)
    cells = {one.name: one.cell for one in generated(load_short(tmp_path))}
    for cell in cells.values():
        ast.parse(cell)
    assert cells["nodes off"] == "nodes = 4712\n"
    assert cells["can_learn one entry wrong 1"] == "can_learn = {3: False, 2: True, 1: False}\n"
    untrained = cells["trained untrained"]
    assert "p_3 = model_3.predict(" in untrained
    assert "p_2 = model_2.predict(" in untrained
    assert untrained.count("def _fresh(") == 1


OWN_WEIGHTS = """
[[parts.answers.checks]]
use = "own_weights"
array = "last_bias"
model = "model_3"
layer = 2
bias = true
"""


def test_weights_that_were_taken_out_of_a_model_are_taken_again(tmp_path: Path) -> None:
    write_short(tmp_path, SHORT + OWN_WEIGHTS)
    found = {one.name: one for one in generated(load_short(tmp_path))}
    untrained = found["trained untrained"]
    assert "last_bias = _weights_of(model_3, 2, True)\n" in untrained.cell
    assert "_weights_of(model_2" not in untrained.cell
    assert "own_weights" not in untrained.loses | untrained.may_lose
    assert "own_weights" in found["parameters no bias"].may_lose
    assert found["own_weights off"].loses == {"own_weights"}


def test_models_that_are_wrong_together_are_known_apart(tmp_path: Path) -> None:
    write_short(tmp_path)
    found = {one.name: one for one in generated(load_short(tmp_path))}
    parts = {one.name: one for one in found["trained untrained"].parts}
    assert set(parts) == {"trained_3 untrained", "trained_2 untrained"}
    three = parts["trained_3 untrained"]
    assert three.loses == {"trained_3"}
    assert "p_3 = model_3.predict(" in three.cell
    assert "p_2" not in three.cell
    assert not found["nodes off"].parts


def test_only_mutants_that_no_check_can_see_both_of_are_tried_together(tmp_path: Path) -> None:
    write_short(tmp_path)
    assignment = load_short(tmp_path)
    each = generated(assignment)
    packs = together(each, assignment)
    assert len(packs) < len(each)
    assert frozenset().union(*(one.loses for one in packs)) == frozenset().union(
        *(one.loses for one in each)
    )
    made = [one for pack in packs for one in (pack.parts if pack not in each else (pack,))]
    assert sorted(one.name for one in made) == sorted(one.name for one in each)
    for pack in packs:
        parts = pack.parts if pack not in each else (pack,)
        ast.parse(pack.cell)
        assert pack.cell.count("def _fresh(") <= 1
        for one, other in itertools.combinations(parts, 2):
            for check in assignment.checks:
                seen = [
                    {need for need in check.needs if need in part.cell.replace(PRELUDE, "")}
                    for part in (one, other)
                ]
                assert not all(seen), (check.name, one.name, other.name)


def test_an_author_can_do_without_them_or_let_more_fall(tmp_path: Path) -> None:
    more = 'points = 12\nloses_also = ["nodes"]'
    text = SHORT.replace("points = 12", more).replace("points = 4 }", "points = 4, wrong = false }")
    found = by_name(tmp_path, text)
    assert found["can_learn nothing"] == ({"can_learn"}, {"nodes"})
    assert not [name for name in found if name.startswith("trained")]


@pytest.mark.parametrize("name", LIBRARY)
def test_losses_are_checks_of_the_library(name: str) -> None:
    for mutant in LIBRARY[name].mutants:
        assert set(mutant.loses) | set(mutant.may_lose) <= set(LIBRARY)
        assert not set(mutant.loses) & set(mutant.may_lose)

"""``probe`` and ``inputs`` of models of several inputs, as authors may write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.course.model_inputs import as_written, model_inputs
from autograder.errors import StaffError
from autograder.records import Deliverable, ModelInput

ROWS = ((0.0, 1.0, 5.0), (2.0, 3.0, 6.0))
UNNAMED = (ModelInput("", 2), ModelInput("", 1))
WAYS = {
    "one table and the columns": (
        "probe = [[0, 1, 5], [2, 3, 6]]\ninputs = [2, 1]",
        UNNAMED,
    ),
    "a table for each": ("probe = [[[0, 1], [2, 3]], [[5], [6]]]", UNNAMED),
    "a table for each, by name": (
        "probe.wide = [[0, 1], [2, 3]]\nprobe.deep = [[5], [6]]",
        (ModelInput("wide", 2), ModelInput("deep", 1)),
    ),
    "the columns by name": (
        "probe = [[0, 1, 5], [2, 3, 6]]\ninputs = { wide = 2, deep = 1 }",
        (ModelInput("wide", 2), ModelInput("deep", 1)),
    ),
    "one table alone": ("probe = [[0, 1, 5], [2, 3, 6]]", ()),
}
FAULTS = {
    "rows of other lengths": ("probe = [[0, 1, 5]]\ninputs = [2, 2]", "3 numbers"),
    "tables of other lengths": ("probe = [[[0], [1]], [[2]]]", "different numbers of rows"),
    "both": ("probe = [[[0]], [[2]]]\ninputs = [1, 1]", "Leave `inputs` out"),
    "no column": ("probe = [[0]]\ninputs = [0, 1]", "columns"),
    "columns of text": ('probe = [[0]]\ninputs = ["a"]', "inputs"),
}


def deliverable(course: Path, probe: str) -> Deliverable:
    path = course / "assignments" / "tiny" / "assignment.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace("probe = [[0, 0], [0, 1]]", probe), encoding="utf-8")
    found = load_assignment(find_course(course), "tiny").deliverables
    return next(one for one in found if one.name == "model")


@pytest.mark.parametrize("way", WAYS)
def test_all_ways_to_write_a_probe_come_to_the_same(way: str, tiny_course: Path) -> None:
    written, inputs = WAYS[way]
    found = deliverable(tiny_course, written)
    assert (found.probe, found.inputs) == (ROWS, inputs)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_probe_that_can_not_be_shared_out_is_refused(fault: str, tiny_course: Path) -> None:
    written, said = FAULTS[fault]
    with pytest.raises(StaffError) as raised:
        deliverable(tiny_course, written)
    assert said in f"{raised.value} {raised.value.tip}"


@pytest.mark.parametrize("inputs", [UNNAMED, (ModelInput("wide", 2), ModelInput("deep", 1))])
def test_inputs_are_written_as_they_are_read(inputs: tuple[ModelInput, ...]) -> None:
    written = json.loads(json.dumps(as_written(inputs)))
    assert model_inputs(tuple(written) if isinstance(written, list) else written) == inputs

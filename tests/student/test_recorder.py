"""What a submission prints and shows is kept within its limit, as a file can hold it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.student.fit_call import as_text
from autograder.student.recorder import OutStream, Recorder

LIMIT = 20_000


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(LIMIT)


def written(recorder: Recorder) -> str:
    """The cell's outputs as they stand in the notebook's file."""
    return json.dumps(recorder.finished(), ensure_ascii=False)


def circle() -> dict[str, Any]:
    found: dict[str, Any] = {}
    found["again"] = found
    return found


def deep(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


def test_streams_in_turn_are_bounded_with_all_that_belongs_to_them(recorder: Recorder) -> None:
    out, err = OutStream("stdout", recorder), OutStream("stderr", recorder)
    for _ in range(LIMIT):
        out.write("x")
        err.write("y")
    assert len(written(recorder)) < 2 * LIMIT


def test_metadata_counts_as_well(recorder: Recorder) -> None:
    for _ in range(10):
        recorder.display({"text/plain": "x"}, {"note": "y" * (LIMIT // 4)}, None)
    assert len(written(recorder)) < 2 * LIMIT


@pytest.mark.parametrize(
    "value", [circle(), deep(200), deep(100_000), {(1, 2): 3}, {"a": object()}]
)
def test_what_no_file_can_hold_is_left_out_and_the_rest_stays(
    recorder: Recorder, value: object
) -> None:
    recorder.display({"text/plain": "kept", "application/json": value}, {"note": value}, 1)
    assert json.loads(written(recorder)) == [
        {
            "output_type": "execute_result",
            "data": {"text/plain": "kept"},
            "metadata": {},
            "execution_count": 1,
        }
    ]


def test_json_that_a_file_can_hold_is_kept(recorder: Recorder) -> None:
    value = {"loss": [0.5, 0.25], "name": '[{"quoted"'}
    recorder.display(
        {"application/json": value, "text/plain": ""}, {"image/png": {"width": 5}}, None
    )
    (output,) = json.loads(written(recorder))
    assert output["data"] == {"application/json": value, "text/plain": ""}
    assert output["metadata"] == {"image/png": {"width": 5}}


def test_an_argument_that_can_not_be_written_as_text_costs_no_record() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    assert "Broken object" in as_text(Broken())

"""result.json holds a grade whole, and is read strictly."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autograder.errors import StaffError
from autograder.records import Outcome
from autograder.results import document as result
from tests.support import report_class as invented


def test_every_grade_of_a_class_comes_back_as_it_was() -> None:
    for grade in invented.class_of(60):
        assert result.from_json(result.to_json(grade)) == grade


def test_a_loss_without_a_number_is_null_and_comes_back() -> None:
    fit = replace(invented.fits()[0], loss=(0.5, math.nan, math.inf), accuracy=())
    document = result.to_json(replace(invented.grade(), fits=(fit,)))
    assert json.loads(document)["fits"][0]["loss"] == [0.5, None, None]
    assert math.isnan(result.from_json(document).fits[0].loss[1])


def test_half_a_character_does_not_stop_the_document() -> None:
    grade = replace(invented.grade(), attempt_file="\ud800.ipynb")
    assert result.from_json(result.to_json(grade)).attempt_file == "?.ipynb"


def test_what_the_staff_alone_may_see_stands_under_staff() -> None:
    grade = invented.grade("김하은", {"parameters_3": Outcome.FAILED})
    document = json.loads(result.to_json(grade))
    staff = json.dumps(document.pop("staff"))
    assert invented.SECRET in staff
    assert invented.STAFF_NOTE in staff
    rest = json.dumps(document, ensure_ascii=False)
    assert "expected 13" not in rest
    assert invented.STAFF_NOTE not in rest


def test_a_check_has_the_fields_of_the_contract() -> None:
    document = json.loads(result.to_json(invented.grade()))
    assert document["schema"] == 1
    check = document["checks"][0]
    assert set(check) == {
        "name", "part", "title", "points", "earned", "outcome", "visible", "hint", "message",
    }  # fmt: skip
    assert set(check["title"]) == {"ko", "en"}


DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "missing field": lambda d: d.pop("score"),
    "wrong type": lambda d: d.update(score="100"),
    "negative score": lambda d: d.update(score=-1),
    "unknown status": lambda d: d.update(status="fine"),
    "unknown outcome": lambda d: d["checks"][0].update(outcome="won"),
    "one language": lambda d: d.update(message={"ko": "가"}),
    "details of no check": lambda d: d["staff"]["details"].update(ghost="x"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_document_is_refused_with_a_way_out(
    damage: Callable[[dict[str, Any]], object],
) -> None:
    document = json.loads(result.to_json(invented.grade()))
    damage(document)
    with pytest.raises(StaffError) as caught:
        result.from_json(json.dumps(document).encode())
    assert "--fresh" in caught.value.tip


@pytest.mark.parametrize("change", [{"schema": 2}, {"bonus": 10}], ids=str)
def test_a_document_of_a_newer_version_is_left_alone(change: dict[str, int]) -> None:
    """`--fresh` would write over what this version can't read."""
    document = json.loads(result.to_json(invented.grade())) | change
    with pytest.raises(result.NewerResultError) as caught:
        result.from_json(json.dumps(document).encode())
    assert "--fresh" not in caught.value.tip
    assert "Update autograder" in caught.value.tip


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_bytes_that_are_no_document_are_refused(content: bytes) -> None:
    with pytest.raises(StaffError):
        result.from_json(content)

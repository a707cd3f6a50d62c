"""Values that an attacker wrote are of the wrong kind for checks, and no more."""

from __future__ import annotations

import msgspec
import pytest

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.student_fixture import StudentWork
from autograder.evidence import ValueEvidence
from autograder.records import Assignment
from tests.support.simple_evidence import SIMPLE

VALUES = {
    "a number no float holds": str(10**400),
    "more digits than Python reads": "9" * 19_000,
    "no JSON": "__import__('os')",
    "a dict of no pairs": '{"dict": 3}',
    "a dict with unhashable keys": '{"dict": [[{"dict": []}, 1]]}',
    "a dict of triples": '{"dict": [[1, 2, 3]]}',
}


@pytest.mark.parametrize("name", VALUES)
def test_forged_values_are_of_the_wrong_kind(name: str, tiny: Assignment) -> None:
    answer = ValueEvidence(class_name="int", json=VALUES[name])
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"answer": answer})
    with pytest.raises(WrongKindError):
        StudentWork(tiny, evidence, "").value("answer")


def test_half_characters_in_a_value_become_whole_ones(tiny: Assignment) -> None:
    answer = ValueEvidence(class_name="str", json='"\\ud800"')
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"answer": answer})
    assert StudentWork(tiny, evidence, "").text("answer") == "?"

"""Every old call of the table is run, in one notebook per policy: the table tells no tales."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest

from autograder.evidence import Evidence, decode
from autograder.grade import Settings, Workshop, grade_submission
from autograder.legacy import rewrite
from autograder.legacy.table import Call, by_id, calls
from autograder.records import Assignment, Grade, Legacy, Submission
from autograder.report.explain import explain_error
from tests.conftest import notebook_of

CALLS = calls()
IDS = [call.id for call in CALLS]
PRELUDE = """
import numpy as np, tensorflow as tf, keras
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y = np.array([[0], [1], [1], [0]], dtype="float32")
def fresh():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    made.compile(loss="mse", optimizer="sgd")
    return made
"""
Ran = tuple[Grade, Evidence]


def run(policy: Legacy, workshop: Workshop, tiny: Assignment) -> Ran:
    """All examples as the cells of one notebook; example n is cell 2n + 3."""
    sources = [PRELUDE]
    for call in CALLS:
        sources += ["model = fresh()", call.example]
    submission = Submission("kim", *notebook_of(sources))
    done = grade_submission(submission, replace(tiny, legacy=policy), workshop, Settings())
    assert done.run
    assert done.run.payload
    return done.grade, decode(done.run.payload)


@pytest.fixture(scope="module")
def explained(workshop: Workshop, tiny: Assignment) -> Ran:
    return run("explain", workshop, tiny)


@pytest.fixture(scope="module")
def accepted(workshop: Workshop, tiny: Assignment) -> Ran:
    return run("accept", workshop, tiny)


def cell_of(call: Call) -> int:
    return 3 + 2 * IDS.index(call.id)


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_an_old_call_is_explained(call: Call, explained: Ran) -> None:
    errors = [error for error in explained[0].errors if error.cell == cell_of(call)]
    if call.silent:
        assert not errors
        return
    (error,) = errors
    assert error.name in call.raises
    assert error.legacy == call.id, error.value
    assert call.ko in explain_error(error).ko
    assert call.en in explain_error(error).en


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_an_old_call_is_accepted_where_the_table_says_so(call: Call, accepted: Ran) -> None:
    grade, evidence = accepted
    errors = [error for error in grade.errors if error.cell == cell_of(call)]
    used = {one.call for one in evidence.used if one.cell == cell_of(call)}
    if call.accept:
        assert not errors, errors
        assert call.silent or call.id in used
        assert call.silent or any(f"`{call.old}`" in note.en for note in grade.notes)
    else:
        assert [error.legacy for error in errors] == [call.id]
        assert call.why_ko
        assert call.why_en


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_a_line_put_right_is_python_and_stays_so(call: Call) -> None:
    aliases = {**rewrite.DEFAULT_ALIASES, **rewrite.imported(call.example)}
    found = rewrite.changes(call.example, aliases, [call])
    new = rewrite.apply(call.example, found)
    ast.parse(new)
    assert new.count("\n") == call.example.count("\n")
    assert rewrite.changes(new, aliases, [call]) == ()
    has_fix = call.fix != type(call.fix)()
    assert bool(found) is (has_fix and not call.fix.guarded) or call.fix.guarded


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_the_table_speaks_both_languages(call: Call) -> None:
    assert re.search("[가-힣]", call.ko)
    assert re.search("[A-Za-z]{3}", call.en)
    assert not re.search(r"(해요|세요|에요|예요)[.?]", call.ko + call.why_ko)
    assert call.accept == (not call.why_en)


def test_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS) == len(by_id())

"""Every old call of the table is run, in one notebook per policy: the table tells no tales."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest

from autograder.compiled_fit.levels import Level
from autograder.evidence import Evidence, decode
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.legacy import rewrite
from autograder.legacy.advise import advise
from autograder.legacy.table import Call, by_id, calls
from autograder.messages.python_errors import explain, explain_error
from autograder.records import Assignment, CellError, Grade, Legacy, Submission
from autograder.results import fingerprints
from autograder.results.graded import Settings
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


def run(policy: Legacy, workers: Workers, tiny: Assignment) -> Ran:
    """All examples as the cells of one notebook; example n is cell 2n + 3."""
    sources = [PRELUDE]
    for call in CALLS:
        sources += ["model = fresh()", call.example]
    submission = Submission("kim", *notebook_of(sources))
    done = grade_submission(submission, replace(tiny, legacy=policy), workers, Settings())
    assert done.run
    assert done.run.payload
    return done.grade, decode(done.run.payload)


@pytest.fixture(scope="module")
def explained(workers: Workers, tiny: Assignment) -> Ran:
    return run("explain", workers, tiny)


@pytest.fixture(scope="module")
def accepted(workers: Workers, tiny: Assignment) -> Ran:
    return run("accept", workers, tiny)


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


OLD = """
import numpy as np, keras
from keras.layers.core import Dense
keras.utils.set_random_seed(3)
x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
model = keras.Sequential([Dense(3, input_dim=2, activation="tanh"), Dense(1)])
model.compile(loss="mse", optimizer=keras.optimizers.SGD(lr=0.1), metrics=["accuracy"])
model.fit(x, y, nb_epoch=7, batch_size=4, verbose=0, use_multiprocessing=True)
"""
NEW = (
    OLD.replace("keras.layers.core", "keras.layers")
    .replace(
        "= [[0, 0], [0, 1], [1, 0], [1, 1]], ", "= np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), "
    )
    .replace("[[0], [1], [1], [0]]", "np.array([[0], [1], [1], [0]])")
    .replace("lr=", "learning_rate=")
    .replace("nb_epoch", "epochs")
    .replace(", use_multiprocessing=True", "")
)


def test_accepted_training_is_recorded_and_compiled_bit_for_bit_as_todays(
    workers: Workers, tiny: Assignment
) -> None:
    old = grade_submission(
        Submission("kim", *notebook_of([OLD])), replace(tiny, legacy="accept"), workers, Settings()
    )
    new = grade_submission(Submission("kim", *notebook_of([NEW])), tiny, workers, Settings())
    assert old.run
    assert old.run.payload
    assert new.run
    assert new.run.payload
    (ours,), (theirs,) = decode(old.run.payload).fits, decode(new.run.payload).fits
    assert ours.level == theirs.level == Level.WHOLE_RUN.value, ours.reason
    assert ours.final_weights
    assert ours.final_weights == theirs.final_weights
    assert (ours.x, ours.y, ours.history) == (theirs.x, theirs.y, theirs.history)
    assert (ours.epochs, ours.batch_size, ours.compiled) == (7, 4, theirs.compiled)
    assert old.grade.errors == ()
    said = {note.en for note in old.grade.notes}
    for identity in (
        "layer-modules",
        "learning-rate",
        "nb-epoch",
        "multiprocessing",
        "nested-lists",
    ):
        assert any(f"`{by_id()[identity].old}`" in note for note in said)
    assert {note for note in said if "old call" in note} <= set(old.grade.staff.notes)


def test_a_policy_change_runs_the_submission_again(tiny: Assignment) -> None:
    submission = Submission("kim", *notebook_of(["x = 1"]))
    ways: tuple[Legacy, ...] = ("explain", "accept")
    assert (
        len({fingerprints.run_key(submission, replace(tiny, legacy=w), Settings()) for w in ways})
        == 2
    )


CELL = """
%matplotlib inline
모델.compile(loss='mse', optimizer=SGD(lr=0.1,
        decay=1e-6, momentum=0.9), metrics='accuracy')
if True:
    값 = np.array([np.NaN, np.int(3)]); a = tf.to_float(값)
files = !ls np.int
with tf.Session() as sess:
    p = model.predict_classes(x.astype(np.int))
model.save('내_모델'); text = "np.int"  # np.float
"""
PUT_RIGHT = """
%matplotlib inline
모델.compile(loss='mse', optimizer=SGD(learning_rate=0.1, momentum=0.9), metrics=['accuracy'])

if True:
    값 = np.array([np.nan, int(3)]); a = tf.cast(값, tf.float32)
files = !ls np.int
with tf.Session() as sess:
    p = (model.predict(x.astype(int)) > 0.5).astype('int32')
model.save('내_모델.keras'); text = "np.int"  # np.float
"""


def test_a_messy_cell_is_put_right_in_place() -> None:
    known = [call for call in CALLS if not call.fix.guarded]
    found = rewrite.changes(CELL, rewrite.DEFAULT_ALIASES, known)
    assert rewrite.apply(CELL, found) == PUT_RIGHT


@pytest.mark.parametrize(
    "source",
    [
        "np.int", "np.int(", "x = '''np.int", "(" * 5000, "a." * 5000 + "b", "-" * 90_000 + "1",
        "f(" * 150 + "np.int" + ")" * 150, "\0", "\ud800", "%%bash\nnp.int", "np.int = 3",
        "SGD(**{'lr': 1}, lr=3)", "fit(*a, nb_epoch=3, *b)", "x" * 200_000, "'가'; np.int",
    ],
    ids=lambda source: source[:12].encode("ascii", "backslashreplace").decode(),
)  # fmt: skip
def test_no_cell_upsets_the_rewriting(source: str) -> None:
    found = rewrite.changes(source, rewrite.DEFAULT_ALIASES, CALLS)
    assert rewrite.apply(source, found).count("\n") == source.count("\n")


def test_other_errors_are_left_to_their_own_explanation() -> None:
    for name, value in (
        ("TypeError", "fit() got an unexpected keyword argument 'epoch'"),
        ("AttributeError", "'Sequential' object has no attribute 'fitt'"),
        ("AttributeError", "module 'numpy' has no attribute 'arrray'"),
        ("ValueError", "Unrecognized keyword arguments passed to Dense: {'inputdim': 2}"),
        ("KeyError", "'accuracy'"),
        ("ImportError", "cannot import name 'Dens' from 'keras.layers' (x.py)"),
    ):
        assert advise(name, value, "pass", 1, rewrite.DEFAULT_ALIASES) == ("", "")


def test_forged_advice_in_evidence_is_made_inert() -> None:
    error = CellError(1, 1, "TypeError", "bad", legacy="forged", rewritten="`x`\x1b[31m")
    assert "\x1b" not in explain_error(error).en
    assert explain(replace(error, legacy=IDS[0])).what == CALLS[0].told


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

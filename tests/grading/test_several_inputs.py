"""Models of several inputs and outputs, from the notebook to the grade, through both processes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.records import (
    Assignment,
    CheckFile,
    Deliverable,
    ModelInput,
    Outcome,
    Status,
    Text,
)
from tests.conftest import Grader

NETWORK = """
import keras
import numpy as np
draw = np.random.default_rng(0)
A = draw.normal(size=(12, 2)).astype("float32")
B = draw.normal(size=(12, 3)).astype("float32")
y = A[:, :1] - B[:, :1]
answer = 42
"""
FUNCTIONAL = """
wide, deep = keras.Input((2,)), keras.Input((3,))
hidden = keras.layers.Dense(4, activation="relu")(deep)
out = keras.layers.Dense(1)(keras.layers.Concatenate()([wide, hidden]))
model = keras.Model([wide, deep], out)
"""
OWN_CLASS = """
class WideAndDeep(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(4, activation="relu")
        self.out = keras.layers.Dense(1)
    def call(self, inputs):
        a, b = inputs
        return self.out(keras.layers.concatenate([a, self.hidden(b)]))
model = WideAndDeep()
"""
# Keras can't trace this: its loop asks for numbers.
OPAQUE = OWN_CLASS.replace("a, b = inputs", "a, b = inputs; float(a[0, 0])").replace(
    "super().__init__()", "super().__init__(); self.supports_jit = False"
)
TRAINED = """
model.compile("sgd", "mse", run_eagerly={eager})
model.fit([A, B], y, epochs=3, verbose=0)
"""
CHECKS = '''
def test_answer(student):
    """Whatever it is."""
    assert student.has("answer")


def test_model(student):
    """The inputs of this check."""
    {does}
'''
RIGHT = (
    'assert student.predict("model", [[[0, 0], [0, 1]], [[0, 0, 0], [0, 0, 1]]]).shape == (2, 1)'
)
ASKED = """
    from autograder.checks.measures import same_table
    training = student.training("model")
    a, b = training.x
    assert a.shape == (12, 2) and b.shape == (12, 3)
    assert same_table(training.x, training.y, [a, b], a[:, :1] - b[:, :1])
    assert student.model("model").count_params() == 23
    """
# What a check may do wrong, and how its item ends; the rest of the submission is graded anyhow.
MISTAKES = {
    "one array for two inputs": ('student.predict("model", [[0.0, 0.0]])', Outcome.FAILED),
    "three arrays": (
        'import numpy as np; student.predict("model", [np.zeros((1, 2))] * 3)',
        Outcome.FAILED,
    ),
    "text": ('student.predict("model", "no")', Outcome.PENDING),
    "ragged rows": ('student.predict("model", [[1, 2], [3]])', Outcome.PENDING),
    "two outputs where there is one": (
        'a, b = student.predict("model", [[[0, 0]], [[0, 0, 0]]]); assert a.size == b.size',
        Outcome.PENDING,
    ),
}
INPUTS = (ModelInput("", 2), ModelInput("", 3))
PROBE = ((0.0, 0.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0, 1.0))


def with_check(tiny: Assignment, does: str, *, declared: bool) -> Assignment:
    model = Deliverable("model", "model", Text("모델", "the model"))
    if declared:
        model = replace(model, probe=PROBE, inputs=INPUTS)
    file = CheckFile("test_tiny.py", CHECKS.format(does=does).encode())
    return replace(tiny, deliverables=(tiny.deliverables[0], model), check_files=(file,))


@pytest.mark.parametrize(
    ("network", "eager", "declared"),
    [
        (FUNCTIONAL, False, False),
        (OWN_CLASS, False, False),
        (OWN_CLASS, False, True),
        (OPAQUE, True, True),
    ],
    ids=["functional", "own class", "own class with a probe", "opaque"],
)
def test_a_model_of_two_inputs_is_graded(
    network: str, eager: bool, declared: bool, grade_source: Grader, tiny: Assignment
) -> None:
    program = NETWORK + network + TRAINED.format(eager=eager)
    assignment = with_check(tiny, ASKED + RIGHT, declared=declared)
    found = grade_source(program, assignment)
    assert {one.name: (one.outcome, one.detail) for one in found.grade.checks} == {
        "answer": (Outcome.PASSED, ""),
        "model": (Outcome.PASSED, ""),
    }


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistaken_check_of_such_a_model_costs_no_other_item(
    mistake: str, grade_source: Grader, tiny: Assignment
) -> None:
    does, outcome = MISTAKES[mistake]
    program = NETWORK + FUNCTIONAL + TRAINED.format(eager=False)
    grade = grade_source(program, with_check(tiny, does, declared=False)).grade
    found = {one.name: one for one in grade.checks}
    assert grade.status is Status.GRADED
    assert found["answer"].outcome is Outcome.PASSED
    assert found["model"].outcome is outcome
    assert found["model"].message.ko
    assert found["model"].message.en


def test_asking_otherwise_than_announced_is_left_to_a_person(
    grade_source: Grader, tiny: Assignment
) -> None:
    does, _ = MISTAKES["one array for two inputs"]
    program = NETWORK + FUNCTIONAL + TRAINED.format(eager=False)
    grade = grade_source(program, with_check(tiny, does, declared=True)).grade
    found = {one.name: one for one in grade.checks}
    assert (grade.status, found["model"].outcome) == (Status.GRADED, Outcome.PENDING)
    assert "correct the check" in found["model"].detail


def test_weights_too_large_to_be_sent_are_counted(grade_source: Grader, tiny: Assignment) -> None:
    program = NETWORK + (
        "words, rest = keras.Input((100,), dtype='int32'), keras.Input((5,))\n"
        "state = keras.layers.LSTM(32)(keras.layers.Embedding(10000, 512)(words))\n"
        "joined = keras.layers.concatenate([state, rest])\n"
        "for _ in range(3):\n"
        "    joined = keras.layers.Dense(64, activation='relu')(joined)\n"
        "heads = [keras.layers.Dense(1)(joined), keras.layers.Dense(1)(state)]\n"
        "model = keras.Model([words, rest], heads)\n"
    )
    does = 'assert student.model("model").count_params() == 5_200_610'
    found = grade_source(program, with_check(tiny, does, declared=False))
    assert {one.name: one.outcome for one in found.grade.checks} == {
        "answer": Outcome.PASSED,
        "model": Outcome.PASSED,
    }

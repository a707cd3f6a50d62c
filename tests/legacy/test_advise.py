"""What the table of old calls tells people to write instead is run with the libraries of today."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.legacy import rewrite
from autograder.legacy.advise import advise
from autograder.legacy.table import Call, calls
from autograder.records import Assignment, Submission
from autograder.results.graded import Settings
from tests.conftest import notebook_of
from tests.legacy.test_calls import CALLS, IDS, PRELUDE

ROOTS = {"np": np, "tf": tf, "keras": keras, "tensorflow": tf, "numpy": np}
# What a text calls by these names is gone: it says so.
GONE = re.compile(
    r"keras\.(?:api|engine|backend|wrappers\.scikit_learn|optimizers\.legacy|layers\.core|"
    r"layers\.experimental|utils\.np_utils)|np\.(?:int|float|object)$|tf\.(?:contrib|layers|train|"
    r"placeholder|get_variable|variable_scope|examples)|tensorflow\.examples"
)
DOTTED = re.compile(r"\b(?:np|tf|keras|tensorflow|numpy)(?:\.\w+)+")


def found(name: str) -> Any:
    """What a dotted name stands for today.

    Raises:
        AttributeError, ImportError: nothing.
    """
    root, *parts = name.split(".")
    value: Any = ROOTS[root] if root in ROOTS else importlib.import_module(root)
    for part in parts:
        value = getattr(value, part)
    return value


def renamed() -> Iterator[tuple[str, str]]:
    """Every name of today in the table, with the row that it comes from."""
    for call in CALLS:
        for new in call.fix.names.values():
            if new not in {"int", "float", "complex", "object", "str"}:
                yield call.id, new


@pytest.mark.parametrize(("row", "name"), sorted(set(renamed())))
def test_a_name_that_is_offered_exists(row: str, name: str) -> None:
    assert found(name) is not None, row


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_every_name_in_the_words_exists_or_is_said_to_be_gone(call: Call) -> None:
    for text in (call.now, call.ko, call.en, call.why_ko, call.why_en):
        for name in DOTTED.findall(text):
            assert GONE.match(name) or found(name) is not None


@pytest.mark.parametrize("call", CALLS, ids=IDS)
def test_an_argument_that_is_offered_exists(call: Call) -> None:
    for arguments in call.fix.arguments:
        known = {
            name for callee in arguments.of for one in callables(callee) for name in taken(one)
        }
        offered = {new for new in arguments.keywords.values() if new}
        assert offered <= known or "kwargs" in known


def taken(function: Any) -> set[str]:
    return set(inspect.signature(function).parameters)


def callables(name: str) -> list[Any]:
    """What goes by this name in Keras, TensorFlow or a model; nothing for calls that are gone."""
    places = (keras.layers, keras.optimizers, keras.callbacks, keras.utils, keras, keras.Model, tf)
    return [getattr(place, name) for place in places if callable(getattr(place, name, None))]


def test_a_cell_put_right_runs(workers: Workers, tiny: Assignment) -> None:
    """The lines that a student is told to write, each with the model that the example needs."""
    sources, rows = [PRELUDE], []
    for call in CALLS:
        aliases = {**rewrite.DEFAULT_ALIASES, **rewrite.imported(call.example)}
        known = [call, *(one for one in CALLS if not one.fix.guarded and one is not call)]
        changes = rewrite.changes(call.example, aliases, known)
        if changes and call.accept:
            sources += ["model = fresh()", rewrite.apply(call.example, changes)]
            rows.append(call.id)
    graded = grade_submission(Submission("kim", *notebook_of(sources)), tiny, workers, Settings())
    failed = {rows[(error.cell - 3) // 2]: error.value for error in graded.grade.errors}
    assert failed == {}
    assert len(rows) > 30


def test_a_row_without_lines_put_right_has_words_that_stand_alone() -> None:
    for call in calls():
        if not call.accept and not call.silent:
            assert call.fix == type(call.fix)() or call.id in {"model-from-yaml", "tf-eval"}


TORCH = """import torch
net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Sigmoid())
opt = torch.optim.SGD(net.parameters(), lr=0.1)
"""


@pytest.mark.parametrize(
    ("source", "error", "kept"),
    [
        (TORCH, ("ModuleNotFoundError", "No module named 'torch'", 1), "lr=0.1"),
        (
            "from torch.optim import SGD\nopt = SGD([], lr=0.1)",
            ("ModuleNotFoundError", "No module named 'torch'", 1),
            "lr=0.1",
        ),
        (
            "import torch.optim as optim\nopt = optim.Adam([], lr=0.1)",
            ("ModuleNotFoundError", "No module named 'torch'", 1),
            "lr=0.1",
        ),
        (
            "import tensorflow as tf\nstep = tf.train.GradientDescentOptimizer(0.1).minimize(cost)",
            (
                "AttributeError",
                "module 'tensorflow._api.v2.train' has no attribute 'GradientDescentOptimizer'",
                2,
            ),
            "minimize",
        ),
    ],
    ids=["torch", "from torch", "torch by another name", "minimize"],
)
def test_nothing_is_offered_that_can_not_work(
    source: str, error: tuple[str, str, int], kept: str
) -> None:
    name, value, line = error
    aliases = {**rewrite.DEFAULT_ALIASES, **rewrite.imported(source)}
    _, lines = advise(name, value, source, line, aliases)
    assert "learning_rate" not in lines
    assert kept not in lines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TypeError", "train() got an unexpected keyword argument 'lr'"),
        ("ValueError", "Unrecognized keyword arguments passed to Dense: {'lr': 0.1}"),
    ],
)
def test_a_students_own_lr_is_no_old_call(name: str, value: str) -> None:
    assert advise(name, value, "train(lr=0.1)", 1, rewrite.DEFAULT_ALIASES) == ("", "")


def test_compile_is_not_told_to_take_another_name_of_the_rate() -> None:
    for value in ("lr", "learning_rate"):
        said = f"Trainer.compile() got an unexpected keyword argument '{value}'"
        source = f"model.compile(loss='mse', optimizer='sgd', {value}=0.1)"
        call, lines = advise("TypeError", said, source, 1, rewrite.DEFAULT_ALIASES)
        assert (call, lines) == ("compile-lr", "")

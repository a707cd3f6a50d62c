"""Models of two inputs and of two outputs, and their training as a student's process records it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from autograder import compiled_fit
from autograder.checking.student_fixture import StudentWork
from autograder.evidence import Evidence, decode, encode
from autograder.records import Assignment, Deliverable, Text
from autograder.student.models import describe_model
from autograder.student.program import InputColumns, Wanted
from autograder.student.training import FitLog, record_fits

_DRAW = np.random.default_rng(0)
WIDE = _DRAW.normal(size=(24, 2)).astype("float32")
DEEP = _DRAW.normal(size=(24, 3)).astype("float32")
Y = 4 * WIDE[:, :1] - 4 * np.tanh(DEEP[:, 1:2])  # far from where a training begins
AUX = 4 * np.tanh(DEEP[:, 2:])
NAMES = ("fit", "train_on_batch")
COLUMNS = (InputColumns("", 2), InputColumns("", 3))


def two_inputs(*, outputs: int = 1) -> keras.Model:
    """Wide and deep: 2 columns beside 3 that go through a hidden layer of 4 nodes."""
    keras.utils.set_random_seed(3)
    wide, deep = keras.Input((2,), name="wide"), keras.Input((3,), name="deep")
    hidden = keras.layers.Dense(4, activation="tanh")(deep)
    joined = keras.layers.Concatenate()([wide, hidden])
    heads = [keras.layers.Dense(1, name="main")(joined), keras.layers.Dense(1, name="aux")(hidden)]
    return keras.Model([wide, deep], heads[0] if outputs == 1 else heads)


class WideAndDeep(keras.Model):
    """The same in a class of the student's own."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = keras.layers.Dense(4, activation="tanh")
        self.main = keras.layers.Dense(1)
        self.aux = keras.layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        wide, deep = inputs
        hidden = self.hidden(deep)
        return self.main(keras.layers.concatenate([wide, hidden])), self.aux(hidden)


class ByName(WideAndDeep):
    """Its inputs have names."""

    def call(self, inputs: Any) -> Any:
        return super().call((inputs["wide"], inputs["deep"]))


@contextmanager
def recording(draws: int | None = None) -> Iterator[FitLog]:
    """Within, fits are recorded as in a student's process; ``draws`` as ``record_fits`` has it."""
    own = {name: getattr(keras.Model, name) for name in NAMES if name in vars(keras.Model)}
    try:
        yield record_fits(stock=False, draws=draws)
    finally:
        for name in NAMES:
            if name in own:
                setattr(keras.Model, name, own[name])
            else:
                delattr(keras.Model, name)
        compiled_fit.uninstall()


def work_of(
    assignment: Assignment, log: FitLog, models: dict[str, Any], wanted: Callable[[str], Wanted]
) -> StudentWork:
    """What checks are given of these models; the evidence goes over the boundary once."""
    log.finish()
    evidence = Evidence(
        schema=1,
        deliverables={name: describe_model(one, wanted(name), log) for name, one in models.items()},
        fits=tuple(log.fits),
        errors=(),
        names=(),
        output="",
        notebook="{}",
    )
    asked = tuple(Deliverable(name, "model", Text(name, name)) for name in models)
    return StudentWork(replace(assignment, deliverables=asked), decode(encode(evidence)), "")

"""Standard checks on evidence as the student's side writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import keras
import msgspec

from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.evidence import DeliverableEvidence, Evidence, FitEvidence, ModelEvidence
from autograder.records import Assignment
from autograder.student.evidence_writer import export_one
from autograder.student.program import Wanted
from autograder.student.training import FitLog

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
LABELS = [[0], [1], [1], [0]]


def network(*layers: int, out: str = "sigmoid", **dense: Any) -> keras.Model:
    """A chain of dense layers; the number of inputs comes first."""
    keras.utils.set_random_seed(5)
    inner = [keras.layers.Dense(nodes, activation="tanh", **dense) for nodes in layers[1:-1]]
    last = keras.layers.Dense(layers[-1], activation=out)
    return keras.Sequential([keras.Input((layers[0],)), *inner, last])


def work(
    assignment: Assignment,
    made: Mapping[str, Any],
    fit: FitEvidence | None = None,
    source: str = "",
) -> StudentWork:
    """A student's work; ``fit`` is how every model of it was trained, None for not at all."""
    log = FitLog()
    written: dict[str, DeliverableEvidence] = {
        name: _with_fit(
            export_one(value, Wanted(name, "array" if "prediction" in name else "value"), log), fit
        )
        for name, value in made.items()
    }
    evidence = Evidence(
        schema=1,
        deliverables=written,
        fits=(fit,) if fit else (),
        errors=(),
        names=(),
        output="",
        notebook="{}",
    )
    student = StudentWork(assignment, evidence, source)
    student.remarks.begin("it")
    return student


def _with_fit(written: DeliverableEvidence, fit: FitEvidence | None) -> DeliverableEvidence:
    if fit is None or not isinstance(written, ModelEvidence):
        return written
    return msgspec.structs.replace(written, fits=(0,), compiled=fit.compiled)


def part(
    assignment: Assignment,
    name: str,
    made: Mapping[str, Any],
    given: Any,
    fit: FitEvidence | None = None,
) -> float:
    """The part of the points that a check gives."""
    return verdict(assignment, name, made, given, fit)[0]


def verdict(
    assignment: Assignment,
    name: str,
    made: Mapping[str, Any],
    given: Any,
    fit: FitEvidence | None = None,
) -> tuple[float, str]:
    """The part of the points that a check gives, and what the student is told, in English."""
    student = work(assignment, made, fit)
    try:
        LIBRARY[name].run(student, json.dumps(given))
    except AssertionError:
        return 0.0, student.remarks.told("it").en
    return student.remarks.fraction("it"), student.remarks.told("it").en

"""Layers that do the work, and such that only stand there."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from autograder.checking.ablation import Finding, Idle, examine
from autograder.checking.check_exceptions import UndecidedError
from autograder.checking.student_fixture import StudentWork
from autograder.evidence import Evidence, ModelEvidence, pack_array
from autograder.records import Assignment
from tests.support import odd_networks as nets

TABLES = {
    Idle.BESIDE: nets.BESIDE,
    Idle.BEFORE: nets.BEFORE,
    Idle.AFTER: nets.AFTER,
    Idle.UNHEARD: nets.UNHEARD,
    Idle.ROWS: nets.ROWS,
}
IDLE = [(idle, name) for idle, table in TABLES.items() for name in table]


def found(build: nets.Build, *, learns: bool = True) -> Finding:
    return examine(build(), nets.X, nets.Y, learns=learns)


@pytest.mark.parametrize("learns", [True, False])
@pytest.mark.parametrize("name", nets.HONEST)
def test_honest_networks_do_the_work(name: str, learns: bool) -> None:
    assert found(nets.HONEST[name], learns=learns) == Finding()


@pytest.mark.parametrize("name", nets.LOGISTIC)
def test_honest_logistic_regressions_do_the_work(name: str) -> None:
    assert found(nets.LOGISTIC[name], learns=False) == Finding()


@pytest.mark.parametrize("name", nets.SKIPS)
def test_beside_an_honest_skip_connection_the_layers_do_the_work(name: str) -> None:
    assert found(nets.SKIPS[name]) == Finding()


@pytest.mark.parametrize(("idle", "name"), IDLE)
def test_layers_that_do_no_work_are_found(idle: Idle, name: str) -> None:
    assert found(TABLES[idle][name]).idle is idle


@pytest.mark.parametrize("act", [keras.ops.sin, keras.ops.cos, keras.ops.abs, keras.ops.square])
def test_the_activation_of_the_output_node_may_not_do_the_work_alone(act: object) -> None:
    layers = keras.layers
    assert found(nets.chain(layers.Dense(3), layers.Dense(1, act))).idle is Idle.AFTER


@pytest.mark.parametrize("name", nets.UNHEARD_LOGISTIC)
def test_a_goal_that_takes_no_learning_needs_layers_that_are_heard(name: str) -> None:
    assert found(nets.UNHEARD_LOGISTIC[name], learns=False).idle is Idle.UNHEARD


@pytest.mark.parametrize("name", nets.NOT_LOGISTIC)
def test_a_node_that_can_part_the_rows_is_no_logistic_regression(name: str) -> None:
    assert found(nets.NOT_LOGISTIC[name], learns=False).idle in {Idle.BEFORE, Idle.AFTER}


def test_what_a_line_can_part_may_be_prepared_in_any_way() -> None:
    labels = np.array([[0], [1], [1], [1]])
    model = nets.BEFORE["larger and smaller"]()
    assert examine(model, nets.X, labels, learns=True) == Finding()


@pytest.mark.parametrize("name", ["difference squared", "linear nodes times inputs"])
def test_weights_and_activations_are_put_back(name: str) -> None:
    model = nets.BESIDE[name]()
    before, outputs = model.get_weights(), model.predict_on_batch(nets.X)
    examine(model, nets.X, nets.Y, learns=False)
    assert all(map(np.array_equal, before, model.get_weights()))
    assert np.array_equal(outputs, model.predict_on_batch(nets.X))


def test_a_deep_residual_network_on_pictures_does_the_work() -> None:
    layers = keras.layers
    inputs = keras.Input((8, 8, 3))
    seen = layers.Conv2D(4, 3, padding="same")(inputs)
    for _ in range(3):
        block = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(seen))
        seen = layers.ReLU()(layers.Add()([seen, block]))
    outputs = layers.Dense(10, "softmax")(layers.GlobalAveragePooling2D()(seen))
    x = np.random.default_rng(0).random((100, 8, 8, 3))
    y = np.arange(100) % 10
    assert examine(keras.Model(inputs, outputs), x, y, learns=True) == Finding()


# --- what checks are told ------------------------------------------------------------------------


def handed_in(assignment: Assignment, model: keras.Model) -> StudentWork:
    weights = tuple(pack_array(weight) for weight in model.get_weights())
    config = json.dumps(keras.saving.serialize_keras_object(model))
    evidence = Evidence(
        schema=1,
        deliverables={"model": ModelEvidence("Functional", config, weights)},
        fits=(), errors=(), names=("model",), output="", notebook="{}",
    )  # fmt: skip
    work = StudentWork(assignment, evidence, "")
    work.remarks.begin("check")
    return work


def test_a_skip_connection_is_explained_and_nobody_accused(tiny: Assignment) -> None:
    work = handed_in(tiny, nets.SKIPS["inputs added"]())
    assert not work.in_a_row("model")
    told = work.remarks.told("check")
    assert "skip connection" in told.en
    assert "스킵 연결" in told.ko
    assert not any(word in told.en.casefold() for word in ("cheat", "trick", "suspicious"))


@pytest.mark.parametrize("name", ["functional", "columns taken apart"])
def test_layers_in_a_row_need_no_words(tiny: Assignment, name: str) -> None:
    work = handed_in(tiny, nets.HONEST[name]())
    assert work.in_a_row("model")
    assert work.remarks.told("check").en == ""


@pytest.mark.parametrize(("idle", "name"), IDLE)
def test_what_did_no_work_has_not_learned(tiny: Assignment, idle: Idle, name: str) -> None:
    work = handed_in(tiny, TABLES[idle][name]())
    assert not work.learned("model", nets.X, nets.Y)
    assert "`model`" in work.remarks.told("check").en
    assert "`model`" in work.remarks.told("check").ko
    assert work.remarks.staff_notes()[0].startswith(f"model: {idle.value}")


def test_an_exercise_may_ask_for_more_than_layers_in_a_row(tiny: Assignment) -> None:
    work = handed_in(tiny, nets.BESIDE["multiplied with it"]())
    work.learned("model", nets.X, nets.Y, by_layers=False)
    assert "no record" in work.remarks.told("check").en


@pytest.mark.parametrize("name", nets.UNSEEN)
def test_a_person_looks_where_no_program_can(tiny: Assignment, name: str) -> None:
    work = handed_in(tiny, nets.UNSEEN[name]())
    for ask in (
        lambda: work.in_a_row("model"),
        lambda: work.learned("model", nets.X, nets.Y),
    ):
        with pytest.raises(UndecidedError, match="Your teacher will look"):
            ask()

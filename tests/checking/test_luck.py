"""Networks that may hit upon a table by luck have to do so more often."""

from __future__ import annotations

from math import comb

import keras
import numpy as np
import pytest
from keras import layers, ops

from autograder.checking import luck
from autograder.retraining.verdict import Trained
from tests.support import odd_networks as nets
from tests.support.retrain import record

WILD = keras.initializers.RandomNormal(stddev=50.0)


def trained(build: nets.Build, optimizer: keras.optimizers.Optimizer, epochs: int) -> Trained:
    model = build()
    model.compile(optimizer, loss="binary_crossentropy")
    predictions = np.asarray(model.predict_on_batch(nets.X))
    return Trained(model, (record(model, epochs),), predictions, nets.X, nets.Y, seed=1)


def wild(nodes: int, act: object) -> layers.Dense:
    return layers.Dense(nodes, act, kernel_initializer=WILD, bias_initializer=WILD)


LUCK: dict[str, nets.Build] = {
    "sines of large numbers": nets.chain(wild(2, ops.sin), wild(3, ops.sin), wild(1, "sigmoid")),
    "a steep sine as output": nets.chain(layers.Dense(3, "tanh"), wild(1, ops.sin)),
}


@pytest.mark.parametrize("name", LUCK)
def test_what_throws_a_coin_for_each_row_goes_to_a_person(name: str) -> None:
    found = luck.doubted(trained(LUCK[name], keras.optimizers.Adam(1.0), 2), 1.0)
    assert found is not None
    assert found.success is None
    assert "luck" in found.message.en
    assert "운으로" in found.message.ko
    assert "by luck" in found.staff_note


@pytest.mark.parametrize("act", [ops.sin, ops.cos])
def test_a_network_of_sines_that_learns_is_believed(act: object) -> None:
    build = nets.chain(layers.Dense(3, act), layers.Dense(1, "sigmoid"))
    assert luck.may_be_luck(build())
    assert luck.doubted(trained(build, keras.optimizers.Adam(0.05), 300), 1.0) is None


@pytest.mark.parametrize("name", [name for name in nets.HONEST if "sine" not in name])
def test_usual_networks_need_no_more_restarts(name: str) -> None:
    assert not luck.may_be_luck(nets.HONEST[name]())


def test_a_map_that_is_folded_again_and_again_may_be_luck() -> None:
    def folded(inputs: keras.KerasTensor) -> keras.KerasTensor:
        value = nets.mlp(inputs)
        for _ in range(12):  # chaos: a small difference doubles with each fold
            value = 1.0 - ops.abs(1.0 - 2.0 * value)
        return value

    assert luck.may_be_luck(nets.graph(folded)())


def test_long_tables_are_not_hit_upon_by_luck() -> None:
    task = trained(LUCK["sines of large numbers"], keras.optimizers.Adam(1.0), 2)
    x, y = np.tile(nets.X, (3, 1)), np.tile(nets.Y, (3, 1))
    answers = np.tile(task.predictions, (3, 1))
    longer = Trained(task.model, task.fits, answers, x, y, seed=1)
    assert luck.doubted(longer, 1.0) is None


def test_enough_restarts_leave_luck_out() -> None:
    """As the module says: coins for four rows, all right in eight of 32 starts."""
    p = 1 / 16
    below = sum(
        comb(luck.STARTS, k) * p**k * (1 - p) ** (luck.STARTS - k) for k in range(luck.ENOUGH)
    )
    assert 1 / 4000 < 1 - below < 1 / 1000

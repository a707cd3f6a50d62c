"""Which layers every path from input to output meets."""

from __future__ import annotations

import keras
import pytest
from keras import layers

from autograder.checking.graph_paths import UnseenError, paths_of
from tests.support import odd_networks as nets


@pytest.mark.parametrize("name", nets.HONEST)
def test_layers_in_a_row_are_on_every_path(name: str) -> None:
    paths = paths_of(nets.HONEST[name]())
    assert len(paths.layers) >= 2
    assert paths.skipped == paths.reused == paths.meetings == ()


@pytest.mark.parametrize("name", nets.SKIPS)
def test_a_skip_connection_is_found(name: str) -> None:
    paths = paths_of(nets.SKIPS[name]())
    assert paths.skipped
    assert len(paths.meetings) == 1


@pytest.mark.parametrize("name", nets.BESIDE)
def test_operations_beside_the_layers_are_a_path_of_their_own(name: str) -> None:
    assert paths_of(nets.BESIDE[name]()).skipped


def test_only_the_layer_that_is_gone_around_is_named() -> None:
    inputs = keras.Input((2,))
    first = layers.Dense(3, "tanh", name="first")(inputs)
    second = layers.Dense(3, "tanh", name="second")(first)
    both = layers.Add(name="sum")([first, second])
    paths = paths_of(keras.Model(inputs, layers.Dense(1, name="output")(both)))
    assert [layer.name for layer in paths.layers] == ["first", "second", "output"]
    assert [layer.name for layer in paths.skipped] == ["second"]
    assert paths.meetings == ("Add",)


def test_a_layer_that_is_used_twice_is_on_every_path_and_named() -> None:
    twice = layers.Dense(2, "tanh", name="twice")
    paths = paths_of(nets.graph(lambda i: layers.Dense(1)(twice(twice(i))))())
    assert [layer.name for layer in paths.reused] == ["twice"]
    assert paths.skipped == ()


def test_a_skip_connection_in_a_model_within_is_found() -> None:
    inner = nets.SKIPS["inputs added"]()
    paths = paths_of(nets.chain(inner, layers.Dense(1))())
    assert len(paths.layers) == 3
    assert len(paths.skipped) == 1


def test_a_constant_is_no_path() -> None:
    def shifted(inputs: keras.KerasTensor) -> keras.KerasTensor:
        return layers.Dense(1)(layers.Dense(2, "tanh")(inputs) + keras.ops.ones((1, 2)))

    assert paths_of(nets.graph(shifted)()).skipped == ()


@pytest.mark.parametrize("name", nets.UNSEEN)
def test_a_network_hidden_in_a_layer_is_not_taken_for_one_layer(name: str) -> None:
    with pytest.raises(UnseenError, match="a model of its own"):
        paths_of(nets.UNSEEN[name]())

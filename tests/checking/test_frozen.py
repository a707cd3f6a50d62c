"""Layers that training was kept from, and layers that only did not get far."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.checking.frozen import Held, held_layers, thaw
from autograder.evidence import FitEvidence
from autograder.retraining.verdict import Trained, learned
from tests.support.retrain import X, Y, network, trained

Adam = keras.optimizers.Adam
SEEDS = range(20)
EPOCHS = 20


def seeded(seed: int, act: str = "tanh", **dense: object) -> keras.Model:
    keras.utils.set_random_seed(seed)
    return network(2, act=act, **dense)


def first(model: keras.Model) -> str:
    return model.layers[0].name


def compile_again(model: keras.Model) -> None:
    model.compile(optimizer=Adam(0.05), loss="binary_crossentropy")


def trained_frozen(model: keras.Model, epochs: int = EPOCHS) -> FitEvidence:
    model.layers[0].trainable = False
    compile_again(model)
    return trained(model, epochs)


def outcome(model: keras.Model, *fits: FitEvidence) -> bool | None:
    predictions = np.asarray(model.predict_on_batch(X))
    return learned(Trained(model, fits, predictions, X, Y, seed=1)).success


@pytest.mark.thorough
def test_a_frozen_hidden_layer_is_found_from_any_start_also_if_it_is_thawed_afterwards():
    for seed in SEEDS:
        model = seeded(seed)
        fit = trained_frozen(model)
        assert held_layers(model, [fit]) == Held(frozen=(first(model),))
        model.layers[0].trainable = True
        assert held_layers(model, [fit]) == Held(held=(first(model),))


def test_random_features_would_get_there_by_luck():
    """Why frozen layers are looked for: random restarts of such a network succeed often enough."""
    model = seeded(4)
    assert outcome(model, trained_frozen(model, 400)) is True


def test_a_kernel_frozen_beside_its_bias_is_found():
    model = seeded(1)
    model.layers[0].kernel.trainable = False
    compile_again(model)
    assert held_layers(model, [trained(model, EPOCHS)]) == Held(frozen=(first(model),))


def test_a_hidden_layer_put_back_before_the_last_of_many_frozen_fits_is_found():
    model = seeded(2)
    fits = [trained_frozen(model, 5) for _ in range(3)]
    assert held_layers(model, fits) == Held(frozen=(first(model),))


@pytest.mark.parametrize(("act", "seeds"), [("tanh", 3), ("sigmoid", 3), ("relu", len(SEEDS))])
def test_honest_training_holds_no_layer_from_any_start(act: str, seeds: int):
    """With ReLU every sixteenth start has both hidden nodes dead: no gradient reaches them."""
    for seed in SEEDS[:seeds]:
        model = seeded(seed, act)
        assert held_layers(model, [trained(model, EPOCHS)]) == Held()


def test_a_layer_of_dead_nodes_is_not_held():
    model = seeded(3, "relu")
    model.layers[0].set_weights([np.full((2, 2), -0.5), np.zeros(2)])
    fit = trained(model, EPOCHS)
    assert np.array_equal(model.layers[0].get_weights()[0], np.full((2, 2), -0.5))
    assert held_layers(model, [fit]) == Held()


def test_a_training_that_moves_nothing_holds_no_layer():
    model = seeded(3)
    model.compile(optimizer=keras.optimizers.SGD(1e-12), loss="mse")
    assert held_layers(model, [trained(model, 3)]) == Held()


def test_a_layer_may_be_frozen_once_it_has_learned():
    model = seeded(5)
    fit = trained(model, 300)
    model.layers[0].trainable = False
    assert held_layers(model, [fit]) == Held()
    thaw(model)
    assert outcome(model, fit) is True


def test_a_layer_may_be_thawed_for_a_second_training():
    model = seeded(5)
    fits = [trained_frozen(model)]
    model.layers[0].trainable = True
    compile_again(model)
    fits.append(trained(model, 300))
    assert held_layers(model, fits) == Held()


def test_without_weights_of_the_record_a_frozen_layer_is_for_a_person():
    model = seeded(6)
    fit = trained_frozen(model)
    unknown = FitEvidence(
        **{field: getattr(fit, field) for field in fit.__struct_fields__ if "weights" not in field}
    )
    assert held_layers(model, [unknown]) == Held(unknown=(first(model),))


def test_never_trained_is_another_matter():
    model = seeded(6)
    model.layers[0].trainable = False
    assert held_layers(model, []) == Held()

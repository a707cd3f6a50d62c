"""What happened within a fit is repeated with it: rates, orders of rows, weights that came back."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import compiled_fit
from autograder.evidence import pack_array
from autograder.retraining.replay import BY_CALLBACK, CHANGED, DIFFERENT, Finding
from tests.support.replay import BY_HAND, BY_HAND_OF_THREE, CONFIRMED, SEED, change, doubt, repeat
from tests.support.retrain import X, Y, callback, network, record, trained

SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam


@pytest.fixture(autouse=True)
def same_start() -> None:
    """Dead ReLUs and local minima, which hardly move, are other tests' matter."""
    keras.utils.set_random_seed(SEED)


def test_an_early_stop_that_went_back_is_confirmed():
    model = network(3, opt=Adam(0.1))
    fit = trained(model, 40)
    more = trained(model, 20)
    whole = change(
        more,
        initial_weights=fit.initial_weights,
        final_weights=fit.final_weights,
        epochs=60,
        callbacks=(
            callback("EarlyStopping", monitor="loss", restore_best_weights=True, best_epoch=39),
        ),
    )
    model.set_weights(
        [np.frombuffer(w.data, "float32").reshape(w.shape) for w in fit.final_weights]
    )
    assert repeat(model, [whole]) == CONFIRMED


def test_weights_of_the_best_checkpoint_are_confirmed():
    """Loaded after the fit, so that no fit ended with them."""
    model = network(3, opt=Adam(0.1))
    fit = trained(model, 40)
    best = model.get_weights()
    more = trained(model, 20)
    losses = tuple(float(abs(epoch - 39)) for epoch in range(60))
    whole = change(
        more,
        initial_weights=fit.initial_weights,
        epochs=60,
        history={"val_loss": losses},
        callbacks=(callback("ModelCheckpoint", monitor="val_loss"),),
    )
    model.set_weights(best)
    assert repeat(model, [whole]) == CONFIRMED
    model.set_weights(BY_HAND_OF_THREE)
    assert repeat(model, [whole]).reason == CHANGED


def test_a_callback_that_put_weights_in_is_told_from_one_that_reads():
    model = network(2)
    own = (callback("Mine", "__main__"),)
    fit = change(trained(model, 60), callbacks=own, callback_effect="read")
    assert repeat(model, [fit]) == CONFIRMED
    other = [pack_array(weight) for weight in BY_HAND]
    model.set_weights(BY_HAND)
    fit = change(fit, final_weights=tuple(other), callback_effect="set")
    assert repeat(model, [fit]).reason == BY_CALLBACK
    fit = change(fit, callback_effect="restored")
    assert "went back to earlier weights" in doubt(model, [fit])


def test_rates_that_a_callback_set_are_followed():
    model = network(3, opt=SGD(2.0))
    first = trained(model, 100)
    model.optimizer.learning_rate = 0.5
    second = trained(model, 100)
    whole = change(
        second,
        epochs=200,
        initial_weights=first.initial_weights,
        callbacks=(callback("Mine", "__main__"),),
        callback_effect="read",
        rates=(2.0,) * 100 + (0.5,) * 100,
    )
    assert repeat(model, [whole]) == CONFIRMED
    assert repeat(model, [change(whole, rates=())]).reason == DIFFERENT


def test_rows_in_their_recorded_order_are_confirmed():
    keras.utils.set_random_seed(5)
    model = network(3, opt=SGD(0.5))
    with compiled_fit.noted(wants_weights=False) as notes:
        fit = trained(model, 300, batch_size=1)
    fit = change(fit, order=pack_array(notes.orders[0].astype("uint8")))
    assert repeat(model, [fit]) == CONFIRMED


def test_rows_in_an_order_that_nobody_wrote_down_are_drawn():
    """Weights that no order leads to wait for a person: the order may have been a rare one."""
    tf.random.set_seed(None)  # each epoch has an order of its own
    model = network(3, opt=SGD(0.2))
    fit = trained(model, 300, batch_size=2)
    assert repeat(model, [change(fit, order=None)]).finding is not Finding.CONTRADICTED
    model.set_weights(BY_HAND_OF_THREE)
    lie = change(fit, final_weights=tuple(pack_array(weight) for weight in BY_HAND_OF_THREE))
    found = repeat(model, [lie])
    assert (found.finding, found.took_place) == (Finding.UNKNOWN, False)
    assert "order of its rows" in found.note


def test_sample_weights_are_followed():
    model = network(3, opt=Adam(0.05))
    before = [pack_array(weight) for weight in model.get_weights()]
    weights = np.array([1.0, 2.0, 0.5, 0.0], np.float32)
    compiled_fit.fit(model, X, Y, epochs=120, sample_weight=weights, verbose=0)
    after = [pack_array(weight) for weight in model.get_weights()]
    fit = record(
        model,
        120,
        initial_weights=tuple(before),
        final_weights=tuple(after),
        sample_weight=pack_array(weights),
    )
    assert repeat(model, [fit]) == CONFIRMED
    assert repeat(model, [change(fit, sample_weight=None)]).reason == DIFFERENT

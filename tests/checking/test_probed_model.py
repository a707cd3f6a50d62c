"""What a live model answered, held against the layers that it was written down as."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from autograder.checking import own_facts
from autograder.checking.probed_model import ProbedModel, answers_like
from autograder.evidence import Array, ModelEvidence, pack_array

PROBE = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


def probed(answers: np.ndarray | None) -> ProbedModel:
    probe: Array | None = None if answers is None else pack_array(answers)
    return ProbedModel(ModelEvidence("Network", "", (), traced=True, probe=probe), PROBE)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])


def test_the_same_answers_are_alike_up_to_rounding(model: keras.Model) -> None:
    own = model.predict_on_batch(np.array(PROBE, "float32"))
    assert answers_like(model, probed(own + 1e-6))


def test_what_was_built_is_told_of_a_model_of_which_only_weights_are_known() -> None:
    weights = (pack_array(np.zeros((2, 3), "float32")), pack_array(np.zeros(3, "float32")))
    answers = pack_array(np.zeros((4, 1), "float32"))
    own = ProbedModel(ModelEvidence("Own", "", weights, traced=False, probe=answers), PROBE)
    assert own_facts.network("m", own).en == "`m` has 9 parameters in all."
    assert own_facts.refused_input("m", own, (4, 2)).en


def test_other_answers_are_not(model: keras.Model) -> None:
    own = model.predict_on_batch(np.array(PROBE, "float32"))
    assert not answers_like(model, probed(own + 0.5))
    assert not answers_like(model, probed(own.reshape(4, 1, 1)))


def test_no_answers_say_nothing(model: keras.Model) -> None:
    assert answers_like(model, probed(None))
    assert answers_like(model, probed(np.zeros((3, 1), "float32")))

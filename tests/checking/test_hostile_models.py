"""Models that an attacker described are not built, and the student reads why."""

from __future__ import annotations

import json
import math
import re
import resource
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from autograder.checking.rebuild import rebuild
from autograder.evidence import Array, ModelEvidence, pack_array
from autograder.model_bounds.allowed_layers import CannotRebuildError

HANGUL = re.compile("[가-힣]")


def honest() -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    return json.loads(json.dumps(keras.saving.serialize_keras_object(model))), model.get_weights()


Change = Callable[[dict[str, Any]], None]


def layer(config: dict[str, Any], at: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = config["config"]["layers"][at]
    return found


def becomes(name: str, **config: Any) -> Change:
    """Put another layer in the place of the first Dense."""

    def change(whole: dict[str, Any]) -> None:
        whole["config"]["layers"][1] = {
            "module": "keras.layers",
            "class_name": name,
            "config": {"name": "evil", **config},
            "registered_name": None,
        }

    return change


def set_in_layer(key: str, value: Any) -> Change:
    return lambda whole: layer(whole)["config"].__setitem__(key, value)


def wide_input(whole: dict[str, Any]) -> None:
    layer(whole, 0)["config"]["batch_shape"] = [None, 2**30]
    layer(whole)["build_config"] = {"input_shape": [None, 2**30]}


def many_layers(whole: dict[str, Any]) -> None:
    whole["config"]["layers"] += [layer(whole)] * 5000


def deep_models(whole: dict[str, Any]) -> None:
    inner = json.loads(json.dumps(whole))
    for _ in range(100):
        inner = {"module": "keras", "class_name": "Sequential", "config": {"layers": [inner]}}
    whole["config"]["layers"].append(inner)


EVIL_MODELS: dict[str, Change] = {
    "a Dense of 2**40 units": set_in_layer("units", 2**40),
    "a Dense of 4000 units, unpaid": set_in_layer("units", 4000),
    "a Dense of text": set_in_layer("units", "many"),
    "a Dense of -1": set_in_layer("units", -1),
    "a Dense of NaN": set_in_layer("units", math.nan),
    "a Lambda": becomes("Lambda", function="lambda x: x"),
    "a Lambda as a function": set_in_layer(
        "activation",
        {"class_name": "__lambda__", "config": {"value": "gASVAAAA"}},
    ),
    "a function from os": set_in_layer(
        "activation",
        {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"},
    ),
    "a function from builtins": set_in_layer(
        "activation",
        {"module": "builtins", "class_name": "function", "config": "eval"},
    ),
    "a class from subprocess": set_in_layer(
        "kernel_initializer", {"module": "subprocess", "class_name": "Popen", "config": {}}
    ),
    "an initializer that isn't one": set_in_layer(
        "kernel_initializer", {"module": "keras.initializers", "class_name": "get", "config": {}}
    ),
    "a custom object": lambda whole: layer(whole).__setitem__("registered_name", "evil>Dense"),
    "another module": lambda whole: layer(whole).__setitem__("module", "evil"),
    "a layer not on the list": becomes("StringLookup", vocabulary="/etc/passwd"),
    "TextVectorization": becomes("TextVectorization", vocabulary="/etc/passwd"),
    "TorchModuleWrapper": becomes("TorchModuleWrapper", module="x"),
    "a TFSMLayer": becomes("TFSMLayer", filepath="/tmp"),
    "an Embedding of gigabytes": becomes("Embedding", input_dim=2**30, output_dim=2**10),
    "an Embedding, unpaid": becomes("Embedding", input_dim=4096, output_dim=4096),
    "an LSTM, unpaid": becomes("LSTM", units=4096),
    "a stateful LSTM": becomes("LSTM", units=4, stateful=True),
    "a MultiHeadAttention": becomes("MultiHeadAttention", num_heads=4096, key_dim=4096),
    "a RepeatVector of 2**40": becomes("RepeatVector", n=2**40),
    "a RepeatVector twice": lambda whole: (
        becomes("RepeatVector", n=4096)(whole),
        whole["config"]["layers"].insert(
            2,
            {
                "module": "keras.layers",
                "class_name": "Flatten",
                "config": {"name": "f"},
                "registered_name": None,
            },
        ),
        whole["config"]["layers"].insert(
            3,
            {
                "module": "keras.layers",
                "class_name": "RepeatVector",
                "config": {"name": "r", "n": 4096},
                "registered_name": None,
            },
        ),
    )[0],
    "a Reshape of 2**60": becomes("Reshape", target_shape=[2**30, 2**30]),
    "a padding of 2**40": becomes("ZeroPadding1D", padding=2**40),
    "an upsampling of 2**40": becomes("UpSampling1D", size=2**40),
    "a low-rank addition, unpaid": set_in_layer("lora_rank", 4000),
    "a quantised layer": set_in_layer(
        "quantization_config", {"class_name": "Int8QuantizationConfig"}
    ),
    "a precision of its own": set_in_layer("dtype", "string"),
    "an input of 2**30": wide_input,
    "5000 layers": many_layers,
    "a hundred models deep": deep_models,
    "a functional model that isn't": lambda whole: whole.__setitem__("class_name", "Functional"),
    "no model": lambda whole: whole.__setitem__("class_name", "Dense"),
    "a number of 300 digits": set_in_layer("units", 10**300),
    "a tensor": set_in_layer("bias_initializer", {"class_name": "__tensor__", "config": {}}),
    "bytes": set_in_layer("name", {"class_name": "__bytes__", "config": {"value": "x"}}),
}


@pytest.mark.parametrize("name", EVIL_MODELS)
def test_evil_models_are_not_built(name: str) -> None:
    config, weights = honest()
    EVIL_MODELS[name](config)
    evidence = ModelEvidence(
        class_name="Sequential",
        config=json.dumps(config),
        weights=tuple(pack_array(weight) for weight in weights),
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CannotRebuildError) as caught:
        rebuild(evidence)
    for said in (caught.value.reason, caught.value.advice):
        assert HANGUL.search(said.ko)
        assert said.en
        assert not HANGUL.search(said.en)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


@pytest.mark.parametrize("name", ["missing", "surplus", "transposed", "other dtype"])
def test_weights_must_fit(name: str) -> None:
    config, weights = honest()
    packed = [pack_array(weight) for weight in weights]
    changed: dict[str, list[Array]] = {
        "missing": packed[:-1],
        "surplus": [*packed, packed[-1]],
        "transposed": [pack_array(weight.T) for weight in weights],
        "other dtype": [pack_array(weight.astype("int64")[..., None]) for weight in weights],
    }
    evidence = ModelEvidence("Sequential", json.dumps(config), tuple(changed[name]))
    with pytest.raises(CannotRebuildError):
        rebuild(evidence)


def test_the_honest_model_is_rebuilt_as_it_was() -> None:
    config, weights = honest()
    evidence = ModelEvidence(
        "Sequential", json.dumps(config), tuple(pack_array(weight) for weight in weights)
    )
    model = rebuild(evidence)
    assert model.count_params() == 13
    for made, given_ in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(made, given_)

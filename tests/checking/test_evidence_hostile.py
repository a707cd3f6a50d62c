"""Evidence is what an attacker wrote: every forged document is refused, cheaply and in words."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
import resource
import time
from collections.abc import Callable
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.rebuild import rebuild
from autograder.checking.student_fixture import StudentWork
from autograder.evidence import (
    Array,
    ArrayEvidence,
    Evidence,
    FitEvidence,
    HostileEvidenceError,
    ModelEvidence,
    ValueEvidence,
    decode,
    encode,
    pack_array,
    unpack_array,
)
from autograder.model_bounds.allowed_layers import CannotRebuildError
from autograder.records import Assignment
from autograder.util.json_bounds import BoundsError, check_bounds

HANGUL = re.compile("[가-힣]")
SIMPLE = Evidence(
    schema=1,
    deliverables={"answer": ValueEvidence(class_name="int", json="42")},
    fits=(),
    errors=(),
    names=("answer",),
    output="",
    notebook="{}",
)

FIT = FitEvidence(
    epochs=1, epochs_asked=1, batch_size=4, samples=4, shuffle=True, seconds=0.5, level="",
    reason="", compiled="", history={}, arguments={},
)  # fmt: skip


def document(**changes: Any) -> dict[str, Any]:
    """The simple evidence as plain JSON, with fields replaced."""
    plain: dict[str, Any] = json.loads(encode(SIMPLE))
    return plain | changes


def array_field(**changes: Any) -> dict[str, Any]:
    array = {"dtype": "float32", "shape": [2], "data": base64.b64encode(bytes(8)).decode()}
    return {"a": {"kind": "array", "class_name": "ndarray", "array": array | changes}}


def text(value: Any) -> bytes:
    return json.dumps(value).encode()


def raw(fragment: str) -> bytes:
    """The simple document with one more, hand-written member at its front."""
    return b"{" + fragment.encode() + b"," + encode(SIMPLE)[1:]


FIT_AS_JSON: dict[str, Any] = msgspec.to_builtins(FIT)

FORGED: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "no JSON": b"\x80\x04\x95pickle",
    "a zip": b"PK\x03\x04" + bytes(100),
    "a bare list": b"[]",
    "deep lists": b"[" * 2_000_000,
    "deep objects": b'{"a":' * 500_000 + b"1" + b"}" * 500_000,
    "deep within a field": raw('"x":' + "[" * 100_000 + "]" * 100_000),
    "millions of values": raw('"x":[' + "1," * 3_000_000 + "1]"),
    "millions of strings": raw('"x":[' + '"",' * 5_000_000 + '""]'),
    "a huge integer": raw('"cells_run":' + "9" * 100_000),
    "an integer past 64 bits": text(document(cells_run=2**70)),
    "a negative count": text(document(cells_run=-1)),
    "NaN as a number": raw('"cells_run":NaN'),
    "infinity": raw('"cells_run":1e999'),
    "another schema": text(document(schema=2)),
    "an unknown field": text(document(grade=100)),
    "score smuggled in": text(document(score=100, checks=[])),
    "a key twice": raw('"output":"first"'),
    "a deliverable twice": text(document()).replace(
        b'"answer": {', b'"answer": {"kind":"value","class_name":"int","json":"1"},"answer": {'
    ),
    "a path as a name": text(document(deliverables={"../../checks/test_hidden": {}})),
    "an absolute path as a name": text(
        document(deliverables={"/etc/passwd": json.loads(encode(SIMPLE))["deliverables"]["answer"]})
    ),
    "a name with a newline": text(document(deliverables={"a\nb": array_field()["a"]})),
    "a name of 10,000 letters": text(document(deliverables={"a" * 10_000: array_field()["a"]})),
    "100,000 deliverables": text(
        document(deliverables={f"a{n}": array_field()["a"] for n in range(1000)})
    ),
    "an unknown kind": text(document(deliverables={"a": {"kind": "pickle", "data": "gASV"}})),
    "an array of objects": text(document(deliverables=array_field(dtype="object"))),
    "an array of strings": text(document(deliverables=array_field(dtype="<U8"))),
    "a structured dtype": text(document(deliverables=array_field(dtype=[["a", "i4"]]))),
    "a shape too large": text(document(deliverables=array_field(shape=[2**31, 2**31]))),
    "a shape that overflows": text(document(deliverables=array_field(shape=[2**31] * 8))),
    "an empty shape that overflows": text(
        document(deliverables=array_field(shape=[0, 2**31, 2**31], data=""))
    ),
    "a negative shape": text(document(deliverables=array_field(shape=[-1]))),
    "nine axes": text(document(deliverables=array_field(shape=[1] * 9))),
    "bytes missing": text(document(deliverables=array_field(data="AAAA"))),
    "no base64": text(document(deliverables=array_field(data="%%%%"))),
    "a fit that isn't there": text(
        document(
            deliverables={
                "m": {"kind": "model", "class_name": "M", "config": "", "weights": [], "fits": [-1]}
            }
        )
    ),
    "a fit of more seconds than there were": text(
        document(fits=[FIT_AS_JSON | {"seconds": 1e300}])
    ),
    "a fit that ended before it began": text(document(fits=[FIT_AS_JSON | {"seconds": -1.0}])),
    "a history of text": text(document(fits=[{"history": {"loss": ["low"]}}])),
    "a notebook that is deep": text(document(notebook="[" * 100_000)),
    "a value that is deep": text(
        document(deliverables={"a": {"kind": "value", "class_name": "list", "json": "[" * 19_000}})
    ),
    "a model config that is deep": text(
        document(
            deliverables={
                "m": {"kind": "model", "class_name": "M", "config": "[" * 200_000, "weights": []}
            }
        )
    ),
    "invalid UTF-8": encode(SIMPLE).replace(b"42", b"\xff\xfe"),
    "half a character": raw('"output":"\\ud800"'),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_evidence_is_refused(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with pytest.raises(HostileEvidenceError):
        decode(FORGED[name])
    assert time.process_time() - started < 5
    # In KiB; reading a document costs a small multiple of its size.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_the_honest_document_passes() -> None:
    honest = msgspec.structs.replace(SIMPLE, fits=(FIT,))
    assert decode(encode(honest)) == honest
    assert decode(text(document(fits=[FIT_AS_JSON]))) == honest


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(HostileEvidenceError):
        decode(data)


@given(st.integers(0, len(encode(SIMPLE)) - 1), st.binary(min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_damaged_documents_are_read_or_refused(place: int, garbage: bytes) -> None:
    data = encode(SIMPLE)
    damaged = data[:place] + garbage + data[place + len(garbage) :]
    with contextlib.suppress(HostileEvidenceError):
        assert decode(damaged).schema == 1


def test_half_characters_of_an_honest_student_do_not_cost_the_evidence() -> None:
    odd = msgspec.structs.replace(SIMPLE, output="a\ud800b")
    assert decode(encode(odd)).output == "a?b"


def test_bounds_look_past_strings() -> None:
    check_bounds(text(["[" * 1000, "1," * 5000, '\\"[[['] * 10), items=100, depth=5)
    with pytest.raises(BoundsError):
        check_bounds(b"[" * 6 + b"]" * 6, depth=5)


def test_empty_arrays_of_any_shape_can_be_read() -> None:
    for shape in ((0,), (0, 3), (3, 0, 5), ()):
        packed = pack_array(np.zeros(shape, "float32"))
        assert unpack_array(packed).shape == shape


# --- values -------------------------------------------------------------------------------

VALUES = {
    "a number no float holds": str(10**400),
    "more digits than Python reads": "9" * 19_000,
    "no JSON": "__import__('os')",
    "a dict of no pairs": '{"dict": 3}',
    "a dict with unhashable keys": '{"dict": [[{"dict": []}, 1]]}',
    "a dict of triples": '{"dict": [[1, 2, 3]]}',
}


@pytest.mark.parametrize("name", VALUES)
def test_forged_values_are_of_the_wrong_kind(name: str, tiny: Assignment) -> None:
    answer = ValueEvidence(class_name="int", json=VALUES[name])
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"answer": answer})
    with pytest.raises(WrongKindError):
        StudentWork(tiny, evidence, "").value("answer")


def test_half_characters_in_a_value_become_whole_ones(tiny: Assignment) -> None:
    answer = ValueEvidence(class_name="str", json='"\\ud800"')
    evidence = msgspec.structs.replace(SIMPLE, deliverables={"answer": answer})
    assert StudentWork(tiny, evidence, "").text("answer") == "?"


# --- models -------------------------------------------------------------------------------


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


def test_every_array_of_a_fit_is_checked() -> None:
    bad = Array("float32", (3,), b"")
    fit = FitEvidence(1, 1, 32, 4, True, 0.1, "stock", "", "", {}, {}, x=bad)
    with pytest.raises(HostileEvidenceError):
        decode(encode(msgspec.structs.replace(SIMPLE, fits=(fit,))))
    model = ModelEvidence("M", "", (), probe=bad)
    with pytest.raises(HostileEvidenceError):
        decode(encode(msgspec.structs.replace(SIMPLE, deliverables={"m": model})))
    array = ArrayEvidence("ndarray", bad)
    with pytest.raises(HostileEvidenceError):
        decode(encode(msgspec.structs.replace(SIMPLE, deliverables={"a": array})))

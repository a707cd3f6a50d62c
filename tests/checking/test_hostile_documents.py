"""Evidence is what an attacker wrote: forged documents are refused, cheaply and in words."""

from __future__ import annotations

import base64
import contextlib
import json
import resource
import time
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.evidence import (
    Array,
    ArrayEvidence,
    FitEvidence,
    HostileEvidenceError,
    ModelEvidence,
    decode,
    encode,
    pack_array,
    unpack_array,
)
from autograder.util.json_bounds import BoundsError, check_bounds
from tests.support.simple_evidence import SIMPLE

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

ROWS: dict[str, Any] = array_field()["a"]["array"]
NUMBER = ROWS | {"shape": [], "data": base64.b64encode(bytes(4)).decode()}
MODEL_AS_JSON: dict[str, Any] = {"kind": "model", "class_name": "M", "config": "", "weights": []}

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
    "inputs of different numbers of rows": text(
        document(
            fits=[FIT_AS_JSON | {"x_parts": [ROWS | {"shape": [2]}, ROWS | {"shape": [1, 2]}]}]
        )
    ),
    "outputs without rows": text(document(fits=[FIT_AS_JSON | {"y_parts": [NUMBER, NUMBER]}])),
    "seventeen inputs": text(document(fits=[FIT_AS_JSON | {"x_parts": [ROWS] * 17}])),
    "an input of objects": text(
        document(fits=[FIT_AS_JSON | {"x_parts": [ROWS | {"dtype": "O"}]}])
    ),
    "an input whose bytes are missing": text(
        document(fits=[FIT_AS_JSON | {"x_parts": [ROWS, ROWS | {"shape": [2, 7]}]}])
    ),
    "an output that can't be: of a live model": text(
        document(deliverables={"m": MODEL_AS_JSON | {"probe_parts": [ROWS | {"shape": [2**20]}]}})
    ),
    "more weights unsent than any model has": text(
        document(deliverables={"m": MODEL_AS_JSON | {"unsent": [[2**31, 2**31]] * 1000}})
    ),
    "weights unsent of a negative size": text(
        document(deliverables={"m": MODEL_AS_JSON | {"unsent": [[-5, 5]]}})
    ),
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


@pytest.mark.parametrize("field", ["x_digest", "y_digest", "initial_digest", "final_digest"])
@pytest.mark.parametrize("text", ["0" * 63, "0" * 65, "G" * 64, "0" * 64 + "\n", "A" * 64, " "])
def test_a_digest_is_none_or_a_sha256(field: str, text: str) -> None:
    good = msgspec.structs.replace(FIT, **{field: "0a" * 32})
    assert decode(encode(msgspec.structs.replace(SIMPLE, fits=(good,)))).fits == (good,)
    bad = msgspec.structs.replace(FIT, **{field: text})
    with pytest.raises(HostileEvidenceError):
        decode(encode(msgspec.structs.replace(SIMPLE, fits=(bad,))))

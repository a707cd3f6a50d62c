"""What a student's process says of files may be forged: it is refused, or harmless."""

from __future__ import annotations

import msgspec
import pytest

from autograder.checking.handed_in_files import handed_in_file, live_weights
from autograder.checks.saved_weights import WeightsIn, compared
from autograder.evidence import (
    Array,
    Evidence,
    FileEvidence,
    HostileEvidenceError,
    ImageEvidence,
    ModelEvidence,
    SeriesEvidence,
    ValueEvidence,
    WrittenFile,
    decode,
    encode,
)

FILE = FileEvidence("a.keras", 3, "model")
NUMBERS = Array("float32", (2,), bytes(8))


def evidence(name: str = "a.keras", file: object = FILE) -> Evidence:
    return Evidence(1, {name: file}, (), (), (), "", "{}")  # type: ignore[dict-item]


def changed(**fields: object) -> FileEvidence:
    return msgspec.structs.replace(FILE, **fields)  # type: ignore[arg-type]


FORGED = {
    "a path with a line in it": changed(path="a\nb"),
    "a path with a tag in it": changed(path="<script>"),
    "no path": changed(path=""),
    "a path without end": changed(path="a" * 201),
    "a negative size": changed(size=-1),
    "an unknown problem": changed(problem="none"),
    "an unknown format": changed(format="exe"),
    "a text without end": changed(text="a" * (64 * 1024 + 1)),
    "weights that fill no shape": changed(weights=(Array("float32", (3,), bytes(8)),)),
    "too many weights": changed(weights=(NUMBERS,) * 1001),
    "absurd shapes": changed(unsent=((2**31, 2**31),)),
    "no digest": changed(digest="0"),
    "a picture without pixels": changed(image=ImageEvidence(0, 1, "RGB")),
    "a picture of an odd mode": changed(image=ImageEvidence(1, 1, "<b>")),
    "steps without values": changed(series=(SeriesEvidence("", "a", (1, 2), (1.0,)),)),
    "negative steps": changed(series=(SeriesEvidence("", "a", (-1,), (1.0,)),)),
    "a curve without end": changed(
        series=(SeriesEvidence("", "a", (1,) * 10_001, (1.0,) * 10_001),)
    ),
    "too many curves": changed(series=(SeriesEvidence("", "a", (), ()),) * 65),
    "a model with a deep config": changed(
        model=ModelEvidence("M", config="[" * 5000 + "]" * 5000, weights=())
    ),
    "a model of absurd shapes": changed(
        model=ModelEvidence("M", config="", weights=(), unsent=((2**31, 2**31),))
    ),
    "a model with weights that fill no shape": changed(
        model=ModelEvidence("M", config="", weights=(Array("float32", (3,), b""),))
    ),
}


@pytest.mark.parametrize("fault", FORGED)
def test_a_forged_file_is_refused(fault: str) -> None:
    with pytest.raises(HostileEvidenceError):
        decode(encode(evidence(file=FORGED[fault])))


@pytest.mark.parametrize(
    "name",
    ["../a.keras", "/etc/passwd", "a/../../b.keras", "model", ".a", "a\\b.keras", "a/.b", "~/a"],
)
def test_a_name_that_no_assignment_asks_for_is_refused(name: str) -> None:
    with pytest.raises(HostileEvidenceError):
        decode(encode(evidence(name)))


def test_a_variable_has_no_name_of_a_file() -> None:
    with pytest.raises(HostileEvidenceError):
        decode(encode(evidence("a.keras", ValueEvidence("int", "1"))))


def test_no_more_files_are_told_than_are_shown() -> None:
    many = msgspec.structs.replace(evidence(), written=(WrittenFile("a", 1),) * 201)
    with pytest.raises(HostileEvidenceError):
        decode(encode(many))


def test_a_claimed_digest_counts_for_nothing_beside_weights() -> None:
    model = ModelEvidence("M", config="", weights=(Array("float32", (2,), b"\1" * 8),))
    live = live_weights(model, ())
    forged = handed_in_file("a.keras", changed(weights=(NUMBERS,), digest=live.last.digest))
    assert compared(WeightsIn(forged.shapes, forged.digest), live).same is False


def test_where_no_weights_were_kept_a_person_decides() -> None:
    unsent = ModelEvidence("M", config="", weights=(), unsent=((2,),))
    file = handed_in_file("a.keras", changed(unsent=((2,),), digest="0" * 64))
    assert compared(WeightsIn(file.shapes, file.digest), live_weights(unsent, ())).same is None

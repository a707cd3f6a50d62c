"""What the standard checks of files accept, and what they say of others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from autograder.checking.check_exceptions import NotCheckedError, UndecidedError, WrongKindError
from autograder.checking.student_fixture import StudentWork
from autograder.checks.library import LIBRARY
from autograder.checks.saved_weights import LiveWeights, WeightsIn, compared
from autograder.evidence import (
    Array,
    Evidence,
    FileEvidence,
    ImageEvidence,
    ModelEvidence,
    SeriesEvidence,
    pack_array,
)
from autograder.records import Assignment, Deliverable, Text

KERNEL = pack_array(np.ones((2, 3), "float32"))
BIAS = pack_array(np.zeros(3, "float32"))
MODEL = ModelEvidence("Sequential", config="", weights=(KERNEL, BIAS), opaque="it is a sample")
SAVED = FileEvidence("net.keras", 3, "model", model=MODEL)
WEIGHTS = FileEvidence("a.weights.h5", 3, "weights", weights=(BIAS, KERNEL))
PICTURE = FileEvidence("a.png", 3, "image", image=ImageEvidence(640, 480, "RGB"))
LOGS = FileEvidence(
    "logs",
    3,
    "logs",
    series=(
        SeriesEvidence("today/train", "loss", (0, 1, 2, 2), (3.0, 2.0, None, None)),
        SeriesEvidence("today/validation", "loss", (0, 0, 1, 2), (3.0, 3.0, 2.0, 1.0)),
        SeriesEvidence("", "`odd`", (0,), (1.0,)),
    ),
)


def verdict(
    tiny: Assignment, use: str, left: FileEvidence | None, **given: Any
) -> tuple[bool, Text]:
    """Whether the check passes, and what the student is told."""
    name = given["file"]
    found: dict[str, Any] = {"model": MODEL} | ({name: left} if left else {})
    deliverables = (
        Deliverable(name, "file", Text("", "")),
        Deliverable("model", "model", Text("", "")),
    )
    student = StudentWork(
        replace(tiny, deliverables=deliverables), Evidence(1, found, (), (), (), "", "{}"), ""
    )
    student.remarks.begin("it")
    try:
        LIBRARY[use].run(student, json.dumps(given))
    except AssertionError:
        return False, student.remarks.told("it")
    return True, student.remarks.told("it")


NOTHING = Text("", "")


@pytest.mark.parametrize("path", ["net.keras", "out/net.keras", "drive/MyDrive/net.keras"])
def test_a_file_of_the_right_name_is_saved_wherever_it_is(tiny: Assignment, path: str) -> None:
    file = msgspec.structs.replace(SAVED, path=path)
    assert verdict(tiny, "file_saved", file, file="net.keras") == (True, NOTHING)


def test_a_file_of_another_name_is_not_the_one_that_was_asked_for(tiny: Assignment) -> None:
    file = msgspec.structs.replace(SAVED, path="mine.keras")
    right, told = verdict(tiny, "file_saved", file, file="net.keras")
    assert not right
    assert told.en == "Found `mine.keras`; the assignment asks for `net.keras`."
    assert told.ko == "`mine.keras`가 있습니다. 과제가 요구하는 이름은 `net.keras`입니다."


def test_a_pattern_stands_for_any_name(tiny: Assignment) -> None:
    assert verdict(tiny, "file_saved", PICTURE, file="*.png") == (True, NOTHING)


def test_a_folder_of_empty_files_is_nothing_saved(tiny: Assignment) -> None:
    folder = FileEvidence("logs", 0, "folder")
    assert verdict(tiny, "file_saved", folder, file="logs/") == (False, NOTHING)
    one_byte = msgspec.structs.replace(folder, size=1)
    assert verdict(tiny, "file_saved", one_byte, file="logs/") == (True, NOTHING)


def test_a_missing_file_is_not_checked(tiny: Assignment) -> None:
    with pytest.raises(NotCheckedError):
        verdict(tiny, "file_saved", None, file="net.keras")


PROBLEMS = {
    "empty": "is empty",
    "large": "too large to be read (64 MB)",
    "special": "no plain file",
    "folder": "there is a folder of that name",
    "exported": "`model.export` made",
    "file": "there is a file of that name",
    "format": "holds a picture. See that it was not merely renamed. It is saved by `model.save(",
    "broken": "can't be read. Save it, then open it again in the same notebook. It is saved by",
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_file_with_a_problem_is_told_with_a_way_out(tiny: Assignment, problem: Any) -> None:
    file = FileEvidence("net.keras", 2**26, "image", problem=problem)
    with pytest.raises(WrongKindError) as caught:
        verdict(tiny, "file_saved", file, file="net.keras")
    assert PROBLEMS[problem] in caught.value.text.en
    assert "`net.keras`" in caught.value.text.ko


RENAMED = {"net.keras": "the format of `.h5`", "net.h5": "the format of `.keras`"}


@pytest.mark.parametrize("name", RENAMED)
def test_a_model_that_was_renamed_is_told_of_its_format(tiny: Assignment, name: str) -> None:
    file = FileEvidence(name, 9, "model", problem="format")
    with pytest.raises(WrongKindError) as caught:
        verdict(tiny, "file_saved", file, file=name)
    assert RENAMED[name] in caught.value.text.en
    assert "모델이 들어 있습니다" in caught.value.text.ko


@pytest.mark.parametrize("file", [SAVED, msgspec.structs.replace(WEIGHTS, path="net.keras")])
def test_parameters_are_counted_in_a_model_and_in_weights(
    tiny: Assignment, file: FileEvidence
) -> None:
    given = {"file": "net.keras"}
    assert verdict(tiny, "file_parameters", file, **given, parameters=9) == (True, NOTHING)
    right, told = verdict(tiny, "file_parameters", file, **given, parameters=10)
    assert not right
    assert (told.en, told.ko) == (
        "`net.keras` has 9 parameters.",
        "`net.keras`에 있는 파라미터는 9개입니다.",
    )


def test_a_file_without_weights_has_no_parameters(tiny: Assignment) -> None:
    right, told = verdict(tiny, "file_parameters", PICTURE, file="a.png", parameters=1)
    assert not right
    assert told.en == "There are no weights in `a.png`."
    assert told.ko == "`a.png`에는 가중치가 없습니다."


@pytest.mark.parametrize("file", [SAVED, WEIGHTS])
def test_the_weights_of_the_model_are_right_in_any_order(
    tiny: Assignment, file: FileEvidence
) -> None:
    assert verdict(tiny, "file_weights", file, file=file.path, model="model") == (True, NOTHING)


def test_other_weights_are_told(tiny: Assignment) -> None:
    other = msgspec.structs.replace(WEIGHTS, weights=(BIAS, pack_array(np.zeros((2, 3), "f4"))))
    right, told = verdict(tiny, "file_weights", other, file="a.weights.h5", model="model")
    assert not right
    assert "are not those of `model`" in told.en
    assert "`model`의 것이 아닙니다" in told.ko


def test_weights_of_which_nothing_is_known_stay_open(tiny: Assignment) -> None:
    unsent = FileEvidence("a.weights.h5", 3, "weights", unsent=((2, 3), (3,)))
    with pytest.raises(UndecidedError) as caught:
        verdict(tiny, "file_weights", unsent, file="a.weights.h5", model="model")
    assert "a person will" in caught.value.text.en


HERE = WeightsIn(((2, 3), (3,)), "a" * 64)
LIVE = LiveWeights(HERE, at_start=("b" * 64, "c" * 64), at_end=("c" * 64, "a" * 64))
COMPARED = {
    "the same": (HERE, True, ""),
    "the same in another order": (WeightsIn(((3,), (2, 3)), "a" * 64), True, ""),
    "before any training": (WeightsIn(HERE.shapes, "b" * 64), False, "**before**"),
    "between two trainings": (WeightsIn(HERE.shapes, "c" * 64), False, "an earlier training"),
    "others": (WeightsIn(HERE.shapes, "d" * 64), False, "are not those of"),
    "of another size": (WeightsIn(((2, 4), (4,)), "a" * 64), False, "layers of other sizes"),
    "not known": (WeightsIn(HERE.shapes, ""), None, "a person will"),
}


@pytest.mark.parametrize("which", COMPARED)
def test_weights_are_held_against_those_of_the_model_and_its_trainings(which: str) -> None:
    found, same, said = COMPARED[which]
    result = compared(found, LIVE)
    assert result.same is same
    told = result.said("net.keras", "model")
    assert said in told.en
    assert bool(told.ko) == bool(said)
    if said:
        assert "`net.keras`" in told.en
        assert "`model`" in told.ko


def test_a_model_of_which_no_weights_are_known_stays_open() -> None:
    unknown = replace(LIVE, last=WeightsIn(HERE.shapes, ""))
    assert compared(HERE, unknown).same is None
    assert compared(WeightsIn(HERE.shapes, ""), unknown).same is None


def log(tiny: Assignment, file: FileEvidence = LOGS, **given: Any) -> tuple[bool, Text]:
    return verdict(tiny, "file_log", file, **{"file": "logs/", "tag": "loss", **given})


def test_a_log_is_counted_by_the_steps_at_which_there_is_a_number(tiny: Assignment) -> None:
    assert log(tiny) == (True, NOTHING)
    assert log(tiny, steps=3) == (True, NOTHING)
    assert log(tiny, steps=3, run="validation") == (True, NOTHING)
    assert log(tiny, steps=2, run="today/train") == (True, NOTHING)
    right, told = log(tiny, steps=3, run="train")  # of its three steps one is no number
    assert not right
    assert (told.en, told.ko) == (
        "`loss` was logged 2 times.",
        "`loss`는 2번 기록되어 있습니다.",
    )


def test_a_run_is_a_whole_folder(tiny: Assignment) -> None:
    assert not log(tiny, run="rain")[0]
    assert not log(tiny, run="today")[0]


def test_what_was_logged_in_place_of_it_is_told(tiny: Assignment) -> None:
    right, told = log(tiny, tag="accuracy")
    assert not right
    assert told.en == "What was logged: `today/train/loss`, `today/validation/loss`, `'odd'`."
    assert told.ko.startswith("기록되어 있는 것: ")


def test_of_many_curves_some_are_told(tiny: Assignment) -> None:
    many = tuple(SeriesEvidence("", f"curve {at}", (0,), (1.0,)) for at in range(20))
    told = log(tiny, msgspec.structs.replace(LOGS, series=many))[1]
    assert told.en.count("curve") == 8


def test_a_folder_without_logs_is_told(tiny: Assignment) -> None:
    right, told = log(tiny, FileEvidence("logs", 3, "folder"))
    assert not right
    assert told.en == "There are no logs of TensorBoard in `logs/`."
    assert told.ko == "`logs/`에는 TensorBoard의 로그가 없습니다."


def test_logs_are_asked_of_a_folder() -> None:
    check = LIBRARY["file_log"]
    assert check.objection is not None
    said = check.objection(check.convert({"file": "log.txt", "tag": "loss"}))
    assert said is not None
    assert 'file = "logs/"' in said.tip
    assert check.objection(check.convert({"file": "logs/", "tag": "loss"})) is None


def image(tiny: Assignment, file: FileEvidence = PICTURE, **given: Any) -> tuple[bool, Text]:
    return verdict(tiny, "file_image", file, file="a.png", **given)


def test_a_picture_is_large_enough(tiny: Assignment) -> None:
    assert image(tiny) == (True, NOTHING)
    assert image(tiny, width=640, height=480) == (True, NOTHING)
    for given in ({"width": 641}, {"height": 481}):
        right, told = image(tiny, **given)
        assert not right
        assert told.en == "The picture has 640 × 480 pixels."
        assert told.ko == "그림의 크기는 640 × 480픽셀입니다."
    one = msgspec.structs.replace(PICTURE, image=ImageEvidence(1, 1, "RGB"))
    assert image(tiny, one) == (True, NOTHING)


def test_an_empty_figure_is_no_picture(tiny: Assignment) -> None:
    blank = msgspec.structs.replace(PICTURE, image=ImageEvidence(640, 480, "RGB", blank=True))
    right, told = image(tiny, blank)
    assert not right
    assert "of one colour" in told.en
    assert "같은 색" in told.ko


def test_what_is_no_picture_is_told(tiny: Assignment) -> None:
    right, told = image(tiny, FileEvidence("a.png", 3, "other"))
    assert not right
    assert (told.en, told.ko) == ("`a.png` is no picture.", "`a.png`에는 그림이 없습니다.")


def test_a_forged_array_is_refused(tiny: Assignment) -> None:
    forged = msgspec.structs.replace(WEIGHTS, weights=(Array("float32", (9,), b""),))
    with pytest.raises(ValueError, match="bytes"):
        verdict(tiny, "file_parameters", forged, file="a.weights.h5", parameters=9)

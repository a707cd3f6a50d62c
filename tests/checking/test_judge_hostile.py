"""Whatever values a layer is given, the judge refuses or grades the model and lives on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from autograder.checking.program import CheckProgram
from autograder.evidence import Evidence, encode
from autograder.grading import judging
from autograder.grading.workers import Workers
from autograder.records import Assignment, CheckFile, CheckOutcome, Outcome
from tests.conftest import daily
from tests.support.hostile_models import LISTED, Hostile, changed, drawn, plain

# Keras warns of what it finds odd, such as a mask that a Flatten layer destroys.
pytestmark = pytest.mark.filterwarnings("ignore")
_AT_ONCE = 16  # models in one submission
CHECK = """
def test_{name}(student):
    student.predict("{name}", [[0, 0], [0, 1], [1, 0], [1, 1]])
"""


def judge(
    workers: Workers, tiny: Assignment, models: Sequence[Hostile]
) -> tuple[CheckOutcome, ...]:
    """What becomes of a check that asks each model for predictions."""
    names = [f"model_{at}" for at in range(len(models))]
    evidence = Evidence(
        schema=1,
        deliverables={
            name: model.evidence for name, model in zip(names, models, strict=True)
        },
        fits=(),
        errors=(),
        names=(),
        output="",
        notebook="{}",
    )  # fmt: skip
    deliverable, check = tiny.deliverables[1], tiny.checks[1]
    assignment = replace(
        tiny,
        limits=replace(tiny.limits, check_seconds=30 * len(models)),
        deliverables=tuple(replace(deliverable, name=name) for name in names),
        checks=tuple(replace(check, name=name, needs=(name,)) for name in names),
    )
    content = "".join(CHECK.format(name=name) for name in names).encode()
    files = (CheckFile("test_models.py", content),)
    task = CheckProgram(assignment, tuple(names), encode(evidence), "", files)
    outcomes = {one.name: one for one in judging.judge(task, workers.checks).verdict.outcomes}
    return tuple(outcomes[name] for name in names)


def decided(models: Sequence[Hostile], outcomes: Sequence[CheckOutcome]) -> None:
    """Every model was graded, or refused in words for the student."""
    for model, outcome in zip(models, outcomes, strict=True):
        about = (model.layer, model.changes, outcome)
        assert outcome.outcome in {Outcome.PASSED, Outcome.FAILED}, about
        if outcome.outcome is Outcome.FAILED:
            assert outcome.message.ko, about
            assert outcome.message.en, about


@pytest.mark.parametrize("first", range(0, len(LISTED), _AT_ONCE))
def test_every_listed_layer_is_rebuilt_and_predicts(
    workers: Workers, tiny: Assignment, first: int
) -> None:
    names = LISTED[first : first + _AT_ONCE]
    models = [changed(list(plain(name))[-1 if name == "MultiHeadAttention" else 0], name, {})
              for name in names]  # fmt: skip
    outcomes = judge(workers, tiny, models)
    assert [one.outcome for one in outcomes] == [Outcome.PASSED] * len(names), outcomes


STRANGE: dict[str, list[dict[str, Any]]] = {
    "UpSampling2D": [
        {"size": [2000, 2000], "interpolation": "lanczos5"},
        {"size": [2, 2], "interpolation": "lanczos3"},
        {"size": [4096, 4096], "interpolation": "bicubic"},
        {"size": [0, 0]},
        {"size": [-1, 2]},
    ],
    "Conv1D": [
        {"groups": 0},
        {"groups": -1},
        {"groups": 4096},
        {"data_format": "channels_first", "use_bias": False},
        {"dilation_rate": [0]},
        {"strides": [0]},
        {"kernel_size": [0]},
        {"filters": 0},
    ],
    "Conv2D": [{"data_format": "channels_first"}, {"groups": 0, "strides": [0, 0]}],
    "Conv2DTranspose": [{"strides": [4000, 4000]}, {"output_padding": [-1, 9]}],
    "DepthwiseConv2D": [{"data_format": "channels_first"}, {"depth_multiplier": 0}],
    "SeparableConv2D": [{"data_format": "channels_first"}, {"strides": [1, 2]}],
    "MaxPooling2D": [{"pool_size": [0, 0]}, {"data_format": "channels_first"}],
    "AveragePooling1D": [{"pool_size": [0]}, {"strides": [0]}],
    "ZeroPadding2D": [{"padding": [[4000, 4000], [4000, 4000]]}, {"padding": [[-1, 0], [0, 0]]}],
    "Cropping2D": [{"cropping": [[9, 9], [9, 9]]}],
    "GroupNormalization": [{"groups": 0}, {"groups": -1}, {"groups": 99}],
    "BatchNormalization": [{"axis": 99}, {"epsilon": -1e30}],
    "Embedding": [{"input_dim": 0}, {"input_dim": -1, "mask_zero": True}],
    "RepeatVector": [{"n": 0}, {"n": -1}, {"n": 4096}],
    "Dense": [{"units": 0}, {"units": -1}, {"activation": "glu"}, {"lora_rank": 2**30}],
    "LSTM": [{"units": 0}, {"unroll": True}, {"time_major": True}, {"dropout": -1.0}],
    "Softmax": [{"axis": 2**31}, {"axis": []}],
    "Dot": [{"axes": 99}, {"axes": [0, 0]}],
    "Concatenate": [{"axis": 0}, {"axis": -99}],
    "Permute": [{"dims": [0]}, {"dims": [2, 1]}],
    "Reshape": [{"target_shape": [0]}, {"target_shape": [-1, -1]}, {"target_shape": [3]}],
    "Dropout": [{"rate": 1.0}, {"rate": -1.0}, {"seed": -(2**62)}],
    "MultiHeadAttention": [{"num_heads": 0}, {"key_dim": -1}, {"flash_attention": True}],
}


def test_strange_values_are_refused_or_graded(workers: Workers, tiny: Assignment) -> None:
    models = [
        changed(next(plain(name)), name, values)
        for name, several in STRANGE.items()
        for values in several
    ]
    for at in range(0, len(models), _AT_ONCE):
        some = models[at : at + _AT_ONCE]
        decided(some, judge(workers, tiny, some))


@pytest.mark.parametrize("seed", daily({1}, range(1, 61), more=range(1, 11)))
def test_drawn_values_are_refused_or_graded(workers: Workers, tiny: Assignment, seed: int) -> None:
    models = list(drawn(_AT_ONCE, seed))
    outcomes = judge(workers, tiny, models)
    decided(models, outcomes)

"""Networks that hit upon a small table by luck, whatever they are trained to.

A function that rises and falls without end, such as a sine of large numbers, throws a coin for each
row: four rows are all right once in sixteen starts, and that is more than the restarts that
``learned`` asks for. Networks of usual activations do so less than once in five hundred, however
their weights are drawn. So of the others more is asked: a quarter of the restarts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograder.checking.graph_paths import has_kernel, nodes_of
from autograder.records import say
from autograder.retraining.verdict import Learned, Trained, again

STARTS = 32
ENOUGH = 8  # of them; coins for four rows are all right as often once in 2,000 times
MOST_ROWS = 10  # a longer table is hit upon once in a thousand starts at most

PERIODIC = {"Sin", "Cos", "Tan", "Mod", "Floor", "Ceil", "Round"}
PERIODIC_FUNCTIONS = {"sin", "cos", "tan"}
# Calls that bend nothing. More than two others for each layer could bend as often as they like.
STRAIGHT = {
    "InputLayer", "Identity", "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout",
    "Flatten", "Reshape", "Permute", "RepeatVector", "BatchNormalization", "Rescaling",
    "Normalization", "Cropping1D", "ZeroPadding1D", "Add", "Subtract", "Average", "Concatenate",
    "Negative", "GetItem", "Sum", "Mean", "ExpandDims", "Squeeze", "Transpose", "Stack", "Cast",
}  # fmt: skip
BENDS_A_LAYER = 2


def doubted(trained: Trained, accuracy: float) -> Learned | None:
    """What to say where success may be luck, None where it is none.

    ``trained`` has succeeded by its own run or by restarts.
    """
    if len(trained.predictions) > MOST_ROWS or not may_be_luck(trained.model):
        return None
    other_starts = replace(trained, seed=trained.seed + 1)
    found = again(other_starts, accuracy, k=STARTS, enough=ENOUGH)
    if found.successes >= ENOUGH:
        return None
    return Learned(
        None,
        say(
            "이 신경망의 함수는 올라갔다 내려가기를 되풀이하므로, 배우지 않아도 운으로 표를 "
            "맞힐 수 있습니다. {tried}번 다시 학습시켜 {successes}번 맞혔으며, 이것만 으로는 "
            "배웠는지 알 수 없습니다. 조교가 직접 살펴보고 점수를 드립니다.",
            "The function of this network rises and falls again and again, so that luck may "
            "hit upon the table without learning. {successes} of {tried} retrainings got it "
            "right, which does not tell. Your teacher will look at this and give the points.",
            tried=found.tried,
            successes=found.successes,
        ),
        f"it may hit upon the table by luck: {found.successes} of {found.tried} restarts succeed "
        f"({found.method}), where a network that learns has {ENOUGH} of {STARTS}",
    )


def may_be_luck(model: Any) -> bool:
    """Whether the model's function may rise and fall often enough to throw a coin for each row."""
    if not hasattr(model, "layers"):
        return False
    layers = bends = 0
    for node in nodes_of(model):
        operation = node.operation
        name = getattr(getattr(operation, "activation", None), "__name__", "")
        if type(operation).__name__ in PERIODIC or name in PERIODIC_FUNCTIONS:
            return True
        layers += has_kernel(operation)
        bends += not has_kernel(operation) and type(operation).__name__ not in STRAIGHT
    return bends > BENDS_A_LAYER * (layers + 1)

"""Standard checks of arrays whose numbers nobody knows beforehand, but a fact about them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograder.checks import unknown_number_mutants as mutants
from autograder.checks.arguments import (
    ArrayName,
    Distance,
    ModelName,
    NumberMistakes,
    Share,
    Size,
)
from autograder.checks.definition import Objection, check
from autograder.checks.measures import Floats, close, flat
from autograder.checks.wording import Words, plain
from autograder.records import Text, say

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork

FEWEST: Final = 1000  # draws: of fewer, chance alone moves the deviation by more than 5 %
_ALIKE: Final = 0.9  # of all numbers have to differ; float32 repeats a few in a thousand
_EDGE: Final = math.sqrt(3)  # of a uniform distribution, in standard deviations


def _law(given: Any) -> Words:
    return {"law": Text("균등분포", "a uniform") if given.uniform else Text("정규분포", "a normal")}


def _objection_to_drawn(given: Any) -> Objection | None:
    right = (abs(one.value / given.deviation - 1) <= given.within for one in given.mistakes)
    if any(right):
        return Objection("a mistake is what is right", "Give each mistake its own wrong deviation.")
    return None


@check(
    ko="{array}의 수는 알맞은 너비의 {law}에서 뽑은 것입니다.",
    en="The numbers of {array} are drawn from {law} distribution of the right width.",
    hint_ko="`np.std({array:raw})`와 `np.abs({array:raw}).max()`를 공식에서 나오는 값과 비교해 "
    "보십시오.",
    hint_en="Hold `np.std({array:raw})` and `np.abs({array:raw}).max()` against what the formula "
    "gives.",
    words=_law,
    mutants=mutants.DRAWN,
    objection=_objection_to_drawn,
)
def drawn(  # noqa: PLR0913 - the arguments that an author may give, each by its name
    student: StudentWork,
    array: ArrayName,
    deviation: Distance,
    *,
    uniform: bool = False,
    within: Share = 0.05,
    mistakes: NumberMistakes = (),
) -> None:
    """At least 1,000 random numbers around 0 have this standard deviation, up to a share of it.

    They are normal (cut off at two deviations or not), or ``uniform`` where that is true. A
    ``mistake`` names another deviation.
    """
    given = flat(student.array(array))
    fault = _fault(given, deviation, within, uniform=uniform)
    if fault is not None:
        student.say(_named(given, mistakes, within) or fault)
    assert fault is None


def _named(given: Floats, mistakes: NumberMistakes, within: float) -> Text | None:
    if not np.all(np.isfinite(given)):
        return None
    found = _deviation(given)
    near = (one.hint for one in mistakes if abs(found - one.value) <= within * abs(one.value))
    return next(near, None)


def _deviation(given: Floats) -> float:
    """The standard deviation; infinite or NaN where the numbers are too large for one."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(given.std()) if given.size else math.nan


def _fault(given: Floats, deviation: float, within: float, *, uniform: bool) -> Text | None:
    """What is wrong with draws; None where nothing is."""
    if not np.all(np.isfinite(given)):
        return Text("`nan`이나 `inf`가 들어 있습니다.", "There is a `nan` or `inf` among them.")
    if given.size < FEWEST:
        return say(
            "수가 {found}개뿐입니다.", "There are no more than {found} numbers.", found=given.size
        )
    if np.unique(given).size < _ALIKE * given.size:
        return Text(
            "같은 수가 되풀이됩니다. 가중치마다 따로 뽑아야 합니다.",
            "Numbers are repeated. Each weight is drawn by itself.",
        )
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(given.mean())
    if not abs(mean) <= within * deviation:
        return say(
            "평균이 {mean:.2g}입니다. 0이어야 합니다.",
            "Their mean is {mean:.2g}; it should be 0.",
            mean=mean,
        )
    found = _deviation(given)
    if abs(found - deviation) > within * deviation:
        return say(
            "표준편차가 {found:.4f}입니다.",
            "Their standard deviation is {found:.4f}.",
            found=found,
        )
    return _fault_of_law(given, uniform=uniform)


def _fault_of_law(given: Floats, *, uniform: bool) -> Text | None:
    """The width alone does not say from which distribution numbers are: how far they go does."""
    beyond = float(np.abs(given).max()) > 1.05 * _EDGE * _deviation(given)
    if uniform and beyond:
        return Text(
            "표준편차는 맞지만 균등분포가 아닙니다. 균등분포에는 넘지 못하는 한계가 있습니다.",
            "The width is right, but this is no uniform distribution: that one ends at a limit.",
        )
    if not uniform and not beyond:
        return Text(
            "표준편차는 맞지만 정규분포가 아닙니다. 한계에서 갑자기 끊깁니다.",
            "The width is right, but this is no normal distribution: it ends at once at a limit.",
        )
    return None


def _bound(given: Any) -> Words:
    if given.below is not None:
        below = plain(given.below)
        return {"bound": say("{n}보다 작습니다.", "is below {n}.", n=below)}
    return {"bound": say("{n}보다 큽니다.", "is above {n}.", n=plain(given.above))}


def _objection_to_ratio(given: Any) -> Objection | None:
    if (given.below is None) == (given.above is None):
        return Objection("needs `below` or `above`, and not both", "Give one of them a number.")
    return None


@check(
    ko="{array}의 첫 수를 마지막 수로 나누면 {bound}",
    en="The first number of {array} divided by the last one {bound}",
    hint_ko="`{array:raw}[0] / {array:raw}[-1]`을 구해 보십시오. 수의 순서도 확인하십시오.",
    hint_en="See `{array:raw}[0] / {array:raw}[-1]`, and in which order the numbers stand.",
    words=_bound,
    mutants=mutants.RATIO,
    objection=_objection_to_ratio,
)
def ratio(
    student: StudentWork,
    array: ArrayName,
    below: Distance | None = None,
    above: Distance | None = None,
) -> None:
    """Of numbers above 0, the first divided by the last is ``below`` or ``above`` a bound."""
    given = flat(student.array(array))
    positive = given.size > 1 and bool(np.all(np.isfinite(given) & (given > 0)))
    if not positive:
        student.say(
            Text(
                "두 개 이상의 수가 모두 0보다 커야 합니다.",
                "There should be two numbers or more, all of them above 0.",
            )
        )
    assert positive
    first, last = float(given[0]), float(given[-1])
    found = first / last
    right = _is_within(found, below, above)
    if not right:
        student.say(say("그 값은 {found:.2g}입니다.", "It is {found:.2g}.", found=found))
        if _is_within(last / first, below, above):
            student.say(
                Text(
                    "거꾸로 나누면 맞습니다. 수의 순서가 뒤집혀 있습니까?",
                    "Divided the other way it would be right: is the order turned around?",
                )
            )
    assert right


def _is_within(found: float, below: float | None, above: float | None) -> bool:
    return (below is None or found < below) and (above is None or found > above)


def _which(given: Any) -> Words:
    kind = Text("편향", "the biases") if given.bias else Text("가중치", "the weights")
    if given.layer == 1:
        return {"which": kind}
    return {
        "which": say(
            "{layer}번째 층의 {kind}", "{kind} of layer {layer}", kind=kind, layer=given.layer
        )
    }


@check(
    ko="{array:은} {model}의 {which}입니다.",
    en="{array} holds {which} of {model}.",
    hint_ko="학습을 마친 뒤에 `{model:raw}.get_weights()`나 층의 `get_weights()`에서 꺼내고, "
    "반올림하지 마십시오.",
    hint_en="Take it from `{model:raw}.get_weights()`, or from `get_weights()` of the layer, after "
    "the training, and don't round.",
    visible=True,
    words=_which,
    mutants=mutants.OWN_WEIGHTS,
)
def own_weights(
    student: StudentWork, array: ArrayName, model: ModelName, layer: Size = 1, bias: bool = False
) -> None:
    """The numbers are the weights (or the ``bias``) of a layer of the model, whatever their shape.

    Layers with weights count from 1, beginning at the inputs.
    """
    given = student.array(array)
    own = _weights(student.model(model), layer, bias=bias)
    right = own is not None and close(given, own)
    if not right:
        other = _weights(student.model(model), layer, bias=not bias)
        if other is not None and close(given, other):
            student.say(
                Text("가중치와 편향이 바뀌었습니다.", "The weights and the biases were mixed up.")
            )
        elif own is not None and close(given, np.round(own, 2), 1e-6):
            student.say(Text("반올림한 값입니다.", "They are rounded."))
    assert right


def _weights(model: Any, layer: int, *, bias: bool) -> Floats | None:
    """Kernel or biases of the layer, in the order in which the model has them; None without."""
    arrays = [np.asarray(weight, dtype=np.float64) for weight in model.weights]
    kernels = [place for place, array in enumerate(arrays) if array.ndim > 1]
    if len(kernels) < layer:
        return None
    place = kernels[layer - 1]
    if not bias:
        return arrays[place]
    after = arrays[place + 1 :]
    return after[0] if after and after[0].ndim == 1 else None

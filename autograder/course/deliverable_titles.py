"""What a deliverable is called where its author did not say: by the checks that ask for it.

Only what students may know goes into a title: the arguments of visible checks, and the title of
any check, which is never hidden.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from autograder.course.standard import Standard
from autograder.records import DeliverableKind, Text, listed, say

_PLAIN: Final[Mapping[DeliverableKind, Text]] = {
    "model": Text("학습한 모델", "the trained model"),
    "array": Text("모델의 예측", "the model's predictions"),
    "function": Text("직접 만든 함수", "a function of your own"),
    "file": Text("저장한 파일", "the file that is written"),
    "value": Text("질문의 답", "the answer to the question"),
    "text": Text("짧은 글", "a short text"),
}
_LAYERS: Final = frozenset(["parameters", "layers"])
_PREDICTION: Final = "prediction_own"
_SHAPE: Final = "prediction_shape"


@dataclass(frozen=True, slots=True)
class Asking:
    """A check that asks for deliverables, with the title of its part."""

    standard: Standard
    part: Text


def titled(kinds: Mapping[str, DeliverableKind], asking: Sequence[Asking]) -> dict[str, Text]:
    """A title for each deliverable; those that would be called alike also name their part."""
    titles = {name: _title(name, kind, asking) for name, kind in kinds.items()}
    often = Counter(titles.values())
    return {
        name: _within(title, _part(name, asking)) if often[title] > 1 else title
        for name, title in titles.items()
    }


def _title(name: str, kind: DeliverableKind, asking: Sequence[Asking]) -> Text:
    about = [one.standard for one in asking if any(n.name == name for n in one.standard.needs)]
    told = [one for one in about if one.visible]
    if kind == "model":
        found = next((_built(_given(one)) for one in told if one.check.name in _LAYERS), None)
    elif kind == "array":
        found = _predicted(told)
    else:
        found = next(filter(None, (_after_the_name(name, one.title) for one in about)), None)
    return found or _PLAIN[kind]


def _given(standard: Standard) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(standard.use.arguments)
    return found


def _built(given: Mapping[str, Any]) -> Text:
    """``[2, 3, 1]``: the model with 3 hidden nodes."""
    hidden = given["layers"][1:-1]
    if not hidden:
        return Text("은닉층이 없는 모델", "the model without a hidden layer")
    if hidden == [1]:
        return Text("은닉 노드 1개인 모델", "the model with 1 hidden node")
    if len(hidden) == 1:
        return say("은닉 노드 {n}개인 모델", "the model with {n} hidden nodes", n=hidden[0])
    return say(
        "은닉층의 노드가 {counts}인 모델",
        "the model with hidden layers of {nodes} nodes",
        counts=", ".join(f"{nodes}개" for nodes in hidden),
        nodes=listed(list(map(str, hidden))),
    )


def _predicted(told: Sequence[Standard]) -> Text | None:
    """Whose prediction it is, and its shape, as far as visible checks ask for them."""
    own = next((_given(one) for one in told if one.check.name == _PREDICTION), None)
    shaped = next((_given(one) for one in told if one.check.name == _SHAPE), None)
    if own is None and shaped is None:
        return None
    prediction = _PLAIN["array"]
    if own is not None:
        prediction = say("`{model}`의 예측", "the predictions of `{model}`", model=own["model"])
    if shaped is None:
        return prediction
    shape = str(tuple(shaped["shape"]))
    return say(
        "{prediction}, 모양 {shape}",
        "{prediction}, shape {shape}",
        prediction=prediction,
        shape=shape,
    )


def _after_the_name(name: str, title: Text) -> Text | None:
    """``nodes: how many`` is a title of the variable itself, once its name is off."""
    said = {"ko": title.ko, "en": title.en, **title.others}
    found = {
        key: re.fullmatch(rf"`?{re.escape(name)}`?:\s*(.+)", text) for key, text in said.items()
    }
    rest = {key: one[1] for key, one in found.items() if one}
    if len(rest) < len(said):
        return None
    return Text(rest.pop("ko"), rest.pop("en"), others=rest)


def _part(name: str, asking: Sequence[Asking]) -> Text:
    return next(one.part for one in asking if any(need.name == name for need in one.standard.needs))


def _within(title: Text, part: Text) -> Text:
    return say("{title} ({part})", "{title} ({part})", title=title, part=part)

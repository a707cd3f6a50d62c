"""What students and staff are told of layers that are gone around, learn nothing or do no work.

Nobody is accused: a skip connection is a good idea in its place, and a scaling layer a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checking.ablation import Finding, Idle, examine
from autograder.checking.check_exceptions import UndecidedError
from autograder.checking.frozen import held_layers, thaw
from autograder.checking.graph_paths import Paths, UnseenError, paths_of
from autograder.evidence import FitEvidence
from autograder.records import Text, say

_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a network is not the asked one: for the student, and for the staff."""

    text: Text
    note: str


@dataclass(frozen=True, eq=False)
class Table:
    """What has to be learned; shapes as for ``ablation.examine``."""

    x: Any
    y: Any


def objection(
    name: str, model: Any, fits: Sequence[FitEvidence], table: Table, *, learns: bool
) -> Objection | None:
    """What kept the layers of a rebuilt model from learning or doing the work, None if nothing.

    ``name`` is the deliverable's, ``fits`` are its recorded ones; ``learns``: as for
    ``ablation.examine``. Layers that learned and were frozen afterwards are thawed, so that they
    can be trained again.

    Raises:
        UndecidedError: the model can't be looked through, or its record does not tell.
    """
    if held := _objection_to_held(name, model, fits):
        return held
    if any(fit.epochs for fit in fits):
        thaw(model)
    try:
        found = examine(model, table.x, table.y, learns=learns)
    except Exception as error:
        raise _undecided(name, error) from error
    if found.idle is None:
        return None
    names = f" ({', '.join(found.names)})" if found.names else ""
    return Objection(_WORDS[found.idle](name, found), f"{found.idle.value}{names}")


def objection_to_paths(name: str, model: Any) -> Objection | None:
    """What keeps the layers of a rebuilt model from standing in a row, None if nothing does.

    Raises:
        UndecidedError: the model can't be looked through.
    """
    try:
        paths = paths_of(model)
    except UnseenError as error:
        raise _undecided(name, error) from error
    if paths.skipped:
        return Objection(_skip(name, paths), f"a path goes around {_names(paths.skipped)}")
    if paths.reused:
        return Objection(_reused(name, paths), f"used more than once: {_names(paths.reused)}")
    return None


def _objection_to_held(name: str, model: Any, fits: Sequence[FitEvidence]) -> Objection | None:
    found = held_layers(model, fits)
    if found.frozen:
        note = f"frozen while it was trained: {', '.join(found.frozen)}"
        return Objection(_frozen(name, found.frozen), note)
    if found.held:
        note = f"unchanged by the recorded training: {', '.join(found.held)}"
        return Objection(_held(name, found.held), note)
    if found.unknown:
        raise UndecidedError(
            say(
                "`{name}`에 고정된 층(`trainable=False`)이 있는데, 그 전에 학습했는지 기록으로 "
                "확인할 수 없었습니다. 조교가 직접 살펴보고 점수를 드립니다.",
                "`{name}` has frozen layers (`trainable=False`), and its record does not show "
                "whether they had learned before. Your teacher will look at this and give the "
                "points.",
                name=name,
            ),
            f"{name}: see whether the frozen layers {', '.join(found.unknown)} learned anything",
        )
    return None


def _undecided(name: str, error: Exception) -> UndecidedError:
    return UndecidedError(
        say(
            "`{name}`의 층들이 어떻게 이어져 있는지 자동으로 확인할 수 없었습니다. 조교가 직접 "
            "살펴보고 점수를 드립니다.",
            "How the layers of `{name}` are connected could not be checked here. Your teacher "
            "will look at this and give the points.",
            name=name,
        ),
        f"{name} could not be looked through ({type(error).__name__}: {str(error)[:200]}): see "
        "whether its layers, and nothing beside them, solve the task",
    )


def _quoted(names: Iterable[str]) -> str:
    names = list(names)
    more = ", …" if len(names) > _MOST_NAMES else ""
    return ", ".join(f"`{name[:40]}`" for name in names[:_MOST_NAMES]) + more


def _names(layers: Iterable[Any]) -> str:
    return ", ".join(layer.name[:40] for layer in layers)


# --- layers in a row -----------------------------------------------------------------------------


def _skip(name: str, paths: Paths) -> Text:
    around = _quoted(layer.name for layer in paths.skipped)
    meet = _quoted(paths.meetings)
    return say(
        "`{name}`에는 입력에서 출력까지 가면서 다음 층을 거치지 않는 길이 있습니다: {around} "
        "(두 길이 만나는 곳: {meet}). 이런 길을 스킵 연결(skip connection)이라고 하며, "
        "ResNet과 같은 깊은 신경망에서는 좋은 방법입니다. 그러나 이 문제에서는 층 하나하나가 "
        "무엇을 할 수 있는지 보려고 하므로, 층마다 바로 앞 층의 출력만 받도록 그 길을 빼고 "
        "다시 만들어 보십시오.",
        "In `{name}` a path from input to output goes around {around} (the paths meet in "
        "{meet}). That is called a skip connection, and a good idea in deep networks such as "
        "ResNet. Here the question is what the layers themselves can do, so each layer should "
        "get what the layer before it gives, and nothing else: take that path out.",
        name=name,
        around=around,
        meet=meet,
    )


def _reused(name: str, paths: Paths) -> Text:
    twice = _quoted(layer.name for layer in paths.reused)
    return say(
        "`{name}`에서 같은 층이 두 번 이상 쓰였습니다: {twice}. 한 번 더 쓰면 가중치는 같아도 "
        "층이 하나 더 있는 것과 같습니다. 층마다 한 번씩만 쓰십시오.",
        "`{name}` uses a layer more than once: {twice}. Each further use is one more layer, "
        "though with the same weights. Use each layer once.",
        name=name,
        twice=twice,
    )


# --- layers that did not learn ------------------------------------------------------------------


def _frozen(name: str, layers: Sequence[str]) -> Text:
    frozen = _quoted(layers)
    return say(
        "`{name}`에는 고정된 층이 있습니다(`trainable=False`): {frozen}. 고정된 층은 처음에 "
        "뽑힌 가중치 그대로여서 배운 것이 없고, 그래도 답이 맞는다면 운입니다. `trainable = "
        "False`를 빼고 다시 학습시켜 보십시오.",
        "In `{name}` these layers are frozen (`trainable=False`): {frozen}. A frozen layer "
        "keeps the weights that it was first given, so it did not learn, and right answers are "
        "luck. Remove `trainable = False` and train again.",
        name=name,
        frozen=frozen,
    )


def _held(name: str, layers: Sequence[str]) -> Text:
    held = _quoted(layers)
    return say(
        "학습하는 동안 `{name}`의 다음 층은 가중치가 전혀 바뀌지 않았습니다: {held}. 처음에 "
        "뽑힌 가중치 그대로인 층은 배운 것이 없습니다. `fit`을 부를 때 고정(`trainable = "
        "False`)된 층이 없게 하고, 기울기(gradient)가 모든 층에 적용되게 해서 다시 학습시켜 "
        "보십시오.",
        "Training changed nothing in these layers of `{name}`: {held}. A layer that keeps the "
        "weights it was first given did not learn. See that no layer is frozen (`trainable = "
        "False`) when `fit` is called and that gradients are applied to every layer, and train "
        "again.",
        name=name,
        held=held,
    )


# --- layers that do no work ----------------------------------------------------------------------


def _beside(name: str, found: Finding) -> Text:
    meet = _quoted(found.names)
    return say(
        "`{name}`에서는 입력이 층을 거치지 않는 길로도 출력에 이르며, 그 길에서 입력끼리 "
        "곱하거나 비교하는 계산을 합니다 (두 길이 만나는 곳: {meet}). 그런 계산에는 가중치가 "
        "없어서 배우지 않고도 문제를 풀 수 있으므로, 층이 배웠는지 알 수 없습니다. 층마다 바로 "
        "앞 층의 출력만 받게 하고, 출력은 마지막 층에서만 나오게 해 보십시오.",
        "In `{name}` the inputs also reach the output by a path around its layers, and there "
        "they are multiplied or compared with each other (the paths meet in {meet}). Such "
        "operations have no weights and can solve the task without learning, so that nothing "
        "shows what the layers have learned. Let each layer get what the layer before it "
        "gives, and the output come from the last layer alone.",
        name=name,
        meet=meet,
    )


def _before(name: str, found: Finding) -> Text:
    kinds = _quoted(found.names)
    return say(
        "`{name}`에서는 학습하는 첫 층에 이르기 전의 계산({kinds})이 문제를 이미 풀어 놓아, 그 "
        "뒤로는 직선 하나면 됩니다. 가중치가 없는 계산과 학습하지 않는 층(trainable=False)은 "
        "배우는 것이 없습니다. 입력을 그대로 첫 층에 넣으십시오. Rescaling이나 "
        "Normalization처럼 크기만 맞추는 것은 괜찮습니다.",
        "In `{name}` the steps before the first layer that learns ({kinds}) have solved the "
        "task already: after them one straight line is enough. Operations without weights, and "
        "layers with trainable=False, learn nothing. Give the inputs to the first layer as "
        "they are. Scaling them, as Rescaling and Normalization do, is fine.",
        name=name,
        kinds=kinds,
    )


def _after(name: str, _found: Finding) -> Text:
    return say(
        "`{name}`의 출력은 가중합이 커지는 동안 올라갔다 내려갔다 하고, 그 앞에는 직선을 "
        "굽히는 은닉층이 없습니다. 그래서 은닉층이 하는 일 없이 출력 함수만으로 문제가 "
        "풀립니다. 은닉층에 tanh와 같은 활성화 함수를 주고, 출력에는 sigmoid처럼 계속 "
        "올라가기만 하는 함수를 쓰십시오.",
        "The output of `{name}` rises and falls as its weighted sum grows, and no hidden layer "
        "before it bends anything. So the output function solves the task by itself. Give "
        "hidden layers an activation such as tanh, and the output one that only rises, such as "
        "sigmoid.",
        name=name,
    )


def _unheard(name: str, found: Finding) -> Text:
    layers = _quoted(found.names)
    return say(
        "`{name}`에서는 다음 층이 무엇을 계산하든 출력이 거의 바뀌지 않습니다: {layers}. 아주 "
        "작은 수를 곱하는 층(Rescaling 등)이 사이에 있는지 확인하고, 층의 출력이 그대로 "
        "전해지게 하십시오.",
        "In `{name}` the output hardly changes whatever these layers compute: {layers}. See "
        "whether something, such as a Rescaling by a tiny number, stands in their way, and let "
        "what they compute pass on as it is.",
        name=name,
        layers=layers,
    )


def _rows(name: str, _found: Finding) -> Text:
    return say(
        "`{name}`에 같은 입력을 다른 순서로, 또는 다른 행과 함께 넣으면 답이 달라집니다. "
        "행마다 따로 답해야 합니다. 행을 섞거나 더하는 계산(axis=0)이 모델에 있는지 확인해 "
        "보십시오.",
        "`{name}` answers the same inputs otherwise when their order is another, or the rows "
        "beside them are. Each row should be answered by itself. See whether something in the "
        "model works across the rows (axis=0).",
        name=name,
    )


_WORDS = {
    Idle.ROWS: _rows,
    Idle.BESIDE: _beside,
    Idle.BEFORE: _before,
    Idle.AFTER: _after,
    Idle.UNHEARD: _unheard,
}

"""What a student is told whose deliverable is something else than the assignment asks for."""

from __future__ import annotations

from typing import Final

from autograder.evidence import (
    ArrayEvidence,
    DeliverableEvidence,
    FileEvidence,
    FunctionEvidence,
    ModelEvidence,
    OtherEvidence,
    ValueEvidence,
)
from autograder.records import DeliverableKind, Text, say

_NEEDED: Final[dict[DeliverableKind, Text]] = {
    "model": Text(
        "과제에는 `fit`으로 학습시킨 Keras 모델(`keras.Sequential` 또는 `keras.Model`)이 "
        "필요합니다.",
        "the assignment needs a Keras model (`keras.Sequential` or `keras.Model`), trained with "
        "`fit`.",
    ),
    "array": Text(
        "과제에는 `model.predict(…)`가 돌려주는 것과 같은 숫자 배열이 필요합니다.",
        "the assignment needs an array of numbers, such as `model.predict(…)` returns.",
    ),
    "value": Text(
        "과제에는 수, 참/거짓, 리스트나 딕셔너리처럼 단순한 값이 필요합니다.",
        "the assignment needs a plain value: a number, True or False, a list or a dict.",
    ),
    "function": Text(
        "과제에는 `def`로 정의한 함수가 필요합니다. 부른 결과가 아니라 함수 자체를 이 이름으로 "
        "두십시오.",
        "the assignment needs a function (`def`): the function itself under this name, not what a "
        "call of it gave.",
    ),
    "file": Text(
        "과제에는 파일이 필요합니다.",
        "the assignment needs a file.",
    ),
    "text": Text(
        "과제에는 따옴표로 묶은 글이 필요합니다.",
        "the assignment needs a text in quotes.",
    ),
}
_MODEL = Text("Keras 모델", "a Keras model")
_FILE = Text("파일", "a file")
_FUNCTION = Text("직접 만든 함수", "a function of your own")
_CLASSES: Final = {
    "function": _FUNCTION,
    "method": Text(
        "부르지 않은 함수(괄호가 빠진 것)",
        "a function that was not called: its brackets are missing",
    ),
    "builtin_function_or_method": Text("파이썬의 함수", "a function of Python"),
    "Function": _FUNCTION,  # @tf.function
    "type": Text("괄호로 부르지 않은 클래스", "a class that was not called with brackets"),
    "ABCMeta": Text("괄호로 부르지 않은 클래스", "a class that was not called with brackets"),
    "NoneType": Text(
        "`None`(값 없음, 예를 들어 `compile`이나 `summary`의 결과)",
        "`None`, as calls such as `compile` and `summary` return it",
    ),
    "History": Text("`fit`이 돌려주는 학습 기록", "the record that `fit` returned, not the model"),
    "KerasTensor": Text("층의 출력(아직 모델이 아닌 것)", "the output of a layer, not yet a model"),
    "module": Text("불러온 모듈", "an imported module"),
    "str": Text("따옴표로 묶은 글", "a text in quotes"),
    "dict": Text("딕셔너리", "a dict"),
    "bool": Text("참/거짓 값", "True or False"),
    "int": Text("수 하나", "a single number"),
    "float": Text("수 하나", "a single number"),
    "generator": Text("제너레이터", "a generator"),
    "zip": Text("한 번만 읽을 수 있는 `zip(…)`", "a `zip(…)`, which can be read only once"),
    "map": Text("한 번만 읽을 수 있는 `map(…)`", "a `map(…)`, which can be read only once"),
    "list": Text("리스트", "a list"),
    "tuple": Text("튜플", "a tuple"),
    "set": Text("집합", "a set"),
    "SymbolicTensor": Text("아직 값이 없는 텐서", "a tensor without values yet"),
}
_CONTAINERS: Final = frozenset(["dict", "list", "tuple", "set"])  # of which is told what is inside
_MOST_TOLD: Final = 160  # characters of that
_OTHER = Text("다른 종류의 것", "something else")


def other_kind(name: str, found: DeliverableEvidence, wanted: DeliverableKind) -> Text:
    """What ``name`` is, and what the assignment needs; no addresses, no names of our own."""
    what, needed = _with_what_is_inside(found), _NEEDED[wanted]
    return say(
        "`{name}`{name:은/는} {what}입니다. {needed}",
        "`{name}` is {what}; {needed}",
        name=name,
        what=what,
        needed=needed,
    )


def _with_what_is_inside(found: DeliverableEvidence) -> Text:
    """What it is; of a dict or list that holds no plain values also their classes."""
    what = _described(found)
    if not isinstance(found, OtherEvidence) or found.class_name not in _CONTAINERS:
        return what
    if not found.text or found.text.startswith(">"):
        return what
    inside = " ".join(found.text[:_MOST_TOLD].replace("`", "'").split())
    more = "…" if len(found.text) > _MOST_TOLD else ""
    return say("{what}({inside})", "{what} ({inside})", what=what, inside=inside + more)


def _described(found: DeliverableEvidence) -> Text:
    if isinstance(found, ModelEvidence | FileEvidence):
        return _FILE if isinstance(found, FileEvidence) else _MODEL
    if isinstance(found, OtherEvidence) and found.text.startswith(">"):
        return say("너무 큰 값({text})", "too large to be handed in ({text})", text=found.text)
    if isinstance(found, ArrayEvidence):
        shape = tuple(found.array.shape)
        return say(
            "모양이 `{shape}`인 숫자 배열",
            "an array of numbers of shape `{shape}`",
            shape=str(shape),
        )
    if isinstance(found, FunctionEvidence) or found.class_name in _CLASSES:
        return _CLASSES.get(found.class_name, _FUNCTION)
    if isinstance(found, ValueEvidence) or found.class_name.startswith("_"):
        return _OTHER
    kind = found.class_name.replace("`", "'")
    return say("`{kind}` 객체", "an object of class `{kind}`", kind=kind)

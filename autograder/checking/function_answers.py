"""What a function that was handed in answered, and what is said where it gave no answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.checking.check_exceptions import WrongKindError
from autograder.checking.plain_values import restore
from autograder.evidence import (
    ArrayEvidence,
    CallEvidence,
    FunctionEvidence,
    ValueEvidence,
    unpack_array,
)
from autograder.records import Call, Text, say

_ENDED: Final = CallEvidence("late")  # its process has ended before
_LATE: Final = Text(
    "시간 안에 돌려주지 않았습니다. 끝나지 않는 반복이나 `sleep` 호출이 없는지 보십시오.",
    "did not come back in time. Look for a loop without end, or a `sleep`.",
)
_ADVICE: Final[Mapping[str, Text]] = {
    "NameError": Text(
        "함수 안에서 쓰는 이름이 인자이거나 함수 밖에 정의되어 있는지 보십시오.",
        "See that each name in it is an argument, or is defined outside.",
    ),
    "UnboundLocalError": Text(
        "함수 안에서 값을 넣기 전에 쓰는 변수가 있습니다.",
        "A variable in it is used before it has a value.",
    ),
    "TypeError": Text(
        "함수가 받는 것은 NumPy 배열과 수입니다. 그런 인자로 직접 불러 보십시오.",
        "What it gets are NumPy arrays and numbers: call it with such arguments yourself.",
    ),
    "ValueError": Text(
        "인자의 모양이 달라도 계산되는지, 모양이 다른 배열로 직접 불러 보십시오.",
        "Call it yourself with arrays of other shapes: it should work with any that fit the task.",
    ),
    "IndexError": Text(
        "행과 열의 수를 함수 안에 적어 두지 말고 인자의 모양에서 구하십시오.",
        "Take the numbers of rows and columns from the argument's shape; do not write them down.",
    ),
    "ZeroDivisionError": Text("0으로 나누는 곳이 있습니다.", "Somewhere it divides by 0."),
    "RecursionError": Text("함수가 끝없이 자신을 부릅니다.", "It calls itself without end."),
    "MemoryError": Text("너무 큰 배열을 만듭니다.", "It makes an array that is too large."),
}
_CALL_IT: Final = Text(
    "여러 가지 인자로 직접 불러 보십시오.", "Call it yourself with several arguments."
)


def answer_to(name: str, asked: Call, calls: Sequence[Call], function: FunctionEvidence) -> Any:
    """The answer to one call, as an array or a plain value.

    Raises:
        WrongKindError: there is none; the text says why.
        LookupError: it is none of ``calls``.
    """
    wanted = _comparable(asked)
    places = [at for at, one in enumerate(calls) if _comparable(one) == wanted]
    if not places:
        raise LookupError(f"`{name}` was not asked this: its `calls` in assignment.toml lack it")
    at = places[0]
    found = function.answers[at] if at < len(function.answers) else _ENDED
    if isinstance(found.answer, ArrayEvidence):
        return unpack_array(found.answer.array)
    if isinstance(found.answer, ValueEvidence):
        try:
            return restore(json.loads(found.answer.json))
        except (ValueError, RecursionError, TypeError, KeyError):
            found = CallEvidence("unreadable", class_name=found.class_name)
    raise WrongKindError(_without_answer(name, found, asked))


def _comparable(call: Call) -> Any:
    return json.loads(json.dumps([call.args, call.fit], default=_listed))


def _listed(value: Any) -> Any:
    return np.asarray(value).tolist()


def _without_answer(name: str, found: CallEvidence, asked: Call) -> Text:
    if found.outcome == "late":
        return say("`{name}`{name:이/가} {late}", "`{name}` {late}", name=name, late=_LATE)
    if found.outcome == "arguments":
        return _other_arguments(name, asked)
    if found.outcome == "raised":
        return _error(name, found)
    return say(
        "`{name}`{name:이/가} 돌려준 것을 읽을 수 없습니다. 수, 적당한 크기의 배열, 리스트처럼 "
        "단순한 값을 돌려주십시오.",
        "What `{name}` returned can't be read. Return something plain: a number, an array of "
        "moderate size, a list.",
        name=name,
    )


def _other_arguments(name: str, asked: Call) -> Text:
    if asked.fit:
        return say(
            "`{name}`{name:은/는} 인자 없이 만들고, `fit`을 인자 {fit}개로, `predict`를 인자 "
            "{count}개로 부릅니다. 그렇게 부를 수 있는지 확인하십시오.",
            "`{name}` is made without arguments, its `fit` is called with {fit} and its `predict` "
            "with {count}. See that it can be called so.",
            name=name,
            fit=len(asked.fit),
            count=len(asked.args),
        )
    return say(
        "`{name}`{name:을/를} 인자 {count}개로 불렀는데 받지 않았습니다. `def {name}(…)`의 인자를 "
        "세어 보십시오.",
        "`{name}` was called with {count} argument(s) and does not take them. Count those in "
        "`def {name}(…)`.",
        name=name,
        count=len(asked.args),
    )


def _error(name: str, found: CallEvidence) -> Text:
    words: dict[str, Any] = {
        "name": name,
        "error": found.error if found.error.isidentifier() else "Exception",
        "advice": _ADVICE.get(found.error, _CALL_IT),
        "cell": found.cell,
        "line": found.line,
    }
    if found.cell and found.line:
        return say(
            "`{name}`{name:을/를} 부르자 {cell}번째 셀 {line}번째 줄에서 `{error}` 오류가 "
            "났습니다. {advice}",
            "Called, `{name}` raised `{error}` in cell {cell}, line {line}. {advice}",
            **words,
        )
    return say(
        "`{name}`{name:을/를} 부르자 `{error}` 오류가 났습니다. {advice}",
        "Called, `{name}` raised `{error}`. {advice}",
        **words,
    )

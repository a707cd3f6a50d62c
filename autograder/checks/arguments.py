"""The types of what standard checks are given, as it is written in ``assignment.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NewType

import msgspec
from msgspec import Meta

from autograder.evidence import MAX_CALLS
from autograder.records import DeliverableKind, Text

ModelName = NewType("ModelName", str)
ArrayName = NewType("ArrayName", str)
ValueName = NewType("ValueName", str)
TextName = NewType("TextName", str)
FunctionName = NewType("FunctionName", str)
FileName = NewType("FileName", str)

KINDS: Final[Mapping[object, DeliverableKind]] = {
    ModelName: "model",
    ArrayName: "array",
    ValueName: "value",
    TextName: "text",
    FunctionName: "function",
    FileName: "file",
}

Size = Annotated[int, Meta(ge=1)]
Shape = Annotated[tuple[Annotated[int, Meta(ge=0)], ...], Meta(min_length=1)]
Layers = Annotated[tuple[Size, ...], Meta(min_length=2)]  # inputs, then the nodes of each layer
Share = Annotated[float, Meta(gt=0, le=1)]
Distance = Annotated[float, Meta(gt=0)]
ErrorName = Literal["largest", "mean squared"]
Answer = bool | int | float | str | tuple[float, ...]
Entries = Annotated[dict[str, Answer], Meta(min_length=1)]
Alternatives = tuple[Entries, ...]  # other answers that are right, by their keys
Keys = Annotated[tuple[str, ...], Meta(min_length=1)]
Numbers = Annotated[tuple[float | tuple[float, ...], ...], Meta(min_length=1)]  # one row, or rows
Choices = Annotated[tuple[int | float | str, ...], Meta(min_length=1)]
Ideas = Annotated[dict[str, tuple[str, ...]], Meta(min_length=1)]
Optima = Annotated[dict[str, float], Meta(min_length=1)]  # name of a loss → its lowest value

Rows = Annotated[tuple[tuple[float, ...], ...], Meta(min_length=1)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inputs ``x`` (rows, features) and what belongs to them, ``y`` (rows, outputs)."""

    x: Rows
    y: Rows


class Inputs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a table the inputs ``x`` (rows, features) alone: no answer is needed."""

    x: Rows


Given = bool | int | float | str | tuple[Any, ...]  # an argument of a call, nested or not
Gives = bool | int | float | str | tuple[float | tuple[float, ...], ...]


class AskedCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call of a function, as ``autograder.records.Call``, and what it should give."""

    args: tuple[Given, ...]
    gives: Gives
    fit: tuple[Given, ...] = ()


Calls = Annotated[tuple[AskedCall, ...], Meta(min_length=1, max_length=MAX_CALLS)]


class CallsMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mistake in a function: what it makes the calls give, one after the other."""

    gives: tuple[Gives, ...]
    hint: Text


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer that many give, and what to tell those who gave it."""

    value: Answer
    hint: Text


class NumberMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As ``Mistake``, of an answer that is a number."""

    value: float
    hint: Text


class ArrayMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As ``Mistake``, of numbers in rows."""

    value: Numbers
    hint: Text


class EntriesMistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mistake that shows in some entries of a dict, and what it makes of them."""

    values: Entries
    hint: Text


Mistakes = tuple[Mistake, ...]
NumberMistakes = tuple[NumberMistake, ...]
ArrayMistakes = tuple[ArrayMistake, ...]
EntriesMistakes = tuple[EntriesMistake, ...]
CallsMistakes = tuple[CallsMistake, ...]
MISTAKES: Final = frozenset[object]([
    Mistakes, NumberMistakes, ArrayMistakes, EntriesMistakes, CallsMistakes,
])  # fmt: skip
FurtherNumbers = tuple[Numbers, ...]

_MISTAKES: Final = Text(
    "표의 목록: 틀린 답 `value`와 알려 줄 말 `hint`",
    "list of tables: `value`, a wrong answer, and `hint`, what to tell",
)

NAMES: Final[Mapping[object, Text]] = {
    ModelName: Text("모델의 이름", "name of a model"),
    ArrayName: Text("배열의 이름", "name of an array"),
    ValueName: Text("값의 이름", "name of a value"),
    TextName: Text("글의 이름", "name of a text"),
    FunctionName: Text("함수의 이름", "name of a function"),
    FileName: Text(
        "파일의 이름, 폴더이면 `/`로 끝남", "name of a file, or of a folder, which ends with `/`"
    ),
    Calls: Text(
        "표의 목록: 인자 `args`, 돌려줄 것 `gives`, 클래스이면 `fit`의 인자",
        "list of tables: `args`, what it should give as `gives`, of a class arguments of `fit`",
    ),
    CallsMistakes: Text(
        "표의 목록: 부를 때마다 나오는 틀린 값 `gives`와 알려 줄 말 `hint`",
        "list of tables: `gives`, what each call wrongly gives, and `hint`",
    ),
    Table: Text("표의 이름", "name of a table"),
    Inputs: Text("표의 이름 (`x`만 사용)", "name of a table, of which `x` is used"),
    Shape: Text("정수의 목록", "list of whole numbers"),
    Layers: Text(
        "목록: 입력의 수, 그다음 층마다 노드의 수", "list: inputs, then the nodes of each layer"
    ),
    Share: Text("0보다 크고 1 이하인 수", "number above 0, up to 1"),
    Share | None: Text("0보다 크고 1 이하인 수", "number above 0, up to 1"),
    Distance: Text("0보다 큰 수", "number above 0"),
    ErrorName: Text('`"largest"` 또는 `"mean squared"`', '`"largest"` or `"mean squared"`'),
    Answer: Text(
        "`true`, `false`, 수, 글 또는 수의 목록",
        "`true`, `false`, number, text or list of numbers",
    ),
    Entries: Text(
        "표: 키 → `true`, `false`, 수, 글 또는 수의 목록",
        "table: key → `true`, `false`, number, text or list of numbers",
    ),
    Alternatives: Text("표의 목록: 키 → 다른 정답", "list of tables: key → another right answer"),
    Keys: Text("글의 목록", "list of texts"),
    Numbers: Text("수의 목록, 또는 수의 목록의 목록", "list of numbers, or of lists of numbers"),
    FurtherNumbers: Text("다른 정답 `to`의 목록", "list of other right `to`"),
    Distance | None: Text("0보다 큰 수", "number above 0"),
    Mistakes: _MISTAKES,
    NumberMistakes: _MISTAKES,
    ArrayMistakes: _MISTAKES,
    EntriesMistakes: Text(
        "표의 목록: 키마다 틀린 답을 적은 `values`와 알려 줄 말 `hint`",
        "list of tables: `values`, wrong answers by their keys, and `hint`",
    ),
    Choices: Text("수와 글의 목록", "list of numbers and texts"),
    Ideas: Text("표: 생각 → 낱말의 목록", "table: idea → list of words"),
    Optima: Text("표: 손실의 이름 → 수", "table: name of a loss → number"),
    str: Text("글", "text"),
    bool: Text("`true` 또는 `false`", "`true` or `false`"),
}
"""What the page of standard checks, schemas and messages call each type; see ``called``."""

_NUMBER: Final = Text("수", "number")


def called(kind: object) -> Text:
    """The name of a type of arguments."""
    return NAMES.get(kind, _NUMBER)


def column(rows: Any) -> Any:
    """``[0, 1]`` as ``[[0], [1]]``; anything else as it is."""
    if isinstance(rows, list) and all(isinstance(one, int | float) for one in rows):
        return [[one] for one in rows]
    return rows

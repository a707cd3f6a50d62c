"""Says how the data that a model was trained on differ from the table of the assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.evidence import Array, FitEvidence, unpack_array
from autograder.records import NO_TEXT, Text, joined, say
from autograder.util.rows import in_columns, one_number_a_row
from autograder.util.several_arrays import is_several, side_by_side

Floats = NDArray[np.float64]

_DIGITS = 6
_SHORT = 64  # rows
_MOST_SHOWN = 8  # labels that are written out
_BITS: Final = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
_FUNCTIONS: Final[dict[tuple[int, ...], str]] = {
    (0, 0, 0, 1): "AND",
    (0, 1, 1, 1): "OR",
    (0, 1, 1, 0): "XOR",
    (1, 0, 0, 1): "XNOR",
    (1, 1, 1, 0): "NAND",
    (1, 0, 0, 0): "NOR",
}
_GIVEN = Text(
    "주어진 `x_train`, `y_train`을 바꾸지 말고 그대로 쓰십시오.",
    "Use `x_train` and `y_train` as they are given.",
)

_SEVERAL_INPUTS = Text(
    "`fit`에 입력의 열이 따로따로 들어갔습니다. 모델이 `x_train`을 배열 하나로 받게 하고, "
    "`x_train`을 그대로 넣으십시오.",
    "`fit` was given the columns of the inputs one by one. Let the model take `x_train` as one "
    "array, and give it as it is.",
)


def other_table(
    x: ArrayLike | None, y: ArrayLike | None, inputs: ArrayLike, labels: ArrayLike
) -> Text:
    """What is different; NO_TEXT where nothing is, or where it can't be said.

    Args:
        x, y: what ``fit`` was given, None where that is not known.
        inputs: shape (rows, features).
        labels: shape (rows,) or (rows, 1): numbers, of classes or others.
    """
    if x is None or y is None:
        return NO_TEXT
    given, table = in_columns(x), in_columns(inputs)
    if given.ndim == 3 and given.shape[0] == table.shape[1] and given.shape[2] == 1:
        return _SEVERAL_INPUTS
    if given.ndim != 2 or given.shape[1] != table.shape[1]:
        return _with_advice(_columns(given, table))
    truth, answers = one_number_a_row(labels), one_number_a_row(y)
    if answers.size != len(given) or truth.size != len(table):
        return NO_TEXT  # several numbers a row
    said = _of_rows(given, answers, table, truth)
    return _with_advice(said) if said != NO_TEXT else NO_TEXT


def _of_rows(given: Floats, answers: Floats, table: Floats, truth: Floats) -> Text:
    known: dict[tuple[float, ...], set[float]] = {}
    for row, answer in zip(_rounded(given), answers, strict=True):
        known.setdefault(row, set()).add(round(float(answer), _DIGITS))
    wanted = _rounded(table)
    moved = {tuple((one + 1) / 2 for one in row) for row in known} == set(wanted)
    if moved or not set(known) & set(wanted):
        return _other_inputs(moved=moved)
    if missing := [row for row in wanted if row not in known]:
        if len(missing) == 1:
            return say(
                "표의 {rows}줄 중 1줄이 훈련 데이터에 없습니다.",
                "1 of the table's {rows} rows is not in the training data.",
                rows=len(wanted),
            )
        return say(
            "표의 {rows}줄 중 {missing}줄이 훈련 데이터에 없습니다.",
            "{missing} of the table's {rows} rows are not in the training data.",
            rows=len(wanted),
            missing=len(missing),
        )
    if any(len(known[row]) > 1 for row in wanted):
        return Text(
            "같은 입력이 서로 다른 정답과 함께 들어 있습니다.",
            "The same input stands there with different labels.",
        )
    return _of_labels(known, wanted, truth)


def _of_labels(
    known: dict[tuple[float, ...], set[float]], wanted: list[tuple[float, ...]], truth: Floats
) -> Text:
    """Of data that hold every row of the table once or more, each with one label."""
    got = [next(iter(known[row])) for row in wanted]
    if got != [round(float(one), _DIGITS) for one in truth]:
        return _labels(got, truth, wanted)
    if extra := len(set(known) - set(wanted)):
        if extra == 1:
            return Text(
                "표에 없는 줄 1개가 훈련 데이터에 있습니다.",
                "The training data have 1 row beside the table.",
            )
        return say(
            "표에 없는 줄 {extra}개가 훈련 데이터에 있습니다.",
            "The training data have {extra} rows beside the table.",
            extra=extra,
        )
    return NO_TEXT


def _labels(got: list[float], truth: Floats, wanted: list[tuple[float, ...]]) -> Text:
    """Labels of all rows of the table, in its order, which are not the table's."""
    if set(got) == {-1.0, 1.0} and np.array_equal(np.asarray(got) > 0, truth > 0):
        return Text(
            "정답이 0과 1이 아니라 -1과 1로 되어 있습니다.",
            "The labels are -1 and 1 instead of 0 and 1.",
        )
    shown = ", ".join(f"{one:g}" for one in got[:_MOST_SHOWN])
    shown = f"({shown}{', …' if len(got) > _MOST_SHOWN else ''})"
    name = _FUNCTIONS.get(tuple(int(one) for one in got)) if tuple(wanted) == _BITS else None
    if name and set(got) <= {0.0, 1.0}:
        return say(
            "정답이 표의 것과 다릅니다. {shown}, 즉 {name}의 정답입니다.",
            "The labels are not those of the table: {shown} are those of {name}.",
            shown=shown,
            name=name,
        )
    wrong = sum(one != other for one, other in zip(got, truth, strict=True))
    return say(
        "정답이 표의 것과 다릅니다. {shown}: {count}줄 중 {wrong}줄이 다릅니다.",
        "The labels are not those of the table: {shown}, of which {wrong} are wrong.",
        shown=shown,
        count=len(got),
        wrong=wrong,
    )


def _other_inputs(*, moved: bool) -> Text:
    if moved:
        return Text(
            "입력이 0과 1이 아니라 -1과 1로 되어 있습니다.",
            "The inputs are -1 and 1 instead of 0 and 1.",
        )
    return Text(
        "훈련 데이터의 입력이 표의 것과 다릅니다.",
        "The inputs trained on are not those of the table.",
    )


def _columns(given: Floats, table: Floats) -> Text:
    shape = tuple(given.shape)
    return say(
        "훈련 데이터의 모양이 `{shape}`입니다. 표의 입력은 {shape_2}열입니다.",
        "The training data have the shape `{shape}`; the table's inputs have {shape_2} columns.",
        shape=str(shape),
        shape_2=table.shape[1],
    )


def _rounded(rows: Floats) -> list[tuple[float, ...]]:
    return [tuple(round(float(one), _DIGITS) + 0.0 for one in row) for row in rows]


def _with_advice(text: Text) -> Text:
    return joined(text, _GIVEN)


def any_table(fits: Sequence[FitEvidence], inputs: ArrayLike, labels: ArrayLike) -> Text:
    """``other_table`` of the last recorded fit that trained at all."""
    for fit in reversed(fits):
        if not fit.epochs:
            continue
        x, y = recorded(fit.x, fit.x_parts), recorded(fit.y, fit.y_parts)
        if x is None or y is None:
            continue
        given, table = side_by_side(x), side_by_side(inputs)
        if isinstance(x, tuple) and not is_several(inputs) and given.shape == table.shape:
            return _SEVERAL_INPUTS
        return other_table(given, side_by_side(y), table, side_by_side(labels))
    return NO_TEXT


def any_short_table(fits: Sequence[FitEvidence], inputs: ArrayLike, labels: ArrayLike) -> Text:
    """As ``any_table``; NO_TEXT of a long table, which may be of rows that none should train on."""
    return any_table(fits, inputs, labels) if len(side_by_side(labels)) <= _SHORT else NO_TEXT


def recorded(
    one: Array | None, several: Sequence[Array]
) -> NDArray[Any] | tuple[NDArray[Any], ...] | None:
    """Data of a fit: an array, a tuple of them for several inputs or outputs, None if not kept."""
    if several:
        return tuple(map(unpack_array, several))
    return None if one is None else unpack_array(one)

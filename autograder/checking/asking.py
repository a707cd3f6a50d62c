"""What a model is asked: one array, or one for each of its inputs, and what it answers.

A check may ask in the wrong way, and a student may have built another model than the one that it
asks. Where the assignment says which inputs the model has, it is known whose mistake it is: the
author's is handed to a person and costs nobody points. Nothing here ends in another exception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking import own_facts
from autograder.checking.check_exceptions import UndecidedError, WrongKindError
from autograder.checking.graph_paths import graph_of
from autograder.checking.predicting import predict_all
from autograder.checking.probed_model import ProbedModel
from autograder.records import ModelInput, say
from autograder.util.several_arrays import is_several, side_by_side

AnyArray = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model was given, an array for each input, and an array for each of its outputs.

    All have the rows along their first axes.
    """

    inputs: tuple[AnyArray, ...]
    outputs: tuple[AnyArray, ...]

    @property
    def data(self) -> AnyArray | tuple[AnyArray, ...]:
        """The inputs as a training takes them: one array alone."""
        return self.inputs[0] if len(self.inputs) == 1 else self.inputs

    @property
    def several(self) -> bool:
        """Whether there is more than one array on either side."""
        return len(self.inputs) > 1 or len(self.outputs) > 1

    @property
    def table(self) -> AnyArray:
        """The outputs in one array: several stand side by side, shape (rows, numbers)."""
        return self.outputs[0] if len(self.outputs) == 1 else side_by_side(self.outputs)

    def judged_by(self, good: Callable[[list[AnyArray]], bool]) -> Callable[[AnyArray], bool]:
        """A judge of outputs like these that stand side by side, from one of a list of arrays."""
        widths = [one.reshape(len(one), -1).shape[1] for one in self.outputs]

        def judge(table: AnyArray) -> bool:
            parts = np.split(table, np.cumsum(widths)[:-1], axis=1)
            shapes = (one.shape[1:] for one in self.outputs)
            return good([p.reshape(-1, *shape) for p, shape in zip(parts, shapes, strict=True)])

        return judge


def ask(
    name: str, model: Any, x: Any, declared: Sequence[ModelInput], outputs: int | None = None
) -> Answers:
    """What the deliverable ``name`` gives for ``x``, as a check wrote it.

    ``x`` is an array, shape (rows, …), or a list, tuple or dictionary of arrays. ``declared`` are
    the inputs that the assignment announces, () where it announces none: one table is shared out
    among them. ``outputs`` is how many there have to be, None for any.

    Raises:
        WrongKindError: the model takes other inputs, or has other outputs.
        UndecidedError: no model that the assignment announces could take ``x``.
    """
    inputs = inputs_for(name, model, x, declared)
    if isinstance(model, ProbedModel):
        found = model.answers(side_by_side(inputs) if len(inputs) > 1 else inputs[0])
    else:
        try:
            found = predict_all(model, inputs)
        except Exception as error:
            shapes = [one.shape for one in inputs]
            raise WrongKindError(own_facts.refused_inputs(name, model, shapes)) from error
    if outputs is not None and len(found) != outputs:
        raise WrongKindError(own_facts.other_outputs(name, len(found), outputs))
    return Answers(inputs, tuple(found))


def inputs_for(
    name: str, model: Any, x: Any, declared: Sequence[ModelInput]
) -> tuple[AnyArray, ...]:
    """``x`` as an array for each input of a model, in their order.

    Raises:
        WrongKindError, UndecidedError: as ``ask``.
    """
    own = list(getattr(model, "inputs", None) or [])
    try:
        names, arrays = _read(x, len(declared) or len(own))
        if declared:
            names, arrays = _shared_out(names, arrays, declared)
    except (TypeError, ValueError, OverflowError) as error:
        raise _mistaken(name, f"{type(error).__name__}: {error}"[:300]) from error
    own_names = [str(tensor.name) for tensor in own]
    if names and set(names) == set(own_names):
        arrays = [arrays[names.index(one)] for one in own_names]
    elif order := places_by_name(model, declared):
        arrays = [arrays[order.index(at)] for at in range(len(order))]
    expected = len(own) or len(declared) or 1
    if len(arrays) != expected:
        raise WrongKindError(own_facts.refused_inputs(name, model, [one.shape for one in arrays]))
    return tuple(arrays)


def places_by_name(model: Any, declared: Sequence[ModelInput]) -> tuple[int, ...]:
    """Where each declared input stands among those of a model that takes them by name.

    Keras sorts the keys of a dictionary, so their order is not the student's: the columns tell
    which is which. () where the model takes a list, or the columns leave it open.
    """
    form = getattr(graph_of(model), "_inputs_struct", None)
    if not isinstance(form, dict) or len(form) != len(declared):
        return ()
    own = [tuple(tensor.shape[1:]) for tensor in model.inputs]
    asked = [(one.columns,) for one in declared]
    if len(set(asked)) < len(asked) or set(own) != set(asked):
        return ()
    return tuple(own.index(shape) for shape in asked)


def in_declared_order(
    model: Any, arrays: tuple[AnyArray, ...], declared: Sequence[ModelInput]
) -> tuple[AnyArray, ...]:
    """What a model was given, from the order of its inputs into that of the assignment."""
    places = places_by_name(model, declared)
    return tuple(arrays[at] for at in places) if len(places) == len(arrays) else arrays


def _read(x: Any, expected: int) -> tuple[list[str], list[AnyArray]]:
    """Names, if there are any, and arrays, of at least one row each.

    Raises:
        TypeError, ValueError, OverflowError: these are no numbers.
    """
    if isinstance(x, Mapping):
        return [str(key) for key in x], [_numbers(part) for part in x.values()]
    if _is_list_of_inputs(x, expected):
        return [], [_numbers(part) for part in x]
    return [], [_numbers(x)]


def _is_list_of_inputs(x: Any, expected: int) -> bool:
    """Whether these are the arrays of several inputs; a list of rows is one table."""
    if not isinstance(x, list | tuple) or not x:
        return False
    if is_several(x):
        return True
    return len(x) == expected > 1 and all(
        isinstance(part, np.ndarray) or np.ndim(part) > 1 for part in x
    )


def _numbers(values: Any) -> AnyArray:
    array = np.asarray(values, dtype="float32")
    if not array.ndim or not array.size:
        raise ValueError("there are no rows")
    return array[:, None] if array.ndim == 1 else array  # as `fit` takes numbers in a row


def _shared_out(
    names: list[str], arrays: list[AnyArray], declared: Sequence[ModelInput]
) -> tuple[list[str], list[AnyArray]]:
    """The arrays of the declared inputs, in their order; one table is shared out among them.

    Raises:
        ValueError: they are not those that the assignment announces.
    """
    known = [one.name for one in declared]
    widths = [one.columns for one in declared]
    if names and set(names) == set(known):
        arrays = [arrays[names.index(one)] for one in known]
    elif len(arrays) == 1 and arrays[0].shape[1:] == (sum(widths),):
        arrays = np.split(arrays[0], np.cumsum(widths)[:-1], axis=1)
    shapes = [one.shape[1:] for one in arrays]
    if shapes != [(width,) for width in widths] or len({len(one) for one in arrays}) > 1:
        raise ValueError(f"{shapes} for inputs of {widths} columns")
    return known, arrays


def _mistaken(name: str, why: str) -> UndecidedError:
    return UndecidedError(
        say(
            "이 항목을 확인하는 프로그램이 `{name}`에 맞지 않는 입력을 넣었습니다. 제출한 것의 "
            "잘못이 아니며, 선생님이 살펴보고 점수를 줍니다.",
            "The check of this item gave `{name}` inputs that do not fit. That is no fault of what "
            "was handed in: your teacher will look at this and give the points.",
            name=name,
        ),
        f"this check asks {name} with what the assignment does not announce as its inputs ({why}): "
        "correct the check, or `inputs` of the deliverable in assignment.toml",
    )

"""The deliverables of a submission, each as what the assignment asks for, or told why not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checking import file_words
from autograder.checking.asking import Answers, ask
from autograder.checking.check_exceptions import NotCheckedError, WrongKindError
from autograder.checking.function_answers import answer_to
from autograder.checking.handed_in_files import HandedInFile, handed_in_file
from autograder.checking.model_of_evidence import model_of
from autograder.checking.other_kind import other_kind
from autograder.checking.plain_values import array_of_type, restore, value_of_type
from autograder.checking.remarks import Speaker
from autograder.evidence import (
    ArrayEvidence,
    Evidence,
    FileEvidence,
    FunctionEvidence,
    ModelEvidence,
    ValueEvidence,
    model_in,
    unpack_array,
)
from autograder.records import NO_TEXT, Assignment, Call, Deliverable, Text, say
from autograder.util.several_arrays import is_several


class HandedIn(Speaker):
    """What was handed in, by name. Everything in it is data."""

    def __init__(self, assignment: Assignment, evidence: Evidence) -> None:
        super().__init__()
        self._assignment = assignment
        self._evidence = evidence
        self._models: dict[str, Any] = {}
        self._refused: dict[str, Text] = {}
        self.asked_several = False  # this check asked a model of several inputs or outputs

    def model(self, name: str) -> Any:
        """The model, rebuilt as a ``keras.Model`` with its weights, not compiled.

        One that can't be rebuilt is an ``ProbedModel`` (weights, count_params, predict). ``name``
        may be that of a file in which a whole model was saved.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a Keras model, or one that was never built.
        """
        evidence = self._model_evidence(name)
        if name in self._refused:
            raise WrongKindError(self._refused[name])
        if name not in self._models:
            self._models[name] = self._rebuilt(name, evidence)
        return self._models[name]

    def _rebuilt(self, name: str, evidence: ModelEvidence) -> Any:
        try:
            return model_of(evidence, self._deliverable(name), self.tell_staff)
        except WrongKindError as error:
            self._refused[name] = error.text
            raise

    def class_of(self, name: str) -> str:
        """The class of the model in the notebook: ``Functional``, or one of the student's own.

        Raises:
            NotCheckedError, WrongKindError: as ``training``.
        """
        return self._model_evidence(name).class_name

    def _model_evidence(self, name: str) -> ModelEvidence:
        found = self._get(name)
        if (model := model_in(found)) is not None:
            return model
        if isinstance(found, FileEvidence):
            raise WrongKindError(file_words.no_model(name, found))
        raise WrongKindError(other_kind(name, found, "model"))

    def _deliverable(self, name: str) -> Deliverable:
        found = (one for one in self._assignment.deliverables if one.name == name)
        return next(found, Deliverable(name, "model", NO_TEXT))

    def predict(self, name: str, x: Any, *, outputs: int | None = None) -> Any:
        """The model's own predictions for ``x``, shape (rows, features), as Keras gives them.

        A model of several inputs is given a list of arrays, or a dictionary by their names; what
        one of several outputs gives is a list of arrays. ``outputs``: how many there have to be.

        Raises:
            NotCheckedError, WrongKindError: as ``model``; also when ``x`` doesn't fit its inputs,
                or the outputs are not so many.
            UndecidedError: ``x`` fits no model that the assignment announces.
        """
        found = self._ask(name, x, outputs)
        return found.outputs[0] if len(found.outputs) == 1 else list(found.outputs)

    def _ask(self, name: str, x: Any, outputs: int | None) -> Answers:
        model = self.model(name)
        self.asked_several = self.asked_several or is_several(x)
        found = ask(name, model, x, self._deliverable(name).inputs, outputs)
        self.asked_several = self.asked_several or found.several
        return found

    def array(self, name: str) -> np.ndarray[Any, Any]:
        """The array, read-only; lists of numbers and tensors arrive as arrays.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't made of numbers.
        """
        evidence = self._get(name)
        if isinstance(evidence, ArrayEvidence):
            return unpack_array(evidence.array)
        raise WrongKindError(other_kind(name, evidence, "array"))

    def value(self, name: str) -> Any:
        """A plain value: None, bool, number, str, list (also for tuples and arrays), dict.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it can't be written as a plain value.
        """
        evidence = self._get(name)
        if isinstance(evidence, ValueEvidence):
            try:
                return restore(json.loads(evidence.json))
            except (ValueError, RecursionError, TypeError, KeyError):
                pass
        if isinstance(evidence, ArrayEvidence):
            return unpack_array(evidence.array).tolist()
        raise WrongKindError(other_kind(name, evidence, "value"))

    def original(self, name: str) -> Any:
        """A plain value or an array, of the type that it had in the notebook: a tuple is a tuple,
        an array an array, NumPy's number one of NumPy's. Tensors are arrays.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it can't be written as a plain value or an array.
        """
        evidence = self._get(name)
        if isinstance(evidence, ArrayEvidence):
            return array_of_type(unpack_array(evidence.array), evidence.class_name)
        return value_of_type(self.value(name), evidence.class_name)

    def answer(self, name: str, *args: Any, fit: Sequence[Any] = ()) -> Any:
        """What the function answered to one of its ``calls``: an array, or a plain value.

        Raises:
            NotCheckedError: the function is missing.
            WrongKindError: it is none, or gave no answer to this call; says why.
            LookupError: ``calls`` of the deliverable has no such call.
        """
        evidence = self._get(name)
        if not isinstance(evidence, FunctionEvidence):
            raise WrongKindError(other_kind(name, evidence, "function"))
        calls = next(one.calls for one in self._assignment.deliverables if one.name == name)
        return answer_to(name, Call(args, tuple(fit)), calls, evidence)

    def text(self, name: str) -> str:
        """A string.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a string.
        """
        value = self.value(name)
        if isinstance(value, str):
            return value
        raise WrongKindError(other_kind(name, self._get(name), "text"))

    def file(self, name: str) -> HandedInFile:
        """What was read of a file or folder of this name, whatever it holds.

        Raises:
            NotCheckedError: nothing of this name is there.
            WrongKindError: it can't be read, or holds something else than its name says.
        """
        found = self._get(name)
        if not isinstance(found, FileEvidence):
            raise WrongKindError(other_kind(name, found, "file"))
        # A whole model that needs classes of the student's own is known by its weights.
        if found.problem not in {"", "unloadable"}:
            raise WrongKindError(file_words.problem_of(name, found))
        return handed_in_file(name, found)

    def has(self, name: str) -> bool:
        """Was a variable of this name left behind?"""
        return name in self._evidence.deliverables

    def require(self, name: str) -> None:
        """Raise NotCheckedError unless the deliverable is there."""
        self._get(name)

    def _get(self, name: str) -> Any:
        try:
            return self._evidence.deliverables[name]
        except KeyError:
            raise NotCheckedError(
                say(
                    "`{name}`{name:이/가} 없어 확인하지 못했습니다.",
                    "Not checked, because `{name}` is missing.",
                    name=name,
                )
            ) from None

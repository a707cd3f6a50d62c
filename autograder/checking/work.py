"""The ``student`` fixture: what was handed in, as inert data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.architecture import CannotRebuildError
from autograder.checking.learning import learned, seed_of
from autograder.checking.rebuild import rebuild
from autograder.checking.retrain import FRESH_STARTS, Retraining, retrain
from autograder.evidence import (
    ArrayEvidence,
    Evidence,
    FitEvidence,
    ModelEvidence,
    OtherEvidence,
    ValueEvidence,
    unpack_array,
)
from autograder.records import NO_TEXT, Assignment, Text

_LARGEST_NUMBER = 10**300  # a check may turn what it is given into a float


class NotCheckedError(Exception):
    """What the check needs is not there; ``text`` is for the student."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class WrongKindError(Exception):
    """The deliverable is there but isn't what was asked for; ``text`` is for the student."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Training:
    """Every recorded fit of one model, joined in the order in which they were run.

    ``x`` and ``y`` are the data of the last fit, None where they were not kept.
    """

    fits: tuple[FitEvidence, ...]
    epochs: int
    history: dict[str, tuple[float | None, ...]]
    batch_size: int
    x: np.ndarray[Any, Any] | None
    y: np.ndarray[Any, Any] | None


class OpaqueModel:
    """A model that can't be rebuilt: its weights, and its answers to the inputs it was sent."""

    def __init__(self, evidence: ModelEvidence, probe: tuple[tuple[float, ...], ...]) -> None:
        self.name = evidence.class_name
        self.weights = [unpack_array(array) for array in evidence.weights]
        self._inputs = np.asarray(probe, dtype="float32")
        self._answers = unpack_array(evidence.probe) if evidence.probe else None

    def count_params(self) -> int:
        """The number of weights that came with it."""
        return int(sum(weight.size for weight in self.weights))

    def predict(self, x: Any) -> np.ndarray[Any, Any]:
        """Its answers to ``x``, shape (rows, …), whose rows must be among the probe's.

        Raises:
            WrongKindError: it gave no answer, or wasn't asked for these rows.
        """
        rows = np.asarray(x, dtype="float32")
        found = [np.flatnonzero((self._inputs == row).all(axis=1)) for row in rows]
        answers = self._answers
        whole = answers is not None and answers.shape[:1] == self._inputs.shape[:1]
        if answers is None or not whole or not all(map(len, found)):
            raise WrongKindError(
                Text(
                    ko="이 모델은 예측을 돌려주지 않아 확인할 수 없었습니다. "
                    "Sequential이나 Functional로 다시 작성해 보십시오.",
                    en="This model gave no predictions that could be checked. "
                    "Try writing it as a Sequential or Functional model.",
                )
            )
        return answers[[int(at[0]) for at in found]]


class StudentWork:
    """What a check is given. Everything in it is data; nothing in it can run student code."""

    def __init__(self, assignment: Assignment, evidence: Evidence, source: str) -> None:
        self.source = source
        self.output = evidence.output
        self._assignment = assignment
        self._evidence = evidence
        self._models: dict[str, Any] = {}
        self._told: dict[str, list[Text]] = {}
        self._fractions: dict[str, float] = {}
        self._reviews: dict[str, str] = {}
        self._staff_notes: list[str] = []
        self._check = ""

    # --- deliverables ---------------------------------------------------------------------

    def model(self, name: str) -> Any:
        """The model, rebuilt as a ``keras.Model`` with its weights, not compiled.

        One that can't be rebuilt is an ``OpaqueModel`` (weights, count_params, predict).

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a Keras model, or one that was never built.
        """
        evidence = self._get(name)
        if not isinstance(evidence, ModelEvidence):
            raise WrongKindError(_not_a(name, evidence, "Keras 모델", "a Keras model"))
        if name not in self._models:
            self._models[name] = self._rebuilt(name, evidence)
        return self._models[name]

    def _rebuilt(self, name: str, evidence: ModelEvidence) -> Any:
        if not evidence.config:
            probe = next(d.probe for d in self._assignment.deliverables if d.name == name)
            return OpaqueModel(evidence, probe)
        try:
            return rebuild(evidence)
        except CannotRebuildError as error:
            raise WrongKindError(
                Text(
                    ko=f"`{name}` 모델을 다시 만들 수 없었습니다 ({error}). "
                    "Input(shape=...)을 넣고 Keras 기본 층만 쓰면 확인할 수 있습니다.",
                    en=f"`{name}` could not be rebuilt ({error}). "
                    "Give it an Input(shape=...) and use Keras' own layers.",
                )
            ) from error

    def predict(self, name: str, x: Any) -> np.ndarray[Any, Any]:
        """The model's own predictions for ``x``, shape (rows, features), as Keras gives them.

        Raises:
            NotCheckedError, WrongKindError: as ``model``; also when ``x`` doesn't fit its input.
        """
        model = self.model(name)
        rows = np.asarray(x, dtype="float32")
        if isinstance(model, OpaqueModel):
            return model.predict(rows)
        try:
            return np.asarray(model.predict_on_batch(rows))
        except Exception as error:
            raise WrongKindError(
                Text(
                    ko=f"`{name}`에 모양 {rows.shape}의 입력을 넣을 수 없습니다. "
                    "입력의 모양을 확인하십시오.",
                    en=f"`{name}` does not take an input of shape {rows.shape}. "
                    "Look at the shape of its input.",
                )
            ) from error

    def array(self, name: str) -> np.ndarray[Any, Any]:
        """The array, read-only; lists of numbers and tensors arrive as arrays.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't made of numbers.
        """
        evidence = self._get(name)
        if isinstance(evidence, ArrayEvidence):
            return unpack_array(evidence.array)
        raise WrongKindError(_not_a(name, evidence, "숫자 배열", "an array of numbers"))

    def value(self, name: str) -> Any:
        """A plain value: None, bool, number, str, list (also for tuples and arrays), dict.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it can't be written as a plain value.
        """
        evidence = self._get(name)
        if isinstance(evidence, ValueEvidence):
            try:
                return _restore(json.loads(evidence.json))
            except (ValueError, RecursionError, TypeError, KeyError):
                pass
        if isinstance(evidence, ArrayEvidence):
            return unpack_array(evidence.array).tolist()
        raise WrongKindError(_not_a(name, evidence, "값", "a plain value"))

    def text(self, name: str) -> str:
        """A string.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a string.
        """
        value = self.value(name)
        if isinstance(value, str):
            return value
        raise WrongKindError(_not_a(name, self._get(name), "문자열", "a string"))

    def training(self, name: str) -> Training:
        """Every recorded fit of the model; ``fits`` is empty when it was never trained.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a Keras model.
        """
        evidence = self._get(name)
        if not isinstance(evidence, ModelEvidence):
            raise WrongKindError(_not_a(name, evidence, "Keras 모델", "a Keras model"))
        count = len(self._evidence.fits)
        fits = tuple(self._evidence.fits[at] for at in evidence.fits if at < count)
        history: dict[str, tuple[float | None, ...]] = {}
        for fit in fits:
            for key, values in fit.history.items():
                history[key] = history.get(key, ()) + values
        last = fits[-1] if fits else None
        return Training(
            fits=fits,
            epochs=sum(fit.epochs for fit in fits),
            history=history,
            batch_size=last.batch_size if last else 0,
            x=unpack_array(last.x) if last and last.x else None,
            y=unpack_array(last.y) if last and last.y else None,
        )

    def retrain(  # noqa: PLR0913 - the options of autograder.checking.retrain
        self,
        name: str,
        *,
        x: Any,
        y: Any,
        k: int = FRESH_STARTS,
        accuracy: float = 1.0,
        epochs_factor: float = 1.0,
        stop_at_first: bool = True,
    ) -> Retraining:
        """Train the same network the same way from ``k`` fresh starts; see checking.retrain.

        Raises:
            NotCheckedError, WrongKindError: as ``model``.
        """
        model = self.model(name)
        return retrain(
            model,
            self.training(name).fits,
            k=k,
            seed=seed_of(name, self._assignment.version),
            x=x,
            y=y,
            accuracy=accuracy,
            epochs_factor=epochs_factor,
            stop_at_first=stop_at_first,
        )

    def learned(
        self, name: str, x: Any, y: Any, *, accuracy: float = 1.0, k: int = FRESH_STARTS
    ) -> bool:
        """Can it learn this? The own run counts, else ``k`` fresh starts; tells the numbers.

        Raises:
            NotCheckedError, WrongKindError: as ``predict``.
        """
        predictions = self.predict(name, x)
        found = learned(
            self.model(name),
            self.training(name).fits,
            predictions,
            x=x,
            y=y,
            accuracy=accuracy,
            seed=seed_of(name, self._assignment.version),
            k=k,
        )
        if found.message != NO_TEXT:
            self.tell(ko=found.message.ko, en=found.message.en)
        if found.staff_note:
            self.tell_staff(f"{name}: {found.staff_note}")
        return found.success

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
                Text(
                    ko=f"`{name}`이(가) 없어 확인하지 못했습니다.",
                    en=f"Not checked, because `{name}` is missing.",
                )
            ) from None

    # --- what a check says ----------------------------------------------------------------

    def tell(self, *, ko: str, en: str) -> None:
        """Add a sentence that the student sees with this check, passed or not."""
        self._told.setdefault(self._check, []).append(Text(ko, en))

    def award(self, fraction: float) -> None:
        """Give this part (0…1) of the check's points instead of all."""
        self._fractions[self._check] = min(1.0, max(0.0, float(fraction)))

    def review(self, text: str) -> None:
        """Hand a text to the person who marks this check."""
        self._reviews[self._check] = text

    def tell_staff(self, note: str) -> None:
        """Leave a note that only the staff sees."""
        if note not in self._staff_notes:
            self._staff_notes.append(note)

    # --- for the plugin ---------------------------------------------------------------------

    def begin(self, check: str) -> None:
        """From here on, ``tell`` and ``award`` belong to this check."""
        self._check = check

    def told(self, check: str) -> Text:
        """All sentences of a check, in one text."""
        said = self._told.get(check, [])
        return Text(" ".join(text.ko for text in said), " ".join(text.en for text in said))

    def fraction(self, check: str) -> float:
        """The part of the points that the check awards if it passes."""
        return self._fractions.get(check, 1.0)

    def staff_notes(self) -> tuple[str, ...]:
        """All notes for the staff, in order."""
        return tuple(self._staff_notes)

    def review_text(self) -> str:
        """What a person has to read, of all checks together."""
        return "\n\n".join(self._reviews.values())


def _restore(value: Any) -> Any:
    """Undo the writing of dicts as pairs; halves of characters become "?".

    Raises:
        ValueError: a whole number that no float can hold.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise ValueError("a number of absurd size")
    if isinstance(value, list):
        return [_restore(item) for item in value]
    if isinstance(value, dict):
        pairs = value["dict"] if set(value) == {"dict"} else list(value.items())
        return {_hashable(_restore(key)): _restore(item) for key, item in pairs}
    return value


def _hashable(key: Any) -> Any:
    return tuple(_hashable(item) for item in key) if isinstance(key, list) else key


def _not_a(name: str, evidence: Any, kind_ko: str, kind_en: str) -> Text:
    found = str(evidence.class_name)
    if isinstance(evidence, OtherEvidence) and evidence.text:
        found = f"{found}: {evidence.text[:80]}"
    return Text(
        ko=f"`{name}`은(는) {kind_ko}이어야 하는데 `{found}`입니다.",
        en=f"`{name}` should be {kind_en}, but it is `{found}`.",
    )

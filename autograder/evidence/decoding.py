"""Evidence is read from untrusted bytes, and written."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec

from autograder.evidence.arrays import Array, HostileEvidenceError, check_array
from autograder.evidence.deliverables import (
    ArrayEvidence,
    DeliverableEvidence,
    FunctionEvidence,
    ValueEvidence,
    model_in,
)
from autograder.evidence.fields import MAX_UNSENT
from autograder.evidence.files import FileEvidence
from autograder.evidence.runs import Evidence, FitEvidence
from autograder.util.file_names import is_file_name
from autograder.util.json_bounds import check_bounds, check_keys

_MODEL_ITEMS: Final = 40_000  # values in a model's config, its compile config, a callback
_MOST_DIGITS: Final = 4300  # what Python itself reads (sys.set_int_max_str_digits)

_EVIDENCE: Final = msgspec.json.Decoder(Evidence, strict=True)


def decode(payload: bytes) -> Evidence:
    """Read evidence from untrusted bytes.

    Raises:
        HostileEvidenceError: not JSON, not of this schema, or outside a limit.
    """
    try:
        check_bounds(payload)
        check_keys(payload)
        evidence = _EVIDENCE.decode(payload)
        _check_texts(evidence)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise HostileEvidenceError(str(error)[:500]) from error
    for where in iter_arrays(evidence):
        check_array(where)
    for fit in evidence.fits:
        _check_parts(fit)
    return evidence


def _check_parts(fit: FitEvidence) -> None:
    """Several inputs have one number of rows, and so have several outputs."""
    for several in (fit.x_parts, fit.y_parts):
        if several and len({array.shape[:1] for array in several} | {()}) != 2:
            raise HostileEvidenceError("the arrays of one fit have different numbers of rows")


def _check_texts(evidence: Evidence) -> None:
    """What the types don't say: names are names, and JSON within the JSON is bounded too."""
    for name, deliverable in evidence.deliverables.items():
        if isinstance(deliverable, FileEvidence):
            _check_file(name, deliverable)
        elif not name.isidentifier():
            raise HostileEvidenceError(f"{name[:40]!r} is no variable's name")
    check_bounds(evidence.notebook.encode(), digits=_MOST_DIGITS)
    for name, deliverable in evidence.deliverables.items():
        if (model := model_in(deliverable)) is not None:
            check_bounds(model.config.encode(), items=_MODEL_ITEMS)
            check_bounds(model.compiled.encode(), items=_MODEL_ITEMS)
            _check_shapes(name, model.unsent)
        for value in _values(deliverable):
            check_bounds(value.json.encode(), digits=_MOST_DIGITS)
    for fit in evidence.fits:
        for text in (fit.compiled, *fit.callbacks):
            check_bounds(text.encode(), items=_MODEL_ITEMS)


def _check_file(name: str, file: FileEvidence) -> None:
    """Its name is one that an assignment can ask for, and its curves have as many steps as values.

    Raises:
        HostileEvidenceError: they are not.
    """
    if not is_file_name(name):
        raise HostileEvidenceError(f"{name[:40]!r} is no file's name")
    _check_shapes(name, file.unsent)
    if any(len(one.steps) != len(one.values) for one in file.series):
        raise HostileEvidenceError(f"a curve in {name} has not as many steps as values")


def _check_shapes(name: str, shapes: tuple[tuple[int, ...], ...]) -> None:
    if sum(map(math.prod, shapes)) > MAX_UNSENT:
        raise HostileEvidenceError(f"{name} has more weights than any model")


def _values(deliverable: DeliverableEvidence) -> list[ValueEvidence]:
    if isinstance(deliverable, FunctionEvidence):
        answers = (one.answer for one in deliverable.answers)
        return [one for one in answers if isinstance(one, ValueEvidence)]
    return [deliverable] if isinstance(deliverable, ValueEvidence) else []


def encode(evidence: Evidence) -> bytes:
    """The bytes that ``decode`` reads. Half characters, which UTF-8 can't write, become "?"."""
    try:
        return msgspec.json.encode(evidence)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole_characters(msgspec.to_builtins(evidence)))


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_characters(item) for item in value]
    return value


def iter_arrays(evidence: Evidence) -> list[Array]:
    """Every array in the evidence, for checks over all of them."""
    found: list[Array] = []
    for deliverable in evidence.deliverables.values():
        if (model := model_in(deliverable)) is not None:
            found += model.weights
            found += [model.probe] if model.probe else []
            found += model.probe_parts
        if isinstance(deliverable, FileEvidence):
            found += deliverable.weights
        elif isinstance(deliverable, ArrayEvidence):
            found.append(deliverable.array)
        elif isinstance(deliverable, FunctionEvidence):
            answers = (one.answer for one in deliverable.answers)
            found += [one.array for one in answers if isinstance(one, ArrayEvidence)]
    for fit in evidence.fits:
        given = (fit.x, fit.y, fit.sample_weight, fit.order)
        found += [array for array in given if array is not None]
        found += [*fit.x_parts, *fit.y_parts]
        found += fit.initial_weights or ()
        found += fit.final_weights or ()
    return found

"""Turns the variables that the student's code left behind into evidence."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import keras
import msgspec
import numpy as np
import tensorflow as tf

from autograder.evidence import (
    MAX_VALUE_DEPTH,
    ArrayEvidence,
    DeliverableEvidence,
    Evidence,
    FileEvidence,
    FunctionEvidence,
    LimitEvidence,
    ModelEvidence,
    OtherEvidence,
    ValueEvidence,
    encode,
    pack_array,
)
from autograder.student.frames import numbers, without_pandas
from autograder.student.models import by_shapes, describe_model
from autograder.student.program import Wanted
from autograder.student.training import FitLog

_MOST_ITEMS = 1000
_ITEMS_TOLD = 5  # of a container that holds what is no plain value
_NUMBERS = (int, float, Decimal, Fraction, np.generic, np.ndarray, tf.Tensor, tf.Variable)
_WORTH_LEAVING_OUT = 64 * 1024  # bytes
_TOO_LARGE = LimitEvidence(0, "evidence")


def export_deliverables(
    namespace: Mapping[str, Any], wanted: tuple[Wanted, ...], log: FitLog
) -> dict[str, DeliverableEvidence]:
    """Every deliverable that exists, by name; a missing one is simply not there."""
    return {
        want.name: export_one(namespace[want.name], want, log)
        for want in wanted
        if want.name in namespace
    }


def encode_within(evidence: Evidence, megabytes: int) -> bytes:
    """The evidence as bytes; the largest deliverables are left out until it fits, and told so.

    Of models the weights are left out first, but for their shapes.
    """
    encoded = encode(evidence)
    while len(encoded) > megabytes * 2**20 and evidence.deliverables:
        sizes = {name: len(msgspec.json.encode(it)) for name, it in evidence.deliverables.items()}
        name = max(sizes, key=lambda each: sizes[each])
        if sizes[name] < _WORTH_LEAVING_OUT:  # it is something else that is large
            break
        left_out = _smaller(evidence.deliverables[name], megabytes)
        told = () if any(found.limit == "evidence" for found in evidence.limits) else (_TOO_LARGE,)
        evidence = msgspec.structs.replace(
            evidence,
            deliverables=evidence.deliverables | {name: left_out},
            limits=(*evidence.limits, *told),
        )
        encoded = encode(evidence)
    return encoded


def _smaller(deliverable: DeliverableEvidence, megabytes: int) -> DeliverableEvidence:
    if isinstance(deliverable, ModelEvidence) and deliverable.weights:
        return by_shapes(deliverable)
    if isinstance(deliverable, FileEvidence):
        return FileEvidence(deliverable.path, deliverable.size, deliverable.format, problem="large")
    return OtherEvidence(deliverable.class_name, f"> {megabytes} MB")


def export_one(value: Any, want: Wanted, log: FitLog) -> DeliverableEvidence:
    """One deliverable, of its announced kind if it can be, else of what it is."""
    class_name = (type(value).__name__ or "?")[:80]
    try:
        if isinstance(value, keras.Model):
            return describe_model(value, want, log)
        if want.kind == "function" and callable(value):
            return FunctionEvidence(class_name=class_name)  # its answers come when it is asked
        if want.kind == "array":
            return _first_that_works(class_name, value, (_array, _value))
        return _first_that_works(class_name, value, (_value, _array))
    except BaseException as error:  # noqa: BLE001 - a student's object may do anything when touched
        return OtherEvidence(class_name=class_name, text=type(error).__name__[:500])


def as_array_or_value(value: Any) -> ArrayEvidence | ValueEvidence | OtherEvidence:
    """What a function returned, as an array if it can be one. Never raises an Exception."""
    class_name = (type(value).__name__ or "?")[:80]
    try:
        return _first_that_works(class_name, value, (_array, _value))
    except Exception as error:  # noqa: BLE001 - a student's object may do anything when touched
        return OtherEvidence(class_name=class_name, text=type(error).__name__[:500])


Exporter = Callable[[str, Any], ArrayEvidence | ValueEvidence]


def _first_that_works(
    class_name: str, value: Any, exporters: tuple[Exporter, ...]
) -> ArrayEvidence | ValueEvidence | OtherEvidence:
    for exporter in exporters:
        try:
            return exporter(class_name, value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            continue
    return OtherEvidence(class_name=class_name, text=_told(value)[:500])


def _told(value: Any) -> str:
    """What something is, in a few words: of a dict or a list what is inside, by its classes."""
    if type(value) is dict:
        pairs = itertools.islice(value.items(), _ITEMS_TOLD)
        inside = [f"{_key(key)}: {type(item).__name__}" for key, item in pairs]
    elif type(value) in {list, tuple, set}:
        inside = [type(item).__name__ for item in itertools.islice(value, _ITEMS_TOLD)]
    else:
        return repr(value)
    return ", ".join(inside) + (", …" if len(value) > _ITEMS_TOLD else "")


def _key(key: Any) -> str:
    return repr(key)[:40] if isinstance(key, str | int | float | bool) else type(key).__name__


def _array(class_name: str, value: Any) -> ArrayEvidence:
    if value is None or isinstance(value, str | bytes | dict):
        raise TypeError("not an array")
    array = numbers(value)
    if array.dtype.kind not in "biuf" and array.dtype.name != "bfloat16":
        raise TypeError(f"dtype {array.dtype} is not numeric")
    return ArrayEvidence(class_name=class_name, array=pack_array(array))


def _value(class_name: str, value: Any) -> ValueEvidence:
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=True)
    if len(text) > 20_000:
        raise ValueError("too long for a value")
    return ValueEvidence(class_name=class_name, json=text)


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON can hold it; dicts as ``{"dict": [[key, value], …]}``.

    Raises:
        TypeError: it holds something that isn't a plain value.
    """
    if depth > MAX_VALUE_DEPTH:
        raise TypeError("nested too deeply")
    value = without_pandas(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, _NUMBERS):
        return _plain_number(value)
    if isinstance(value, tf.TensorShape):
        return [None if size is None else int(size) for size in value]
    if isinstance(value, dict):
        pairs = itertools.islice(value.items(), _MOST_ITEMS)
        return {"dict": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in pairs]}
    if isinstance(value, list | tuple | set | frozenset | range):
        return [plain(item, depth + 1) for item in itertools.islice(value, _MOST_ITEMS)]
    raise TypeError(f"{type(value).__name__} is not a plain value")


def _plain_number(value: Any) -> Any:
    if isinstance(value, float | int):
        return value
    array = numbers(value)
    if array.dtype.kind not in "biufU" or array.size > _MOST_ITEMS:
        raise TypeError("not a plain value")
    return array.tolist()

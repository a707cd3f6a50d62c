"""Numbers out of the files that TensorBoard shows: under which tag they are, at which step."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

from autograder.evidence import MAX_POINTS, MAX_SERIES, SeriesEvidence

_MOST_EVENTS: Final = 200_000
_HEADER: Final = struct.Struct("<QI")  # length of a record, and a checksum of that
_FOOTER: Final = 4  # bytes of the record's own checksum


@dataclass(slots=True)
class _Curve:
    steps: list[int] = field(default_factory=list)
    values: list[float | None] = field(default_factory=list)


def series(logs: Sequence[tuple[str, bytes]]) -> tuple[SeriesEvidence, ...]:
    """The scalars of logs, each given as its run and the content of its file.

    Of each curve at most ``MAX_POINTS`` numbers, in the order in which they were logged, and at
    most ``MAX_SERIES`` curves: those that come first. A file that breaks off, or is none, gives
    what comes before.
    """
    curves: dict[tuple[str, str], _Curve] = {}
    left = _MOST_EVENTS
    for run, content in logs:
        for event in _events(content):
            left -= 1
            if left < 0:
                break
            for one in event.summary.value:
                _note(curves, (run, one.tag[:80] or "?"), event.step, one)
    return tuple(
        SeriesEvidence(run, tag, tuple(curve.steps), tuple(curve.values))
        for (run, tag), curve in sorted(curves.items())
    )


def _note(
    curves: dict[tuple[str, str], _Curve], key: tuple[str, str], step: int, value: Any
) -> None:
    is_scalar, number = _scalar(value)
    if not is_scalar or (key not in curves and len(curves) >= MAX_SERIES):
        return
    curve = curves.setdefault(key, _Curve())
    if len(curve.steps) < MAX_POINTS:
        curve.steps.append(max(0, min(int(step), 2**53)))
        curve.values.append(number)


def _events(content: bytes) -> Iterator[Any]:
    from tensorflow.core.util import event_pb2

    at = 0
    while at + _HEADER.size <= len(content):
        length, _ = _HEADER.unpack_from(content, at)
        start = at + _HEADER.size
        if start + length > len(content):
            return
        try:
            yield event_pb2.Event.FromString(content[start : start + length])
        except Exception:  # noqa: BLE001 - protobuf has several errors for what is no message
            return
        at = start + length + _FOOTER


def _scalar(value: Any) -> tuple[bool, float | None]:
    """Whether a summary is one number, as old and new writers write it; None for NaN."""
    kind = value.WhichOneof("value")
    if kind == "simple_value":
        number = float(value.simple_value)
    elif kind == "tensor" and _is_one_number(value):
        try:
            number = float(np.asarray(tf.make_ndarray(value.tensor)).reshape(-1)[0])
        except (TypeError, ValueError, IndexError):
            return False, None
    else:
        return False, None
    return True, number if math.isfinite(number) else None


def _is_one_number(value: Any) -> bool:
    """A scalar's plugin says so; others are numbers of a shape, which histograms also are."""
    plugin = value.metadata.plugin_data.plugin_name
    return not value.tensor.tensor_shape.dim and plugin in {"scalars", ""}

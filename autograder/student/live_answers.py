"""Live models and functions answer what the trusted side asks once all cells have run."""

from __future__ import annotations

import inspect
import linecache
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import keras
import msgspec
import numpy as np

from autograder.evidence import (
    MAX_ANSWER_BYTES,
    ArrayEvidence,
    CallEvidence,
    ValueEvidence,
    pack_array,
)
from autograder.sandbox import wire
from autograder.student.evidence_writer import as_array_or_value
from autograder.student.failure import is_cell, magic_lines
from autograder.student.model_inputs import as_inputs
from autograder.student.program import CallQuestion, CellSource, ProbeQuestion, Question

_QUESTION = msgspec.json.Decoder(Question)
_MOST_QUESTION_BYTES = 4 * 2**20
_CALL_SECONDS = 5.0  # the clock of the whole program ends what does not hear this
_LATE = CallEvidence("late")


class _TooLate(BaseException):
    """Raised inside a call that takes too long."""


def answer_questions(
    channel: wire.Channel, namespace: Mapping[str, Any], cells: Sequence[CellSource]
) -> None:
    """Answer one question after the other, until the trusted side has had enough."""
    late: set[str] = set()  # functions that took too long once are not called again
    while frame := wire.receive(channel, _MOST_QUESTION_BYTES):
        question = _QUESTION.decode(frame.payload)
        if isinstance(question, ProbeQuestion):
            reply = _predict(question, namespace)
        elif question.name in late:
            reply = msgspec.json.encode(_LATE)
        else:
            answer = answer_call(question, namespace, cells)
            late |= {question.name} if answer.outcome == "late" else set()
            reply = msgspec.json.encode(answer)
        wire.send(channel, wire.ANSWER, reply)


def _predict(question: ProbeQuestion, namespace: Mapping[str, Any]) -> bytes:
    try:
        rows = as_inputs(np.asarray(question.rows, dtype="float32"), question.inputs)
        model = namespace[question.name]
        model.make_predict_function(force=True)  # an older one may be for other numbers of rows
        answers = keras.tree.flatten(model.predict_on_batch(rows))
        return msgspec.json.encode([pack_array(np.asarray(answer)) for answer in answers])
    except Exception:  # noqa: BLE001 - the student's model; an empty answer says it failed
        return b""


def answer_call(
    question: CallQuestion, namespace: Mapping[str, Any], cells: Sequence[CellSource]
) -> CallEvidence:
    """Call what was handed in, on arguments made for this call alone. Never raises."""
    try:
        target = namespace[question.name]
        with _time_limit():
            found = _called(target, question)
            return _readable(found)
    except _TooLate:
        return _LATE
    except _OtherArguments as error:
        return CallEvidence("arguments", error=_class_of(error.__cause__))
    except BaseException as error:  # noqa: BLE001 - the student's code may raise anything
        return _raised(error, cells)


class _OtherArguments(Exception):  # noqa: N818 - it is how a call ended
    """The function does not take these arguments."""


def _called(target: Any, question: CallQuestion) -> Any:
    args = [_argument(one) for one in question.args]
    if not question.fit:
        return _with_arguments(target, args)
    made = _with_arguments(target, []) if isinstance(target, type) else target
    _with_arguments(made.fit, [_argument(one) for one in question.fit])
    return _with_arguments(made.predict, args)


def _with_arguments(target: Callable[..., Any], args: list[Any]) -> Any:
    try:
        inspect.signature(target).bind(*args)
    except TypeError as error:
        raise _OtherArguments from error
    except ValueError:  # of code that is not Python's the arguments are not known
        pass
    return target(*args)


def _argument(value: Any) -> Any:
    """Lists of numbers as arrays, as they come in the course; anything else as it is."""
    if not isinstance(value, list | tuple):
        return value
    array = np.asarray(value)
    return list(value) if array.dtype.kind not in "biuf" else array


def _readable(found: Any) -> CallEvidence:
    answer = as_array_or_value(found)
    if not isinstance(answer, ArrayEvidence | ValueEvidence):
        return CallEvidence("unreadable", class_name=answer.class_name)
    size = len(answer.array.data) if isinstance(answer, ArrayEvidence) else len(answer.json)
    if size > MAX_ANSWER_BYTES:
        return CallEvidence("unreadable", class_name=answer.class_name)
    return CallEvidence("answered", answer, class_name=answer.class_name)


def _raised(error: BaseException, cells: Sequence[CellSource]) -> CallEvidence:
    try:
        cell, line = _place(error, cells)
        return CallEvidence("raised", error=_class_of(error), cell=cell, line=line)
    except Exception:  # noqa: BLE001 - a student's exception may do anything when looked at
        return CallEvidence("raised")


def _class_of(error: BaseException | None) -> str:
    """The nearest class of Python's own: a name of the student's own could tell the arguments."""
    own = (kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    return "" if error is None else next(own, Exception).__name__


def _place(error: BaseException, cells: Sequence[CellSource]) -> tuple[int, int]:
    """Cell and line of the innermost frame of the student's own code."""
    step, found = error.__traceback__, (0, 0)
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if is_cell(name):
            source = "".join(linecache.getlines(name)).strip()
            number = next((one.number for one in cells if one.source.strip() == source), 0)
            skipped = next((magic_lines(one.source) for one in cells if one.number == number), 0)
            found = (number, step.tb_lineno + skipped)
        step = step.tb_next
    return found


@contextmanager
def _time_limit() -> Iterator[None]:
    """Raise _TooLate after some seconds, where the system has such a clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def strike(signal_number: int, frame: FrameType | None) -> None:
        del signal_number, frame
        raise _TooLate

    signal.signal(signal.SIGALRM, strike)
    # Struck again each second: code that catches everything may catch the first.
    signal.setitimer(signal.ITIMER_REAL, _CALL_SECONDS, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)

"""Records every ``fit`` and ``train_on_batch``, for the checks to see how it was trained."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import math
import time
from dataclasses import dataclass, field
from typing import Any

import keras
import msgspec
import numpy as np

from autograder import compiled_fit
from autograder.evidence import MAX_FITS, TAPE, Array, FitEvidence, pack_array
from autograder.student import clocks
from autograder.student.fit_call import (
    SMALL,
    Begun,
    Ended,
    as_text,
    compile_config,
    digest_of_weights,
    has_own_step,
    steps_made,
    watched_call,
    weights_of,
)
from autograder.student.fit_data import inputs_of, joined_orders, kept_data, targets_of
from autograder.student.frames import data_as_arrays
from autograder.student.own_losses import is_own_function, with_loss_of_keras
from autograder.student.stand_in import with_real_callbacks
from autograder.student.tape_log import TapeStep, TapeWatch, watch_tapes
from autograder.student.train_on_batch_log import BatchRun, add_call, as_fit
from autograder.util.digests import weights_digest

_KEPT = 8 * 2**20  # bytes kept over all fits of a submission
_FIT = inspect.signature(keras.Model.fit)  # read once, for all jobs
_TRAIN_ON_BATCH = inspect.signature(keras.Model.train_on_batch)
_KNOWN = ("self", "x", "y", "sample_weight")  # of train_on_batch


@dataclass
class FitLog:
    """All fits so far; ``models`` holds the model of each, in the same order.

    ``runs`` are the loops of ``train_on_batch`` going on; each becomes a fit when it ends.
    """

    fits: list[FitEvidence] = field(default_factory=list)
    models: list[Any] = field(default_factory=list)
    runs: dict[int, BatchRun] = field(default_factory=dict)  # by the id of the model
    losses: dict[int, Any] = field(default_factory=dict)  # what each fit minimised, by its number
    decision: compiled_fit.Decision | None = None
    tapes: TapeWatch | None = None
    bytes_kept: int = 0

    def finish(self) -> None:
        """Write down the loops of ``train_on_batch`` that are still open."""
        for run in list(self.runs.values()):
            end_run(self, run.model)
        self._name_losses()

    def _name_losses(self) -> None:
        for at, model in enumerate(self.models):
            loss: Any = self.losses.get(at, getattr(model, "loss", None))
            if is_own_function(loss):
                named = with_loss_of_keras(self.fits[at].compiled, loss)
                self.fits[at] = msgspec.structs.replace(self.fits[at], compiled=named)

    def of(self, model: Any) -> tuple[int, ...]:
        """Indices of the fits of this very model, after those of the one that it is a copy of."""
        own = tuple(at for at, fitted in enumerate(self.models) if fitted is model)
        return (*self._before(own[0]), *own) if own else self._of_original(model)

    def _of_original(self, model: Any) -> tuple[int, ...]:
        """Fits of the model of which this one, cloned or loaded from a file, has the weights."""
        weights = weights_of(model)
        if not weights:
            return ()
        return self._ended_with(tuple(map(pack_array, weights)), before=len(self.fits))

    def _before(self, first: int) -> tuple[int, ...]:
        """Fits that led to the weights with which fit ``first`` of a copy began."""
        return self._ended_with(self.fits[first].initial_weights, before=first)

    def _ended_with(self, weights: tuple[Array, ...] | None, before: int) -> tuple[int, ...]:
        """The fits that left these weights, of as many models as were copied one of the other."""
        found: tuple[int, ...] = ()
        while (at := self._left_by(weights, before)) is not None:
            original = self.models[at]
            own = tuple(i for i in range(at + 1) if self.models[i] is original)
            found = (*own, *found)
            before, weights = own[0], self.fits[own[0]].initial_weights
        return found

    def _left_by(self, weights: tuple[Array, ...] | None, before: int) -> int | None:
        """The last fit before that one which ended with these weights."""
        earlier = range(before - 1, -1, -1) if weights else ()
        ended = (
            at for at in earlier if self.fits[at].epochs and self.fits[at].final_weights == weights
        )
        return next(ended, None)


def record_fits(*, stock: bool, draws: int | None = None) -> FitLog:
    """Put the recorder, and unless ``stock`` the compiled fit, in place of ``Model.fit``.

    ``draws``: see ``compiled_fit.install``.
    """
    log = FitLog()
    if not stock:

        def remember(decision: compiled_fit.Decision) -> None:
            log.decision = decision

        compiled_fit.install(on_decision=remember, draws=draws)
    original, signature = keras.Model.fit, _FIT  # the compiled one has stock's

    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        end_run(log, self)
        args, kwargs = data_as_arrays(args, kwargs)
        kwargs = with_real_callbacks(kwargs)
        if len(log.fits) >= MAX_FITS:
            return original(self, *args, **kwargs)
        log.decision = None
        watch, given = watched_call(signature, self, args, kwargs)
        data = kept_data(self, given.arguments, SMALL)
        weights, own_step = weights_of(self), has_own_step(self)
        begun = Begun(
            weights, steps_made(self), compile_config(self), data, watch, own_step,
            digest_of_weights(self),
        )  # fmt: skip
        started = time.perf_counter()
        error, history = "", None
        try:
            wants = begun.weights is None and not begun.digest
            noted = compiled_fit.noted(wants_weights=wants)
            with noted as begun.notes, _paused(log):
                history = original(self, *given.args, **given.kwargs)
        except BaseException as raised:
            error = type(raised).__name__
            raise
        else:
            return history
        finally:
            ended = Ended(time.perf_counter() - started, error, history)
            if watch is not None:
                watch.close(self)
            _remember(log, self, given.arguments, begun, ended)

    keras.Model.fit = fit
    _record_batches(log)
    log.tapes = watch_tapes(functools.partial(_remember_step, log))
    return log


def _paused(log: FitLog) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext() if log.tapes is None else log.tapes.paused()


def _record_batches(log: FitLog) -> None:
    original, signature = keras.Model.train_on_batch, _TRAIN_ON_BATCH

    @functools.wraps(original)
    def train_on_batch(self: Any, *args: Any, **kwargs: Any) -> Any:
        before, steps = weights_of(self), steps_made(self)
        started = time.perf_counter()
        with _paused(log):
            found = original(self, *args, **kwargs)
        seconds = time.perf_counter() - started
        with contextlib.suppress(Exception):  # recording must not change what the student sees
            _remember_batch(
                log, self, signature.bind(self, *args, **kwargs).arguments, before, steps
            )
            log.runs[id(self)].seconds += seconds
            log.runs[id(self)].losses[-1] = _first_number(found)
        return found

    keras.Model.train_on_batch = train_on_batch


def _remember_batch(
    log: FitLog,
    model: Any,
    given: dict[str, Any],
    before: list[np.ndarray[Any, Any]] | None,
    steps: int | None,
) -> None:
    """Add a call to the model's open run; begin another where something else has changed."""
    rest = {key: as_text(value) for key, value in given.items() if key not in _KNOWN}
    rate = getattr(model.optimizer, "_learning_rate", None)
    key = (id(model.optimizer), float(rate) if isinstance(rate, keras.Variable) else 0.0, str(rest))
    run = log.runs.get(id(model))
    if run is None or run.key != key or not _same(run.after, before):
        end_run(log, model)
        run = log.runs[id(model)] = BatchRun(model, key, rest, before, steps)
    x, y = inputs_of(model, given.get("x"), SMALL), targets_of(model, given.get("y"), SMALL)
    add_call(run, x.all, y.all, float("nan"))
    run.after = weights_of(model)


def _remember_step(log: FitLog, step: TapeStep) -> None:
    """Add a step with a tape to the model's open run, as ``_remember_batch``."""
    model = step.model
    run = log.runs.get(id(model))
    if run is None or run.key != step.key or not _same(run.after, step.before):
        end_run(log, model)
        run = BatchRun(model, step.key, {}, step.before, step.optimizer_steps, step.compiled)
        log.runs[id(model)] = run
    add_call(run, step.x, step.y, step.loss)
    run.after = step.after
    run.seconds += step.seconds


def _same(first: list[np.ndarray[Any, Any]] | None, second: Any) -> bool:
    if first is None or second is None:
        return first is second
    return len(first) == len(second) and all(
        np.array_equal(one, other, equal_nan=True) for one, other in zip(first, second, strict=True)
    )


def end_run(log: FitLog, model: Any) -> None:
    """Write down the model's loop of ``train_on_batch``, if there is one, as a fit."""
    run = log.runs.pop(id(model), None)
    if run is None or len(log.fits) >= MAX_FITS:
        return
    with contextlib.suppress(Exception):  # as with fits: what can't be written is left out
        log.fits.append(_describe_run(log, run))
        log.losses[len(log.models)] = None if run.tape is not None else getattr(model, "loss", None)
        log.models.append(model)


def _describe_run(log: FitLog, run: BatchRun) -> FitEvidence:
    fit = as_fit(run)
    x, y = _kept_parts(log, fit.x), _kept_parts(log, fit.y)
    return FitEvidence(
        epochs=fit.epochs,
        epochs_asked=fit.epochs,
        batch_size=fit.batch_size,
        samples=len(fit.x[0]) if fit.x else 0,
        shuffle=fit.shuffle,
        seconds=clocks.plausible(run.seconds),
        level="train_on_batch" if run.tape is None else TAPE,
        reason="a loop of steps, written down as one fit",
        compiled=compile_config(run.model) if run.tape is None else run.tape,
        history={"loss": _numbers(fit.losses)},
        arguments=run.arguments,
        x=x[0] if len(x) == 1 else None,
        y=y[0] if len(y) == 1 else None,
        x_parts=x if len(x) > 1 else (),
        y_parts=y if len(y) > 1 else (),
        initial_weights=_keep_all(log, run.before),
        final_weights=_keep_all(log, run.after),
        order=_keep(log, fit.order),
        optimizer_steps=run.optimizer_steps,
        own_step=run.tape is not None or has_own_step(run.model),
    )


def _first_number(found: Any) -> float:
    """The loss among what ``train_on_batch`` returns: a number, a list, or a dict."""
    if isinstance(found, dict):
        found = found.get("loss")
    return float(np.ravel(found)[0])


def _remember(log: FitLog, model: Any, given: dict[str, Any], begun: Begun, ended: Ended) -> None:
    """Write one fit down; what can't be written is left out, never an error for the student."""
    try:
        log.fits.append(_describe(log, model, given, begun, ended))
        log.losses[len(log.models)] = getattr(model, "loss", None)
        log.models.append(model)
    except Exception:  # noqa: BLE001 - recording must not change what the student sees
        return


def _describe(
    log: FitLog, model: Any, given: dict[str, Any], begun: Begun, ended: Ended
) -> FitEvidence:
    history, decision = ended.history, log.decision
    logs = getattr(history or model.history, "history", {}) or {}
    data, weights = begun.data, begun.weights
    weights, left = begun.notes.weights if weights is None else weights, weights_of(model)
    initial, final = _keep_all(log, weights), _keep_all(log, left)
    epochs = _epochs(begun, history, logs)
    return FitEvidence(
        epochs=epochs,
        epochs_asked=max(0, int(given.get("epochs", 1))),
        batch_size=data.batch_size,
        samples=data.rows,
        shuffle=data.shuffle,
        seconds=clocks.plausible(ended.seconds),
        level=decision.level.value if decision else compiled_fit.Level.STOCK.value,
        reason=(decision.reason if decision else "stock fit was asked for")[:500],
        compiled=begun.compiled,
        history={str(key)[:80]: _numbers(values) for key, values in logs.items()},
        arguments={
            key: as_text(value) for key, value in given.items() if key not in data.explained
        },
        callbacks=tuple(_callback(one) for one in _callbacks(given.get("callbacks")))[:50],
        x=_keep(log, data.x),
        y=_keep(log, data.y),
        x_parts=_kept_parts(log, data.x_parts),
        y_parts=_kept_parts(log, data.y_parts),
        x_digest=data.x_digest,
        y_digest=data.y_digest,
        initial_weights=initial,
        initial_digest=_digest(initial, weights, begun.digest),
        final_weights=final,
        final_digest=_digest(final, left, digest_of_weights(model)),
        error=ended.error,
        sample_weight=_keep(log, data.weight),
        order=None if ended.error else _keep(log, joined_orders(begun.notes.orders, data, epochs)),
        rates=_finite(begun.watch.rates) if begun.watch else (),
        optimizer_steps=begun.optimizer_steps,
        own_step=begun.own_step or has_own_step(model),
        callback_effect=begun.watch.effect if begun.watch else "",
    )


def _epochs(begun: Begun, history: Any, logs: dict[str, Any]) -> int:
    """How many epochs were run."""
    if begun.watch is not None:
        return begun.watch.epochs
    return (
        len(getattr(history, "epoch", ())) if history else max(map(len, logs.values()), default=0)
    )


def _finite(rates: list[float]) -> tuple[float, ...]:
    return tuple(rates) if all(map(math.isfinite, rates)) else ()


def _callbacks(given: Any) -> list[Any]:
    """As Keras takes them: nothing, one, several in any nest, or a CallbackList."""
    inner = getattr(given, "callbacks", given)
    return [one for one in keras.tree.flatten(inner) if one is not None]


def _callback(callback: Any) -> str:
    """Class and plain settings of a callback, as JSON."""
    settings = {
        key: value
        for key, value in vars(callback).items()
        if not key.startswith("_") and isinstance(value, bool | int | float | str | None)
    }
    described = {
        "class_name": type(callback).__name__,
        "module": type(callback).__module__,
        "config": settings,
    }
    return json.dumps(described)[:20_000]


def _keep(log: FitLog, array: np.ndarray[Any, Any] | None) -> Array | None:
    if array is None or log.bytes_kept + array.nbytes > _KEPT:
        return None
    log.bytes_kept += array.nbytes
    return pack_array(array)


def _kept_parts(log: FitLog, parts: tuple[np.ndarray[Any, Any], ...]) -> tuple[Array, ...]:
    """The arrays of several inputs or outputs: all of them or none."""
    return _keep_all(log, list(parts)) or ()


def _keep_all(log: FitLog, arrays: list[np.ndarray[Any, Any]] | None) -> tuple[Array, ...] | None:
    size = sum(array.nbytes for array in arrays or ())
    if arrays is None or log.bytes_kept + size > _KEPT:
        return None
    log.bytes_kept += size
    return tuple(pack_array(array) for array in arrays)


def _digest(
    kept: tuple[Array, ...] | None, weights: list[np.ndarray[Any, Any]] | None, large: str
) -> str:
    """The digest of weights that were not kept: ``large``, or theirs where fits are too many."""
    return "" if kept is not None else weights_digest(weights) if weights else large


def _numbers(values: Any) -> tuple[float | None, ...]:
    """A history as finite numbers; None where it was NaN, infinite or not a number."""
    found: list[float | None] = []
    for value in list(values)[:200_000]:
        try:
            number = float(value)
        except (TypeError, ValueError):
            found.append(None)
        else:
            found.append(number if np.isfinite(number) else None)
    return tuple(found)

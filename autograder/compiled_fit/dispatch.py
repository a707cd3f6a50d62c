"""Chooses a level for a call, runs it there, and falls back to stock where in doubt."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.compiled_fit import keras_internals, per_epoch, whole_run, without_tf_data
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.eager_adapter import Watch
from autograder.compiled_fit.fit_lifecycle import prepare
from autograder.compiled_fit.levels import Decision, Level
from autograder.compiled_fit.object_signature import is_keras_alone
from autograder.compiled_fit.rules import decide
from autograder.compiled_fit.session import Feeds, Session, feeds_of
from autograder.compiled_fit.steps import (
    StepTraceError,
    UndoneTraceError,
    UnsuitedStepError,
    trace_postponed,
)

OnDecision = Callable[[Decision], None]


def fit_at_level(model: Any, args: FitArguments, on_decision: OnDecision | None) -> Any:
    """Trains at the best exact level and returns the `History`.

    Args:
        model: a Keras model.
        args: the arguments of `fit`.
        on_decision: called once with the level and the reason.

    Raises:
        Exception: what stock `Model.fit` raises.
    """
    tell = on_decision or _ignore
    decision = decide(model, args.by_name())
    feeds: Feeds | None = None
    if decision.level is not Level.STOCK:
        decision, feeds = _pack(args, decision)
    if decision.level is Level.WHOLE_RUN and feeds is not None:
        started = _start_whole_run(model, args, feeds)
        if isinstance(started, Session):
            tell(decision)
            return whole_run.run(model, args, started)
        if isinstance(started, StepTraceError):
            outcome = per_epoch.failing(started)
            return per_epoch.run(model, args, feeds, lambda: outcome, tell)
        decision = started
    if decision.level is Level.PER_EPOCH and feeds is not None:
        start = functools.partial(per_epoch.start_compiled, model, args, feeds, decision)
        once = _Once(tell)
        try:
            return per_epoch.run(model, args, feeds, start, once)
        finally:
            # A callback may have raised before the first step was traced.
            once(decision)
    if decision.level is Level.NO_TF_DATA and feeds is not None:
        if without_tf_data.is_exact(model, feeds):
            once = _Once(tell)
            try:
                return without_tf_data.run(model, args, feeds, _watch(model, decision, once))
            finally:
                # A callback may have raised before the first step was traced.
                once(decision)
        decision = Decision(Level.STOCK, "Earlier fits have traced other batch sizes.")
    tell(decision)
    trace_postponed(model)
    return keras_internals.unfiltered(keras_internals.STOCK_FIT)(model, **args.by_name())


def _start_whole_run(
    model: Any, args: FitArguments, feeds: Feeds
) -> Session | StepTraceError | Decision:
    """What the whole run needs, or the error with which stock ends too, or another decision."""
    try:
        return prepare(model, args, feeds, metrics_in_graph=True, joined=True)
    except StepTraceError as error:
        return error
    except UndoneTraceError as error:
        return per_epoch.untraceable(error)
    except UnsuitedStepError as error:
        return Decision(Level.NO_TF_DATA, str(error))
    except Exception as error:  # noqa: BLE001 - only our own graph is in doubt, not stock's
        return Decision(Level.STOCK, f"The run cannot be traced ({type(error).__name__}).")


def _watch(model: Any, decision: Decision, tell: OnDecision) -> Watch | None:
    """Tells the level when it is known; with code of Keras alone it is known already."""
    if is_keras_alone(model):
        tell(decision)
        return None
    drawing = Decision(Level.STOCK, "The step draws random numbers in TensorFlow's own kernels.")
    return lambda draws: tell(drawing if draws else decision)


@dataclass
class _Once:
    """Passes on the first decision only."""

    tell: OnDecision
    done: bool = False

    def __call__(self, decision: Decision) -> None:
        if not self.done:
            self.done = True
            self.tell(decision)


def _ignore(decision: Decision) -> None:
    del decision


def _pack(args: FitArguments, decision: Decision) -> tuple[Decision, Feeds | None]:
    try:
        return decision, feeds_of(args)
    except Exception as error:  # noqa: BLE001 - stock packs them again and raises its own error
        return Decision(Level.STOCK, f"The data cannot be packed ({type(error).__name__})."), None

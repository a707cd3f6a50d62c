"""The drop-in functions: choose a level, run it, fall back to stock where in doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.compiled_fit import keras_internals, whole_run
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.levels import Decision, Level
from autograder.compiled_fit.program import UnsuitedStepError
from autograder.compiled_fit.rules import decide
from autograder.compiled_fit.session import feeds_of

OnDecision = Callable[[Decision], None]


def fit_at_level(model: Any, args: FitArguments, on_decision: OnDecision | None) -> Any:
    """Trains at the best exact level and returns the `History`.

    Raises:
        Exception: what stock `Model.fit` raises.
    """
    decision = decide(model, args.by_name())
    if decision.level is Level.WHOLE_RUN:
        decision, session = _whole_run_if_it_traces(model, args, decision)
        if session is not None:
            _tell(on_decision, decision)
            return whole_run.run(model, args, session)
    _tell(on_decision, Decision(Level.STOCK, decision.reason))
    return stock(keras_internals.STOCK_FIT)(model, **args.by_name())


def stock(function: Any) -> Any:
    """Keras' function without its traceback filter, which the patched function applies itself."""
    return getattr(function, "__wrapped__", function)


def _tell(on_decision: OnDecision | None, decision: Decision) -> None:
    if on_decision is not None:
        on_decision(decision)


def _whole_run_if_it_traces(model: Any, args: FitArguments, decision: Decision) -> Any:
    try:
        return decision, whole_run.prepare(model, args, feeds_of(args))
    except UnsuitedStepError as error:
        return Decision(Level.NO_TF_DATA, f"{str(error).capitalize()}."), None
    except Exception as error:  # noqa: BLE001 - stock repeats the step and raises its own error
        reason = f"The step cannot be traced ({type(error).__name__})."
        return Decision(Level.STOCK, reason), None

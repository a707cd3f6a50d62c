"""Which level a `fit` gets: every rule names the best level it allows, the lowest one counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.compiled_fit import rules_callbacks, rules_data, rules_model
from autograder.compiled_fit.arguments import FitArguments
from autograder.compiled_fit.levels import Decision, Level

Rule = Callable[[Any, FitArguments], Decision | None]

RULES: tuple[Rule, ...] = (
    # Rules for STOCK come first: those after them rely on what they have established.
    rules_model.tested_keras,
    rules_model.plain_tensorflow,
    rules_model.compiled_model,
    rules_data.plain_arrays,
    rules_data.plain_counts,
    rules_data.plain_validation,
    rules_data.no_step_limits,
    rules_data.plain_weights,
    rules_model.plain_compile,
    rules_model.plain_model,
    rules_model.one_output,
    rules_model.plain_optimizer,
    rules_callbacks.callbacks_by_need,
    rules_callbacks.unwatched_beginnings,
    rules_callbacks.heard_traces,
    rules_data.validation_every_epoch,
    rules_model.averaging_metrics,
)

BEST = Decision(Level.WHOLE_RUN, "Plain arrays, Keras' own layers and nobody watching the epochs.")


def decide(model: Any, fit_arguments: Mapping[str, object]) -> Decision:
    """The level at which `fit` will run, and the reason in words.

    Args:
        model: a Keras model, compiled or not.
        fit_arguments: arguments of `Model.fit` by name; those left out have Keras' defaults.

    Raises:
        TypeError: an argument name that `Model.fit` does not know.
    """
    args = FitArguments.of(fit_arguments)
    lowest = BEST
    for rule in RULES:
        found = _ask(rule, model, args)
        if found is not None and found.level.depth > lowest.level.depth:
            lowest = found
        if lowest.level is Level.STOCK:
            break
    return lowest


def _ask(rule: Rule, model: Any, args: FitArguments) -> Decision | None:
    try:
        return rule(model, args)
    except Exception as error:  # noqa: BLE001 - what a rule cannot judge, stock Keras runs
        return Decision(Level.STOCK, f"The call could not be judged ({type(error).__name__}).")

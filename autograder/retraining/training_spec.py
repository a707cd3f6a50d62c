"""How a model was trained, read from recorded fits as hostile input.

A record comes from the student's process, so that every value in it may be forged. Nothing is
deserialised: optimizers, losses, metrics and callbacks are looked up by name in the lists
below and given plain numbers only. What can't be read ends in ``UnreadableError`` with the
reason; what is left out of the training without ending it is told in ``TrainingSpec.notes``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.evidence import Array, FitEvidence, HostileEvidenceError, unpack_array
from autograder.retraining.compile_config import (
    Compiled,
    Named,
    UnreadableError,
    call,
    parse_json,
    plain_config,
    read_compiled,
)
from autograder.retraining.parts import (
    Data,
    FloatArray,
    as_data,
    as_floats,
    count,
    each,
    parts,
    same,
)
from autograder.retraining.row_weights import row_weights

IntArray = npt.NDArray[np.int32]

MAX_PHASES = 64  # different stretches of training in one specification
MAX_EPOCHS = 2**24  # of one step; far beyond what any budget allows
DEFAULT_BATCH = 32

# Callbacks that steer the training, with the arguments they take from a record.
STEERING: Mapping[str, frozenset[str]] = {
    "EarlyStopping": frozenset({
        "monitor", "min_delta", "patience", "mode", "baseline", "restore_best_weights",
        "start_from_epoch",
    }),
    "ReduceLROnPlateau": frozenset({
        "monitor", "factor", "patience", "mode", "min_delta", "cooldown", "min_lr",
    }),
}  # fmt: skip
# Callbacks without which the training is the same, or as lost as with them (NaN).
WATCHING = frozenset({
    "History", "ProgbarLogger", "CSVLogger", "ModelCheckpoint", "TensorBoard", "BackupAndRestore",
    "RemoteMonitor", "TerminateOnNaN",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Phase:
    """A stretch of training with one set of rules; consecutive equal fits are one step.

    ``x`` has shape (rows, …) and ``y`` (rows, outputs), each a tuple of them for a model of
    several inputs or outputs. ``rates`` holds the learning rate of
    every epoch where a callback set it, and is empty otherwise. ``weight`` is what the loss of
    each row is multiplied by, shape (rows,), None for 1. ``order`` holds row numbers, one line
    for each epoch in turn, where their order is known.
    """

    compiled: Compiled
    recompiled: bool  # the optimizer starts afresh
    epochs: int
    batch_size: int
    shuffle: bool
    x: Data
    y: Data
    callbacks: tuple[Named, ...] = ()
    rates: tuple[float, ...] = ()
    validation_split: float = 0.0
    weight: FloatArray | None = None
    order: IntArray | None = None

    @property
    def rows(self) -> int:
        """How many rows are trained on: those before the validation split."""
        all_rows = count(self.x)
        if not self.validation_split:
            return all_rows
        return math.floor(all_rows * (1.0 - self.validation_split))

    def lasting(self, epochs: int) -> Phase:
        """The same step for another number of epochs."""
        return replace(self, epochs=min(epochs, MAX_EPOCHS))

    def continues(self, before: Phase) -> bool:
        """Whether this is more of the same, so that both can be run as one."""
        return (
            not self.recompiled
            and self.compiled == before.compiled
            and (self.batch_size, self.shuffle) == (before.batch_size, before.shuffle)
            and not (self.callbacks or before.callbacks or self.rates or before.rates)
            and self.validation_split == before.validation_split
            and same(self.x, before.x)
            and same(self.y, before.y)
            and _same(self.weight, before.weight)
            and _same(self.order, before.order)
            and (self.order is None or len(self.order) == 1)
        )

    @property
    def in_batches(self) -> bool:
        """Whether an epoch has more than one batch, so that the order of rows matters."""
        return self.batch_size < (self.rows if self.order is None else self.order.shape[1])


@dataclass(frozen=True)
class TrainingSpec:
    """All recorded training of one model, in order."""

    phases: tuple[Phase, ...]
    notes: tuple[str, ...] = ()  # what differs from the recorded training, in English

    @property
    def epochs(self) -> int:
        """All epochs of one training."""
        return sum(phase.epochs for phase in self.phases)

    def scaled(self, factor: float) -> TrainingSpec:
        """The same training for ``factor`` times the epochs."""
        if factor == 1.0:
            return self
        phases = [phase.lasting(max(1, round(phase.epochs * factor))) for phase in self.phases]
        return replace(self, phases=tuple(phases))


def _same(one: npt.NDArray[Any] | None, other: npt.NDArray[Any] | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))


def read_training_spec(
    fits: Sequence[FitEvidence],
    x: Any,
    y: Any,
    *,
    as_run: bool = False,
) -> TrainingSpec:
    """The training that ``fits`` record; ``x`` and ``y`` stand in for data not recorded.

    ``as_run``: exactly what was run, so that callbacks which end a training or change its rate
    are left out for the epochs and rates that they led to. Else what was asked for: from other
    initial weights they may decide otherwise.

    Raises:
        UnreadableError: nothing was trained, or the record holds what isn't on the lists.
    """
    notes: list[str] = []
    phases: list[Phase] = []
    before: Compiled | None = None
    for fit in fits:
        phase = read_phase(fit, before, x, y, notes)
        before = phase.compiled
        if as_run:
            phase = _as_run(phase, fit)
        if phase.epochs == 0:
            continue
        if phases and phase.continues(phases[-1]):
            phases[-1] = phases[-1].lasting(phases[-1].epochs + phase.epochs)
        else:
            phases.append(phase)
    if not phases:
        raise UnreadableError("no training was recorded")
    if len(phases) > MAX_PHASES:
        raise UnreadableError(f"the training has more than {MAX_PHASES} different parts")
    phases[0] = replace(phases[0], recompiled=True)
    return TrainingSpec(tuple(phases), tuple(dict.fromkeys(notes)))


def read_phase(
    fit: FitEvidence,
    before: Compiled | None,
    x: Any,
    y: Any,
    notes: list[str],
) -> Phase:
    """One fit as a step; ``before`` is what the model was compiled with at the fit before.

    Raises:
        UnreadableError: see ``read_training_spec``.
    """
    compiled = _with_first_rate(read_compiled(fit.compiled), fit)
    callbacks, scheduler = _read_callbacks(fit, notes)
    inputs, targets = _read_data(fit, x, y, notes)
    validated = fit.arguments.get("validation_data", "None") != "None"  # Keras splits nothing then
    split = 0.0 if validated else _number(fit.arguments.get("validation_split"))
    phase = Phase(
        compiled=compiled,
        recompiled=before is None or not before.same_but_rate(compiled),
        epochs=_epochs(fit, steered=bool(fit.callbacks) and not has_own_callback(fit)),
        batch_size=min(fit.batch_size or DEFAULT_BATCH, 2**31 - 1),
        shuffle=fit.shuffle,
        x=inputs,
        y=targets,
        callbacks=callbacks,
        rates=_rates(fit) if scheduler else (),
        validation_split=split if 0.0 < split < 1.0 else 0.0,
        weight=row_weights(fit, parts(targets)[0], notes),
    )
    unknown = [
        name
        for name in ("sample_weight", "steps_per_epoch")
        if fit.arguments.get(name, "None") != "None"
    ]
    notes += [f"without {name}, which is not recorded" for name in unknown]
    if phase.rows == 0:
        raise UnreadableError("the recorded training has no rows")
    return phase


def _as_run(phase: Phase, fit: FitEvidence) -> Phase:
    """The step with the epochs, rates and order of rows of this very run."""
    rates = _rates(fit) if phase.compiled.schedule is None else ()
    return replace(
        phase,
        epochs=min(fit.epochs, MAX_EPOCHS),
        callbacks=(),
        rates=rates if len(set(rates)) > 1 else (),
        order=_order(fit, phase.rows),
    )


def _order(fit: FitEvidence, rows: int) -> IntArray | None:
    """The recorded order of rows, shape (epochs, rows an epoch); None where there is none."""
    if fit.order is None or not fit.shuffle:
        return None
    found = _unpack_any(fit.order)
    if found.ndim != 2 or found.dtype.kind not in "iu" or not found.size:
        raise UnreadableError("the recorded order of rows can't be read")
    if found.min() < 0 or found.max() >= rows or found.shape[1] > rows:
        raise UnreadableError("the recorded order is not one of the rows")
    return found.astype(np.int32)


def _epochs(fit: FitEvidence, *, steered: bool) -> int:
    """Epochs of a retraining: all that were asked for where a callback of Keras' ended it early.

    What a callback of the student's own would have done next, only it can say.
    """
    if fit.error or not steered:
        return min(fit.epochs, MAX_EPOCHS)
    first = int(_number(fit.arguments.get("initial_epoch")))
    return min(max(fit.epochs, fit.epochs_asked - max(first, 0)), MAX_EPOCHS)


def _with_first_rate(compiled: Compiled, fit: FitEvidence) -> Compiled:
    """The config is recorded after the fit; a callback may have changed the rate meanwhile."""
    rates = _rates(fit)
    if not rates or compiled.schedule is not None:
        return compiled
    config = compiled.optimizer.config | {"learning_rate": rates[0]}
    return replace(compiled, optimizer=replace(compiled.optimizer, config=config))


def _rates(fit: FitEvidence) -> tuple[float, ...]:
    logged = fit.rates or fit.history.get("learning_rate") or fit.history.get("lr") or ()
    return tuple(float(rate) for rate in logged if rate is not None)


def _read_callbacks(fit: FitEvidence, notes: list[str]) -> tuple[tuple[Named, ...], bool]:
    """The callbacks that steer, and whether a LearningRateScheduler did."""
    found: list[Named] = []
    scheduler = False
    for text in fit.callbacks:
        record = parse_json(text)
        record = record if isinstance(record, dict) else {}
        name, config = str(record.get("class_name"))[:80], record.get("config")
        if _is_own(record, name):
            # One that put in weights is left out as well: weights set by hand aren't learned.
            if fit.callback_effect not in {"read", "set"}:
                notes.append(f"without the student's own callback {name!a}")
            elif not fit.error and fit.epochs < fit.epochs_asked:
                notes.append(f"{name!a}, of the student's own, may have ended it early")
            scheduler = scheduler or len(set(fit.rates)) > 1
        elif name in STEERING:
            steering = Named(name, plain_config(config, STEERING[name]))
            if _is_blind(steering, fit, notes):
                continue
            found.append(steering)
        elif name == "LearningRateScheduler" and _rates(fit):
            scheduler = True
        elif name not in WATCHING:
            notes.append(f"without the callback {name!a}, which can't be rebuilt")
    return tuple(found), scheduler


def has_own_callback(fit: FitEvidence) -> bool:
    """Whether a callback of the fit ran code of the student's own."""
    records = map(parse_json, fit.callbacks)
    return any(_is_own(one, str(one.get("class_name"))) for one in records if isinstance(one, dict))


def _is_own(record: Mapping[str, Any], name: str) -> bool:
    return name == "LambdaCallback" or not str(record.get("module", "keras")).startswith("keras")


def _is_blind(callback: Named, fit: FitEvidence, notes: list[str]) -> bool:
    """Whether what the callback watches is not there: Keras warns then and does nothing."""
    watched = str(callback.config.get("monitor", "val_loss"))
    if not watched.startswith("val_") or _number(fit.arguments.get("validation_split")) > 0:
        return False
    if fit.arguments.get("validation_data", "None") != "None":
        notes.append(f"without {callback.name}, for the validation data is not recorded")
    return True


def _read_data(
    fit: FitEvidence,
    x: Any,
    y: Any,
    notes: list[str],
) -> tuple[Data, Data]:
    given, labels = _recorded(fit.x, fit.x_parts), _recorded(fit.y, fit.y_parts)
    if given is not None and labels is not None:
        inputs, targets = given, labels
    elif x is not None and y is not None:
        inputs, targets = as_data(x), as_data(y)
        notes.append("on the assignment's data, for the training data is not recorded")
    else:
        raise UnreadableError("the training data is not recorded")
    inputs, targets = each(inputs, _column), each(targets, _column)
    rows = {len(part) for part in (*parts(inputs), *parts(targets))}
    if len(rows) > 1:
        raise UnreadableError(f"{count(inputs)} inputs do not match {count(targets)} labels")
    return inputs, targets


def _recorded(one: Array | None, several: Sequence[Array]) -> Data | None:
    if several:
        return tuple(map(_unpack, several))
    return None if one is None else _unpack(one)


def _unpack(array: Array) -> FloatArray:
    return as_floats(_unpack_any(array))


def _unpack_any(array: Array) -> npt.NDArray[Any]:
    try:
        return unpack_array(array)
    except (HostileEvidenceError, ValueError) as error:
        raise UnreadableError("a recorded array can't be read") from error


def _column(array: FloatArray) -> FloatArray:
    """Keras' ``fit`` turns shape (rows,) into (rows, 1)."""
    if array.ndim == 0:
        raise UnreadableError("the training data is a single number")
    return array[:, None] if array.ndim == 1 else array


def _number(text: str | None) -> float:
    """A number written as text; 0 for anything else."""
    try:
        value = float(text or 0.0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def build_callbacks(phase: Phase) -> list[Any]:
    """Fresh Keras callbacks; those with ``rates`` follow the recorded learning rates."""
    import keras

    found = [call(getattr(keras.callbacks, each.name), each.config) for each in phase.callbacks]
    if phase.rates:
        last = len(phase.rates) - 1
        rates = phase.rates
        found.append(keras.callbacks.LearningRateScheduler(lambda epoch: rates[min(epoch, last)]))
    return found

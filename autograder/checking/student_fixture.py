"""The ``student`` fixture: what was handed in, as inert data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograder.checking import custom_loop, luck, own_facts
from autograder.checking.ablation_words import Objection, Table, objection, objection_to_paths
from autograder.checking.asking import Answers, in_declared_order
from autograder.checking.check_exceptions import UndecidedError
from autograder.checking.course_data import CourseData
from autograder.checking.deliverables import HandedIn
from autograder.checking.handed_in_files import live_weights
from autograder.checking.probed_model import ProbedModel
from autograder.checking.recorded_fits import RecordedFit, recorded_fits, runs_of
from autograder.checking.training_record import Training, join, note_of_others
from autograder.checks.saved_weights import LiveWeights
from autograder.evidence import Evidence
from autograder.records import NO_TEXT, Assignment, Text
from autograder.retraining import clock
from autograder.retraining.confirmation import confirmed
from autograder.retraining.restarts import RANDOM_RESTARTS, Retraining, retrain
from autograder.retraining.robustness import SHARE, reaches_goal_reliably
from autograder.retraining.training_table import any_table
from autograder.retraining.verdict import (
    MOST_SECONDS,
    NEVER_TRAINED,
    Learned,
    Trained,
    learned,
    seed_of,
)
from autograder.util.several_arrays import is_several, side_by_side

Judges = Callable[[Any], bool]  # whether outputs, shape (rows, …), or a list of them, are good


class StudentWork(HandedIn):
    """What a check is given. Everything in it is data; nothing in it can run student code."""

    def __init__(self, assignment: Assignment, evidence: Evidence, source: str) -> None:
        super().__init__(assignment, evidence)
        self.source, self.output = source, evidence.output
        self.data = CourseData()  # of no course: whoever knows where they lie puts them in
        self._ends_at = clock.seconds() + assignment.limits.check_seconds

    # --- trainings ------------------------------------------------------------------------

    def training(self, name: str) -> Training:
        """Every recorded fit of the model; ``fits`` is empty when it was never trained.

        Raises:
            NotCheckedError: it is missing.
            WrongKindError: it isn't a Keras model.
        """
        evidence = self._model_evidence(name)
        found = join(self.data.completed(self._evidence.fits), evidence)
        declared = self._deliverable(name).inputs
        if not declared or not isinstance(found.x, tuple) or name in self._refused:
            return found
        return replace(found, x=in_declared_order(self.model(name), found.x, declared))

    def weights_of(self, name: str) -> LiveWeights:
        """What the model's weights are at the end, and what its trainings began and ended with.

        Raises:
            NotCheckedError, WrongKindError: as ``model``.
        """
        return live_weights(self._model_evidence(name), self.training(name).fits)

    def fits(self) -> tuple[RecordedFit, ...]:
        """Every recorded fit of the submission, of whatever model, in the order of their ends."""
        return recorded_fits(self._evidence)

    def runs(self) -> tuple[tuple[RecordedFit, ...], ...]:
        """The fits that ran at all, those together of which each goes on where one before ended.

        A loop of small fits is one run as one long fit is, and a model built anew begins another.
        """
        return runs_of(self.fits())

    def need_record(self, name: str) -> None:
        """Hand this check to a person where a training loop of the student's own left no record.

        Raises:
            NotCheckedError, WrongKindError: as ``model``.
            UndecidedError: there is such a loop, and no recorded fit ended with these weights.
        """
        fits = self.training(name).fits
        if custom_loop.by_custom_loop(self.source, self.model(name), fits):
            raise UndecidedError(custom_loop.BY_HAND, custom_loop.NOTE)

    def retrain(  # noqa: PLR0913 - the options of autograder.retraining.restarts
        self,
        name: str,
        *,
        x: Any,
        y: Any,
        k: int = RANDOM_RESTARTS,
        accuracy: float = 1.0,
        epochs_factor: float = 1.0,
        enough: int | None = None,
    ) -> Retraining:
        """Train the same network the same way from ``k`` random restarts; see retraining.restarts.

        Raises:
            NotCheckedError, WrongKindError: as ``model``.
        """
        return retrain(
            self.model(name),
            self.training(name).fits,
            k=k,
            seed=seed_of(name, self._assignment.version),
            x=self._ask(name, x, None).data,
            y=y,
            accuracy=accuracy,
            epochs_factor=epochs_factor,
            enough=enough,
        )

    def in_a_row(self, name: str) -> bool:
        """Whether no path goes around a layer with a kernel, and none is used twice; tells if not.

        True for a model that can't be rebuilt: its paths are not known.

        Raises:
            NotCheckedError, WrongKindError: as ``model``.
            UndecidedError: the model can't be looked through.
        """
        model = self.model(name)
        return isinstance(model, ProbedModel) or self._accept(name, objection_to_paths(name, model))

    def learned(  # noqa: PLR0913 - the goal, and how it is asked
        self, name: str, x: Any, y: Any, *, accuracy: float = 1.0, by_layers: bool = True,
        restarts: bool = True,
    ) -> bool:  # fmt: skip
        """Can it learn this? A confirmed own run counts, else random restarts; tells the numbers.

        ``by_layers`` asks first that the layers were trained and do the work (``ablation``).
        Without ``restarts``, for long trainings, the own run alone counts (``confirmation``).

        Raises:
            NotCheckedError, WrongKindError: as ``predict``.
            UndecidedError: the own run can't be confirmed, and restarts say too little.
        """
        trained = self._trained(name, self._asked_for(name, x, y), y)
        if by_layers and not self._by_layers(name, trained, learns=True):
            return False
        found = (learned if restarts else confirmed)(trained, accuracy=accuracy)
        doubt = luck.doubted(trained, accuracy) if by_layers and found.success else None
        return self._settle(name, doubt or found)

    def reaches_goal_reliably(  # noqa: PLR0913 - the goal, and how it is asked
        self, name: str, x: Any, y: Any, good: Judges, *, by_layers: bool = True,
        share: float = SHARE,
    ) -> bool:  # fmt: skip
        """Whether training like this gets there from a ``share`` of 64 random restarts.

        ``good`` judges predictions for ``x``, shape (rows, outputs), or a list of them where ``y``
        is a list of arrays: the labels of several outputs. The own run counts only where nothing
        can be trained again, and if it is confirmed. ``by_layers``: as ``learned``.

        Raises:
            NotCheckedError, WrongKindError, UndecidedError: as ``learned``.
            ValueError: ``share`` is not above 0 and up to 1.
        """
        asked = self._asked_for(name, x, y)
        trained = self._trained(name, asked, y)
        if by_layers and not self._by_layers(name, trained, learns=False):
            return False
        judges = asked.judged_by(good) if is_several(y) else good
        return self._settle(name, reaches_goal_reliably(trained, judges, share))

    usually = reaches_goal_reliably  # its name until 0.2; leaves with 0.3

    def _asked_for(self, name: str, x: Any, y: Any) -> Answers:
        return self._ask(name, x, len(y) if is_several(y) else 1)

    def _trained(self, name: str, asked: Answers, y: Any) -> Trained:
        return Trained(
            model=self.model(name),
            fits=self.training(name).fits,
            predictions=asked.table,
            x=asked.data,
            y=side_by_side(y),
            seed=seed_of(name, self._assignment.version),
            own_initializers=self._model_evidence(name).own_initializers,
            # At most half of what is left of the checks' time: those after this one need some.
            seconds=min(MOST_SECONDS, (self._ends_at - clock.seconds()) / 2),
        )

    def _by_layers(self, name: str, trained: Trained, *, learns: bool) -> bool:
        if isinstance(trained.model, ProbedModel):
            return True  # nothing is known of its layers
        table = Table(trained.x, trained.y)
        found = objection(name, trained.model, trained.fits, table, learns=learns)
        return self._accept(name, found)

    def _accept(self, name: str, objection: Objection | None) -> bool:
        if objection is not None:
            self._tell(objection.text)
            self.tell_staff(f"{name}: {objection.note}")
        return objection is None

    def _settle(self, name: str, found: Learned) -> bool:
        """Say what is to be said; yes, no, or to a person."""
        if not found.success:
            self.need_record(name)
        if found.success is None:
            raise UndecidedError(found.message, found.staff_note)
        self._tell(found.message)
        if found.staff_note:
            self.tell_staff(f"{name}: {found.staff_note}")
        if note := note_of_others(self._evidence, self._model_evidence(name)):
            self.tell_staff(f"{name}: {note}")
        return found.success

    # --- what a check says ----------------------------------------------------------------

    def tell_network(self, name: str) -> bool:
        """Say what the student built; False, for ``assert right or student.tell_network(…)``."""
        return self._tell(own_facts.network(name, self.model(name)))

    def tell_runs(self, runs: Sequence[Sequence[RecordedFit]]) -> bool:
        """Say how many runs are recorded, of how many epochs; False, as ``tell_network``."""
        return self._tell(own_facts.trainings([sum(fit.epochs for fit in run) for run in runs]))

    def tell_shape(self, name: str) -> bool:
        """Say which shape the student's array has; False, as ``tell_network``."""
        return self._tell(own_facts.shape(name, self.array(name)))

    def tell_prediction(self, model: str, name: str, x: Any) -> bool:
        """Say how an array differs from what the model gives for ``x``; False, as ``tell_network``.

        Raises:
            NotCheckedError, WrongKindError: as ``predict`` and ``array``.
        """
        own = self.predict(model, x, outputs=1)
        return self._tell(own_facts.prediction(name, self.array(name), own))

    def tell_table(self, name: str, x: Any, y: Any) -> bool:
        """Say that the model was not trained, or on other data; False, as ``tell_network``."""
        training = self.training(name)
        return self._tell(any_table(training.fits, x, y) if training.epochs else NEVER_TRAINED)

    def _tell(self, text: Text) -> bool:
        if text != NO_TEXT:
            self.say(text)
        return False

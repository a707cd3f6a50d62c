"""The pytest plugin: gives checks the ``student`` fixture and turns reports into outcomes."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checking.work import NotCheckedError, StudentWork, WrongKindError
from autograder.records import NO_TEXT, CheckOutcome, CheckSpec, Outcome, Text

_MOST_DETAIL = 4000  # characters of what the staff sees of a failure


class Collector:
    """Holds the evidence for the fixture and one outcome per check."""

    def __init__(self, work: StudentWork, specs: tuple[CheckSpec, ...]) -> None:
        self.work = work
        self.specs = {f"test_{spec.name}": spec for spec in specs}
        self.outcomes: dict[str, CheckOutcome] = {}
        self.errors: list[str] = []  # check files that could not be read

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> StudentWork:
        """What the student handed in, as inert data; see autograder.checking.work."""
        spec = self.specs[request.function.__name__]
        self.work.begin(spec.name)
        for name in spec.needs:
            self.work.require(name)
        return self.work

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what the assignment doesn't announce (``check`` runs the visible ones only)."""
        chosen = [item for item in items if item.name in self.specs]
        left = [item for item in items if item.name not in self.specs]
        items[:] = chosen
        config.hook.pytest_deselected(items=left)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file of checks could not be read."""
        if report.failed:
            self.errors.append(str(report.longrepr)[-_MOST_DETAIL:])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Any:
        """Note how each phase ended; the first phase that raises decides."""
        report = yield
        spec = self.specs[item.name]
        if spec.name in self.outcomes and self.outcomes[spec.name].outcome is not Outcome.PASSED:
            return report
        error = call.excinfo.value if call.excinfo else None
        if error is not None or call.when == "call":
            detail = str(report.longrepr)[-_MOST_DETAIL:] if error is not None else ""
            self.outcomes[spec.name] = self._outcome(spec, error, detail, report.duration)
        return report

    def _outcome(
        self, spec: CheckSpec, error: BaseException | None, detail: str, seconds: float
    ) -> CheckOutcome:
        told, fraction = self.work.told(spec.name), self.work.fraction(spec.name)
        if error is None:
            if spec.manual:
                return CheckOutcome(spec.name, Outcome.PENDING, 0.0, told, seconds=seconds)
            outcome = Outcome.PASSED if fraction >= 1 else Outcome.PARTIAL
            return CheckOutcome(spec.name, outcome, fraction, told, seconds=seconds)
        if isinstance(error, NotCheckedError):
            return CheckOutcome(spec.name, Outcome.NOT_CHECKED, 0.0, error.text, detail, seconds)
        if isinstance(error, WrongKindError):
            return CheckOutcome(spec.name, Outcome.FAILED, 0.0, error.text, detail, seconds)
        if isinstance(error, AssertionError):
            return CheckOutcome(spec.name, Outcome.FAILED, 0.0, told, detail, seconds)
        return CheckOutcome(spec.name, Outcome.COULD_NOT_CHECK, 0.0, NO_TEXT, detail, seconds)


def missing_check(spec: CheckSpec) -> CheckOutcome:
    """The assignment announces a check that no file defines: ours to mend, costs no points."""
    return CheckOutcome(
        spec.name, Outcome.COULD_NOT_CHECK, 0.0, Text("", ""), f"no function test_{spec.name}"
    )

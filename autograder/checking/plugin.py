"""The pytest plugin: gives checks the ``student`` fixture and turns reports into outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checking.check_exceptions import NotCheckedError, UndecidedError, WrongKindError
from autograder.checking.failure_lines import failure_lines
from autograder.checking.standard import standard_items
from autograder.checking.student_fixture import StudentWork
from autograder.records import NO_TEXT, CheckOutcome, CheckSpec, Outcome, Text

_MOST_DETAIL = 4000  # characters of what the staff sees of a failure
_OTHER_ARRAYS = Text(
    "이 모델의 입력이나 출력이 이 항목을 확인하는 프로그램이 예상한 것과 달라 여기서 확인하지 "
    "못했습니다. 선생님이 살펴보고 점수를 줍니다.",
    "The inputs or outputs of this model are not what the check of this item expects, so that it "
    "could not be checked here. Your teacher will look at this and give the points.",
)


class Collector:
    """Holds the evidence for the fixture and one outcome per check."""

    def __init__(
        self, work: StudentWork, specs: tuple[CheckSpec, ...], begins: Callable[[str], None]
    ) -> None:
        self.work = work
        self._begins = begins  # told the name of each check before it runs
        self.specs = {f"test_{spec.name}": spec for spec in specs}
        self.outcomes: dict[str, CheckOutcome] = {}
        self.errors: list[str] = []  # check files that could not be read
        self.interrupted = False  # the time ran out

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> StudentWork:
        """What the student handed in, as inert data; see autograder.checking.student_fixture."""
        spec = self.specs[request.function.__name__]
        self.work.remarks.begin(spec.name)
        for name in spec.needs:
            self.work.require(name)
        return self.work

    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what the assignment doesn't announce (``check`` runs the visible ones only),
        and add the checks of the library that it does."""
        written = {name for name, spec in self.specs.items() if spec.standard is None}
        chosen = [item for item in items if item.name in written]
        left = [item for item in items if item.name not in written]
        items[:] = [*chosen, *standard_items(session, self.work, tuple(self.specs.values()))]
        config.hook.pytest_deselected(items=left)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file of checks could not be read."""
        if report.failed:
            self.errors.append(str(report.longrepr)[-_MOST_DETAIL:])

    def pytest_keyboard_interrupt(self) -> None:
        """The supervisor's polite word that the time is up."""
        self.interrupted = True

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Say which check begins, so that it is known should it end the process."""
        self.work.asked_several = False
        self._begins(self.specs[item.name].name)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Any:
        """Note how each phase ended; the first phase that raises decides."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, Exception):  # what pytest writes of its way nobody reads
            call.excinfo.traceback = type(call.excinfo.traceback)(())
        report = yield
        spec = self.specs[item.name]
        if spec.name in self.outcomes and self.outcomes[spec.name].outcome is not Outcome.PASSED:
            return report
        if error is not None or call.when == "call":
            detail = failure_lines(error)[-_MOST_DETAIL:] if error is not None else ""
            self.outcomes[spec.name] = self._outcome(spec, error, detail, report.duration)
        return report

    def _outcome(
        self, spec: CheckSpec, error: BaseException | None, detail: str, seconds: float
    ) -> CheckOutcome:
        told = self.work.remarks.told(spec.name)
        if error is None and spec.manual:
            return CheckOutcome(spec.name, Outcome.PENDING, 0.0, told, seconds=seconds)
        if error is None:
            part = self.work.remarks.fraction(spec.name)
            return CheckOutcome(spec.name, _by_points(part), part, told, seconds=seconds)
        if isinstance(error, UndecidedError):
            return CheckOutcome(spec.name, Outcome.PENDING, 0.0, error.text, error.note, seconds)
        outcome, text = Outcome.COULD_NOT_CHECK, NO_TEXT
        hinted = not isinstance(error, WrongKindError)
        if self.work.asked_several and isinstance(error, Exception) and not is_verdict(error):
            return CheckOutcome(spec.name, Outcome.PENDING, 0.0, _OTHER_ARRAYS, detail, seconds)
        if isinstance(error, NotCheckedError):
            outcome, text = Outcome.NOT_CHECKED, error.text
        elif isinstance(error, WrongKindError):
            outcome, text = Outcome.FAILED, error.text
        elif isinstance(error, AssertionError):
            outcome, text = Outcome.FAILED, told
        return CheckOutcome(spec.name, outcome, 0.0, text, detail, seconds, hinted)


def is_verdict(error: Exception) -> bool:
    """Whether a check ended so on purpose: with a no, or with words for the student."""
    return isinstance(error, AssertionError | NotCheckedError | WrongKindError)


def _by_points(part: float) -> Outcome:
    """What a check that ends without complaint comes to, by the part of its points (0…1)."""
    if part >= 1:
        return Outcome.PASSED
    return Outcome.PARTIAL if part > 0 else Outcome.FAILED


def without_outcome(spec: CheckSpec, why: str = "") -> CheckOutcome:
    """Of a check that came to nothing: ours to mend, costs no points.

    Without a reason no file defines it, though the assignment announces it.
    """
    detail = why or f"no function test_{spec.name}"
    return CheckOutcome(spec.name, Outcome.COULD_NOT_CHECK, 0.0, NO_TEXT, detail)

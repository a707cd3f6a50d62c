"""Where other machines run and check, the grade is made here, and is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from autograder.errors import InfrastructureError, StaffError
from autograder.grading import batch
from autograder.grading.elsewhere import Wanted
from autograder.grading.events import Done, Event, OnEvent
from autograder.grading.submission import grade_submission
from autograder.grading.tasks import Options
from autograder.grading.workers import Workers
from autograder.records import Assignment, Status, Submission
from autograder.results.graded import Run
from tests.conftest import RIGHT
from tests.support.results import kept_in

KIM = Submission("kim", RIGHT.encode(), "hw.py", late=True, lms_id="7")
BROKEN = Submission("lee", b"%PDF-1.7", "hw.ipynb")


@dataclass
class Next:
    """Other machines: this one's processes, or what else is done with an order."""

    do: Callable[[Wanted, OnEvent], Run]
    orders: list[Wanted] = field(default_factory=list)
    stopping: bool = False

    def order(self, wanted: Wanted, on_event: OnEvent) -> Run:
        self.orders.append(wanted)
        return self.do(wanted, on_event)

    def stop(self) -> None:
        self.stopping = True


def options_of(tmp_path, elsewhere: Next | None = None) -> Options:
    return Options(kept_in(tmp_path / "out"), jobs=2, language="en", elsewhere=elsewhere)


def failing(error: Exception) -> Next:
    def fail(wanted: Wanted, on_event: OnEvent) -> Run:
        raise error

    return Next(fail)


@pytest.fixture
def next_to_here(workers: Workers) -> Next:
    def run(wanted: Wanted, on_event: OnEvent) -> Run:
        done = grade_submission(
            *(wanted.submission, wanted.assignment, workers, wanted.settings, wanted.earlier),
            on_event=on_event,
        )
        assert done.run is not None
        return done.run

    return Next(run)


def test_only_what_has_to_be_run_is_ordered_and_without_a_name(
    next_to_here: Next, tiny: Assignment, tmp_path
) -> None:
    heard: list[Event] = []
    options = options_of(tmp_path, next_to_here)
    report = batch.grade_all([KIM, BROKEN], tiny, options, heard.append)
    grades = {one.student: one for one in report.grades}
    assert (grades["kim"].score, grades["kim"].late, grades["kim"].lms_id) == (100, True, "7")
    assert grades["lee"].status is Status.INVALID
    (order,) = next_to_here.orders
    assert order.submission == Submission("", KIM.content, KIM.filename)
    assert {one.student for one in heard if not isinstance(one, Done)} == {"kim", "lee"}
    assert batch.grade_all([KIM, BROKEN], tiny, options, heard.append).kept == 2
    fresh = replace(options, fresh=True, from_evidence=True)
    batch.grade_all([KIM], tiny, fresh, heard.append)
    assert next_to_here.orders[-1].earlier is not None
    assert not next_to_here.stopping


def test_what_nobody_could_run_is_ungraded(tiny: Assignment, tmp_path) -> None:
    elsewhere = failing(InfrastructureError("three workers died"))
    (grade,) = batch.grade_all([KIM], tiny, options_of(tmp_path, elsewhere), lambda _: None).grades
    assert (grade.status, grade.staff.notes) == (Status.UNGRADED, ("three workers died",))


def test_the_staffs_errors_end_the_class_and_nothing_is_kept_of_it(
    tiny: Assignment, tmp_path
) -> None:
    elsewhere = failing(StaffError("no data sets there", "Copy them."))
    with pytest.raises(StaffError, match="no data sets there"):
        batch.grade_all([KIM], tiny, options_of(tmp_path, elsewhere), lambda _: None)
    assert elsewhere.stopping
    assert not list((tmp_path / "out").rglob("result.json"))

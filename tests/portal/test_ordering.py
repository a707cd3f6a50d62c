"""``grade --queue``: the workers of a portal grade a class that the portal knows nothing of."""

from __future__ import annotations

import pytest

from autograder import api
from tests.conftest import RIGHT, write_course
from tests.support.portal_queue import (
    OUTCOMES,
    Written,
    grade,
    left,
    long_ago,
    meanwhile,
    ordered,
    until,
    waiting,
    without_times,
    working,
)

# --- the same results -----------------------------------------------------------------------


def test_a_class_by_the_queue_is_the_class_without_it(
    queue_url, handed_in, grader, tiny_course, tmp_path
) -> None:
    here = grade(handed_in, "--out", tmp_path / "here", cwd=tiny_course)
    with working(grader):
        there = grade(handed_in, "--out", tmp_path / "there", "--queue", queue_url, cwd=tiny_course)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert without_times(tmp_path / "there") == without_times(tmp_path / "here")
    assert {one.student: one.score for one in api.read_results(tmp_path / "there")} == OUTCOMES
    assert left() == [0, 0, 0]

    # Nothing is graded twice, by whichever of the two.
    again = grade(handed_in, "--out", tmp_path / "here", "--queue", queue_url, cwd=tiny_course)
    assert again.returncode == 0
    checks = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    checks.write_text(checks.read_text().replace("== 42", "in {41, 42}"))
    with working(grader):
        grade(handed_in, "--out", tmp_path / "there", "--queue", queue_url, cwd=tiny_course)
    grade(handed_in, "--out", tmp_path / "here", cwd=tiny_course)
    assert without_times(tmp_path / "there") == without_times(tmp_path / "here")
    changed = {one.student: one.score for one in api.read_results(tmp_path / "there")}
    assert changed == OUTCOMES | {"이서연": 100}


def test_what_goes_on_there_is_told_here(queue_url, grader, tiny, tmp_path) -> None:
    from portal.ordering import open_queue

    handed_in = api.Submission("kim", f"# %%\n1 + 1\n# %%\n{RIGHT}".encode(), "kim.py")
    heard: list[api.Event] = []
    with working(grader), open_queue(str(queue_url), lambda _: None) as queue:
        options = api.Options(
            api.results_folder(tmp_path / "out"), jobs=4, language="en", elsewhere=queue
        )
        report = api.grade_class([handed_in], tiny, options, heard.append)
    assert [one.score for one in report.grades] == [100]
    assert {one.student for one in heard} == {"kim"}
    assert isinstance(heard[-1], api.Done)


def test_progress_is_written_and_read_as_events() -> None:
    from portal import letters

    known: list[api.Event] = [
        api.Reading("", "tiny"), api.Running("", "tiny", 7), api.RunningCell("", "tiny", 3, 7),
        api.Checking("", "tiny", 2),
    ]  # fmt: skip
    assert [letters.event_of(letters.progress_of(one) or {}, "tiny") for one in known] == known
    assert letters.event_of({}, "tiny") is None


@pytest.mark.thorough
def test_data_sets_are_found_where_the_worker_has_them(queue_url, portal, tmp_path) -> None:
    from portal.grader import Grader

    course, worker_has = write_course(tmp_path / "course"), tmp_path / "worker" / "tiny"
    for folder in (course / "data", worker_has):
        folder.mkdir(parents=True)
        (folder / "numbers.csv").write_text("41,42")
    (tmp_path / "kim.py").write_text(
        RIGHT.replace("42", 'int(open("numbers.csv").read().split(",")[1])'), encoding="utf-8"
    )
    grader = Grader(tmp_path / "worker")
    words = (tmp_path / "kim.py", "--queue", queue_url)
    try:
        with working(grader):
            done = grade(*words, "--out", tmp_path / "out", cwd=course)
            (worker_has / "numbers.csv").write_text("40,40")
            grader.close()
            other = grade(*words, "--out", tmp_path / "other", "--fresh", cwd=course)
    finally:
        grader.close()
    assert done.returncode == 0, done.stderr
    assert [one.score for one in api.read_results(tmp_path / "out")] == [100]
    assert other.returncode == 2
    assert "does not hold the data sets of `tiny`" in other.stderr
    assert left() == [0, 0, 0]


# --- turns ----------------------------------------------------------------------------------


def test_two_commands_take_turns(queue_url, tiny, ran) -> None:
    grader = Written(ran)
    with meanwhile(lambda: ordered(queue_url, tiny, "first", 6)):
        until(lambda: waiting() == 6)
        with meanwhile(lambda: ordered(queue_url, tiny, "second", 2)):
            until(lambda: waiting() == 8)
            from portal import errands

            held = [errands.claim(api.grader_version()) for _ in range(4)]
            names = [errands.asked(one).wanted.submission.filename for one in held if one]
            assert names == ["first.py", "second.py", "first.py", "second.py"]
            for one in held:
                assert one is not None
                assert errands.give_back(one, RuntimeError("for others"))
            with working(grader):
                until(lambda: not waiting())
    assert sorted(grader.answered) == ["first.py"] * 6 + ["second.py"] * 2
    assert left() == [0, 0, 0]


def test_errands_come_after_who_waits_and_before_regrades(
    queue_url, tiny, ran, assignment, someone
) -> None:
    from django.utils import timezone

    from portal.models import Run, Submission
    from tests.portal.test_runs import found

    for number, priority in enumerate((0, 5, 10)):
        made = Submission.objects.create(
            assignment=assignment, person=someone("S"), number=number, made=timezone.now()
        )
        Run.objects.create(
            submission=made, revision=assignment.revision, queued=timezone.now(), priority=priority
        )
    order: list[str] = []

    class Both(Written):
        def grade(self, mine) -> None:
            from portal import runs

            order.append(str(Run.objects.get(pk=mine.run).priority))
            assert runs.finish(mine, found(1))

        def answer(self, mine) -> None:
            order.append("errand")
            super().answer(mine)

    with meanwhile(lambda: ordered(queue_url, tiny, "one", 1)):
        until(lambda: waiting() == 1)
        with working(Both(ran)):
            until(lambda: len(order) == 4)
    assert order == ["10", "5", "errand", "0"]


def test_each_has_a_job_in_the_queue_of_its_version(queue_url, tiny, ran, portal) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from portal import errands, jobs, letters

    mine = letters.queue_of(api.grader_version())
    due = ProcrastinateJob.objects.filter(queue_name=mine, status="todo", task_name="grade_next")
    with meanwhile(lambda: ordered(queue_url, tiny, "one", 3)):
        until(lambda: waiting() == 3)
        assert due.count() == 3
        assert jobs.rescue() == 0
        errands.claim(api.grader_version())
        from portal.models import Errand

        Errand.objects.filter(state="running").update(beat=long_ago())
        assert errands.take_back() == 1
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert (jobs.rescue(), due.count()) == (3, 3)
        with working(Written(ran)):
            until(lambda: not waiting())
    errands.forget()
    assert due.count() == 0


def test_the_metrics_count_them(queue_url, tiny, ran, as_person) -> None:
    with meanwhile(lambda: ordered(queue_url, tiny, "one", 2)):
        until(lambda: waiting() == 2)
        told = as_person(None).get("/metrics").content.decode()
        with working(Written(ran)):
            until(lambda: not waiting())
    assert "autograder_errands_waiting 2\n" in told

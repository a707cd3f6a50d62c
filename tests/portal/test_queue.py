"""The queue: whose turn it is, what becomes of what a worker left, and that nothing is left out."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.portal.test_runs import falls_silent, found


@pytest.fixture
def other(course, assignment):
    """The assignment of another course."""
    from portal.models import Assignment, Course

    made = Course.objects.create(name="other", title={"en": "Other"})
    return Assignment.objects.create(
        course=made, slug="x", title={"en": "X"}, max_score=10, revision=assignment.revision
    )


@pytest.fixture
def waiting(someone):
    """Puts a run into the queue."""
    from django.utils import timezone

    from portal import jobs
    from portal.models import Run, Submission

    def queue(assignment, priority=10):
        made = Submission.objects.create(
            assignment=assignment, person=someone("S"), number=1, made=timezone.now()
        )
        run = Run.objects.create(
            submission=made, revision=assignment.revision, queued=timezone.now(), priority=priority
        )
        jobs.queue(run)
        return run

    return queue


def due() -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name="grade_next", status="todo").count()


def order(many: int) -> list[int]:
    """The next runs, each of which ends at once."""
    from portal import runs

    ran = []
    for _ in range(many):
        mine = runs.claim()
        assert mine is not None
        ran.append(mine.run)
        assert runs.finish(mine, found(1))
    return ran


def test_students_come_before_staff_and_staff_before_regrades(waiting, assignment) -> None:
    regrade, staff, student = (waiting(assignment, one) for one in (0, 5, 10))
    assert order(3) == [student.pk, staff.pk, regrade.pk]


def test_a_students_turn_comes_before_another_courses_regrade(waiting, assignment, other) -> None:
    regrades = [waiting(other, 0) for _ in range(2)]
    student = waiting(assignment, 10)
    assert order(3) == [student.pk, *(one.pk for one in regrades)]


def test_staff_waits_behind_students(someone, course, assignment) -> None:
    from portal import handing_in
    from portal.models import Run

    for name, role in (("조교", "assistant"), ("학생", "student")):
        person = someone(name, role, course)
        handing_in.hand_in(assignment, person, [handing_in.File("a.py", b"1")])
    ran = [Run.objects.get(pk=one).submission.person.name for one in order(2)]
    assert ran == ["학생", "조교"]


def test_courses_take_turns_however_many_of_one_wait(waiting, assignment, other) -> None:
    first = [waiting(assignment) for _ in range(5)]
    second = [waiting(other) for _ in range(2)]
    ran = order(7)
    assert ran[:4] == [first[0].pk, second[0].pk, first[1].pk, second[1].pk]
    assert ran[4:] == [one.pk for one in first[2:]]


def test_a_course_with_many_going_on_gives_its_turn_away(waiting, assignment, other) -> None:
    from portal import runs

    for _ in range(4):
        waiting(assignment)
    going = [runs.claim(), runs.claim()]
    assert None not in going
    late = [waiting(other) for _ in range(3)]
    assert [one.run for one in (runs.claim(), runs.claim()) if one] == [late[0].pk, late[1].pk]


def test_the_place_counts_the_turns_of_others(waiting, assignment, other) -> None:
    from portal import runs

    own = [waiting(assignment) for _ in range(4)]
    for _ in range(2):
        waiting(other)
    waiting(other, 0)
    assert [runs.waiting_before(one) for one in own] == [0, 2, 4, 5]
    urgent = waiting(assignment, 10)
    regrade = waiting(assignment, 0)
    assert runs.waiting_before(regrade) == 7
    assert runs.waiting_before(urgent) == 6


def test_many_workers_at_once_take_each_run_once(waiting, assignment, other) -> None:
    from django.db import connection

    from portal import runs

    wanted = {waiting(one).pk for one in (assignment, other) for _ in range(20)}
    taken: list[int] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        while (mine := runs.claim()) is not None:
            taken.append(mine.run)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    # A row that another worker holds for a moment is passed over: who comes next takes it.
    while (mine := runs.claim()) is not None:
        taken.append(mine.run)
    assert len(taken) == len(wanted)
    assert set(taken) == wanted


# --- what is left behind --------------------------------------------------------------------


def test_what_a_silent_worker_left_is_due_again(waiting, assignment) -> None:
    from portal import jobs, runs, turns

    run = waiting(assignment)
    clear_jobs()
    assert runs.claim()
    assert jobs.rescue() == 0
    falls_silent(run)
    assert (jobs.rescue(), jobs.rescue(), due()) == (1, 0, 1)
    assert runs.claim() == turns.Claim(run.pk, 2)


def test_a_run_whose_job_was_lost_is_due_again(waiting, assignment) -> None:
    from portal import jobs

    for _ in range(3):
        waiting(assignment)
    assert jobs.rescue() == 0
    clear_jobs()
    assert (jobs.rescue(), due(), jobs.rescue()) == (3, 3, 0)


def clear_jobs() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def worked(grader) -> None:
    from portal import jobs

    jobs.grade_next.func(SimpleNamespace(additional_context={jobs.GRADER: grader}))


class Broken:
    """A grader on a machine that has no memory left."""

    def grade(self, mine) -> None:
        raise MemoryError


def test_three_attempts_and_then_it_is_ungraded_and_costs_nothing(waiting, assignment) -> None:
    from portal.models import Run

    run = waiting(assignment)
    for attempt in (1, 2, 3):
        with pytest.raises(MemoryError):
            worked(Broken())
        run.refresh_from_db()
        assert (run.state, run.attempt) == ("queued", attempt)
    worked(Broken())
    run = Run.objects.select_related("result").get()
    assert (run.state, run.result.status, run.result.max_score) == ("done", "ungraded", 100)
    worked(Broken())  # nothing waits


def test_the_staff_is_told_of_what_nobody_could_grade(
    waiting, assignment, course, someone, as_person
) -> None:
    run = waiting(assignment)
    type(run).objects.update(attempt=3)
    worked(Broken())
    staff = as_person(someone("조교", "assistant", course))
    page = staff.get(f"/courses/{course.name}/queue").content.decode()
    assert "could not be graded" in page
    assert f"/submissions/{run.submission.handle}" in page
    assert "could not be graded" in staff.get(f"/courses/{course.name}").content.decode()
    told = staff.get("/metrics").content.decode()
    assert "autograder_runs_ungraded_last_day 1\n" in told


def test_what_is_cancelled_is_not_graded_and_its_worker_has_nothing_to_say(
    waiting, assignment, course, someone, as_person
) -> None:
    from portal import runs
    from portal.models import Result

    going, queued = waiting(assignment), waiting(assignment)
    mine = runs.claim()
    assert mine is not None
    staff = as_person(someone("조교", "assistant", course))
    assert staff.get(f"/courses/{course.name}/queue").content.decode().count("<button>") >= 2
    for run in (going, queued):
        answer = staff.post(f"/courses/{course.name}/queue/{run.pk}/cancel")
        assert answer["location"] == f"/courses/{course.name}/queue"
    assert not runs.finish(mine, found(100))
    assert not runs.tell_progress(mine)
    assert runs.claim() is None
    assert not Result.objects.exists()
    page = staff.get(f"/submissions/{queued.submission.handle}").content.decode()
    assert "took this out of the queue" in page


def test_a_result_is_written_though_the_connection_ended(waiting, assignment, monkeypatch) -> None:
    from django.db import connection

    from portal import grader, runs

    monkeypatch.setattr(grader, "_REST", 0.01)
    run = waiting(assignment)
    mine = runs.claim()
    assert mine is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    end_connection(pid)
    grader.patiently(lambda: runs.finish(mine, found(70)))
    run.refresh_from_db()
    assert (run.state, run.result.score) == ("done", 70)


def end_connection(pid: int) -> None:
    import psycopg
    from django.db import connection

    known = connection.get_connection_params()
    parameters = {k: v for k, v in known.items() if k not in {"cursor_factory", "context"}}
    with psycopg.connect(**parameters, autocommit=True) as another:
        another.execute("SELECT pg_terminate_backend(%s)", [pid])


# --- what is kept ---------------------------------------------------------------------------


def test_a_month_of_nightly_regrades_does_not_grow_the_tables(waiting, assignment) -> None:
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

    from portal import retention, runs
    from portal.models import Result, Run

    handed_in = [waiting(assignment) for _ in range(3)]
    begin = timezone.now() - timedelta(days=60)
    sizes = []
    for night in range(60):
        now = begin + timedelta(days=night)
        if night:
            for one in handed_in:
                Run.objects.create(
                    submission=one.submission, revision=one.revision, queued=now, priority=0
                )
        while (mine := runs.claim()) is not None:
            assert runs.finish(mine, found(night))
            Run.objects.filter(pk=mine.run).update(finished=now)
        retention.forget(now)
        sizes.append(Run.objects.count())
    assert max(sizes[20:]) <= 3 * (retention.REPLACED.days + 1)
    assert sizes[-1] == sizes[-20]
    newest = [one.runs.order_by("-pk").first().result.score for one in submissions(handed_in)]
    assert newest == [59, 59, 59]
    assert Result.objects.count() == Run.objects.count()
    age_jobs()
    retention.tidy_queue()
    assert not ProcrastinateEvent.objects.exclude(job__status="todo").exists()
    assert ProcrastinateJob.objects.exclude(status="todo").count() == 0


def submissions(handed_in):
    return [one.submission for one in handed_in]


def age_jobs() -> None:
    """As if the queue's jobs had ended two days ago."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '2 days'")


def test_the_only_result_stays_however_old(waiting, assignment) -> None:
    from django.utils import timezone

    from portal import retention, runs
    from portal.models import Run

    waiting(assignment)
    mine = runs.claim()
    assert mine is not None
    runs.finish(mine, found(80))
    assert retention.forget(timezone.now() + timedelta(days=1000)) == 0
    regrade = Run.objects.get()
    later = Run.objects.create(
        submission=regrade.submission, revision=regrade.revision, queued=timezone.now()
    )
    ungraded = runs.claim()
    assert ungraded is not None
    assert runs.give_up(ungraded)  # which replaces nothing
    assert retention.forget(timezone.now() + timedelta(days=1000)) == 0
    assert set(Run.objects.values_list("pk", flat=True)) == {regrade.pk, later.pk}


def test_sessions_and_logins_that_are_over_go(portal, someone) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from portal import retention, signing_in
    from portal.models import Invitation

    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(1))
    signing_in.invite(someone("A"), timedelta(days=-31))
    signing_in.invite(someone("B"))
    retention.forget()
    assert [one.session_key for one in Session.objects.all()] == ["new"]
    assert [one.person.name for one in Invitation.objects.all()] == ["B"]


def test_the_keeper_goes_on_where_the_database_was_away(portal, capsys) -> None:
    from django.db import OperationalError

    from portal.serving.keeper import Chore, keep

    over = threading.Event()
    done = []

    def fails() -> None:
        done.append("fails")
        raise OperationalError("the server closed the connection")

    def works() -> None:
        done.append("works")
        if len(done) >= 4:
            over.set()

    keep([Chore("one", 0, fails), Chore("two", 0, works)], over)
    assert done == ["fails", "works"] * 2
    assert "one: the server closed the connection" in capsys.readouterr().err

"""The life of a run: one worker at a time, one result, and none lost."""

from __future__ import annotations

from datetime import timedelta

import pytest


@pytest.fixture
def run(someone, course, assignment):
    from portal import handing_in
    from portal.models import Run

    student = someone("이서준", "student", course)
    handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
    return Run.objects.get()


def found(score: float):
    from portal.runs import Found, Told

    told = Told(score, 100.0, {"en": f"<p>{score}</p>"})
    return Found("graded", 0.0, 1.0, told, told)


def falls_silent(run) -> None:
    from django.utils import timezone

    from portal.models import Run
    from portal.runs import SILENCE

    before = timezone.now() - SILENCE - timedelta(seconds=1)
    Run.objects.filter(pk=run.pk).update(beat=before)


def test_one_worker_takes_a_run(run) -> None:
    from portal import runs, turns

    assert runs.claim() == turns.Claim(run.pk, 1)
    assert runs.claim() is None


def test_it_ends_once(run) -> None:
    from portal import runs
    from portal.models import Result

    mine = runs.claim()
    assert mine is not None
    assert runs.finish(mine, found(80))
    assert not runs.finish(mine, found(90))
    assert Result.objects.get().score == 80
    assert runs.claim() is None


def test_a_worker_that_was_given_up_can_not_finish(run) -> None:
    from portal import runs, turns
    from portal.models import Result

    lost = runs.claim()
    falls_silent(run)
    assert (runs.silent(), runs.take_back(), runs.silent()) == (1, 1, 0)
    mine = runs.claim()
    assert lost is not None
    assert mine == turns.Claim(run.pk, 2)
    assert not runs.tell_progress(lost, {"step": "checking"})
    assert not runs.finish(lost, found(10))
    assert runs.finish(mine, found(80))
    assert Result.objects.get().score == 80


def test_a_sign_of_life_keeps_a_run(run) -> None:
    from portal import runs

    mine = runs.claim()
    falls_silent(run)
    assert mine is not None
    assert runs.tell_progress(mine)
    assert runs.take_back() == 0
    assert runs.claim() is None


def test_the_place_in_the_queue(run, someone, course, assignment) -> None:
    from portal import handing_in, runs
    from portal.models import Run

    other = someone("박지우", "student", course)
    handing_in.hand_in(assignment, other, [handing_in.File("a.py", b"1")])
    later = Run.objects.order_by("-pk").first()
    assert later is not None
    assert (runs.waiting_before(run), runs.waiting_before(later)) == (0, 1)
    runs.claim()
    assert runs.waiting_before(later) == 0

"""Handing in: all of it or nothing, numbered, and within what was announced."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture
def student(someone, course):
    return someone("이서준", "student", course)


@pytest.fixture
def page(assignment):
    return f"/courses/{assignment.course.name}/{assignment.slug}"


def upload(name="hw.ipynb", content=b"{}"):
    return SimpleUploadedFile(name, content)


def script():
    return upload("hw.py", b"x = 1")


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


def test_a_file_becomes_a_submission_a_run_and_a_job(student, page, as_person) -> None:
    from portal.models import Submission

    answer = as_person(student).post(
        f"{page}/hand-in", {"files": [upload("내 과제.ipynb", b"abc")]}
    )
    made = Submission.objects.get()
    assert answer["location"] == f"/submissions/{made.handle}"
    assert (made.person, made.number) == (student, 1)
    assert [(f.name, bytes(f.blob.content)) for f in made.files.all()] == [
        ("내 과제.ipynb", b"abc")
    ]
    assert jobs() == [("grade_next", {})]
    assert made.runs.get().state == "queued"


def test_no_job_without_its_submission(student, assignment, monkeypatch) -> None:
    from portal import handing_in
    from portal import jobs as queue
    from portal.models import Blob, Submission

    def broken(run):
        raise ConnectionError

    monkeypatch.setattr(queue, "queue", broken)
    with pytest.raises(ConnectionError):
        handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
    assert not Submission.objects.exists()
    assert not Blob.objects.exists()


def test_attempts_are_numbered_however_fast_they_come(student, assignment) -> None:
    from django.db import connection

    from portal import handing_in
    from portal.models import Submission

    def one() -> None:
        handing_in.hand_in(assignment, student, [handing_in.File("a.py", b"1")])
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_newer_attempt_takes_the_place_of_one_that_waits(student, page, as_person) -> None:
    from portal.models import Run

    browser = as_person(student)
    browser.post(f"{page}/hand-in", {"files": [upload()]})
    answer = browser.post(f"{page}/hand-in", {"files": [upload()]})
    states = dict(Run.objects.values_list("submission__number", "state"))
    assert states == {1: "superseded", 2: "queued"}
    assert browser.get(answer["location"]).status_code == 200
    assert "replaced by a newer one" in browser.get(page).content.decode()


def test_a_run_that_is_going_on_is_left_alone(student, page, as_person) -> None:
    from portal import runs
    from portal.models import Run

    browser = as_person(student)
    browser.post(f"{page}/hand-in", {"files": [upload()]})
    assert runs.claim()
    browser.post(f"{page}/hand-in", {"files": [upload()]})
    states = dict(Run.objects.values_list("submission__number", "state"))
    assert states == {1: "running", 2: "queued"}


def test_the_limit_of_attempts_is_announced_and_held(student, page, assignment, as_person) -> None:
    assignment.attempts_a_day = 2
    assignment.save()
    browser = as_person(student)
    assert "twice within 24 hours" in browser.get(page).content.decode()
    assert browser.post(f"{page}/hand-in", {"files": [script()]}).status_code == 302
    assert browser.post(f"{page}/hand-in", {"files": [script()]}).status_code == 302
    refused = browser.post(f"{page}/hand-in", {"files": [script()]})
    assert refused.status_code == 409
    assert "The next time is from" in refused.content.decode()
    student.submissions.update(made=student.submissions.first().made - timedelta(days=1, seconds=1))
    assert browser.post(f"{page}/hand-in", {"files": [script()]}).status_code == 302


def test_nothing_is_taken_after_it_closed(student, page, assignment, as_person) -> None:
    from django.utils import timezone

    assignment.closes = timezone.now() - timedelta(seconds=1)
    assignment.save()
    refused = as_person(student).post(f"{page}/hand-in", {"files": [upload()]})
    assert refused.status_code == 409
    assert "is over" in refused.content.decode()
    assert not student.submissions.exists()


def test_without_a_file_it_says_what_to_do(student, page, as_person) -> None:
    browser = as_person(student)
    refused = browser.post(f"{page}/hand-in", {}, headers={"accept-language": "ko"})
    assert refused.status_code == 400
    assert "노트북(.ipynb) 파일을 골라" in refused.content.decode()


def test_what_is_too_large_is_refused_before_it_is_kept(
    student, page, as_person, settings_changed
) -> None:
    from portal.models import Blob

    settings_changed("LARGEST_UPLOAD", 1000)
    browser = as_person(student)
    files = [upload("a.py", b"x" * 600), upload("b.py", b"y" * 600)]
    refused = browser.post(f"{page}/hand-in", {"files": files})
    assert refused.status_code == 400
    assert "too much of it" in refused.content.decode()
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\hw.ipynb", "hw.ipynb"),
        ("ㄱ" * 300 + ".py", "ㄱ" * 252 + ".py"),
        ("<script>alert(1)</script>.py", "script>.py"),
    ],
)
def test_names_of_files_are_names(given, kept, student, page, as_person) -> None:
    from portal.models import SubmittedFile

    browser = as_person(student)
    answer = browser.post(f"{page}/hand-in", {"files": [upload(given, b"1")]})
    assert SubmittedFile.objects.get().name == kept
    assert "<script>" not in browser.get(answer["location"]).content.decode()


@pytest.fixture
def settings_changed():
    from django.test import override_settings

    changed = []

    def change(name, value):
        changed.append(override_settings(**{name: value}))
        changed[-1].enable()

    yield change
    for one in changed:
        one.disable()

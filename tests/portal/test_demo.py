"""The demo class: people and work to look at, beside the real course and not in it."""

from __future__ import annotations

import pytest

from tests.conftest import RIGHT


@pytest.fixture
def folder(tiny_course):
    """The tiny course with work of two students, work that never ends, and somebody's."""
    place = tiny_course / "examples" / "tiny" / "submissions"
    place.mkdir(parents=True)
    (place / "20230456_박지훈.py").write_text(RIGHT, "utf-8")
    (place / "과제1_이서연_제출").mkdir()
    (place / "과제1_이서연_제출" / "hw.py").write_text(RIGHT.replace("42", "41"), "utf-8")
    (place / "20231111_최서아.py").write_text("while True: pass", "utf-8")
    expected = "student,status,score\n20231111_최서아,timeout,0\n20230456_박지훈,graded,100\n"
    (place.parent / "expected.csv").write_text(expected, "utf-8")
    (place / "Untitled3.py").write_text(RIGHT, "utf-8")
    template = tiny_course / "student_template" / "tiny.ipynb"
    template.parent.mkdir()
    template.write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    return tiny_course


def test_a_newcomer_finds_a_living_course(folder, portal, as_person) -> None:
    from portal import demo
    from portal.models import Course, Run, Submission

    guests = demo.make(folder)
    assert [(one.name, one.role) for one in guests] == [
        ("이하나", "instructor"), ("박지훈", "student"),
    ]  # fmt: skip
    course = Course.objects.get()
    assert course.name == "tiny-demo"
    assert "(demo)" in course.title["en"]
    attempts = Submission.objects.values_list("person__name", "number")
    assert set(attempts) == {("박지훈", 1), ("박지훈", 2), ("이서연", 1)}
    first, second = Submission.objects.filter(person__name="박지훈").order_by("number")
    assert first.made < second.made
    assert {one.priority for one in Run.objects.all()} == {Run.Priority.REGRADE}
    for guest, seen in zip(guests, (200, 404), strict=True):
        browser = as_person(None)
        path = guest.address.partition("8000")[2]
        assert browser.post(path).status_code == 302
        assert browser.get("/courses/tiny-demo/tiny").status_code == 200
        assert browser.get("/courses/tiny-demo/tiny/grades").status_code == seen
        assert browser.post(path).status_code == 410


def test_another_start_doubles_nobody_and_gives_new_links(folder, portal) -> None:
    from portal import demo
    from portal.models import Person, Submission

    first = demo.make(folder)
    before = (Person.objects.count(), Submission.objects.count())
    second = demo.make(folder)
    assert (Person.objects.count(), Submission.objects.count()) == before
    assert {one.address for one in first}.isdisjoint(one.address for one in second)


def test_the_real_course_stays_as_it_is(course, folder, portal) -> None:
    from portal import demo

    demo.make(folder)
    assert not course.memberships.exists()
    assert not course.assignments.get().submissions.exists()


def test_a_course_without_examples_is_named(tiny_course, portal) -> None:
    from portal import demo
    from portal.configuration import ConfigurationError

    with pytest.raises(ConfigurationError, match="no class to show") as refused:
        demo.make(tiny_course)
    assert "repository" in refused.value.tip

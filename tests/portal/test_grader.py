"""A worker grades as the command line does: the same sandbox, the same checks, the same points."""

from __future__ import annotations

import json

import pytest

from tests.conftest import RIGHT, notebook_of

WRONG_SIZE = RIGHT.replace("Dense(1)", "Dense(2)")


@pytest.fixture
def graded(someone, course, assignment, grader):
    """Hands files in and lets the worker grade them."""

    def grade(*files: tuple[str, bytes]):
        from portal import handing_in, runs

        student = someone("이서준", "student", course)
        given = [handing_in.File(name, content) for name, content in files]
        made = handing_in.hand_in(assignment, student, given)
        mine = runs.claim()
        grader.grade(mine)
        return made.runs.select_related("result").get()

    return grade


def test_a_notebook_gets_its_points_and_its_page(graded) -> None:
    content, name = notebook_of([RIGHT])
    run = graded((name, content))
    assert (run.state, run.result.status) == ("done", "graded")
    assert (run.result.score, run.result.max_score) == (100, 100)
    assert set(run.result.feedback) == {"ko", "en"}
    assert "이서준" in run.result.feedback["ko"]


def test_the_visible_part_tells_nothing_of_the_hidden_checks(graded) -> None:
    run = graded(("hw.py", WRONG_SIZE.encode()))
    result = run.result
    assert (result.score, result.visible_score, result.visible_max) == (60, 60, 60)
    assert "Look at the number of nodes" in result.feedback["en"]
    for page in result.visible_feedback.values():
        assert "Look at the number of nodes" not in page
        assert "The model has the right size" not in page
        assert "노드 수를 확인하십시오" not in page


def test_data_beside_the_program_is_there(graded) -> None:
    source = RIGHT.replace("answer = 42", 'answer = int(open("n.csv").read())')
    assert graded(("hw.py", source.encode()), ("n.csv", b"42")).result.score == 100


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"{", b"PK\x03\x04", b"1/0"])
def test_whatever_is_handed_in_ends_with_a_page(content, graded) -> None:
    run = graded(("hw.ipynb", content))
    assert run.state == "done"
    assert run.result.status != "ungraded"
    assert run.result.feedback["ko"]


def test_it_says_how_far_it_is(graded, monkeypatch) -> None:
    from portal import runs

    told = []
    before = runs.tell_progress

    def tell(mine, progress=None):
        told.append(progress)
        return before(mine, progress)

    monkeypatch.setattr(runs, "tell_progress", tell)
    content, name = notebook_of(["1 + 1", RIGHT])
    graded((name, content))
    steps = [one["step"] for one in told if one]
    assert steps[0] == "reading"
    assert steps[-1] == "checking"
    assert {"step": "running", "cell": 0, "cells": 2} in told


def test_the_queue_gives_the_grader_its_runs(someone, course, assignment, grader, portal) -> None:
    import asyncio

    from asgiref.sync import async_to_sync
    from procrastinate.contrib.django import app

    from portal import handing_in
    from portal.jobs import GRADER

    student = someone("이서준", "student", course)
    made = handing_in.hand_in(assignment, student, [handing_in.File("hw.py", RIGHT.encode())])

    async def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            async with working.open_async():
                await asyncio.wait_for(
                    working.run_worker_async(
                        wait=False,
                        additional_context={GRADER: grader},
                        install_signal_handlers=False,
                        listen_notify=False,
                    ),
                    120,
                )

    async_to_sync(work)()
    run = made.runs.select_related("result").get()
    assert (run.state, run.result.score) == ("done", 100)


def test_a_course_comes_again_after_a_change(course, tiny_course, assignment) -> None:
    from portal import courses

    first = assignment.revision_id
    courses.import_course(tiny_course)
    assignment.refresh_from_db()
    assert assignment.revision_id == first
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace("== 42", "== 43"))
    courses.import_course(tiny_course)
    assignment.refresh_from_db()
    assert assignment.revision_id != first
    record = json.loads(bytes(assignment.revision.record))
    assert record["name"] == "tiny"

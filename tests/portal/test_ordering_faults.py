"""``grade --queue`` where something goes wrong: workers, commands, connections, addresses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from autograder import api
from portal.serving import roles
from tests.conftest import RIGHT, write_course
from tests.support.portal_queue import (
    OUTCOMES,
    Broken,
    Written,
    grade,
    left,
    long_ago,
    meanwhile,
    ordered,
    until,
    waiting,
    working,
)


def test_one_that_was_begun_in_vain_thrice_is_ungraded(
    queue_url, handed_in, tiny_course, tmp_path
) -> None:
    words = (handed_in / "kim.py", "--out", tmp_path / "out", "--queue", queue_url)
    with working(Broken(MemoryError("no memory left"))):
        done = grade(*words, cwd=tiny_course)
    assert done.returncode == 3
    assert "ungraded: kim: no memory left" in done.stderr
    assert left() == [0, 0, 0]


def test_one_that_a_machine_failed_at_is_ungraded(
    queue_url, handed_in, tiny_course, grader, monkeypatch
) -> None:
    from autograder.grading.submission import ungraded

    def fails(submission, assignment, *_, **__) -> api.Graded:
        return ungraded(submission, assignment, "the sandbox broke")

    monkeypatch.setattr(api, "grade_submission", fails)
    with working(grader):
        done = grade(handed_in / "kim.py", "--queue", queue_url, cwd=tiny_course)
    assert done.returncode == 3
    assert "ungraded: kim: the sandbox broke" in done.stderr
    assert left() == [0, 0, 0]


@pytest.mark.usefixtures("impatient")
def test_workers_of_another_version_leave_it_alone(
    queue_url, handed_in, tiny_course, ran, tmp_path
) -> None:
    grader = Written(ran)
    with working(grader, version="0.1+of-before"):
        done = grade(
            handed_in, "--out", tmp_path / "out", "--queue", queue_url, cwd=tiny_course
        )  # fmt: skip
    assert done.returncode == 2
    assert "0.1+of-before" in done.stderr
    assert api.grader_version() in done.stderr
    assert "Install the same version" in done.stderr
    assert grader.answered == []
    assert left() == [0, 0, 0]


@pytest.mark.usefixtures("impatient")
def test_where_no_worker_is_it_says_so_and_waits(
    queue_url, handed_in, tiny_course, ran, tmp_path
) -> None:
    from portal import ordering

    told: list[api.Text] = []
    look = ordering._Company.look

    def seen(self, line) -> None:
        look(self, line)
        told.append(api.Text("", ""))

    def later() -> None:
        until(lambda: len(told) > 1)
        with working(Written(ran)):
            until(lambda: not waiting())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ordering._Company, "look", seen)
        with meanwhile(later):
            done = grade(
                handed_in / "kim.py", "--out", tmp_path / "out", "--queue", queue_url,
                cwd=tiny_course,
            )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.count("No worker of this portal is there.") == 1


def test_what_a_killed_command_left_goes_and_one_that_slept_orders_again(
    queue_url, tiny, ran, impatient
) -> None:
    from portal import errands
    from portal.models import Command

    grader = Written(ran)
    with meanwhile(lambda: ordered(queue_url, tiny, "one", 2)):
        until(lambda: waiting() == 2)
        assert errands.forget() == 0
        first = Command.objects.get().pk
        while errands.forget() == 0:  # until no sign of life comes between
            Command.objects.update(beat=long_ago())
        until(lambda: waiting() == 2)
        assert Command.objects.get().pk > first
        with working(grader):
            until(lambda: not waiting())
    assert len(grader.answered) == 2


def test_an_answer_that_comes_too_late_counts_no_more(queue_url, tiny, ran) -> None:
    from portal import errands, letters
    from portal.models import Errand

    with meanwhile(lambda: ordered(queue_url, tiny, "one", 1)):
        until(lambda: waiting() == 1)
        lost = errands.claim(api.grader_version())
        assert lost is not None
        assert errands.claim("another") is None
        Errand.objects.update(beat=long_ago())
        assert errands.take_back() == 1
        mine = errands.claim(api.grader_version())
        assert mine is not None
        assert mine.attempt == 2
        assert not errands.tell_progress(lost, {"step": "checking"})
        assert not errands.finish(lost, letters.written_run(ran))
        assert errands.tell_progress(mine, {"step": "checking", "checks": 2})
        assert errands.finish(mine, letters.written_run(ran))


def test_a_connection_that_ends_loses_nothing(queue_url, tiny, ran, portal) -> None:
    import psycopg

    with meanwhile(lambda: ordered(queue_url, tiny, "one", 3)):
        until(lambda: waiting() == 3)
        with psycopg.connect(portal.database, autocommit=True) as own:
            own.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE usename = 'portal_command'"
            )
        with working(Written(ran)):
            until(lambda: not waiting())
    grades = api.read_results(queue_url.parent / "one")
    assert [one.score for one in grades] == [100, 100, 100]
    assert left() == [0, 0, 0]


def test_ctrl_c_takes_back_what_was_ordered(queue_url, handed_in, tiny_course, portal) -> None:
    line = [sys.executable, "-m", "autograder", "grade", "tiny", handed_in, "--queue", queue_url]
    process = subprocess.Popen(
        line, cwd=tiny_course, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    until(lambda: waiting() == 4)
    from portal import errands

    begun = errands.claim(api.grader_version())
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"The same command goes on where this one stopped." in said
    assert b"Traceback" not in said
    assert left() == [0, 0, 0]
    assert begun is not None
    assert not errands.tell_progress(begun)
    assert not list((tiny_course / "results").rglob("result.json"))[1:]  # the unreadable one's


@pytest.mark.thorough
def test_a_class_goes_on_where_a_worker_is_killed(tmp_path, handed_in) -> None:
    from tests.portal.test_serving import serve, stop

    course = write_course(tmp_path / "course")
    for number in range(6):
        slow = "import time\nfor _ in range(20): time.sleep(0.1)\n" + RIGHT
        (handed_in / f"slow{number}.py").write_text(slow, encoding="utf-8")
    served = serve(tmp_path / "data", course, tmp_path / "log")
    line = [sys.executable, "-m", "autograder", "grade", "tiny", handed_in,
            "--out", tmp_path / "there", "--queue", served.data / "queue-url"]  # fmt: skip
    process = subprocess.Popen(line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    results = tmp_path / "there"
    end = time.monotonic() + 300
    while not list(results.glob("*/evidence")) and time.monotonic() < end:
        time.sleep(0.1)
    (worker,) = served.workers()
    os.kill(worker, signal.SIGKILL)
    out, said = process.communicate(timeout=300)
    assert process.returncode == 0, (out, said)
    stop(served)
    assert {one.student: one.score for one in api.read_results(results)} == OUTCOMES | {
        f"slow{number}": 100 for number in range(6)
    }
    assert json.loads((results / "kim" / "result.json").read_bytes())["status"] == "graded"


# --- the staff's errors ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("no-such-file", "no-such-file is no file"),
        ("postgresql://portal_command:x@127.0.0.1:1/postgres", "no portal answers at 127.0.0.1:1"),
        ("nonsense://x", "no portal answers at x"),
    ],
)
def test_an_address_where_nobody_is(where, said, handed_in, tiny_course) -> None:
    done = grade(handed_in, "--queue", where, cwd=tiny_course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "tip: " in done.stderr


def test_an_address_for_others(portal, handed_in, tiny_course, tmp_path) -> None:
    roles.workers_address(tmp_path, portal.database)
    done = grade(handed_in, "--queue", tmp_path / "worker-url", cwd=tiny_course)
    assert done.returncode == 2
    assert "queue-url, not its worker-url" in done.stderr
    (tmp_path / "worker-url").chmod(0o644)
    done = grade(handed_in, "--queue", tmp_path / "worker-url", cwd=tiny_course)
    assert done.returncode == 2
    assert "others can read" in done.stderr


def test_a_database_of_something_else(database, handed_in, tiny_course) -> None:
    import psycopg

    with psycopg.connect(database, autocommit=True) as line:
        line.execute("CREATE DATABASE other")
    try:
        where = database.rpartition("/")[0] + "/other"
        done = grade(handed_in, "--queue", where, cwd=tiny_course)
    finally:
        with psycopg.connect(database, autocommit=True) as line:
            line.execute("DROP DATABASE other")
    assert done.returncode == 2
    assert "no queue for commands" in done.stderr


def test_what_is_not_installed_is_named(handed_in, tiny_course, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "portal.ordering", raising=False)
    done = grade(handed_in, "--queue", "queue-url", cwd=tiny_course)
    assert done.returncode == 2
    assert "psycopg is not installed, which --queue needs" in done.stderr
    assert "keras-autograder[portal]" in done.stderr


def test_no_sandbox_is_nothing_to_ask_of_others(handed_in, tiny_course) -> None:
    done = grade(handed_in, "--queue", "x", "--unsafe-no-sandbox", cwd=tiny_course)
    assert done.returncode == 2
    assert "--queue for others" in done.stderr

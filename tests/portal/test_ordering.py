"""``grade --queue``: the workers of a portal grade a class that the portal knows nothing of."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from autograder import api
from portal.serving import roles
from tests.conftest import RIGHT, write_course
from tests.support.command_line import Done, call_here
from tests.support.portal_queue import meanwhile, until, working

CLASS = {
    "kim.py": RIGHT,
    "이서연.py": RIGHT.replace("42", "41"),
    "park.py": "print('말')\n" + RIGHT + "\n1 / 0",
    "choi.py": "import os\nos._exit(0)",
    "broken.ipynb": "%PDF-1.7 not a notebook",
}
OUTCOMES = {"kim": 100, "이서연": 40, "park": 100, "choi": 0, "broken": 0}


@pytest.fixture
def queue_url(portal, tmp_path) -> Path:
    """The portal's file for commands."""
    roles.commands_address(tmp_path / "portal-data", portal.database)
    return tmp_path / "portal-data" / "queue-url"


@pytest.fixture
def handed_in(tmp_path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for name, source in CLASS.items():
        (folder / name).write_text(source, encoding="utf-8")
    return folder


@pytest.fixture
def grader(warm):
    """A worker's, with the session's warm processes."""
    from portal.grader import Grader

    made = Grader()
    yield made
    made.close()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """A command that waits for no worker."""
    from portal import ordering

    monkeypatch.setattr(ordering, "_ALONE", 0.0)
    monkeypatch.setattr(ordering, "_BEAT", 0.2)


class Written:
    """Grades nothing: all that is asked has been run before, and what came of it is known."""

    def __init__(self, run: api.Run) -> None:
        self.run = run
        self.answered: list[str] = []

    def answer(self, mine) -> None:
        from portal import errands, letters

        self.answered.append(errands.asked(mine).wanted.submission.filename)
        assert errands.finish(mine, letters.written_run(self.run))


class Broken:
    """A grader on a machine that lacks something."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def answer(self, mine) -> None:
        raise self.error


@pytest.fixture(scope="module")
def ran(tiny, workers) -> api.Run:
    """What running the reference leaves."""
    submission = api.Submission("kim", RIGHT.encode(), "kim.py")
    run = api.grade_submission(submission, tiny, workers).run
    assert run is not None
    return run


def grade(*words: str | Path, cwd: Path) -> Done:
    return call_here("grade", "tiny", *map(str, words), "--lang", "en", cwd=cwd)


def left() -> list[int]:
    """How many rows of each kind the portal still has of commands."""
    from portal.models import Command, Errand, Parcel

    return [kind.objects.count() for kind in (Command, Errand, Parcel)]


# What somebody measures, and where objects lie in memory: that differs each time.
_MEASURED = re.compile(
    r'"(seconds|cpu_seconds|memory_mb)": ?[\d.e+-]+|\bat 0x[0-9a-f]+'
    r'|"num" data-value="[\d.]+">[\d.]+'
    r"|<b>[\d.]+</b> <small>.*?</small>"
)


def without_times(folder: Path) -> dict[str, str]:
    """The files of results as text, without what is measured."""
    found = {
        str(path.relative_to(folder)): _MEASURED.sub("", path.read_text("utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
    rows = csv.DictReader(found.pop("grades.csv").splitlines())
    return found | {"grades.csv": str([one | {"seconds": ""} for one in rows])}


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


def ordered(queue_url: Path, tiny: api.LocalAssignment, name: str, many: int) -> None:
    """A class of one command's, each with the command's name."""
    from portal.ordering import open_queue

    folder = api.results_folder(queue_url.parent / name)
    handed_in = [
        api.Submission(f"{name}{number}", RIGHT.encode(), f"{name}.py") for number in range(many)
    ]
    with open_queue(str(queue_url), lambda _: None) as queue:
        options = api.Options(folder, jobs=many, language="en", elsewhere=queue)
        api.grade_class(handed_in, tiny, options)


def waiting() -> int:
    from portal import errands

    return sum(errands.waiting().values())


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


def long_ago():
    from django.utils import timezone

    return timezone.now() - timedelta(hours=1)


def test_the_metrics_count_them(queue_url, tiny, ran, as_person) -> None:
    with meanwhile(lambda: ordered(queue_url, tiny, "one", 2)):
        until(lambda: waiting() == 2)
        told = as_person(None).get("/metrics").content.decode()
        with working(Written(ran)):
            until(lambda: not waiting())
    assert "autograder_errands_waiting 2\n" in told


# --- what goes wrong ------------------------------------------------------------------------


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

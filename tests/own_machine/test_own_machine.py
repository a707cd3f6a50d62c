"""``check`` where students are: no sandbox, no POSIX, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

import msgspec
import pytest

from autograder.course.loader import find_course
from autograder.course.student_folder import release_to
from autograder.errors import InfrastructureError, StaffError
from autograder.own_machine.process import OwnProcess, Slow
from autograder.sandbox import isolation
from autograder.sandbox.jobs import End, Entry, JobLimits, JobRequest
from autograder.sandbox.layers.ladder import Rung
from tests.conftest import RIGHT
from tests.support.places import TESTS

SCRIPT = Path(sys.executable).parent / "autograder"
PROGRAM = Entry("json", "json", "tests.support.own_machine_jobs:run")


@pytest.fixture
def handed_out(tiny_course: Path, tmp_path: Path) -> Path:
    """The folder of the tiny assignment, as students get it."""
    from autograder.course import loader

    found = find_course(tiny_course)
    release_to(tmp_path / "students", found, [loader.load_assignment(found, "tiny")])
    return tmp_path / "students" / "assignments" / "tiny"


def notebook(*cells: str) -> str:
    made = [
        {
            "cell_type": "code",
            "metadata": {},
            "source": cell,
            "outputs": [],
            "execution_count": None,
        }
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def check(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [SCRIPT, "check", *arguments],
        capture_output=True, text=True, check=False, cwd=cwd, env={**os.environ, **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


# --- in the folder that students have -------------------------------------------------


def test_check_needs_no_arguments_in_the_folder_of_the_template(handed_out: Path) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42"), encoding="utf-8")
    done = check(cwd=handed_out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ The answer is right." in done.stdout
    assert "Visible checks: 60 of 60 points." in done.stdout
    assert "40" not in done.stdout, "what the hidden checks are worth is not told"
    assert done.stderr.count("without a sandbox") == 1
    korean = check("--lang", "ko", cwd=handed_out)
    assert korean.stderr.count("격리 없이 실행합니다") == 1
    assert "공개 항목 60/60점" in korean.stdout


def test_what_is_wrong_is_said_and_costs_status_1(handed_out: Path) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 41"), encoding="utf-8")
    done = check(cwd=handed_out)
    assert done.returncode == 1
    assert "✘ The answer is right." in done.stdout
    assert "Count again." in done.stdout


def test_a_script_counts_where_the_notebook_is_as_it_was_given_out(handed_out: Path) -> None:
    (handed_out / "tiny.py").write_text("answer = 42\n", encoding="utf-8")
    done = check(cwd=handed_out)
    assert "Checking tiny.py" in done.stderr
    assert done.returncode == 0, done.stdout


def test_the_untouched_template_is_told_so(handed_out: Path) -> None:
    done = check(cwd=handed_out)
    assert "Checking tiny.ipynb" in done.stderr
    assert done.stdout.startswith("This is the template as it was given out")


def test_of_several_notebooks_one_has_to_be_named(handed_out: Path) -> None:
    for name in ("first.ipynb", "second.ipynb"):
        (handed_out / name).write_text(notebook("answer = 42"), encoding="utf-8")
    done = check(cwd=handed_out)
    assert done.returncode == 2
    assert "there are 2 notebooks" in done.stderr
    assert "`autograder check first.ipynb`" in done.stderr
    assert check("second.ipynb", cwd=handed_out).returncode == 0
    assert "노트북이 2개" in check("--lang", "ko", cwd=handed_out).stderr


def test_a_notebook_from_elsewhere_is_checked_with_the_course_named(
    handed_out: Path, tmp_path: Path
) -> None:
    (tmp_path / "downloads").mkdir()
    file = tmp_path / "downloads" / "tiny (1).ipynb"
    file.write_text(notebook("answer = 42"), encoding="utf-8")
    course = str(handed_out.parents[1])
    done = check(str(file), "--course", course, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lost = check(str(file), cwd=tmp_path / "downloads")
    assert lost.returncode == 2
    assert "--course DIR" in lost.stderr
    assert "`--course 폴더`" in lost.stderr, "no course says which language it is in"


def test_outside_of_every_folder_with_a_notebook_the_way_is_told(handed_out: Path) -> None:
    for path in handed_out.glob("tiny.*"):
        path.unlink()
    done = check(cwd=handed_out)
    assert done.returncode == 2
    assert "no notebook in this folder" in done.stderr


def test_a_data_file_beside_the_notebook_is_there(handed_out: Path) -> None:
    (handed_out / "numbers.txt").write_text("42")
    (handed_out / "tiny.ipynb").write_text(
        notebook("answer = int(open('numbers.txt').read())"), encoding="utf-8"
    )
    assert check(cwd=handed_out).returncode == 0


def test_a_students_file_named_like_a_module_hides_none(handed_out: Path) -> None:
    for name in ("json.py", "random.py", "numpy.py"):
        (handed_out / name).write_text("raise SystemExit('not this one')\n")
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42"), encoding="utf-8")
    assert check(cwd=handed_out).returncode == 0


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import os\nos._exit(7)", "Your code ended the program in cell 2"),
        ("import ctypes\nctypes.string_at(0)", "The program that ran your code crashed in cell 2"),
        ("raise ValueError('no')", "ValueError in cell 2"),
    ],
    ids=["ends_the_process", "crashes_python", "raises"],
)
def test_what_came_before_a_cell_that_fails_counts(handed_out: Path, cell: str, said: str) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42", cell), encoding="utf-8")
    done = check(cwd=handed_out)
    assert said in done.stdout
    assert "✔ The answer is right." in done.stdout


def test_without_tensorflow_the_command_that_installs_it_is_told(
    handed_out: Path, tmp_path: Path
) -> None:
    """A finder that knows no TensorFlow stands for an environment that has none."""
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'tensorflow' else real(name)\n"
    )
    done = check(cwd=handed_out, PYTHONPATH=str(tmp_path / "bare"))
    assert done.returncode == 2
    assert "pip install tensorflow" in done.stderr
    korean = check("--lang", "ko", cwd=handed_out, PYTHONPATH=str(tmp_path / "bare"))
    assert "TensorFlow가 없습니다" in korean.stderr


# --- on other systems -----------------------------------------------------------------


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_check_works_where_there_is_no_posix(system: str, handed_out: Path, tmp_path: Path) -> None:
    cells = (RIGHT, "model.compile(loss='mse')\nmodel.fit([[0., 1.]] * 4, [1.] * 4, verbose=0)")
    (handed_out / "tiny.ipynb").write_text(notebook(*cells), encoding="utf-8")
    log = tmp_path / "imported.txt"
    done = check(
        cwd=handed_out,
        PYTHONPATH=str(TESTS / "support" / "no_posix"),
        AUTOGRADER_TEST_PLATFORM=system,
        AUTOGRADER_TEST_LOG=str(log),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ The answer is right." in done.stdout
    imported = {name for line in log.read_text().splitlines() for name in line.split()[1:]}
    assert "autograder.own_machine.process" in imported
    linux = {name for name in imported if name.startswith("autograder.sandbox")}
    assert linux == {f"autograder.sandbox{name}" for name in ("", ".jobs", ".numbers", ".wire")}, (
        "the rest of the sandbox is Linux' own"
    )


def test_windows_code_pages_lack_signs_and_stop_nothing(handed_out: Path, tmp_path: Path) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42"), encoding="utf-8")
    done = check(
        cwd=handed_out,
        PYTHONPATH=str(TESTS / "support" / "no_posix"),
        PYTHONIOENCODING="cp1252",
        AUTOGRADER_TEST_PLATFORM="win32",
        AUTOGRADER_TEST_LOG=str(tmp_path / "log"),
    )
    assert done.returncode == 0, done.stderr
    assert r"\u2714 The answer is right." in done.stdout


def test_what_stands_for_windows_is_no_posix(tmp_path: Path) -> None:
    """The control: grading, which is for Linux, can't even be imported there."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "tiny", "."],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(TESTS / "support" / "no_posix"),
            "AUTOGRADER_TEST_PLATFORM": "win32",
            "AUTOGRADER_TEST_LOG": str(tmp_path / "log"),
        },
    )  # fmt: skip
    assert done.returncode == 2
    assert "Grading needs Linux" in done.stderr
    assert "`autograder check`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_whole_course_is_checked_on_macos_when_asked_without_a_sandbox(
    tiny_course: Path, tmp_path: Path
) -> None:
    (tiny_course / "tiny.py").write_text("answer = 42\n")
    there = {
        "PYTHONPATH": str(TESTS / "support" / "no_posix"),
        "AUTOGRADER_TEST_PLATFORM": "darwin",
        "AUTOGRADER_TEST_LOG": str(tmp_path / "log"),
    }
    done = check("tiny.py", "--unsafe-no-sandbox", cwd=tiny_course, **there)
    assert done.returncode == 0, done.stderr
    assert "The other 40 points" in done.stdout


def test_a_whole_course_is_checked_in_the_sandbox(tiny_course: Path) -> None:
    """Its hidden checks lie beside it: the code must not read them."""
    secret = tiny_course / "reference" / "tiny.py"
    (tiny_course / "tiny.py").write_text(f"answer = 42\nopen({str(secret)!r})\n")
    done = check("tiny.py", cwd=tiny_course)
    assert "without a sandbox" not in done.stderr
    assert "FileNotFoundError" in done.stdout or "PermissionError" in done.stdout


# --- the process of a job -------------------------------------------------------------


NO_LIMIT = JobLimits(
    seconds=30, memory_mb=0, file_mb=0, disk_mb=0, files=0, threads=0, result_mb=8
)  # fmt: skip


def request(seconds: float = 30.0, grace: float = 3.0) -> JobRequest:
    return JobRequest(msgspec.structs.replace(NO_LIMIT, seconds=seconds, grace_seconds=grace))


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> OwnProcess:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    return OwnProcess(PROGRAM)


def test_questions_are_answered_by_the_live_process(worker: OwnProcess) -> None:
    outcome = worker.run(b"echo", request(), lambda payload: (payload, b"more"))
    assert outcome.payload == b"echo"
    assert outcome.answers == (b"ECHO", b"MORE")
    assert outcome.status.end is End.FINISHED
    assert outcome.status.layers == ("own-machine",)


def test_what_a_job_prints_is_no_part_of_what_it_sends(worker: OwnProcess) -> None:
    outcome = worker.run(b"print", request())
    assert outcome.payload == b"print"
    assert "printed to 1" in outcome.status.output


def test_a_job_is_interrupted_first_and_ended_if_it_hears_nothing(worker: OwnProcess) -> None:
    heard = worker.run(b"sleep", request(0.2))
    assert (heard.payload, heard.status.end) == (b"interrupted", End.FINISHED)
    assert heard.status.struck == "time"
    deaf = worker.run(b"deaf", request(0.2, grace=0.3))
    assert (deaf.payload, deaf.status.end, deaf.status.cell) == (None, End.TIME, 3)


def test_a_slow_job_is_told_once_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    told: list[int] = []
    outcome = OwnProcess(PROGRAM, Slow(0.1, told.append)).run(b"slow", request())
    assert outcome.payload == b"slow"
    assert told == [3]


@pytest.mark.parametrize("way", ["exit", "kill"])
def test_a_job_that_ends_without_a_word_says_how(worker: OwnProcess, way: str) -> None:
    outcome = worker.run(way.encode(), request())
    assert outcome.payload is None
    assert outcome.status.end is (End.EXITED if way == "exit" else End.SIGNAL)


def test_what_can_not_start_is_no_fault_of_the_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS.parent))
    broken = OwnProcess(Entry("json", "no_such_module", PROGRAM.entry))
    with pytest.raises(InfrastructureError, match="No module named 'no_such_module'"):
        broken.run(b"", request())


def test_stop_ends_a_process_that_waits_for_its_job(worker: OwnProcess) -> None:
    worker.begin()
    (process,) = worker._alive
    worker.stop()
    assert process.popen.returncode == -signal.SIGKILL


def test_ctrl_c_ends_check_and_all_its_processes(handed_out: Path) -> None:
    mark = handed_out / "running"
    cell = f"open({str(mark)!r}, 'w').close()\nimport time\nwhile True:\n    time.sleep(0.05)"
    (handed_out / "tiny.ipynb").write_text(notebook(cell), encoding="utf-8")
    with subprocess.Popen(
        [SCRIPT, "check"], cwd=handed_out, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while not mark.exists() and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate()
    assert running.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in told


def test_check_leaves_nothing_in_the_temporary_folder(handed_out: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    cell = "open('left.txt', 'w').write('x')\nanswer = 42"
    (handed_out / "tiny.ipynb").write_text(notebook(cell), encoding="utf-8")
    assert check(cwd=handed_out, TMPDIR=str(temporary)).returncode == 0
    assert [path.name for path in temporary.iterdir() if "autograder" in path.name] == []
    shutil.rmtree(temporary)


# --- root, with a Python that nobody else can read ------------------------------------

NEEDS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="NOT RUN: needs root"
)


@pytest.fixture
def shut_away(tmp_path: Path) -> Path:
    """The Python of a virtual environment in a folder that is root's alone."""
    home = tmp_path / "root"
    home.mkdir(mode=0o700)
    venv.create(home / "venv", with_pip=False)
    (packages,) = (home / "venv" / "lib").glob("python*/site-packages")
    (packages / "these.pth").write_text(f"{sysconfig.get_path('purelib')}\n{TESTS.parent}\n")
    return home / "venv" / "bin" / "python"


@NEEDS_ROOT
@pytest.mark.thorough
def test_root_checks_with_a_python_that_only_root_can_read(
    shut_away: Path, handed_out: Path, tiny_course: Path
) -> None:
    """In the folder for students as in the whole course, where a file tree is built of it."""
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42"), encoding="utf-8")
    (tiny_course / "tiny.py").write_text("answer = 42\n", encoding="utf-8")
    for arguments, place in (((), handed_out), (("tiny.py",), tiny_course)):
        done = subprocess.run(
            [shut_away, "-m", "autograder", "check", *arguments],
            capture_output=True, text=True, check=False, cwd=place,
        )  # fmt: skip
        assert "✔ The answer is right." in done.stdout, done.stderr


@NEEDS_ROOT
def test_without_a_file_tree_of_its_own_the_folder_in_the_way_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path / "home" / "python"
    prefix.mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    monkeypatch.setattr(isolation, "python_paths", lambda: (str(prefix),))
    monkeypatch.setattr(isolation.ladder, "choose_rung", lambda *_, **__: Rung.NO_USER_NAMESPACES)
    with pytest.raises(StaffError) as told:
        isolation.find()
    assert str(tmp_path / "home") in str(told.value)
    assert re.search(rf"`chmod o\+x [^`]*{tmp_path / 'home'}[^`]*` lets users pass", told.value.tip)
    assert "release --students" in told.value.tip

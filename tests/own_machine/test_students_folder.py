"""``check`` in the folder that students have: what it finds, runs and says."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import write_course
from tests.own_machine.conftest import hand_out
from tests.support.check_command import SCRIPT, check, notebook
from tests.support.command_line import call_here


@dataclass(frozen=True)
class Checked:
    """A notebook that `check` found by itself, beside files, and what that left behind."""

    done: subprocess.CompletedProcess[str]
    temporary: Path


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    root = tmp_path_factory.mktemp("checked")
    folder = hand_out(write_course(root / "course"), root / "students")
    (folder / "numbers.txt").write_text("42")
    for name in ("json.py", "random.py", "numpy.py"):
        (folder / name).write_text("raise SystemExit('not this one')\n")
    cell = "open('left.txt', 'w').write('x')\nanswer = int(open('numbers.txt').read())"
    (folder / "tiny.ipynb").write_text(notebook(cell), encoding="utf-8")
    temporary = root / "temporary"
    temporary.mkdir()
    return Checked(check(cwd=folder, TMPDIR=str(temporary)), temporary)


def test_check_needs_no_arguments_in_the_folder_of_the_template(checked: Checked) -> None:
    done = checked.done
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ The answer is right." in done.stdout
    assert "Visible checks: 60 of 60 points." in done.stdout
    assert "40" not in done.stdout, "what the hidden checks are worth is not told"
    assert done.stderr.count("without a sandbox") == 1


def test_files_beside_the_notebook_are_there_and_hide_no_module(checked: Checked) -> None:
    """It reads one of them, and others are named as modules of Python's own."""
    assert checked.done.returncode == 0, checked.done.stdout + checked.done.stderr


def test_check_leaves_nothing_in_the_temporary_folder(checked: Checked) -> None:
    assert checked.done.returncode == 0
    assert [path.name for path in checked.temporary.iterdir() if "autograder" in path.name] == []


def test_check_says_the_same_in_korean(handed_out: Path, warm_here: None) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42"), encoding="utf-8")
    korean = call_here("check", "--lang", "ko", cwd=handed_out)
    assert korean.stderr.count("격리 없이 실행합니다") == 1
    assert "공개 항목 60/60점" in korean.stdout


def test_what_is_wrong_is_said_and_costs_status_1(handed_out: Path, warm_here: None) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 41"), encoding="utf-8")
    done = call_here("check", cwd=handed_out)
    assert done.returncode == 1
    assert "✘ The answer is right." in done.stdout
    assert "Count again." in done.stdout


def test_a_script_counts_where_the_notebook_is_as_it_was_given_out(
    handed_out: Path, warm_here: None
) -> None:
    (handed_out / "tiny.py").write_text("answer = 42\n", encoding="utf-8")
    done = call_here("check", cwd=handed_out)
    assert "Checking tiny.py" in done.stderr
    assert done.returncode == 0, done.stdout


def test_the_untouched_template_is_told_so(handed_out: Path, warm_here: None) -> None:
    done = call_here("check", cwd=handed_out)
    assert "Checking tiny.ipynb" in done.stderr
    assert done.stdout.startswith("This is the template as it was given out")


def test_of_several_notebooks_one_has_to_be_named(handed_out: Path, warm_here: None) -> None:
    for name in ("first.ipynb", "second.ipynb"):
        (handed_out / name).write_text(notebook("answer = 42"), encoding="utf-8")
    done = call_here("check", cwd=handed_out)
    assert done.returncode == 2
    assert "there are 2 notebooks" in done.stderr
    assert "`autograder check first.ipynb`" in done.stderr
    assert call_here("check", "second.ipynb", cwd=handed_out).returncode == 0
    assert "노트북이 2개" in call_here("check", "--lang", "ko", cwd=handed_out).stderr


def test_a_notebook_from_elsewhere_is_checked_with_the_course_named(
    handed_out: Path, tmp_path: Path, warm_here: None
) -> None:
    (tmp_path / "downloads").mkdir()
    file = tmp_path / "downloads" / "tiny (1).ipynb"
    file.write_text(notebook("answer = 42"), encoding="utf-8")
    course = str(handed_out.parents[1])
    done = call_here("check", str(file), "--course", course, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lost = call_here("check", str(file), cwd=tmp_path / "downloads")
    assert lost.returncode == 2
    assert "--course DIR" in lost.stderr
    assert "`--course 폴더`" in lost.stderr, "no course says which language it is in"


def test_outside_of_every_folder_with_a_notebook_the_way_is_told(
    handed_out: Path, warm_here: None
) -> None:
    for path in handed_out.glob("tiny.*"):
        path.unlink()
    done = call_here("check", cwd=handed_out)
    assert done.returncode == 2
    assert "no notebook in this folder" in done.stderr


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param(
            "import os\nos._exit(7)", "Your code ended the program in cell 2", id="ends_the_process"
        ),
        pytest.param(
            "import ctypes\nctypes.string_at(0)",
            "The program that ran your code crashed in cell 2",
            id="crashes_python",
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_what_came_before_a_cell_that_ends_python_counts(
    handed_out: Path, cell: str, said: str, warm_judge: None
) -> None:
    (handed_out / "tiny.ipynb").write_text(notebook("answer = 42", cell), encoding="utf-8")
    done = call_here("check", cwd=handed_out)
    assert said in done.stdout
    assert "✔ The answer is right." in done.stdout


def test_what_came_before_a_cell_that_raises_counts(handed_out: Path, warm_here: None) -> None:
    cells = notebook("answer = 42", "raise ValueError('no')")
    (handed_out / "tiny.ipynb").write_text(cells, encoding="utf-8")
    done = call_here("check", cwd=handed_out)
    assert "ValueError in cell 2" in done.stdout
    assert "✔ The answer is right." in done.stdout


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

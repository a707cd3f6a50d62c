"""Every command that the docs show works."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from autograder.course.loader import assignment_names, find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.intake.reader import read_program
from autograder.records import Submission
from autograder.sandbox import client
from tests.support import importer_sources
from tests.support.command_line import PROGRAMS, call_line_here
from tests.support.lms import gradebook, worksheet
from tests.support.places import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "README.ko.md", *(ROOT / "docs").rglob("*.md")])
COURSE = (
    "assignments",
    "data",
    "reference",
    "student_template",
    "scripts",
    "course.toml",
    "Makefile",
)
# For students, which test_install.py tries, and for whoever grades: test_packages.py.
INSTALLED = {"keras-autograder", "'keras-autograder[grade]'"}
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    lines = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8"))).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A checkout's course with a small class in it, and this environment as ``.venv``."""
    for name in COURSE:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for script in ("autograder", "grade", "python"):
        (tmp_path / ".venv" / "bin" / script).symlink_to(Path(sys.executable).parent / script)
    for name in ("lib", "pyvenv.cfg"):  # so that its python finds what is installed
        (tmp_path / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    (tmp_path / "submissions").mkdir()
    shutil.copy(ROOT / "reference" / "xor-mlp.py", tmp_path / "submissions" / "kim.py")
    small = tmp_path / "examples" / "softmax-shapes" / "submissions"
    small.mkdir(parents=True)
    shutil.copy(ROOT / "reference" / "softmax-shapes.py", small / "김민수.py")
    shutil.copy(ROOT / "student_template" / "softmax-shapes.ipynb", small / "empty.ipynb")
    downloads(tmp_path)
    importer_sources.nbgrader_course(tmp_path / "their-course")
    importer_sources.otter_master(tmp_path / "their-labs")
    return tmp_path


PEOPLE = [(11, "김민수"), (12, "이서연")]  # the second one has handed in nothing


def downloads(folder: Path) -> None:
    """What a TA has from the LMS: of Moodle for one assignment and an evening, and of Canvas."""
    (folder / "evening").mkdir()
    moodle = "김민수_11_assignsubmission_file/답.py"
    for name in ("xor-mlp", "softmax-shapes"):
        download(folder / "evening" / f"{name}.zip", moodle, name)
        (folder / "evening" / f"{name}.csv").write_text(worksheet(PEOPLE), "utf-8")
    shutil.copy(folder / "evening" / "xor-mlp.zip", folder / "submissions.zip")
    shutil.copy(folder / "evening" / "xor-mlp.csv", folder / "worksheet.csv")
    download(folder / "canvas.zip", "김민수_11_600011_답.py", "xor-mlp")
    (folder / "grades.csv").write_text(gradebook(PEOPLE, column="xor-mlp (4411)"), "utf-8")


def download(archive: Path, member: str, assignment: str) -> None:
    with zipfile.ZipFile(archive, "w") as file:
        file.write(ROOT / "reference" / f"{assignment}.py", member)


def hand_out(workplace: Path) -> None:
    """The folder for students, in which they have written their solutions."""
    folder, found = workplace / "students", find_course(workplace)
    names = assignment_names(found)
    if not folder.exists():
        release_to(folder, found, [load_assignment(found, name) for name in names])
    for name in names:
        solve(folder / "assignments" / name / f"{name}.ipynb", ROOT / "reference" / f"{name}.py")


def solve(notebook: Path, reference: Path) -> None:
    """Put the reference's cells into the place of the template's."""
    found = json.loads(notebook.read_text(encoding="utf-8"))
    program = read_program(Submission("kim", reference.read_bytes(), reference.name))
    code = (cell for cell in found["cells"] if cell["cell_type"] == "code")
    solved = (cell.source for cell in program.cells if cell.kind == "code")
    for cell, source in zip(code, solved, strict=True):
        cell["source"] = source
    notebook.write_text(json.dumps(found), encoding="utf-8")


# Tests of their own do what these pages say: test_forty_lines.py, test_mnist.py.
REPLAYED = {"an-assignment-in-forty-lines.md", "mnist.md"}


def with_translations(pages: Iterable[Path]) -> list[list[Path]]:
    """Pages that show commands, each beside its translation, which is named as it is."""
    found: dict[str, list[Path]] = {}
    for page in pages:
        if commands(page) and page.name not in REPLAYED:
            found.setdefault(page.name.replace(".ko.md", ".md"), []).append(page)
    return list(found.values())


(FIRST_PAGE,) = [pages for pages in with_translations(PAGES) if ROOT / "README.md" in pages]
Run = Callable[[str, Path, dict[str, str]], None]  # one command, in a folder, in an environment


def run_pages(pages: Sequence[Path], place: Path, workplace: Path, run: Run) -> None:
    """Run one page after the other: what a later one shows as well has been run."""
    done: list[str] = []
    for page in pages:
        shown = commands(page)
        new = [command for command in shown if command.startswith("cd ") or command not in done]
        run_all(new, place, workplace, run)
        done += shown


@pytest.mark.thorough
def test_every_command_of_the_first_page_works_as_it_is_typed(workplace: Path) -> None:
    run_pages(FIRST_PAGE, workplace, workplace, typed)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "pages",
    [pages for pages in with_translations(PAGES) if pages != FIRST_PAGE],
    ids=lambda pages: str(pages[0].relative_to(ROOT)),
)
def test_every_command_of_a_page_works(
    pages: list[Path], workplace: Path, warm: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "start", contextlib.nullcontext)  # `doctor` on the first page did
    run_pages(pages, workplace, workplace, in_this_process)


@pytest.mark.thorough
def test_every_command_of_the_students_page_works(workplace: Path) -> None:
    hand_out(workplace)
    students = workplace / "students"
    pages = [students / "README.md", students / "README.ko.md"]
    for page in pages:
        assert "autograder check" in " ".join(commands(page))
    run_pages(pages, students, workplace, typed)


def run_all(shown: Sequence[str], place: Path, workplace: Path, run: Run) -> None:
    """Run commands in a row, beginning in ``place``, as a person would who has installed all."""
    path = f"{workplace / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "COLUMNS": "120", "PATH": path}
    for command in shown:
        if command.startswith(("make ", "bash .ci/run")):
            assert_target_exists(command)
            continue
        if command.startswith("pip install "):
            assert command.removeprefix("pip install ") in INSTALLED
            continue
        if command.startswith("docker "):
            assert page_of_containers(command), (
                "tests/project/test_container.py runs those of its page"
            )
            continue
        if command.startswith("cd "):
            hand_out(workplace)
            place = place / command.removeprefix("cd ")
            continue
        if re.search(r"autograder (author|serve) ", command):
            look_and_leave(command, place, environment)
            continue
        run(command, place, environment)


def typed(command: str, place: Path, environment: dict[str, str]) -> None:
    """Run a command as a shell does."""
    done = subprocess.run(
        command, shell=True, cwd=place, env=environment, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stdout + done.stderr


def in_this_process(command: str, place: Path, environment: dict[str, str]) -> None:
    """Run `autograder` here, where warm processes wait for it; all else as a shell does.

    To start two for each of the commands would take minutes.
    """
    if command.split(maxsplit=1)[0] not in PROGRAMS:
        typed(command, place, environment)
        return
    done = call_line_here(command, cwd=place)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def look_and_leave(command: str, place: Path, environment: dict[str, str]) -> None:
    """Run what goes on until Ctrl-C, up to its address or the table of points."""
    process = subprocess.Popen(
        shlex.split(command), cwd=place, env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        wanted = "| **" if "--watch" in command else "http://127.0.0.1:"
        assert any(wanted in line for line in process.stdout), command
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        assert "Traceback" not in said
    finally:
        process.kill()
        process.communicate()


def page_of_containers(command: str) -> bool:
    return command in commands(ROOT / "docs" / "how-to" / "run-in-a-container.md")


def test_no_command_of_the_docs_goes_untested() -> None:
    """Only blocks that begin a line are found."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert len(
            re.findall(r"^\s*`{3,} ?(?:sh|bash|shell|console)\b", text, re.MULTILINE)
        ) == len(BLOCK.findall(text)), page


@pytest.mark.thorough
def test_the_examples_in_python_work(workplace: Path) -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    grading, reading = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert run_python(grading, workplace) == "kim 100.0 100.0 "
    command = [
        ".venv/bin/autograder",
        "grade",
        "xor-mlp",
        "submissions",
        "--out",
        "results/xor-mlp",
    ]
    subprocess.run(command, cwd=workplace, check=True, capture_output=True, timeout=300)
    assert run_python(reading, workplace) == "kim 100.0 []"


def run_python(source: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.removesuffix("\n")


def assert_target_exists(command: str) -> None:
    if command.startswith("make "):
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert command.split()[1] in targets, command
    else:
        assert (ROOT / ".ci" / "run").is_file()


def test_every_command_is_in_the_reference() -> None:
    from autograder.cli.main import cli

    reference = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    for name in cli.commands:
        assert f"`autograder {name}" in reference, f"{name} is not in command-line.md"


def test_no_link_of_the_docs_is_dead() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


PATHS = re.compile(r"`((?:autograder|tests|benchmarks|scripts)/[\w./-]+)`")


def test_every_path_that_the_docs_name_is_there() -> None:
    pages = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
    named = {(page.name, path) for page in pages for path in PATHS.findall(page.read_text())}
    assert len(named) > 20
    assert not [(page, path) for page, path in named if not (ROOT / path).exists()]


def test_the_page_of_the_layout_has_every_room() -> None:
    page = (ROOT / "docs" / "explanation" / "layout.md").read_text()
    first = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    rooms = {path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"`(\w+)/`", first))

"""Several assignments in one go."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.grade_all import find_jobs
from autograder.cli.main import cli
from autograder.errors import StaffError
from autograder.grading import warm_workers
from autograder.grading.workers import Workers
from tests.conftest import RIGHT


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> list[str]:
    """Says each time when processes are warmed up; they are the session's."""
    times: list[str] = []

    @contextlib.contextmanager
    def start(**_: object) -> Iterator[Workers]:
        times.append("started")
        yield workers

    monkeypatch.setattr(warm_workers, "start_workers", start)
    return times


@pytest.fixture
def handed_in(tiny_course: Path, tmp_path: Path) -> Path:
    """A folder of submissions for `tiny`, and Moodle's zip and worksheet for `tiny-two`."""
    two = tiny_course / "assignments" / "tiny-two"
    shutil.copytree(tiny_course / "assignments" / "tiny", two)
    toml = two / "assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace('id = "tiny"', 'id = "tiny-two"'), "utf-8")
    folder = tmp_path / "evening"
    (folder / "tiny" / "submissions").mkdir(parents=True)
    (folder / "tiny" / "submissions" / "kim.py").write_text(RIGHT, encoding="utf-8")
    with zipfile.ZipFile(folder / "CS101 tiny-two.zip", "w") as archive:
        archive.writestr("김민수_11_assignsubmission_file/a.py", RIGHT.replace("42", "41"))
    sheet = "Identifier,Full name,Status,Grade\nParticipant 12,이서연,No submission,\n"
    (folder / "tiny-two.csv").write_text(sheet, encoding="utf-8")
    return folder


def grade(root: Path, *arguments: Path | str) -> Result:
    given = ["grade", *map(str, arguments), "--course", str(root)]
    return CliRunner().invoke(cli, given)


def test_each_folder_and_zip_is_graded_with_one_warming_up(
    tiny_course: Path, handed_in: Path, tmp_path: Path, started: list[str]
) -> None:
    out = tmp_path / "results"
    done = grade(tiny_course, "--all", handed_in, "--out", out, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert started == ["started"]
    assert done.output.index("\ntiny: ") < done.output.index("\ntiny-two: ")
    assert {path.name for path in (out / "tiny").iterdir() if path.is_dir()} == {"kim"}
    names = {path.name for path in (out / "tiny-two").iterdir() if path.is_dir()}
    assert names == {"김민수_11", "이서연_12"}  # the worksheet beside the zip is the roster
    assert "Class page" in done.output
    again = grade(tiny_course, "--all", handed_in, "--out", out, "--lang", "en")
    assert again.output.count("Nothing changed") == 2
    assert started == ["started"]  # nothing to do starts nothing


def test_lines_of_progress_name_the_assignment(
    tiny_course: Path, handed_in: Path, tmp_path: Path, started: list[str]
) -> None:
    done = grade(tiny_course, "--all", handed_in, "--out", tmp_path / "results", "--lang", "en")
    lines = [line for line in done.stderr.splitlines() if line.startswith("[")]
    assert {line.split("] ")[1] for line in lines} == {
        "tiny: kim  100/100", "tiny-two: 김민수_11  40/100", "tiny-two: 이서연_12  0/100  missing",
    }  # fmt: skip


def test_a_fault_in_one_folder_is_told_before_anything_runs(
    tiny_course: Path, handed_in: Path, tmp_path: Path, started: list[str]
) -> None:
    out = tmp_path / "results"
    grade(tiny_course, "tiny", handed_in / "tiny" / "submissions", "--out", out / "tiny-two")
    started.clear()
    done = grade(tiny_course, "--all", handed_in, "--out", out, "--lang", "en")
    assert done.exit_code == 2
    assert "tiny-two holds results of `tiny`" in done.stderr
    assert started == []


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "time limit of 2 seconds"), ("ko", "제한 시간 2초")]
)
def test_a_run_may_have_a_time_limit_of_its_own(
    tiny_course: Path, tmp_path: Path, started: list[str], lang: str, said: str
) -> None:
    folder, out = tmp_path / "submissions", tmp_path / "results"
    folder.mkdir()
    (folder / "kim.py").write_text(RIGHT + "import time\nwhile True: time.sleep(1)\n", "utf-8")
    words = ["tiny", folder, "--out", out, "--lang", lang, "--seconds", "2"]
    done = grade(tiny_course, *words)
    assert done.exit_code == 0, done.output
    document = json.loads((out / "kim" / "result.json").read_text("utf-8"))
    assert (document["status"], document["score"]) == ("timeout", 100)
    assert said in document["message"][lang]
    started.clear()
    assert grade(tiny_course, *words).exit_code == 0
    assert started == []  # the same limit: nothing has changed


def test_json_is_one_array(
    tiny_course: Path, handed_in: Path, tmp_path: Path, started: list[str]
) -> None:
    given = ["grade", "--all", str(handed_in), "--out", str(tmp_path / "r"), "--json"]
    done = CliRunner().invoke(cli, [*given, "--course", str(tiny_course)])
    documents = json.loads(done.stdout)
    assert {one["assignment"] for one in documents} == {"tiny", "tiny-two"}


FOLDERS = {
    "a stranger": (["xor-mlp", "lunch"], "belongs to no assignment: lunch"),
    "two for one": (["xor-mlp", "xor-mlp.zip"], "both for `xor-mlp`"),
    "nothing": ([], "no folder and no zip"),
    "half a name": (["xor"], "belongs to no assignment: xor"),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_what_belongs_to_no_assignment_is_told_before_anything_runs(
    tmp_path: Path, case: str
) -> None:
    children, said = FOLDERS[case]
    for name in children:
        path = tmp_path / name
        path.write_bytes(b"") if path.suffix else path.mkdir()
    with pytest.raises(StaffError) as caught:
        find_jobs(tmp_path, ["xor-mlp", "xor-mlp-two"])
    assert said in str(caught.value)


def test_the_longest_name_counts(tmp_path: Path) -> None:
    for name in ("week 3 XOR_MLP_two", "xor-mlp 2026"):
        (tmp_path / name).mkdir()
    jobs = find_jobs(tmp_path, ["xor-mlp", "xor-mlp-two"])
    assert {job.path.name: job.assignment for job in jobs} == {
        "week 3 XOR_MLP_two": "xor-mlp-two", "xor-mlp 2026": "xor-mlp",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'ASSIGNMENT'"),
        (["tiny"], "Missing argument 'PATHS...'"),
        (["tiny", "--all", "."], "leave ASSIGNMENT out"),
        (["--all", "nowhere"], "nowhere is not a folder"),
    ],
)
def test_wrong_calls_are_told(tiny_course: Path, arguments: list[str], said: str) -> None:
    done = grade(tiny_course, *arguments)
    assert done.exit_code == 2
    assert said in done.output

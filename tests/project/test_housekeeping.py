"""What a working day leaves behind stays out of git and of the linters; what takes long says so."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import FIRST
from tests.support.places import ROOT, TESTS

SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = (
    "results/xor-mlp/kim/executed.ipynb",
    "results/before/index.html",
    "demo-results/xor-mlp/grades.csv",
    "submissions/kim.py",
    "submissions.zip",
    "worksheet.csv",
    "xor-mlp-gradescope.zip",
)


@pytest.mark.parametrize("path", MADE)
def test_what_the_commands_of_the_docs_make_is_ignored_by_git(path: str) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    done = subprocess.run(["git", "check-ignore", "--no-index", "--quiet", path],
                          cwd=ROOT, check=False)  # fmt: skip
    assert done.returncode == 0, path


def test_git_keeps_no_links_of_a_checkout() -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    kept = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, check=False,
                          capture_output=True, text=True).stdout.splitlines()  # fmt: skip
    assert not [line for line in kept if line.startswith("120000")]


def test_every_results_folder_that_the_docs_name_is_ignored() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for page in (*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "README.ko.md"):
        for block in re.findall(
            r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            for out in re.findall(r"--out ([\w-]+)", block):
                assert f"/{out}/" in ignored, (page.name, out)


def test_setup_says_what_it_does_while_it_does_it() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("$(READY):", 1)[1].split("\n\n", 1)[0]
    install = next(line for line in recipe.splitlines() if "requirements.lock\n" in f"{line}\n"
                   and "pip install" in line)  # fmt: skip
    assert "--quiet" not in install
    assert "minutes" in recipe


def test_the_help_of_grade_says_where_results_go() -> None:
    from click.testing import CliRunner

    from autograder.cli.main import cli

    shown = " ".join(CliRunner().invoke(cli, ["grade", "--help"]).output.split())
    assert "results/ASSIGNMENT by default" in shown


def test_a_new_assignment_comes_with_a_study(tmp_path: Path) -> None:
    from autograder.course import scaffold
    from autograder.quality import fairness_study

    _, assignment = scaffold.start_course(tmp_path / "course")
    variants = list(fairness_study.correct_variants(assignment, 4))
    assert len({one.source for one in variants}) == 4
    assert {one.label for one in variants} == {'"sgd"', '"adam"'}


def test_a_study_of_an_older_assignment_says_what_to_write(tiny_course: Path) -> None:
    from autograder.course import loader
    from autograder.errors import StaffError
    from autograder.quality import fairness_study

    assignment = loader.load_assignment(loader.find_course(tiny_course), "tiny")
    with pytest.raises(StaffError, match=r"audit\.py") as caught:
        list(fairness_study.correct_variants(assignment, 1))
    assert "# audit: seed" in caught.value.tip


def test_the_tests_that_begin_first_are_there() -> None:
    assert set(FIRST) <= {path.stem for path in TESTS.rglob("test_*.py")}

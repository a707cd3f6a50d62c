"""``check`` by root, with a Python that nobody else can read."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from autograder.errors import StaffError
from autograder.sandbox import isolation
from autograder.sandbox.layers.ladder import Rung
from tests.support.check_command import notebook
from tests.support.places import TESTS

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

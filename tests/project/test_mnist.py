"""The page on MNIST turns the assignment on clothes into one on digits, where its file is there."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.project.test_docs import COURSE, commands
from tests.support.command_line import call_here
from tests.support.places import ROOT

PAGE = ROOT / "docs" / "how-to" / "mnist.md"


def digits_like_those_of_keras(path: Path) -> None:
    """The course's own small digits, blown up to 28 × 28: MNIST itself is not ours to ship."""
    table = np.loadtxt(ROOT / "data" / "digits.csv", delimiter=",")
    pictures = np.kron(table[:, :64].reshape(-1, 8, 8) * 15.9, np.ones((3, 3)))
    pictures = np.pad(pictures, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    rows = np.arange(7000) % len(table)
    x, y = pictures[rows], table[rows, -1].astype(np.uint8)
    np.savez(path, x_train=x[:6000], y_train=y[:6000], x_test=x[6000:], y_test=y[6000:])


@pytest.mark.thorough
def test_the_page_makes_an_assignment_that_grades_digits(tmp_path: Path) -> None:
    for name in COURSE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    first, *others = commands(PAGE)
    assert first.startswith("autograder data add mnist.npz")
    (tmp_path / "given").mkdir()
    digits_like_those_of_keras(tmp_path / "given" / "mnist.npz")
    refused = call_here("data", "add", "given/mnist.npz", cwd=tmp_path)
    assert refused.returncode == 2
    assert "is not the mnist.npz that Keras downloads" in refused.stderr
    shutil.move(tmp_path / "given" / "mnist.npz", tmp_path / "data" / "mnist.npz")
    assert (
        others.pop() == "autograder verify mnist-mlp"
    )  # of the small digits all trainings are good
    for command in others:
        if command.startswith("autograder"):
            done = call_here(*shlex.split(command)[1:], cwd=tmp_path)
            assert done.returncode == 0, done.stdout + done.stderr
        else:
            subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    given = [
        tmp_path / "reference" / "mnist-mlp.py",
        tmp_path / "student_template" / "mnist-mlp.ipynb",
    ]
    done = call_here(
        "grade", "mnist-mlp", *map(str, given), "--out", "results", "--json", cwd=tmp_path
    )
    scores = {one["student"]: one["score"] for one in json.loads(done.stdout)}
    assert sorted(scores.values()) == [0, 100], scores

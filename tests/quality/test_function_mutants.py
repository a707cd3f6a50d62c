"""A function that is handed in is made wrong in every way that its check has."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import loader
from autograder.quality.verify import verify
from autograder.records import LocalAssignment

ASSIGNMENT = """
id = "own"
version = 1
title.ko = "함수"
title.en = "A function"

[parts.all]
title.ko = "전부"
title.en = "All"

[[parts.all.checks]]
use = "gives"
function = "softmax"
points = 60
calls = [
  { args = [[0.0, 0.0]], gives = [0.5, 0.5] },
  { args = [[1002.0, 1001.0]], gives = [0.731059, 0.268941] },
]
within = 1e-5

[[parts.all.checks]]
use = "gives"
function = "total"
points = 40
calls = [{ args = [[1.0, 2.0]], gives = 3.0 }]
"""
REFERENCE = """
import numpy as np

### BEGIN SOLUTION
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
### END SOLUTION


### BEGIN SOLUTION
def total(z):
    return float(np.sum(z))
### END SOLUTION
"""


def functions(root: Path) -> LocalAssignment:
    folder = root / "assignments" / "own"
    folder.mkdir(parents=True)
    (root / "reference").mkdir()
    (root / "course.toml").write_text(
        'id = "own"\ntitle.ko = "강의"\ntitle.en = "A course"\n', encoding="utf-8"
    )
    (folder / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (root / "reference" / "own.py").write_text(REFERENCE, encoding="utf-8")
    return loader.load_assignment(loader.find_course(root, root), "own")


@pytest.mark.thorough
def test_verify_makes_functions_wrong_and_sees_each_lost(tmp_path: Path, warm: None) -> None:
    assignment = functions(tmp_path)
    found = verify(assignment, 1, lambda _: None)
    assert [f"{one.subject}: {one.fault}" for one in found if one.fault] == []
    tried = " ".join(one.subject for one in found)
    assert "softmax off" in tried
    assert "total off" in tried
    assert "softmax missing" in tried

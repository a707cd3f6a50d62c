"""From a submission to the picture that its assignment asks for, through the real judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.loader import find_course, load_assignment
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.pictures import ModelPictures, from_json
from autograder.records import NO_TEXT, Assignment, Submission
from autograder.report import feedback
from autograder.results import fingerprints
from autograder.results.graded import Settings

POINTS = "length,width,kind\n0,0,none\n1,0,none\n0,1,some\n3,3,some\n"
ASSIGNMENT = """
id = "asked"
version = 1
title.ko = "그림"
title.en = "Pictures"
data = ["points.csv"]

[deliverables]
weights.title.ko = "가중치"
weights.title.en = "the weights"
weights.norms = ["weights", "bias"]
weights.boundary = {
  data = "points.csv", columns = ["length", "width"], label = "kind", positive = "some",
  bias = "bias"
}
model.title.ko = "모델"
model.title.en = "the model"
model.images = [1, 2]
model.confusion = { data = "points.csv", columns = ["length", "width"], label = "length" }

[parts.p]
title.ko = "부분"
title.en = "A part"
checks = [
  { use = "array_shape", array = "weights", shape = [2] },
  { use = "layers", model = "model", layers = [2, 4] },
  { use = "close", value = "bias", to = -1.5, within = 0.1 },
]
""".replace("{\n  data", "{ data").replace(',\n  bias = "bias"\n}', ', bias = "bias" }')
MADE = """
import keras
import numpy as np
weights, bias = np.array([1.0, 2.0]), -1.5
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])
model.set_weights([np.array([[0.0, 1, 2, 9], [0, 0, 0, 0]]), np.array([0, -0.5, -2, -22])])
"""
HOSTILE = """
import keras
weights, bias = [float("nan"), 1e308], float("inf")
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])
model.set_weights([one * float("nan") for one in model.get_weights()])
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    folder = root / "assignments" / "asked"
    folder.mkdir(parents=True)
    (root / "data").mkdir()
    (root / "course.toml").write_text('id = "c"\ntitle.ko = "과목"\ntitle.en = "C"\n', "utf-8")
    (root / "data" / "points.csv").write_text(POINTS)
    (folder / "assignment.toml").write_text(ASSIGNMENT, "utf-8")
    return root


@pytest.fixture(scope="module")
def with_data(course: Path) -> Iterator[Workers]:
    """Warm processes that may read this course's data."""
    with warm_workers.start_workers(needs_student=True, data=course / "data") as workers:
        yield workers


def graded(course: Path, workers: Workers, source: str) -> tuple[dict[str, ModelPictures], str]:
    """The pictures, and the page that shows them."""
    assignment = load_assignment(find_course(course, course), "asked")
    found = grade_submission(
        Submission("kim", source.encode(), "kim.py"), assignment, workers, Settings()
    )
    drawn = from_json(found.pictures.encode())
    page = feedback.render(found.grade, assignment, "en", drawn)
    return {one.name: one for one in drawn.models}, page


def test_pictures_are_drawn_of_what_was_handed_in(course: Path, with_data: Workers) -> None:
    drawn, page = graded(course, with_data, MADE)
    line = drawn["weights"].boundary
    assert line is not None
    assert (line.right, line.count) == (4, 4)
    assert drawn["weights"].norms == (5**0.5, 1.5)
    matrix, images = drawn["model"].matrix, drawn["model"].images
    assert matrix is not None
    assert [row[at] for at, row in enumerate(matrix.counts)] == [2, 1, 0, 1]
    assert images is not None
    assert (images.nodes, images.rows, images.columns) == (4, 1, 2)
    for said in ("4 of 4 on their side of the line", "4 of 4 right, on the diagonal"):
        assert said in page


def test_what_is_no_number_draws_nothing(course: Path, with_data: Workers) -> None:
    drawn, page = graded(course, with_data, HOSTILE)
    assert drawn["weights"].boundary is None
    assert drawn["model"].matrix is None
    assert drawn["model"].images is None
    assert drawn["model"].net is not None
    assert "on the diagonal" not in page


def test_what_is_kept_depends_on_the_pictures_and_on_their_data(course: Path) -> None:
    assignment = load_assignment(find_course(course, course), "asked")
    weights = next(one for one in assignment.deliverables if one.boundary)
    assert weights.boundary is not None
    turned = replace(weights, boundary=replace(weights.boundary, positive="none"))
    renamed = replace(weights, boundary=replace(weights.boundary, axes=(NO_TEXT, NO_TEXT)))
    (points,) = assignment.data
    known = judge_key(replace(assignment, deliverables=(weights,)))
    assert judge_key(replace(assignment, deliverables=(turned,))) != known
    assert judge_key(replace(assignment, deliverables=(renamed,))) == known
    other_data = (replace(points, digest="0" * 64),)
    assert judge_key(replace(assignment, data=other_data)) != judge_key(assignment)


def judge_key(assignment: Assignment) -> str:
    one = Submission("kim", MADE.encode(), "kim.py")
    run = fingerprints.run_key(one, assignment, Settings())
    return fingerprints.judge_key(run, assignment, Settings())

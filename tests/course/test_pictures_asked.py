"""What authors ask to be drawn: what is refused, and that nothing hidden can be named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checking.program import bare
from autograder.course.loader import find_course, load_assignment
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from autograder.records import NO_TEXT, Deliverable, LocalAssignment
from tests.support.places import ROOT

COURSE = 'id = "c"\ntitle.ko = "과목"\ntitle.en = "A course"\n'
ASSIGNMENT = """
id = "a"
version = 1
title.ko = "과제"
title.en = "An assignment"
data = ["points.csv"]

[deliverables]
model.kind = "model"
model.title.ko = "모델"
model.title.en = "the model"
weights.title.ko = "가중치"
weights.title.en = "the weights"
{asked}

[parts.p]
title.ko = "부분"
title.en = "A part"
checks = [
  {{ use = "array_shape", array = "weights", shape = [2] }},
  {{ use = "layers", model = "model", layers = [2, 1], visible = true }},
  {{ use = "close", value = "bias", to = 1, within = 0.1 }},
  {{ use = "equals", value = "word", equals = "yes" }},
]
"""
POINTS = "length,width,kind\n1,2,0\n3,4,1\n5,6,1\n"
LINE = (
    'weights.boundary = { data = "points.csv", columns = ["length", "width"], label = "kind", '
    'bias = "bias" }'
)
MATRIX = 'model.confusion = { data = "points.csv", columns = ["length"], label = "kind" }'


def loaded(root: Path, asked: str) -> LocalAssignment:
    folder = root / "assignments" / "a"
    (folder / "checks").mkdir(parents=True, exist_ok=True)
    (root / "data").mkdir(exist_ok=True)
    (root / "course.toml").write_text(COURSE, encoding="utf-8")
    (root / "data" / "points.csv").write_text(POINTS, encoding="utf-8")
    (root / "data" / "others.csv").write_text(POINTS, encoding="utf-8")
    (folder / "checks" / "hidden.csv").write_text(POINTS, encoding="utf-8")
    (folder / "assignment.toml").write_text(ASSIGNMENT.format(asked=asked), encoding="utf-8")
    return load_assignment(find_course(root, root), "a")


def asked_of(assignment: LocalAssignment, name: str) -> Deliverable:
    return next(one for one in assignment.deliverables if one.name == name)


def test_pictures_are_read(tmp_path: Path) -> None:
    more = 'weights.norms = ["weights", "bias"]\nmodel.images = [2, 1]'
    found = loaded(tmp_path, f"{LINE}\n{MATRIX}\n{more}")
    line, matrix = asked_of(found, "weights"), asked_of(found, "model")
    assert line.boundary is not None
    assert line.boundary.rows.columns == ("length", "width")
    assert (line.boundary.bias, line.boundary.positive) == ("bias", "1")
    assert line.norms == ("weights", "bias")
    assert matrix.confusion is not None
    assert matrix.confusion.rows.last == 0
    assert matrix.images == (2, 1)
    drawn = {one.name for one in found.deliverables if one.is_drawn}
    assert drawn == {"weights", "model"}


REFUSED = {
    "a file of the checks": (MATRIX.replace("points", "hidden"), "students don't get"),
    "a file that is not handed out": (MATRIX.replace("points", "others"), "students don't get"),
    "a path out of the data": (MATRIX.replace("points", "../course"), "students don't get"),
    "labels that are not handed out": (
        MATRIX.replace("columns", 'labels = "others.csv", columns'), "students don't get",
    ),
    "an unknown column": (MATRIX.replace('"length"', '"lenght"'), "no column `lenght`"),
    "labels that are no classes": (MATRIX.replace('"kind"', '"width"').replace(
        "label =", 'classes = [{ ko = "가", en = "a" }, { ko = "나", en = "b" }], label ='
    ), "whole numbers from 0 to 1"),
    "division by nothing": (MATRIX.replace("label", "divide = 0, label"), "divide = 0"),
    "fewer than no rows": (MATRIX.replace("label", "last = -3, label"), "last = -3"),
    "a matrix of an array": (MATRIX.replace("model.", "weights."), "no model"),
    "a line of a model": (LINE.replace("weights.", "model."), "no array"),
    "a line between one column": (LINE.replace(', "width"', ""), "two columns"),
    "a bias that is not there": (LINE.replace('"bias"', '"bais"'), "`bias` names `bais`"),
    "a bias that is a text": (LINE.replace('"bias"', '"model"'), "`bias` names `model`"),
    "a label that no row has": (LINE.replace("label", 'positive = "2", label'), "labelled `2`"),
    "images of one axis": ("model.images = [8]", r"images = \[8\]"),
    "images that are too large": ("model.images = [64, 64]", r"images = \[64, 64\]"),
    "images of a value": ('bias.images = [2, 2]\nbias.title.ko = "수"\nbias.title.en = "n"',
                          "neither model nor array"),
    "norms of a model": ('weights.norms = ["weights", "model"]', "`norms` names `model`"),
    "a model as bars": ('model.plot = "layers"', "no array"),
    "a model as a matrix": ('model.plot = "confusion"', "no array"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_drawn_is_refused_with_a_way_out(name: str, tmp_path: Path) -> None:
    asked, said = REFUSED[name]
    with pytest.raises(StaffError, match=said) as found:
        loaded(tmp_path, asked)
    assert "assignment.toml, line" in str(found.value)
    assert found.value.tip


def test_the_checks_know_how_many_classes_there_are_and_not_their_names() -> None:
    assignment = load_assignment(find_course(ROOT), "fashion-mlp")
    named, unnamed = asked_of(assignment, "model").confusion, bare(assignment).deliverables[0]
    assert named is not None
    assert named.classes[6].en == "Shirt"
    assert unnamed.confusion is not None
    assert unnamed.confusion.classes == (NO_TEXT,) * 10


def test_students_get_an_assignment_that_asks_for_no_pictures(tmp_path: Path) -> None:
    course = find_course(ROOT)
    names = ("digits-softmax", "perceptron-iris")
    release_to(tmp_path / "out", course, [load_assignment(course, name) for name in names])
    for name in names:
        given = load_assignment(find_course(tmp_path / "out", tmp_path / "out"), name)
        assert not any(one.confusion or one.boundary or one.images for one in given.deliverables)


def test_a_course_in_one_language_names_classes_in_it(tmp_path: Path) -> None:
    asked = 'model.confusion = { data = "points.csv", label = "kind", classes = ["no", "yes"] }'
    loaded(tmp_path, "")
    (tmp_path / "course.toml").write_text('id = "c"\nlanguages = ["en"]\ntitle = "A"\n')
    text = ASSIGNMENT.format(asked=asked)
    (tmp_path / "assignments" / "a" / "assignment.toml").write_text(text, encoding="utf-8")
    found = load_assignment(find_course(tmp_path, tmp_path), "a")
    matrix = asked_of(found, "model").confusion
    assert matrix is not None
    assert [one.en for one in matrix.classes] == ["no", "yes"]

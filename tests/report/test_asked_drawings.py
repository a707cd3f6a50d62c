"""Matrices, images, lines and bars in the feedback: drawings of plain numbers."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from autograder import pictures
from autograder.pictures import Boundary, Images, Matrix, ModelPictures, Pictures, Point
from autograder.records import (
    BoundaryPicture,
    ConfusionPicture,
    DataRows,
    Deliverable,
    DeliverableKind,
    Text,
)
from autograder.report import (
    boundary_drawing,
    feedback,
    image_drawing,
    layers_drawing,
    matrix_drawing,
)
from tests.support import report_class as invented

MATRIX = Matrix(((8.0, 2.0), (1.0, 9.0)))
IMAGES = Images(("0945", "5599"), 2, 2, nodes=3, least=-1.0, most=0.5)
POINTS = (Point(0, 0, 0, 0), Point(4, 0, 1, 1), Point(0, 4, 1, 0))
LINE = Boundary((1.0, 0.0), -2.0, POINTS, right=2, count=3)


def sound(svg: str) -> bool:
    return not re.search(r"nan|inf|[0-9]e[0-9+]", re.sub(r">[^<]*<", "><", svg))


# --- what is kept -----------------------------------------------------------------------------


def test_they_come_back_from_json() -> None:
    drawn = Pictures(
        (
            ModelPictures("m", matrix=MATRIX, images=IMAGES),
            ModelPictures("w", boundary=LINE, norms=(1.0, None)),
        )
    )
    assert pictures.from_json(pictures.to_json(drawn)) == drawn


DAMAGED = {
    "no square": {"matrix": {"counts": [[1, 2]]}},
    "no counts": {"matrix": {"counts": [[1, -2], [0, 1]]}},
    "nothing counted": {"matrix": {"counts": [[0, 0], [0, 0]]}},
    "half an image": {"images": {**msgspec.to_builtins(IMAGES), "images": ["012"]}},
    "words as an image": {"images": {**msgspec.to_builtins(IMAGES), "images": ["<b>x"]}},
    "no points": {"boundary": {**msgspec.to_builtins(LINE), "points": []}},
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_no_picture(name: str) -> None:
    content = msgspec.json.encode({"name": "m", **DAMAGED[name]})
    assert pictures.model_from_json(content) is None


# --- confusion matrices -----------------------------------------------------------------------


def test_a_matrix_says_how_many_are_right_and_what_is_confused_most() -> None:
    drawn = matrix_drawing.matrix(MATRIX)
    said = "17 of 20 right, on the diagonal. Most often 1 was answered where 0 is right: 2 times"
    assert drawn.caption.en == said
    assert drawn.caption.ko == (
        "20개 가운데 대각선의 17개를 맞힘. 가장 잦은 혼동: 정답 0, 답 1 (2번)"
    )
    assert drawn.description.en == "Right of each class: 0 8 of 10; 1 9 of 10"
    svg = str(drawn.svg)
    assert svg.count("<rect") == 4
    assert svg.count('class="hit shade-5"') == 2  # 8 and 9 of 10
    assert svg.count('class="miss shade-2"') == 2
    assert re.findall(r">(\d+)</text></g>", svg) == ["8", "2", "1", "9"]


def test_nothing_is_confused_where_all_is_right() -> None:
    assert matrix_drawing.matrix(Matrix(((1.0, 0.0), (0.0, 3.0)))).caption.en == (
        "4 of 4 right, on the diagonal"
    )


def test_classes_have_their_names_in_each_language() -> None:
    names = (Text("셔츠", "Shirt"), Text("코트", "Coat"))
    drawn = matrix_drawing.matrix(MATRIX, names)
    assert "Most often Coat was answered where Shirt is right" in drawn.caption.en
    assert "정답 셔츠, 답 코트" in drawn.caption.ko
    assert str(drawn.svg).count(">셔츠</text>") == 2
    assert 'lang="en"' in str(drawn.svg)
    three = Matrix(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
    assert ">2</text>" in str(matrix_drawing.matrix(three, names).svg)  # the one without a name


@pytest.mark.parametrize("count", [1.0, 0.25, 12345678.0, 1e12])
@pytest.mark.parametrize("classes", [2, 10, 20])
def test_matrices_of_any_counts_are_drawn(classes: int, count: float) -> None:
    counts = tuple(tuple(count for _ in range(classes)) for _ in range(classes))
    drawn = matrix_drawing.matrix(Matrix(counts))
    assert sound(str(drawn.svg))
    assert str(drawn.svg).count("<rect") == classes * classes


# --- images -----------------------------------------------------------------------------------


def test_images_are_drawn_as_runs_of_one_colour() -> None:
    drawn = image_drawing.images(IMAGES)
    svg = str(drawn.svg)
    assert svg.count('class="image"') == 2
    assert svg.count('d="M0 1h2v1h-2z" class="band-9"') == 1  # the lower line of the second
    assert drawn.caption.en.startswith("The weights of the first 2 of 3 nodes")
    assert "least weight is -1, the largest 0.5" in drawn.description.en
    whole = image_drawing.images(replace_nodes(IMAGES, 2))
    assert whole.caption.en.startswith("The weights of the 2 nodes")


def replace_nodes(images: Images, nodes: int) -> Images:
    return msgspec.structs.replace(images, nodes=nodes)


@pytest.mark.parametrize("count", [1, 3, 10, 16])
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (8, 8), (28, 28), (1, 64), (32, 2)])
def test_images_of_any_number_and_form_lie_in_the_drawing(
    count: int, rows: int, columns: int
) -> None:
    one = ("0123456789" * 120)[: rows * columns]
    seen = Images((one,) * count, rows, columns, count, -1.0, 1.0)
    svg = str(image_drawing.images(seen).svg)
    assert sound(svg)
    assert svg.count('class="image"') == count
    _, _, width, height = map(float, re.findall(r'viewBox="([^"]*)"', svg)[0].split())
    for x, y, scale in re.findall(r"translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)", svg):
        assert float(x) + columns * float(scale) <= width + 0.5
        assert float(y) + rows * float(scale) <= height + 0.5


# --- the line ---------------------------------------------------------------------------------


def test_the_line_parts_what_is_answered_1_from_the_rest() -> None:
    drawn = boundary_drawing.boundary(LINE, "setosa")
    assert drawn is not None
    svg = str(drawn.svg)
    first, second = re.findall(r'<path d="M([^"]*)" class="boundary"', svg)[0].split("L")
    assert first.split()[0] == second.split()[0] == "140"  # upright, in the middle
    area = re.findall(r'<path d="M([^"]*)Z" class="answered"', svg)[0]
    assert {float(place.split()[0]) for place in area.split("L")} == {140, 240}
    assert (svg.count('class="one"'), svg.count('class="zero"')) == (2, 1)
    assert svg.count('class="missed"') == 1
    assert "2 of 3 on their side of the line. Squares are setosa" in drawn.caption.en
    assert "네모는 setosa" in drawn.caption.ko
    assert drawn.description.en == "The line: 1 × x₁ + 0 × x₂ + -2 = 0"


def test_a_line_that_lies_elsewhere_is_said_to() -> None:
    for weights, bias, areas in (((1.0, 0.0), 99.0, 1), ((1.0, 0.0), -99.0, 0)):
        drawn = boundary_drawing.boundary(Boundary(weights, bias, POINTS, 1, 3), "1")
        assert drawn is not None
        assert 'class="boundary"' not in drawn.svg
        assert drawn.svg.count('class="answered"') == areas
        assert drawn.caption.en.endswith("The line lies outside of the drawing.")


@pytest.mark.parametrize("size", [1e-300, 1e300])
@pytest.mark.parametrize("points", [POINTS, POINTS[:1], (Point(1e300, 0, 1, 1), *POINTS)])
def test_lines_and_points_of_any_size_are_drawn_or_left_out(
    size: float, points: tuple[Point, ...]
) -> None:
    seen = Boundary((size, -size), size, points, 1, len(points))
    drawn = boundary_drawing.boundary(seen, "1")
    assert drawn is None or sound(str(drawn.svg))
    far = (Point(-1.7e308, 0, 1, 1), Point(1.7e308, 0, 0, 0))
    assert boundary_drawing.boundary(Boundary((1.0, 1.0), 0.0, far, 1, 2), "1") is None


# --- bars -------------------------------------------------------------------------------------


def bars(drawn: Any) -> list[float]:
    return [float(one) for one in re.findall(r'<rect[^>]*height="([\d.]+)"', str(drawn.svg))]


def test_a_bar_is_as_high_as_its_number() -> None:
    drawn = layers_drawing.layers((1.0, 2.0, 0.5))
    assert bars(drawn) == pytest.approx([61.0, 122.0, 30.5], abs=0.1)
    assert drawn is not None
    assert drawn.description.en == "1: 1; 2: 2; 3: 0.5"
    assert "powers" not in drawn.caption.en


def test_numbers_that_differ_much_stand_on_powers_of_ten() -> None:
    drawn = layers_drawing.layers((1e-6, 1e-4, 1e-2), ("a", "b", "c"))
    assert drawn is not None
    low, middle, high = bars(drawn)
    assert low > 5
    assert high - middle == pytest.approx(middle - low, abs=0.2)
    assert "powers of ten" in drawn.caption.en
    assert ">b</text>" in drawn.svg
    assert drawn.description.en == "a: 1.0e-6; b: 1.0e-4; c: 0.01"


def test_gaps_are_left_and_numbers_below_0_hang_down() -> None:
    drawn = layers_drawing.layers((-1.0, None, 1.0))
    assert bars(drawn) == pytest.approx([61.0, 61.0], abs=0.1)
    assert drawn is not None
    assert drawn.description.en == "1: -1; 2: –; 3: 1"


@pytest.mark.parametrize("sizes", [(), (1.0,), (None, 1.0), (1.0,) * 41, (math.nan, 1.0)])
def test_no_bars_of_one_number_or_of_too_many(sizes: tuple[float | None, ...]) -> None:
    assert layers_drawing.layers(sizes) is None


@pytest.mark.parametrize("sizes", [(0.0, 0.0), (5e-324, 1.7e308), (-1.7e308, 1.7e308), (3.0, 3.0)])
def test_bars_of_any_size_are_drawn(sizes: tuple[float, ...]) -> None:
    drawn = layers_drawing.layers(sizes)
    assert drawn is not None
    assert sound(str(drawn.svg))


# --- the page ---------------------------------------------------------------------------------

ROWS = DataRows("table.csv", columns=(0, 1))
ASKED: dict[str, tuple[DeliverableKind, dict[str, Any], ModelPictures, str]] = {
    "a matrix": (
        "model", {"confusion": ConfusionPicture(ROWS)}, ModelPictures("it", matrix=MATRIX),
        "17 of 20 right",
    ),
    "a matrix that was handed in": (
        "array", {"plot": "confusion"}, ModelPictures("it", matrix=MATRIX), "17 of 20 right",
    ),
    "images": (
        "model", {"images": (2, 2)}, ModelPictures("it", images=IMAGES), "Orange is positive",
    ),
    "a line": (
        "array", {"boundary": BoundaryPicture(ROWS, "b")}, ModelPictures("it", boundary=LINE),
        "on their side of the line",
    ),
    "sizes": ("array", {"norms": ("a", "b")}, ModelPictures("it", norms=(1.0, 2.0)), "a: 1; b: 2"),
    "layers": (
        "array", {"plot": "layers"}, ModelPictures("it", series=(1.0, 2.0), length=2), "1: 1; 2: 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_what_an_assignment_asks_for_stands_on_the_page(name: str) -> None:
    kind, asked, drawn, said = ASKED[name]
    deliverable = Deliverable("it", kind, Text("그것", "it"), **asked)
    assignment = replace(invented.assignment(), deliverables=(deliverable,))
    html = feedback.render(invented.grade(), assignment, "en", Pictures((drawn,)))
    assert said in html
    assert 'class="models rows-2"' in html
    nothing = feedback.render(invented.grade(), assignment, "en", Pictures((ModelPictures("it"),)))
    assert 'class="models' not in nothing

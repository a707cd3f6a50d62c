"""What a statement says between marks comes from assignment.toml, and cannot drift from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.loader import find_course
from autograder.course.scaffold import start_assignment
from autograder.course.statement import current_statement, stale_statements
from autograder.course.student_folder import release_to
from autograder.errors import StaffError
from tests.support.command_line import call_here
from tests.support.places import ROOT
from tests.support.short_form import SHORT, load_short, write_short

MARKED = (
    "# 과제\n\n<!-- deliverables --><!-- /deliverables -->\n\n"
    "끝\n<!-- points -->\n<!-- /points -->\n"
)


def marked(root: Path, text: str = SHORT, statement: str = MARKED) -> Path:
    """The short course with statements in both languages; the folder of its assignment."""
    folder = write_short(root, text).parent
    for language in ("ko", "en"):
        (folder / f"statement.{language}.md").write_text(statement, encoding="utf-8")
    return folder


def written(root: Path) -> dict[str, str]:
    """Bring the statements up to date; their texts by language."""
    for one in stale_statements(load_short(root)):
        one.path.write_text(one.text, encoding="utf-8")
    folder = root / "assignments" / "short"
    return {one: (folder / f"statement.{one}.md").read_text("utf-8") for one in ("ko", "en")}


def test_both_tables_are_written_in_the_language_of_the_statement(tmp_path: Path) -> None:
    marked(tmp_path)
    said = written(tmp_path)
    assert "| `model_3` | 은닉 노드 3개인 모델 |" in said["ko"]
    assert "| `model_3`을 훈련 표로 학습시켰습니다. | 4 |" in said["ko"]
    assert "| `model_3` | the model with 3 hidden nodes |" in said["en"]
    assert "| `can_learn`: three entries | 12 |" in said["en"]
    assert said["ko"].startswith("# 과제\n\n<!-- deliverables -->\n\n| 이름 |")
    assert "<!-- /deliverables -->\n\n끝\n<!-- points -->" in said["ko"]
    assert stale_statements(load_short(tmp_path)) == ()


def test_hidden_checks_show_title_and_points_alone(tmp_path: Path) -> None:
    hidden = SHORT.replace("layers = [2,", "visible = false, layers = [2,").replace(
        'use = "prediction_own",', 'use = "prediction_own", visible = false,'
    )
    marked(tmp_path, hidden)
    for text in written(tmp_path).values():
        assert "4711" not in text  # what `equals` asks for
        assert "0.125" not in text
        assert "7.5" not in text
        assert "hidden nodes |" not in text
        assert "은닉 노드 3개인" not in text
    assert "| `model_3` | the trained model (Hidden nodes: 3) |" in written(tmp_path)["en"]
    assert "| `p_3` | the model's predictions (Hidden nodes: 3) |" in written(tmp_path)["en"]


def test_an_author_can_say_it_better(tmp_path: Path) -> None:
    own = '[deliverables.model_3]\ntitle.ko = "셋 | 모델"\ntitle.en = "three | nodes"\n'
    marked(tmp_path, SHORT.replace("[tables.lamp]", f"{own}\n[tables.lamp]", 1))
    assert r"| `model_3` | three \| nodes |" in written(tmp_path)["en"]


TITLES = {
    "layers = [2, 1]": ("은닉층이 없는 모델", "the model without a hidden layer"),
    "layers = [2, 1, 1]": ("은닉 노드 1개인 모델", "the model with 1 hidden node"),
    "layers = [2, 4, 3, 1]": (
        "은닉층의 노드가 4개, 3개인 모델",
        "the model with hidden layers of 4 and 3 nodes",
    ),
}


@pytest.mark.parametrize("layers", TITLES)
def test_a_model_is_called_by_its_layers(layers: str, tmp_path: Path) -> None:
    spec = SHORT.replace('layers = [2, "{each}", 1]', layers).replace("[3, 2]", "[3]")
    marked(tmp_path, spec)
    model = next(one for one in load_short(tmp_path).deliverables if one.name == "model_3")
    assert (model.title.ko, model.title.en) == TITLES[layers]


def test_models_alike_are_told_apart_by_their_parts(tmp_path: Path) -> None:
    marked(tmp_path, SHORT.replace('layers = [2, "{each}", 1]', "layers = [2, 1]"))
    titles = [one.title.en for one in load_short(tmp_path).deliverables if one.kind == "model"]
    assert titles == [
        "the model without a hidden layer (Hidden nodes: 3)",
        "the model without a hidden layer (Hidden nodes: 2)",
    ]


def test_release_check_names_the_statement_that_drifted(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(
        'id = "c"\ntitle.ko = "과목"\ntitle.en = "A course"\n', encoding="utf-8"
    )
    made = start_assignment(find_course(tmp_path, tmp_path), "week-1", "blank")
    assert call_here("release", "--check", cwd=tmp_path).returncode == 0
    spec = made.folder / "assignment.toml"
    spec.write_text(spec.read_text("utf-8").replace("points = 100", "points = 90"), "utf-8")
    stale = call_here("release", "--check", cwd=tmp_path)
    assert stale.returncode == 1
    assert f"stale: {made.folder / 'statement.ko.md'}" in stale.stdout
    assert "Run `autograder release`" in stale.stdout
    assert "| 100 |" in (made.folder / "statement.en.md").read_text("utf-8")
    assert call_here("release", cwd=tmp_path).returncode == 0
    assert "| 90 |" in (made.folder / "statement.en.md").read_text("utf-8")
    assert call_here("release", "--check", cwd=tmp_path).returncode == 0


BROKEN = {
    "never closed": ("# A\n<!-- points -->\n", 2, "<!-- /points -->"),
    "never opened": ("# A\n\n<!-- /points -->\n", 3, "<!-- points -->"),
    "crossed": (
        "<!-- points --><!-- libraries --><!-- /points --><!-- /libraries -->",
        1,
        "/points",
    ),
    "inside itself": ("<!-- points --><!-- points --><!-- /points -->", 1, "<!-- /points -->"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_mark_without_its_other_half_is_refused_with_its_line(fault: str, tmp_path: Path) -> None:
    statement, line, other = BROKEN[fault]
    marked(tmp_path, statement=statement)
    with pytest.raises(StaffError, match=rf"statement\.ko\.md, line {line}: ") as caught:
        stale_statements(load_short(tmp_path))
    assert other in str(caught.value)
    assert caught.value.tip


def test_a_statement_in_another_encoding_is_told(tmp_path: Path) -> None:
    folder = marked(tmp_path)
    (folder / "statement.ko.md").write_bytes("# 과제".encode("cp949"))
    with pytest.raises(StaffError, match=r"statement\.ko\.md can't be read") as caught:
        stale_statements(load_short(tmp_path))
    assert "UTF-8" in caught.value.tip


def test_students_get_the_tables_even_where_the_course_has_stale_ones(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.toml").write_text(
        'id = "c"\ntitle.ko = "과목"\ntitle.en = "A course"\n', encoding="utf-8"
    )
    course = find_course(tmp_path / "course", tmp_path / "course")
    made = start_assignment(course, "week-1", "regression")
    statement = made.folder / "statement.en.md"
    statement.write_text(statement.read_text("utf-8").replace("| 15 |", "| 16 |"), "utf-8")
    release_to(tmp_path / "students", course, [made])
    given = tmp_path / "students" / "assignments" / "week-1" / "statement.en.md"
    current = current_statement(made, "en")
    assert current is not None
    assert given.read_text("utf-8") == current.text
    assert "| 15 |" in current.text
    assert "| 16 |" not in current.text


def test_every_statement_of_this_course_has_both_tables() -> None:
    for path in sorted((ROOT / "assignments").glob("*/statement.*.md")):
        text = path.read_text("utf-8")
        assert all(f"<!-- /{part} -->" in text for part in ("points", "deliverables"))

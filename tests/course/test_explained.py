"""``verify --explain``: the checks that the short form comes to, and tables for statements."""

from __future__ import annotations

from pathlib import Path

from autograder.course.explained import explained, points_table
from tests.support.command_line import call_here
from tests.support.short_form import SHORT, load_short, write_short


def test_every_check_stands_there_with_its_points(tmp_path: Path) -> None:
    write_short(tmp_path)
    done = call_here("verify", "--explain", "short", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "short: 9 checks, 80 points" in done.stdout
    assert "| `trained_3` | trained | 4 | may run it | `model_3` |" in done.stdout
    assert "| `nodes` | equals | 10 | hidden | `nodes` |" in done.stdout


def test_the_table_for_a_statement_is_in_its_language(tmp_path: Path) -> None:
    write_short(tmp_path, SHORT.replace("points = 12", "points = 12\nbonus = true"))
    found = load_short(tmp_path)
    korean, english = points_table(found, "ko"), points_table(found, "en")
    assert "| `model_2`를 훈련 표로 학습시켰습니다. | 4 |" in korean
    assert "| **은닉 노드 3개** |  |" in korean
    assert "| `model_2` was trained on the training table. | 4 |" in english
    assert "| `can_learn`: three entries | 12 (bonus) |" in english
    assert english.endswith("| **in all** | **68** |")
    assert korean in explained(found)
    assert english in explained(found)

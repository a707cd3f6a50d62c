"""A small course in the short form: two networks, an answer, and a table that stays hidden."""

from __future__ import annotations

from pathlib import Path

from autograder.course.loader import find_course, load_assignment
from autograder.records import Assignment

COURSE = 'id = "short"\ntitle.ko = "짧은 과목"\ntitle.en = "A short course"\n'
SHORT = """
id = "short"
version = 1
title.ko = "짧은 과제"
title.en = "A short assignment"

[tables.lamp]
x = [[0, 0], [0, 1], [1, 0], [1, 1]]
y = [0, 1, 1, 0]

[tables.secret]
x = [[0.125, 7.5]]
y = [[0.8125]]

[parts.network]
each = [3, 2]
title.ko = "은닉 노드 {each}개"
title.en = "Hidden nodes: {each}"
checks = [
  { use = "parameters", model = "model_{each}", layers = [2, "{each}", 1] },
  { use = "trained", model = "model_{each}", table = "lamp", points = 4 },
  { use = "prediction_own", prediction = "p_{each}", model = "model_{each}", table = "lamp" },
  { use = "accuracy_at_least", model = "model_3", table = "secret", accuracy = 0.5, each = [3] },
]

[parts.answers]
title.ko = "질문"
title.en = "Questions"

[[parts.answers.checks]]
use = "equals"
value = "nodes"
equals = 4711

[[parts.answers.checks]]
use = "entries"
value = "can_learn"
equals = { 3 = true, 2 = true, 1 = false }
points = 12
title.ko = "`{value:raw}`: 세 항목"
title.en = "{value}: three entries"
"""


def write_short(root: Path, text: str = SHORT) -> Path:
    """The course in ``root``; the file of its assignment."""
    folder = root / "assignments" / "short"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "course.toml").write_text(COURSE, encoding="utf-8")
    path = folder / "assignment.toml"
    path.write_text(text, encoding="utf-8")
    return path


def load_short(root: Path) -> Assignment:
    return load_assignment(find_course(root, root), "short")

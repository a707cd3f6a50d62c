"""The page that leads from the lecture slides to checks says what is there, and no more."""

from __future__ import annotations

import re

import pytest

from autograder.course.loader import find_course
from autograder.errors import StaffError
from autograder.records import LocalAssignment
from docs_site.course_map import NOT_BUILT, PAGE, Lesson, Row, load_all, page, read_lessons
from tests.support.places import ROOT

ROWS = [row for lesson in read_lessons() for row in lesson.rows]


@pytest.fixture(scope="module")
def there() -> dict[str, LocalAssignment]:
    return load_all(find_course(ROOT))


def test_the_page_is_current(there: dict[str, LocalAssignment]) -> None:
    wanted = page(read_lessons(), there)
    assert PAGE.read_text(encoding="utf-8") == wanted, "run python -m docs_site.course_map"


def test_every_assignment_and_check_on_the_page_exists(there: dict[str, LocalAssignment]) -> None:
    named = re.findall(r"(?<=[|;]) `([a-z0-9-]+)`: ([^;|]*)", PAGE.read_text(encoding="utf-8"))
    assert len(named) > len(ROWS) - 10
    for name, said in named:
        if said.strip() == NOT_BUILT:
            assert not (ROOT / "assignments" / name).exists(), name
        else:
            checks = {check.name for check in there[name].checks}
            assert set(re.findall(r"`(\w+)`", said)) <= checks, name
            assert "`" in said or f"all {len(checks)} checks" in said


def test_every_assignment_is_named_by_a_row(there: dict[str, LocalAssignment]) -> None:
    assert set(there) <= {name for row in ROWS for name in row.where}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("XOR", "build it", {"xor-mlp": ("modle_3",)}), "names `modle_3`"),
        (Row("XOR", "build it"), "where it lives"),
        (Row("XOR", "build it", {"xor-mlp": ()}, "a whim"), "where it lives"),
    ],
)
def test_a_row_that_leads_nowhere_is_refused(
    row: Row, said: str, there: dict[str, LocalAssignment]
) -> None:
    with pytest.raises(StaffError, match=said):
        page([Lesson("One", (row,))], there)

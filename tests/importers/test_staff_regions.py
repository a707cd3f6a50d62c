"""What other graders take away before students see a notebook reaches no student here either."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.loader import find_course
from autograder.errors import StaffError
from autograder.importers import nbgrader, otter, writing
from autograder.importers.convert import convert
from autograder.importers.staff_regions import without_solutions, without_staff_regions
from tests.support import importer_sources as sources
from tests.support.importer_sources import Cell, cell
from tests.support.release import release

SECRET = "secret-7f3a"
SHOWN = "shown-51c0"
COURSE = 'id = "imported"\ntitle.ko = "가져온 과목"\ntitle.en = "Imported"\n'

MARKS = [
    ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
    ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="),
    ("# === begin Hidden Tests ===", "# === end hidden tests ==="),
    ("**BEGIN MARKING SCHEME**", "**END MARKING SCHEME**"),
    ("<!-- BEGIN MARK SCHEME -->", "<!-- END MARK SCHEME -->"),
    ("BEGIN_HIDDEN_TESTS", "END_HIDDEN_TESTS"),
    ("    #BEGIN HIDDEN TESTS: not for students", "    #END HIDDEN TESTS"),
    ("# BEGIN IGNORE", "# END IGNORE"),
    ("### BEGIN HIDDEN TESTS", "no mark of an end"),
]


@pytest.mark.parametrize(("begin", "end"), MARKS)
def test_a_region_is_removed_however_it_is_marked(begin: str, end: str) -> None:
    found = without_staff_regions(f"{SHOWN}\n{begin}\n{SECRET}\n{end}")
    assert found.kept == SHOWN
    assert SECRET in found.removed


@pytest.mark.parametrize(
    "text",
    [
        f"{SECRET}\n### END HIDDEN TESTS\n{SHOWN}",
        f"BEGIN MARK SCHEME {SECRET} END MARK SCHEME\n{SHOWN}",
        f"{SHOWN}\nBEGIN MARK SCHEME\nBEGIN HIDDEN TESTS\nEND HIDDEN TESTS\n{SECRET}",
        f"BEGIN MARK SCHEME\nEND MARK SCHEME\n{SHOWN}\nBEGIN MARK SCHEME\n{SECRET}",
    ],
)
def test_marks_that_do_not_pair_up_leave_nothing_secret(text: str) -> None:
    found = without_staff_regions(text)
    assert SECRET not in found.kept
    assert SECRET in found.removed
    assert SHOWN in found.kept


@pytest.mark.parametrize(
    "text", ["Begin the hidden layer.", "We ignore noise.", "Mark the scheme.", "BEGIN", ""]
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert without_staff_regions(text).kept == text
    assert without_solutions(text).kept == text


# --- whole assignments ----------------------------------------------------------------


def handed_out(
    grader: str, cells: list[Cell], tmp_path: Path, **metadata: object
) -> tuple[str, str]:
    """All that students of an imported assignment get, and what its TODO.md says."""
    course = tmp_path / "course"
    course.mkdir()
    (course / "course.toml").write_text(COURSE, encoding="utf-8")
    path = sources.write(tmp_path / "theirs" / "work.ipynb", cells, **metadata)
    (read,) = {"nbgrader": nbgrader, "otter": otter}[grader].read(path, "work")
    writing.write(find_course(course), convert(read))
    release(course, tmp_path / "students")
    given = [one for one in (tmp_path / "students").rglob("*") if one.is_file()]
    template = (course / "student_template" / "work.ipynb").read_text(encoding="utf-8")
    todo = (course / "assignments" / "work" / "TODO.md").read_text(encoding="utf-8")
    return "\n".join([template, *(one.read_text(encoding="utf-8") for one in given)]), todo


SCHEME = f"{SHOWN}\n\n=== BEGIN MARK SCHEME ===\n\n# {SECRET}\n\n=== END MARK SCHEME ==="
TESTS = f"### BEGIN HIDDEN TESTS\nassert z == '{SECRET}'\n### END HIDDEN TESTS"
OPEN = f"a = '{SHOWN}'\n### BEGIN HIDDEN TESTS\nassert z == '{SECRET}'"
SOLUTION = "### BEGIN SOLUTION\nz = 1\n### END SOLUTION"


@pytest.mark.parametrize(
    "hiding",
    [
        pytest.param(cell("markdown", SCHEME, **sources.says("t", task=True, points=2)), id="task"),
        pytest.param(cell("markdown", SCHEME), id="plain text"),
        pytest.param(cell("markdown", SCHEME, **sources.says("t", locked=True)), id="locked text"),
        pytest.param(
            cell("code", f"{SOLUTION}\n# {SHOWN}\n{TESTS}", **sources.by_person("m", 2)),
            id="code that a person marks",
        ),
        pytest.param(
            cell("code", f"{SOLUTION}\n# {SHOWN}\n{TESTS}", **sources.answer("a")), id="answer"
        ),
        pytest.param(cell("code", OPEN), id="given code"),
        pytest.param(cell("code", OPEN, **sources.says("g", locked=True)), id="locked code"),
        pytest.param(cell("code", f"%%bash\necho {SHOWN}\n{TESTS}"), id="what is no Python"),
        pytest.param(
            cell("code", f"b = '{SHOWN}'\n# == Begin Solution ==\nc = '{SECRET}'\n# END SOLUTION"),
            id="a solution in given code",
        ),
        pytest.param(
            cell("markdown", f"{SHOWN}\n\n### BEGIN SOLUTION\n{SECRET}\n### END SOLUTION"),
            id="a solution in a text",
        ),
        pytest.param(
            cell(
                "markdown",
                f"{SHOWN}\n### BEGIN SOLUTION\n{SECRET}\n### END SOLUTION",
                **sources.by_person("w", 2),
            ),
            id="an answer in words with its question",
        ),
        pytest.param(
            cell("markdown", f"# {SECRET}", **sources.by_person("w", 2)), id="an answer in words"
        ),
        pytest.param(
            cell("markdown", f"# {SECRET}", **sources.answer("w")), id="an answer without points"
        ),
    ],
)
def test_students_get_nothing_that_nbgrader_removes(hiding: Cell, tmp_path: Path) -> None:
    cells = [
        hiding,
        cell("code", "y = 2", **sources.answer("y")),
        cell("code", "assert y == 2, 'two'", **sources.test("y-test", 1)),
    ]
    given, todo = handed_out("nbgrader", cells, tmp_path)
    assert SECRET not in given
    assert "two" in given
    source = hiding["source"]
    assert (SHOWN in given) is (SHOWN in source)
    if "HIDDEN" in source or "SCHEME" in source:
        assert SECRET in todo


def test_a_test_with_a_mark_that_is_not_at_the_start_of_a_line_is_hidden(tmp_path: Path) -> None:
    hidden = f"assert y == 2, '{SECRET}'  # == begin hidden tests =="
    cells = [
        cell("code", "y = 2", **sources.answer("y")),
        cell("code", "assert y == 2", **sources.test("y-test", 1)),
        cell("code", hidden, **sources.test("y-hidden", 1)),
    ]
    assert SECRET not in handed_out("nbgrader", cells, tmp_path)[0]


def raw(source: str) -> Cell:
    return cell("raw", source)


@pytest.mark.parametrize(
    "hiding",
    [
        pytest.param([cell("code", f"# IGNORE\nz = '{SECRET}'")], id="ignored code"),
        pytest.param([cell("markdown", f"<!-- IGNORE -->\n# {SECRET}")], id="ignored text"),
        pytest.param([cell("code", f"## Ignore ##\nz = '{SECRET}'")], id="ignored as of old"),
        pytest.param([cell("code", f"# BEGIN IGNORE\nz = '{SECRET}'")], id="ignored lines"),
        pytest.param([raw(f"# AUTHOR NOTE\n{SECRET}")], id="raw cell"),
        pytest.param([cell("code", f"# EXCLUDE\nz = '{SECRET}'")], id="excluded"),
        pytest.param([cell("code", f"# HIDDEN\nassert '{SECRET}'")], id="hidden, in no block"),
        pytest.param([cell("code", f"# HIDDEN TEST\nassert '{SECRET}'")], id="hidden test"),
        pytest.param(
            [
                cell(
                    "code",
                    f'""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\n"{SECRET}"',
                )
            ],
            id="test settings in no block",
        ),
        pytest.param(
            [raw("# BEGIN TESTS"), cell("code", f"assert '{SECRET}'"), raw("# END TESTS")],
            id="tests of no question",
        ),
        pytest.param([cell("code", f"z = '{SECRET}'  # SOLUTION: as above")], id="line with more"),
        pytest.param([cell("code", f"z = '{SECRET}' # solution")], id="line in small letters"),
        pytest.param([cell("code", f"# SOLUTION\nz = '{SECRET}'")], id="mark in a line of its own"),
        pytest.param([cell("code", f"# BEGIN SOLUTION\nz = '{SECRET}'")], id="block without end"),
        pytest.param([cell("markdown", f"**SOLUTION:** {SECRET}")], id="solution of old"),
        pytest.param(
            [raw("## BEGIN SOLUTION:"), cell("markdown", f"# {SECRET}"), raw("# END SOLUTION")],
            id="title in a solution",
        ),
        pytest.param([cell("markdown", f"=== BEGIN MARK SCHEME ===\n{SECRET}")], id="mark scheme"),
    ],
)
def test_students_get_nothing_that_otter_removes(hiding: list[Cell], tmp_path: Path) -> None:
    cells = [
        raw("# ASSIGNMENT CONFIG\nname: work"),
        *hiding,
        cell("markdown", SHOWN),
        raw("# BEGIN QUESTION\nname: q1"),
        raw("# BEGIN SOLUTION"),
        cell("code", "y = 2 # SOLUTION"),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        cell("code", "y", output="2"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    given, todo = handed_out("otter", cells, tmp_path)
    assert SECRET not in given
    assert SHOWN in given
    if "IGNORE" in str(hiding) or "EXCLUDE" in str(hiding):
        assert SECRET in todo


def test_an_assignment_that_otter_made_keeps_its_solutions_to_itself(tmp_path: Path) -> None:
    case = {"code": ">>> y\n2", "hidden": False}
    tests = {"q1": {"name": "q1", "points": 1, "suites": [{"cases": [case], "type": "doctest"}]}}
    cells = [
        cell("code", f"# IGNORE\nz = '{SECRET}'"),
        cell("markdown", f"**SOLUTION:** {SECRET}"),
        cell("markdown", f"{SHOWN}\n### BEGIN SOLUTION\n{SECRET}"),
        cell("code", "y = 2", tags=["otter_assign_solution_cell"]),
        cell("code", "grader.check('q1')"),
    ]
    given, todo = handed_out("otter", cells, tmp_path, otter={"tests": tests})
    assert SECRET not in given
    assert SHOWN in given
    assert todo.count(SECRET) == 3


def test_a_link_to_what_a_person_has_to_finish_does_not_hand_it_out(tmp_path: Path) -> None:
    cells = [
        cell("markdown", "[a](TODO.md) [b](img/../checks/test_imported.py) [c](./TODO.md)"),
        cell("code", "y = 2", **sources.answer("y")),
        cell("code", "assert y == 2", **sources.test("y-test", 1)),
        cell("code", f"{TESTS}\nassert y == 2, '{SECRET}'", **sources.test("hidden", 1)),
    ]
    given, todo = handed_out("nbgrader", cells, tmp_path)
    assert SECRET not in given
    assert "what a person has to finish" in todo
    assert not list((tmp_path / "students").rglob("TODO.md"))


@pytest.mark.parametrize(
    "points", ["[a, 1]", ".inf", "-.inf", ".nan", "[.inf]", "1" + "0" * 400, "[[1]]", "[{a: 1}]"]
)
def test_points_that_are_no_number_are_told_with_a_way_out(points: str, tmp_path: Path) -> None:
    cells = [
        raw(f"# BEGIN QUESTION\nname: q1\npoints: {points}"),
        raw("# BEGIN TESTS"),
        cell("code", "y", output="2"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    with pytest.raises(StaffError, match="no number that points can be") as told:
        otter.read(sources.write(tmp_path / "work.ipynb", cells))
    assert "plain number" in str(told.value.__dict__)


@pytest.mark.parametrize("count", [900, 5000, 100_000])
@pytest.mark.parametrize("grader", ["nbgrader", "otter"])
def test_a_test_that_is_nested_too_deeply_goes_to_a_person(
    grader: str, count: int, tmp_path: Path
) -> None:
    deep = "assert y == " + "+".join(["1"] * count)
    if grader == "nbgrader":
        cells = [
            cell("code", "y = 2", **sources.answer("y")),
            cell("code", deep, **sources.test("deep", 1)),
        ]
        (read,) = nbgrader.read(sources.write(tmp_path / "work.ipynb", cells), "work")
    else:
        cells = [
            raw("# BEGIN QUESTION\nname: q1"),
            cell("code", "y = 2 # SOLUTION"),
            raw("# BEGIN TESTS"),
            cell("code", deep),
            raw("# END TESTS"),
            raw("# END QUESTION"),
        ]
        (read,) = otter.read(sources.write(tmp_path / "work.ipynb", cells), "work")
    assert [check.manual for check in convert(read).checks] == [True]

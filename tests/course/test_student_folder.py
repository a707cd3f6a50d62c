"""``release --students``: what students get, and that nothing hidden is in it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.loader import assignment_names, find_course, load_assignment
from autograder.course.scaffold import start_assignment, start_course
from autograder.course.template import make_template, reference_path
from autograder.course.visible_checks import visible_checks
from autograder.errors import StaffError
from autograder.records import Assignment
from tests.support.command_line import call_here
from tests.support.places import ROOT
from tests.support.release import course_and_all, release

SHORTEST = 16  # characters of a line that says something
SECRET = "SECRET-7f3a"
HIDDEN_TITLE = "TITLE-91bc"


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file as text; of notebooks, and of all escapes of JSON and TOML, what they say."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")  # data sets are packed
            if path.suffix == ".ipynb":
                text += "\n".join("".join(c["source"]) for c in json.loads(text)["cells"])
            yield path, text


def said(assignment: Assignment) -> Iterator[str]:
    """The words of hidden checks in assignment.toml."""
    for check in assignment.checks:
        if not check.visible:
            for text in (check.title, check.hint):
                yield from (line for line in (text.ko, text.en) if line)


def secrets(assignment: Assignment) -> set[str]:
    """Every line of the reference, the known-wrong submissions, the audit and the hidden checks."""
    files = [
        reference_path(assignment),
        *assignment.folder.glob("wrong/*"),
        *assignment.folder.glob("checks/*.py"),
        assignment.folder / "audit.py",
    ]
    lines = {
        line.strip() for file in files if file.is_file() for line in file.read_text().splitlines()
    }
    return {line for line in lines | set(said(assignment)) if len(line) >= SHORTEST}


def public(assignment: Assignment) -> str:
    """What students may read: statements, the template, and the visible checks with their words.

    The functions of visible checks are looked up here by name, not by the code that is tested.
    """
    parts = [make_template(assignment).script]
    parts += [path.read_text() for path in assignment.folder.glob("statement.*")]
    visible = {f"test_{check.name}" for check in assignment.checks if check.visible}
    for path in assignment.folder.glob("checks/*.py"):
        source = path.read_text()
        defined = {n.name for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
        hidden = {f"test_{check.name}" for check in assignment.checks} - visible
        if defined & visible and not defined & hidden:
            parts.append(source)  # a file of visible checks alone
        else:
            parts += used_by(defined & visible, source)
    for check in assignment.checks:
        if check.visible:
            parts += [check.title.ko, check.title.en, check.hint.ko, check.hint.en]
    return "\n".join(parts)


def used_by(names: set[str], source: str) -> Iterator[str]:
    """These functions of a file, and what stands at its top that they name, one by the other."""
    tops = ast.parse(source).body
    left, known = set(names), set[str]()
    while left:
        known |= left
        found = [node for node in tops if tops_named(node) & left]
        yield from (ast.get_source_segment(source, node) or "" for node in found)
        for node in found:
            if isinstance(node, ast.ImportFrom):  # each name goes out by itself, where it is used
                for name in node.names:
                    yield ast.unparse(ast.ImportFrom(node.module, [name], node.level))
        said = {one.id for node in found for one in ast.walk(node) if isinstance(one, ast.Name)}
        left = said - known


def tops_named(node: ast.stmt) -> set[str]:
    """The names that a statement at the top of a file makes."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {one.asname or one.name for one in node.names}
    return {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


# --- what is in it --------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released") / "students"
    release(ROOT, folder)
    return folder


@pytest.mark.parametrize("name", assignment_names(find_course(ROOT)))
def test_nothing_hidden_is_in_it(name: str, handed_out: Path) -> None:
    assignment = load_assignment(find_course(ROOT), name)
    known = "\n".join(map(public, course_and_all(ROOT)[1]))
    hidden = {line for line in secrets(assignment) if line not in known}
    assert len(hidden) > 50, "there is something to hide"
    for path, text in texts(handed_out):
        found = sorted(line for line in hidden if line in text)
        assert not found, f"{path.relative_to(handed_out)} holds {found[:3]}"


@pytest.mark.parametrize("name", assignment_names(find_course(ROOT)))
def test_no_hidden_check_is_named_or_valued(name: str, handed_out: Path) -> None:
    assignment = load_assignment(find_course(ROOT), name)
    of_students = load_assignment(find_course(handed_out), name)
    assert {check.name for check in of_students.checks} == {
        check.name for check in assignment.checks if check.visible
    }
    folder = handed_out / "assignments" / name
    machine = [folder / "assignment.toml", *folder.glob("checks/*.py")]
    for check in assignment.checks:
        if not check.visible:
            for path in machine:
                assert f"test_{check.name}" not in path.read_text(encoding="utf-8")
                assert f"[checks.{check.name}]" not in path.read_text(encoding="utf-8")
    assert not of_students.late.per_day
    assert not of_students.template_floor


def test_no_folder_of_staff_is_in_it(handed_out: Path) -> None:
    names = {part for path in handed_out.rglob("*") for part in path.relative_to(handed_out).parts}
    assert not names & {"wrong", "reference", "examples", "audit.py", "test_hidden.py", "results"}


@pytest.mark.parametrize("name", assignment_names(find_course(ROOT)))
def test_statements_and_templates_are_those_of_the_course(name: str, handed_out: Path) -> None:
    folder, own = handed_out / "assignments" / name, ROOT / "assignments" / name
    for language in ("ko", "en"):
        statement = f"statement.{language}.md"
        assert (folder / statement).read_bytes() == (own / statement).read_bytes()
    for suffix in ("ipynb", "py"):
        template = ROOT / "student_template" / f"{name}.{suffix}"
        assert (folder / template.name).read_bytes() == template.read_bytes()


def test_the_pages_say_how_to_check_in_both_languages(handed_out: Path) -> None:
    for name, word in (("README.md", "Check your own work"), ("README.ko.md", "스스로 확인하기")):
        page = (handed_out / name).read_text(encoding="utf-8")
        assert word in page
        assert "pip install keras-autograder" in page
        assert "autograder check" in page
        for target in re.findall(r"\]\(([^)]+)\)", page):
            assert (handed_out / target).is_file()


def test_a_secret_in_every_corner_of_a_course_stays_there(tmp_path: Path) -> None:
    found, first = start_course(tmp_path / "course")
    root = found.root
    second = start_assignment(found, "week-2")
    mark_secrets(root, first)
    for path in (second.folder / "checks").glob("test_*.py"):
        path.unlink()
    (second.folder / "checks" / "test_all.py").write_text(ALL_IN_ONE, encoding="utf-8")
    (second.folder / "checks" / "expected.json").write_text(f'"{SECRET}"')
    (second.folder / "checks" / "table.csv").write_text("1,2\n")
    (second.folder / "checks" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    done = release(root, tmp_path / "students")
    for path, text in texts(tmp_path / "students"):
        assert SECRET not in text, path
        if not path.name.startswith("statement."):  # its table of points says what is checked
            assert HIDDEN_TITLE not in text, path
    assert done.shared == ("FACTOR in checks/test_all.py",)
    written = tmp_path / "students" / "assignments" / "week-2" / "checks"
    assert {path.name for path in written.iterdir()} == {"test_all.py", "table.csv", "conftest.py"}
    assert "def two" in (written / "conftest.py").read_text()
    assert "import json" not in (written / "test_all.py").read_text()


def mark_secrets(root: Path, assignment: Assignment) -> None:
    """Put the secret wherever staff may write something."""
    note = f"\n# {SECRET}\n"
    for path in [root / "course.toml", *assignment.folder.glob("*.toml")]:
        path.write_text(path.read_text(encoding="utf-8") + note, encoding="utf-8")
    for path in [*assignment.folder.glob("wrong/*.py"), *assignment.folder.glob("checks/*.py")]:
        path.write_text(path.read_text(encoding="utf-8") + note, encoding="utf-8")
    hidden = assignment.folder / "checks" / "test_hidden.py"
    hidden.write_text(
        hidden.read_text(encoding="utf-8") + f"LIMIT = '{SECRET}'\n", encoding="utf-8"
    )
    toml = assignment.folder / "assignment.toml"
    text = toml.read_text(encoding="utf-8")
    for check in assignment.checks:
        if not check.visible:
            for word in (check.hint.en, check.hint.ko):
                assert word in text
                text = text.replace(word, f"{word} {SECRET}") if word else text
            for word in (check.title.en, check.title.ko):
                text = text.replace(f'"{word}"', f'"{word} {HIDDEN_TITLE}"')
    toml.write_text(text, encoding="utf-8")
    reference = reference_path(assignment)
    source = reference.read_text(encoding="utf-8")
    reference.write_text(
        source.replace("### BEGIN SOLUTION\n", f"### BEGIN SOLUTION\nsecret = '{SECRET}'\n"),
        encoding="utf-8",
    )
    for folder in ("examples", "results", "wrong", "submissions"):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "kim.py").write_text(f"x = '{SECRET}'\n")
    (assignment.folder / "notes.md").write_text(SECRET)


ALL_IN_ONE = f'''"""Visible and hidden checks in one file. {SECRET}"""

from __future__ import annotations

import json
from pathlib import Path

FACTOR = 2
TABLE = "table.csv"  # {SECRET}
EXPECTED = "expected.json"  # the file says {SECRET}
LIMITS = {{}}
LIMITS["slope"] = "{SECRET}"


def read(name):
    """What both kinds may do."""
    return Path(__file__).with_name(name).read_text()


def hidden_helper(value):
    return value != "{SECRET}"


def test_parameters(student, two):
    assert student.model("model").count_params() == FACTOR == two
    assert read(TABLE)


def test_prediction(student):
    assert student.array("prediction").shape == (1, 1)


def test_learned(student):
    assert json.loads(EXPECTED) != LIMITS["slope"], "{SECRET}"


def test_slope(student):
    assert hidden_helper(FACTOR) and "{SECRET}"
'''
CONFTEST = f"""import pytest

THREE = "{SECRET}"


@pytest.fixture
def two():
    return 2


@pytest.fixture
def three():
    return THREE
"""


def test_what_is_shared_can_not_name_a_hidden_check(tiny_course: Path, tmp_path: Path) -> None:
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    text = path.read_text().replace("== 42", "== 42 and test_model")
    path.write_text(text)
    with pytest.raises(StaffError, match="names the hidden test_model"):
        release(tiny_course, tmp_path / "students")
    assert not (tmp_path / "students").exists()


@pytest.mark.parametrize("visible", [True, False])
def test_a_visible_check_that_says_what_is_right_is_named(
    visible: bool, tiny_course: Path, tmp_path: Path
) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    check = f"""
[checks.sum]
use = "close"
value = "sum"
to = 1.25
within = 0.01
points = 5
part = "all"
visible = {str(visible).lower()}
"""
    path.write_text(path.read_text(encoding="utf-8") + check, encoding="utf-8")
    done = call_here("release", "--students", str(tmp_path / "students"), cwd=tiny_course)
    assert done.returncode == 0, done.stderr
    assert ("the check tiny/sum is visible" in done.stderr) == visible
    written = tmp_path / "students" / "assignments" / "tiny" / "assignment.toml"
    assert ("1.25" in written.read_text(encoding="utf-8")) == visible


def test_an_assignment_without_visible_checks_is_refused(tiny_course: Path, tmp_path: Path) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("visible = true", "visible = false"))
    done = call_here("release", "--students", str(tmp_path / "students"), cwd=tiny_course)
    assert done.returncode == 2
    assert "no visible checks" in done.stderr
    assert not (tmp_path / "students").exists()


def test_a_course_in_one_language_has_one_page(tiny_course: Path, tmp_path: Path) -> None:
    path = tiny_course / "course.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\nlanguages = ["ko"]\n', encoding="utf-8")
    release(tiny_course, tmp_path / "students")
    pages = sorted(path.name for path in (tmp_path / "students").glob("README*"))
    assert pages == ["README.md"]
    assert "스스로 확인하기" in (tmp_path / "students" / "README.md").read_text(encoding="utf-8")
    assert find_course(tmp_path / "students").languages == ("ko",)


def test_the_data_of_the_course_and_the_pictures_of_a_statement_come_along(
    tiny_course: Path, tmp_path: Path
) -> None:
    (tiny_course / "data").mkdir()
    (tiny_course / "data" / "numbers.csv").write_text("1,2\n")
    folder = tiny_course / "assignments" / "tiny"
    (folder / "net.svg").write_text("<svg/>")
    (folder / "statement.en.md").write_text("![net](net.svg) [checks](checks/test_tiny.py)")
    release(tiny_course, tmp_path / "students")
    assert (tmp_path / "students" / "data" / "numbers.csv").read_text() == "1,2\n"
    given = tmp_path / "students" / "assignments" / "tiny"
    assert (given / "net.svg").is_file()
    assert "test_model" not in (given / "checks" / "test_tiny.py").read_text()


@pytest.mark.parametrize(
    "link",
    [
        "TODO.md",
        "./TODO.md",
        "img/../TODO.md",
        "img/../checks/test_tiny.py",
        "img/../wrong/zero.py",
        "img//..//assignment.toml",
        "img/link.md",
        "../../reference/tiny.py",
    ],
)
def test_no_way_of_writing_a_link_hands_out_what_is_for_staff(
    link: str, tiny_course: Path, tmp_path: Path
) -> None:
    folder = tiny_course / "assignments" / "tiny"
    for below in ("img", "wrong"):
        (folder / below).mkdir(exist_ok=True)
    (folder / "TODO.md").write_text(SECRET)
    (folder / "wrong" / "zero.py").write_text(SECRET)
    (folder / "img" / "link.md").symlink_to(folder / "TODO.md")
    (folder / "net.svg").write_text("<svg/>")
    (folder / "statement.en.md").write_text(f"[x]({link}) ![net](img/../net.svg)")
    release(tiny_course, tmp_path / "students")
    given = tmp_path / "students" / "assignments" / "tiny"
    assert (given / "net.svg").is_file()
    assert not (given / "img").exists()
    assert not any(SECRET in text for _, text in texts(tmp_path / "students"))
    assert "test_model" not in (given / "checks" / "test_tiny.py").read_text()
    spec = (given / "assignment.toml").read_bytes()
    assert spec != (folder / "assignment.toml").read_bytes()
    assert not list((tmp_path / "students").rglob("reference"))


def test_the_visible_checks_are_what_they_were() -> None:
    """Taken apart and put together, each visible check is word for word the same."""
    for assignment in course_and_all(ROOT)[1]:
        files = visible_checks(assignment).files
        together = b"\n".join(files.values()).decode()
        for path in assignment.folder.glob("checks/*.py"):
            source = path.read_text()
            for node in ast.parse(source).body:
                visible = {f"test_{c.name}" for c in assignment.checks if c.visible}
                if isinstance(node, ast.FunctionDef) and node.name in visible:
                    assert (ast.get_source_segment(source, node) or "?") in together

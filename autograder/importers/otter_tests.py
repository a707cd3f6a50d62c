"""Questions and test cases of Otter-Grader, and what each case is worth."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from autograder.errors import StaffError
from autograder.importers.doctests import NoRuleError, as_assertions, expecting
from autograder.importers.nbgrader import messages_of
from autograder.importers.points import listed_points, points_of
from autograder.importers.records import SourceCell, SourceNotebook, SourceTest

WORTHLESS: Final = (
    "It is worth no points there, so it is no check here. Give it points to have it checked."
)
_CONFIG: Final = re.compile(
    r"\A\s*(?:\w+\s*=\s*)?(?:\"{1,3}|'{1,3})\s*#\s*BEGIN\s*TEST\s*CONFIG[^\n]*\n(.*?)\n\s*"
    r"(?:\"{1,3}|'{1,3})\s*#\s*END\s*TEST\s*CONFIG[^\n]*\n?",
    re.DOTALL | re.IGNORECASE,
)
_HIDDEN: Final = re.compile(r"\A\s*#.*\bhidden\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What a question's config says. ``points_of_cases``: where it lists them one by one."""

    name: str
    points: float | None = None
    points_of_cases: tuple[float, ...] = ()
    manual: bool = False
    all_or_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One test case. ``source`` is Python that asserts; ``refused`` says why there is none."""

    source: str
    original: str
    hidden: bool = False
    points: float | None = None
    message: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A question and its cases, as a test file or the notebook's metadata hold them."""

    question: Question
    cases: tuple[Case, ...]


def yaml_of(source: str, path: Path) -> dict[str, Any]:
    """The settings in a cell; its first line is a comment.

    Raises:
        StaffError: it is no YAML, or no table of settings.
    """
    import yaml

    try:
        found = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise StaffError(f"{path}: a cell's settings are no YAML: {said}", "Mend it.") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise StaffError(
            f"{path}: a cell's settings are no table: {source[:80]!r}",
            "Write `key: value` in each line.",
        )
    return found


def question_of(config: Mapping[str, Any], number: int) -> Question:
    """A question's settings; one without a name is called after its place."""
    points = config.get("points")
    if isinstance(points, dict):  # `each:` in old notebooks
        points = points.get("each")
    return Question(
        name=str(config.get("name") or f"question {number}"),
        points=points_of(points),
        points_of_cases=listed_points(points),
        manual=config.get("manual") is True,
        all_or_nothing=config.get("all_or_nothing") is True,
    )


def case_of_cell(cell: SourceCell, *, ok_format: bool) -> Case:
    """A test cell of a master notebook; what it printed is what a doctest expects."""
    source, config = cell.whole, {}
    if found := _CONFIG.match(source):
        config, source = yaml_of(found[1], Path("a test cell")), source[found.end() :]
    hidden = bool(config.get("hidden", _HIDDEN.match(cell.whole))) or bool(cell.removed)
    case = Case(
        source="",
        original=cell.whole,
        hidden=hidden,
        points=points_of(config.get("points")),
        message=str(config.get("failure_message") or ""),
    )
    if not ok_format:
        body = _body_of_first_function(source)
        return replace(case, source=body) if body else replace(case, refused=_NO_FUNCTION)
    try:
        return replace(case, source=expecting(source, cell.output))
    except NoRuleError as error:
        return replace(case, refused=str(error))


_NO_FUNCTION: Final = "it holds no test function"


def tests_of(question: Question, cases: Sequence[Case], part: int) -> Iterator[SourceTest]:
    """A question's tests, each with its points; one for all if it is all or nothing."""
    if not cases:
        return
    points = resolved(question, cases)
    if question.all_or_nothing or len(cases) == 1:
        yield _test(question.name, question.name, _joined(cases), round(sum(points), 2), part)
        return
    for number, (case, worth) in enumerate(zip(cases, points, strict=True), start=1):
        label = f"{question.name}, test {number}"
        yield _test(f"{question.name} {number}", label, case, worth, part)


def renamed(test: SourceTest, name: str) -> SourceTest:
    """The test under another name."""
    return replace(test, name=name)


def resolved(question: Question, cases: Sequence[Case]) -> list[float]:
    """What each case is worth, by Otter's rules; hundredths that are left go to the first ones."""
    given = [case.points for case in cases]
    if question.points_of_cases and len(question.points_of_cases) == len(cases):
        given = [*question.points_of_cases]
    known = sum(one for one in given if one is not None)
    open_ones = sum(one is None for one in given)
    total = question.points
    if total is None:
        total = known or 1.0
    shares = iter(_shares(max(0.0, total - known), open_ones))
    return [next(shares) if one is None else one for one in given]


def _shares(total: float, count: int) -> list[float]:
    """``total`` in ``count`` parts of whole hundredths."""
    if not count:
        return []
    each, more = divmod(round(total * 100), count)
    return [(each + (number < more)) / 100 for number in range(count)]


def _joined(cases: Sequence[Case]) -> Case:
    refused = "; ".join(filter(None, dict.fromkeys(case.refused for case in cases)))
    messages = [case.message for case in cases if case.message]
    return Case(
        source="\n".join(case.source for case in cases),
        original="\n\n".join(case.original for case in cases),
        hidden=any(case.hidden for case in cases),
        message=messages[0] if messages else "",
        refused=refused,
    )


def _test(name: str, label: str, case: Case, points: float, part: int) -> SourceTest:
    told = (case.message,) if case.message else messages_of(case.source)
    return SourceTest(
        name=name,
        label=label,
        source=case.source,
        original=case.original,
        points=points,
        hidden=case.hidden,
        part=part,
        messages=() if case.hidden else told,
        refused=case.refused,
    )


# --- test files -------------------------------------------------------------------------


def compiled(notebook: SourceNotebook) -> tuple[Compiled, ...]:
    """The questions of ``tests/*.py`` beside a notebook, or of its metadata; () without any.

    Raises:
        StaffError: a test file can't be read.
    """
    folder = notebook.path.parent / "tests"
    files = sorted(folder.glob("*.py")) if folder.is_dir() else []
    found = [_test_file(one) for one in files if one.name != "__init__.py"]
    if any(found):
        return tuple(filter(None, found))
    kept = notebook.metadata.get("otter")
    tests = kept.get("tests") if isinstance(kept, dict) else None
    entries = tests.items() if isinstance(tests, dict) else ()
    return tuple(_ok_test(entry, str(name)) for name, entry in entries if isinstance(entry, dict))


def _test_file(path: Path) -> Compiled | None:
    """A test file, read without running it; None for Python that holds no test of Otter's."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise StaffError(f"{path} can't be read: {error}", "Mend or remove it.") from error
    values: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = _literal(node.value)
    if isinstance(values.get("test"), dict):
        return _ok_test(values["test"], path.stem)
    cases = [case for node in tree.body if (case := _decorated(node, tree)) is not None]
    if not cases:
        return None
    question = Question(
        name=str(values.get("name") or path.stem),
        points=points_of(values.get("points")),
        all_or_nothing=values.get("all_or_nothing") is True,
    )
    return Compiled(question, tuple(cases))


def _ok_test(entry: Mapping[str, Any], stem: str) -> Compiled:
    """The dict of a test in OK's format; Otter uses the first suite alone."""
    points = entry.get("points")
    question = Question(
        name=str(entry.get("name") or stem),
        points=points_of(points),
        points_of_cases=listed_points(points),
        all_or_nothing=entry.get("all_or_nothing") is True,
    )
    suites = entry.get("suites")
    suite = suites[0] if isinstance(suites, list) and suites else {}
    cases = suite.get("cases") if isinstance(suite, dict) else ()
    return Compiled(
        question, tuple(_ok_case(case) for case in cases or () if isinstance(case, dict))
    )


def _ok_case(case: Mapping[str, Any]) -> Case:
    code = str(case.get("code") or "")
    made = Case(
        source="",
        original=code,
        hidden=case.get("hidden") is True,
        points=points_of(case.get("points")),
        message=str(case.get("failure_message") or ""),
    )
    try:
        return replace(made, source=as_assertions(code))
    except NoRuleError as error:
        return replace(made, refused=str(error))


def _decorated(node: ast.stmt, tree: ast.Module) -> Case | None:
    """A function under ``@test_case(…)``; what the file imports goes before its body."""
    if not isinstance(node, ast.FunctionDef):
        return None
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = getattr(call.func if call else decorator, "id", "")
        if name != "test_case":
            continue
        given = {one.arg: _literal(one.value) for one in (call.keywords if call else ())}
        imports = [ast.unparse(one) for one in tree.body if _is_import(one)]
        return Case(
            source="\n".join([*imports, _body(node)]),
            original=ast.unparse(node),
            hidden=given.get("hidden") is True,
            points=points_of(given.get("points")),
            message=str(given.get("failure_message") or ""),
        )
    return None


def _is_import(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return not (node.module or "").startswith("otter")
    return isinstance(node, ast.Import)


def _body_of_first_function(source: str) -> str:
    try:
        nodes = ast.parse(source).body
        return next((_body(one) for one in nodes if isinstance(one, ast.FunctionDef)), "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _body(function: ast.FunctionDef) -> str:
    return "\n".join(ast.unparse(node) for node in function.body)


def _literal(node: ast.expr) -> Any:
    """The value of a literal; None for anything else."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None

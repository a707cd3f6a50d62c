"""Who may import whom: the layers of the house and the trust boundary, as the code has them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import PACKAGE, ROOT

# Each room, and what of ours it may import; a name with a dot allows one module. A room comes after
# all that it may import, so that no arrow runs upward. Whoever adds a line here moves a wall.
VOCABULARY = ("util", "errors", "records", "evidence", "pictures", "libraries")
ALLOWED: dict[str, tuple[str, ...]] = {
    "util": ("errors",),
    "records": ("util.compat", "util.catalogues", "util.korean"),
    "errors": ("records",),
    "evidence": ("util.file_names", "util.json_bounds"),
    "pictures": (),
    "libraries": ("records",),
    "korean": ("util.korean",),  # an alias until 0.3
    "model_bounds": ("records", "util.activations", "util.json_bounds"),
    "compiled_fit": (),
    "legacy": ("records", "util"),
    "sandbox": ("errors", "util"),
    "checks": ("records", "evidence", "util"),
    "retraining": ("records", "evidence", "util", "model_bounds", "compiled_fit"),
    "student": (
        *("evidence", "libraries", "util.digests", "util.file_names", "util.preload_libraries"),
        *("model_bounds", "compiled_fit", "legacy", "sandbox.wire"),
    ),
    "intake": ("errors", "records", "util"),
    "checking": (*VOCABULARY, "model_bounds", "checks", "retraining", "sandbox.wire"),
    "course": (*VOCABULARY, "checks", "intake.reader"),
    "messages": (*VOCABULARY, "legacy", "sandbox.jobs"),
    "results": (
        *(*VOCABULARY, "messages.words", "intake.names", "course.loader"),
        *("checking.program", "sandbox.jobs"),  # what goes over the wire
    ),
    "grading": (
        *(*VOCABULARY, "intake", "sandbox", "messages", "results", "course.data_sets"),
        *("checking.program", "student.program"),  # what goes over the wire
    ),
    "report": (*VOCABULARY, "messages", "results.store"),
    "lms": (*VOCABULARY, "intake", "messages", "results", "report.feedback", "course.loader"),
    "own_machine": (*VOCABULARY, "sandbox", "results", "grading", "course.data_sets"),
    "quality": (
        *(*VOCABULARY, "checks", "course", "sandbox", "results", "grading", "report.pages"),
        "intake.names",
    ),
    "author": (*VOCABULARY, "course", "grading", "quality.verify", "report"),
    "course_site": (*VOCABULARY, "course", "report"),
    "importers": (
        *VOCABULARY,
        "course",
        "intake.cells",
        "grading.batch",
        "grading.tasks",
        "results.folder",
    ),
    "api": (
        *(*VOCABULARY, "course.loader", "course.data_sets", "intake.collect", "intake.reader"),
        *("results", "grading", "report.pages", "__version__"),
    ),
    "cli": (
        *(*VOCABULARY, "course", "intake", "sandbox", "messages", "results", "grading", "report"),
        *("api", "lms", "own_machine", "quality", "author", "importers", "__version__"),
        "course_site",
    ),
    "__main__": ("cli",),
}
MAY_PRINT = ("cli",)
# The sides of the trust boundary, and what must never be seen there.
NEVER = {
    "student": ("checking", "checks", "retraining", "results", "grading"),
    "checking": ("report", "results", "student", "lms"),
    "messages": ("report",),
}
FOREIGN = {
    "tensorflow": ("checking", "student", "compiled_fit", "retraining", "util.preload_libraries"),
    "keras": ("checking", "student", "compiled_fit", "retraining", "util.preload_libraries"),
}


# Written for a course, or against one: nothing of the program itself.
SHIPPED = ("course/example", "quality/security_tests/attacks")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not any(path.is_relative_to(PACKAGE / shipped) for shipped in SHIPPED):
            parts = path.relative_to(PACKAGE).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


MODULES = dict(modules())
ROOMS = sorted({name.split(".")[0] for name in MODULES} - {""})


def imports(path: Path) -> set[str]:
    """Whole names of what a module imports, those it needs only for its types among them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def only_for_types(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom):
                    found |= {f"{inner.module}.{alias.name}" for alias in inner.names}
    return found


def ours(path: Path) -> set[str]:
    """What a module imports of ours when it runs, without the package's own name."""
    names = imports(path) - only_for_types(path)
    return {name.removeprefix("autograder.") for name in names if name.startswith("autograder.")}


def is_in(name: str, places: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{place}.") for place in places)


def of(room: str) -> list[tuple[str, Path]]:
    return [(name, path) for name, path in MODULES.items() if name.split(".")[0] == room]


def test_every_room_stands_in_the_table() -> None:
    assert set(ROOMS) == set(ALLOWED)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    for name, path in of(room):
        for imported in ours(path):
            assert is_in(imported, (room, *ALLOWED[room])), f"{name} imports {imported}"


def test_no_arrow_runs_upward() -> None:
    order = [*ALLOWED, "__version__"]
    for room, allowed in ALLOWED.items():
        if room in VOCABULARY:
            continue  # small modules, among which only circles would do harm: Python refuses those
        for other in allowed:
            place = other.split(".")[0]
            assert place == "__version__" or order.index(place) < order.index(room), (room, other)


@pytest.mark.parametrize("room", ALLOWED)
def test_what_the_table_allows_is_used(room: str) -> None:
    used = {imported for _, path in of(room) for imported in ours(path)}
    general = set(VOCABULARY) if set(VOCABULARY) <= set(ALLOWED[room]) else set()
    for allowed in set(ALLOWED[room]) - general:
        assert any(is_in(name, (allowed,)) for name in used), f"{room} has no use for {allowed}"


@pytest.mark.parametrize("room", NEVER)
def test_the_walls_stand(room: str) -> None:
    assert not [each for each in ALLOWED[room] if each in NEVER[room]]


@pytest.mark.parametrize("library", FOREIGN)
def test_only_the_sandbox_sees_tensorflow(library: str) -> None:
    for name, path in MODULES.items():
        if any(is_in(one, (library,)) for one in imports(path)):
            assert is_in(name, FOREIGN[library]), name


def test_only_the_command_line_prints_or_ends_the_process() -> None:
    for name, path in MODULES.items():
        if is_in(name, (*MAY_PRINT, *SPEAKERS)):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in {"print", "sys.exit", "click.echo"}, (name, called)


# Processes of their own: what they print goes into the output of a job, and is part of it.
SPEAKERS = (
    *("student", "sandbox.zygote", "sandbox.job", "sandbox.layers.rootlaunch"),
    *("own_machine.job", "compiled_fit.progress"),
)


def test_the_main_process_never_imports_tensorflow() -> None:
    code = (
        "import sys, autograder.cli.main\n"
        "from autograder.cli import doctor, grade, verify\n"
        "print([name for name in ('tensorflow', 'keras', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the portal -----------------------------------------------------------------------


PORTAL = sorted((ROOT / "portal").rglob("*.py"))


@pytest.mark.parametrize("path", PORTAL, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_portal_calls_the_public_functions_alone(path: Path) -> None:
    for name in imports(path):
        if name.split(".")[0] == "autograder":
            assert name == "autograder.api" or name.startswith("autograder.api."), name
        assert name.split(".")[0] not in FOREIGN, f"{name} is the worker's children's alone"


def test_nothing_of_the_program_knows_the_portal() -> None:
    for path in MODULES.values():
        assert not {name for name in imports(path) if name.split(".")[0] == "portal"}, path

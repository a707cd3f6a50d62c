"""Who may import whom: the trust boundary, as it stands in the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"

FORBIDDEN = {
    "student": (
        "autograder.checking",
        "autograder.report",
        "autograder.lms",
        "autograder.grading.batch",
    ),
    "checking": (
        "autograder.student",
        "autograder.lms",
        "autograder.grading.batch",
        "autograder.results.store",
    ),
    "sandbox": ("autograder.student", "autograder.checking", "autograder.report", "tensorflow"),
    "intake": ("autograder.student", "autograder.checking", "tensorflow", "keras"),
    "checks": (
        "autograder.student",
        "autograder.report",
        "autograder.course",
        "tensorflow",
        "keras",
    ),
    "report": ("autograder.student", "autograder.checking", "tensorflow", "keras"),
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("part", FORBIDDEN)
def test_no_part_imports_what_it_must_not(part: str) -> None:
    for path in (PACKAGE / part).rglob("*.py"):
        for name in imports(path):
            for forbidden in FORBIDDEN[part]:
                assert not f"{name}.".startswith(f"{forbidden}."), (path, name)


def test_the_compiled_fit_depends_on_keras_alone() -> None:
    for path in (PACKAGE / "compiled_fit").rglob("*.py"):
        own = {name for name in imports(path) if name.startswith("autograder")}
        assert all(name.startswith("autograder.compiled_fit") for name in own), (path, own)


def test_the_main_process_never_imports_tensorflow() -> None:
    code = (
        "import sys, autograder.cli.main\n"
        "from autograder.cli import authoring, doctor, grade\n"
        "print([name for name in ('tensorflow', 'keras', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Which part of this program, when it changes, has what done again for a kept result."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.results.code_digest import code_digest, files_of, imports
from autograder.results.fingerprints import GRADE_CODE, JUDGE_CODE, RUN_CODE
from tests.support.places import PACKAGE

CODE = {"run": RUN_CODE, "judge": JUDGE_CODE, "grade": GRADE_CODE}

# What has to be done anew when a file of a room changes: "run" comes with all that follows it.
ROOMS = {
    "sandbox/layers/seccomp.py": {"run"},
    "student/recorder.py": {"run"},
    "compiled_fit/steps.py": {"run", "judge"},
    "intake/notebook.py": {"run", "grade"},
    "intake/roster.py": set(),
    "legacy/calls.toml": {"run", "grade"},
    "model_bounds/allowed_layers.py": {"run", "judge"},
    "libraries.py": {"run", "judge", "grade"},
    "course/scaffold.py": set(),
    "evidence/files.py": {"run", "judge", "grade"},
    "checks/measures.py": {"judge"},
    "checking/rebuild.py": {"judge"},
    "checks/answers.py": {"judge"},
    "course/expansion.py": set(),
    "pictures.py": {"judge", "grade"},
    "results/scoring.py": {"grade"},
    "results/store.py": set(),
    "results/folder.py": set(),
    "messages/limits.py": {"grade"},
    "messages/assets/errors.toml": {"grade"},
    "messages/assets/limits.toml": {"grade"},
    "report/feedback.py": {"grade"},
    "report/templates/feedback.html": {"grade"},
    "report/classpage.py": set(),
    "lms/canvas.py": set(),
    "cli/main.py": set(),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("copy") / "autograder"
    shutil.copytree(PACKAGE, to, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def changed_by(file: Path, copy: Path) -> set[str]:
    before = {name: code_digest(roots, copy) for name, roots in CODE.items()}
    content = file.read_bytes()
    file.write_bytes(content + b"\n# changed\n")
    code_digest.cache_clear()
    try:
        return {name for name, roots in CODE.items() if code_digest(roots, copy) != before[name]}
    finally:
        file.write_bytes(content)
        code_digest.cache_clear()


@pytest.mark.parametrize(("file", "anew"), ROOMS.items())
def test_a_changed_file_has_done_again_what_depends_on_it(
    file: str, anew: set[str], copy: Path
) -> None:
    assert changed_by(copy / file, copy) == anew


def test_an_unchanged_copy_has_the_same_digests(copy: Path) -> None:
    for roots in CODE.values():
        assert code_digest(roots, copy) == code_digest(roots)


def by_the_parser(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith("autograder"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            yield str(node.module)
            yield from (f"{node.module}.{one.name}" for one in node.names if one.name != "*")


def test_imports_are_found_as_python_finds_them() -> None:
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert set(by_the_parser(source)) <= set(imports(source)), path


def test_no_module_is_imported_relatively() -> None:
    """``imports`` reads absolute names alone."""
    for path in PACKAGE.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level], path


def test_a_module_that_is_not_there_is_no_digest_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    with pytest.raises(FileNotFoundError, match=r"autograder\.nothing"):
        files_of(["autograder.nothing"], tmp_path)

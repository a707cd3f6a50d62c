"""The Gradescope package, unpacked as Gradescope does it and run on submissions."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import on_gradescope
from autograder.cli.main import cli
from autograder.course import loader
from autograder.lms.packing import members
from tests.conftest import RIGHT
from tests.support.lms_importers import check_gradescope
from tests.support.places import LMS, ROOT

METADATA = json.loads((LMS / "gradescope-submission_metadata.json").read_bytes())


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``/autograder`` is in the image, after setup.sh without its installation."""
    from tests.conftest import write_course

    home = write_course(tmp_path_factory.mktemp("home") / "course")
    path = home / "assignments" / "tiny" / "assignment.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[late]\nper_day = 10\n", encoding="utf-8")
    package = home / "tiny.zip"
    done = CliRunner().invoke(
        cli, ["package", "gradescope", "tiny", "--to", str(package), "--course", str(home)]
    )
    assert done.exit_code == 0, done.output
    root = tmp_path_factory.mktemp("autograder")
    unpack(package, root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    (root / "results").mkdir()
    run(["bash", str(root / "source" / "setup.sh")], root)
    return root


def unpack(package: Path, to: Path) -> None:
    """Without modes, as some tools do it: setup.sh has to set them."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(to)


def run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_PYTHON": sys.executable,
        "AUTOGRADER_SKIP_INSTALL": "1",
    }
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def submit(root: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """Put a submission where Gradescope puts it and run the autograder."""
    folder = root / "submission"
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    folder.mkdir(exist_ok=True)
    (root / "results" / "results.json").unlink(missing_ok=True)
    (root / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    return run([str(root / "run_autograder")], root)


def results(root: Path) -> dict:
    document = json.loads((root / "results" / "results.json").read_bytes())
    check_gradescope(document)
    return document


def test_the_checks_are_for_root_only(container: Path) -> None:
    secret = container / "source" / "course"
    for path in (secret, *secret.rglob("*")):
        status = path.stat()
        assert stat.S_IMODE(status.st_mode) & 0o077 == 0, path
        if os.geteuid() == 0:
            assert status.st_uid == 0
    assert (secret / "assignments" / "tiny" / "checks" / "test_tiny.py").is_file()


def test_the_zip_itself_says_who_may_read_what(tiny) -> None:
    modes = {member.name: member.mode for member in members(tiny)}
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755
    assert {mode for name, mode in modes.items() if name.startswith("course/")} == {0o600}


def test_only_this_assignment_and_no_solution_is_in_it() -> None:
    found = loader.find_course(ROOT)
    names = {}
    for member in members(loader.load_assignment(found, "xor-mlp")):
        names[member.name] = member.content
    assert "course/assignments/xor-mlp/assignment.toml" in names
    for name, content in names.items():
        for other in ("xor-logistic", "xor-two-hidden", "softmax-shapes", "reference", "/wrong/"):
            assert other not in name
        assert b"### BEGIN SOLUTION\n" not in content or name.startswith("app/"), name
    assert not [name for name in names if "/attacks/" in name or "/course/example/" in name]
    reference = (found.root / "reference" / "xor-mlp.py").read_bytes()
    assert reference not in names.values()
    requirements = names["requirements.txt"].decode()
    assert "keras==" in requirements
    assert "mypy" not in requirements


@pytest.mark.thorough
def test_a_right_submission_that_is_a_day_late(container: Path) -> None:
    done = submit(container, {"과제/tiny.py": RIGHT.encode()})
    assert done.returncode == 0, done.stderr
    document = results(container)
    assert document["score"] == 90
    assert document["extra_data"] == {"status": "graded", "late": True}
    assert "Handed in 1 day late" in document["output"]
    assert {test["name"]: test["status"] for test in document["tests"]} == {
        "The answer is right.": "passed",
        "The model has the right size.": "passed",
    }


@pytest.mark.thorough
def test_wrong_unreadable_and_empty_submissions_have_results(container: Path) -> None:
    submit(container, {"tiny.py": b"answer = 41\nraise ValueError('no')\n"})
    assert results(container)["score"] == 0
    submit(container, {"tiny.ipynb": b"%PDF-1.7"})
    assert results(container)["extra_data"]["status"] == "invalid"
    submit(container, {})
    assert results(container)["score"] == 0


def test_the_submission_cannot_replace_the_grader(container: Path) -> None:
    evil = b"import json, pathlib\npathlib.Path('results.json').write_text('{\"score\": 100}')\n"
    files = {"tiny.py": b"answer = 0\n", "autograder/__init__.py": evil, "sitecustomize.py": evil,
             "results/results.json": b'{"score": 100}'}  # fmt: skip
    submit(container, files)
    assert results(container)["score"] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_a_student_can_read_neither_the_checks_nor_that_there_are_any(container: Path) -> None:
    folder = container / "source" / "course" / "assignments" / "tiny"
    spy = f"""
import pathlib
try:
    text = pathlib.Path({str(folder / "checks" / "test_tiny.py")!r}).read_text()
    answer = 42
except OSError:
    answer = 0
"""
    done = submit(container, {"tiny.py": spy.encode()})
    assert done.returncode == 0, done.stderr
    assert results(container)["score"] == 0


def test_our_own_fault_leaves_no_result_and_no_zero(container: Path) -> None:
    checks = container / "source" / "course" / "assignments" / "tiny" / "checks" / "test_tiny.py"
    kept = checks.read_bytes()
    checks.write_bytes(kept.replace(b"== 42", b"== 42 / 0"))
    try:
        done = submit(container, {"tiny.py": RIGHT.encode()})
    finally:
        checks.write_bytes(kept)
    assert done.returncode != 0
    assert not (container / "results" / "results.json").exists()


DATES = {
    "as documented": (METADATA, ("김민수", True)),
    "in time": ({**METADATA, "created_at": "2026-03-12T10:00:00+09:00"}, ("김민수", False)),
    "no due date": ({**METADATA, "assignment": {"due_date": None}}, ("김민수", False)),
    "nobody": ({**METADATA, "users": []}, ("student", True)),
    "no document": ([], ("student", False)),
}


@pytest.mark.parametrize("case", DATES)
def test_the_metadata_is_read(tmp_path: Path, case: str) -> None:
    document, expected = DATES[case]
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    said = on_gradescope.read_metadata(path)
    assert (said.student, said.late_days > 0) == expected


def test_without_metadata_there_are_defaults(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    for name in ("none.json", "broken.json"):
        assert on_gradescope.read_metadata(tmp_path / name) == on_gradescope.Metadata()

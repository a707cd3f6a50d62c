"""The command line as people type it: exit statuses, messages, and never a traceback."""

from __future__ import annotations

import ast
import contextlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import commands
from autograder.cli.main import cli
from autograder.sandbox import client
from tests.conftest import RIGHT
from tests.support.command_line import call, call_here


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grade", "xor-mpl", "kim.py"], "Did you mean `tiny`?"),
        (["grade", "tiny", "nowhere.zip"], "nowhere.zip does not exist"),
        (["grade", "tiny", "kim.py", "--format", "blackboard"], "no format 'blackboard'"),
        (["grade", "tiny", "kim.py", "--out", "kim.py"], "kim.py"),
        (["check", "nowhere.ipynb"], "is not a file"),
        (["check", "kim.py"], "can't tell which assignment"),
        (["report", "nowhere"], "holds no results"),
        (["diff", "nowhere", "nowhere"], "holds no results"),
        (["release", "nothing"], "there is no assignment `nothing`"),
        (["verify", "--course", "nowhere"], "is no course"),
        (["audit", "tiny"], "audit.py"),
    ],
)
def test_what_the_staff_gets_wrong_is_said_with_status_2(
    words: list[str], message: str, tiny_course: Path
) -> None:
    (tiny_course / "kim.py").write_text(RIGHT, encoding="utf-8")
    if words[:2] == ["grade", "xor-mpl"]:
        words = ["grade", "tinny", "kim.py"]
    done = call(*words, cwd=tiny_course)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in " ".join(done.stderr.split()), done.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("points = 60", "pionts = 60"), "pionts"),
        (("points = 60", 'points = "many"'), "Expected `float`, got `str`"),
        (("seconds = 20", "seconds = -1"), "limit `seconds` is -1"),
        (("seconds = 20", "secnds = 20"), "Did you mean `seconds`?"),
        (('needs = ["answer"]', 'needs = ["anwser"]'), "Did you mean `answer`?"),
        (('part = "all"', 'part = "none"'), "unknown part"),
        (('id = "tiny"', 'id = "other"'), "Both must be the same"),
        (("version = 1", "version = "), "not valid TOML"),
    ],
)
def test_a_mistake_in_assignment_toml_is_named(
    change: tuple[str, str], message: str, tiny_course: Path
) -> None:
    path = tiny_course / "assignments" / "tiny" / "assignment.toml"
    path.write_text(path.read_text().replace(*change, 1))
    done = call_here("verify", "tiny", cwd=tiny_course)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split()), done.stderr


def test_check_tells_a_student_what_is_visible(tiny_course: Path, warm: None) -> None:
    (tiny_course / "tiny.py").write_text(RIGHT.replace("42", "41"), encoding="utf-8")
    done = call_here("check", "tiny.py", cwd=tiny_course)
    assert done.returncode == 1
    assert "✘ The answer is right." in done.stdout
    assert "Count again." in done.stdout
    assert "right size" not in done.stdout  # a hidden check
    korean = call_here("check", "tiny.py", "--lang", "ko", cwd=tiny_course)
    assert "✘ 답이 맞습니다." in korean.stdout
    (tiny_course / "tiny.py").write_text(RIGHT, encoding="utf-8")
    assert call_here("check", "tiny.py", cwd=tiny_course).returncode == 0


def test_grade_prints_json_and_says_what_is_ungraded(tiny_course: Path, warm: None) -> None:
    (tiny_course / "kim.py").write_text(RIGHT, encoding="utf-8")
    done = call_here("grade", "tiny", "kim.py", "--json", cwd=tiny_course)
    assert done.returncode == 0, done.stderr
    (grade,) = json.loads(done.stdout)
    assert (grade["student"], grade["score"], grade["status"]) == ("kim", 100, "graded")
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace("== 42", "== never_defined"))
    broken = call_here("grade", "tiny", "kim.py", cwd=tiny_course)
    assert broken.returncode == 3
    assert "ungraded: kim: check `answer` could not be done" in broken.stderr


def test_release_writes_a_template_without_answers_and_check_sees_drift(
    tiny_course: Path,
) -> None:
    assert call("release", "--check", cwd=tiny_course).returncode == 1
    assert call("release", cwd=tiny_course).returncode == 0
    assert call("release", "--check", cwd=tiny_course).returncode == 0
    for name in ("tiny.py", "tiny.ipynb"):
        template = (tiny_course / "student_template" / name).read_text(encoding="utf-8")
        assert "YOUR CODE HERE" in template
        assert "NotImplementedError" in template
        assert "42" not in template
        assert "Dense" not in template


WRONG = "# Wrong: the answer is off by one.\n# Loses: {loses}\n" + RIGHT.replace("42", "43")
SMALL = "# Wrong: two nodes.\n# Loses: model\n" + RIGHT.replace("Dense(1)", "Dense(2)")


def test_verify_holds_its_claims_against_the_checks(tiny_course: Path, warm: None) -> None:
    wrong = tiny_course / "assignments" / "tiny" / "wrong"
    (wrong / "off_by_one.py").write_text(WRONG.format(loses="answer"), encoding="utf-8")
    missing = call_here("verify", cwd=tiny_course)
    assert missing.returncode == 1
    assert "check model is lost by a known-wrong submission" in missing.stdout
    (wrong / "two_nodes.py").write_text(SMALL, encoding="utf-8")
    assert call_here("verify", cwd=tiny_course).returncode == 0
    (wrong / "off_by_one.py").write_text(WRONG.format(loses="answer,\n#   model"), encoding="utf-8")
    exact = call_here("verify", cwd=tiny_course)
    assert exact.returncode == 1
    assert "it keeps model" in exact.stdout


@pytest.mark.thorough
def test_verify_mutation_finds_an_assertion_that_nobody_needs(
    tiny_course: Path, warm: None
) -> None:
    wrong = tiny_course / "assignments" / "tiny" / "wrong"
    (wrong / "off_by_one.py").write_text(WRONG.format(loses="answer"), encoding="utf-8")
    (wrong / "two_nodes.py").write_text(SMALL, encoding="utf-8")
    killed = call_here("verify", "--mutation", cwd=tiny_course)
    assert killed.returncode == 0, killed.stdout
    assert "4 of 4 mutants killed" in killed.stdout
    path = tiny_course / "assignments" / "tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text() + "    assert student.model('model').layers\n")
    survived = call_here("verify", "--mutation", cwd=tiny_course)
    assert survived.returncode == 1
    assert "assertion removed at test_tiny.py" in survived.stdout


VARIANTS = RIGHT.replace("answer = 42", "SEED = 1  # audit: seed\nanswer = 42")


@pytest.mark.thorough
def test_audit_goes_on_where_it_ended_and_writes_its_tables(
    tiny_course: Path, tmp_path: Path, warm: None
) -> None:
    folder = tiny_course / "assignments" / "tiny"
    (folder / "audit.py").write_text(VARIANTS, encoding="utf-8")
    (folder / "wrong" / "two_nodes.py").write_text(SMALL, encoding="utf-8")
    kept, page = tmp_path / "kept.jsonl", tmp_path / "page.md"
    page.write_text("# Study\n<!-- audit: begin --><!-- audit: end -->\n", encoding="utf-8")
    arguments = ("audit", "tiny", "--to", str(kept))
    first = call_here(*arguments, "--runs", "1", cwd=tiny_course)
    assert first.returncode == 0, first.stdout
    assert "0 false passes in 1 runs of 1 submissions" in first.stdout
    before = kept.read_text()
    more = call_here(*arguments, "--runs", "3", "--write", str(page), cwd=tiny_course)
    assert kept.read_text().startswith(before)
    assert len(kept.read_text().splitlines()) == 4, "the file without a seed is graded once"
    assert "| reference | 3 | 0 | 0 | 0 |" in more.stdout
    assert "0 false fails in 3 runs" in page.read_text(encoding="utf-8")
    again = call_here(*arguments, "--runs", "5", "--minutes", "0", cwd=tiny_course)
    assert "| reference | 3 | 0 | 0 | 0 |" in again.stdout
    assert "- still to run: 2" in again.stdout
    (folder / "wrong" / "two_nodes.py").write_text(SMALL.replace("Dense(2)", "Dense(1)"))
    lucky = call_here(*arguments, "--runs", "1", cwd=tiny_course)
    assert lucky.returncode == 1
    assert "wrong verdict: wrong-0 (two_nodes): model" in lucky.stdout


def test_the_grade_script_is_the_grade_command(tiny_course: Path) -> None:
    script = Path(sys.executable).parent / "grade"
    done = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    assert "Grade submissions: files, folders and LMS zips." in done.stdout


def test_doctor_says_what_is_here(tiny_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = call("doctor", cwd=tiny_course)
    assert done.returncode == 0, done.stdout
    assert "keras" in done.stdout
    monkeypatch.setattr(client, "start", contextlib.nullcontext)  # both have just been started
    assert json.loads(call_here("doctor", "--json", cwd=tiny_course).stdout)


def test_every_module_of_commands_is_a_command() -> None:
    modules = {one.name for one in pkgutil.iter_modules(commands.__path__)}
    assert {
        command.callback.__module__.split(".")[-1] for command in cli.commands.values()
    } == modules


def test_what_can_be_typed_is_known_without_what_grading_needs() -> None:
    """Students have neither Linux nor the extra `grade`, and ask for help as well."""
    code = (
        "import sys, autograder.cli.main\n"
        "print([name for name in sys.modules if name.startswith('autograder.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in ast.literal_eval(done.stdout)}
    assert loaded == {"cli", "errors", "records", "util"}

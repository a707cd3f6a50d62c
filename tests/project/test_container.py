"""The image of a worker and the container to develop in.

What their files say is looked at everywhere; the image is built, and the commands of its page are
run, where Docker or Podman answers.
"""

from __future__ import annotations

import fnmatch
import functools
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox.layers import mounts, namespaces
from autograder.sandbox.layers.ladder import Rung
from tests.support.places import ROOT

PAGE = ROOT / "docs" / "how-to" / "run-in-a-container.md"
DOCKERFILE = ROOT / "Dockerfile"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"--security-opt[ =]([\w=]+)")
ENGINES = ("docker", "podman")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile, and what it says."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    parted = (line.split(maxsplit=1) for line in lines if line.strip())
    return [(word, rest) for word, rest in parted]


def said(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def copied() -> list[str]:
    """What is copied from the checkout."""
    lines = [shlex.split(rest) for rest in said("COPY") if not rest.startswith("--from=")]
    return [source.rstrip("/") for line in lines for source in line[:-1]]


def test_a_base_is_named_by_version_and_is_one_that_grading_is_tested_with() -> None:
    bases = [rest.split()[0] for rest in said("FROM")]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11-slim-[a-z]+", bases[0])
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "--python-version 3.11" in makefile  # which the lock is resolved for


def test_nobody_is_root_in_the_image() -> None:
    names = [name for name, _ in instructions()]
    (user,) = said("USER")
    uid, gid = user.split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    after = names[names.index("USER") :]
    assert not {"RUN", "COPY", "ADD", "FROM"} & set(after)
    assert "ADD" not in names


def test_what_is_copied_exists_and_nothing_else_gets_into_a_build() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_in == set(copied())
    for source in copied():
        assert (ROOT / source).exists(), source
        assert not any(fnmatch.fnmatch(source, rule) for rule in rules[1:] if rule[0] != "!")


def test_everything_is_installed_by_its_hash_or_is_the_program_itself() -> None:
    installs = [
        part.strip()
        for rest in said("RUN")
        for part in re.split(r"&&|;", rest)
        if " install " in f" {part} "
    ]
    locked, own = installs
    assert locked.split()[:2] == own.split()[:2] == ["pip", "install"]
    assert "--require-hashes" in locked.split()
    assert locked.endswith("-r requirements-$PART.lock")
    assert said("ARG") == ["PART=grade"]
    assert {"--no-deps", "--no-build-isolation"} <= set(own.split())
    assert own.split()[-1] == "."


def test_a_development_container_is_not_root_and_can_isolate() -> None:
    found = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert re.fullmatch(r"[\w./-]+:[\w.-]*3\.11[\w.-]*", found["image"])
    assert found["remoteUser"] not in {"", "root", "0"}
    make, target = found["postCreateCommand"].split()
    assert make == "make"
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(OPTION.findall(" ".join(found["runArgs"]))) == options_of_the_page()


def options_of_the_page() -> set[str]:
    return {option for command in commands() for option in OPTION.findall(command) if "=" in option}


def test_the_page_and_doctor_ask_for_the_same_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces, "_sysctl", lambda _: "")
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == "/.dockerenv")
    told = namespaces.remedy()
    assert set(OPTION.findall(told)) == options_of_the_page()
    assert set(OPTION.findall(mounts.remedy("mount: EPERM"))) < options_of_the_page()


def commands() -> list[str]:
    return "\n".join(BLOCK.findall(PAGE.read_text("utf-8"))).splitlines()


def test_the_page_names_rungs_that_exist() -> None:
    rows = re.findall(r"^\| .* \| `([\w-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(rows) == {Rung.FULL.value, Rung.NO_USER_NAMESPACES.value}


def host_forbids_user_namespaces() -> bool:
    """Ubuntu does by this switch, of which the page says so."""
    switch = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    return switch.exists() and switch.read_text().strip() == "1"


@functools.cache
def engine() -> str:
    """The program that runs containers here; '' where none answers."""
    for name in ENGINES:
        if shutil.which(name):
            done = subprocess.run([name, "info"], capture_output=True, check=False, timeout=60)
            if done.returncode == 0:
                return name
    return ""


@pytest.fixture(scope="module")
def image() -> str:
    """The program that has built the image."""
    if not engine():
        pytest.skip(f"NEITHER {' NOR '.join(ENGINES)} ANSWERS HERE: no container was built or run")
    run(commands()[0], ROOT)
    return engine()


def run(command: str, folder: Path) -> str:
    """What a command of the page prints, with the engine that is here."""
    assert command.startswith("docker ")
    done = subprocess.run(
        command.replace("docker", engine(), 1), shell=True, cwd=folder, capture_output=True,
        text=True, check=False, timeout=1500,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_the_image_isolates_students_code_wherever_it_runs(image: str) -> None:
    assert image
    _, plain, _, with_options = commands()
    for command in (plain, with_options):
        shown = run(command, ROOT)
        assert "ok       isolation: " in shown
        assert "ok       layer privileges: user 10001" in shown
        assert "ok       student process: starts" in shown
    best = Rung.NO_USER_NAMESPACES if host_forbids_user_namespaces() else Rung.FULL
    assert f"isolation: {best.value}" in shown


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_a_mounted_class_is_graded_and_its_results_are_outside(image: str, tmp_path: Path) -> None:
    assert image
    for name in ("assignments", "data", "reference", "student_template"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "course.toml", tmp_path)
    (tmp_path / "submissions").mkdir()
    shutil.copy(ROOT / "reference" / "xor-mlp.py", tmp_path / "submissions" / "kim.py")
    (grade,) = [command for command in commands() if "--volume" in command]
    run(grade, tmp_path)
    grades = (tmp_path / "results" / "xor-mlp" / "grades.csv").read_text("utf-8-sig")
    assert grades.splitlines()[1].startswith("kim,xor-mlp,graded,100,100,100.0,")

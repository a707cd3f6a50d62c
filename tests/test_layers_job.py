"""All layers together, with TensorFlow: honest work goes on, and nothing else does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.layers import bwrap, ladder, mounts, privileges, rootlaunch
from tests.layers_support import PYTHON_PATHS, REPOSITORY, need

WORK = "/job"
SEES = (*PYTHON_PATHS, str(REPOSITORY / "autograder"), str(REPOSITORY / "tests"))


def start_zygote(settings: dict[str, str]) -> list[str]:
    """Return the command line of a zygote in its own tree: by bwrap, or as root by rootlaunch."""
    program = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); "
        "from tests.layers_job import main; main()"
    )
    command = [sys.executable, "-c", program, json.dumps(settings)]
    environment = (
        ("PATH", "/usr/bin"),
        ("HOME", WORK),
        ("MPLCONFIGDIR", "/tmp/matplotlib"),
        ("IPYTHONDIR", "/tmp/ipython"),
        ("TF_CPP_MIN_LOG_LEVEL", "3"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    )
    ids = privileges.unprivileged_ids()
    if not ids:
        view = bwrap.View(read_only=SEES, work=WORK, environment=environment)
        return bwrap.argv(view, command)
    start = rootlaunch.Start(
        *ids, tree=mounts.Tree(WORK, SEES), command=tuple(command), environment=environment
    )
    return rootlaunch.command(start, package_parent=str(REPOSITORY))


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    need(*(s for s in ladder.probe_all() if s.name not in ("cgroups", "bwrap")))
    if not privileges.unprivileged_ids():
        need(bwrap.probe())
    secret = tmp_path_factory.mktemp("staff") / "checks.py"
    secret.write_text("answer = 42\n")
    secret.chmod(0o644)
    command = start_zygote({"work": WORK, "secret": str(secret)})
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


def test_honest_work_is_not_disturbed(job: dict[str, dict[str, str]]) -> None:
    wrong = {name: said for name, said in job["works"].items() if "Error" in said}
    assert not wrong


REFUSALS = {
    "secret outside": {"ENOENT"},
    "passwords": {"ENOENT"},
    "list home": {"ENOENT", "EACCES"},
    "pid 1 environment": {"EACCES"},
    "own memory": {"EACCES", "EROFS"},
    "write to python": {"EACCES", "EROFS"},
    "io_uring": {"ENOSYS"},
    "zero device": {"AssertionError"},  # it is /dev/null, which is empty
    "memory": {"MemoryError"},
    "disk": {"EFBIG", "ENOSPC"},
    "files": {"ENOSPC"},
}


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_attack_is_refused(job: dict[str, dict[str, str]], when: str) -> None:
    through = {
        name: said for name, said in job[when].items() if said not in REFUSALS.get(name, {"EPERM"})
    }
    assert not through


def test_layers_cost_milliseconds(job: dict[str, dict[str, str]]) -> None:
    spent = {name: float(ms) for name, ms in job["ms"].items()}
    # Generous: a busy machine is slow, a layer that costs a tenth of a second is broken.
    assert spent["namespaces"] + spent["mounts"] < 100, spent
    assert spent["privileges"] + spent["landlock"] + spent["seccomp"] < 50, spent
    if os.environ.get("LAYERS_COSTS"):
        Path(os.environ["LAYERS_COSTS"]).write_text(json.dumps(spent))

"""All layers together, with TensorFlow: honest work goes on, and nothing else does."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from autograder.sandbox.layers import bwrap, ladder, mounts, privileges, rootlaunch
from tests.support.layers import PACKAGES, PYTHON_PATHS, need
from tests.support.places import ROOT as REPOSITORY

WORK = "/job"
SEES = (*PYTHON_PATHS, str(REPOSITORY / "autograder"), str(REPOSITORY / "tests"))


def start_zygote(settings: dict[str, str], sees: tuple[str, ...]) -> list[str]:
    """Return the command line of a zygote in its own tree: by bwrap, or as root by rootlaunch."""
    program = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); "
        "from tests.support.layers_job import main; main()"
    )
    command = [sys.executable, "-c", program, json.dumps(settings)]
    environment = (
        ("PATH", "/usr/bin"),
        ("HOME", WORK),
        ("PYTHONPATH", os.pathsep.join(PACKAGES)),
        ("MPLCONFIGDIR", "/tmp/matplotlib"),
        ("IPYTHONDIR", "/tmp/ipython"),
        ("TF_CPP_MIN_LOG_LEVEL", "3"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    )
    ids = privileges.unprivileged_ids()
    if not ids:
        view = bwrap.View(read_only=sees, work=WORK, environment=environment)
        return bwrap.argv(view, command)
    start = rootlaunch.Start(
        *ids, tree=mounts.Tree(WORK, sees), command=tuple(command), environment=environment
    )
    return rootlaunch.command(start, package_parent=str(REPOSITORY))


RUNGS = ["full", "no-user-namespaces", "no-landlock"]
Found = dict[str, dict[str, str]]


@pytest.fixture(scope="module", params=RUNGS)
def job(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    need(*(s for s in ladder.probe_all() if s.name not in ("cgroups", "bwrap")))
    if not privileges.unprivileged_ids():
        need(bwrap.probe())
    secret = tmp_path_factory.mktemp("staff") / "checks.py"
    secret.write_text("answer = 42\n")
    secret.chmod(0o644)
    settings = {"work": WORK, "secret": str(secret), "rung": request.param}
    # Without namespaces the secret is there to be seen; Landlock alone keeps it shut.
    sees = (*SEES, str(secret)) if request.param == "no-user-namespaces" else SEES
    done = subprocess.run(
        start_zygote(settings, sees),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd="/",
    )
    assert done.returncode == 0, done.stderr
    found: Found = json.loads(done.stdout)
    return {**found, "rung": {"name": request.param}}


def test_honest_work_is_not_disturbed(job: Found) -> None:
    wrong = {name: said for name, said in job["works"].items() if "Error" in said}
    assert not wrong


REFUSALS = {
    "secret outside": {"ENOENT"},
    "passwords": {"ENOENT", "EACCES"},
    "beside the secret": {"ENOENT"},
    "pid 1 environment": {"ENOENT"},
    "pid 1 command": {"ENOENT"},
    "own memory": {"EACCES", "EROFS"},
    "write to python": {"EACCES", "EROFS"},
    "modes of python": {"EROFS 400", "EPERM 400"},
    "io_uring": {"ENOSYS"},
    "zero device": {"AssertionError"},  # it is /dev/null, which is empty
    "memory": {"MemoryError"},
    "disk": {"EFBIG", "ENOSPC"},
    "files": {"ENOSPC"},
}
# What a rung answers otherwise; "ok" is what it gives up.
OTHERWISE: dict[str, dict[str, set[str]]] = {
    "full": {},
    "no-user-namespaces": {
        "secret outside": {"EACCES"},
        "beside the secret": {"EACCES"},
        "pid 1 environment": {"EACCES"},
        "pid 1 command": {"EACCES"},
        "modes of python": {"ok 400"},  # says so, and changes nothing
        "zero device": {"EACCES", "AssertionError"},
        "disk": {"EFBIG", "ENOSPC"},
        "files": {"ok", "ENOSPC"},
    },
    "no-landlock": {},
}


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_attack_is_refused(job: Found, when: str) -> None:
    expected = REFUSALS | OTHERWISE[job["rung"]["name"]]
    through = {
        name: said for name, said in job[when].items() if said not in expected.get(name, {"EPERM"})
    }
    assert not through


def test_layers_cost_milliseconds(job: Found) -> None:
    spent = {name: float(ms) for name, ms in job["ms"].items()}
    # Generous: a busy machine is slow, a layer that costs a tenth of a second is broken.
    assert spent["namespaces"] + spent["mounts"] < 100, spent
    assert spent["privileges"] + spent["landlock"] + spent["seccomp"] < 50, spent

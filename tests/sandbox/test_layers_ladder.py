"""The ladder, bwrap, control groups, and the way root starts."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.sandbox.layers import bwrap, cgroups, ladder, mounts, namespaces, rootlaunch
from autograder.sandbox.layers import privileges as layer_privileges
from autograder.sandbox.layers.ladder import Rung
from autograder.sandbox.layers.status import LayerError, LayerStatus
from tests.support.layers import PYTHON_PATHS, need
from tests.support.places import ROOT as REPOSITORY

BASE = {"seccomp", "rlimits", "privileges"}
TREE = {"namespaces", "mounts"}


def statuses(*names: str) -> list[LayerStatus]:
    return [LayerStatus(name, True, "", "") for name in names]


@pytest.mark.parametrize(
    ("held", "is_root", "rung"),
    [
        (BASE | TREE | {"landlock"}, False, Rung.FULL),
        (BASE | TREE | {"landlock"}, True, Rung.ROOT),
        (BASE | {"landlock"}, False, Rung.NO_USER_NAMESPACES),
        (BASE | {"landlock", "namespaces"}, True, Rung.NO_USER_NAMESPACES),
        (BASE | TREE, False, Rung.NO_LANDLOCK),
        (BASE, False, Rung.REFUSE),
        (BASE | {"namespaces"}, False, Rung.REFUSE),
        (TREE | {"landlock", "rlimits", "privileges"}, False, Rung.REFUSE),
        (set[str](), False, Rung.REFUSE),
    ],
)
def test_rungs(held: set[str], is_root: bool, rung: Rung) -> None:
    assert ladder.choose_rung(statuses(*held), is_root=is_root) is rung
    assert ladder.MEANING[rung]


def test_probing_all_tells_of_each_layer() -> None:
    found = ladder.probe_all()
    assert {status.name for status in found} == BASE | TREE | {"landlock", "bwrap", "cgroups"}
    for status in found:
        assert status.detail
        assert status.available != bool(status.remedy)


def test_a_probe_that_fails_makes_its_layers_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert ladder.choose_rung(ladder.probe_all(), is_root=False) is Rung.REFUSE


@pytest.mark.parametrize(
    ("system", "release", "word"),
    [
        ("Darwin", "23.1.0", "virtual machine"),
        ("Windows", "11", "WSL 2"),
        ("FreeBSD", "14", "FreeBSD"),
        ("Linux", "4.4.0-19041-Microsoft", "set-version"),
        ("Linux", "5.15.90.1-microsoft-standard-WSL2", "wsl --update"),
        ("Linux", "6.1.0-18-amd64", ""),
    ],
)
def test_advice_for_platforms(
    monkeypatch: pytest.MonkeyPatch, system: str, release: str, word: str
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "release", lambda: release)
    advice = ladder.platform_advice()
    assert word in advice
    assert bool(word) == bool(advice)


def test_elsewhere_nothing_is_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    found = ladder.probe_all()
    assert not any(status.available for status in found)
    assert all("virtual machine" in status.remedy for status in found)


@pytest.mark.parametrize("layer", [*ladder._LAYERS[:-1]], ids=lambda layer: layer.__name__[-10:])
def test_a_probe_off_linux_says_no(monkeypatch: pytest.MonkeyPatch, layer: ModuleType) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    status = layer.probe()
    assert not status.available
    assert status.remedy


@pytest.mark.parametrize(
    ("switch", "value", "word"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor"),
        ("kernel/unprivileged_userns_clone", "0", "unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "max_user_namespaces"),
        ("", "", "CONFIG_USER_NS"),
    ],
)
def test_remedies_for_namespaces(
    monkeypatch: pytest.MonkeyPatch, switch: str, value: str, word: str
) -> None:
    monkeypatch.setattr(namespaces, "_sysctl", lambda name: value if name == switch else "")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert word in namespaces.remedy()


def test_bwrap_line_hides_everything_not_named() -> None:
    view = bwrap.View(read_only=("/usr", "/opt/env/lib"), work="/job", environment=(("A", "b"),))
    line = bwrap.argv(view, ["python"], path="/bin/bwrap")
    assert line[0] == "/bin/bwrap"
    assert {"--unshare-all", "--die-with-parent", "--new-session", "--clearenv"} <= set(line)
    assert "--share-net" not in line
    assert line[line.index("--cap-drop") + 1] == "ALL"
    assert line[-2:] == ["--", "python"]
    made = [line[place + 1] for place, word in enumerate(line) if word == "--dir"]
    assert made == ["/opt", "/opt/env", "/job"]
    bound = [line[place + 1] for place, word in enumerate(line) if word == "--ro-bind-try"]
    assert bound == ["/usr", "/opt/env/lib"]


def test_no_bwrap_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bwrap, "find", lambda: None)
    assert "pip install" in bwrap.probe().remedy
    with pytest.raises(LayerError, match="find bwrap"):
        bwrap.argv(bwrap.View((), "/job"), ["true"])


def test_folders_closed_to_others_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    tmp_path.chmod(0o700)
    assert not bwrap.usable_by(os.geteuid() + 1, [str(tmp_path / "in")])
    assert bwrap.usable_by(os.geteuid(), [str(tmp_path / "in")])


def test_bwrap_runs_a_program_that_sees_only_its_view(tmp_path: Path) -> None:
    need(bwrap.probe())
    view = bwrap.View(read_only=("/usr", "/bin", "/lib", "/lib64"), work="/job")
    script = f"ls {tmp_path} /etc/passwd; ls /; env; touch /x /usr/x /dev/x /dev/shm/x; pwd"
    ids = layer_privileges.unprivileged_ids() or (None, None)
    done = subprocess.run(
        bwrap.argv(view, ["/bin/sh", "-c", script]),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=ids[0],
        group=ids[1],
        extra_groups=[] if ids[0] else None,
    )
    assert done.stdout.split() == [
        "bin",
        "dev",
        "job",
        "lib",
        "lib64",
        "proc",
        "tmp",
        "usr",
        "PWD=/job",
        "/job",
    ]
    assert done.stderr.count("No such file") == 2
    assert done.stderr.count("Read-only file system") == 4


@pytest.mark.parametrize(("code", "status"), [("exit(5)", 5), ("os.abort()", 134)])
def test_root_starts_a_program_as_nobody(code: str, status: int) -> None:
    ids = layer_privileges.unprivileged_ids()
    if not ids:
        pytest.skip("only root starts this way")
    program = f"import os; print(os.getresuid(), os.listdir('/job'), os.getppid()); {code}"
    start = rootlaunch.Start(
        *ids,
        tree=mounts.Tree("/job", PYTHON_PATHS),
        command=(sys.executable, "-c", program),
        environment=(("PYTHONUNBUFFERED", "1"),),
    )
    line = rootlaunch.command(start, package_parent=str(REPOSITORY))
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout == f"{(ids[0],) * 3} [] 1\n", done.stderr
    assert done.returncode == status


def test_everything_root_started_ends_with_the_launcher() -> None:
    ids = layer_privileges.unprivileged_ids()
    if not ids:
        pytest.skip("only root starts this way")
    program = "import os, time; os.write(1, b'x'); time.sleep(60)"
    start = rootlaunch.Start(
        *ids, tree=mounts.Tree("/job", PYTHON_PATHS), command=(sys.executable, "-c", program)
    )
    line = rootlaunch.command(start, package_parent=str(REPOSITORY))
    with subprocess.Popen(line, stdout=subprocess.PIPE) as launcher:
        assert launcher.stdout
        assert launcher.stdout.read(1) == b"x"
        launcher.kill()
        assert launcher.stdout.read() == b""  # returns when the last holder is gone


def test_a_launch_that_fails_says_why() -> None:
    if not layer_privileges.unprivileged_ids():
        pytest.skip("only root starts this way")
    start = rootlaunch.Start(1, 1, tree=mounts.Tree("/job"), command=("/no/such/program",))
    line = rootlaunch.command(start, package_parent=str(REPOSITORY))
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert "rootlaunch: " in done.stderr
    assert "/no/such/program" in done.stderr


def test_groups_are_found_in_either_version(tmp_path: Path) -> None:
    own = tmp_path / "own"
    v2, v1 = tmp_path / "v2", tmp_path / "v1"
    for folder in (v2 / "user/me", v1 / "memory/a", v1 / "pids"):
        folder.mkdir(parents=True)
        (folder / "cgroup.procs").touch()
    (v2 / "user/me/cgroup.subtree_control").write_text("")
    (v2 / "user/cgroup.subtree_control").write_text("cpu memory pids")
    (v2 / "user/cgroup.procs").touch()
    (v1 / "memory/a/memory.limit_in_bytes").touch()
    own.write_text("0::/user/me\n")
    assert cgroups.find(v2, own) == cgroups.Parents(2, v2 / "user", v2 / "user")
    own.write_text("8:pids:/\n4:cpu,memory:/a\n0::/\n")
    assert cgroups.find(v1, own) == cgroups.Parents(1, v1 / "memory/a", v1 / "pids")
    assert cgroups.find(tmp_path / "none", own) is None
    assert cgroups.find(v1, tmp_path / "none") is None


def test_a_group_stops_memory_of_every_kind() -> None:
    need_cgroups()
    parents = cgroups.find()
    assert parents
    group = cgroups.create(parents, f"autograder-test-{os.getpid()}", memory_mb=32, tasks=8)
    try:
        go_reader, go_writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            import mmap

            os.read(go_reader, 1)
            mmap.mmap(-1, 64 << 20).write(bytes(64 << 20))  # shared: no rlimit counts it
            os._exit(0)
        cgroups.add(group, pid)
        os.write(go_writer, b"x")
        _, status = os.waitpid(pid, 0)
        os.close(go_reader)
        os.close(go_writer)
        assert os.waitstatus_to_exitcode(status) == -9
        assert cgroups.out_of_memory(group)
        assert cgroups.peak_mb(group) in {31, 32, None}
    finally:
        cgroups.remove(group)
    assert not any(folder.exists() for folder in group.folders)


def need_cgroups() -> None:
    """An optional layer: its absence is never a failure."""
    status = cgroups.probe()
    if not status.available:
        pytest.skip(f"cgroups: {status.detail}")


def test_a_group_that_cannot_be_made_is_a_layer_error(tmp_path: Path) -> None:
    parents = cgroups.Parents(2, tmp_path / "none", None)
    with pytest.raises(LayerError, match="make the group x"):
        cgroups.create(parents, "x", memory_mb=1, tasks=1)

"""Namespaces and mounts: what a process sees in a tree of its own."""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from autograder.sandbox.layers import libc, mounts, namespaces, privileges
from autograder.sandbox.layers.status import LayerError
from tests.support.layers import answer_of, in_child, need, stop_being_root

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _available() -> None:
    need(namespaces.probe(), mounts.probe())


def in_first(action: Callable[[], T]) -> T:
    """Run ``action`` as pid 1 of new namespaces, as an unprivileged user."""

    def supervisor() -> T:
        stop_being_root()
        namespaces.enter()
        return in_child(action)

    return in_child(supervisor)


def test_a_child_begins_a_world_of_its_own() -> None:
    def look() -> dict[str, object]:
        return {
            "pid": os.getpid(),
            "uid": os.getuid(),
            "groups": answer_of(lambda: os.setgroups([])),
            "interfaces": [name for _, name in socket.if_nameindex()],
            "loopback": answer_of(lambda: socket.socket().connect(("127.0.0.1", 80))),
            "host": socket.gethostname(),
        }

    assert in_first(look) == {
        "pid": 1,
        "uid": namespaces.INSIDE_ID,
        "groups": "EPERM",
        "interfaces": ["lo"],
        "loopback": "ENETUNREACH",
        "host": namespaces.HOST_NAME,
    }


def test_works_when_the_process_may_not_be_traced() -> None:
    def supervisor() -> int:
        stop_being_root()
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
        namespaces.enter()
        return libc.prctl(libc.PR_GET_DUMPABLE)

    assert in_child(supervisor) == 0


def test_a_second_thread_is_an_error() -> None:
    def supervisor() -> str:
        stop = threading.Event()
        thread = threading.Thread(target=stop.wait, daemon=True)
        thread.start()
        try:
            namespaces.enter()
        except LayerError as error:
            return str(error)
        finally:
            stop.set()
        return "entered"

    assert "more than one thread" in in_child(supervisor)


def test_the_end_of_pid_1_is_the_end_of_all() -> None:
    reader, writer = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        stop_being_root()
        namespaces.enter()
        if os.fork() == 0:
            _leave_a_daemon(writer)
        signal.pause()
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    os.kill(supervisor, signal.SIGKILL)
    os.waitpid(supervisor, 0)
    # The daemon holds the pipe's other end: this returns, empty, once it is gone.
    assert os.read(reader, 1) == b""
    os.close(reader)


def _leave_a_daemon(writer: int) -> None:
    privileges.die_with_parent()
    if os.fork() == 0:
        os.setsid()
        os.write(writer, b"x")
    signal.pause()


DEVICES = ["fd", "null", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero"]


def names(folder: str | Path) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def touch_many(folder: str) -> None:
    for number in range(30):
        Path(folder, str(number)).touch()


def tree_of(tmp_path: Path) -> mounts.Tree:
    readable = tmp_path / "shown"
    readable.mkdir()
    (readable / "file").write_text("text")
    (tmp_path / "hidden").write_text("secret")
    for folder in (readable, *list(tmp_path.parents)[:-1], tmp_path):
        if folder.owner() == Path.home().owner() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return mounts.Tree(
        work="/job", read_only=("/usr", str(readable), "/no/such"), work_mb=2, tmp_mb=1, inodes=20
    )


def test_the_root_holds_what_was_named_and_nothing_else(tmp_path: Path) -> None:
    tree = tree_of(tmp_path)
    shown = tmp_path / "shown"

    def look() -> dict[str, object]:
        mounts.build_root(tree)
        return {
            "here": str(Path.cwd()),
            "root": sorted(set(names("/")) - {tmp_path.parts[1]}),
            "beside": names(tmp_path),
            "read": (shown / "file").read_text(),
            "write": answer_of(lambda: (shown / "file").write_text("x")),
            "root write": answer_of(lambda: Path("/x").write_text("x")),
            "usr write": answer_of(lambda: Path("/usr/x").write_text("x")),
            "work": answer_of(lambda: Path("x").write_text("x")),
            "devices": sorted(names("/dev")),
            "zero": list(Path("/dev/zero").read_bytes()),
            "random": len(os.read(os.open("/dev/urandom", os.O_RDONLY), 4)),
            "processes": [name for name in names("/proc") if name.isdigit()],
            "proc": answer_of(lambda: Path("/proc/self/oom_score_adj").write_text("0")),
            "script": answer_of(_run_a_script),
            "device": answer_of(lambda: os.mknod("d", stat.S_IFCHR | 0o600, os.makedev(1, 5))),
        }

    assert in_first(look) == {
        "here": "/job",
        "root": sorted({"dev", "job", "proc", "tmp", "usr"} - {tmp_path.parts[1]}),
        "beside": ["shown"],
        "read": "text",
        "write": "EROFS",
        "root write": "EROFS",
        "usr write": "EROFS",
        "work": "ok",
        "devices": DEVICES,
        "zero": [],
        "random": 4,
        "processes": ["1"],
        "proc": "EROFS",
        "script": "EACCES",
        "device": "EPERM",
    }


def _run_a_script() -> None:
    Path("run").write_text("#!/usr/bin/env true")
    Path("run").chmod(0o700)
    os.execv("run", ["run"])


def test_folders_in_memory_are_capped(tmp_path: Path) -> None:
    tree = tree_of(tmp_path)

    def fill() -> dict[str, str]:
        mounts.build_root(tree)
        return {
            "work": answer_of(lambda: Path("big").write_bytes(bytes(3 << 20))),
            "tmp": answer_of(lambda: Path("/tmp/big").write_bytes(bytes(2 << 20))),
            "names": answer_of(lambda: touch_many("/tmp")),
        }

    assert in_first(fill) == {"work": "ENOSPC", "tmp": "ENOSPC", "names": "ENOSPC"}


def test_a_job_inside_a_zygotes_tree_starts_empty(tmp_path: Path) -> None:
    outer = tree_of(tmp_path)

    def zygote() -> dict[str, object]:
        mounts.build_root(mounts.Tree(outer.work, outer.read_only, proc_read_only=False))
        Path("left behind").touch()
        Path("/tmp/left behind").touch()
        libc.prctl(libc.PR_SET_DUMPABLE, 1)
        namespaces.enter()
        return in_child(job)

    def job() -> dict[str, object]:
        mounts.build_root(mounts.Tree(outer.work, ("/usr",), work_mb=2, tmp_mb=1, inodes=20))
        return {
            "work": names("."),
            "tmp": names("/tmp"),
            "processes": [name for name in names("/proc") if name.isdigit()],
            "cap": answer_of(lambda: Path("big").write_bytes(bytes(3 << 20))),
        }

    assert in_first(zygote) == {
        "work": [],
        "tmp": [],
        "processes": ["1"],
        "cap": "ENOSPC",
    }


def test_a_missing_folder_is_a_layer_error() -> None:
    def job() -> str:
        try:
            mounts.build_root(mounts.Tree("/job"), staging="/no/such/folder")
        except LayerError as error:
            return f"{error.layer} {error.errno}"
        return "built"

    assert in_first(job) == f"mounts {errno.ENOENT}"


def test_root_builds_for_a_user_that_owns_nothing(tmp_path: Path) -> None:
    ids = privileges.unprivileged_ids()
    if not ids:
        pytest.skip("only root has this way")
    tmp_path.chmod(0o700)
    shown = tmp_path / "shown"
    shown.mkdir()
    (shown / "file").write_text("text")

    def first() -> dict[str, object]:
        mounts.build_root(mounts.Tree("/job", (str(shown),), owner=ids))
        privileges.drop_user(*ids)
        return {
            "uid": os.getuid(),
            "read": (shown / "file").read_text(),
            "work": answer_of(lambda: Path("x").write_text("x")),
            "root again": answer_of(lambda: os.setuid(0)),
        }

    def launcher() -> dict[str, object]:
        namespaces.enter(user=False)
        return in_child(first)

    assert in_child(launcher) == {
        "uid": ids[0],
        "read": "text",
        "work": "ok",
        "root again": "EPERM",
    }

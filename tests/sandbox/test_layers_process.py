"""Resource limits and privileges of one process."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox.layers import libc, privileges, rlimits
from autograder.sandbox.layers.status import LayerError
from tests.support.layers import answer_of, in_child, need, stop_being_root

MB = 1 << 20
LIMITS = rlimits.Limits(memory_mb=64, cpu_s=30, file_mb=1, files=32, tasks=8)


def test_memory_counts_from_what_is_held() -> None:
    need(rlimits.probe())
    held = bytearray(100 * MB)

    def student() -> dict[str, str]:
        rlimits.apply(LIMITS)
        return {
            "within": answer_of(lambda: bytearray(40 * MB)),
            # Far beyond: stacks of the parent's threads, which the fork may give back, count too.
            "beyond": answer_of(lambda: bytearray(400 * MB)),
            "mapped": answer_of(lambda: mmap.mmap(-1, 400 * MB, flags=mmap.MAP_PRIVATE)),
            "address space": answer_of(
                lambda: mmap.mmap(-1, 64 << 30, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
            ),
        }

    assert in_child(student) == {
        "within": "ok",
        "beyond": "MemoryError",
        "mapped": "ENOMEM",
        "address space": "ENOMEM",
    }
    assert len(held) == 100 * MB


def test_files_tasks_and_limits_themselves(tmp_path: Path) -> None:
    need(rlimits.probe())
    tmp_path.chmod(0o777)

    def student() -> dict[str, str]:
        place = os.open(tmp_path, os.O_PATH)
        stop_being_root()
        rlimits.apply(LIMITS)
        return {
            "past the cap": answer_of(lambda: os.pwrite(_make(place), b"x", 2 * MB)),
            "open": answer_of(lambda: [os.dup(0) for _ in range(40)]),
            "raise": answer_of(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))),
            "core": str(resource.getrlimit(resource.RLIMIT_CORE)),
        }

    assert in_child(student) == {
        "past the cap": "EFBIG",
        "open": "EMFILE",
        "raise": "ValueError",
        "core": "(0, 0)",
    }


def _make(folder: int) -> int:
    return os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=folder)


def start_threads() -> None:
    for _ in range(20):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def test_threads_are_counted() -> None:
    need(rlimits.probe())

    def student() -> str:
        stop_being_root()
        rlimits.apply(LIMITS)
        return answer_of(start_threads)

    if privileges.unprivileged_ids() is None:
        pytest.skip("outside a user namespace the count is of all the user's processes")
    assert in_child(student) == "RuntimeError"


def test_cpu_time_ends_the_process() -> None:
    need(rlimits.probe())
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        rlimits.apply(rlimits.Limits(memory_mb=64, cpu_s=1))
        while True:
            pass
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def test_a_lower_limit_stays() -> None:
    need(rlimits.probe())

    lower = 1000  # but more than this process has open

    def student() -> list[int]:
        resource.setrlimit(resource.RLIMIT_NOFILE, (lower, lower))
        rlimits.apply(replace(LIMITS, files=2 * lower))
        return list(resource.getrlimit(resource.RLIMIT_NOFILE))

    assert in_child(student) == [lower, lower]


def test_powers_are_gone_for_good() -> None:
    need(privileges.probe())

    def student() -> dict[str, str]:
        stop_being_root()
        privileges.drop_powers()
        wanted = {"CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Groups"}
        lines = Path("/proc/self/status").read_text().splitlines()
        return {
            "dumpable": str(libc.prctl(libc.PR_GET_DUMPABLE)),
            "root": answer_of(lambda: os.setuid(0)),
            "groups": answer_of(lambda: os.setgroups([0])),
            **{
                name: value.strip()
                for name, _, value in (line.partition(":") for line in lines)
                if name in wanted
            },
        }

    found = in_child(student)
    if privileges.unprivileged_ids():
        assert found.pop("Groups") == ""
    found.pop("Groups", None)
    assert found == {
        "dumpable": "0",
        "root": "EPERM",
        "groups": "EPERM",
        "CapInh": "0" * 16,
        "CapPrm": "0" * 16,
        "CapEff": "0" * 16,
        "CapAmb": "0" * 16,
        "NoNewPrivs": "1",
    }


def test_root_gives_up_the_bounding_set_too() -> None:
    if not privileges.unprivileged_ids():
        pytest.skip("only root has one to give up")

    def student() -> str:
        privileges.drop_powers()
        (line,) = (
            line for line in Path("/proc/self/status").read_text().splitlines() if "CapBnd" in line
        )
        return line.split()[1]

    assert in_child(student) == "0" * 16


def test_each_job_may_have_a_user_of_its_own() -> None:
    ids = privileges.unprivileged_ids(7)
    if not ids:
        pytest.skip("only root has users to give")
    assert ids != privileges.unprivileged_ids(8)

    def student() -> list[int]:
        privileges.drop_user(*ids)
        return [*os.getresuid(), *os.getgroups()]

    assert in_child(student) == [ids[0]] * 3


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("0 0 4294967295", (0x70000000, 0x70000000)),
        ("0 1000 1\n1 100000 65536", (65534, 65534)),  # a rootless container
        ("0 1000 1", None),  # "root" of a namespace with no other user
        ("", None),
    ],
)
def test_the_user_to_drop_to_is_one_that_is_mapped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, ids: tuple[int, int] | None
) -> None:
    (tmp_path / "map").write_text(text)
    read = privileges._mapped
    monkeypatch.setattr(privileges, "_mapped", lambda _: read(str(tmp_path / "map")))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert privileges.unprivileged_ids() == ids


def test_an_orphan_is_told_and_a_child_is_killed() -> None:
    need(privileges.probe())
    reader, writer = os.pipe()
    parent = os.fork()
    if parent == 0:
        if os.fork() == 0:
            privileges.die_with_parent(os.getppid())
            os.write(writer, b"x")
            signal.pause()
        signal.pause()
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert os.read(reader, 1) == b""  # nobody holds the pipe: the child is gone
    os.close(reader)


def test_a_parent_that_is_gone_already_is_noticed() -> None:
    need(privileges.probe())

    def orphan() -> str:
        lifeline, held = os.pipe()
        os.close(held)
        try:
            privileges.die_with_parent(lifeline=lifeline)
        except LayerError as error:
            return str(error)
        return "alive"

    assert "could not find its parent alive" in in_child(orphan)
    with pytest.raises(LayerError, match="parent alive"):
        in_child_raises()


def in_child_raises() -> None:
    try:
        privileges.die_with_parent(1 if os.getppid() != 1 else 2)
    finally:
        libc.prctl(libc.PR_SET_PDEATHSIG, 0)

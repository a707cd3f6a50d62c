"""One job with every layer, as the sandbox runs it; a program that test_layers_job starts.

zygote (this program) -> supervisor -> pid 1 -> student. Prints what the student found as JSON.
"""

# A submission is written with open() and os, and a trial has to survive whatever is raised.
# ruff: noqa: BLE001, ICN001, PTH101, PTH108, PTH109, PTH116, PTH118, PTH120, PTH123, PTH208, SIM115

from __future__ import annotations

import contextlib
import io
import itertools
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import NoReturn

from autograder.sandbox.layers import (
    landlock,
    libc,
    mounts,
    namespaces,
    privileges,
    rlimits,
    seccomp,
)
from autograder.sandbox.layers.bpf import Program
from tests.support.layers import PYTHON_PATHS, answer_of
from tests.support.places import ROOT as REPOSITORY

Times = dict[str, float]


def main() -> None:
    settings = json.loads(sys.argv[1])
    import IPython  # noqa: F401
    import keras  # noqa: F401
    import matplotlib as mpl
    import tensorflow  # noqa: F401

    mpl.use("Agg")
    program = seccomp.compile_filter(private_files=settings["rung"] != "no-user-namespaces")
    libc.prctl(libc.PR_SET_DUMPABLE, 0)
    reader, writer = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        _supervise(settings, program, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        sys.stdout.write(pipe.read())
    _, status = os.waitpid(supervisor, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def _supervise(settings: dict[str, str], program: Program, writer: int) -> NoReturn:
    times: Times = {"start": time.perf_counter()}
    if settings["rung"] == "no-user-namespaces":
        # The staff's files may be in /tmp: the job has one folder of its own there, and no more.
        folder = tempfile.mkdtemp(dir="/tmp")
        os.chdir(folder)
        os.environ.update(TMPDIR=folder, MPLCONFIGDIR=folder, IPYTHONDIR=folder)
    else:
        namespaces.enter()
    times["namespaces"] = time.perf_counter()
    _wait(os.fork() or _first(settings, program, writer, times))


def _first(settings: dict[str, str], program: Program, writer: int, times: Times) -> NoReturn:
    times["fork"] = time.perf_counter()
    if settings["rung"] != "no-user-namespaces":
        sees = (*PYTHON_PATHS, str(REPOSITORY / "autograder"), str(REPOSITORY / "tests"))
        libc.unshare(libc.CLONE_NEWNS)
        mounts.build_root(mounts.Tree(settings["work"], sees, work_mb=16, tmp_mb=16, inodes=256))
    times["mounts"] = time.perf_counter()
    student = os.fork() or _student(settings, program, writer, times)
    landlock.pin_proc(student)
    _wait(student)


def _student(settings: dict[str, str], program: Program, writer: int, times: Times) -> NoReturn:
    times["fork again"] = time.perf_counter()
    os.setsid()
    tempfile.tempdir = None
    rlimits.apply(rlimits.Limits(memory_mb=1024, cpu_s=60, file_mb=16))
    times["rlimits"] = time.perf_counter()
    privileges.drop_powers()
    privileges.die_with_parent(os.getppid())
    times["privileges"] = time.perf_counter()
    proc = landlock.OWN_PROC if settings["rung"] == "no-user-namespaces" else ("/proc",)
    if settings["rung"] != "no-landlock":
        landlock.restrict(
            read_only=[*PYTHON_PATHS, *proc, "/dev/urandom", "/dev/random"],
            read_write=[os.getcwd(), tempfile.gettempdir()],
            write_only=["/dev/null"],
        )
    times["landlock"] = time.perf_counter()
    seccomp.install(program)
    times["seccomp"] = time.perf_counter()
    os.closerange(4, writer)
    before = _attacks(settings)
    found = {"works": _work(), "before": before, "after": _attacks(settings), "ms": _steps(times)}
    os.write(writer, json.dumps(found).encode())
    os._exit(0)


def _wait(child: int) -> NoReturn:
    _, status = os.waitpid(child, 0)
    os._exit(abs(os.waitstatus_to_exitcode(status)))


def _steps(times: Times) -> Times:
    names = list(times)
    return {
        name: round(1000 * (times[name] - times[earlier]), 2)
        for earlier, name in itertools.pairwise(names)
    }


def _work() -> dict[str, str]:
    return {name: _tell(action) for name, action in _HONEST.items()}


def _tell(action: Callable[[], object]) -> str:
    try:
        return str(action() or "ok")
    except Exception as error:
        return repr(error)


def _train() -> str:
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    assert model.predict(x, verbose=0).shape == (4, 1)
    model.save("model.keras")
    model.save_weights("model.weights.h5")
    assert keras.models.load_model("model.keras").count_params() == 13
    return "ok"


def _draw() -> None:
    import matplotlib.pyplot as plt

    plt.plot([1, 2, 3])
    plt.title("loss")
    plt.savefig("figure.png")
    plt.close()


def _shell() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        result = shell.run_cell("import asyncio\nawait asyncio.sleep(0)\nprint(1 + 1)")
    assert result.success, result
    assert "2" in out.getvalue()


def _thread() -> None:
    done: list[int] = []
    worker = threading.Thread(target=lambda: done.append(1))
    worker.start()
    worker.join()
    assert done


def _copy() -> None:
    import shutil

    with open("a.txt", "w") as file:
        file.write("x")
    shutil.copy2("a.txt", "b.txt")


_HONEST: dict[str, Callable[[], object]] = {
    "train, predict, save, load": _train,
    "draw": _draw,
    "ipython cell": _shell,
    "thread": _thread,
    "copy a file": _copy,
    "temporary file": lambda: tempfile.NamedTemporaryFile().close(),
    "platform": lambda: __import__("platform").platform(),
}


def _raw(name: str, *arguments: int) -> None:
    libc.syscall(name, *arguments)


def _fill_memory() -> None:
    bytearray(3 << 30)


def _read_zeros() -> None:
    with open("/dev/zero", "rb") as zeros:
        assert zeros.read(1)


def _fill_disk() -> None:
    with open("big", "wb") as file:
        file.writelines(bytes(1 << 20) for _ in range(32))


def _many_files() -> None:
    for number in range(1000):
        with open(f"n{number}", "w"):
            pass


def _attacks(settings: dict[str, str]) -> dict[str, str]:
    unix, udp = socket.AF_UNIX, socket.SOCK_DGRAM
    tries: dict[str, Callable[[], object]] = {
        "secret outside": lambda: open(settings["secret"]),
        "passwords": lambda: open("/etc/passwd"),
        "beside the secret": lambda: os.listdir(os.path.dirname(settings["secret"])),
        "pid 1 environment": lambda: open("/proc/1/environ"),
        "pid 1 command": lambda: open("/proc/1/cmdline"),
        "own memory": lambda: open("/proc/self/mem", "r+b"),
        "truncate python": lambda: os.open(os.__file__, os.O_RDONLY | os.O_TRUNC),
        "modes of python": lambda: os.chmod(os.__file__, 0),
        "write to python": lambda: open(os.path.join(sys.prefix, "x"), "w"),
        "tcp": socket.socket,
        "udp": lambda: socket.socket(type=udp),
        "unix": lambda: socket.socket(unix),
        "datagram pair": lambda: socket.socketpair(unix, udp),
        "fork": os.fork,
        "exec": lambda: os.execv(sys.executable, [sys.executable]),
        "subprocess": lambda: subprocess.run([sys.executable, "-V"], check=True),
        "spawn": lambda: os.posix_spawn(sys.executable, [sys.executable], {}),
        "kill parent": lambda: os.kill(os.getppid(), signal.SIGKILL),
        "kill all": lambda: os.kill(-1, signal.SIGKILL),
        "ptrace": lambda: _raw("ptrace", 16, 1, 0, 0),
        "unshare": lambda: _raw("unshare", libc.CLONE_NEWUSER),
        "mount": lambda: libc.mount("none", "/tmp", "tmpfs"),
        "raise limits": lambda: _raw("prlimit64", 0, 7, id(bytes(16)), 0),
        "shared memory": lambda: mmap.mmap(-1, 4096),
        "memfd": lambda: os.memfd_create("x"),
        "growing stack": lambda: mmap.mmap(-1, 4096, flags=0x122),
        "io_uring": lambda: _raw("io_uring_setup", 1, id(bytes(128))),
        "be dumpable": lambda: libc.prctl(libc.PR_SET_DUMPABLE, 1),
        "own signals of files": lambda: __import__("fcntl").fcntl(0, 8, 1),
        "niceness": lambda: os.nice(-1),
        "become root": lambda: os.setuid(0),
        "zero device": _read_zeros,
        "device node": lambda: os.mknod("x", 0o60600, 0),
        "memory": _fill_memory,
        "disk": _fill_disk,
        "files": _many_files,
    }
    found = {name: answer_of(action) for name, action in tries.items()}
    found["modes of python"] += f" {os.stat(os.__file__).st_mode & 0o400:o}"
    for entry in os.scandir("."):
        if entry.is_file():
            os.unlink(entry)
    return found


if __name__ == "__main__":
    main()

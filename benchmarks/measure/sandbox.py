"""What the sandbox costs: ``python -m benchmarks sandbox [--quick] [--parts first,one] [--print]``.

Starting a job, memory of a child, 32 children at once, 1,000 jobs in a row without growth, and 200
forks of TensorFlow that train without a deadlock. The table goes into docs/explanation/security.md,
unless ``--quick`` makes it a tenth of everything, or ``--parts`` measures some of it, which is only
printed. As root the start of a job is measured as an ordinary user as well.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from autograder.evidence import ArrayEvidence, ValueEvidence, decode
from autograder.grading.workers import STUDENT
from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import End, JobLimits, JobRequest
from autograder.sandbox.layers import privileges
from autograder.student.program import CellSource, StudentProgram, Wanted
from benchmarks.lib import measured, reporting
from benchmarks.lib.catalogue import SECURITY as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result

LIMITS = JobLimits(
    seconds=300, memory_mb=2048, file_mb=16, disk_mb=32, files=200, threads=64, result_mb=16
)
FIRST_LINE = "import time\nt = time.monotonic()"
TRAIN = """
import keras
import numpy as np
keras.utils.set_random_seed(1)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, x[:, :1], epochs=20, verbose=0)
t = model.predict(x, verbose=0)
"""
HOLD = TRAIN + "\nimport time\ntime.sleep(3)\n"
MOST_FIRST_LINE_MS = 40.0


def job(zygote: Zygote, source: str) -> float | list[object]:
    """Run one cell in a job and return the variable ``t`` that it leaves."""
    program = StudentProgram((CellSource("code", source, 1),), (Wanted("t", "array"),))
    outcome = client.run(zygote, msgspec.json.encode(program), JobRequest(LIMITS))
    assert outcome.status.end is End.FINISHED, outcome.status
    assert outcome.payload is not None
    evidence = decode(outcome.payload)
    assert not evidence.errors, evidence.errors
    found = evidence.deliverables["t"]
    if isinstance(found, ValueEvidence):
        return float(json.loads(found.json))
    assert isinstance(found, ArrayEvidence)
    from autograder.evidence import unpack_array

    listed = unpack_array(found.array).tolist()
    return listed if isinstance(listed, list) else float(listed)


def first_line(zygote: Zygote, count: int) -> list[float]:
    """Milliseconds from submitting to the student's first line."""
    spent = []
    for _ in range(count):
        submitted = time.monotonic()
        began = job(zygote, FIRST_LINE)
        assert isinstance(began, float)
        spent.append(1000 * (began - submitted))
    return spent


def below(zygote: Zygote) -> dict[int, tuple[int, int]]:
    """(private, proportional) memory in KiB of every process below the launcher."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {}
    for pid in parents:
        at = pid
        while at in parents and at != zygote.process.pid:
            at = parents[at]
        if at == zygote.process.pid:
            found[pid] = memory(pid)
    return found


def memory(pid: int) -> tuple[int, int]:
    """(private, proportional) memory of a process in KiB; zeros where it may not be read."""
    # Clean pages are those of libraries, private only until somebody else maps them.
    sizes = {"Private_Dirty": 0, "Pss": 0}
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in sizes:
                sizes[name] = int(rest.split()[0])
    except OSError:
        pass
    return sizes["Private_Dirty"], sizes["Pss"]


def at_once(zygote: Zygote, count: int) -> dict[str, float]:
    """``count`` children that have trained and still live: seconds for all, memory of one."""
    peak: list[tuple[int, int]] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            found = sorted(below(zygote).values(), reverse=True)
            students = [one for one in found if one[0] > 20_000][:count]
            if sum(private for private, _ in students) > sum(private for private, _ in peak):
                peak[:] = students

    watcher = threading.Thread(target=look)
    watcher.start()
    started = time.monotonic()
    with ThreadPoolExecutor(count) as pool:
        found = list(pool.map(lambda _: job(zygote, HOLD), range(count)))
    seconds = time.monotonic() - started
    done.set()
    watcher.join()
    assert all(one == found[0] for one in found)
    private = [one[0] / 1024 for one in peak] or [0.0]
    proportional = [one[1] / 1024 for one in peak] or [0.0]
    return {
        "children": count,
        "seconds": round(seconds, 2),
        "private_mb_each": round(statistics.median(private), 1),
        "pss_mb_each": round(statistics.median(proportional), 1),
    }


def inventory(zygote: Zygote) -> dict[str, int]:
    """All that could grow."""
    processes = below(zygote)
    return {
        "fds of the main process": len(list(Path("/proc/self/fd").iterdir())),
        "KiB of the main process": memory(os.getpid())[0],
        "KiB of the zygote": max(private for private, _ in processes.values()),
        "processes": len(processes),
        "mounts": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "temporary files": len(list(Path(tempfile.gettempdir()).rglob("*"))),
    }


def in_a_row(zygote: Zygote, count: int) -> dict[str, Any]:
    """What there is before and after many jobs; the first hundred warm all caches."""
    _run_many(zygote, max(10, count // 10))
    before = inventory(zygote)
    _run_many(zygote, count)
    after = inventory(zygote)
    grown = {name: after[name] - before[name] for name in before}
    return {"jobs": count, "before": before, "after": after, "grown": grown}


def _run_many(zygote: Zygote, count: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: job(zygote, FIRST_LINE), range(count)))
    gc.collect()
    time.sleep(0.5)


def forks(zygote: Zygote, count: int) -> dict[str, float]:
    """Many forks that train; a deadlock would hit the clock and fail."""
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: job(zygote, TRAIN), range(count)))
    return {
        "forks": count,
        "seconds": round(time.monotonic() - started, 1),
        "equal": sum(one == found[0] for one in found),
    }


def started(zygote: Zygote, count: int) -> dict[str, float | int]:
    """Milliseconds from submitting to the student's first line, over many jobs."""
    spent = sorted(first_line(zygote, count))
    return {
        "jobs": count,
        "least": round(spent[0], 1),
        "median": round(statistics.median(spent), 1),
        "nine of ten": round(spent[int(0.9 * count)], 1),
    }


PARTS: dict[str, Callable[[Zygote, int], dict[str, Any]]] = {
    "first": lambda zygote, scale: started(zygote, 100 // scale),
    "one": lambda zygote, _: at_once(zygote, 1),
    "many": lambda zygote, scale: at_once(zygote, max(4, 32 // scale)),
    "row": lambda zygote, scale: in_a_row(zygote, 1000 // scale),
    "forks": lambda zygote, scale: forks(zygote, 200 // scale),
}


def measure(parts: Sequence[str], scale: int) -> dict[str, Any]:
    """These parts, under the best isolation of this machine for this user."""
    with tempfile.TemporaryDirectory() as own, client.start(STUDENT) as zygote:
        tempfile.tempdir = own  # others' files in the machine's are not ours to count
        job(zygote, FIRST_LINE)
        found = {name: PARTS[name](zygote, scale) for name in parts}
        tempfile.tempdir = None
    return {"rung": isolation.find().rung, "load": round(os.getloadavg()[0], 1), **found}


def as_ordinary_user(scale: int) -> dict[str, Any]:
    """The start of a job, measured in a process of an ordinary user."""
    from tests.support import ordinary_user

    words = [sys.executable, "-m", "benchmarks", "sandbox", "--raw", "--parts", "first"]
    words += ["--quick"] if scale > 1 else []
    line = ordinary_user.command(words)
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def render(found: dict[str, Any]) -> str:
    """What was measured, beside what it has to keep."""
    one, many, row, fork = (found[name] for name in ("one", "many", "row", "forks"))
    grown = ", ".join(f"{name} {value:+d}" for name, value in row["grown"].items())
    lines = [_line("what", "measured", "goal"), "| --- | --- | --- |", *_starts(found)]
    lines += [
        _line(
            "memory of a child that has trained",
            f"{one['private_mb_each']} MB private, {one['pss_mb_each']} MB with its share",
        ),
        _line(
            f"{many['children']} children at once, all alive after training",
            f"{many['seconds']} s in all, {many['private_mb_each']} MB private each",
            "all equal",
        ),
        _line(f"{row['jobs']:,} jobs in a row", grown, "no growth"),
        _line(
            f"{fork['forks']} forks of TensorFlow that train",
            f"{fork['equal']} equal results in {fork['seconds']} s",
            "no deadlock",
        ),
    ]
    return "\n".join(lines)


def _starts(found: dict[str, Any]) -> Iterator[str]:
    """A line for whoever runs this, and one for an ordinary user where that was root."""
    for suffix in (", ordinary user", ""):
        if one := found.get(f"first{suffix}"):
            yield _line(
                f"submit → first student line, rung `{found[f'rung{suffix}']}`",
                f"median {one['median']} ms, nine of ten within {one['nine of ten']} ms",
                f"at most {MOST_FIRST_LINE_MS:g} ms",
            )


def _line(*cells: str) -> str:
    return f"| {' | '.join((*cells, '')[:3])} |"


def main(arguments: Sequence[str]) -> None:
    """Measure each part."""
    parser = reporting.parser("sandbox", __doc__)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of everything; only printed")
    parser.add_argument("--raw", action="store_true", help="print JSON, and nothing else happens")
    asked = parser.parse_args(arguments)
    scale, parts = 10 if asked.quick else 1, asked.parts.split(",")
    if asked.raw:
        print(json.dumps(measure(parts, scale)))
        return
    about, found = measured.now("sandbox"), dict[str, Any]()
    for name in parts:
        found |= measure([name], scale)
        if name == "first" and privileges.unprivileged_ids():
            user = as_ordinary_user(scale)
            found |= {f"{key}, ordinary user": user[key] for key in ("rung", "first")}
        print(name, json.dumps(found[name]), flush=True)
    if set(PARTS) <= set(found):
        result = Result(about, found)
        only_print = asked.print or asked.quick
        reporting.report("sandbox", PAGE, result, render(found), only_print=only_print)

"""What the sandbox costs: ``python -m benchmarks.sandbox [--json FILE] [--quick]``.

Starting a job, memory of a child, 32 children at once, 1,000 jobs in a row without growth, and 200
forks of TensorFlow that train without a deadlock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from autograder.evidence import ArrayEvidence, ValueEvidence, decode
from autograder.grade import STUDENT
from autograder.sandbox import client, isolation
from autograder.sandbox.client import Zygote
from autograder.sandbox.jobs import End, JobLimits, JobRequest
from autograder.student.program import CellSource, StudentProgram, Wanted

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
        "memory of the main process, KiB": memory(os.getpid())[0],
        "memory of the zygote, KiB": max(private for private, _ in processes.values()),
        "processes": len(processes),
        "mounts": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "own temporary files": len(list(Path("/tmp").glob("autograder-*"))) + len(
            list(Path("/tmp").glob("job-*"))
        ),
    }  # fmt: skip


def in_a_row(zygote: Zygote, count: int) -> dict[str, dict[str, int]]:
    """What there is before and after many jobs; the first ten warm all caches."""
    for _ in range(10):
        job(zygote, FIRST_LINE)
    time.sleep(0.5)
    before = inventory(zygote)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: job(zygote, FIRST_LINE), range(count)))
    time.sleep(0.5)
    return {"before": before, "after": inventory(zygote)}


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


def main() -> None:
    """Run everything; print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args()
    scale: Callable[[int], int] = (lambda n: max(4, n // 10)) if options.quick else (lambda n: n)
    with client.start(STUDENT) as zygote:
        job(zygote, FIRST_LINE)
        spent = first_line(zygote, scale(100))
        result = {
            "layers": isolation.find().layers,
            "load": os.getloadavg()[0],
            "first line, ms": {
                "least": round(min(spent), 1),
                "median": round(statistics.median(spent), 1),
                "most": round(max(spent), 1),
                "goal": MOST_FIRST_LINE_MS,
            },
            "one child": at_once(zygote, 1),
            "many children": at_once(zygote, scale(32)),
            "jobs in a row": {"jobs": scale(1000), **in_a_row(zygote, scale(1000))},
            "forks that train": forks(zygote, scale(200)),
        }
    for name, value in result.items():
        print(f"{name:>20}  {json.dumps(value)}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

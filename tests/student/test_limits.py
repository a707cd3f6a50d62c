"""Each limit of assignment.toml has a sentence of its own, in both languages, naming the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from autograder.course import loader
from autograder.records import CPU_FACTOR, Assignment, Limits, Status
from tests.conftest import RIGHT, Grader
from tests.support.places import ROOT

LIMITS = {
    "seconds": 10, "cpu_seconds": 2, "memory_mb": 384, "output_kb": 64, "file_mb": 8,
    "disk_mb": 16, "files": 100, "open_files": 40, "threads": 16, "evidence_mb": 2,
}  # fmt: skip
TWO_THREADS = """
import hashlib, threading
def work():
    data = bytes(2**24)
    while True: hashlib.sha256(data)
for _ in range(4): threading.Thread(target=work, daemon=True).start()
while True: pass
"""
READ_ONLY_PAGES = """
import ctypes, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
size = 2**24
for _ in range(200):
    page = libc.mmap(None, ctypes.c_size_t(size), 3, 0x22, -1, ctypes.c_long(0))
    ctypes.memset(page, 1, size)
    libc.mprotect(page, size, 1)
    time.sleep(0.01)
"""
THREADS = """
import threading, time
for _ in range(99): threading.Thread(target=time.sleep, args=(1,)).start()
"""
# What the cell does, and what is said of it in Korean and in English.
MET = {
    "cpu": (TWO_THREADS, "계산 시간을 2초보다 많이", "more than 2 seconds of processor time"),
    "memory": ("x = [bytearray(2**24) for _ in range(99)]", "384 MB", "more than 384 MB of memory"),
    "memory, unseen by Python": (READ_ONLY_PAGES, "384 MB", "more than 384 MB of memory"),
    "output": ("for i in range(9**5): print(i)", "64 KB", "went over 64 KB"),
    "one file": ("open('x', 'wb').write(bytes(9 * 2**20))", "8 MB", "a file larger than 8 MB"),
    "one file, by NumPy": (
        "import numpy as np\nnp.save('x', np.zeros(2**21))", "8 MB", "a file larger than 8 MB",
    ),
    "all files": (
        "for n in range(3): open(f'{n}', 'wb').write(bytes(7 * 2**20))",
        "16 MB", "wrote more than 16 MB to files",
    ),
    "number of files": (
        "for n in range(200): open(f'{n}', 'w').close()",
        "100개보다", "more than 100 files and folders",
    ),
    "open files": (
        "x = [open('x', 'w') for _ in range(300)]", "40개보다", "more than 40 files open at once",
    ),
    "processes": ("import subprocess\nsubprocess.run(['ls'])", "다른 프로그램", "another program"),
    "threads": (
        THREADS,
        "16개보다", "more than 16 threads",
    ),
    "network": (
        "import urllib.request\nurllib.request.urlopen('http://example.com')",
        "인터넷", "reach the internet",
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def limited(tiny: Assignment) -> Assignment:
    return replace(tiny, limits=replace(tiny.limits, **LIMITS))


@pytest.mark.parametrize("name", MET)
def test_a_limit_that_was_met_is_named_with_its_cell(
    grade_source: Grader, limited: Assignment, name: str
) -> None:
    source, ko, en = MET[name]
    grade = grade_source(f"# %%\n{RIGHT}\n# %%\n{source}", limited).grade
    assert ko in grade.message.ko
    assert en in grade.message.en
    assert "2번 셀" in grade.message.ko
    assert "in cell 2" in grade.message.en
    assert grade.score == 100  # what existed by then
    assert grade.status is {"cpu": Status.TIMEOUT}.get(
        name, Status.MEMORY if "memory" in name else Status.GRADED
    )


def test_results_too_large_to_hand_in_are_left_out_one_by_one(
    grade_source: Grader, limited: Assignment
) -> None:
    large = "keras.layers.Dense(10**6)"
    graded = grade_source(RIGHT.replace("keras.layers.Dense(1)", large), limited)
    answer, model = graded.grade.checks
    assert (answer.earned, model.earned) == (60, 0)
    assert "2 MB" in " ".join(note.en for note in graded.grade.notes)
    assert "2 MB" in " ".join(note.ko for note in graded.grade.notes)


def documented() -> Iterator[tuple[str, str]]:
    """Each limit and its default, as the table of the reference page gives them."""
    page = (ROOT / "docs" / "reference" / "assignment.md").read_text(encoding="utf-8")
    table = page.split("| limit | default | beyond it |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        _, names, defaults, *_ = line.split("|")
        found = re.findall("`(\\w+)`", names)
        yield from zip(found, defaults.strip().split(", "), strict=True)


def test_the_reference_gives_every_limit_with_its_default() -> None:
    actual = {limit.name: f"{limit.default:g}" for limit in fields(Limits)}
    assert actual["cpu_seconds"] == "0"
    assert Limits().processor_seconds == CPU_FACTOR * Limits().seconds
    assert dict(documented()) == actual | {"cpu_seconds": f"{CPU_FACTOR} × `seconds`"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_statement_gives_the_time_limit_of_its_assignment(language: str) -> None:
    found = loader.find_course(ROOT)
    for name in loader.assignment_names(found):
        assignment = loader.load_assignment(found, name)
        text = (assignment.folder / f"statement.{language}.md").read_text(encoding="utf-8")
        told = re.findall(r"time limit is (\d+) seconds|시간 제한은 .*?(\d+)초", text)
        assert [float("".join(one)) for one in told] in ([], [assignment.limits.seconds]), name

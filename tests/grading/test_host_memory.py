"""Never more jobs at a time than the machine has memory for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from autograder.grading import host_memory


@pytest.mark.parametrize(
    ("wanted", "memory_mb", "available", "jobs"),
    [
        (2, 2048, 24_000, 2),
        (16, 2048, 24_000, 10),
        (256, 4096, 18_432, 4),
        (4, 2048, 1_000, 1),
        (4, 2048, None, 4),
    ],
    ids=["enough", "half of the processors wait", "far too many", "hardly any", "not known"],
)
def test_jobs_are_as_many_as_fit(
    wanted: int, memory_mb: int, available: int | None, jobs: int
) -> None:
    assert host_memory.jobs_that_fit(wanted, memory_mb, available) == jobs


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="ascii")
    return folder


def test_a_container_has_what_its_limit_leaves(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        meminfo="MemTotal: 33554432 kB\nMemAvailable:   25165824 kB\n",
        memory__max=f"{8 * 2**30}\n",
        memory__current=f"{3 * 2**30}\n",
        memory__stat=f"anon {2 * 2**30}\ninactive_file {2**30}\n",
    )
    assert host_memory.available_mb(folder / "meminfo", folder) == 6 * 1024


@pytest.mark.parametrize("limit", ["max\n", None])
def test_without_a_limit_it_is_the_machine_s(tmp_path: Path, limit: str | None) -> None:
    written(tmp_path, meminfo="MemAvailable:   25165824 kB\n", memory__current="5\n")
    if limit:
        written(tmp_path, memory__max=limit)
    assert host_memory.available_mb(tmp_path / "meminfo", tmp_path) == 24 * 1024


def test_a_system_that_does_not_say_is_not_asked_twice(tmp_path: Path) -> None:
    assert host_memory.available_mb(tmp_path / "none", tmp_path) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Grading 2 at a time, not 9"), ("ko", "한 번에 9개가 아니라 2개씩")],
)
def test_the_staff_hears_of_fewer_jobs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, words: str
) -> None:
    monkeypatch.setattr(host_memory, "available_mb", lambda: 2048 + 2 * 2048)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kim.ipynb").write_text("not a notebook", encoding="utf-8")
    asked = ["grade", "xor-logistic", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    run = CliRunner().invoke(cli, [*asked, "--jobs", "9", "--lang", language])
    assert words in run.output

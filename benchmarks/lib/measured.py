"""Where, when and with what something was measured: one record for all benchmarks."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
from pathlib import Path

import msgspec

from benchmarks.lib import repository

_TENSORFLOW = ("tensorflow-cpu", "tensorflow")


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader of the numbers has to know. An empty field was not recorded.

    Attributes:
        command: that made them.
        date: day, in UTC.
        commit: of this repository, with `+changes` where files differed from it.
        processor: its model.
        cores: that the process may use.
        memory_gb: of the machine.
        kernel: name and release.
        load_before: processes that wanted a processor in the minute before.
    """

    command: str
    date: str
    commit: str = ""
    processor: str = ""
    cores: int | None = None
    memory_gb: float | None = None
    kernel: str = ""
    python: str = ""
    tensorflow: str = ""
    keras: str = ""
    numpy: str = ""
    load_before: float | None = None


def now(name: str) -> Measured:
    """The record of the benchmark ``name`` that begins now, on this machine."""
    return Measured(
        command=f"python -m benchmarks {name}",
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        commit=repository.commit(),
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=_memory_gb(),
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        tensorflow=next(filter(None, map(_version, _TENSORFLOW)), ""),
        keras=_version("keras"),
        numpy=_version("numpy"),
        load_before=round(os.getloadavg()[0], 2),
    )


def line(measured: Measured) -> str:
    """The record as a line of Markdown, below a table."""
    named = (
        ("commit", measured.commit),
        ("processor", measured.processor),
        ("cores", measured.cores),
        ("memory GB", measured.memory_gb),
        ("kernel", measured.kernel),
        ("Python", measured.python),
        ("TensorFlow", measured.tensorflow),
        ("Keras", measured.keras),
        ("NumPy", measured.numpy),
        ("load before", measured.load_before),
    )
    known = [f"{name} {value}" for name, value in named if value not in {"", None}]
    absent = [name for name, value in named if value in {"", None}]
    said = ", ".join([measured.date, *known])
    gap = f"; not recorded: {', '.join(absent)}" if absent else ""
    return f"*Measured with `{measured.command}`: {said}{gap}.*"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    """The model's name; on processors of ARM, which have none there, the architecture."""
    return _fact("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    kib = _fact("/proc/meminfo", "MemTotal").split()
    return round(int(kib[0]) * 1024 / 1e9, 1) if kib else None


def _fact(path: str, name: str) -> str:
    """What a file of `name: value` lines says first of a name; empty where it does not."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    parted = (line.partition(":") for line in lines)
    return next((value.strip() for key, _, value in parted if key.strip() == name), "")

"""What a student is told about a limit that the run met: which one, how much, in which cell.

The words stand in ``assets/limits.toml``; here is only how they are found and filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from autograder.evidence import Evidence
from autograder.messages.loops import how_far
from autograder.records import NO_TEXT, Limits, Loop, Text, Word, say
from autograder.sandbox.jobs import End, JobStatus
from autograder.util.compat import read_toml
from autograder.util.decoding import converter

_LOOP = converter(Loop, from_attributes=True)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The words, by the limit that the run met."""

    ended: Mapping[str, Text]  # by ``End``, where the run ended and ``met`` has no words for that
    interrupted: Mapping[str, Text]
    met: Mapping[str, Text]  # by ``LimitName``


_to_texts = converter(_Texts)

_ENDS: Final = {
    End.TIME: "time",
    End.EVIDENCE: "evidence",
    End.EXITED: "exited",
    End.SIGNAL: "signal",
}
_LIMITS: Final = {
    End.MEMORY: "memory",
    End.CPU: "cpu",
    End.THREADS: "threads",
    End.DISK: "disk",
    End.FILES: "files",
}


@cache
def _texts() -> _Texts:
    """The words, read once."""
    text = files("autograder.messages").joinpath("assets/limits.toml").read_text("utf-8")
    return _to_texts(read_toml(text))


def ended_early(status: JobStatus, limits: Limits) -> Text:
    """Why the run ended without leaving anything to grade."""
    if status.end in _LIMITS:
        text = _texts().met[_LIMITS[status.end]]
    else:
        text = _texts().ended[_ENDS.get(status.end, "other")]
    return _filled(text, status.cell, limits, {"detail": Text(status.detail, status.detail)})


def cut_short(status: JobStatus, evidence: Evidence, limits: Limits) -> Text | None:
    """Why the run was cut short although what existed by then could be graded."""
    if status.end is End.FINISHED:
        return _interrupted(evidence, limits, status.struck)
    why = {"why": ended_early(status, limits)}
    return _filled(_texts().interrupted["graded"], status.cell, limits, why)


def _interrupted(evidence: Evidence, limits: Limits, struck: str) -> Text | None:
    """``struck`` is the limit that the supervisor enforced (``JobStatus.struck``)."""
    if evidence.interrupted == "time":
        last = evidence.errors[-1] if evidence.errors else None
        cell = last.cell if last else 0
        loop = _LOOP(last.loop) if last and last.loop else None
        if struck == "cpu" and loop is None:
            return _filled(_texts().met["cpu"], cell, limits)
        text = _texts().interrupted["cpu" if struck == "cpu" else "time"]
        return _filled(text, cell, limits, {"loop": how_far(loop)})
    if evidence.interrupted == "memory":
        cells = [found.cell for found in evidence.limits if found.limit == "memory"]
        return _filled(_texts().met["memory"], cells[0] if cells else 0, limits)
    return None


def met(evidence: Evidence, limits: Limits) -> tuple[Text, ...]:
    """One sentence for every other limit that a cell ran into."""
    return tuple(
        _filled(_texts().met[found.limit], found.cell, limits)
        for found in evidence.limits
        if found.limit != "memory"  # of which ``cut_short`` speaks
    )


def _filled(text: Text, cell: int, limits: Limits, more: Mapping[str, Text] | None = None) -> Text:
    """The words with the cell, the limits and what ``more`` is known put in."""
    where = say("{cell}번 셀에서 ", " in cell {cell}", cell=cell) if cell else NO_TEXT
    return say(
        text.ko, text.en, **{"where": where, "cell": cell, **_amounts(limits), **(more or {})}
    )


def _amounts(limits: Limits) -> dict[str, Word]:
    """What the words say of the limits, by the name under which they say it."""
    amounts: dict[str, object] = {
        "seconds": f"{limits.seconds:g}",
        "processor_seconds": f"{limits.processor_seconds:g}",
        "memory": size(limits.memory_mb),
        "disk": size(limits.disk_mb),
        "file": size(limits.file_mb),
        "evidence": size(limits.evidence_mb),
        "evidence_mb": limits.evidence_mb,
        "output_kb": limits.output_kb,
        "files": limits.files,
        "threads": limits.threads,
        "open_files": limits.open_files,
    }
    return {name: str(amount) for name, amount in amounts.items()}


def size(megabytes: int) -> str:
    """A size as people say it: 2048 is 2 GB, 1500 is 1500 MB."""
    return f"{megabytes // 1024} GB" if megabytes % 1024 == 0 else f"{megabytes} MB"

"""Every limit has words in both languages, with the assignment's numbers in them."""

from __future__ import annotations

from typing import get_args

import pytest

from autograder.evidence import Evidence, LimitEvidence, LimitName
from autograder.messages.limits import cut_short, ended_early, met
from autograder.records import Limits, Text
from autograder.sandbox.jobs import End, JobStatus

LIMITS = Limits(disk_mb=300, memory_mb=4096, evidence_mb=47)


def ran_into(limit: LimitName) -> Text:
    evidence = Evidence(
        schema=1,
        deliverables={},
        fits=(),
        errors=(),
        names=(),
        output="",
        notebook="",
        interrupted="memory" if limit == "memory" else "",
        limits=(LimitEvidence(6, limit),),
    )
    finished = JobStatus(End.FINISHED, 1.0, 1.0, 50.0, ())
    said = cut_short(finished, evidence, LIMITS)
    (text,) = (said,) if said else met(evidence, LIMITS)
    return text


@pytest.mark.parametrize("limit", get_args(LimitName))
def test_every_limit_of_a_cell_is_named_in_both_languages(limit: LimitName) -> None:
    text = ran_into(limit)
    assert text.ko.endswith(".")
    assert text.en.endswith(".")
    assert "{" not in f"{text.ko}{text.en}"
    if limit != "evidence":  # which belongs to no cell
        assert text.ko.startswith("6번 셀에서 ")
        assert " in cell 6" in text.en


@pytest.mark.parametrize("end", End, ids=lambda end: end.name)
def test_every_end_without_a_result_is_explained_in_both_languages(end: End) -> None:
    said = ended_early(JobStatus(end, 1.0, 1.0, 50.0, (), detail="signal {11}"), LIMITS)
    assert said.ko.endswith(".")
    assert said.en.endswith(".")


def test_sizes_and_particles_follow_the_number() -> None:
    assert ran_into("disk").ko.startswith(
        "6번 셀에서 파일에 쓴 양이 모두 합쳐 300 MB를 넘었습니다."
    )
    assert "more than 4 GB of memory in cell 6" in ran_into("memory").en
    crash = ended_early(JobStatus(End.SIGNAL, 1.0, 1.0, 50.0, (), "", "signal {11}"), LIMITS)
    assert "(signal {11})" in crash.en  # what a process says is no placeholder

"""Evidence of an honest submission of one value, for tests to change."""

from __future__ import annotations

from autograder.evidence import Evidence, ValueEvidence

SIMPLE = Evidence(
    schema=1,
    deliverables={"answer": ValueEvidence(class_name="int", json="42")},
    fits=(),
    errors=(),
    names=("answer",),
    output="",
    notebook="{}",
)

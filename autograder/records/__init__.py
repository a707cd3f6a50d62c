"""What the parts of the program hand to each other: frozen data, no behaviour.

One submission travels through these records in this order:
``Submission`` → ``Evidence`` (``autograder.evidence``) → ``CheckResult`` → ``Grade``.

Import the records from here; the modules below part them by idea.
"""

from __future__ import annotations

from autograder.records.assignments import (
    CPU_FACTOR,
    Assignment,
    Bonus,
    Call,
    CheckFile,
    CheckSpec,
    DataFile,
    Deliverable,
    DeliverableKind,
    LatePolicy,
    Legacy,
    Limits,
    LocalAssignment,
    Part,
    StandardUse,
    portable,
)
from autograder.records.grades import (
    Adjustment,
    Attempt,
    CacheKeys,
    CellError,
    CheckOutcome,
    CheckResult,
    FitSummary,
    ForStaff,
    Found,
    Grade,
    Loop,
    Mark,
    Outcome,
    Status,
    Usage,
)
from autograder.records.submissions import (
    Cell,
    HandedIn,
    Program,
    Submission,
)
from autograder.records.texts import (
    LANGUAGES,
    NO_TEXT,
    Language,
    Text,
    Word,
    joined,
    listed,
    say,
)

__all__ = [
    "CPU_FACTOR",
    "LANGUAGES",
    "NO_TEXT",
    "Adjustment",
    "Assignment",
    "Attempt",
    "Bonus",
    "CacheKeys",
    "Call",
    "Cell",
    "CellError",
    "CheckFile",
    "CheckOutcome",
    "CheckResult",
    "CheckSpec",
    "DataFile",
    "Deliverable",
    "DeliverableKind",
    "FitSummary",
    "ForStaff",
    "Found",
    "Grade",
    "HandedIn",
    "Language",
    "LatePolicy",
    "Legacy",
    "Limits",
    "LocalAssignment",
    "Loop",
    "Mark",
    "Outcome",
    "Part",
    "Program",
    "StandardUse",
    "Status",
    "Submission",
    "Text",
    "Usage",
    "Word",
    "joined",
    "listed",
    "portable",
    "say",
]

"""Evidence: what crosses from the student's side to the trusted side, and all that crosses.

One JSON document, described by frozen structs and decoded strictly: unknown fields, wrong types and
values outside the limits are refused. Arrays travel as raw bytes (base64 in the JSON) with a dtype
from a short list and a shape, so that no pickle, no zip and no file name is ever read. Both sides
import this package; neither imports the other.

Import the records from here; the modules below part them by idea.
"""

from __future__ import annotations

from autograder.evidence.arrays import (
    Array,
    HostileEvidenceError,
    Parts,
    check_array,
    pack_array,
    unpack_array,
)
from autograder.evidence.decoding import (
    decode,
    encode,
    iter_arrays,
)
from autograder.evidence.deliverables import (
    ArrayEvidence,
    CallEvidence,
    CallOutcome,
    DeliverableEvidence,
    FunctionEvidence,
    OtherEvidence,
    ValueEvidence,
    model_in,
)
from autograder.evidence.fields import (
    MAX_ANSWER_BYTES,
    MAX_ARRAY_BYTES,
    MAX_CALLS,
    MAX_DELIVERABLES,
    MAX_FITS,
    MAX_MODEL_CONFIG,
    MAX_PARTS,
    MAX_UNSENT,
    MAX_VALUE_DEPTH,
    SCHEMA,
    DType,
    Shape,
)
from autograder.evidence.files import (
    MAX_FILE_TEXT,
    MAX_POINTS,
    MAX_SERIES,
    MAX_WRITTEN,
    FileEvidence,
    FileFormat,
    FileProblem,
    ImageEvidence,
    SeriesEvidence,
    WrittenFile,
)
from autograder.evidence.models import (
    ModelEvidence,
)
from autograder.evidence.runs import (
    EAGER_OFF,
    TAPE,
    CallbackEffect,
    CellErrorEvidence,
    Evidence,
    FitEvidence,
    LimitEvidence,
    LimitName,
    LoopEvidence,
    UsedEvidence,
)

__all__ = [
    "EAGER_OFF",
    "MAX_ANSWER_BYTES",
    "MAX_ARRAY_BYTES",
    "MAX_CALLS",
    "MAX_DELIVERABLES",
    "MAX_FILE_TEXT",
    "MAX_FITS",
    "MAX_MODEL_CONFIG",
    "MAX_PARTS",
    "MAX_POINTS",
    "MAX_SERIES",
    "MAX_UNSENT",
    "MAX_VALUE_DEPTH",
    "MAX_WRITTEN",
    "SCHEMA",
    "TAPE",
    "Array",
    "ArrayEvidence",
    "CallEvidence",
    "CallOutcome",
    "CallbackEffect",
    "CellErrorEvidence",
    "DType",
    "DeliverableEvidence",
    "Evidence",
    "FileEvidence",
    "FileFormat",
    "FileProblem",
    "FitEvidence",
    "FunctionEvidence",
    "HostileEvidenceError",
    "ImageEvidence",
    "LimitEvidence",
    "LimitName",
    "LoopEvidence",
    "ModelEvidence",
    "OtherEvidence",
    "Parts",
    "SeriesEvidence",
    "Shape",
    "UsedEvidence",
    "ValueEvidence",
    "WrittenFile",
    "check_array",
    "decode",
    "encode",
    "iter_arrays",
    "model_in",
    "pack_array",
    "unpack_array",
]

"""Limits and types of the fields of evidence."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

SCHEMA = 1

MAX_DELIVERABLES = 64
MAX_FITS = 2000
MAX_ARRAY_BYTES = 16 * 2**20
MAX_PARTS = 16  # arrays that a model takes, or gives, at once
MAX_UNSENT = 2**28  # numbers in the weights of a model that are told by their shapes alone
MAX_MODEL_CONFIG = 256 * 1024  # characters of JSON
MAX_VALUE_DEPTH = 6
MAX_CALLS = 32  # of one function
MAX_ANSWER_BYTES = 256 * 1024  # of one call

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Short = Annotated[str, Meta(max_length=500)]
Digest = Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")]
Long = Annotated[str, Meta(max_length=20_000)]
Dim = Annotated[int, Meta(ge=0, le=2**31)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
DType = Literal[
    "bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64",
    "float16", "bfloat16", "float32", "float64",
]  # fmt: skip


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all evidence: immutable, and strict about what it holds."""


Shape = Annotated[tuple[Dim, ...], Meta(max_length=8)]

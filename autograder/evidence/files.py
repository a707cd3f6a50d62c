"""A file or folder that the student's code wrote: what was read of it, and none of its bytes."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from autograder.evidence.arrays import Array
from autograder.evidence.fields import Count, Digest, Name, Record, Shape, Short
from autograder.evidence.models import ModelEvidence

MAX_SERIES: Final = 64  # curves of one folder of logs
MAX_POINTS: Final = 10_000  # of one curve
MAX_FILE_TEXT: Final = 64 * 1024  # characters of a text file
MAX_WRITTEN: Final = 200  # names of files that are told

# Of a path below the work folder: no control character, and none that ends code or a tag.
FilePath = Annotated[str, Meta(pattern=r"\A[^\x00-\x1f\x7f`<>\\]{1,200}\Z")]

# What the content is: a whole model or its weights in the formats of Keras, a picture, a text, a
# folder with logs for TensorBoard, another folder; an archive, a pickle or something else where
# one of these was asked for.
FileFormat = Literal[
    "model", "weights", "image", "text", "logs", "folder", "archive", "pickle", "other",
]  # fmt: skip

# Why it is not what was asked for: nothing is in it; it is larger than what is read; it is no
# plain file (a pipe, a device, a link to somewhere else); a folder in place of a file, perhaps one
# that ``model.export`` made, or the other way round; a file of another format; broken; a model that
# Keras can't make of it.
FileProblem = Literal[
    "", "empty", "large", "special", "folder", "exported", "file", "format", "broken", "unloadable",
]  # fmt: skip


class ImageEvidence(Record, frozen=True):
    """A picture by its size in pixels and its mode, such as ``RGB``.

    ``blank``: all its pixels are alike.
    """

    width: Annotated[int, Meta(ge=1, le=2**20)]
    height: Annotated[int, Meta(ge=1, le=2**20)]
    mode: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9;]{1,12}\Z")]
    blank: bool = False


class SeriesEvidence(Record, frozen=True):
    """Numbers of one tag of one run, in the order in which they were logged; None is no number.

    ``run`` is the folder of the log below the one that was asked for, '' for that one itself.
    """

    run: Annotated[str, Meta(max_length=200)]
    tag: Name
    steps: Annotated[tuple[Count, ...], Meta(max_length=MAX_POINTS)]
    values: Annotated[tuple[float | None, ...], Meta(max_length=MAX_POINTS)]


class FileEvidence(Record, frozen=True, tag_field="kind", tag="file"):
    """What lies at a place that the assignment names, as read in the student's process.

    ``path`` is below the work folder; ``size`` is in bytes, of a folder of all in it. The others
    belong to its format: ``model`` is what Keras makes of a saved model; ``weights`` are the arrays
    of a file of weights, or of a model that Keras could not make, in the file's order. Of weights
    that are too many to be sent ``unsent`` are the shapes and ``digest`` what
    ``util.digests.weights_digest`` gives. ``text`` is ``cut`` where it is longer than what is sent.
    ``detail`` is what was raised, for the staff.
    """

    path: FilePath
    size: Count
    format: FileFormat
    problem: FileProblem = ""
    detail: Short = ""
    model: ModelEvidence | None = None
    weights: Annotated[tuple[Array, ...], Meta(max_length=1000)] = ()
    unsent: Annotated[tuple[Shape, ...], Meta(max_length=1000)] = ()
    digest: Digest = ""
    image: ImageEvidence | None = None
    text: Annotated[str, Meta(max_length=MAX_FILE_TEXT)] = ""
    cut: bool = False
    series: Annotated[tuple[SeriesEvidence, ...], Meta(max_length=MAX_SERIES)] = ()


class WrittenFile(Record, frozen=True):
    """A file that the cells wrote, wherever below the work folder; for messages only."""

    path: FilePath
    size: Count

"""Models and weights that were saved in Keras' own formats, read as far as they may cross."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import h5py  # type: ignore[import-untyped]
import keras
import ml_dtypes
import msgspec
import numpy as np

from autograder.evidence import (
    MAX_ARRAY_BYTES,
    MAX_UNSENT,
    FileEvidence,
    FileFormat,
    ModelEvidence,
    pack_array,
)
from autograder.student.models import describe_model
from autograder.student.program import Wanted
from autograder.student.training import FitLog
from autograder.util.digests import weights_digest

_HDF5: Final = b"\x89HDF\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
_CONFIG: Final = "config.json"
_WEIGHTS: Final = "model.weights.h5"
_MOST_UNPACKED: Final = 256 * 2**20  # bytes of all that is in a file
_MOST_SENT: Final = 2 * MAX_ARRAY_BYTES
_MOST_ARRAYS: Final = 1000
_MOST_ENTRIES: Final = 2000
# What beside the weights of layers is in such a file, as a part of the path.
_NOT_WEIGHTS: Final = frozenset(["optimizer", "optimizer_weights", "seed_generator", "metrics"])


class _TooLargeError(Exception):
    """What is in the file is more than is read."""


def told(error: BaseException) -> str:
    """What was raised, in one line, for the staff."""
    try:
        return f"{type(error).__name__}: {error}"[:500]
    except Exception:  # noqa: BLE001 - an exception of the student's own may do anything
        return "an error that can't be told"


def is_zip(content: bytes) -> bool:
    """Whether it is an archive that can be read."""
    return zipfile.is_zipfile(io.BytesIO(content))


def format_of(content: bytes) -> FileFormat | None:
    """A model, weights, or an archive of something else; None for neither zip nor HDF5."""
    if content.startswith(_ZIP):
        if not is_zip(content):
            return "archive"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "model" if _CONFIG in archive.namelist()[:_MOST_ENTRIES] else "archive"
    if not content.startswith(_HDF5):
        return None
    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            return "model" if "model_config" in file.attrs else "weights"
    except Exception:  # noqa: BLE001 - h5py raises whatever the library below it says
        return "other"


def opens_as(name: str, content: bytes) -> bool:
    """Whether Keras opens this content under that name: it goes by the ending, of `.keras` as an
    archive, of `.h5` and `.hdf5` as HDF5 (``keras.saving.load_model``)."""
    lower = name.lower()
    if lower.endswith(".keras"):
        return content.startswith(_ZIP)
    return not lower.endswith((".h5", ".hdf5")) or content.startswith(_HDF5)


def read(place: Path, content: bytes, found: FileEvidence, log: FitLog) -> FileEvidence:
    """The same, with the model or the weights that are in the file.

    A model that Keras can't make without code of the student's own is known by its weights.

    Raises:
        Exception: the file is broken.
    """
    try:
        arrays = tuple(_arrays(content))
    except _TooLargeError as error:
        return msgspec.structs.replace(found, problem="large", detail=told(error))
    if found.format == "weights":
        return _with_weights(found, arrays)
    try:
        model: Any = keras.saving.load_model(str(place), compile=False)
        described = describe_model(model, Wanted("", "model"), log)
    except BaseException as error:  # noqa: BLE001 - classes of the student's own may raise any
        unloadable = msgspec.structs.replace(found, problem="unloadable", detail=told(error))
        return _with_weights(unloadable, arrays)
    return _with_model(found, described, arrays)


def _with_model(
    found: FileEvidence, model: ModelEvidence, arrays: tuple[np.ndarray[Any, Any], ...]
) -> FileEvidence:
    digest = weights_digest(arrays) if model.unsent else ""
    return msgspec.structs.replace(found, model=model, digest=digest)


def _with_weights(found: FileEvidence, arrays: tuple[np.ndarray[Any, Any], ...]) -> FileEvidence:
    sizes = [array.nbytes for array in arrays]
    if sum(sizes) <= _MOST_SENT and max(sizes, default=0) <= MAX_ARRAY_BYTES:
        return msgspec.structs.replace(found, weights=tuple(map(pack_array, arrays)))
    return msgspec.structs.replace(
        found, unsent=tuple(array.shape for array in arrays), digest=weights_digest(arrays)
    )


def _arrays(content: bytes) -> Iterator[np.ndarray[Any, Any]]:
    """The weights of all layers, in the order of their paths.

    Raises:
        _TooLargeError: there are too many of them, or a small file holds too much.
    """
    with h5py.File(io.BytesIO(_hdf5(content)), "r") as file:
        inside = _datasets(file)
        sizes = [math.prod(one.shape) * one.dtype.itemsize for one in inside.values()]
        if len(inside) > 3 * _MOST_ARRAYS or sum(sizes) > _MOST_UNPACKED:
            raise _TooLargeError("too much is in it")
        weights = [one for path, one in inside.items() if not _NOT_WEIGHTS & set(path.split("/"))]
        numbers = sum(math.prod(one.shape) for one in weights)
        if len(weights) > _MOST_ARRAYS or numbers > MAX_UNSENT:
            raise _TooLargeError("too many weights")
        yield from [_numbers(np.asarray(one)) for one in weights]


def _numbers(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """HDF5 has no bfloat16: Keras writes its two bytes."""
    return array.view(ml_dtypes.bfloat16) if array.dtype == np.dtype("V2") else array


def _datasets(file: Any) -> dict[str, Any]:
    """All arrays by their paths. Links to other files are not followed."""
    found: dict[str, Any] = {}

    def collect(path: str, item: Any) -> bool | None:
        if isinstance(item, h5py.Dataset):
            found[path] = item
        return True if len(found) > 3 * _MOST_ARRAYS else None

    file.visititems(collect)
    return found


def _hdf5(content: bytes) -> bytes:
    """The content of the HDF5 file, or of the one in the archive."""
    if content.startswith(_HDF5):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES or sum(one.file_size for one in entries) > _MOST_UNPACKED:
            raise _TooLargeError("too much is in the archive")
        return archive.read(_WEIGHTS)

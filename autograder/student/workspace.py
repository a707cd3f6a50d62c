"""What lies around the cells: the files handed in beside them, and the course's data sets."""

from __future__ import annotations

import contextlib
import importlib
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from autograder.student.program import HandedIn

_SETS = (
    *("boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist", "imdb"),
    *("mnist", "reuters"),
)
_UNPACKED = {  # archive -> the folder that is in it
    "cifar-10-python.tar.gz": "cifar-10-batches-py",
    "cifar-100-python.tar.gz": "cifar-100-python",
}


_SMALL = 2**20  # bytes of a file of which each run has a copy


class DataNotHere(FileNotFoundError):  # noqa: N818 - students read the name
    """A data set that the course does not ship."""


def write_files(files: tuple[HandedIn, ...]) -> tuple[str, ...]:
    """Put the handed-in files into the work folder; their names below it, as far as that worked."""
    sys.path.append(str(Path.cwd()))  # for modules of one's own; last, so that none hides ours
    written = []
    for file in files:
        parts = Path(file.name).parts
        if not parts or ".." in parts or Path(file.name).is_absolute():
            continue
        place = Path.cwd() / file.name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
        except OSError:
            continue  # more than the limits allow, or a name that no file can have
        written.append(file.name)
    return tuple(written)


def lay_out_data(folder: str) -> tuple[str, ...]:
    """Put the course's data sets beside the cells, and into ``data`` there, as students have them.

    Small ones are copies, which a cell may overwrite; others are links. They take the place of
    files handed in under their names: what is graded is trained on the data of the course. Returns
    the names of the files, below the work folder, as far as that worked.
    """
    if not folder:
        return ()
    found = sorted(Path(folder).iterdir())
    with contextlib.suppress(OSError):  # a folder of that name was handed in
        (Path.cwd() / "data").symlink_to(folder)
    return tuple(one.name for one in found if _laid_out(one) and one.is_file())


def _laid_out(source: Path) -> bool:
    place = Path.cwd() / source.name
    try:
        if place.is_dir() and source.is_dir():
            return False  # a folder that was handed in
        place.unlink(missing_ok=True)
        if source.is_file() and source.stat().st_size <= _SMALL:
            shutil.copyfile(source, place)
        else:
            place.symlink_to(source)
    except OSError:
        return False  # a folder in its place, more than the limits allow, or no links on Windows
    return True


def serve_data(folder: str) -> None:
    """``keras.datasets`` and ``keras.utils.get_file`` read from the course's folder."""
    data = Path(folder) if folder else None

    def get_file(fname: Any = None, origin: Any = None, *args: Any, **given: Any) -> str:
        subfolder = Path(str(given.get("cache_subdir", ""))).name  # fashion-mnist keeps its own
        folders = [one for one in (data, Path.cwd()) if one and one.is_dir()]
        folders = [inner for one in folders for inner in (one / subfolder, one)]
        return _find(folders, str(fname or ""), str(origin or ""), unpack=_unpacks(args, given))

    for name in _SETS:
        vars(importlib.import_module(f"keras.src.datasets.{name}"))["get_file"] = get_file
    for name in ("keras.utils", "keras._tf_keras.keras.utils", "keras.src.utils.file_utils"):
        if name in sys.modules:
            vars(sys.modules[name])["get_file"] = get_file


def _unpacks(args: tuple[Any, ...], given: dict[str, Any]) -> bool:
    return bool(given.get("extract") or given.get("untar") or (args and args[0] is True))


def _find(folders: list[Path], name: str, origin: str, *, unpack: bool) -> str:
    """The file under its own name or that of the download; from the course, else handed in.

    Raises:
        DataNotHere: neither has it.
    """
    downloaded = origin.rpartition("/")[2].partition("?")[0]
    wanted = [one for one in dict.fromkeys((downloaded, Path(name).name)) if one]
    for folder in folders:
        inside = _UNPACKED.get(downloaded, "")
        if unpack and inside and (folder / inside).is_dir():
            return str(folder)
        for one in wanted:
            if (folder / one).is_file():
                return _unpack(folder / one) if unpack else str(folder / one)
    shown = " or ".join(wanted) or "a file"
    raise DataNotHere(f"this course does not ship {shown}")


def _unpack(archive: Path) -> str:
    """The archive's content in a folder of the work folder."""
    target = Path.cwd() / ".keras" / archive.name.partition(".")[0]
    if not target.is_dir():
        target.mkdir(parents=True)
        if zipfile.is_zipfile(archive):
            shutil.unpack_archive(archive, target, "zip")
        else:
            with tarfile.open(archive) as opened:
                opened.extractall(target, filter="data")
    return str(target)

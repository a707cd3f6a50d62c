"""Where the files are that the assignment names, and which others the cells wrote."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.evidence import MAX_WRITTEN, WrittenFile
from autograder.util.file_names import is_folder_name

_MOST_ENTRIES: Final = 20_000  # files and folders that are looked at
_DEEPEST: Final = 8
_LONGEST: Final = 200  # characters of a path
_NOT_THEIRS: Final = frozenset(["matplotlib", "ipython", "__pycache__"])
_ODD: Final = str.maketrans(dict.fromkeys([*map(chr, range(32)), *"\x7f`<>\\"], "?"))


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Where the cells began, and the files that lay there before them, by their paths below it."""

    root: Path
    given: frozenset[str] = frozenset()


def find(work: WorkFolder, name: str) -> Path | None:
    """What has the name that an assignment asks for; of several that a pattern fits, the newest.

    It may be of another kind than the name says, and a link to anywhere.
    """
    bare = name.removesuffix("/")
    if "*" not in bare:
        place = work.root / bare
        return place if os.path.lexists(place) else None
    folders = is_folder_name(name)
    fitting = [
        one
        for one in walk(work.root)
        if one.is_dir(follow_symlinks=False) == folders
        and fnmatch.fnmatchcase(Path(one.path).relative_to(work.root).as_posix(), bare)
        and Path(one.path).relative_to(work.root).as_posix().count("/") == bare.count("/")
    ]
    return Path(max(fitting, key=_changed).path) if fitting else None


def _changed(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def is_within(work: WorkFolder, place: Path) -> bool:
    """Whether it leads, by whatever links, to something in the work folder."""
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(work.root))


def walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What is in a folder and below it, breadth first; links are not followed, and not all of it
    is looked at where there is no end of it."""
    left, looked = [(folder, 0)], 0
    while left:
        place, depth = left.pop(0)
        try:
            entries = os.scandir(place)
        except OSError:
            continue
        with entries:
            for entry in entries:
                looked += 1
                if looked > _MOST_ENTRIES:
                    return
                if entry.name.startswith(".") or (depth == 0 and entry.name in _NOT_THEIRS):
                    continue
                yield entry
                if entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
                    left.append((Path(entry.path), depth + 1))


def written(work: WorkFolder) -> tuple[WrittenFile, ...]:
    """The files that the cells wrote, by their paths: for whoever looks for a misplaced one."""
    found: list[WrittenFile] = []
    for entry in walk(work.root):
        path = shown(work, Path(entry.path))
        if entry.is_file(follow_symlinks=False) and path not in work.given:
            try:
                found.append(WrittenFile(path, entry.stat(follow_symlinks=False).st_size))
            except OSError:
                continue
        if len(found) >= MAX_WRITTEN:
            break
    return tuple(sorted(found, key=lambda one: one.path))


def shown(work: WorkFolder, place: Path) -> str:
    """The path below the work folder, as it can be shown: a file's name may be any bytes."""
    path = place.relative_to(work.root).as_posix()
    return path.encode("utf-8", "replace").decode().translate(_ODD)[:_LONGEST] or "."

"""Where the files are that the assignment names, and which others the cells wrote."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.evidence import MAX_WRITTEN, WrittenFile
from autograder.util.file_names import content_of, is_folder_name, is_pattern, last_part

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


def places(work: WorkFolder, names: Sequence[str]) -> dict[str, Path]:
    """Where the files and folders are that an assignment names, as far as they are there at all.

    One that is not in its place is taken from where the cells wrote it: the newest of that name in
    another folder, or else the only file that can have been meant, whatever its name.
    """
    found = {name: place for name in names if (place := find(work, name)) is not None}
    missing = [name for name in names if name not in found and not is_pattern(name)]
    others = _others(work, found) if missing else []
    for name in missing:
        same = [one for one in others if _has_name(one, name)]
        if same:
            found[name] = Path(max(same, key=_changed).path)
            others = [one for one in others if Path(one.path) != found[name]]
    return found | _only_ones(others, [name for name in missing if name not in found])


def _others(work: WorkFolder, found: Mapping[str, Path]) -> list[os.DirEntry[str]]:
    """Folders, and files that the cells wrote, but those that are asked for, or in such a folder.

    A folder that holds what is asked for is none of them either.
    """
    taken = [*found.values()]
    return [
        one
        for one in walk(work.root)
        if not any(_within(Path(one.path), place) for place in taken)
        and not any(_within(place, Path(one.path)) for place in taken)
        and (one.is_dir(follow_symlinks=False) or _is_written(work, one))
    ]


def _within(place: Path, folder: Path) -> bool:
    return place == folder or folder in place.parents


def _has_name(entry: os.DirEntry[str], name: str) -> bool:
    return entry.name == last_part(name) and (
        entry.is_dir(follow_symlinks=False) == is_folder_name(name)
    )


def _only_ones(others: Sequence[os.DirEntry[str]], missing: Sequence[str]) -> dict[str, Path]:
    """For a name that alone of its kind is missing, the one file of this kind, if there is one."""
    kinds = [_kind(name) for name in missing]
    found = {}
    for name, kind in zip(missing, kinds, strict=True):
        fitting = [
            Path(one.path)
            for one in others
            if _kind(one.name) == kind and one.is_file(follow_symlinks=False)
        ]
        if kind[0] and kinds.count(kind) == 1 and len(fitting) == 1:
            found[name] = fitting[0]
    return found


def _kind(name: str) -> tuple[str, str]:
    """What a file of this name holds; a table is no note, though both are texts."""
    content = content_of(name)
    return content, Path(name).suffix.lower() if content == "text" else ""


def find(work: WorkFolder, name: str) -> Path | None:
    """What is in the place that an assignment asks for; of several that a pattern fits, the newest.

    It may be of another kind than the name says, and a link to anywhere.
    """
    bare = name.removesuffix("/")
    if not is_pattern(name):
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
        if _is_written(work, entry):
            path = shown(work, Path(entry.path))
            try:
                found.append(WrittenFile(path, entry.stat(follow_symlinks=False).st_size))
            except OSError:
                continue
        if len(found) >= MAX_WRITTEN:
            break
    return tuple(sorted(found, key=lambda one: one.path))


def _is_written(work: WorkFolder, entry: os.DirEntry[str]) -> bool:
    path = Path(entry.path).relative_to(work.root).as_posix()
    return entry.is_file(follow_symlinks=False) and path not in work.given


def shown(work: WorkFolder, place: Path) -> str:
    """The path below the work folder, as it can be shown: a file's name may be any bytes."""
    path = place.relative_to(work.root).as_posix()
    return path.encode("utf-8", "replace").decode().translate(_ODD)[:_LONGEST] or "."

"""A folder that something is released into: only what was written there before is ever touched.

A list in its root names each file that was written and the SHA-256 of its content, so that these
files can be told from what others put or changed there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from autograder.course import loader
from autograder.course.loader import Course
from autograder.errors import StaffError
from autograder.util.atomic_write import write_together


@dataclass(frozen=True, slots=True)
class Kind:
    """What is released: ``list`` is the file that names the others, ``option`` the option of
    `autograder release` that names the folder."""

    list: str
    option: str


STUDENTS: Final = Kind("released.json", "--students")
SITE: Final = Kind("site.json", "--site")

_ASSIGNMENTS: Final = "assignments"
_DIGESTS: Final = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of each file, by its path below the folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    current: int


def rewrite(
    folder: Path, kind: Kind, wanted: Mapping[str, bytes], untouched: Collection[str] = ()
) -> Rewritten:
    """Bring the folder to hold what is wanted, and nothing else of what was written before.

    The files of ``untouched`` assignments stay as they are. Nothing of what others have put or
    changed there is touched: then nothing is written at all.

    Raises:
        StaffError: a file is in the way, or the list can't be read.
        OSError: the folder can't be written.
    """
    before = read_list(folder, kind)
    gone = [path for path in before if path not in wanted and assignment_of(path) not in untouched]
    _refuse_foreign(folder, kind, [*wanted, *gone], before, wanted)
    digests = {path: digest(content) for path, content in wanted.items()}
    changed = [path for path in wanted if _digest_at(folder / path) != digests[path]]
    kept = {path: known for path, known in before.items() if path not in gone}
    contents: dict[Path, bytes | str | None] = {folder / path: wanted[path] for path in changed}
    contents |= {folder / path: None for path in gone}
    contents[folder / kind.list] = _list_text(kept | digests)
    write_together(contents)
    return Rewritten(tuple(changed), tuple(gone), len(wanted) - len(changed))


def released_before(folder: Path, kind: Kind, found: Course) -> set[str]:
    """The assignments that were released into the folder before and still exist.

    Raises:
        StaffError: the list can't be read.
    """
    names = {assignment_of(path) for path in read_list(folder, kind)}
    return names & set(loader.assignment_names(found))


def assignment_of(path: str) -> str:
    """The assignment that a released file belongs to; '' where it is the course's."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == _ASSIGNMENTS else ""


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def read_list(root: Path, kind: Kind = STUDENTS) -> dict[str, str]:
    """The digest of each file, by its path below ``root``; nothing where none was given out.

    Raises:
        StaffError: the list can't be read.
    """
    try:
        return _DIGESTS.decode((root / kind.list).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise StaffError(
            f"{root / kind.list} can't be read: {error}",
            f"It says which files `autograder release {kind.option}` wrote. Restore it, or move it "
            "and them away.",
        ) from error


def _list_text(digests: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(digests.items())), ensure_ascii=False, indent=1) + "\n"


def as_released(path: Path, root: Path) -> bool:
    """Is this file of a folder for students as it was given out? False where that isn't known."""
    try:
        known = read_list(root).get(path.resolve().relative_to(root.resolve()).as_posix())
        return known is not None and known == digest(path.read_bytes())
    except (OSError, ValueError, StaffError):
        return False


# --- what is in the way ---------------------------------------------------------------


def refuse_place(folder: Path, kind: Kind, found: Course) -> None:
    """The folder must not be the course, hold it, or lie where the course keeps its own files.

    Raises:
        StaffError: it is or does, or the course is itself what students get.
    """
    place, root = folder.resolve(), found.root
    elsewhere = f"Choose a folder of its own, for example {kind.option} ../{kind.option[2:]}."
    if found.released:
        raise StaffError(
            f"{root} is itself what students get",
            "Run this in the course that it was made from, or name that with --course.",
        )
    if place == root or place in root.parents:
        raise StaffError(f"{folder} is the course's own folder or holds it", elsewhere)
    own = [root / name for name in (_ASSIGNMENTS, "reference", "student_template", "data")]
    if any(place == one or one in place.parents for one in own):
        raise StaffError(f"{folder} lies among the course's own files", elsewhere)
    if folder.exists() and not folder.is_dir():
        raise StaffError(f"{folder} is a file", "Move it, or name another folder.")


def _refuse_foreign(
    folder: Path,
    kind: Kind,
    paths: Sequence[str],
    before: Mapping[str, str],
    wanted: Mapping[str, bytes],
) -> None:
    """Every file that would be written or removed must be as it was written before."""
    foreign = []
    for path in paths:
        place = folder / path
        new = digest(wanted[path]) if path in wanted else ""
        if link := _link_on_the_way(folder, path):
            foreign.append(link)
        elif (place.exists() or place.is_symlink()) and _digest_at(place) not in {
            before.get(path),
            new,
        }:
            foreign.append(path)
    if foreign:
        names = ", ".join(foreign[:8]) + (", …" if len(foreign) > 8 else "")
        raise StaffError(
            f"{folder} has files that this would overwrite and did not write, or that were "
            f"changed since: {names}; nothing was written",
            f"Move them away, or name another folder with {kind.option}.",
        )


def _link_on_the_way(folder: Path, path: str) -> str:
    """What stands where a folder is needed and is none, such as a link to elsewhere."""
    parts = PurePosixPath(path).parts
    for end in range(1, len(parts)):
        above = folder.joinpath(*parts[:end])
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            return "/".join(parts[:end])
    return ""


def _digest_at(path: Path) -> str | None:
    """The digest of a plain file; None for anything else."""
    if path.is_symlink() or not path.is_file():
        return None
    return digest(path.read_bytes())

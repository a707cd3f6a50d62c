"""Which notebook a student means, of which course and assignment."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import loader
from autograder.course.loader import Course
from autograder.course.released_files import as_released
from autograder.errors import StaffError
from autograder.records import Language, LocalAssignment, Text
from autograder.util.korean import particle

_KINDS: Final = (".ipynb", ".py")
_MOST_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Own:
    """A student's file, and what it is checked against."""

    file: Path
    course: Course
    assignment: LocalAssignment


def find(file: Path | None, name: str | None, given: Path | None, language: Language | None) -> Own:
    """The file, or the one in the current folder, with its course and assignment.

    Raises:
        StaffError: none, or more than one could be meant.
    """
    if file is not None and not file.is_file():
        raise _no_file(file, language)
    found = _course(file, given, language)
    speak = language or found.language
    if file is None:
        file = _only(_candidates(Path.cwd(), found), speak)
    return Own(file, found, loader.load_assignment(found, name or _guess(file, found, speak)))


def _course(file: Path | None, given: Path | None, language: Language | None) -> Course:
    """The one named, else that around the file, else that around the current folder."""
    if given is not None:
        return loader.find_course(given, given)
    starts = [Path.cwd()] if file is None else [file.resolve().parent, Path.cwd()]
    for start in starts:
        above = (start.resolve(), *start.resolve().parents)
        if any((folder / loader.COURSE_FILE).is_file() for folder in above):
            return loader.find_course(start)
    raise _told(
        language,
        Text(
            ko=f"{starts[0]} 폴더와 그 위에 {loader.COURSE_FILE} 파일이 없어 어느 과제인지 알 수 "
            "없습니다.",
            en=f"there is no {loader.COURSE_FILE} in {starts[0]} or above it, so that the "
            "assignment is not known",
        ),
        Text(
            ko="강의에서 받은 폴더로 이동하거나 `--course 폴더`로 알려 주십시오.",
            en="Go to the folder that your course gave you, or name it with --course DIR.",
        ),
    )


# --- the file -------------------------------------------------------------------------


def _candidates(folder: Path, found: Course) -> tuple[Path, ...]:
    """The programs of a folder, at the root of a course those of its assignments, too.

    Templates that nobody has written in count only where there is nothing else.
    """
    folders = [folder]
    if folder.resolve() == found.root:
        folders += [found.root / "assignments" / name for name in loader.assignment_names(found)]
    programs = [path for one in folders for path in _programs(one)]
    own = [path for path in programs if not as_released(path, found.root)]
    return tuple(own or [path for path in programs if path.suffix == _KINDS[0]] or programs)


def _programs(folder: Path) -> list[Path]:
    """Notebooks, and scripts: beside notebooks only one that is named like a template."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _KINDS]
    shown = [path for path in files if path.is_file() and not path.name.startswith(".")]
    notebooks = [path for path in shown if path.suffix.lower() == _KINDS[0]]
    scripts = [path for path in shown if path not in notebooks]
    return [*notebooks, *(path for path in scripts if not notebooks or path.stem == folder.name)]


def _only(candidates: Sequence[Path], language: Language) -> Path:
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise _told(
            language,
            Text(ko="이 폴더에는 노트북이 없습니다.", en="there is no notebook in this folder"),
            Text(
                ko="확인할 파일을 적어 주십시오. 예: `autograder check 내노트북.ipynb`",
                en="Name yours: `autograder check NOTEBOOK.ipynb`.",
            ),
        )
    names = [_from_here(path) for path in candidates]
    listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    raise _told(
        language,
        Text(
            ko=f"노트북이 {len(names)}개 있어 어느 것인지 알 수 없습니다: {listed}.",
            en=f"there are {len(names)} notebooks, and any of them may be meant: {listed}",
        ),
        Text(
            ko=f"하나를 골라 적어 주십시오. 예: `autograder check {names[0]}`",
            en=f"Name the one to check: `autograder check {names[0]}`.",
        ),
    )


def _from_here(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _no_file(file: Path, language: Language | None) -> StaffError:
    name = str(file)
    ko, en = f"{name}{particle(name, '은/는')} 파일이 아니거나 없습니다.", f"{name} is not a file"
    tip_ko = "노트북(.ipynb)이나 스크립트(.py)의 이름을 적어 주십시오."
    return _told(
        language,
        Text(ko=ko, en=en),
        Text(ko=tip_ko, en="Name your notebook (.ipynb) or script (.py)."),
    )


# --- the assignment -------------------------------------------------------------------


def _guess(file: Path, found: Course, language: Language) -> str:
    """The assignment in whose folder the file lies, or whose name is in that of the file."""
    names = loader.assignment_names(found)
    folder = file.resolve().parent
    if folder.parent == found.root / "assignments" and folder.name in names:
        return folder.name
    stem = file.stem.lower().replace("_", "-")
    matches = [name for name in names if name in stem] or difflib.get_close_matches(stem, names, 1)
    if len(matches) == 1:
        return matches[0]
    listed = ", ".join(names)
    raise _told(
        language,
        Text(
            ko=f"{file.name} 파일이 어느 과제의 것인지 알 수 없습니다.",
            en=f"can't tell which assignment {file.name} belongs to",
        ),
        Text(
            ko=f"`--assignment 이름`으로 알려 주십시오. 이 강의의 과제: {listed}.",
            en=f"Say so with --assignment NAME. This course has: {listed}.",
        ),
    )


def _told(language: Language | None, said: Text, tip: Text) -> StaffError:
    """In the language asked for; in both where none is known yet."""
    if language is not None:
        return StaffError(said.to(language), tip.to(language))
    return StaffError(f"{said.en}\n{said.ko}", f"{tip.en}\n{tip.ko}")

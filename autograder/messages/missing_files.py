"""Why a file is not where the assignment asks for it: which other file was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Final

from autograder.evidence import WrittenFile
from autograder.records import Text, Word, listed, say
from autograder.util import sanitize
from autograder.util.file_names import is_folder_name

_CLOSE: Final = 0.7  # how much of a name has to be right
_DRIVE: Final = ("drive/", "gdrive/")
_LONGEST: Final = 120  # characters of a path
_MOST: Final = 5  # of the files that are named

_FILE: Final = Text("파일 `{name}`", "file `{name}`")
_FOLDER: Final = Text("폴더 `{name}`", "folder `{name}`")
_ELSEWHERE: Final = Text(
    "{asked}{asked:이/가} 그 자리에 없습니다. `{found}`에는 있습니다. 하위 폴더가 아니라 노트북이 "
    "있는 폴더를 기준으로 `{name}`{name:으로/로} 저장하십시오.",
    "The {asked} is not in its place, but there is `{found}`. Save it as `{name}`, with no other "
    "folder before it.",
)
_ON_DRIVE: Final = Text(
    "{asked}{asked:이/가} 그 자리에 없습니다. 구글 드라이브(`/content/{found}`)에 저장했습니다. "
    "채점할 때 드라이브는 없으니, 경로 없이 `{name}`{name:으로/로} 저장하십시오.",
    "The {asked} is not in its place: it was saved on Google Drive, `/content/{found}`. There is "
    "no Drive when work is graded. Save it as `{name}`, without a path.",
)
_MISNAMED: Final = Text(
    "`{found}`{found:이/가} 있습니다. 과제가 요구하는 이름은 `{name}`입니다.",
    "Found `{found}`; the assignment asks for `{name}`.",
)
_OTHERS: Final = Text(
    "{asked}{asked:이/가} 없습니다. 노트북이 저장한 것: {others}.",
    "There is no {asked}. What your notebook saved: {others}.",
)
_NOTHING: Final = Text(
    "{asked}{asked:이/가} 없고, 노트북은 아무 파일도 저장하지 않았습니다. 저장하는 셀이 오류 없이 "
    "실행되는지 확인하십시오.",
    "There is no {asked}, and your notebook saved no file at all. See that the cell which saves it "
    "runs without an error.",
)


def missing_file(name: str, written: Sequence[WrittenFile]) -> Text:
    """What is said of a file, or a folder, that is not there; ``written`` are those that are."""
    asked = _said(_FOLDER if is_folder_name(name) else _FILE, name=name)
    paths = [sanitize.line(one.path, _LONGEST) for one in written]
    if is_folder_name(name):
        paths = _folders(paths)
    found = _meant(name, paths)
    if found:
        return _in_another_place(name, asked, found)
    if paths:
        others = listed([f"`{one}`" for one in paths[:_MOST]])
        return _said(_OTHERS, asked=asked, others=others)
    return _said(_NOTHING, asked=asked)


def _said(text: Text, **words: Word) -> Text:
    return say(text.ko, text.en, **words)


def _in_another_place(name: str, asked: Text, found: str) -> Text:
    if _last(found) != _last(name):
        return _said(_MISNAMED, name=name, found=found)
    pattern = _ON_DRIVE if found.startswith(_DRIVE) else _ELSEWHERE
    return _said(pattern, asked=asked, name=name, found=found)


def _folders(paths: Iterable[str]) -> list[str]:
    """Every folder that a path goes through, with a slash behind it."""
    found = dict.fromkeys(
        f"{folder}/" for path in paths for folder in reversed(PurePosixPath(path).parents)
    )
    return [one for one in found if one != "./"]


def _last(path: str) -> str:
    return PurePosixPath(path).name


def _meant(name: str, paths: Sequence[str]) -> str:
    """The path whose last part is most like that of the name; '' where none is near."""
    wanted = _last(name).casefold()
    scores = {path: _likeness(_last(path).casefold(), wanted) for path in paths}
    best = max(scores, key=lambda path: scores[path], default="")
    return best if best and scores[best] >= _CLOSE else ""


def _likeness(found: str, wanted: str) -> float:
    """1 for the same name; of another ending only that of a file counts as much as the rest."""
    if found.partition(".")[0] == wanted.partition(".")[0]:
        return 1.0 if found == wanted else 0.95
    return SequenceMatcher(None, found, wanted).ratio()

"""Why a file is not where the assignment asks for it: which other file was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Final

from autograder.evidence import DeliverableEvidence, FileEvidence, WrittenFile
from autograder.records import Assignment, Text, Word, listed, say
from autograder.util import sanitize
from autograder.util.file_names import (
    EXPORTED,
    content_of,
    is_folder_name,
    is_pattern,
    last_part,
)

_CLOSE: Final = 0.7  # how much of a name has to be right
_DRIVE: Final = ("drive/", "gdrive/")
_LONGEST: Final = 120  # characters of a path
_MOST: Final = 5  # of the files that are named

_FILE: Final = Text("파일 `{name}`", "file `{name}`")
_FOLDER: Final = Text("폴더 `{name}`", "folder `{name}`")
_ELSEWHERE: Final = Text(
    "{asked}{asked:은/는} `{found}`에 있는 것을 읽었습니다. 과제가 요구하는 자리는 노트북이 있는 "
    "폴더의 `{name}`입니다.",
    "The {asked} was read from `{found}`. The assignment asks for it as `{name}`, in the folder of "
    "the notebook.",
)
_ON_DRIVE: Final = Text(
    "{asked}{asked:은/는} 구글 드라이브의 자리(`/content/{found}`)에 있는 것을 읽었습니다. 채점할 "
    "때 드라이브는 연결되지 않으니, 다음에는 경로 없이 `{name}`{name:으로/로} 저장하십시오.",
    "The {asked} was read from its place on Google Drive, `/content/{found}`. Drive is not mounted "
    "when work is graded: next time save it as `{name}`, without a path.",
)
_TAKEN: Final = Text(
    "{asked}{asked:이/가} 없어, 그것일 수 있는 하나뿐인 파일 `{found}`{found:을/를} 대신 "
    "읽었습니다. 과제가 요구하는 이름은 `{name}`입니다.",
    "There is no {asked}: `{found}`, the only file that can have been meant, was read in its "
    "place. The assignment asks for `{name}`.",
)
_WEIGHTS_ALONE: Final = Text(
    "{asked}{asked:이/가} 없습니다. `{found}`에는 가중치만 있습니다. 모델 전체는 "
    '`model.save("{name}")`로 저장합니다.',
    "There is no {asked}, and `{found}` holds weights alone. A whole model is saved by "
    '`model.save("{name}")`.',
)
_EXPORTED: Final = Text(
    "{asked}{asked:이/가} 없습니다. `model.export`로 만든 폴더 `{found}`{found:은/는} "
    "서비스용입니다. "
    '모델은 `model.save("{name}")`로 저장합니다.',
    "There is no {asked}. The folder `{found}`, which `model.export` made, is for serving; a model "
    'is saved by `model.save("{name}")`.',
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
    "{asked}{asked:이/가} 없고, 노트북은 자기 폴더에 아무 파일도 저장하지 않았습니다. 저장하는 "
    "셀이 오류 없이 실행되는지, 다른 폴더(`/tmp` 등)에 저장하지 않는지 확인하십시오.",
    "There is no {asked}, and your notebook saved no file at all in its folder. See that the cell "
    "which saves it runs without an error, and does not save it in a folder such as `/tmp`.",
)


def missing_files(
    assignment: Assignment, found: Mapping[str, DeliverableEvidence], written: Sequence[WrittenFile]
) -> tuple[Text, ...]:
    """What is said of each file that is not there.

    ``written`` are the files that the cells wrote, of which those are left out that were ``found``.
    """
    used = {one.path for one in found.values() if isinstance(one, FileEvidence)}
    others = [one.path for one in written if one.path not in used]
    return tuple(missing_file(name, others) for name in _asked(assignment) if name not in found)


def misplaced_files(
    assignment: Assignment, found: Mapping[str, DeliverableEvidence]
) -> tuple[Text, ...]:
    """What is said of each file that was read, and was not where the assignment asks for it."""
    places = {
        name: file.path
        for name in _asked(assignment)
        if isinstance(file := found.get(name), FileEvidence) and not is_pattern(name)
    }
    return tuple(
        _misplaced(name, path) for name, path in places.items() if path != name.removesuffix("/")
    )


def _asked(assignment: Assignment) -> list[str]:
    return [one.name for one in assignment.deliverables if one.kind == "file"]


def missing_file(name: str, others: Sequence[str]) -> Text:
    """What is said of a file, or a folder, that is not there; ``others`` are the paths of those
    that the cells wrote and nothing else asks for."""
    asked = _said(_FOLDER if is_folder_name(name) else _FILE, name=name)
    paths = [sanitize.line(one, _LONGEST) for one in others]
    exported = [one for one in paths if last_part(one) == EXPORTED]
    if content_of(name) == "model" and exported:
        folder = exported[0].removesuffix(EXPORTED)
        return _said(_EXPORTED, asked=asked, name=name, found=folder)
    paths = _folders(paths) if is_folder_name(name) else paths
    found = _meant(name, paths)
    if found and (content_of(name), content_of(found)) == ("model", "weights"):
        return _said(_WEIGHTS_ALONE, asked=asked, name=name, found=found)
    if found:
        return _said(_MISNAMED, name=name, found=found)
    if paths:
        told = listed([f"`{one}`" for one in paths[:_MOST]])
        return _said(_OTHERS, asked=asked, others=told)
    return _said(_NOTHING, asked=asked)


def _misplaced(name: str, path: str) -> Text:
    """That a file was found in another place, and where it should be."""
    asked = _said(_FOLDER if is_folder_name(name) else _FILE, name=name)
    found = sanitize.line(path, _LONGEST)
    if last_part(path) != last_part(name):
        return _said(_TAKEN, asked=asked, name=name, found=found)
    pattern = _ON_DRIVE if path.startswith(_DRIVE) else _ELSEWHERE
    return _said(pattern, asked=asked, name=name, found=found)


def _said(text: Text, **words: Word) -> Text:
    return say(text.ko, text.en, **words)


def _folders(paths: Iterable[str]) -> list[str]:
    """Every folder that a path goes through, with a slash behind it."""
    found = dict.fromkeys(
        f"{folder}/" for path in paths for folder in reversed(PurePosixPath(path).parents)
    )
    return [one for one in found if one != "./"]


def _meant(name: str, paths: Sequence[str]) -> str:
    """The path whose last part is most like that of the name; '' where none is near."""
    wanted = last_part(name).casefold()
    scores = {path: _likeness(last_part(path).casefold(), wanted) for path in paths}
    best = max(scores, key=lambda path: scores[path], default="")
    return best if best and scores[best] >= _CLOSE else ""


def _likeness(found: str, wanted: str) -> float:
    """1 for the same name, nearly so for another ending; else how alike they are without that."""
    if found == wanted:
        return 1.0
    ours, theirs = (one.partition(".")[0] for one in (found, wanted))
    return 0.95 * SequenceMatcher(None, ours, theirs).ratio()

"""What a student is told of a file that can't be read, or is not what its name says."""

from __future__ import annotations

from typing import Final

from autograder.evidence import FileEvidence, FileFormat, FileProblem
from autograder.records import Text, say
from autograder.util.file_names import content_of, is_pattern

_AGAIN: Final = Text(
    "저장한 다음 같은 노트북에서 다시 열어 보십시오.",
    "Save it, then open it again in the same notebook.",
)
_SAID: Final[dict[FileProblem, Text]] = {
    "empty": Text(
        "`{name}`{name:은/는} 비어 있습니다. 저장이 끝났는지, 연 파일을 닫았는지 "
        "(`with open(...)`) 보십시오.",
        "`{name}` is empty. See that it was saved to its end, and that a file that you opened is "
        "closed: `with open(...)`.",
    ),
    "large": Text(
        "`{name}`{name:은/는} 너무 커서 읽지 않았습니다 ({size}). 과제에 나온 것만 저장하십시오.",
        "`{name}` is too large to be read ({size}). Save what the assignment asks for, and no "
        "more.",
    ),
    "special": Text(
        "`{name}`{name:은/는} 보통 파일이 아닙니다. 링크를 만들지 말고, 노트북이 있는 폴더에 "
        "파일 자체를 저장하십시오.",
        "`{name}` is no plain file. Make no link: save the file itself, in the folder of the "
        "notebook.",
    ),
    "folder": Text(
        "`{name}`{name:은/는} 파일이어야 하는데 그 이름의 폴더가 있습니다.",
        "`{name}` should be a file, and there is a folder of that name.",
    ),
    "file": Text(
        "`{name}`{name:은/는} 폴더여야 하는데 그 이름의 파일이 있습니다.",
        "`{name}` should be a folder, and there is a file of that name.",
    ),
    "exported": Text(
        "`{name}`{name:은/는} `model.export`로 만든 폴더입니다. 그것은 서비스용이라 다시 학습시킬 "
        "수 없습니다. {needed}",
        "`{name}` is a folder that `model.export` made, for serving: it can't be trained on. "
        "{needed}",
    ),
    "format": Text(
        "`{name}`에는 {what}{what:이/가} 들어 있습니다. 이름만 바꾼 것이 아닌지 보십시오. {needed}",
        "`{name}` holds {what}. See that it was not merely renamed. {needed}",
    ),
    "broken": Text(
        "`{name}`{name:은/는} 깨져 있어 읽을 수 없습니다. {again} {needed}",
        "`{name}` is broken and can't be read. {again} {needed}",
    ),
    "unloadable": Text(
        "`{name}`{name:을/를} `keras.models.load_model`만으로는 열 수 없습니다. 직접 만든 층이나 "
        "함수에는 `@keras.saving.register_keras_serializable()`을 붙이고, `Lambda` 층은 쓰지 "
        "마십시오.",
        "`keras.models.load_model` alone can't open `{name}`. Put "
        "`@keras.saving.register_keras_serializable()` before layers and functions of your own, "
        "and use no `Lambda` layer.",
    ),
}
_FORMATS: Final[dict[FileFormat, Text]] = {
    "model": Text("모델 전체", "a whole model"),
    "weights": Text("가중치만", "weights alone"),
    "image": Text("그림", "a picture"),
    "text": Text("글", "a text"),
    "archive": Text("압축 파일", "an archive"),
    "pickle": Text("`pickle`로 저장한 것", "something that was saved with `pickle`"),
    "logs": Text("로그", "logs"),
    "folder": Text("폴더", "a folder"),
    "other": Text("다른 것", "something else"),
}
# What has the right content in the container of the other ending.
_CONTAINERS: Final = (
    (".keras", Text("HDF5 형식(`.h5`)의 모델", "a model in the format of `.h5`")),
    ((".h5", ".hdf5"), Text("`.keras` 형식의 모델", "a model in the format of `.keras`")),
)
_NEEDED: Final = (
    (
        ".weights.h5",
        Text(
            '`model.save_weights("{name}")`로 저장합니다.',
            'It is saved by `model.save_weights("{name}")`.',
        ),
    ),
    (
        (".keras", ".h5", ".hdf5"),
        Text('`model.save("{name}")`로 저장합니다.', 'It is saved by `model.save("{name}")`.'),
    ),
    (
        (".png", ".jpg", ".jpeg"),
        Text('`plt.savefig("{name}")`로 저장합니다.', 'It is saved by `plt.savefig("{name}")`.'),
    ),
)  # fmt: skip
_MEBI: Final = 2**20


def problem_of(name: str, found: FileEvidence) -> Text:
    """Why a file can't be looked into, and what to do."""
    text = _SAID[found.problem or "broken"]
    return say(
        text.ko,
        text.en,
        name=name,
        size=f"{found.size / _MEBI:.0f} MB",
        what=_what(name, found),
        needed=_needed(name),
        again=_AGAIN,
    )


def no_model(name: str, found: FileEvidence) -> Text:
    """That no whole model can be had of a file."""
    if found.problem:
        return problem_of(name, found)
    return say(
        "`{name}`에는 모델 전체가 아니라 {what}{what:이/가} 들어 있습니다.",
        "`{name}` holds {what}, and no whole model.",
        name=name,
        what=_FORMATS[found.format],
    )


def _what(name: str, found: FileEvidence) -> Text:
    if found.problem == "format" and found.format == content_of(name):
        lower = name.lower()
        others = (said for ending, said in _CONTAINERS if lower.endswith(ending))
        return next(others, _FORMATS[found.format])
    return _FORMATS[found.format]


def _needed(name: str) -> Text:
    if is_pattern(name):
        return Text("", "")
    text = next((said for endings, said in _NEEDED if name.lower().endswith(endings)), None)
    return say(text.ko, text.en, name=name) if text else Text("", "")

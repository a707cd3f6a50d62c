"""Standard checks of files that are written: saved models and weights, pictures, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograder.checks import file_mutants
from autograder.checks.arguments import FileName, ModelName, Size
from autograder.checks.definition import Objection, check
from autograder.checks.saved_weights import WeightsIn, compared
from autograder.records import Text, say
from autograder.util import sanitize
from autograder.util.file_names import is_folder_name, is_pattern, last_part

if TYPE_CHECKING:
    from autograder.checking.handed_in_files import Curve, HandedInFile
    from autograder.checking.student_fixture import StudentWork


@check(
    ko="{file:이} 저장되었고, 다시 열 수 있습니다.",
    en="{file} was saved, and can be opened again.",
    hint_ko="노트북을 처음부터 끝까지 실행한 다음 그 폴더에서 {file:을} 찾아 보십시오.",
    hint_en="Run your notebook from beginning to end, then look for `{file:raw}` in its folder.",
    visible=True,
    mutants=file_mutants.SAVED,
)
def file_saved(student: StudentWork, file: FileName) -> None:
    """The file or folder is there under its name, is not empty, and is what its name says.

    It may be in another folder, on Google Drive for example: the student is told so. A file of
    another name, if it is the only one that can have been meant, is used by the other checks alone.
    A `.keras` or `.h5` holds a whole model, a `.weights.h5` weights, a `.png` or `.jpg` a picture,
    a `.txt`, `.csv` or `.json` text; a folder holds files.
    """
    found = student.file(file)
    named = is_pattern(file) or last_part(found.path) == last_part(file)
    if not named:
        student.say(
            say(
                "`{found}`{found:이/가} 있습니다. 과제가 요구하는 이름은 `{file}`입니다.",
                "Found `{found}`; the assignment asks for `{file}`.",
                file=file,
                found=found.path,
            )
        )
    assert found.size > 0
    assert named


@check(
    ko="{file}의 모델에는 파라미터가 모두 {parameters}개 있습니다.",
    en="The model in {file} has {parameters} parameters in all.",
    hint_ko="그 모델의 `summary()`에 나오는 수와 비교해 보십시오.",
    hint_en="Compare it with what `summary()` of that model says.",
    mutants=file_mutants.PARAMETERS,
)
def file_parameters(student: StudentWork, file: FileName, parameters: Size) -> None:
    """The weights in the file, of a saved model or alone, are this many numbers.

    What an optimizer remembers does not count.
    """
    found = _with_weights(student, file)
    if found.parameters != parameters:
        student.say(
            say(
                "`{file}`에 있는 파라미터는 {count}개입니다.",
                "`{file}` has {count} parameters.",
                file=file,
                count=found.parameters,
            )
        )
    assert found.parameters == parameters


@check(
    ko="{file}에는 {model}의 가중치가 그대로 들어 있습니다.",
    en="{file} holds the weights of {model} as they are.",
    hint_ko="학습이 끝난 **뒤에** 저장하고, 그 뒤에는 {model:을} 더 학습시키지 마십시오.",
    hint_en="Save it **after** the training, and do not train `{model:raw}` any further.",
    mutants=file_mutants.WEIGHTS,
)
def file_weights(student: StudentWork, file: FileName, model: ModelName) -> None:
    """The file, of a model or of its weights, holds the weights that the model has at the end.

    In whatever order the file has them.
    """
    found = _with_weights(student, file)
    result = compared(WeightsIn(found.shapes, found.digest), student.weights_of(model))
    if result.same is None:
        student.leave_open(result.said(file, model), f"{file}: its weights were not compared")
    if not result.same:
        student.say(result.said(file, model))
    assert result.same


def _with_weights(student: StudentWork, file: str) -> HandedInFile:
    """The file, if it has weights of which anything is known.

    Raises:
        AssertionError: it has none, and the student is told so.
    """
    found = student.file(file)
    if not found.shapes:
        student.say(
            say("`{file}`에는 가중치가 없습니다.", "There are no weights in `{file}`.", file=file)
        )
    assert found.shapes
    return found


def _no_folder(given: object) -> Objection | None:
    if not is_folder_name(str(getattr(given, "file", ""))):
        return Objection("logs are in a folder", 'Write a slash behind its name: file = "logs/".')
    return None


@check(
    ko="{file}의 로그에는 `{tag}`{tag:이} {steps}번 이상 기록되어 있습니다.",
    en="The logs in {file} hold `{tag}`, at least {steps} times.",
    hint_ko="`fit`에 준 `TensorBoard` 콜백의 `log_dir`가 과제의 폴더인지 보십시오.",
    hint_en="See that `log_dir` of the `TensorBoard` callback that `fit` is given is that folder.",
    mutants=file_mutants.LOG,
    objection=_no_folder,
)
def file_log(
    student: StudentWork, file: FileName, tag: str, *, steps: Size = 1, run: str = ""
) -> None:
    """TensorBoard finds numbers under this tag in the folder, at this many steps or more.

    `run` is the folder in which they are, `train` or `validation`, below any others; any will do
    where none is named. Steps of several runs are not added up.
    """
    found = student.file(file)
    fitting = [one for one in found.curves if one.tag == tag and _is_of(one, run)]
    most = max((_distinct(one) for one in fitting), default=0)
    if not found.curves:
        student.say(
            say(
                "`{file}`에는 TensorBoard의 로그가 없습니다.",
                "There are no logs of TensorBoard in `{file}`.",
                file=file,
            )
        )
    elif most < steps:
        _tell_tags(student, found, tag, most)
    assert most >= steps


def _is_of(curve: Curve, run: str) -> bool:
    return not run or curve.run == run or curve.run.endswith(f"/{run}")


def _distinct(curve: Curve) -> int:
    """At how many steps there is a number."""
    return len(np.unique(curve.steps[np.isfinite(curve.values)]))


_MOST_TAGS = 8


def _tell_tags(student: StudentWork, found: HandedInFile, tag: str, most: int) -> None:
    if most:
        student.say(
            say(
                "`{tag}`{tag:은/는} {most}번 기록되어 있습니다.",
                "`{tag}` was logged {most} times.",
                tag=tag,
                most=most,
            )
        )
        return
    tags = dict.fromkeys(f"{one.run}/{one.tag}".lstrip("/") for one in found.curves)
    names = (sanitize.name(one).replace("`", "'") for one in list(tags)[:_MOST_TAGS])
    listed = ", ".join(f"`{one}`" for one in names)
    student.say(say("기록되어 있는 것: {listed}.", "What was logged: {listed}.", listed=listed))


@check(
    ko="{file:은} 가로 {width}, 세로 {height}픽셀 이상이고, 비어 있지 않은 그림입니다.",
    en="{file} is a picture of at least {width} × {height} pixels, and something is on it.",
    hint_ko="`plt.show()`는 그림을 비웁니다. `plt.savefig(...)`를 그보다 먼저 부르십시오.",
    hint_en="`plt.show()` leaves an empty figure behind: call `plt.savefig(...)` before it.",
    mutants=file_mutants.IMAGE,
)
def file_image(student: StudentWork, file: FileName, *, width: Size = 1, height: Size = 1) -> None:
    """The file is a picture of this size or larger, of which not all pixels are alike."""
    picture = student.file(file).picture
    if picture is None:
        student.say(say("`{file}`에는 그림이 없습니다.", "`{file}` is no picture.", file=file))
    elif picture.blank:
        student.say(_BLANK)
    elif picture.width < width or picture.height < height:
        student.say(
            say(
                "그림의 크기는 {width} × {height}픽셀입니다.",
                "The picture has {width} × {height} pixels.",
                width=picture.width,
                height=picture.height,
            )
        )
    assert picture is not None
    assert not picture.blank
    assert picture.width >= width
    assert picture.height >= height


_BLANK = Text(
    "그림의 모든 점이 같은 색입니다. `plt.show()` 뒤에 저장하면 빈 그림이 됩니다.",
    "All of the picture is of one colour. After `plt.show()` an empty figure is saved.",
)

"""The mutants of files: the one that the reference writes, replaced by one that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from autograder.checks.left_out import gone
from autograder.checks.mutant import PRELUDE, Mutant, Scene
from autograder.util.file_names import is_folder_name, is_pattern

_WRITTEN: Final = """\
with open({file!r}, "wb") as _one:
    _one.write({content!r})
"""
_SAVES: Final = """
def _save(model, file):
    (model.save_weights if file.endswith(".weights.h5") else model.save)(file)


"""
_LOGGED: Final = """\
import tensorflow as _tf

_writer = _tf.summary.create_file_writer({folder!r})
with _writer.as_default():
    for _step in range({times}):
        _tf.summary.scalar({tag!r}, 0.5, step=_step)
_writer.close()
"""
_DRAWN: Final = """\
import numpy as _np
from PIL import Image as _Image

_pixels = _np.full(({height}, {width}, 3), 255, "uint8")
_pixels[0, 0] = {corner}
_Image.fromarray(_pixels).save({file!r})
"""


def _plain(scene: Scene) -> bool:
    """Whether it is one file of one name, which can be written over."""
    return not is_pattern(scene.given.file) and not is_folder_name(scene.given.file)


def _holding(content: bytes) -> Callable[[Scene], tuple[str, ...]]:
    def cells(scene: Scene) -> tuple[str, ...]:
        if not _plain(scene):
            return ()
        return (_WRITTEN.format(file=scene.given.file, content=content),)

    return cells


def _emptied(scene: Scene) -> tuple[str, ...]:
    if not is_folder_name(scene.given.file) or is_pattern(scene.given.file):
        return ()
    folder = scene.given.file.removesuffix("/")
    return (f"{gone(scene.given.file)}_os.makedirs({folder!r})\n",)


def _another_model(scene: Scene) -> tuple[str, ...]:
    """Of a number of parameters that is not the right one: 2 and twice as many."""
    if not _plain(scene):
        return ()
    nodes = scene.given.parameters
    made = (
        "_keras.Sequential([_keras.Input((1,)), _keras.layers.Dense(1), "
        f"_keras.layers.Dense({nodes})])"
    )
    return (f"{PRELUDE}{_SAVES}_save({made}, {scene.given.file!r})\n",)


def _saved(call: str) -> Callable[[Scene], tuple[str, ...]]:
    """What a function of ``mutant.PRELUDE`` makes of the model, in place of the model."""

    def cells(scene: Scene) -> tuple[str, ...]:
        given = scene.given
        if not _plain(scene) or not given.model.isidentifier():
            return ()
        return (f"{PRELUDE}{_SAVES}_save({call}({given.model}), {given.file!r})\n",)

    return cells


def _logged(*, other_tag: bool) -> Callable[[Scene], tuple[str, ...]]:
    def cells(scene: Scene) -> tuple[str, ...]:
        given = scene.given
        times = given.steps if other_tag else given.steps - 1
        if is_pattern(given.file) or not times:
            return ()
        folder = given.file + given.run
        tag = f"{given.tag}_" if other_tag else given.tag
        return (gone(given.file) + _LOGGED.format(folder=folder, tag=tag, times=times),)

    return cells


def _blank(scene: Scene) -> tuple[str, ...]:
    return _drawn(scene, scene.given.width, scene.given.height, corner=255)


def _too_small(scene: Scene) -> tuple[str, ...]:
    if scene.given.width < 2 or scene.given.height < 2:  # one pixel more is all of one colour
        return ()
    return (
        *_drawn(scene, scene.given.width - 1, scene.given.height + 1, corner=0),
        *_drawn(scene, scene.given.width + 1, scene.given.height - 1, corner=0),
    )


def _drawn(scene: Scene, width: int, height: int, *, corner: int) -> tuple[str, ...]:
    if not _plain(scene):
        return ()
    file = scene.given.file
    return (_DRAWN.format(file=file, width=width, height=height, corner=corner),)


_ALL: Final = ("file_saved", "file_parameters", "file_weights", "file_log", "file_image")

SAVED: Final = (
    Mutant("empty", "the file is empty", _holding(b""), loses=_ALL),
    Mutant("broken", "the file is broken", _holding(b"\0 nothing"), may_lose=_ALL),
    Mutant("emptied", "nothing is in the folder", _emptied, loses=_ALL),
)
PARAMETERS: Final = (
    Mutant(
        "another model",
        "another model was saved",
        _another_model,
        loses=("file_weights",),
    ),
)
WEIGHTS: Final = (
    Mutant("untrained", "a network was saved that was never trained", _saved("_fresh")),
    Mutant("a little off", "weights near those of the model were saved", _saved("_by_hand")),
)
LOG: Final = (
    Mutant("other tag", "other numbers were logged", _logged(other_tag=True), may_lose=_ALL),
    Mutant(
        "too few", "numbers of too few steps were logged", _logged(other_tag=False), may_lose=_ALL
    ),
)
IMAGE: Final = (
    Mutant("blank", "nothing is on the picture", _blank),
    Mutant("too small", "the picture is too small", _too_small),
)

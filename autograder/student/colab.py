"""Stands in for Google Colab: what is harmless does nothing, what needs a person says so.

A cell that mounts Drive or downloads a result goes on. One that waits for a person, or for a
secret, fails with ``NotWhileGrading``; the report says what to hand in instead.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import getpass
import importlib
import importlib.machinery
import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import h5py  # type: ignore[import-untyped]
import tensorflow as tf
from IPython.core import interactiveshell
from numpy.lib import _datasource

_DRIVE = re.compile(r"(/content/(?:g?drive|gdrive)(?:/[^'\"\n\\{}]*)?)")
_MOST_FOLDERS = 30
_WORK = "/content"  # where Colab begins
_SUBMODULES = (
    *("ai", "auth", "data_table", "drive", "files", "html", "output", "patches", "runtime"),
    *("sheets", "snippets", "syntax", "userdata", "widgets"),
)


class NotWhileGrading(RuntimeError):  # noqa: N818 - students read the name
    """Something that needs a person, a secret or the network."""


def say(ko: str, en: str) -> None:
    """A line in the cell's output, in both languages."""
    sys.stderr.write(f"autograder: {en}\nautograder: {ko}\n")


def install(shell: Any) -> None:
    """Put the stand-ins where notebooks look for them."""
    _install_modules()
    builtins.input = _refusing("input()")
    getpass.getpass = _refusing("getpass()")
    _keep_folder()
    _show_pictures()
    for name, call in _MAGICS.items():
        shell.register_magic_function(call, "line", name)
    shell.register_magic_function(_load_extension(shell), "line", "load_ext")


def _refusing(what: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotWhileGrading(f"{what} needs a person, and nobody is there while grading")

    return refuse


def _nothing(ko: str = "", en: str = "") -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> None:
        if en:
            say(ko, en)

    return call


# --- google.colab -----------------------------------------------------------------------


def _install_modules() -> None:
    import google

    colab = _module("google.colab")
    colab.__path__ = []
    for name in _SUBMODULES:
        module = _module(f"google.colab.{name}")
        setattr(colab, name, module)
        vars(module).update(_CONTENT.get(name, {}))
    google.colab = colab


def _module(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)

    def missing(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return _refusing(f"{name}.{attribute}()")

    vars(module)["__getattr__"] = missing
    sys.modules[name] = module
    return module


def _upload(*_: Any, **__: Any) -> dict[str, bytes]:
    """What was handed in beside the notebook, as if it had been chosen."""
    found = {path.name: path.read_bytes() for path in map(Path, _handed_in) if path.is_file()}
    if not found:
        raise NotWhileGrading("files.upload() needs a person, and no data file was handed in")
    say(
        f"files.upload() 대신 함께 제출한 파일을 씁니다: {', '.join(found)}",
        f"instead of files.upload(), the files handed in are used: {', '.join(found)}",
    )
    return found


def _mount(mountpoint: str = "/content/drive", *_: Any, **__: Any) -> None:
    say(
        "구글 드라이브는 연결하지 않습니다. "
        "드라이브의 파일은 노트북과 함께 제출해야 읽을 수 있습니다.",
        f"Google Drive is not mounted at {mountpoint}: its files can be read only if they are "
        "handed in with the notebook.",
    )


def _secret(key: str = "", *_: Any, **__: Any) -> str:
    raise NotWhileGrading(f"userdata.get({key!r}): there are no secrets while grading")


def _show_image(image: Any, *_: Any, **__: Any) -> None:
    import matplotlib.pyplot as plt

    plt.imshow(image)
    plt.axis("off")
    plt.show()


def _show_pictures() -> None:
    """``picture.show()`` of Pillow would start a viewer: it shows the picture in the output."""
    from IPython.display import display
    from PIL import Image

    picture: Any = Image.Image
    picture.show = lambda self, *_, **__: display(self)


_DOWNLOADED = _nothing(
    "files.download()는 채점할 때 아무 일도 하지 않습니다.",
    "files.download() does nothing while grading.",
)
_SIGNED_IN = _nothing("로그인은 하지 않습니다.", "nobody is signed in while grading.")
_CONTENT: dict[str, dict[str, Any]] = {
    "drive": {"mount": _mount, "flush_and_unmount": _nothing()},
    "files": {
        "upload": _upload,
        "upload_file": _upload,
        "download": _DOWNLOADED,
        "view": _nothing(),
    },
    "userdata": {
        "get": _secret,
        "SecretNotFoundError": NotWhileGrading,
        "NotebookAccessError": NotWhileGrading,
    },
    "auth": {"authenticate_user": _SIGNED_IN},
    "output": {
        "clear": _nothing(),
        "enable_custom_widget_manager": _nothing(),
        "disable_custom_widget_manager": _nothing(),
        "register_callback": _nothing(),
        "no_vertical_scroll": _nothing(),
        "eval_js": _refusing("output.eval_js()"),
    },
    "data_table": {
        "DataTable": lambda frame, *_, **__: frame,
        "enable_dataframe_formatter": _nothing(),
        "disable_dataframe_formatter": _nothing(),
    },
    "patches": {"cv2_imshow": _show_image},
    "runtime": {"unassign": _nothing()},
}


# --- folders ----------------------------------------------------------------------------

_handed_in: list[str] = []  # names of the data files, below the work folder


def make_folders(sources: Iterable[str], names: Iterable[str]) -> None:
    """The folders of Drive that the cells speak of, with the files beside the cells in them.

    Where the work folder is not Colab's own, Python looks for ``/content/…`` in it.
    """
    _handed_in[:] = dict.fromkeys(names)
    work = Path.cwd()
    if str(work) != _WORK:
        _look_for_content_in(work)
    named = dict.fromkeys(found for source in sources for found in _DRIVE.findall(source))
    folders = [_folder(path) for path in list(named)[:_MOST_FOLDERS]]
    for folder in dict.fromkeys([*folders, "/content/drive/MyDrive"] if folders else []):
        if ".." in Path(folder).parts:
            continue
        here = work / Path(folder).relative_to(_WORK)
        try:
            here.mkdir(parents=True, exist_ok=True)
            for name in _handed_in:
                place = here / Path(name).name
                if not place.exists():
                    place.symlink_to(work / name)
        except OSError:
            continue


def _look_for_content_in(work: Path) -> None:
    """Calls of Python that take a path find Colab's work folder where the cells run elsewhere."""
    look_at = os.lstat

    def exists(path: str) -> bool:
        try:
            look_at(path)
        except (OSError, ValueError):
            return False
        return True

    def here(path: Any) -> Any:
        text = path if isinstance(path, str) else str(path) if isinstance(path, Path) else ""
        inside = text == _WORK or text.startswith(f"{_WORK}/")
        found = f"{work}{text[len(_WORK) :]}"
        return found if inside and (text == _WORK or exists(found) or not exists(text)) else path

    def finding(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(*args: Any, **given: Any) -> Any:
            return original(*map(here, args[:1]), *args[1:], **given)

        return call

    builtins.open = io.open = finding(builtins.open)
    with contextlib.suppress(
        KeyError, AttributeError
    ):  # these two have kept it under names of their own
        vars(interactiveshell)["io_open"] = builtins.open
        vars(_datasource)["_file_openers"]._file_openers[None] = builtins.open
    for name in ("stat", "lstat", "listdir", "scandir", "makedirs", "mkdir", "remove", "chdir"):
        setattr(os, name, finding(getattr(os, name)))
    again: Any = importlib.import_module("tensorflow.summary")
    for module in (tf.summary, again):  # two, of one file
        module.create_file_writer = finding(module.create_file_writer)
    _open_hdf5_in(here)


def _open_hdf5_in(here: Callable[[Any], Any]) -> None:
    """Weights are saved by a library that opens files itself."""
    original = h5py.File.__init__

    @functools.wraps(original)
    def init(self: Any, name: Any, *args: Any, **given: Any) -> None:
        original(self, here(name), *args, **given)

    h5py.File.__init__ = init


def _folder(path: str) -> str:
    bare = path.strip().rstrip("/")
    return str(Path(bare).parent) if Path(bare).suffix else bare


def _keep_folder() -> None:
    """``os.chdir`` to a folder of Colab that isn't here stays where it is."""
    original = os.chdir

    def chdir(path: Any) -> None:
        try:
            original(path)
        except OSError:
            if not str(path).startswith(("/content", "/gdrive", "drive/")):
                raise
            _stay(path)

    os.chdir = chdir


def _stay(path: Any) -> None:
    say(
        f"{path} 폴더가 없어 현재 폴더에 그대로 있습니다.",
        f"there is no folder {path}; staying in the current one.",
    )


# --- magics -----------------------------------------------------------------------------


def _change_folder(line: str) -> None:
    path = line.strip().strip("'\"") or "."
    try:
        os.chdir(path)
    except OSError:
        _stay(path)


def _load_extension(shell: Any) -> Callable[[str], None]:
    def load(line: str) -> None:
        if line.strip().startswith("tensorboard"):
            return  # its magic would start a server; ours says that it does not
        try:
            shell.extension_manager.load_extension(line.strip())
        except ImportError:
            say(f"{line.strip()} 확장은 없습니다.", f"there is no extension {line.strip()}.")

    return load


_MAGICS: dict[str, Callable[[str], None]] = {
    "cd": _change_folder,
    "tensorflow_version": _nothing(
        "TensorFlow 2로 채점합니다.", "work is graded with TensorFlow 2."
    ),
    "tensorboard": _nothing("TensorBoard는 띄우지 않습니다.", "TensorBoard is not started."),
    "autosave": _nothing(),
    "matplotlib": _nothing(),  # figures are inline, whatever is asked for
}

"""Finds where a submission's code reaches for what is not its own, for the staff to look at.

This reads the code; the sandbox does not rest on it, and no point depends on it. Code that hides
what it does is not found, and none of it gets anywhere either.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.records import Attempt, Program, Text

_MOST = 20  # of one submission: one is enough to look
_MOST_CHARACTERS = 300_000  # of all cells: what people type is shorter

_PROCESSES = Text("다른 프로세스를 건드리려 합니다", "touches other processes")
_PROGRAMS = Text("다른 프로그램을 실행하려 합니다", "starts another program")
_NETWORK = Text("네트워크 연결을 직접 열려 합니다", "opens a network connection by hand")
_BELOW = Text("Python 아래의 기능을 직접 부릅니다", "calls what lies below Python")
_GRADER = Text("채점기 자체를 불러옵니다", "imports the grader itself")
_PATCH = Text("라이브러리의 함수를 바꿔치기합니다", "replaces a function of a library")
_METHOD = Text(
    "Keras 모델의 함수를 자신의 코드로 바꿉니다",
    "puts code of its own in place of a method of a Keras model",
)
_FILES = Text("자기 것이 아닌 파일을 찾습니다", "looks for files that are not its own")
_HIDDEN = Text(
    "Python의 실행 과정에 몰래 끼어듭니다", "hooks into the way in which Python runs code"
)

_CALLS: dict[str, Text] = {
    **dict.fromkeys(("os.kill", "os.killpg", "os.setpriority", "signal.pidfd_send_signal",
                     "resource.prlimit", "os.pidfd_open", "os.sched_setaffinity"), _PROCESSES),
    **dict.fromkeys(("os.fork", "os.forkpty", "os.posix_spawn", "os.popen", "pty.spawn",
                     "pty.fork"), _PROGRAMS),
    **dict.fromkeys(("socket.socket", "socket.create_connection", "socket.socketpair"), _NETWORK),
    **dict.fromkeys(("gc.get_objects", "gc.get_referrers", "sys.settrace", "sys.setprofile",
                     "threading.settrace", "sys.addaudithook", "atexit.register",
                     "sys._current_frames", "sys._getframe"), _HIDDEN),
    **dict.fromkeys(("os.setuid", "os.setgid", "os.setresuid", "os.chroot", "os.mknod",
                     "os.memfd_create", "os.unshare", "os.setns", "os._exit"), _BELOW),
}  # fmt: skip
_LISTS = ("gc.callbacks", "sys.meta_path", "sys.path_hooks")
_MODULES = {"ctypes": _BELOW, "mmap": _BELOW, "cffi": _BELOW, "autograder": _GRADER}
_STARTS_WITH = {"os.exec": _PROGRAMS, "os.spawn": _PROGRAMS}
_LIBRARIES = {"keras", "tensorflow", "tf", "np", "numpy", "json", "pytest", "builtins", "msgspec"}
_MODELS = {"Model", "Sequential", "Functional"}
# What Keras, or whoever copies weights, calls on a model from outside. Others, such as ``call`` and
# ``train_step``, are there to be written anew.
_METHODS = {
    "fit", "train_on_batch", "predict", "predict_on_batch", "get_weights", "set_weights", "weights",
    "__call__",
}  # fmt: skip
# What a student's class may define, and nobody puts into a model or an optimizer that is there.
_STEPS = {
    "train_step", "make_train_function", "train_function", "apply", "apply_gradients",
    "update_step",
}  # fmt: skip
_PATH = re.compile(
    r"/proc/(?!cpuinfo|meminfo)|/etc/(?:passwd|shadow|cron)|/root\b|/home/|/dev/(?:mem|kmsg|shm)"
    r"|\.ssh\b|_history\b|test_hidden|assignment\.toml|course\.toml|grades\.csv|result\.json"
    r"|expected\.csv|(?<![\w.])autograder[./]|site-packages/autograder"
)


def attempts(program: Program) -> tuple[Attempt, ...]:
    """At most twenty places, in the order of the cells; one for each line of code."""
    found: dict[tuple[int, int], Attempt] = {}
    left = _MOST_CHARACTERS
    for cell in program.cells:
        left -= len(cell.source) if cell.kind == "code" else 0
        if cell.kind != "code" or left < 0:
            continue
        for line, what in _in_cell(cell.source):
            found.setdefault((cell.number, line), Attempt(cell.number, line, what))
    return tuple(found[place] for place in sorted(found))[:_MOST]


def _in_cell(source: str) -> Iterator[tuple[int, Text]]:
    try:
        tree = ast.parse(_without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # nothing of it ran either
    names = _imported(tree)
    for node in ast.walk(tree):
        if (what := _of_node(node, names)) is not None:
            yield getattr(node, "lineno", 0), what


def _without_magics(source: str) -> str:
    """IPython's own lines are no Python: each becomes an empty one, so that lines still count."""
    return re.sub(r"^[ \t]*[!%?].*$", "pass", source, flags=re.MULTILINE)


def _imported(tree: ast.AST) -> dict[str, str]:
    """Name in the cell → what it stands for: ``from os import kill as k`` gives k → os.kill."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {item.asname: item.name for item in node.names if item.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    return names


def _of_node(node: ast.AST, names: dict[str, str]) -> Text | None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _of_modules(_modules_of(node))
    if isinstance(node, ast.Call):
        return _of_call(node, names)
    if isinstance(node, ast.Assign | ast.AugAssign):
        return _of_targets(node, names)
    if isinstance(node, ast.ClassDef):
        return _of_class(node, names)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _FILES if len(node.value) < 500 and _PATH.search(node.value) else None
    return None


def _modules_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [item.name for item in node.names]


def _of_modules(modules: list[str]) -> Text | None:
    return next((_MODULES[m.split(".")[0]] for m in modules if m.split(".")[0] in _MODULES), None)


def _of_call(node: ast.Call, names: dict[str, str]) -> Text | None:
    dotted = _dotted(node.func, names)
    if dotted.endswith("__subclasses__") or dotted.startswith(_LISTS):
        return _HIDDEN
    if dotted == "setattr" and node.args:
        return _of_attribute(node.args[0], _constant(node.args[1:2]), names)
    first = (what for start, what in _STARTS_WITH.items() if dotted.startswith(start))
    return _CALLS.get(dotted) or next(first, None)


def _of_targets(node: ast.Assign | ast.AugAssign, names: dict[str, str]) -> Text | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Attribute):
            what = _of_attribute(target.value, target.attr, names)
            if what is not None:
                return what
    return None


def _of_attribute(owner: ast.AST, attribute: object, names: dict[str, str]) -> Text | None:
    """What it is to put something in place of an attribute of ``owner``."""
    dotted = _dotted(owner, names)
    if _is_library(f"{dotted}.{attribute}"):
        return _PATCH
    return _METHOD if attribute in _METHODS | _STEPS and dotted != "self" else None


def _constant(nodes: list[ast.expr]) -> object:
    """The value of a constant, None where there is none."""
    return nodes[0].value if nodes and isinstance(nodes[0], ast.Constant) else None


def _of_class(node: ast.ClassDef, names: dict[str, str]) -> Text | None:
    """A model of one's own that does something else where Keras' own methods are called."""
    bases = {_dotted(base, names).rsplit(".", maxsplit=1)[-1] for base in node.bases}
    own = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return _METHOD if bases & _MODELS and own & _METHODS else None


def _is_library(dotted: str) -> bool:
    """Whether something of a library is named; its settings (``keras.config.x``) are its own."""
    return dotted.split(".", maxsplit=1)[0] in _LIBRARIES and ".config" not in dotted


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    """``os.path.join`` of an expression of that form, its first name looked up; else what is."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(names.get(node.id, node.id))
    return ".".join(reversed(parts))

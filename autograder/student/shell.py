"""Runs the cells in IPython's own shell, as "run all" with errors allowed.

A cell that raises is reported and the next one runs. What needs a terminal, the network or
another program is refused with a sentence that says so.
"""

from __future__ import annotations

import base64
import os
import re
import sys
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline import backend_inline
from traitlets.config import Config

from autograder.evidence import CellErrorEvidence, LimitEvidence
from autograder.student import clocks, colab, legacy
from autograder.student.failure import (
    Exit,
    behind,
    ends_the_program,
    hidden_by_try,
    is_cell,
    magic_lines,
    missing_files,
)
from autograder.student.legacy import OldCalls
from autograder.student.limits import limit_behind
from autograder.student.not_made import library_behind
from autograder.student.program import CellSource
from autograder.student.recorder import OutStream, Recorder

_DEEPEST = 100_000  # calls within calls; measured to take 0.2 to 1 KB of stack each
_MOST_FRAMES = 50  # described at either end of a traceback

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")  # another in every run, and no help

_NO_COMMANDS = (
    "autograder: system commands are not run while grading: `{command}`\n"
    "autograder: 채점할 때는 시스템 명령을 실행하지 않습니다: `{command}`\n"
)


@dataclass
class Session:
    """A shell and what came of the cells so far."""

    shell: InteractiveShell
    recorder: Recorder
    errors: list[CellErrorEvidence] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)  # executed, nbformat 4
    interrupted: str = ""
    cells_run: int = 0
    limits: list[LimitEvidence] = field(default_factory=list)
    old: OldCalls = field(default_factory=OldCalls)
    lost: list[str] = field(default_factory=list)  # files that a `try` looked for in vain
    last_cell: int = 0  # the number of the last one with code


class _Display(DisplayPublisher):  # type: ignore[misc]
    """Hands rich output to the recorder."""

    recorder: Recorder

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        self.recorder.display(_plain(data), dict(metadata or {}), None)


class _Results(DisplayHook):  # type: ignore[misc]
    """Hands the value of a cell's last expression to the recorder."""

    recorder: Recorder

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.recorder.display(_plain(format_dict), dict(md_dict or {}), self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


def make_shell() -> InteractiveShell:
    """The process' shell, made at the first call: in the warm process, for all its jobs.

    To make one in each job would take 20 ms there, nearly all of it copying shared pages.
    """
    if InteractiveShell.initialized():
        return InteractiveShell.instance()
    shell = InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}}),
        colors="nocolor",
        history_length=0,
        display_pub_class=_Display,
        displayhook_class=_Results,
        user_ns={"__name__": "__main__"},
    )
    shell.history_manager.enabled = False
    # IPython would describe every frame of a traceback for a history that nobody reads.
    shell._format_exception_for_storage = lambda *_, **__: {}
    shell.enable_gui = lambda gui=None: None  # noqa: ARG005 - there is no window to enable
    backend_inline.configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    shell.events.register("post_execute", backend_inline.flush_figures)
    return shell


def open_session(output_kb: int, old: OldCalls | None = None) -> Session:
    """A fresh shell whose output goes to a recorder; replaces ``sys.stdout`` and ``stderr``."""
    recorder = Recorder(limit=output_kb * 1024)
    shell = make_shell()
    shell.display_pub.recorder = recorder
    shell.displayhook.recorder = recorder
    session = Session(shell, recorder, old=old or OldCalls())
    _move_in(shell)
    _cap_recursion()
    _refuse_commands(session)
    colab.install(shell)
    shell.user_ns["exit"] = shell.user_ns["quit"] = Exit()
    sys.stdout = OutStream("stdout", recorder)
    sys.stderr = OutStream("stderr", recorder)
    return session


def _move_in(shell: InteractiveShell) -> None:
    """Tell a shell that was made in the warm process of this job's folders."""
    shell.starting_dir, shell.home_dir = str(Path.cwd()), str(Path.home())
    shell.history_manager.dir_hist[:] = [Path.cwd()]
    own = os.environ.get("IPYTHONDIR", "")
    if own and shell.ipython_dir != own:  # on the rungs where each job has a temporary folder
        shell.ipython_dir = own
        shell.init_profile_dir(None)


def _cap_recursion() -> None:
    """However high a cell sets the limit, a function that calls itself for ever gets an error.

    What the interpreter puts on the stack for each call fits the sandbox's stack so often.
    """
    original = sys.setrecursionlimit

    def setrecursionlimit(limit: int, /) -> None:
        original(min(limit, _DEEPEST))

    sys.setrecursionlimit = setrecursionlimit


def _refuse_commands(session: Session) -> None:
    """``!command``, ``%system`` and the script magics say that they do nothing here."""

    def refuse(command: str, *_: Any, **__: Any) -> None:
        session.recorder.stream("stderr", _NO_COMMANDS.format(command=str(command).strip()[:200]))
        session.shell.user_ns["_exit_code"] = 1

    def refuse_output(command: str, *_: Any, **__: Any) -> list[str]:
        refuse(command)
        return []

    shell = session.shell
    shell.system = shell.system_raw = shell.system_piped = refuse
    shell.getoutput = refuse_output
    for name in ("script", "bash", "sh", "perl", "ruby", "python2", "python3", "pypy"):
        shell.register_magic_function(
            lambda line, cell="", name=name: refuse(f"%%{name} {line} {cell}"), "cell", name
        )
    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        shell.register_magic_function(
            lambda line, name=name: refuse(f"%{name} {line}"), "line", name
        )


def run_cells(
    session: Session, cells: tuple[CellSource, ...], begin: Callable[[int], None], before: int = 0
) -> None:
    """Run the code cells in order; stops early when the time is up, and at cell ``before``.

    ``begin`` is told the number of each cell before it runs.
    """
    code = [cell.number for cell in cells if cell.kind == "code" and cell.source.strip()]
    session.last_cell = code[-1] if code else 0
    for cell in cells:
        session.recorder.begin_cell()
        done: dict[str, Any] = {"cell_type": cell.kind, "metadata": {}, "source": cell.source}
        session.cells.append(done)
        if cell.kind != "code":
            continue
        done |= {"execution_count": None, "outputs": []}
        wanted = not session.interrupted and not 0 < before <= cell.number
        if wanted and cell.source.strip():
            begin(cell.number)
            _run_cell(session, cell)
            done["execution_count"] = session.shell.execution_count - 1
            done["outputs"] = session.recorder.finished()


def _run_cell(session: Session, cell: CellSource) -> None:
    """Run one cell; note its error, and whether the clock or the memory ended it."""
    session.cells_run += 1
    started = clocks.now()
    shown: list[BaseException] = []  # also what a variable's own __repr__ raised
    session.shell.showtraceback = lambda *raised, **_: shown.extend(_raised(raised))
    session.shell.showsyntaxerror = lambda *_, **__: None
    session.shell.showindentationerror = lambda *_, **__: None
    error: BaseException | None
    try:
        result = session.shell.run_cell(_source_of(session, cell), store_history=True)
        error = result.error_before_exec or result.error_in_exec or next(iter(shown), None)
    except BaseException as escaped:  # noqa: BLE001 - a cell's exit must not end the session
        error = escaped
    if session.recorder.full():
        _note_limit(session, LimitEvidence(cell.number, "output"))
    session.lost += missing_files(cell, session.shell.user_ns)
    at_the_end = cell.number == session.last_cell
    if error is None or (at_the_end and ends_the_program(error, cell.source)):
        return
    facts = behind(error, cell, clocks.since(started), session.shell.user_ns)
    line, source = _where(error, cell)
    name, value = type(error).__name__, _text_of(error)
    if needed := library_behind(error):
        name, value = ModuleNotFoundError.__name__, needed
    call, lines, after = _behind(session, cell, (name, value, line))
    session.errors.append(
        CellErrorEvidence(
            cell=cell.number,
            line=line,
            name=name[:80] or "?",
            value=value,
            source=source[:500],
            legacy=call,
            rewritten=lines,
            after=after,
            meant=facts.meant,
            lost=hidden_by_try(name, value, session.lost),
            loop=facts.loop,
        )
    )
    session.recorder.error(name, value, _trace(error))
    if limit := limit_behind(error):
        _note_limit(session, LimitEvidence(cell.number, limit))
    if isinstance(error, KeyboardInterrupt):
        session.interrupted = "time"


def _source_of(session: Session, cell: CellSource) -> str:
    try:
        return legacy.begin_cell(session.old, cell.source, cell.number)
    except Exception:  # noqa: BLE001 - what can't be read for old calls is run as it is
        return cell.source


def _behind(session: Session, cell: CellSource, error: tuple[str, str, int]) -> Any:
    name, value, line = error
    try:
        return legacy.explain(session.old, name, value, cell.source, line)
    except Exception:  # noqa: BLE001 - then the error is told without what is behind it
        return "", "", 0


def _raised(arguments: tuple[Any, ...]) -> list[BaseException]:
    """The exception that IPython wants to show: its argument, or the one being handled."""
    _, error, _ = arguments[0] if arguments and arguments[0] else sys.exc_info()
    return [error] if isinstance(error, BaseException) else []


def _note_limit(session: Session, found: LimitEvidence) -> None:
    """The first cell that ran into each limit is told, and no other."""
    if found.limit not in {earlier.limit for earlier in session.limits}:
        session.limits.append(found)


def _where(error: BaseException, cell: CellSource) -> tuple[int, str]:
    """The line in the cell (from 1; 0 unknown) at which it failed, and that line's text."""
    lines = cell.source.split("\n")
    if isinstance(error, SyntaxError):
        line = error.lineno or 0
    else:
        own = [frame for frame in _frames(error) if is_cell(frame.filename)]
        line = own[-1].line if own else 0
        current = [f for f in own if f.name == "<module>"]
        # A function defined in an earlier cell counts lines of that cell: take the call instead.
        if own and current and own[-1].filename != current[-1].filename:
            line = current[-1].line
    if line and not isinstance(error, UsageError):
        line += magic_lines(cell.source)
    return line, lines[line - 1].strip() if 0 < line <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class _Frame:
    filename: str
    line: int
    name: str


def _frames(error: BaseException) -> list[_Frame]:
    """Where an exception went through: the outermost and the innermost frames.

    Endless recursion leaves millions; to describe them all takes longer than the time limit.
    """
    first: list[TracebackType] = []
    last: deque[TracebackType] = deque(maxlen=_MOST_FRAMES)
    step = error.__traceback__
    while step is not None:
        (first if len(first) < _MOST_FRAMES else last).append(step)
        step = step.tb_next
    return [
        _Frame(step.tb_frame.f_code.co_filename, step.tb_lineno or 0, step.tb_frame.f_code.co_name)
        for step in (*first, *last)
    ]


def _text_of(error: BaseException) -> str:
    try:
        return _ADDRESS.sub("", _reason(str(error)))[:5000]
    except Exception:  # noqa: BLE001 - a student's exception may have a broken __str__
        return ""


def _reason(text: str) -> str:
    """Of TensorFlow's "Graph execution error", with pages of where, the line that says what."""
    if not text.startswith("Graph execution error"):
        return text
    before = text.partition("[[{{node")[0].rstrip().splitlines()
    return f"Graph execution error: {before[-1].strip()}" if before else text


def _trace(error: BaseException) -> list[str]:
    """The traceback as text, the student's own frames only: ours would help nobody."""
    try:
        frames = _frames(error)
        own = [frame for frame in frames if is_cell(frame.filename)] or frames[-3:]
        lines = [f'  File "cell", line {frame.line}, in {frame.name}' for frame in own]
        return [*lines, *traceback.format_exception_only(error)]
    except Exception:  # noqa: BLE001 - as above
        return [type(error).__name__]


def _plain(data: Any) -> dict[str, Any]:
    """A mime bundle with the kinds that the executed notebook keeps."""
    kept: dict[str, Any] = {}
    for kind in ("text/plain", "text/html", "text/markdown", "text/latex", "image/png",
                 "image/jpeg", "image/svg+xml", "application/json"):  # fmt: skip
        if kind in data:
            value = data[kind]
            if isinstance(value, bytes):
                value = base64.b64encode(value).decode("ascii")
            kept[kind] = value if isinstance(value, str | dict | list) else str(value)
    return kept

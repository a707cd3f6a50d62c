"""Collects what a cell prints and shows, as notebook outputs, under a limit."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

Output = dict[str, Any]

CUT = "\n… output cut here: the limit was reached. 출력 한도를 넘어 여기서 잘렸습니다.\n"

_EACH: Final = 200  # characters that an output counts beside what is in it
_DEEPEST: Final = 50  # values in values; the notebook as a whole has to stay readable
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


@dataclass
class Recorder:
    """The outputs of the current cell and the size of all outputs so far, in characters.

    Beyond ``limit`` output is dropped, never an error: printing much costs nobody points.
    """

    limit: int
    outputs: list[Output] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    used: int = 0
    closed: bool = False

    def full(self) -> bool:
        """Has output been dropped, or will it be from now on?"""
        return self.used >= self.limit

    def begin_cell(self) -> None:
        """Forget the last cell's outputs."""
        self.outputs = []

    def close(self) -> None:
        """The cells are through: what a model prints while it is exported belongs to none."""
        self.closed = True

    def stream(self, name: str, text: str) -> None:
        """Text printed to stdout or stderr."""
        if self.closed:
            return
        text = self._admit(text)
        if not text:
            return
        self.text.append(text)
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["parts"].append(text)
        else:
            self.used += _EACH
            self.outputs.append({"output_type": "stream", "name": name, "parts": [text]})

    def display(self, data: dict[str, Any], metadata: dict[str, Any], count: int | None) -> None:
        """A rich output: an ``execute_result`` where ``count`` is given, else a display.

        Of it is kept what a notebook's file can hold.
        """
        if self.closed:
            return
        told = _as_json(metadata)
        metadata = metadata if told else {}
        size = _EACH + len(told)
        for kind, value in list(data.items()):
            text = value if isinstance(value, str) else _as_json(value)
            size += len(text)
            if not text and text is not value:
                del data[kind]
        if self.used + size > self.limit:
            self.stream("stderr", CUT if self.used < self.limit else "")
            self.used = self.limit
            return
        self.used += size
        if "text/plain" in data:
            self.text.append(f"{data['text/plain']}\n")
        output: Output = {"output_type": "display_data", "data": data, "metadata": metadata}
        if count is not None:
            output |= {"output_type": "execute_result", "execution_count": count}
        self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """The exception that ended the cell."""
        self.outputs.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": value[:5000],
                "traceback": [line[:5000] for line in traceback[:50]],
            }
        )

    def finished(self) -> list[Output]:
        """The cell's outputs as nbformat wants them."""
        for output in self.outputs:
            if "parts" in output:
                output["text"] = carriage_returns("".join(output.pop("parts")))
        return self.outputs

    def _admit(self, text: str) -> str:
        room = self.limit - self.used
        if room <= 0:
            return ""
        self.used += len(text)
        return text if len(text) <= room else text[:room] + CUT


def _as_json(value: Any) -> str:
    """A value as JSON, '' where it can't be: in a circle, too deep, or of a kind JSON lacks."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return ""
    depth = deepest = 0
    for mark in _BRACKETS.findall(text):
        depth += (mark in "[{") - (mark in "]}")
        deepest = max(deepest, depth)
    return text if deepest <= _DEEPEST else ""


def carriage_returns(text: str) -> str:
    """What a terminal would show of text that overwrites its own lines (progress bars)."""
    if "\r" not in text and "\b" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        kept = line.rstrip("\r").rsplit("\r", 1)[-1]
        lines.append(kept.replace("\b", ""))
    return "\n".join(lines)


class OutStream(io.TextIOBase):
    """Stands in for ``sys.stdout`` and ``sys.stderr``; called as that of notebooks is."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name = name
        self._recorder = recorder

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    @property
    def buffer(self) -> io.RawIOBase:
        """For ``io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")``."""
        return _Bytes(self)

    def reconfigure(self, **_: Any) -> None:
        """Whatever is asked for, it takes text."""

    def isatty(self) -> bool:
        return False


class _Bytes(io.RawIOBase):
    """Takes text as bytes of UTF-8."""

    def __init__(self, stream: OutStream) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        return self._stream.write(bytes(data).decode("utf-8", "replace")) and len(data)

    def writable(self) -> bool:
        return True


OutStream.__module__ = "ipykernel.iostream"

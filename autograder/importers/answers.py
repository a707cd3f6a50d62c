"""Cells that students write: from the marks of other graders to our solution regions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.template import cut_solutions
from autograder.errors import StaffError
from autograder.importers.staff_regions import without_marks_of_solutions

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

_NBGRADER_BEGIN = re.compile(r"^(\s*)#[#=*\s-]*BEGIN +SOLUTIONS?\b.*$", re.IGNORECASE)
_NBGRADER_END = re.compile(r"^(\s*)#[#=*\s-]*END +SOLUTIONS?\b.*$", re.IGNORECASE)
_PROMPT_BEGIN = re.compile(r"\s*(?:\"{1,3}|'{1,3}) *# *BEGIN PROMPT", re.IGNORECASE)
_PROMPT_END = re.compile(r"\s*(?:\"{1,3}|'{1,3});? *# *END PROMPT", re.IGNORECASE)
# Otter takes a line with capitals, whatever follows; small letters may also begin a comment.
_LINE_MARK = re.compile(r"\s*#+ *(?:SOLUTION\b.*|(?i:solution(?: no prompt)?)\s*)$")
_IGNORE_MARK = re.compile(r"# *IGNORE\s*$", re.IGNORECASE)
_SEED_MARK = re.compile(r"\s*# ?SEED\s*$")
_NO_SOLUTION = re.compile(
    r"raise NotImplementedError|# *YOUR CODE HERE|^\s*\.\.\.\s*$|= *\.\.\.\s*$", re.MULTILINE
)
_NO_CODE = re.compile(r"^(\s*)([%!].*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    solution: bool


def given(source: str) -> str:
    """A cell that students get as it is; magics and what is no Python become comments."""
    source = _without_magics(source)
    return source if _parses(source) else as_comment(source)


def as_comment(source: str) -> str:
    """Each line of a cell as a comment."""
    return "\n".join(f"# {line}".rstrip() for line in _lines(source))


def is_python(source: str) -> bool:
    """Whether ``given`` leaves the code of this cell as it is, but for magics."""
    return _parses(_without_magics(source))


def whole(source: str) -> str:
    """The cell as one region."""
    return f"{BEGIN}\n{given(source)}\n{END}"


def nbgrader_answer(source: str) -> str:
    """An answer cell of nbgrader's, whose regions become ours; without any it is one whole."""
    lines = []
    for line in _lines(given(source)):
        begin, end = _NBGRADER_BEGIN.match(line), _NBGRADER_END.match(line)
        lines.append(f"{begin[1]}{BEGIN}" if begin else f"{end[1]}{END}" if end else line)
    marked = "\n".join(lines)
    return marked if _cuts(marked) else whole(_without_marks(marked))


def otter_answer(source: str) -> str:
    """A cell of Otter's: solution lines and blocks become regions, prompts are left out.

    Without any mark it is returned as it is: Otter shows it to students.
    """
    lines = tuple(_otter_lines(_without_magics(source)))
    if not any(line.solution for line in lines):
        return given("\n".join(line.text for line in lines))
    marked = "\n".join(_with_regions(lines))
    return marked if _cuts(marked) else whole("\n".join(line.text for line in lines))


def seeds(source: str) -> bool:
    """Whether Otter would take a line of the cell away that seeds random numbers."""
    return any(_SEED_MARK.search(line) for line in _lines(source))


def is_marked(source: str) -> bool:
    """Whether the cell holds a region of ours."""
    return any(line.strip() == BEGIN for line in _lines(source))


def has_marks(source: str) -> bool:
    """Whether a line of the cell begins or ends a solution, however it is written."""
    return any(_NBGRADER_BEGIN.match(line) or _NBGRADER_END.match(line) for line in _lines(source))


def lacks_solution(source: str) -> bool:
    """Whether the answer of a cell was taken out already."""
    return not source.strip() or bool(_NO_SOLUTION.search(source))


def _otter_lines(source: str) -> Iterator[_Line]:
    block = prompt = False
    for line in _lines(source):
        if prompt:
            prompt = not _PROMPT_END.match(line)
        elif _PROMPT_BEGIN.match(line):
            prompt = not _PROMPT_END.search(line)
        elif _NBGRADER_BEGIN.match(line):
            block = True
        elif _NBGRADER_END.match(line):
            block = False
        elif not _IGNORE_MARK.search(line):
            bare = _LINE_MARK.sub("", line)
            block = block or (bare != line and not bare.strip())  # a mark that names no line
            yield _Line(_SEED_MARK.sub("", bare), block or bare != line)


def _with_regions(lines: Sequence[_Line]) -> Iterator[str]:
    """Lines with marks around each run of solution lines, indented as its first line is."""
    indent: str | None = None
    for line in lines:
        if indent is not None and not line.solution and line.text.strip():
            yield f"{indent}{END}"
            indent = None
        if indent is None and line.solution and line.text.strip():
            indent = line.text[: len(line.text) - len(line.text.lstrip())]
            yield f"{indent}{BEGIN}"
        yield line.text
    if indent is not None:
        yield f"{indent}{END}"


def _without_magics(source: str) -> str:
    return source if _parses(source) else _NO_CODE.sub(r"\1# \2", source)


def _without_marks(source: str) -> str:
    return "\n".join(line for line in _lines(source) if line.strip() not in {BEGIN, END})


def _cuts(marked: str) -> bool:
    """Whether a template can be made of the cell."""
    if not _parses(marked):
        return False
    try:
        cut_solutions(marked, Path("cell"))
    except StaffError:
        return False
    return True


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _lines(source: str) -> list[str]:
    return source.split("\n")


def text_answer(variable: str, text: str) -> str:
    """A region that leaves a text in a variable; the model answer, or a word in its place."""
    text = without_marks_of_solutions(text).strip() or "…"
    plain = '"""' not in text and not text.endswith(('"', "\\")) and "\r" not in text
    literal = f'r"""{text}"""' if plain else repr(text)
    return f"{BEGIN}\n{variable} = {literal}\n{END}"

"""A submission to its cells, or to one sentence that says what to hand in instead."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from autograder.errors import SubmissionError
from autograder.intake import messages, put_right
from autograder.intake.archive import ArchiveError, open_bytes
from autograder.intake.attachments import files_beside
from autograder.intake.cells import has_conflict
from autograder.intake.choose import choose
from autograder.intake.decode import decode
from autograder.intake.file_types import is_zip, refuse_binary, refuse_other_text
from autograder.intake.limits import MAX_FILE, MAX_TEXT, MIB
from autograder.intake.notebook import parse_notebook, parse_patiently, to_program
from autograder.intake.script import read_script
from autograder.records import NO_TEXT, Program, Submission, Text

OFFICE = ("word/", "xl/", "ppt/", "Contents/", "[Content_Types].xml", "META-INF/")
NOTEBOOK = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
MODEL = "model.weights.h5"


def read_program(submission: Submission, wanted: Sequence[str] = ()) -> Program:
    """The cells of ``submission``, with a note on everything that had to be put right.

    ``wanted`` are the names of the deliverables: they tell which file of a zip is meant.

    Raises:
        SubmissionError: it can't be read as a program; nothing else is ever raised, whatever
            the bytes are.
    """
    if submission.problem.en:
        raise SubmissionError(submission.problem)
    try:
        return _read(submission.content, PurePosixPath(submission.filename).name, wanted)
    except SubmissionError:
        raise
    except Exception as error:  # a hostile file must not take the class with it
        raise SubmissionError(messages.NOT_READABLE) from error


def _read(
    content: bytes, name: str, wanted: Sequence[str] = (), *, inside_zip: bool = False
) -> Program:
    if len(content) > MAX_FILE:
        raise SubmissionError(messages.too_large(len(content)))
    refuse_binary(content)
    if is_zip(content):
        if inside_zip:
            raise SubmissionError(messages.ZIP_IN_ZIP)
        return _read_zip(content, name, wanted)
    program = _read_program(content, name)
    if not any(cell.kind == "code" and cell.source.strip() for cell in program.cells):
        raise SubmissionError(_no_code(program))
    note = _misnamed(name, program)
    return replace(program, notes=(note, *program.notes)) if note.en else program


def _read_program(content: bytes, name: str) -> Program:
    if NOTEBOOK.match(content):  # without a copy, if it can be helped
        notebook = parse_notebook(content.removeprefix(BOM_UTF8))
        if notebook:
            return to_program(notebook)
    elif len(content) > MAX_TEXT:
        refuse_other_text(decode(content[:MIB])[0])
        raise SubmissionError(messages.TOO_MUCH_CODE)
    text, note = decode(content)
    program = _read_text(text, name)
    return replace(program, notes=(note, *program.notes)) if note.en else program


def _read_text(text: str, name: str) -> Program:
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    if text.lstrip().startswith("{") and (".py" not in suffixes or '"cells"' in text):
        return to_program(parse_patiently(text))
    refuse_other_text(text)
    if ".py" in suffixes:
        return read_script(text)
    if has_conflict(text):
        raise SubmissionError(messages.CONFLICT)
    raise SubmissionError(
        messages.NOT_A_NOTEBOOK if ".ipynb" in suffixes else messages.UNKNOWN_TEXT
    )


def _read_zip(content: bytes, name: str, wanted: Sequence[str]) -> Program:
    try:
        entries = open_bytes(content, name).entries()
    except ArchiveError as error:
        raise SubmissionError(error.message) from error
    names = {"/".join(entry.parts) for entry in entries}
    if MODEL in names:
        raise SubmissionError(messages.MODEL_FILE)
    if any(entry_name.startswith(OFFICE) for entry_name in names):
        raise SubmissionError(messages.DOCUMENT)
    entry, note = choose(entries, wanted=wanted)
    if entry.problem.en:
        raise SubmissionError(entry.problem)
    program = _read(entry.load(MAX_FILE + 1), entry.name, inside_zip=True)
    notes = tuple(n for n in (put_right.taken_from_zip(entry.name), note, entry.note) if n.en)
    return replace(program, notes=notes + program.notes, files=files_beside(entries, entry))


def _no_code(program: Program) -> Text:
    if any(cell.source.strip() for cell in program.cells):
        return messages.NO_CODE_CELLS
    return messages.NO_CELLS


def _misnamed(name: str, program: Program) -> Text:
    """A note for a notebook that doesn't end in .ipynb, such as .ipynb.txt."""
    if program.origin == "ipynb" and PurePosixPath(name).suffix.lower() != ".ipynb":
        return put_right.misnamed(name)
    return NO_TEXT

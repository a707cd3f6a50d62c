"""Mutates every fixture of the intake: always a Program or a message, never anything else.

``make fuzz`` runs ``python -m tests.support.fuzz_intake --examples 10000``; the tests run fewer.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import StaffError, SubmissionError
from autograder.intake import messages
from autograder.intake.collect import collect
from autograder.intake.limits import MAX_BESIDE, MAX_BESIDE_FILES, MAX_CELLS, MAX_FILE
from autograder.intake.names import safe_folder
from autograder.intake.reader import read_program
from autograder.records import Program, Submission, Text
from tests.support.places import FIXTURES

PIECES = [
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\xe2\x80\xa8", b"\xed\xa0\x80", b'"'),
    *(b"{", b"}", b"[" * 50, b"NaN", b"1e999", b"9" * 5000, b"\\ud800", b'{"cells": [', b"null"),
    *(b"<<<<<<< ", b"\n=======\n", b"\n>>>>>>> ", b"# %%\n", b'"""', b"'''", b"PK\x05\x06"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"../" * 3, "한글".encode("cp949"), "한글".encode(), b"\\"),
]
NAMES = ["xor.ipynb", "xor.py", "과제1 (2) final 최종.ipynb", "xor.ipynb.txt", "xor.zip", "xor", ""]
EVIL_PARTS = [
    *("..", ".", "", "C:", "con", "a\0b", "\u202egpj.ipynb", "x" * 300, "__MACOSX", ".git"),
    *("김민수_123_assignsubmission_file", "Kim_123_assignsubmission_file_", "submitted", "kim"),
    *("Default group_assignsubmission_onlinetext", "kim_1_2_xor.ipynb", "LATE_anon_a1_2_xor.ipynb"),
    *("KIM", "xor.ipynb", "xor.py", "inner.zip", "kim_LATE_7_text.html", "index.html", "\udcff"),
]


def corpus() -> list[bytes]:
    """The content of every fixture, in a fixed order."""
    paths = sorted(p for name in ("submissions", "lms") for p in (FIXTURES / name).rglob("*"))
    return [path.read_bytes() for path in paths if path.is_file() and path.suffix != ".toml"]


CORPUS = corpus()
ARCHIVES = [content for content in CORPUS if content.startswith(b"PK")]


@st.composite
def mutated(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A fixture after up to six cuts, swaps and insertions."""
    content = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 2, 16, 300, 10**9])))
        other = draw(st.sampled_from(files))[: end - start + 100]
        choices = st.sampled_from([*PIECES, content[start:end] * 2, other])
        piece = draw(choices | st.binary(max_size=8))
        content = content[:start] + piece + content[end:]
    return content


@st.composite
def built_zips(draw: st.DrawFn) -> bytes:
    """A zip with any names, kinds of files and flags."""
    parts = st.sampled_from(EVIL_PARTS) | st.text(max_size=12)
    names = st.lists(parts, min_size=1, max_size=4).map("/".join)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for _ in range(draw(st.integers(0, 6))):
            name = draw(names).encode(errors="replace").decode()
            info = zipfile.ZipInfo(name or "x")
            info.external_attr = (
                draw(st.sampled_from([0, 0o100644, 0o120777, 0o40755, 0o10644])) << 16
            )
            info.compress_type = draw(st.sampled_from([0, 8, 12, 14]))
            content = draw(st.sampled_from(CORPUS))[:5000] if archive.infolist() else CORPUS[0]
            known = {entry.filename for entry in archive.infolist()}
            if info.filename not in known:
                archive.writestr(info, content)
    data = bytearray(buffer.getvalue())
    if draw(st.booleans()) and data:
        data[draw(st.integers(0, len(data) - 1))] ^= draw(st.integers(1, 255))
    return bytes(data)


def assert_message(text: Text) -> None:
    """Both languages say something, in one line, without a traceback."""
    for said in (text.ko, text.en):
        assert said.strip()
        assert "\n" not in said
        assert "Traceback" not in said


def assert_readable_or_message(content: bytes, name: str) -> None:
    """``read_program`` gives a program that can be run and stored, or a message."""
    submission = Submission("kim", content, name)
    program = _program_or_message(submission)
    if isinstance(program, Text):
        assert_message(program)
        # What the reader says when it stumbles: kind to a student, but a fault of ours.
        assert program != messages.NOT_READABLE
        return
    assert any(cell.kind == "code" and cell.source.strip() for cell in program.cells)
    assert len(program.cells) <= MAX_CELLS
    for cell in program.cells:
        cell.source.encode()  # no half characters
        assert not {"\0", "\r"} & set(cell.source)
    for note in program.notes:
        assert_message(note)


def _program_or_message(submission: Submission) -> Program | Text:
    try:
        return read_program(submission)
    except SubmissionError as error:
        return error.message


def assert_collectable_or_message(content: bytes) -> None:
    """``collect`` gives submissions that can have a folder each, or tells the staff."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(content)
        said: list[str] = []
        try:
            submissions = collect([path], assignment_name="xor-mlp")
        except StaffError as error:
            submissions = ()
            said = [str(error), error.tip]
        assert all(said)
        assert [p.name for p in Path(folder).iterdir()] == ["class.zip"]
    folders = {safe_folder(s.student).casefold() for s in submissions}
    assert len(folders) == len(submissions)
    for submission in submissions:
        assert len(submission.content) <= MAX_FILE
        assert_harmless_files(submission)
        if submission.problem.en:
            assert_message(submission.problem)
        elif submission.content:
            assert_readable_or_message(submission.content, submission.filename)


def assert_harmless_files(submission: Submission) -> None:
    """What lies beside the program leads nowhere, and is bounded."""
    assert len(submission.files) <= MAX_BESIDE_FILES
    assert sum(len(file.content) for file in submission.files) <= MAX_BESIDE
    for file in submission.files:
        assert not {"", ".", ".."} & set(file.name.split("/"))
        assert not set(file.name) & set("\0\\")
        file.name.encode()


def fuzz_reader(examples: int, *, seeded: bool) -> None:
    """Run ``read_program`` on ``examples`` mutated files."""
    run = given(content=mutated(CORPUS), name=st.sampled_from(NAMES))
    _run(run(assert_readable_or_message), examples, seeded=seeded)


def fuzz_collect(examples: int, *, seeded: bool) -> None:
    """Run ``collect`` on ``examples`` mutated or built zips."""
    run = given(content=mutated(ARCHIVES) | built_zips())
    _run(run(assert_collectable_or_message), examples, seeded=seeded)


def _run(test: Callable[[], None], examples: int, *, seeded: bool) -> None:
    settings(
        max_examples=examples,
        derandomize=seeded,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )(test)()


def main() -> None:
    """Fuzz both; another seed each time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--seeded", action="store_true", help="the same examples each time")
    options = parser.parse_args()
    fuzz_reader(options.examples, seeded=options.seeded)
    fuzz_collect(options.examples // 5, seeded=options.seeded)
    print(f"{options.examples} files and {options.examples // 5} zips: no fault found.")


if __name__ == "__main__":
    main()

"""Zips that mean harm or are broken: each entry a message, nothing written, the others read."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import StaffError, SubmissionError
from autograder.intake import archive, messages
from autograder.intake.collect import collect
from autograder.intake.limits import MAX_FILE, MIB
from autograder.intake.reader import read_program
from autograder.records import Submission, Text

GOOD = b"model = 1\n"
KIM = "kim_1_assignsubmission_file/xor.py"
LEE = "lee_2_assignsubmission_file/xor.py"


def write_zip(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> Path:
    """A zip of ``entries`` at ``path``."""
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def by_student(path: Path) -> dict[str, Submission]:
    """What ``collect`` makes of the zip at ``path``, and that it wrote nothing."""
    before = sorted(path.parent.rglob("*"))
    submissions = {s.student: s for s in collect([path])}
    assert sorted(path.parent.rglob("*")) == before
    return submissions


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    """A symbolic link in a zip."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def with_flag(content: bytes, name: str, flag: int) -> bytes:
    """``content`` with a flag set in both heads of the entry called ``name``."""
    data = bytearray(content)
    for signature, flags, head in ((b"PK\3\4", 6, 30), (b"PK\1\2", 8, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + head :].startswith(name.encode()):
                data[at + flags] |= flag
            at = data.find(signature, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "../../../../tmp/evil.py",
        "/etc/evil.py",
        "..\\evil.py",
        "C:\\evil.py",
        "a/../../evil.py",
        "\\\\server\\evil.py",
    ],
)
def test_a_name_that_leaves_its_folder_is_refused_and_the_others_are_read(
    tmp_path: Path, name: str
) -> None:
    found = by_student(write_zip(tmp_path / "class.zip", (name, GOOD), ("kim.py", GOOD)))
    assert found["kim"].content == GOOD
    (evil,) = (s for student, s in found.items() if student != "kim")
    assert evil.problem == messages.TRAVERSAL
    assert evil.content == b""


def test_a_link_is_refused_and_names_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("secret")
    path = tmp_path / "zips" / "class.zip"
    path.parent.mkdir()
    found = by_student(write_zip(path, link(KIM, str(tmp_path / "secret.py")), (LEE, GOOD)))
    assert found["kim_1"].problem == messages.LINK
    assert found["lee_2"].content == GOOD


def test_a_link_beside_a_file_leaves_the_file_graded(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", link(f"{KIM[:-6]}a.ipynb", "/etc/passwd"), (KIM, GOOD))
    found = by_student(path)["kim_1"]
    assert (found.content, found.note.en) == (
        GOOD,
        "2 files were handed in; xor.py was graded (the one that can be read).",
    )


def test_an_entry_that_grows_out_of_proportion_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, b"\0" * (20 * MIB)), (LEE, GOOD))
    found = by_student(path)
    assert found["kim_1"].problem == messages.bomb(20 * MIB)
    assert found["lee_2"].content == GOOD


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, b"\0" * (20 * MIB)), (LEE, GOOD))
    data = path.read_bytes().replace(struct.pack("<L", 20 * MIB), struct.pack("<L", 1000))
    path.write_bytes(data)
    found = by_student(path)
    assert found["kim_1"].problem == messages.DAMAGED_ENTRY
    assert found["lee_2"].content == GOOD


def test_an_entry_over_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_FILE", 1000)
    path = write_zip(tmp_path / "class.zip", (KIM, bytes(range(256)) * 8), (LEE, GOOD), method=0)
    assert by_student(path)["kim_1"].problem.en.startswith("The file is too large")


def test_all_entries_together_have_an_allowance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, b"a" * 600), (LEE, b"b" * 600))
    opened = archive.open_archive

    def poor(file: io.BufferedReader, path: Path) -> archive.Archive:
        found = opened(file, path)
        found.allowance = 1000
        return found

    monkeypatch.setattr("autograder.intake.collect.open_archive", poor)
    found = by_student(path)
    assert found["kim_1"].content == b"a" * 600
    assert found["lee_2"].problem == messages.ARCHIVE_ALLOWANCE


def test_a_table_of_contents_out_of_proportion_is_not_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, GOOD))
    data = bytearray(path.read_bytes())
    data[-10:-6] = struct.pack("<L", 512 * MIB)
    path.write_bytes(data)
    with pytest.raises(StaffError, match="too many files"):
        collect([path])


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 10)
    path = write_zip(tmp_path / "class.zip", *((f"{n}.py", GOOD) for n in range(11)))
    with pytest.raises(StaffError, match="too many files"):
        collect([path])


def test_an_encrypted_entry_is_said_to_be_one(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, GOOD), (LEE, GOOD))
    path.write_bytes(with_flag(path.read_bytes(), KIM, 1))
    found = by_student(path)
    assert found["kim_1"].problem == messages.ENCRYPTED
    assert found["lee_2"].content == GOOD


def test_an_entry_with_a_wrong_checksum_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, b"a = 'right'\n"), (LEE, GOOD), method=0)
    path.write_bytes(path.read_bytes().replace(b"right", b"wrong"))
    found = by_student(path)
    assert found["kim_1"].problem == messages.DAMAGED_ENTRY
    assert found["lee_2"].content == GOOD


def test_another_compression_is_said_to_be_one(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, GOOD), method=zipfile.ZIP_LZMA)
    assert by_student(path)["kim_1"].problem == messages.UNUSUAL_COMPRESSION


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_equal_names_the_last_is_graded_and_said_so(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, b"first"), (KIM, b"last"))
    found = by_student(path)["kim_1"]
    assert (found.content, found.note) == (b"last", messages.TWICE)


def test_names_that_differ_in_case_are_two_students_with_two_folders(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", ("Kim/xor.py", b"a = 1"), ("kim/xor.py", b"b = 1"))
    found = by_student(path)
    assert {s.content for s in found.values()} == {b"a = 1", b"b = 1"}
    assert list(found) == ["Kim", "kim-2"]


def test_composed_and_decomposed_hangul_is_one_student(tmp_path: Path) -> None:
    composed = "김민수"
    decomposed = unicodedata.normalize("NFD", composed)
    path = write_zip(
        tmp_path / "class.zip",
        (f"{composed}/xor.py", GOOD),
        (f"{decomposed}/xor.ipynb", b"{}"),
        ("lee/xor.py", GOOD),
    )
    assert set(by_student(path)) == {composed, "lee"}


def test_a_damaged_table_of_contents_is_told_to_the_staff(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "class.zip", (KIM, GOOD))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"PK\1\2", b"PK\1\3"))
    with pytest.raises(StaffError, match="damaged") as caught:
        collect([path])
    assert "again" in caught.value.tip


def test_a_nested_bomb_is_never_unpacked() -> None:
    def zipped(name: str, content: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(name, content)
        return buffer.getvalue()

    bomb = zipped("a.ipynb", b"\0" * (40 * MIB))
    assert refused(bomb) == messages.bomb(40 * MIB)
    assert refused(zipped("a.zip", zipped("a.zip", bomb))) == messages.ZIP_IN_ZIP
    assert refused(zipped("a.ipynb", zipped("b.ipynb", GOOD))) == messages.ZIP_IN_ZIP


@pytest.mark.parametrize(
    ("raw", "flag", "shown"),
    [
        ("김민수".encode("cp949"), 0, "김민수"),
        ("김민수".encode(), 0, "김민수"),
        ("김민수".encode(), 0x800, "김민수"),
        (b"Kim", 0, "Kim"),
        ("Müller".encode("cp437"), 0, "Müller"),
    ],
    ids=["cp949", "utf-8 unsaid", "utf-8", "ascii", "cp437"],
)
def test_names_of_entries_are_read_in_their_code_page(raw: bytes, flag: int, shown: str) -> None:
    info = zipfile.ZipInfo("x")
    info.flag_bits = flag
    info.orig_filename = raw.decode("utf-8" if flag else "cp437")
    assert archive.entry_name(info) == shown


def test_info_zips_unicode_name_wins() -> None:
    info = zipfile.ZipInfo("x")
    info.orig_filename = "????"
    name = "김민수".encode()
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, 0) + name
    assert archive.entry_name(info) == "김민수"


def refused(content: bytes) -> Text:
    """The message with which a student's zip is refused."""
    with pytest.raises(SubmissionError) as caught:
        read_program(Submission("kim", content, "hw.zip"))
    return caught.value.message


def test_limits_are_what_the_messages_say() -> None:
    too_large: Callable[[int], Text] = messages.too_large
    assert f"at most {MAX_FILE // MIB} MB" in too_large(MAX_FILE + 1).en

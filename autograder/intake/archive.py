"""Zip files, read in memory under limits; nothing is ever unpacked to disk.

A name in an archive is only a label here: absolute paths, ``..`` and links can reach nothing,
but their entries are refused all the same, in words.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from autograder.errors import SubmissionError
from autograder.intake import messages
from autograder.intake.entries import Entry, no_content
from autograder.intake.limits import (
    MAX_DEPTH,
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_FILE,
    MAX_RATIO,
    MAX_TOTAL,
    MIB,
    RATIO_FROM,
)
from autograder.intake.names import clean_name
from autograder.records import NO_TEXT, Text

MAX_PART = 300  # characters; file systems allow 255 bytes
METHODS = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
ENCRYPTED = 0x1
UTF8_NAME = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
END_RECORD = b"PK\x05\x06"
END_RECORD_64 = b"PK\x06\x06"


class ArchiveError(Exception):
    """The archive as a whole can't be read; the message says why, in English for the staff."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(slots=True)
class Archive:
    """An open zip file and what of its allowance has been used."""

    path: Path
    file: IO[bytes]
    allowance: int = MAX_TOTAL
    zip: zipfile.ZipFile = field(init=False)

    def __post_init__(self) -> None:
        """Read the table of contents.

        Raises:
            ArchiveError: not a zip, damaged, or too large a table.
        """
        _check_directory(self.file)
        try:
            self.zip = zipfile.ZipFile(self.file)
        except Exception as error:  # what a hostile file raises is not for us to list
            raise ArchiveError(messages.DAMAGED_ZIP) from error
        if len(self.zip.infolist()) > MAX_ENTRIES:
            raise ArchiveError(messages.TOO_MANY_ENTRIES)

    def entries(self) -> tuple[Entry, ...]:
        """What is in it, in the order of the archive; of equal names the last."""
        entries: dict[tuple[str, ...], Entry] = {}
        for info in self.zip.infolist():
            entry = self._entry(info)
            if entry.parts and (before := entries.pop(entry.parts, None)):
                twins = tuple({*before.twins, *entry.twins})
                entry = replace(entry, note=messages.TWICE, twins=twins)
            if entry.parts:
                entries[entry.parts] = entry
        return tuple(_without_filled_folders(entries))

    def _entry(self, info: zipfile.ZipInfo) -> Entry:
        name = entry_name(info)
        parts = tuple(p for p in map(clean_part, name.replace("\\", "/").split("/")) if p)
        problem = _problem(info, name)
        is_folder = name.endswith(("/", "\\"))

        def load(limit: int) -> bytes:
            return self._read(info, limit)

        changed = _time(info)
        path = self.path / "/".join(parts)
        twins = (name.replace("\\", "/").strip("/"),)
        if is_folder:
            return Entry(
                parts[:MAX_DEPTH], path, no_content, is_folder=True, problem=problem, twins=twins
            )
        parts = parts[-MAX_DEPTH:]
        return Entry(parts, path, load, info.file_size, changed, problem=problem, twins=twins)

    def _read(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        if min(limit, info.file_size) > self.allowance:
            raise SubmissionError(messages.ARCHIVE_ALLOWANCE)
        try:
            with self.zip.open(info) as file:
                content = file.read(limit)
        except Exception as error:  # wrong CRC, cut off, overlapping, bad stream: zlib and zipfile
            raise SubmissionError(messages.DAMAGED_ENTRY) from error
        self.allowance -= len(content)
        return content


def open_archive(file: IO[bytes], path: Path) -> Archive:
    """The zip ``file`` at ``path``; it stays the caller's to close. Raises ArchiveError."""
    return Archive(path, file)


def open_bytes(content: bytes, name: str) -> Archive:
    """A zip file in memory, with a student's allowance. Raises ArchiveError."""
    return Archive(Path(name), io.BytesIO(content), allowance=MAX_FILE)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The entry's name: UTF-8 where flagged or valid, else CP949 where that gives Hangul.

    Zips made by Korean Windows carry CP949 names without saying so; zipfile reads them as CP437.
    """
    if info.flag_bits & UTF8_NAME:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    for candidate in (_unicode_path(info.extra), _decode(raw, "utf-8")):
        if candidate:
            return candidate
    korean = _decode(raw, "cp949")
    return korean if _is_korean(korean) else info.orig_filename


def clean_part(part: str) -> str:
    """One part of a path as a harmless label; '' for ``.``, ``..`` and drive letters."""
    cleaned = clean_name(part[:MAX_PART]).strip()
    return "" if not cleaned.strip(".") or cleaned.endswith(":") else cleaned


def _problem(info: zipfile.ZipInfo, name: str) -> Text:
    """Why this entry is not read; NO_TEXT if it is."""
    parts = name.replace("\\", "/").split("/")
    mode = info.external_attr >> 16
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
        return messages.TRAVERSAL
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return messages.LINK if stat.S_ISLNK(mode) else messages.NOT_A_FILE
    if info.flag_bits & ENCRYPTED:
        return messages.ENCRYPTED
    if info.compress_type not in METHODS:
        return messages.UNUSUAL_COMPRESSION
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return messages.bomb(info.file_size)
    return messages.too_large(info.file_size) if info.file_size > MAX_FILE else NO_TEXT


def _without_filled_folders(entries: dict[tuple[str, ...], Entry]) -> list[Entry]:
    """Folder entries only where nothing is in the folder."""
    filled = {parts[:n] for parts in entries for n in range(1, len(parts))}
    return [e for parts, e in entries.items() if not (e.is_folder and parts in filled)]


def _time(info: zipfile.ZipInfo) -> float:
    """The entry's time as a number that grows with it; zip times know no zone."""
    year, month, day, hour, minute, second = info.date_time
    if year <= 1980:  # zip's way of saying unknown
        return 0.0
    return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + float(second)


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_korean(text: str) -> bool:
    """Whether most Hangul in ``text`` is of the 2350 common syllables, as chance never has it."""
    hangul = [c for c in text if "가" <= c <= "힣"]
    common = [c for c in hangul if _is_common(c)]
    return bool(common) and 2 * len(common) >= len(hangul)


def _is_common(syllable: str) -> bool:
    """EUC-KR has two bytes for it; Python's codec spells out the others in eight."""
    try:
        return len(syllable.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def _unicode_path(extra: bytes) -> str:
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        if tag == UNICODE_PATH and size > 5:
            return _decode(extra[9 : 4 + size], "utf-8")
        extra = extra[4 + size :]
    return ""


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a table of contents that would cost gigabytes to read."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 70_000))
    tail = file.read(70_000)
    at = tail.rfind(END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise ArchiveError(messages.NOT_A_ZIP)
    directory = struct.unpack_from("<L", tail, at + 12)[0]
    at_64 = tail.rfind(END_RECORD_64)
    if directory == 0xFFFFFFFF and at_64 >= 0 and len(tail) >= at_64 + 56:
        directory = struct.unpack_from("<Q", tail, at_64 + 40)[0]
    if directory > max(MAX_DIRECTORY, MIB):
        raise ArchiveError(messages.TOO_MANY_ENTRIES)

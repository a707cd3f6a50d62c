"""One submission per student, from whatever a TA has on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from autograder.errors import StaffError, SubmissionError
from autograder.intake import messages
from autograder.intake.archive import ArchiveError, open_archive
from autograder.intake.attachments import files_beside
from autograder.intake.choose import choose
from autograder.intake.entries import Entry, file_entry, folder_entries, nfc, no_content
from autograder.intake.file_types import COLAB
from autograder.intake.layouts import (
    LAYOUTS,
    Work,
    detect,
    merged,
    moodle_folder,
    stem,
    unwrapped,
)
from autograder.intake.limits import MAX_FILE, PEEK
from autograder.intake.names import clean_name, folded, safe_folder, unique_names
from autograder.intake.roster import apply_roster, is_missing, read_roster
from autograder.records import Submission, Text, joined

__all__ = ["FORMATS", "collect", "collect_one", "is_missing", "safe_folder"]

FORMATS = ("auto", *LAYOUTS)


def collect(
    paths: Sequence[Path],
    *,
    format: str = "auto",  # noqa: A002 - the name of the option
    roster: Path | None = None,
    assignment_name: str = "",
    wanted: Sequence[str] = (),
) -> tuple[Submission, ...]:
    """The submissions in ``paths``, one per student, sorted by student.

    Paths are files, folders (one file or one folder per student) and LMS zips. What can't be
    read inside is a Submission with ``problem`` set, so that the others are graded. No two
    students share ``safe_folder(student)``, whatever the case of its letters. ``wanted`` are the
    names of the deliverables, by which one of several files of a student is chosen.

    Raises:
        StaffError: a path is missing, a zip is none, the format is unknown, or there is nothing
            to grade.
    """
    if format not in FORMATS:
        raise StaffError(f"There is no format {format!r}.", f"Choose one of {', '.join(FORMATS)}.")
    listed = read_roster(roster) if roster else ()
    with ExitStack() as archives:
        sources = _sources(paths, format, assignment_name, archives)
        found = [
            replace(work, key=f"{number}/{work.key}" if not work.lms_id else work.key)
            for number, (entries, layout) in enumerate(sources)
            for work in LAYOUTS[layout](entries, assignment_name)
        ]
        works = sorted(merged(found), key=lambda work: work.entries[0].path)  # numbered in order
        submissions = [_submission(work, assignment_name, wanted) for work in works]
        alike = _alike(found)
    submissions = [replace(s, alike=alike.get(folded(s.student), ())) for s in submissions]
    submissions = apply_roster(submissions, listed)
    if not submissions:
        raise StaffError(
            f"There are no submissions in {', '.join(map(str, paths)) or 'nothing'}.",
            "Name a notebook, a folder with one file or folder per student, or the zip of the LMS.",
        )
    return _unique(submissions)


def collect_one(
    folder: Path, student: str, assignment_name: str = "", wanted: Sequence[str] = ()
) -> Submission:
    """The submission of one student who has ``folder`` to himself, however deep its files lie.

    Raises:
        StaffError: the folder can't be read.
    """
    entries = folder_entries(folder) or (Entry(("",), folder, no_content, is_folder=True),)
    return _submission(Work(student, student, tuple(entries)), assignment_name, wanted)


def _sources(
    paths: Sequence[Path], format_: str, assignment: str, stack: ExitStack
) -> Iterator[tuple[Sequence[Entry], str]]:
    """What lies in each path, and the layout it is in. Files of one folder go together."""
    for path in paths:
        if not path.exists():
            raise StaffError(f"{path} does not exist.", "Check the path for a typing error.")
    folders = [path for path in paths if path.is_dir()]
    files = sorted({path for path in paths if not path.is_dir()})
    archives = [path for path in files if path.suffix.lower() == ".zip"]
    for path in folders:
        yield _laid_out(_folder_entries(path, format_, assignment), format_, archive=False)
    for path in archives:
        entries, layout = _laid_out(_archive_entries(path, stack), format_, archive=True)
        if layout == "folder" and len(archives) > 1 and len(LAYOUTS[layout](entries, "")) <= 1:
            continue  # one zip per student: a file like any other
        files.remove(path)
        yield entries, layout
    for _, group in groupby(files, key=lambda path: path.parent):
        entries = tuple(_named_file(path, files) for path in group)
        yield entries, _laid_out(entries, format_, archive=False)[1]


def _laid_out(
    entries: Sequence[Entry], format_: str, *, archive: bool
) -> tuple[Sequence[Entry], str]:
    """The layout, and the entries without the folders around it."""
    layout = detect(entries) if format_ == "auto" else format_
    if layout in {"folder", "file", "github", "canvas"}:
        entries = unwrapped(entries, archive=archive)
        layout = detect(entries) if format_ == "auto" else format_
    return entries, layout


def _folder_entries(path: Path, format_: str, assignment: str) -> Sequence[Entry]:
    """What is below a folder; one clone or an nbgrader tree keeps its own name as first part.

    That a folder has a ``.git`` does not make it one student's: a class may be kept in git.
    """
    entries = folder_entries(path)
    name = nfc(path.resolve().name)
    is_named = format_ == "github" or bool(assignment and f"{assignment}-" in name)
    is_clone = is_named and any(entry.parts == (".git",) for entry in entries)
    if is_clone or name == "submitted":
        return [replace(entry, parts=(name, *entry.parts)) for entry in entries]
    return entries


def _named_file(path: Path, others: Sequence[Path]) -> Entry:
    """A file that was named by itself; its folder tells it from another of the same name."""
    name = nfc(path.name)
    same = {stem(nfc(o.name)) for o in others if o.parent != path.parent}
    if stem(name) in same:
        name = f"{stem(name)}_{nfc(path.resolve().parent.name)}{path.suffix}"
    return file_entry(path.resolve(), (name,))


def _archive_entries(path: Path, stack: ExitStack) -> tuple[Entry, ...]:
    """The archive's entries; they can be read until ``stack`` closes."""
    try:
        return open_archive(stack.enter_context(path.open("rb")), path).entries()
    except ArchiveError as error:
        raise StaffError(f"{path}: {error}", "Download the zip from the LMS again.") from error
    except OSError as error:
        message = f"{path} can't be read: {error.strerror}."
        raise StaffError(message, "Check the file's permissions.") from error


def _submission(work: Work, assignment: str, wanted: Sequence[str]) -> Submission:
    """Choose and read the student's file; trouble becomes the submission's ``problem``."""
    base = Submission(
        student=clean_name(work.student).strip() or "student",
        content=b"",
        filename="/".join(work.entries[0].parts),
        late=work.late,
        late_known=work.lms == "canvas",  # its file names say so
        lms=work.lms,
        lms_id=work.lms_id,
        lms_name=moodle_folder(work.entries[0].path) if work.lms == "moodle" else "",
    )
    try:
        entry, note = choose(work.entries, assignment, wanted)
    except SubmissionError as error:
        return replace(base, problem=error.message)
    # Canvas takes feedback back under the very name that it gave the file.
    filename = entry.path.name if work.lms == "canvas" else "/".join(entry.parts)
    note = joined(note, entry.note)
    chosen = replace(base, filename=filename, note=note)
    if chosen.lms_name:
        chosen = replace(chosen, lms_name=moodle_folder(entry.path))
    return replace(_read(chosen, entry), files=files_beside(work.entries, entry))


def _read(submission: Submission, entry: Entry) -> Submission:
    if entry.problem.en:
        return replace(submission, problem=entry.problem)
    if entry.typed:
        return replace(submission, problem=_typed(entry))
    try:
        content = entry.load(MAX_FILE + 1)
    except SubmissionError as error:
        return replace(submission, problem=error.message)
    if len(content) > MAX_FILE:
        return replace(submission, problem=messages.too_large(len(content)))
    return replace(submission, content=content)


def _typed(entry: Entry) -> Text:
    """What to say of a text or an address typed into the LMS's form."""
    try:
        text = entry.load(PEEK).decode(errors="replace")
    except SubmissionError:
        return messages.TEXT_ENTRY
    if COLAB.search(text):
        return messages.COLAB_LINK
    return messages.LINK_ENTRY if entry.name.endswith("_link.html") else messages.TEXT_ENTRY


def _alike(works: Sequence[Work]) -> dict[str, tuple[str, ...]]:
    """Names that fold to one, as they were written, by what they fold to; an id tells apart."""
    names: dict[str, set[str]] = {}
    for work in works:
        for entry in work.entries if not work.lms_id else ():
            for path in entry.twins or (entry.path.as_posix(),):
                written = _as_written(entry, path)
                names.setdefault(folded(written), set()).add(written)
    return {key: tuple(sorted(found)) for key, found in names.items() if len(found) > 1}


def _as_written(entry: Entry, path: str) -> str:
    """The name of the student's file or folder in ``path``, before it was composed (NFC)."""
    parts = path.split("/")
    at = len(parts) - len(entry.parts)
    name = parts[at] if 0 <= at < len(parts) else entry.parts[0]
    return name if len(entry.parts) > 1 or entry.is_folder else stem(name)


def _unique(submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    ordered = sorted(submissions, key=lambda s: (s.student.casefold(), s.student, s.lms_id))
    names = unique_names(s.student for s in ordered)
    return tuple(replace(s, student=name) for s, name in zip(ordered, names, strict=True))

"""How LMSes and tools lay out what a class handed in, as facts about names.

Sources: Moodle ``mod/assign/classes/downloader.php`` (4.1 and later) and ``locallib.php``
(before); Canvas ``lib/content_zipper.rb``; nbgrader's documented directory structure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath

from autograder.intake.choose import is_plausible
from autograder.intake.tree import Entry, is_ignored


@dataclass(frozen=True, slots=True)
class Work:
    """All that one student handed in. ``key`` tells students apart, ``student`` names them."""

    key: str
    student: str
    entries: tuple[Entry, ...]
    lms: str = ""
    lms_id: str = ""
    name: str = ""  # the person's name where the LMS gives it
    late: bool = False


# `<name>_<id>_assignsubmission_file` + `/path` or `_file`; `_` in names became a blank. Before
# 4.1 folders end in `_`. A team without a group has no id. `name` may begin with `<group>-`.
MOODLE = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<id>[0-9]+))?_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<file>.*))?",
    re.DOTALL,
)
# `<sortablename>[_LATE]_<user id>_<attachment id>_<file>`, `…_<user id>_text.html`, `…_link.html`;
# anonymous `[LATE_]anon_<id>_…`. The name has word characters only and no `_<digits>_`.
CANVAS = re.compile(
    r"(?:(?:(?P<name>\w*?)_)?(?P<late>LATE_)?(?P<id>[0-9]+)|(?P<late_anon>LATE_)?(?P<anon>anon_[A-Za-z0-9]+))"
    r"_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<entry>text|link)\.html)",
    re.IGNORECASE | re.DOTALL,
)


def moodle(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """Moodle's "download all submissions", with or without folders; the rest as folders."""
    found = [(entry, _moodle_work(entry)) for entry in entries]
    others = [entry for entry, work in found if not work]
    return _merged(work for _, work in found if work) + folder(others)


def _moodle_work(entry: Entry) -> Work | None:
    for at, part in enumerate(entry.parts):
        match = MOODLE.fullmatch(part)
        if not match:
            continue
        below = (*filter(None, [match["file"]]), *entry.parts[at + 1 :])
        name, identity = match["name"].strip(), match["id"] or ""
        student = "_".join(filter(None, [name, identity])) or "student"
        inside = replace(entry, parts=below or (part,))
        return Work(identity or student, student, (inside,), "moodle", identity, name)
    return None


def canvas(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """Canvas' submissions.zip: one flat folder; the rest as folders."""
    works, others = [], []
    for entry in entries:
        match = CANVAS.fullmatch(entry.name)
        if not match or entry.is_folder:
            others.append(entry)
            continue
        identity = match["anon"] or match["id"]
        name = match["name"] or ""
        student = "_".join(filter(None, [name, identity]))
        late = bool(match["late"] or match["late_anon"])
        inside = replace(entry, parts=(match["file"] or entry.name,))
        works.append(Work(identity, student, (inside,), "canvas", identity, name, late))
    return _merged(works) + folder(others)


def nbgrader(entries: Sequence[Entry], assignment: str) -> list[Work]:
    """nbgrader's ``submitted/<student>/<assignment>/``, from the course's root or from inside."""
    works = []
    for entry in entries:
        parts = entry.parts
        if "submitted" in parts:
            parts = parts[parts.index("submitted") + 1 :]
        if len(parts) < 3 or (assignment and parts[1] != assignment):
            continue
        if entry.name == "timestamp.txt":
            continue
        inside = replace(entry, parts=parts[1:])
        works.append(Work(parts[0], parts[0], (inside,), "nbgrader", parts[0], parts[0]))
    return _merged(works)


def github(entries: Sequence[Entry], assignment: str) -> list[Work]:
    """Clones side by side, ``<assignment>-<account>``, each with its ``.git``."""
    works = folder(entries)
    clones = {work.key for work in works}
    prefix = _shared_prefix(sorted(clones), assignment)
    accounts = [w.student.removeprefix(prefix) for w in works]
    return [
        replace(work, student=account, lms="github", lms_id=account, name=account)
        for work, account in zip(works, accounts, strict=True)
    ]


def folder(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """One file or one folder per student; files of one stem are one student's."""
    works = []
    for entry in entries:
        if len(entry.parts) > 1 or entry.is_folder:
            if not is_ignored(entry.parts[:1]):
                student = entry.parts[0]
                works.append(Work(student, student, (entry,), name=student))
        elif is_plausible(entry) and not is_ignored(entry.parts):
            student = stem(entry.name)
            works.append(Work(student, student, (entry,), name=student))
    return _merged(works)


LAYOUTS: dict[str, Callable[[Sequence[Entry], str], list[Work]]] = {
    "moodle": moodle,
    "canvas": canvas,
    "nbgrader": nbgrader,
    "github": github,
    "folder": folder,
    "file": folder,
}


def detect(entries: Sequence[Entry]) -> str:
    """The name of the layout that the names of ``entries`` show."""
    if any(MOODLE.fullmatch(part) for e in entries for part in e.parts):
        return "moodle"
    if any("submitted" in e.parts[:2] and len(e.parts) >= 4 for e in entries):
        return "nbgrader"
    if any(e.parts[1:2] == (".git",) for e in entries):
        return "github"
    flat = [e for e in entries if not is_ignored(e.parts) and is_plausible(e)]
    if flat and all(len(e.parts) == 1 and CANVAS.fullmatch(e.name) for e in flat):
        return "canvas"
    return "folder"


def stem(name: str) -> str:
    """A file's name without its endings: ``kim.ipynb.txt`` is ``kim``'s."""
    short = PurePosixPath(name)
    while short.suffix.lower() in {".txt", ".html", ".zip", ".json"} and short.stem != short.name:
        short = PurePosixPath(short.stem)
        if PurePosixPath(short.name).suffix.lower() not in {".ipynb", ".py", ".txt"}:
            return short.name
    return short.stem or name


def _shared_prefix(names: Sequence[str], assignment: str) -> str:
    """What all names of clones begin with, up to a ``-``; '' if nothing."""
    if assignment and all(n.startswith(f"{assignment}-") for n in names):
        return f"{assignment}-"
    if len(names) < 2:
        return ""
    first, last = names[0], names[-1]
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[: first.rfind("-", 0, same) + 1]


def _merged(works: Iterable[Work]) -> list[Work]:
    """One Work per key, in the order of keys."""
    ordered = sorted(works, key=lambda work: work.key)
    merged = []
    for _, group in groupby(ordered, key=lambda work: work.key):
        parts = list(group)
        entries = tuple(entry for part in parts for entry in part.entries)
        merged.append(replace(parts[0], entries=entries, late=any(p.late for p in parts)))
    return merged

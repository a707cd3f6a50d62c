"""How LMSes and tools lay out what a class handed in, as facts about names.

Sources: Moodle ``mod/assign/classes/downloader.php`` (4.1 and later) and ``locallib.php``
(before); Canvas ``lib/content_zipper.rb``; nbgrader's documented directory structure; Classroom
50's guide to ``gh teacher download``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath

from autograder.intake.choose import is_plausible
from autograder.intake.entries import Entry, is_ignored


@dataclass(frozen=True, slots=True)
class Work:
    """All that one student handed in. ``key`` tells students apart, ``student`` names them."""

    key: str
    student: str
    entries: tuple[Entry, ...]
    lms: str = ""
    lms_id: str = ""
    late: bool = False


# `<name>_<id>_assignsubmission_file` + `/path` or `_file`; `_` in names became a blank. Before
# 4.1 folders end in `_`, and a team's begin with `<group>-`; since then a team has its own
# name and id, and the team of those without a team has no id.
MOODLE = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<id>[0-9]+))?_assignsubmission_(?P<kind>file|onlinetext)"
    r"(?:_(?P<file>.*))?",
    re.DOTALL,
)
# `<sortablename>[_LATE]_<user id>_<attachment id>_<file>`, `…_<user id>_text.html`, `…_link.html`;
# anonymous `[LATE_]anon_<id>_…`. The name has word characters only and no `_<digits>_`.
CANVAS = re.compile(
    r"(?:(?:(?P<name>\w*?)_)?(?P<late>LATE_)?(?P<id>[0-9]+)"
    r"|(?P<late_anon>LATE_)?(?P<anon>anon_[A-Za-z0-9]+))"
    r"_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<typed>text|link)(?:-[0-9]+)?\.html)",
    re.IGNORECASE | re.DOTALL,
)


def moodle(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """Moodle's "download all submissions", with or without folders; the rest as folders."""
    found = [(entry, _moodle_work(entry)) for entry in entries]
    others = [entry for entry, work in found if not work]
    return merged(work for _, work in found if work) + folder(others)


def _moodle_work(entry: Entry) -> Work | None:
    for at, part in enumerate(entry.parts):
        match = MOODLE.fullmatch(part)
        if is_ignored((part,)):
            return None
        if not match:
            continue
        name, identity = match["name"].strip(), match["id"] or ""
        student = "_".join(filter(None, [name, identity])) or "student"
        below = (*filter(None, [match["file"]]), *entry.parts[at + 1 :])
        inside = replace(entry, parts=below or (part,), typed=match["kind"] == "onlinetext")
        return Work(identity or student, student, (inside,), "moodle", identity)
    return None


def moodle_folder(path: PurePosixPath | Path) -> str:
    """The student's folder in Moodle's download, under which feedback goes back; '' elsewhere."""
    for part in path.parts:
        if match := MOODLE.fullmatch(part):
            return part.removesuffix(f"_{match['file']}") if match["file"] else part
    return ""


def canvas(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """Canvas' submissions.zip, one flat folder; the rest as folders."""
    works, others = [], []
    for entry in entries:
        match = CANVAS.fullmatch(entry.name)
        if not match or entry.is_folder or is_ignored(entry.parts):
            others.append(entry)
            continue
        identity = match["anon"] or match["id"]
        student = "_".join(filter(None, [match["name"], identity]))
        late = bool(match["late"] or match["late_anon"])
        parts = (match["file"] or entry.name,)
        inside = replace(entry, parts=parts, typed=bool(match["typed"]))
        works.append(Work(identity, student, (inside,), "canvas", identity, late))
    return merged(works) + folder(others)


def nbgrader(entries: Sequence[Entry], assignment: str) -> list[Work]:
    """nbgrader's ``submitted/<student>/<assignment>/``, from the course's root or from inside."""
    below = [_below_submitted(entry) for entry in entries if not is_ignored(entry.parts)]
    deep = [e for e in below if len(e.parts) > 2 or (e.is_folder and len(e.parts) == 2)]
    named = {e.parts[1] for e in deep}
    wanted = {assignment} if assignment in named or len(named) > 1 else named
    works = [
        Work(e.parts[0], e.parts[0], (replace(e, parts=e.parts[1:]),), "nbgrader", e.parts[0])
        for e in deep
        if (e.parts[1] in wanted or not assignment) and e.name != "timestamp.txt"
    ]
    return merged(works)


def _below_submitted(entry: Entry) -> Entry:
    if "submitted" not in entry.parts:
        return entry
    return replace(entry, parts=entry.parts[entry.parts.index("submitted") + 1 :])


def github(entries: Sequence[Entry], assignment: str = "") -> list[Work]:
    """Clones side by side, ``…<assignment>-<account>``, each with its ``.git``."""
    works = folder(entries)
    prefix = _shared_prefix([work.key for work in works], assignment)
    accounts = [work.student.removeprefix(prefix) or work.student for work in works]
    return [
        replace(work, student=account, lms="github", lms_id=account)
        for work, account in zip(works, accounts, strict=True)
    ]


def folder(entries: Sequence[Entry], _assignment: str = "") -> list[Work]:
    """One file or one folder per student; files of one stem are one student's.

    Data in a folder with one program goes with that program; beside several it is nobody's.
    """
    works, loose = [], []
    for entry in entries:
        if is_ignored(entry.parts[:1]):
            continue
        if len(entry.parts) > 1 or entry.is_folder:
            works.append(Work(f"{entry.parts[0]}/", entry.parts[0], (entry,)))
        elif is_plausible(entry):
            works.append(Work(stem(entry.name), stem(entry.name), (entry,)))
        else:
            loose.append(entry)
    found = merged(works)
    if len(found) == 1 and not found[0].key.endswith("/"):  # data beside the only program
        return [replace(found[0], entries=(*found[0].entries, *loose))]
    return found


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
    return "canvas" if _is_canvas(entries) else "folder"


def _is_canvas(entries: Sequence[Entry]) -> bool:
    """Whether all files are named as Canvas does, each user id with one name only."""
    flat = [e for e in entries if not is_ignored(e.parts) and (is_plausible(e) or e.is_folder)]
    matches = [CANVAS.fullmatch(e.name) if not e.is_folder else None for e in flat]
    if not matches or any(len(e.parts) > 2 for e in flat):
        return False
    found = [match for match in matches if match]
    people = {(m["id"], m["name"]) for m in found if m["id"]}
    files = [m["attachment"] for m in found if m["attachment"]]
    return (
        len(found) == len(matches)
        and len(people) == len({identity for identity, _ in people})
        and len(files) == len(set(files))
    )


def unwrapped(entries: Sequence[Entry], *, archive: bool) -> Sequence[Entry]:
    """``entries`` without the folders that only hold the whole class, such as a zip's one folder.

    One folder is a student's as long as there are no two folders in it and nothing else; in an
    archive also two programs of different names show that it is a class'.
    """
    below = [entry for entry in entries if not is_ignored(entry.parts[:1])]
    while below and len({e.parts[0] for e in below}) == 1 and all(len(e.parts) > 1 for e in below):
        below = [replace(e, parts=e.parts[1:]) for e in below]
    shown = [e for e in below if not is_ignored(e.parts[:1])]
    folders = {e.parts[0] for e in shown if len(e.parts) > 1 or e.is_folder}
    files = [e for e in shown if len(e.parts) == 1 and not e.is_folder and is_plausible(e)]
    programs = {stem(e.name) for e in files if e.suffix in {".ipynb", ".py"}}
    is_class = (len(folders) > 1 and not files) or (archive and len(programs) > 1)
    return below if is_class else entries


def stem(name: str) -> str:
    """A file's name without its endings: ``kim.ipynb.txt`` is ``kim``'s."""
    bare = PurePosixPath(name)
    inner = PurePosixPath(bare.stem)
    known = inner.suffix.lower() in {".ipynb", ".py"}
    return (inner.stem if known else bare.stem) or name


def merged(works: Iterable[Work]) -> list[Work]:
    """One Work per key and system, in the order of keys."""
    ordered = sorted(works, key=lambda work: (work.lms, work.key))
    result = []
    for _, group in groupby(ordered, key=lambda work: (work.lms, work.key)):
        parts = list(group)
        entries = tuple(entry for part in parts for entry in part.entries)
        result.append(replace(parts[0], entries=entries, late=any(p.late for p in parts)))
    return result


def _shared_prefix(names: Sequence[str], assignment: str) -> str:
    """What all names of clones begin with, up to a ``-``; '' if nothing.

    GitHub Classroom: ``<assignment>-<account>``; Classroom 50: ``<class>-<assignment>-<account>``.
    """
    pattern = re.compile(rf"(?:.+?-)?{re.escape(assignment)}-(?=[^/])")
    starts = {match[0] if (match := pattern.match(name)) else "" for name in names}
    if assignment and len(starts) == 1 and starts != {""}:
        return starts.pop()
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    pairs = enumerate(zip(first, last, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(first), len(last)))
    return first[: first.rfind("-", 0, same) + 1]

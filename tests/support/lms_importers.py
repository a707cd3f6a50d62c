"""What importers accept, as small functions: facts read in their sources, in our own words.

Moodle: ``mod/assign/feedback/offline/importgradeslib.php``, ``locallib.php``,
``mod/assign/feedback/file/importziplib.php``, ``lib/csvlib.class.php``. Canvas:
``lib/gradebook_importer.rb``, ``app/models/abstract_assignment.rb``. Classroom 50:
``schemas/result-v1.schema.json``. Gradescope: its autograder documentation.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENGLISH = ("Identifier", "Grade", "Last modified (grade)", "Participant ")
KOREAN = ("식별자", "성적", "마지막 수정됨(성적)", "참가자")


class RefusedError(Exception):
    """The importer takes nothing of this file."""


@dataclass
class Imported:
    """What an importer would do with a file."""

    grades: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


# --- Moodle ---------------------------------------------------------------------------


def moodle_grades(
    content: bytes,
    participants: Mapping[int, str],
    *,
    words: tuple[str, str, str, str] = ENGLISH,
    maximum: float = 100,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Imported:
    """Import a worksheet; ``participants`` are the numbers that the site knows."""
    text = content.decode(encoding).removeprefix("\ufeff")
    text = re.sub(r"\r\n?", "\n", text).strip()
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if any(len(row) != len(rows[0]) for row in rows):
        raise RefusedError("a row has another number of columns")
    identifier, grade, modified, prefix = words
    if not {identifier, grade, modified} <= set(rows[0]):
        raise RefusedError("a column is missing")
    done = Imported()
    for row in rows[1:]:
        number = row[rows[0].index(identifier)][len(prefix) :]
        given = row[rows[0].index(grade)].replace(" ", "").replace(",", ".")
        if not number.isdigit() or int(number) not in participants:
            continue
        points = float(given) if re.fullmatch(r"-?[0-9.]+", given) else -1.0
        if 0 <= points <= maximum:
            done.grades[number] = points
        elif given:
            done.skipped.append(number)
    return done


def moodle_feedback(content: bytes, participants: Mapping[int, str]) -> dict[int, dict[str, bytes]]:
    """Import a zip of feedback: the files of each participant, by name."""
    found: dict[int, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            if info.is_dir() or info.filename.split("/")[-1].startswith((".", "~")):
                continue
            parts = info.filename.split("/")
            while parts:
                pieces = parts.pop(0).split("_", 4)
                if len(pieces) < 4 or not pieces[1].isdigit():
                    continue
                if int(pieces[1]) not in participants:
                    continue
                if pieces[2] != "assignsubmission" or pieces[3] not in {"file", "onlinetext"}:
                    continue
                rest = "/".join([*pieces[4:], *parts]).lstrip("/")
                found.setdefault(int(pieces[1]), {})[rest] = archive.read(info)
                break
    return found


# --- Canvas ---------------------------------------------------------------------------


def canvas_grades(content: bytes, assignment: str) -> Imported:
    """Import a gradebook: the changes in the column of one assignment, by user id.

    ``skipped`` are those whose grade would be removed or excused.
    """
    text = content.decode("utf-8")
    delimiter = _canvas_delimiter(text.splitlines()[:3])
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    head = rows[0]
    if not (len(head) > 3 and "Student" in head[0] and "ID" in head[1]):
        raise RefusedError("invalid header row")
    students = 3
    if re.search(r"SIS\s+Login\s+ID", head[2]):
        students += 1
    elif re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3]):
        students += 2 + bool(re.search(r"Integration\s+ID", head[4]))
        students += bool(re.search(r"Root\s+Account", head[students]))
    if "Section" not in head[students - 1]:
        raise RefusedError("invalid header row")
    column = head.index(assignment)
    done = Imported()
    for row in rows[1:]:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE)
            for cell in row
            if cell
        ):
            continue
        value = row[column].strip()
        if re.fullmatch(r"-?[0-9.,]+%?", value):
            *whole, last = re.split(r"[.,]", value)
            done.grades[row[1]] = float(f"{''.join(whole)}.{last}" if whole else last)
        else:
            done.skipped.append(row[1])
    return done


def _canvas_delimiter(lines: list[str]) -> str:
    counts = {}
    for sign in ";,":
        sizes = {len(next(csv.reader([line], delimiter=sign), [])) for line in lines}
        counts[sign] = sizes.pop() if len(sizes) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def canvas_files(content: bytes, attachments: Mapping[tuple[str, str], str]) -> dict[str, bytes]:
    """Import a re-upload; ``attachments`` are the files handed in, by user and attachment id.

    Gives each user's file; every file that the importer would ignore is an error here.
    """
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            name = info.filename.rsplit("/", 1)[-1]
            pieces = [piece for piece in name.split("_") if piece != "LATE"]
            if pieces[0] == "anon":
                key = ("anon_" + pieces[1], pieces[2])
            else:
                user, attachment = [p for p in pieces if re.fullmatch("[0-9]+", p)][:2]
                key = (user, attachment)
            if pieces[-1].startswith("link") or key not in attachments:
                raise RefusedError(f"{name} would be ignored")
            found[key[0]] = archive.read(info)
    return found


# --- Gradescope, Classroom 50 ---------------------------------------------------------

_VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
_FORMATS = {"text", "html", "simple_format", "md", "ansi"}


def check_gradescope(document: dict[str, Any]) -> None:
    """Fail unless every field is one that Gradescope knows, of the type that it expects."""
    known = {
        "score": (int, float), "execution_time": int, "output": str, "output_format": str,
        "test_output_format": str, "test_name_format": str, "visibility": str,
        "stdout_visibility": str, "extra_data": dict, "tests": list, "leaderboard": list,
    }  # fmt: skip
    known_of_test = {
        "score": (int, float), "max_score": (int, float), "status": str, "name": str,
        "name_format": str, "number": str, "output": str, "output_format": str, "tags": list,
        "visibility": str, "extra_data": dict,
    }  # fmt: skip
    for fields, types in [(document, known), *((t, known_of_test) for t in document["tests"])]:
        for name, value in fields.items():
            assert isinstance(value, types[name]), (name, value)
            assert not name.endswith("visibility") or value in _VISIBILITY
            assert not name.endswith("format") or value in _FORMATS
        assert fields.get("status", "passed") in {"passed", "failed"}
    assert "score" in document


def check_classroom50(document: dict[str, Any]) -> None:
    """Fail unless the document satisfies the schema and the rules beside it."""
    texts = {"schema", "classroom", "assignment", "assignment_type", "owner", "submission",
             "commit", "release", "review", "datetime"}  # fmt: skip
    required = texts | {"score", "max-score", "tests"}
    assert required <= set(document) <= required | {"graded_at", "submitted_by"}
    assert all(isinstance(document[name], str) and document[name] for name in texts)
    assert document["schema"] == "classroom50/result/v1"
    assert document["assignment_type"] in {"individual", "group", "team"}
    assert document["submission"].startswith("submit/")
    stamp = r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ"
    assert re.fullmatch(stamp, document["datetime"])
    for scored in (document, *document["tests"]):
        assert type(scored["score"]) is int
        assert type(scored["max-score"]) is int
        assert 0 <= scored["score"] <= scored["max-score"]
    for test in document["tests"]:
        assert test["test-name"]
        assert type(test["passed"]) is bool

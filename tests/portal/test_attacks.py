"""Student code where the portal's worker grades it: with the worker's environment and files, beside
the portal's database, and with a session, a one-time link and a key of the LMS to be found."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder.quality.security_tests import attack_files
from portal.configuration import DATA, DATABASE, PART, WORKER
from portal.serving import processes, roles
from tests.conftest import RIGHT

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
ATTACKS = ("read_portal_session", "read_database_address", "read_lti_key", "read_environment")
CONTROL = "through('it is told of')"
# What gets through is in the message of an error, which the feedback shows.
WITH = """
HOST = {facts!r}
FOUND = []
def through(what):
    FOUND.append(str(what))
{attack}
import os
text = repr(dict(os.environ))
FOUND += [word for word in {words!r} if word in text]
if FOUND:
    raise RuntimeError('THROUGH' + ': ' + '; '.join(FOUND)[:500])
{right}
"""


@pytest.fixture
def worker(portal, course):
    """A worker's process as `autograder worker` starts it."""
    url = roles.workers_address(portal.data, portal.database)
    told = {DATABASE: url, PART: WORKER, DATA: str(portal.data)}
    process = subprocess.Popen(
        processes.python("portal.serving.worker", "1"), env={**os.environ, **told}
    )
    yield process
    process.terminate()
    process.wait(120)


def test_no_student_reaches_sessions_the_database_or_keys(
    portal, worker, someone, course, assignment
) -> None:
    from portal import handing_in, signing_in
    from portal.lti import keys
    from portal.models import Run

    signing_in.invite(someone("Administrator", is_administrator=True))
    assert keys.public_keys()
    socket = Path(unquote(urlsplit(portal.database).netloc.rpartition("@")[2])) / ".s.PGSQL.5432"
    assert socket.exists()
    facts = {
        "root": str(portal.data), "portal": str(portal.data), "main": worker.pid,
        "victim": os.getpid(), "database": str(socket), "unix": str(socket),
    }  # fmt: skip
    words = ["postgresql:" + "//", (portal.data / "worker-password").read_text()]
    known = {one.name: one.source for one in attack_files.read_all(attack_files.folder())}
    for name, source in [(name, known[name]) for name in ATTACKS] + [("control", CONTROL)]:
        program = WITH.format(facts=facts, attack=source, words=words, right=RIGHT)
        given = handing_in.File("hw.py", program.encode())
        handing_in.hand_in(assignment, someone(name, "student", course), [given])
    until = time.monotonic() + 400
    while time.monotonic() < until and Run.objects.exclude(state="done").exists():
        assert worker.poll() is None
        time.sleep(0.5)
    pages = {
        run.submission.person.name: (run.result.score, run.result.feedback["en"])
        for run in Run.objects.filter(state="done").select_related("submission__person", "result")
    }
    assert set(pages) == {*ATTACKS, "control"}
    assert "THROUGH: it is told of" in pages.pop("control")[1]
    found = {name: re.findall("THROUGH: [^<]*", page) for name, (_, page) in pages.items()}
    assert {name: what for name, what in found.items() if what} == {}
    assert {score for score, _ in pages.values()} == {100}

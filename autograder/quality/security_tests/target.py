"""What the attacks aim at: a course, another student's work and a home full of secrets, doors
that listen, and a process to be harmed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from autograder.course import loader
from autograder.records import Assignment

_ASSIGNMENT: Final = """
id = "target"
version = 1
title.ko = "과녁"
title.en = "The target"

[limits]
seconds = 5
memory_mb = 512
cpu_seconds = 15
output_kb = 128
file_mb = 16
disk_mb = 32
files = 400
threads = 24
evidence_mb = 8

[deliverables.answer]
kind = "value"
title.ko = "답"
title.en = "the answer"

[deliverables.model]
kind = "model"
title.ko = "모델"
title.en = "the model"
probe = [[0, 0], [0, 1]]

[deliverables.prediction]
kind = "array"
title.ko = "예측"
title.en = "the predictions"

[parts.all]
title.ko = "전부"
title.en = "All"
"""
_CHECK: Final = """
[checks.{name}]
part = "all"
points = {points}
needs = ["{need}"]
title.ko = "{name}"
title.en = "{name}"
hint.ko = "다시 보십시오."
hint.en = "Look again."
"""
_CHECKS: Final = '''
# {secret}
import numpy as np


def test_answer(student):
    """Forty-two."""
    assert student.value("answer") == 42


def test_size(student):
    """Two weights and a bias."""
    assert student.model("model").count_params() == 3


def test_prediction(student):
    """The predictions are the model's own."""
    own = student.predict("model", [[0, 0], [0, 1], [1, 0], [1, 1]])
    given = student.array("prediction")
    assert given.shape == (4, 1)
    assert np.allclose(given, own, atol=1e-4)
    assert student.training("model").epochs >= 2
'''


# In two parts: no key stands in this program, as those who look for some think.
_KEY: Final = "-----BEGIN " + "PRIVATE KEY-----\n"


@dataclass
class Target:
    """Where everything is, and the secrets, by what they are."""

    root: Path
    assignment: Assignment
    secrets: dict[str, str]
    doors: dict[str, str]
    victim: subprocess.Popen[bytes]
    visits: list[str] = field(default_factory=list)
    before: str = ""

    def prelude(self) -> str:
        """A first cell that tells an attack all that it could know of its surroundings."""
        facts = {
            "root": str(self.root),
            "main": os.getpid(),
            "victim": self.victim.pid,
            "portal": str(self.root / "portal-data"),
            **self.doors,
        }
        return (
            f"HOST = {facts!r}\n"
            "def through(what):\n"
            "    import sys\n"
            "    print('THROUGH' + ':', what)\n"
            "    sys.__stderr__.write('THROUGH' + ': ' + str(what) + '\\n')\n"
        )

    def damage(self) -> tuple[str, ...]:
        """What has been harmed by now."""
        found = list(dict.fromkeys(self.visits))
        if self.victim.poll() is not None:
            found.append("the victim process was killed")
        elif os.getpriority(os.PRIO_PROCESS, self.victim.pid) != os.getpriority(0, 0):
            found.append("the victim's priority was changed")
        now = fingerprint(self.root)
        if now != self.before:
            found.append("files were changed")
        self.before = now
        self.visits.clear()
        return tuple(found)


def fingerprint(root: Path) -> str:
    """A digest of names, modes, times and contents below a folder."""
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        found = path.lstat()
        facts = (str(path), found.st_mode, found.st_mtime_ns if path.is_file() else 0)
        total.update(repr(facts).encode())
        if path.is_file() and not path.is_symlink():
            total.update(path.read_bytes())
    return total.hexdigest()


@contextlib.contextmanager
def standing(base: Path | None = None) -> Iterator[Target]:
    """A target in a fresh folder, for the length of a ``with`` block.

    Secrets are readable by everybody: not the files' own modes are on trial.
    """
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="target-", dir=base)))
        root.chmod(0o755)
        found = _furnish(root)
        visits: list[str] = []
        doors = _listen(root, visits, stack)
        stack.enter_context(
            _environment(
                AUTOGRADER_ATTACK_SECRET=found["the caller's environment"],
                DATABASE_URL=_address(found["a worker's environment"]),
            )
        )
        victim = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(3600)", found["a process' arguments"]]
        )
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        assignment = loader.load_assignment(loader.find_course(root / "course"), "target")
        target = Target(root, assignment, found, doors, victim, visits)
        target.before = fingerprint(root)
        yield target


@contextlib.contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """What the grading process's environment holds: of a worker of the portal, its database."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _address(password: str) -> str:
    return f"postgresql://portal_worker:{password}@127.0.0.1/postgres"


def _furnish(root: Path) -> dict[str, str]:
    places = {
        "the hidden checks": "course/assignments/target/checks/test_target.py",
        "the reference": "course/reference/target.py",
        "another student's submission": "submissions/lee.py",
        "another student's result": "results/lee/result.json",
        "the shell's history": "home/.bash_history",
        "an SSH key": "home/.ssh/id_ed25519",
        "the portal's secret": "portal-data/secret",
        "the database's address": "portal-data/worker-url",
        "the portal's key for the LMS": "portal-data/postgresql/base/5/16384",
    }
    names = (
        *places, "the caller's environment", "a worker's environment", "a process' arguments",
    )  # fmt: skip
    # In two halves: no file of this program, no traceback and no attack holds one as a whole.
    found = {name: f"SECRET-{secrets.token_hex(12)}" for name in names}
    checks = "".join(
        _CHECK.format(name=name, points=points, need=need)
        for name, points, need in (
            ("answer", 40, "answer"),
            ("size", 30, "model"),
            ("prediction", 30, "prediction"),
        )
    )
    files = {place: f"# {found[name]}\nanswer = 42\n" for name, place in places.items()}
    files |= {
        places["the database's address"]: _address(found["the database's address"]),
        places["the portal's key for the LMS"]: _KEY + found["the portal's key for the LMS"],
        places["the hidden checks"]: _CHECKS.format(secret=found["the hidden checks"]),
        "course/course.toml": 'id = "c"\ntitle.ko = "과"\ntitle.en = "c"\n',
        "course/assignments/target/assignment.toml": _ASSIGNMENT + checks,
    }
    for place, content in files.items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return found


def _listen(root: Path, visits: list[str], stack: contextlib.ExitStack) -> dict[str, str]:
    """Doors of every kind that notice a knock."""
    abstract = f"autograder-{secrets.token_hex(6)}"
    places: tuple[tuple[str, socket.AddressFamily, int, object], ...] = (
        ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        ("unix", socket.AF_UNIX, socket.SOCK_STREAM, str(root / "door.sock")),
        ("database", socket.AF_UNIX, socket.SOCK_STREAM, str(root / "portal-data/.s.PGSQL.5432")),
        ("abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{abstract}"),
    )
    doors = {
        "unix": str(root / "door.sock"),
        "database": str(root / "portal-data/.s.PGSQL.5432"),
        "abstract": abstract,
    }
    for name, family, kind, address in places:
        door = stack.enter_context(socket.socket(family, kind))
        door.bind(address)  # type: ignore[arg-type]  # each of its family's kind
        if kind == socket.SOCK_STREAM:
            door.listen()
        if family == socket.AF_INET:
            doors[name] = str(door.getsockname()[1])
        door.settimeout(0.2)
        threading.Thread(target=_wait, args=(door, name, kind, visits), daemon=True).start()
    return doors


def _wait(door: socket.socket, name: str, kind: int, visits: list[str]) -> None:
    while door.fileno() >= 0:
        try:
            if kind == socket.SOCK_STREAM:
                door.accept()[0].close()
            else:
                door.recv(100)
        except TimeoutError:
            continue
        except OSError:
            return
        visits.append(f"somebody came by {name}")

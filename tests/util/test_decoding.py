"""No thread is ever the first to read a type: two at once would end the whole process."""

from __future__ import annotations

import ast
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

import autograder
from tests.support.full_samples import full_sample

ROOT = Path(autograder.__file__).parent
AT_THE_FIRST_CALL = {"decode", "convert"}
MAKERS = {"Decoder", "converter"}
# They read types in the sandbox, in a process of one thread, and need TensorFlow.
ALONE = {"autograder.student.run", "autograder.student.live_answers"}

# Runs in an interpreter of its own. What msgspec still has to find out about a type takes it so
# long there that no thread is done before the next one begins.
RUSH = """
import importlib, json, sys, threading, time
import msgspec, msgspec._utils

samples = json.loads(sys.argv[1])
readers = [getattr(importlib.import_module(module), name) for module, name, _ in samples]
find_out = msgspec._utils._get_class_mro_and_typevar_mappings
late, failures = [], []

def slowly(kind):
    late.append(str(kind))
    time.sleep(0.05)
    return find_out(kind)

msgspec._utils._get_class_mro_and_typevar_mappings = slowly

def read(reader, content, turn):
    time.sleep(0.02 * turn)
    try:
        if isinstance(reader, msgspec.json.Decoder):
            reader.decode(content)
        else:
            reader(json.loads(content))
    except Exception as error:
        failures.append(f"{reader}: {error}")

for reader, (_, _, content) in zip(readers, samples):
    threads = [threading.Thread(target=read, args=(reader, content, turn)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(json.dumps({"late": late, "failures": failures}))
"""

# The form that is forbidden, and the two that aren't.
FORMS = """
import msgspec
from autograder.util.decoding import converter

class Inner(msgspec.Struct):
    number: int

class Outer(msgspec.Struct):
    inner: Inner
    number: int

def at_the_first_call(content):
    return msgspec.convert(content, Outer)
"""
AT_IMPORT = """
DECODER = msgspec.json.Decoder(Outer)
CONVERT = converter(Outer)
"""
OUTER = '{"inner": {"number": 1}, "number": 2}'


def sources() -> Iterator[tuple[str, str]]:
    """Name and text of every module of the package."""
    for path in sorted(ROOT.rglob("*.py")):
        if "example" not in path.parts:
            name = ".".join(("autograder", *path.relative_to(ROOT).with_suffix("").parts))
            yield name.removesuffix(".__init__"), path.read_text("utf-8")


def readers() -> Iterator[tuple[str, str, Any]]:
    """Module, name and type of whatever reads a type, in every module that threads may run."""
    for module, text in sources():
        if module in ALONE or not any(f"{maker}(" in text for maker in MAKERS):
            continue
        for name, value in vars(importlib.import_module(module)).items():
            if isinstance(value, msgspec.json.Decoder):
                yield module, name, value.type
            elif isinstance(value, partial) and value.func is msgspec.convert:
                yield module, name, value.keywords["type"]


def rush(*samples: tuple[str, str, str], path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUSH, json.dumps(samples)],
        capture_output=True, text=True, check=False, cwd=ROOT.parent,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def test_threads_that_read_a_type_first_find_all_of_it_there() -> None:
    samples = [(module, name, full_sample(kind).decode()) for module, name, kind in readers()]
    names = {name for _, name, _ in samples}
    assert {"_EVIDENCE", "_VERDICT", "_STATUS", "_DOCUMENT", "_to_rules"} <= names
    done = rush(*samples)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"late": [], "failures": []}


def test_the_same_rush_ends_a_process_that_begins_at_the_first_call(tmp_path: Path) -> None:
    (tmp_path / "late_forms.py").write_text(FORMS, encoding="utf-8")
    (tmp_path / "early_forms.py").write_text(FORMS + AT_IMPORT, encoding="utf-8")
    path = str(tmp_path)
    early = rush(*(("early_forms", name, OUTER) for name in ("DECODER", "CONVERT")), path=path)
    assert json.loads(early.stdout) == {"late": [], "failures": []}, early.stderr
    late = rush(("late_forms", "at_the_first_call", OUTER), path=path)
    assert late.returncode == -signal.SIGSEGV or json.loads(late.stdout)["late"]


def calls(text: str) -> Iterator[tuple[ast.Call, bool]]:
    """Every call, and whether it is made when the module is imported."""
    tree = ast.parse(text)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, id(node) not in inside


def begins_at_the_first_call(text: str) -> list[str]:
    """Calls that have a type put together when they are made, not when the module is imported."""
    found = []
    for call, at_import in calls(text):
        words = ast.unparse(call.func).split(".")
        of_msgspec = words[0] == "msgspec" and words[-1] in AT_THE_FIRST_CALL
        typed = len(call.args) > 1 or any(word.arg == "type" for word in call.keywords)
        if (of_msgspec and typed) or (words[-1] in MAKERS and not at_import):
            found.append(f"line {call.lineno}: {ast.unparse(call)}")
    names = [
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "msgspec"
        for alias in node.names
    ]
    return found + [name for name in names if name in {*AT_THE_FIRST_CALL, *MAKERS}]


@pytest.mark.parametrize(
    "text",
    [
        "msgspec.json.decode(data, type=Kind)",
        "def read(data):\n    return msgspec.convert(data, Kind)",
        "def read(data):\n    return msgspec.json.Decoder(Kind).decode(data)",
        "read = lambda data: converter(Kind)(data)",
        "from msgspec import convert",
        "from msgspec.json import decode as read",
    ],
)
def test_a_type_that_is_read_without_preparation_is_seen(text: str) -> None:
    assert begins_at_the_first_call(text)


def test_every_type_of_the_package_is_ready_when_its_module_is_imported() -> None:
    found = {name: begins_at_the_first_call(text) for name, text in sources()}
    found.pop("autograder.util.decoding")  # the one place that prepares others
    found.pop("autograder.checks.definition")  # its decorator runs when the library is imported
    assert {name: lines for name, lines in found.items() if lines} == {}

"""Helpers of the layers' tests: children to spoil, and a loud skip."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from typing import TypeVar, cast

import pytest

from autograder.sandbox.layers import privileges
from autograder.sandbox.layers.status import LayerStatus

T = TypeVar("T")

# What Python, TensorFlow and the dynamic loader read.
PACKAGES = tuple(path for path in sys.path if path.endswith("site-packages"))
PYTHON_PATHS = (sys.base_prefix, sys.prefix, *PACKAGES, "/usr", "/lib", "/lib64", "/bin")


def need(*statuses: LayerStatus) -> None:
    """Skip a test whose layer is missing; where the sandbox is required, fail it."""
    for status in statuses:
        if not status.available:
            reason = f"{status.name}: {status.detail} ({status.remedy})"
            if os.environ.get("AUTOGRADER_REQUIRE_SANDBOX") == "1":
                pytest.fail(reason)
            pytest.skip(reason)


def answer_of(action: Callable[[], object]) -> str:
    """Return "ok", the errno's name, or the exception's."""
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    except Exception as error:  # noqa: BLE001 - the answer, whatever it is
        return type(error).__name__
    return "ok"


def in_child(action: Callable[[], T]) -> T:
    """Run ``action`` in a forked child and return its answer, which must be JSON."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.write(writer, json.dumps(action()).encode())
            code = 0
        except BaseException as error:  # noqa: BLE001 - the parent asserts the status
            os.write(2, f"in the child: {error!r}\n".encode())
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    assert status == 0, f"the child ended with {os.waitstatus_to_exitcode(status)}"
    return cast("T", json.loads(text))


def stop_being_root() -> None:
    """Drop to a user that owns nothing, if the tests run as root."""
    ids = privileges.unprivileged_ids()
    if ids:
        privileges.drop_user(*ids)

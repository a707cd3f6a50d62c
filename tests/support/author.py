"""An assignment that is followed while a test writes it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.author.draft import Place
from autograder.author.server import Site, address, new_token, start_server
from autograder.author.session import Options, Session, State

LONGEST = 300.0  # seconds; it only ends a test that would never end


@contextlib.contextmanager
def following(course: Path, name: str = "tiny") -> Iterator[Session]:
    session = Session(Place(course, name), Options(jobs=1))
    session.start()
    try:
        yield session
    finally:
        session.stop()


def until(session: Session, is_so: Callable[[State], bool]) -> State:
    """The first state of which something is so."""
    end = time.monotonic() + LONGEST
    state = session.state
    while not is_so(state):
        if time.monotonic() > end:
            pytest.fail(f"it never came to that: {state}")
        state = session.wait(state.number, 1.0)
    return state


@contextlib.contextmanager
def serving(session: Session) -> Iterator[str]:
    """The address of the page of a session."""
    site = Site(session, "en", new_token())
    with start_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield address(server, site)
        finally:
            server.shutdown()
            thread.join()


def change(course: Path, old: str, new: str) -> None:
    """Save the assignment with another text in it."""
    path = course / "assignments" / "tiny" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

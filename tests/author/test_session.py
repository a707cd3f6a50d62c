"""An assignment is followed while it is written: loaded at once, verified again, never lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.author import session as sessions
from autograder.author.draft import Place, read_draft, stamps
from autograder.author.session import Options, Session, State
from autograder.errors import InfrastructureError
from autograder.quality.verify import Verified
from tests.support.author import LONGEST, change, following, until


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Sessions that verify nothing: the points of each draft that they were asked to verify."""
    asked: list[float] = []

    def verify(self: Session, draft: object, stack: object) -> bool:
        del stack
        asked.append(draft.assignment.max_score)  # type: ignore[attr-defined]
        self._tell(verified=Verified((), ()), verified_draft=draft)
        return True

    monkeypatch.setattr(Session, "_verify", verify)
    return asked


def points(state: State) -> float:
    return state.draft.assignment.max_score if state.draft else 0.0


def test_a_saved_file_is_loaded_and_verified(tiny_course: Path, quick: list[float]) -> None:
    with following(tiny_course) as session:
        until(session, lambda state: state.verified is not None)
        change(tiny_course, "points = 60", "points = 70")
        state = until(session, lambda state: points(state) == 110)
        assert state.fault is None
        until(session, lambda state: state.verified_draft is state.draft)
    assert quick == [100, 110]


def test_a_broken_file_is_told_with_its_line_and_the_last_good_one_stays(
    tiny_course: Path, quick: list[float]
) -> None:
    with following(tiny_course) as session:
        until(session, lambda state: state.verified is not None)
        change(tiny_course, "points = 60", "ponits = 60")
        state = until(session, lambda state: state.fault is not None)
        assert state.fault is not None
        assert "assignment.toml, line " in state.fault.message
        assert "unknown key `ponits`" in state.fault.message
        assert "points" in state.fault.tip
        assert points(state) == 100
        change(tiny_course, "ponits = 60", "points = 61")
        state = until(session, lambda state: points(state) == 101)
        assert state.fault is None
        until(session, lambda state: state.verified_draft is state.draft)
    assert quick == [100, 101]


def test_a_file_that_is_broken_from_the_start_is_told(
    tiny_course: Path, quick: list[float]
) -> None:
    change(tiny_course, 'id = "tiny"', "id = ")
    with following(tiny_course) as session:
        state = until(session, lambda state: state.fault is not None)
        assert state.draft is None
        assert state.fault is not None
        assert "is not valid TOML" in state.fault.message
        change(tiny_course, "id = ", 'id = "tiny"')
        assert until(session, lambda state: state.verified is not None).fault is None
    assert quick == [100]


@pytest.mark.parametrize(
    "file",
    [
        "course.toml", "reference/tiny.py", "assignments/tiny/checks/test_tiny.py",
        "assignments/tiny/wrong/one.py", "assignments/tiny/statement.ko.md",
    ],
)  # fmt: skip
def test_every_file_that_is_written_counts(tiny_course: Path, file: str) -> None:
    place = Place(tiny_course, "tiny")
    before = stamps(place)
    assert stamps(place) == before
    path = tiny_course / file
    path.write_text(f"{path.read_text('utf-8') if path.exists() else ''}\n# x\n", encoding="utf-8")
    assert stamps(place) != before


def test_comments_of_a_statement_are_not_shown(tiny_course: Path) -> None:
    path = tiny_course / "assignments" / "tiny" / "statement.en.md"
    path.write_text("Use <!-- libraries -->pandas<!-- /libraries -->.\n", encoding="utf-8")
    found = read_draft(Place(tiny_course, "tiny")).statements
    assert found == {"ko": "", "en": "Use pandas.\n"}


def test_what_stands_in_the_way_of_verifying_is_told_and_tried_again(
    tiny_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = threading.Event()

    def refuse(*_: object, **__: object) -> object:
        refused.set()
        raise InfrastructureError("a process did not start")

    monkeypatch.setattr(sessions.warm_workers, "start_workers", refuse)
    with following(tiny_course) as session:
        state = until(session, lambda state: state.fault is not None and not state.is_verifying)
        assert state.fault is not None
        assert "did not start" in state.fault.message
        refused.clear()
        change(tiny_course, "points = 60", "points = 70")
        assert refused.wait(60)


def test_a_session_that_has_not_begun_can_be_stopped(tiny_course: Path) -> None:
    session = Session(Place(tiny_course, "tiny"), Options(jobs=1))
    session.start()
    session.stop()
    for thread in session._threads:
        thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in session._threads)


def test_warm_processes_serve_one_save_after_the_other(tiny_course: Path) -> None:
    with following(tiny_course) as session:
        state = until(session, lambda state: state.verified is not None)
        warm = session._workers
        assert warm is not None
        assert state.verified is not None
        assert not state.verified.findings[0].fault  # the reference earns everything
        change(tiny_course, "points = 60", "points = 70")
        state = until(session, lambda state: state.verified_draft is state.draft
                      and points(state) == 110)  # fmt: skip
        assert session._workers is warm
        assert state.verified is not None
        assert state.verified.tried[0].grade.score == 110

"""Follows the files of one assignment: loads it after each change, and verifies it again.

Two threads share the work: one looks for changes and loads, so that statement, template and points
are new at once; the other verifies, with processes that stay warm from one time to the next.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass, replace
from typing import Final

from autograder.author.draft import Draft, Place, Stamps, read_draft, stamps
from autograder.course.data_sets import data_folder
from autograder.errors import AutograderError, StaffError
from autograder.grading import warm_workers
from autograder.grading.events import Done, Event
from autograder.grading.workers import Workers
from autograder.quality.verify import Verified, Verifying, size, verified

_LOOK: Final = 0.3  # seconds between two looks at the files
_END: Final = 10.0  # seconds that the threads get to end


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify."""

    jobs: int
    unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the files, or stood in the way of verifying them, and the way out."""

    message: str
    tip: str


@dataclass(frozen=True, slots=True)
class State:
    """What is known now. ``number`` rises with every change of anything else.

    ``draft`` is the last one that could be loaded, also while a ``fault`` says why the files can't
    be; ``verified`` is of ``verified_draft``, which is an older one while the new one is verified.
    """

    number: int = 0
    draft: Draft | None = None
    fault: Fault | None = None
    verified: Verified | None = None
    verified_draft: Draft | None = None
    seconds: float = 0.0  # that the last verifying took
    is_verifying: bool = False
    done: int = 0  # submissions graded, of ``total``; what has not changed is not graded again
    total: int = 0


class Session:
    """The state of one assignment, kept current by two threads until ``stop``."""

    def __init__(self, place: Place, options: Options) -> None:
        self._place, self._options = place, options
        self._changed = threading.Condition()
        self._state = State()
        self._wanted: Draft | None = None
        self._stopping = threading.Event()
        self._workers: Workers | None = None
        self._threads = [
            threading.Thread(target=self._follow, name="follow", daemon=True),
            threading.Thread(target=self._verify_all, name="verify", daemon=True),
        ]

    def start(self) -> None:
        """Begin to follow the files."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads, and every process of theirs."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        warm_workers.abort(self._workers)
        for thread in self._threads:
            thread.join(timeout=_END)

    @property
    def state(self) -> State:
        """What is known now."""
        with self._changed:
            return self._state

    def wait(self, seen: int, seconds: float) -> State:
        """The first state that is not the one of this number, or the present one after a while."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._state.number != seen or self._stopping.is_set(), timeout=seconds
            )
            return self._state

    def _tell(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes, number=self._state.number + 1)  # type: ignore[arg-type]
            self._changed.notify_all()

    # --- the files ------------------------------------------------------------------------

    def _follow(self) -> None:
        seen: Stamps | None = None
        while not self._stopping.is_set():
            now = stamps(self._place)
            if now != seen and (seen is None or self._is_settled(now)):
                seen = now
                self._load()
            self._stopping.wait(_LOOK)

    def _is_settled(self, now: Stamps) -> bool:
        """Whether an editor that writes several files has done so: nothing changes for a moment."""
        self._stopping.wait(_LOOK / 3)
        return stamps(self._place) == now

    def _load(self) -> None:
        try:
            draft = read_draft(self._place)
        except AutograderError as error:
            self._tell(fault=_fault(error))
            return
        except OSError as error:
            self._tell(fault=Fault(f"a file can't be read: {error}", "Check the file."))
            return
        with self._changed:
            self._wanted = draft
        self._tell(draft=draft, fault=None)

    # --- verifying ------------------------------------------------------------------------

    def _verify_all(self) -> None:
        while (draft := self._next()) is not None:
            with contextlib.ExitStack() as stack:
                while draft is not None and self._verify(draft, stack):
                    draft = self._next()
            self._workers = None

    def _next(self) -> Draft | None:
        """The draft to verify, as soon as there is one; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._stopping.is_set())
            draft, self._wanted = self._wanted, None
            return None if self._stopping.is_set() else draft

    def _verify(self, draft: Draft, stack: contextlib.ExitStack) -> bool:
        """Verify, and say what came of it; False where the warm processes may be gone."""
        began = time.monotonic()
        try:
            self._tell(is_verifying=True, done=0, total=size(draft.assignment))
            how = self._verifying(draft, stack)
            if self._stopping.is_set():  # while the processes were started
                return False
            found = verified(draft.assignment, how, self._watch)
        except AutograderError as error:
            self._tell(is_verifying=False, fault=_fault(error))
            return False
        except Exception as error:
            if os.environ.get("AUTOGRADER_DEBUG"):
                raise
            said = f"a fault of autograder itself: {type(error).__name__}: {error}"
            self._tell(is_verifying=False, fault=Fault(said, "Please report it."))
            return False
        self._tell(
            is_verifying=False,
            verified=found,
            verified_draft=draft,
            seconds=time.monotonic() - began,
        )
        return True

    def _verifying(self, draft: Draft, stack: contextlib.ExitStack) -> Verifying:
        """How to verify, with processes that stay warm as long as ``stack``."""
        if self._workers is None:
            started = warm_workers.start_workers(
                needs_student=True, unsafe=self._options.unsafe, data=data_folder(draft.assignment)
            )
            self._workers = stack.enter_context(started)
        return Verifying(self._options.jobs, unsafe=self._options.unsafe, workers=self._workers)

    def _watch(self, event: Event) -> None:
        if isinstance(event, Done):
            self._tell(done=self.state.done + 1)


def _fault(error: AutograderError) -> Fault:
    return Fault(str(error), error.tip if isinstance(error, StaffError) else "")

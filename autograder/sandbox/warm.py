"""A warm process for a whole class: when it fails, another takes its place.

Whatever the machine does to it or to a job (kills it, upgrades a library below it), the job is run
again, in a new zygote where the old one may be to blame; the jobs beside it go on undisturbed. Two
such disasters may strike one job: only one that fails three times is an error.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from autograder.errors import InfrastructureError
from autograder.sandbox import client, installed
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.jobs import SILENT, Conversation, End, Entry, JobOutcome, JobRequest

# The machine can kill a job as well as the job itself can.
KILLED: Final = frozenset({End.SIGNAL})
_TRIES: Final = 3  # of one job
# Seconds to wait before each start of a new zygote: a library may be away while it is upgraded.
_PAUSES: Final = (0.0, 1.0, 5.0, 15.0, 30.0)


@dataclass(eq=False)
class _Shared:
    """A zygote, the libraries that it was started with, and how many jobs it has now."""

    zygote: client.Zygote
    libraries: tuple[installed.Folder, ...]
    jobs: int = 0
    retired: bool = False


class WarmProcess:
    """A zygote that many threads share and that is renewed when it fails.

    ``begin``, ``wait_ready``, any number of ``run``, ``stop``. A job that left nothing and ended in
    one of ``again`` is run once more, too: what it comes to a second time is its own doing.
    """

    def __init__(
        self, program: Entry, isolation: Isolation, again: frozenset[End] = KILLED
    ) -> None:
        self._program = program
        self._isolation = isolation
        self._again = again
        # The kernel ends a zygote with the thread that started it: this one lives as long as we.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="keeper")
        self._lock = threading.Lock()  # of what follows; never held while anything is waited for
        self._alive: list[_Shared] = []
        self._current: _Shared | None = None
        self._gave_up = ""  # why no new zygote can be started
        self._troubles: list[str] = []
        self._stopping = threading.Event()
        self._renewing = threading.Lock()  # held by the one thread that starts a new zygote

    @property
    def stopping(self) -> bool:
        """Has ``stop`` been called? Whatever fails from then on says nothing."""
        return self._stopping.is_set()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why jobs had to be run again, in the order in which that happened."""
        return tuple(self._troubles)

    def begin(self) -> None:
        """Start a zygote without waiting for it to be warm.

        Raises:
            InfrastructureError: the process can't be started.
        """
        self._current = self._launch()

    def wait_ready(self) -> None:
        """Block until the zygote has imported everything.

        Raises:
            InfrastructureError: it died or took longer than two minutes.
        """
        if self._current is not None:
            client.wait_ready(self._current.zygote)

    def stop(self) -> None:
        """End every zygote and all their jobs, from any thread; nothing if that was done before."""
        self._stopping.set()
        with self._lock:
            alive, self._alive = self._alive, []
        for shared in alive:
            client.stop(shared.zygote)
        self._keeper.shutdown()

    def run(
        self,
        program: bytes,
        request: JobRequest,
        talk: Conversation = SILENT,
    ) -> JobOutcome:
        """``client.run``, and again if the sandbox failed or the libraries changed meanwhile.

        What the third run comes to holds, whatever it is.

        Raises:
            InfrastructureError: the sandbox failed three times, or can't be started any more.
        """

        def run(zygote: client.Zygote) -> JobOutcome:
            return client.run(zygote, program, request, talk)

        killed = False
        for _ in range(_TRIES - 1):
            outcome = self._try(run)
            if outcome is not None and (killed or not self._may_be_luck(outcome)):
                return outcome
            killed = killed or outcome is not None
        with self._using() as used:
            return run(used.zygote)

    def _may_be_luck(self, outcome: JobOutcome) -> bool:
        return outcome.payload is None and outcome.status.end in self._again

    def _try(self, run: Callable[[client.Zygote], JobOutcome]) -> JobOutcome | None:
        """The outcome; None, with a new zygote in place, if it is not to be relied on."""
        trouble = "the libraries were changed"
        with self._using() as used:
            try:
                outcome = run(used.zygote)
            except InfrastructureError as error:
                trouble = str(error)
            else:
                if installed.look() == used.libraries:
                    return outcome
        if not self.stopping:
            self._troubles.append(trouble)
        self._renew(used)
        return None

    @contextlib.contextmanager
    def _using(self) -> Iterator[_Shared]:
        """The current zygote, kept alive; the last to use one that was replaced ends it."""
        with self._lock:
            used = self._current
            if used is None:
                raise InfrastructureError("the sandbox was not started")
            used.jobs += 1
        try:
            yield used
        finally:
            with self._lock:
                used.jobs -= 1
            self._end_if_done(used)

    def _end_if_done(self, shared: _Shared) -> None:
        with self._lock:
            if not shared.retired or shared.jobs or shared not in self._alive:
                return
            self._alive.remove(shared)
        client.stop(shared.zygote)

    def _renew(self, failed: _Shared) -> None:
        """Put a new zygote in place of one that failed, once for all who come with the same one.

        Raises:
            InfrastructureError: none can be started, now or when it was last tried.
        """
        with self._renewing:
            if self._current is not failed:
                return
            if self._gave_up:
                raise InfrastructureError(self._gave_up)
            try:
                fresh = self._start_patiently()
            except InfrastructureError as error:
                self._gave_up = str(error)  # or each job that is left would wait as long
                raise
            with self._lock:
                self._current, failed.retired = fresh, True
        self._end_if_done(failed)

    def _start_patiently(self) -> _Shared:
        trouble = InfrastructureError("the run is being stopped")
        for pause in _PAUSES:
            if self._stopping.wait(pause):
                break
            try:
                fresh = self._launch()
            except InfrastructureError as error:
                trouble = error
                continue
            try:
                client.wait_ready(fresh.zygote)
                if installed.look() == fresh.libraries:
                    return fresh
                trouble = InfrastructureError("the libraries are being changed")
            except InfrastructureError as error:
                trouble = error
            fresh.retired = True
            self._end_if_done(fresh)
        raise trouble

    def _launch(self) -> _Shared:
        libraries = installed.look()
        try:
            zygote = self._keeper.submit(client.launch, self._program, self._isolation).result()
        except RuntimeError as error:  # the keeper has gone
            raise InfrastructureError("the run is being stopped") from error
        shared = _Shared(zygote, libraries)
        with self._lock:
            self._alive.append(shared)
        if self.stopping:  # ``stop`` may have come before it was among those to be ended
            self.stop()
            raise InfrastructureError("the run is being stopped")
        return shared

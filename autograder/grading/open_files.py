"""How many files this process may have open: each submission that is graded needs some."""

from __future__ import annotations

import sys
from typing import Final

from autograder.errors import StaffError

_LEAST: Final = 256  # a job's own limits are set below those of this process; 64 are too few
_OF_THE_PROGRAM: Final = 48  # Python, libraries, the warm processes' sockets, a sandbox being made
_OF_A_JOB: Final = 8  # its sockets, its program, the files of its results
_ENOUGH: Final = 4096


def allow(jobs: int) -> None:
    """Raise the limit of this process as far as it may, and see that it does for so many jobs.

    Raises:
        StaffError: it does not.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    needed = max(_LEAST, _OF_THE_PROGRAM + _OF_A_JOB * jobs)
    if soft != resource.RLIM_INFINITY and soft < needed:
        raise StaffError(
            f"this shell allows {soft} open files, and {jobs} submissions at a time need {needed}",
            f"`ulimit -n {max(needed, 1024)}` allows more; fewer --jobs need fewer.",
        )

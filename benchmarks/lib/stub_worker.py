"""A worker of the portal that grades nothing: it waits, and says that all is right.

``python -m benchmarks.lib.stub_worker SECONDS CONCURRENCY``; all but the grading is the product's.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.turns import Claim


@dataclass(frozen=True, slots=True)
class Stub:
    """Stands where ``portal.grader.Grader`` does; ``seconds`` is what a submission takes."""

    seconds: float

    def grade(self, mine: Claim) -> None:
        """Wait, and write a result."""
        from portal import grader, runs

        time.sleep(self.seconds)
        told = runs.Told(100.0, 100.0, {"en": "<p>All is right.</p>"})
        found = runs.Found("graded", 0.0, self.seconds, told, told)
        grader.patiently(lambda: runs.finish(mine, found))


def main(seconds: float, concurrency: int) -> None:
    """Work until SIGTERM."""
    import django

    django.setup()
    from portal.serving.worker import work

    asyncio.run(work(Stub(seconds), concurrency))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))

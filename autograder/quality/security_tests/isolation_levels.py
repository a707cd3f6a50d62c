"""The rungs of the ladder that this machine can show, the best one first."""

from __future__ import annotations

from autograder.quality.security_tests.target import Target
from autograder.sandbox import isolation
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.layers import privileges
from autograder.sandbox.layers.ladder import Rung

_BELOW = (Rung.NO_USER_NAMESPACES.value, Rung.NO_LANDLOCK.value)


def names() -> tuple[str, ...]:
    """The machine's best rung, and those that it can show by leaving layers out.

    Raises:
        StaffError: nothing isolates student code here.
    """
    best = isolation.find().rung
    return (best, *_BELOW) if best not in _BELOW else (best,)


def isolation_of(rung: str, target: Target) -> Isolation:
    """The isolation of a rung as it is where no better one is to be had.

    Raises:
        StaffError: nothing isolates student code here.
    """
    best = isolation.find()
    if rung == best.rung:
        return best
    if rung == Rung.NO_USER_NAMESPACES.value:
        # Where root alone can read Python, its launcher's tree has to stay: it shows the target.
        as_root = privileges.unprivileged_ids() is not None
        return Isolation(rung, best.launcher if as_root else "plain", visible=(str(target.root),))
    return Isolation(rung, best.launcher)

"""A fairness study of an assignment: does luck ever cost points, or give any?

*False fails*: correct variants of a solution, over activations, optimizers, losses and seeds,
each graded as a submission; any lost check is one. The variants come from
``assignments/<slug>/audit.py``, a correct solution with lines such as ::

    ACTIVATION = "tanh"  # audit: "tanh" | "sigmoid" | "relu"
    SEED = 1  # audit: seed

*False passes*: the known-wrong submissions with other seeds; a check that one of them must lose
and doesn't is one.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder import batch, score
from autograder.errors import StaffError
from autograder.grade import Settings, Workshop, grade_submission
from autograder.records import Assignment, Grade, Outcome, Status, Submission
from autograder.verify import known_wrong

_AXIS = re.compile(r"^(\w+) = .*?#\s*audit:\s*(.+?)\s*$", re.MULTILINE)
_SEED = re.compile(r"(set_random_seed|set_seed|default_rng|random\.seed)\(\s*\d+\s*\)")
_MOST_SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One submission of the study. ``must_lose`` is empty for a correct one."""

    name: str
    label: str  # which settings, without the seed
    source: str
    must_lose: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one variant. ``wrong`` names the checks with the wrong verdict."""

    variant: Variant
    wrong: frozenset[str]
    retrained: bool  # its own run fell short, and fresh starts decided
    graded: bool  # False: ungraded, through our fault


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened, with the upper end of the exact 95 % interval."""

    count: int
    runs: int

    @property
    def bound(self) -> float:
        """Clopper and Pearson's one-sided upper bound, 0…1, by bisection."""
        if self.runs == 0 or self.count >= self.runs:
            return 1.0
        low, high = self.count / self.runs, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            if _at_most(self.count, self.runs, middle) > 0.05:
                low = middle
            else:
                high = middle
        return high


def _at_most(count: int, runs: int, chance: float) -> float:
    """Probability of at most ``count`` events in ``runs``, by the binomial distribution."""
    logs = (
        math.lgamma(runs + 1) - math.lgamma(at + 1) - math.lgamma(runs - at + 1)
        + (at * math.log(chance) if at else 0.0) + (runs - at) * math.log1p(-chance)
        for at in range(count + 1)
    )  # fmt: skip
    return sum(map(math.exp, logs))


def correct_variants(assignment: Assignment, runs: int) -> Iterator[Variant]:
    """``runs`` correct variants: every combination of the settings in turn, each with a new seed.

    Raises:
        StaffError: the assignment has no audit.py.
    """
    path = assignment.folder / "audit.py"
    if not path.is_file():
        raise StaffError(f"there is no {path}", "Write a correct solution with `# audit:` lines.")
    source = path.read_text(encoding="utf-8")
    axes = {name: _choices(text) for name, text in _AXIS.findall(source)}
    fixed = {name: values for name, values in axes.items() if values != ["seed"]}
    combinations = list(itertools.product(*fixed.values()))
    for run in range(runs):
        chosen = dict(zip(fixed, combinations[run % len(combinations)], strict=True))
        seeds = {name: str(_seed(run)) for name in axes if name not in fixed}
        label = ", ".join(chosen.values())
        text = _set_axes(source, {**chosen, **seeds})
        yield Variant(f"correct-{run}", label, text, frozenset())


def _choices(text: str) -> list[str]:
    return [choice.strip() for choice in text.split(" | ")]


def _set_axes(source: str, values: dict[str, str]) -> str:
    return _AXIS.sub(lambda found: f"{found[1]} = {values[found[1]]}", source)


def _seed(run: int) -> int:
    """Seeds that are spread out, so that neighbouring runs have nothing in common."""
    return (run * 7919 + 12_345) % _MOST_SEEDS


def wrong_variants(assignment: Assignment, runs: int) -> Iterator[Variant]:
    """``runs`` known-wrong submissions, in turn, with other seeds than those in the files."""
    known = known_wrong(assignment)
    sources = [(one, one.path.read_text(encoding="utf-8")) for one in known]
    for run in range(runs if known else 0):
        one, source = sources[run % len(sources)]
        text = _SEED.sub(rf"\g<1>({_seed(run)})", source)
        yield Variant(f"wrong-{run}", one.path.stem, text, one.loses)


def study(
    variants: Sequence[Variant], assignment: Assignment, jobs: int, done: Callable[[], None]
) -> tuple[Finding, ...]:
    """Grade every variant as a submission would be; ``done`` is called after each."""
    with (
        batch.workshop(needs_student=True, data=assignment.data) as shop,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def one(variant: Variant) -> Finding:
            found = _grade(variant, assignment, shop)
            done()
            return found

        return tuple(pool.map(one, variants))


def _grade(variant: Variant, assignment: Assignment, shop: Workshop) -> Finding:
    content = variant.source.encode()
    submission = Submission(variant.name, Path(f"{variant.name}.py"), content, f"{variant.name}.py")
    grade = grade_submission(submission, assignment, shop, Settings()).grade
    lost = frozenset(score.lost(grade.checks))
    # Of a known-wrong one, only what it keeps matters: more lost than named is luck's business.
    wrong = variant.must_lose - lost if variant.must_lose else lost
    graded = grade.status is not Status.UNGRADED
    return Finding(variant, wrong if graded else frozenset(), _retrained(grade), graded)


def _retrained(grade: Grade) -> bool:
    """A check that passed with a message: fresh starts had to decide."""
    return any(c.outcome is Outcome.PASSED and c.message.en for c in grade.checks)


def rate(findings: Sequence[Finding]) -> Rate:
    """How many of the graded variants had a wrong verdict."""
    graded = [finding for finding in findings if finding.graded]
    return Rate(sum(bool(finding.wrong) for finding in graded), len(graded))

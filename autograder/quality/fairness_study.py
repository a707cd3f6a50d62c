"""A fairness study of an assignment: does luck ever cost points, or give any?

*False fails*: correct variants of a solution, over activations, optimizers, losses and seeds,
each graded as a submission; any lost check is one. The variants come from
``assignments/<slug>/audit.py``, a correct solution with lines such as ::

    ACTIVATION = "tanh"  # audit: "tanh" | "sigmoid" | "relu"
    SEED = 1  # audit: seed

*False passes*: the known-wrong submissions, written and generated, with other seeds; a check that
one of them must lose and earns points for is one.

Random restarts draw the same initial weights for all submissions to one version of an assignment.
Here every run is graded as if for a version of its own, so that runs are independent.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder.course import template
from autograder.course.data_sets import data_folder
from autograder.errors import StaffError
from autograder.grading import warm_workers
from autograder.grading.submission import grade_submission
from autograder.grading.workers import Workers
from autograder.quality import mutants
from autograder.quality.known_wrong import from_reference, known_wrong, with_cell
from autograder.records import Grade, LocalAssignment, Outcome, Status, Submission
from autograder.results import fingerprints, scoring
from autograder.results.graded import Settings

_AXIS = re.compile(r"^(\w+) = .*?#\s*audit:\s*(.+?)\s*$", re.MULTILINE)
_SEED = re.compile(r"(set_random_seed|set_seed|default_rng|random\.seed)\(\s*\d+\s*\)")
_MOST_SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Variant:
    """One submission of the study. ``must_lose`` is empty for a correct one."""

    name: str
    run: int
    label: str  # which settings, without the seed
    source: str
    must_lose: frozenset[str]


class Finding(msgspec.Struct, frozen=True):
    """What became of one variant. ``wrong`` names the checks with the wrong verdict."""

    key: str  # of the variant and the assignment: what was graded
    assignment: str
    name: str
    label: str
    correct: bool
    wrong: tuple[str, ...]
    retrained: bool  # its own run fell short, and random restarts decided
    person: bool  # a check went to a person that isn't marked by hand anyway
    graded: bool  # False: ungraded, through our fault


_FINDING = msgspec.json.Decoder(Finding)


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


def correct_variants(assignment: LocalAssignment, runs: int) -> Iterator[Variant]:
    """``runs`` correct variants: every combination of the settings in turn, each with a new seed.

    Where nothing holds a seed, each combination is taken once.

    Raises:
        StaffError: the assignment has no audit.py.
    """
    path = assignment.folder / "audit.py"
    if not path.is_file():
        raise StaffError(
            f"there is no {path}",
            "Copy your reference there, and mark what may vary: `SEED = 1  # audit: seed`, "
            "`RATE = 0.1  # audit: 0.1 | 0.05`. See docs/how-to/write-an-assignment.md.",
        )
    source = from_reference(path, path.read_text(encoding="utf-8"), assignment)
    axes = {name: _choices(text) for name, text in _AXIS.findall(source)}
    fixed = {name: values for name, values in axes.items() if values != ["seed"]}
    combinations = list(itertools.product(*fixed.values()))
    seeded = len(fixed) < len(axes)
    for run in range(runs if seeded else min(runs, len(combinations))):
        chosen = dict(zip(fixed, combinations[run % len(combinations)], strict=True))
        seeds = {name: str(_seed(run)) for name in axes if name not in fixed}
        label = ", ".join(chosen.values())
        text = set_axes(source, {**chosen, **seeds})
        yield Variant(f"correct-{run}", run, label, text, frozenset())


def _choices(text: str) -> list[str]:
    return [choice.strip() for choice in text.split(" | ")]


def set_axes(source: str, values: dict[str, str]) -> str:
    """The source with other settings in its marked lines, by name."""
    return _AXIS.sub(lambda found: f"{found[1]} = {values[found[1]]}", source)


def _seed(run: int) -> int:
    """Seeds that are spread out, so that neighbouring runs have nothing in common."""
    return (run * 7919 + 12_345) % _MOST_SEEDS


def wrong_variants(assignment: LocalAssignment, runs: int) -> Iterator[Variant]:
    """``runs`` known-wrong submissions, in turn, with other seeds than those in the files.

    One that holds no seed is the same each time, so it is taken once.
    """
    every = [*_written(assignment), *_generated(assignment)]
    seeded = [one for one in every if _SEED.search(one.source)]
    for run in range(runs if seeded else min(runs, len(every))):
        later = run - len(every)
        one = every[run] if later < 0 else seeded[later % len(seeded)]
        text = _SEED.sub(rf"\g<1>({_seed(run)})", one.source)
        yield replace(one, name=f"wrong-{run}", run=run, source=text)


def _written(assignment: LocalAssignment) -> list[Variant]:
    known = known_wrong(assignment)
    return [Variant("", 0, one.path.stem, one.source, one.loses) for one in known]


def _generated(assignment: LocalAssignment) -> list[Variant]:
    made = mutants.generated(assignment)
    reference = template.reference_path(assignment).read_text(encoding="utf-8") if made else ""
    return [Variant("", 0, one.name, with_cell(reference, one.cell), one.loses) for one in made]


def key_of(variant: Variant, assignment: LocalAssignment) -> str:
    """Says whether a finding in a file is of this variant, this assignment and this grader."""
    facts = (fingerprints.grader_digest(), fingerprints.assignment_digest(assignment))
    digest = hashlib.sha256("\n".join(facts).encode())
    digest.update(f"{variant.name}\n{sorted(variant.must_lose)}\n{variant.source}".encode())
    return digest.hexdigest()[:24]


def study(
    variants: Sequence[Variant],
    assignment: LocalAssignment,
    jobs: int,
    done: Callable[[Finding], None],
    deadline: float = math.inf,
) -> None:
    """Grade every variant as a submission would be, and give each finding to ``done``.

    None is begun after ``deadline`` of ``time.monotonic()``.
    """
    with (
        warm_workers.start_workers(needs_student=True, data=data_folder(assignment)) as workers,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def one(variant: Variant) -> None:
            if time.monotonic() < deadline:
                done(_grade(variant, assignment, workers))

        for _ in pool.map(one, variants):
            pass


def _grade(variant: Variant, assignment: LocalAssignment, workers: Workers) -> Finding:
    content = variant.source.encode()
    submission = Submission(variant.name, content, f"{variant.name}.py")
    version = replace(assignment, version=assignment.version + variant.run)
    if variant.must_lose:  # the others say nothing here, and some of them take long
        needed = tuple(check for check in assignment.checks if check.name in variant.must_lose)
        version = replace(version, checks=needed)
    grade = grade_submission(submission, version, workers, Settings(pictures=False)).grade
    lost = frozenset(scoring.lost(grade.checks))
    pending = frozenset(c.name for c in grade.checks if c.outcome is Outcome.PENDING)
    # Of a known-wrong one, only what it keeps matters: more lost than named is luck's business.
    wrong = variant.must_lose - lost - pending if variant.must_lose else lost
    # With this seed its way to be wrong is right, or there is no such way.
    if mutants.is_same_as_reference(grade) or mutants.not_made(grade):
        wrong = frozenset()
    graded = grade.status is not Status.UNGRADED
    return Finding(
        key=key_of(variant, assignment),
        assignment=assignment.name,
        name=variant.name,
        label=variant.label,
        correct=not variant.must_lose,
        wrong=tuple(sorted(wrong)) if graded else (),
        retrained=_retrained(grade),
        person=bool(pending - {check.name for check in assignment.checks if check.manual}),
        graded=graded,
    )


def _retrained(grade: Grade) -> bool:
    """A check that passed with a message: random restarts had to decide."""
    return any(c.outcome is Outcome.PASSED and c.message.en for c in grade.checks)


def rate(findings: Sequence[Finding]) -> Rate:
    """How many of the graded variants had a wrong verdict."""
    graded = [finding for finding in findings if finding.graded]
    return Rate(sum(bool(finding.wrong) for finding in graded), len(graded))


def read_findings(path: Path) -> dict[str, Finding]:
    """The findings of earlier runs by key; none when there is no file yet.

    Raises:
        StaffError: the file holds something else.
    """
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        found = [_FINDING.decode(line) for line in lines if line.strip()]
    except (OSError, msgspec.MsgspecError) as error:
        raise StaffError(f"{path} holds no findings: {error}", "Name another file.") from error
    return {finding.key: finding for finding in found}


def add_finding(path: Path, finding: Finding) -> None:
    """Write one finding at the end of the file."""
    with path.open("ab") as file:
        file.write(msgspec.json.encode(finding) + b"\n")

"""Tests the tests of the checks: is every single assertion needed?

Each assertion of a check, and each award of a part of its points, is removed, and negated, one
at a time. A mutant is *killed* when
some known submission (reference or known-wrong) then gets another verdict on that check than
it must. A mutant that survives is an assertion that could be deleted without anyone noticing.
An assertion that is meant to survive says why in a comment on its line: ``# survives: reason``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import InfrastructureError, StaffError
from autograder.grading.submission import check_evidence, read_submission, run_submission
from autograder.grading.workers import Workers
from autograder.records import Assignment, LocalAssignment, Outcome, Program, Submission
from autograder.results.graded import Settings

_SURVIVES = re.compile(r"#\s*survives:\s*(.+)$")
_LOST = {Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.PARTIAL}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One assertion or award of a check, changed in one way. ``text`` is the mutated file."""

    file: Path
    line: int
    check: str
    change: str  # "removed" | "negated"
    text: str
    excuse: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A submission that was run, and whether it must lose each check."""

    name: str
    program: Program
    evidence: bytes
    loses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutant: ``killer`` is the submission that gave it away, '' for none."""

    mutant: Mutant
    killer: str


def mutants(assignment: LocalAssignment) -> Iterator[Mutant]:
    """Every mutant of an assignment's checks.

    Raises:
        StaffError: a file of checks is no Python.
    """
    for path in sorted((assignment.folder / "checks").glob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        try:
            tree = ast.parse(source)
        except SyntaxError as error:
            raise StaffError(f"{path}: {error}", "Mend the file.") from error
        yield from _of_file(path, source, tree)


def _of_file(path: Path, source: str, tree: ast.Module) -> Iterator[Mutant]:
    lines = source.splitlines()
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if not function.name.startswith("test_"):
            continue
        for node in ast.walk(function):
            negated = _negated(node)
            if not isinstance(node, ast.stmt) or not negated:
                continue
            excuse = _SURVIVES.search(lines[node.lineno - 1])
            for change, statement in (("removed", "pass"), ("negated", negated)):
                text = _replaced(lines, node, statement)
                check = function.name.removeprefix("test_")
                reason = excuse[1].strip() if excuse else ""
                yield Mutant(path, node.lineno, check, change, text, reason)


def _negated(node: ast.AST) -> str:
    """The opposite of an assertion or of an award; '' for anything else."""
    if isinstance(node, ast.Assert):
        return f"assert not ({ast.unparse(node.test)})"
    match node:
        case ast.Expr(ast.Call(func=ast.Attribute(attr="award") as award, args=[part])):
            return f"{ast.unparse(award)}(1 - ({ast.unparse(part)}))"
    return ""


def _replaced(lines: Sequence[str], node: ast.stmt, statement: str) -> str:
    """The file with the lines of one statement replaced, all others where they were."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno)
    padding = [""] * (last - first - 1)
    changed = [f"{' ' * node.col_offset}{statement}", *padding]
    return "\n".join([*lines[:first], *changed, *lines[last:]]) + "\n"


def run_known(
    submissions: Sequence[tuple[Submission, frozenset[str]]],
    assignment: Assignment,
    workers: Workers,
    jobs: int,
) -> tuple[Known, ...]:
    """Run every submission once; their evidence serves for all mutants.

    Raises:
        StaffError: one of them leaves no evidence.
    """

    def run(one: tuple[Submission, frozenset[str]]) -> Known:
        submission, loses = one
        program = read_submission(submission, assignment.wanted)
        payload = run_submission(program, assignment, workers, Settings()).payload
        if payload is None:
            raise StaffError(
                f"{submission.filename} leaves no evidence", "See `autograder verify`."
            )
        return Known(submission.student, program, payload, loses)

    with ThreadPoolExecutor(jobs) as pool:
        return tuple(pool.map(run, submissions))


def try_all(
    assignment: LocalAssignment,
    known: Sequence[Known],
    workers: Workers,
    jobs: int,
    done: Callable[[], None],
) -> tuple[Trial, ...]:
    """Try every mutant, in ``jobs`` threads; ``done`` is called after each."""

    def one(mutant: Mutant) -> Trial:
        trial = _try(mutant, assignment, known, workers)
        done()
        return trial

    with ThreadPoolExecutor(jobs) as pool:
        return tuple(pool.map(one, mutants(assignment)))


def _try(mutant: Mutant, assignment: Assignment, known: Sequence[Known], workers: Workers) -> Trial:
    """Judge with the mutant until a submission gives it away, the likeliest ones first."""
    mutated = _mutated(assignment, mutant)
    for one in sorted(known, key=lambda one: _rank(one, mutant)):
        if _is_lost(one, mutated, mutant.check, workers) != (mutant.check in one.loses):
            return Trial(mutant, one.name)
    return Trial(mutant, "")


def _rank(one: Known, mutant: Mutant) -> tuple[int, int]:
    """A removed assertion shows where the check must be lost (and little else is); a negated
    one where it must pass."""
    must_lose = mutant.check in one.loses
    wanted = must_lose if mutant.change == "removed" else not must_lose
    return (0 if wanted else 1, len(one.loses))


def _mutated(assignment: Assignment, mutant: Mutant) -> Assignment:
    """The assignment with one check, whose file is the mutant."""
    files = tuple(
        replace(file, content=mutant.text.encode()) if file.path == mutant.file.name else file
        for file in assignment.check_files
    )
    checks = tuple(check for check in assignment.checks if check.name == mutant.check)
    return replace(assignment, check_files=files, checks=checks)


def _is_lost(one: Known, assignment: Assignment, check: str, workers: Workers) -> bool | None:
    """Does the submission lose the check? None when the check itself breaks."""
    try:
        judged = check_evidence(one.evidence, one.program, assignment, workers, Settings())
    except InfrastructureError:
        return None
    outcome = next((o.outcome for o in judged.verdict.outcomes if o.name == check), None)
    if outcome in {None, Outcome.COULD_NOT_CHECK}:
        return None
    return outcome in _LOST

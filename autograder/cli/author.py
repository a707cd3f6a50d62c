"""``author``: a page, or the terminal, that follows an assignment while it is written."""

from __future__ import annotations

import contextlib
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from autograder.author.draft import Place
from autograder.author.server import Site, address, new_token, start_server
from autograder.author.session import Options as SessionOptions
from autograder.author.session import Session, State
from autograder.author.view import told_by
from autograder.cli.courses import course_of
from autograder.course.explained import points_table
from autograder.course.loader import Course, assignment_names
from autograder.errors import StaffError
from autograder.grading import batch
from autograder.messages.words import number
from autograder.quality.verify import Tried
from autograder.records import Language, Text
from autograder.util import sanitize

_SECONDS = 3600.0  # a wait that ends with news, or with this
_HOLD = Text("주장 {total}개 가운데 {held}개가 성립합니다.", "{held} of {total} claims hold.")
_HINT = Text("힌트", "hint")
_END = Text("끝내려면 Ctrl-C를 누르십시오.", "End it with Ctrl-C.")
_FILES = Text("파일을 고쳐야 합니다", "something in the files is wrong")


@dataclass(frozen=True, slots=True)
class Options:
    """What was chosen on the command line; the terminal in place of a page with ``watch``."""

    watch: bool
    port: int
    jobs: int | None
    language: Language | None
    unsafe: bool


def author(name: str, options: Options, given: Path | None) -> int:
    """Follow an assignment until Ctrl-C."""
    found = course_of(given)
    _refuse_unknown(found, name)
    language = options.language or found.language
    how = SessionOptions(options.jobs or batch.default_jobs(), unsafe=options.unsafe)
    with _following(Session(Place(found.root, name), how)) as session:
        if options.watch:
            _print_all(session, language)
        else:
            _serve(Site(session, language, new_token()), options.port)
    return 0


def _refuse_unknown(found: Course, name: str) -> None:
    names = assignment_names(found)
    if name not in names:
        listed = ", ".join(names) or "none yet"
        raise StaffError(
            f"there is no assignment `{name}`",
            f"This course has: {listed}. Start one with `autograder new {name}`.",
        )


@contextlib.contextmanager
def _following(session: Session) -> Iterator[Session]:
    """The session at work; Ctrl-C ends it, and that is no error."""
    session.start()
    try:
        yield session
    except KeyboardInterrupt:
        click.echo()
    finally:
        session.stop()


# --- the page -----------------------------------------------------------------------------


def _serve(site: Site, port: int) -> None:
    try:
        server = start_server(site, port)
    except OSError as error:
        said = f"port {port} of this machine can't be used: {error.strerror}"
        raise StaffError(said, "Choose another with --port, or leave it out.") from error
    with server:
        place = address(server, site)
        click.echo(place)
        click.echo(_END.to(site.language))
        if sys.stdout.isatty():
            webbrowser.open(place)
        server.serve_forever()


# --- the terminal -------------------------------------------------------------------------


def _print_all(session: Session, language: Language) -> None:
    """Say what is new: of the files at once, of the submissions what has changed."""
    click.echo(_END.to(language))
    before, state = State(), session.state
    said: dict[str, list[str]] = {}
    while True:
        if state.fault is not None and state.fault != before.fault:
            click.echo(f"\n{_FILES.to(language)}: {sanitize.block(state.fault.message)}")
            click.echo(f"  {sanitize.block(state.fault.tip)}" if state.fault.tip else "")
        elif state.draft is not None and state.draft is not before.draft:
            click.echo(f"\n{points_table(state.draft.assignment, language)}")
        if state.verified is not None and state.verified is not before.verified:
            said = _print_verified(state, said, language)
        before, state = state, session.wait(state.number, _SECONDS)


def _print_verified(
    state: State, said: dict[str, list[str]], language: Language
) -> dict[str, list[str]]:
    """Print what is told now and was not before; all that is told now, by submission."""
    assert state.verified is not None
    now = {one.grade.student: _lines(one, language) for one in state.verified.tried}
    for name, lines in now.items():
        if said.get(name) != lines:
            click.echo("\n".join(lines))
    findings = [one for one in state.verified.findings if not one.note]
    for finding in state.verified.findings:
        if finding.fault:
            click.echo(f"  ✘ {finding.subject}: {finding.fault}")
        elif finding.note:
            click.echo(f"  – {finding.subject} {finding.note}")
    held = sum(not finding.fault for finding in findings)
    words = _HOLD.to(language).format(held=held, total=len(findings))
    click.echo(f"{words} ({state.seconds:.1f} s)")
    return now


def _lines(tried: Tried, language: Language) -> list[str]:
    """A submission and what it would be told."""
    grade = tried.grade
    score = f"{number(grade.score)}/{number(grade.max_score)}"
    head = f"{sanitize.name(grade.student)}  {score}"
    lines = [f"{head}  {tried.fault}" if tried.fault else head]
    for told in told_by(tried):
        lines.append(f"    {told.check}: {told.title.to(language)}")
        message, hint = told.message.to(language), told.hint.to(language)
        lines += [f"      {sanitize.block(message)}"] if message else []
        lines += [f"      {_HINT.to(language)}: {hint}"] if hint else []
    return lines

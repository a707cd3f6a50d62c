"""Switches off one isolation layer at a time and shows which attacks get through.

``python -m benchmarks attack_layers`` writes the table into docs/explanation/security.md (as root
it does so through an ordinary user's eyes): a campaign of all attacks for each layer that is
missing, of two minutes each, and without any layer one of each attack alone, in a cage of this
program's own (``cage``): what gets through there would spoil the next. ``--kept DIR`` keeps each as
a file and takes those that are there, so that it can be done in stretches (``--minutes N`` begins
no new one later). ``--json [--rung R] [--without L,L] [--attack NAME,NAME]`` runs one campaign and
prints what got through.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder.grading.batch import default_jobs
from autograder.quality.security_tests import attack_files, campaign, isolation_levels
from autograder.quality.security_tests.attack_files import Attack
from autograder.quality.security_tests.target import Target, standing
from autograder.sandbox import isolation
from autograder.sandbox.isolation import Isolation
from benchmarks.lib import cage, measured, reporting
from benchmarks.lib.catalogue import SECURITY as PAGE
from benchmarks.lib.repository import ROOT
from benchmarks.lib.results import Result
from tests.support import ordinary_user

# A layer, and what has to go with it to be really gone.
LAYERS = {
    "launcher": ("launcher",),
    "namespaces": ("namespaces", "mounts"),
    "file tree": ("mounts", "launcher"),
    "Landlock": ("landlock",),
    "seccomp": ("seccomp",),
    "rlimits": ("rlimits",),
    "privileges": ("privileges",),
    "watch": ("watch",),
}
EVERY = (
    "launcher",
    "namespaces",
    "mounts",
    "landlock",
    "seccomp",
    "rlimits",
    "privileges",
    "watch",
)
# What a layer of the system can stop; the judge in its own process stops the other kinds, and what
# stops channels between jobs is shown by two jobs at once (tests/sandbox/test_side_channels.py).
LAYERED = {"reading", "writing", "network", "processes", "resources"}
SLOW = {"time_sleep", "time_stubborn_loop", "time_in_one_call", "cpu_threads"}  # the clock's
_ALONE_SECONDS = 120.0  # for two zygotes and three submissions, whatever the attack does


def chosen(rung: str, without: tuple[str, ...], target: Target) -> Isolation:
    """The isolation to attack: the machine's best, or a lower rung, with layers switched off."""
    used = isolation_levels.isolation_of(rung or isolation.find().rung, target)
    if "launcher" in without and used.launcher == "bwrap":
        used = msgspec.structs.replace(used, launcher="plain")
    return msgspec.structs.replace(used, without=without)


def layered(known: Iterable[Attack]) -> tuple[Attack, ...]:
    """The attacks of the table."""
    return tuple(a for a in known if a.kind in LAYERED and a.name not in SLOW)


def one(arguments: argparse.Namespace) -> dict[str, object]:
    """One campaign, as JSON can hold it."""
    without = tuple(filter(None, arguments.without.split(",")))
    known = attack_files.read_all(attack_files.folder())
    if arguments.layered:
        known = layered(known)
    if arguments.attack:
        known = tuple(a for a in known if a.name in arguments.attack.split(","))
    with standing() as target, tempfile.TemporaryDirectory() as out:
        used = chosen(arguments.rung, without, target)
        jobs = arguments.jobs or default_jobs()
        found = campaign.run(known, target, used, Path(out), jobs)
    return {
        "layers": found.layers,
        "through": {f.attack.name: f.through for f in found.findings},
        "left_behind": found.left_behind,
        "seconds": round(found.seconds, 1),
    }


Through = dict[str, list[str]]


@dataclass
class Asker:
    """Runs campaigns, or takes them from ``kept``; ends the program when it is ``until``."""

    kept: Path | None
    until: float

    def ask(self, *without: str, attack: str = "") -> Through:
        """What gets through with these layers switched off: of all attacks, or of one alone."""
        name = f"alone-{attack}" if attack else "+".join(without) or "all-on"
        path = self.kept / f"{name}.json" if self.kept else None
        if path and path.is_file():
            kept: Through = json.loads(path.read_text(encoding="utf-8"))
            return kept
        if time.monotonic() > self.until:
            sys.exit("more campaigns are to be run: start it again with the same --kept")
        found = ask_alone(attack, without) if attack else ask(without)
        told = [f"{which}: {through[0][:150]}" for which, through in found.items() if through]
        print(f"{name}: {len(told)} through", *told, sep="\n    ", file=sys.stderr, flush=True)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(found), encoding="utf-8")
        return found


def _words(without: Sequence[str]) -> list[str]:
    words = [sys.executable, "-m", "benchmarks", "attack_layers", "--json", "--layered"]
    return [*words, "--without", ",".join(without)] if without else words


def ask(without: Sequence[str]) -> Through:
    """A campaign of all attacks as an ordinary user, in a process of its own."""
    line = ordinary_user.command(_words(without))
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        sys.exit(f"without {without}: {done.stderr[-2000:]}")
    found: Through = json.loads(done.stdout)["through"]
    return found


def ask_alone(attack: str, without: Sequence[str]) -> Through:
    """A campaign of one attack in a cage: it may harm the grading itself, and nothing else."""
    words = [*_words(without), "--attack", attack, "--jobs", "1"]
    done = cage.run(words, _ALONE_SECONDS)
    if done is None:
        return {attack: ["the grading did not end"]}
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return {attack: [f"the grading was brought down: {done.stderr.strip()[-300:]}"]}
    # Alone, it is to blame for whatever is left as well.
    return {attack: [*found["through"][attack], *found["left_behind"]]}


def measure(asker: Asker) -> dict[str, Any]:
    """By attack: whether it gets through all layers and none, and which missing one lets it in."""
    known = layered(attack_files.read_all(attack_files.folder()))
    everything = asker.ask()
    bare = {a.name: asker.ask(*EVERY, attack=a.name)[a.name] for a in known}
    missing = {name: asker.ask(*off) for name, off in LAYERS.items()}
    return {
        a.name: {
            "all layers": bool(everything[a.name]),
            "no layer": bool(bare[a.name]),
            "missing": [layer for layer, found in missing.items() if found[a.name]],
        }
        for a in known
    }


def render(found: dict[str, Any]) -> str:
    """A row for each attack; for one that needs no layer, what stops it instead."""
    explained = {a.name: a.explained for a in attack_files.read_all(attack_files.folder())}
    rows = [
        "| attack | all layers | no layer | one missing layer lets it through |",
        "| --- | --- | --- | --- |",
    ]
    for name, one in found.items():
        instead = "none: more than one stops it" if one["no layer"] else explained[name]
        lets = ", ".join(one["missing"]) or instead
        rows.append(
            f"| `{name}` | {_word(one['all layers'])} | {_word(one['no layer'])} | {lets} |"
        )
    return "\n".join(rows)


def _word(through: bool) -> str:
    return "**through**" if through else "stopped"


def main(arguments: Sequence[str]) -> None:
    """Print one campaign as JSON, or run all and report them."""
    parser = reporting.parser("attack_layers", __doc__)
    parser.add_argument("--json", action="store_true", help="run one campaign and print it")
    parser.add_argument("--rung", default="")
    parser.add_argument("--without", default="")
    parser.add_argument("--attack", default="")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--layered", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no campaign later")
    asked = parser.parse_args(arguments)
    if asked.json:
        print(json.dumps(one(asked)))
        return
    about = measured.now("attack_layers")
    found = measure(Asker(asked.kept, time.monotonic() + 60 * asked.minutes))
    result = Result(about, found)
    reporting.report("attack_layers", PAGE, result, render(found), only_print=asked.print)

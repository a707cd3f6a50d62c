"""Switches off one isolation layer at a time and shows which attacks get through.

``python -m benchmarks.attack_layers`` writes the table into docs/explanation/security.md (as root
it does so through an ordinary user's eyes): 10 campaigns of two minutes each. ``--kept DIR`` keeps
each as a file and takes those that are there, so that it can be done in stretches (``--only N``
ends after so many). ``--json [--rung R] [--without L,L]`` runs one campaign and prints what got
through.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.attacking import attacks, campaign, rungs
from autograder.attacking.target import Target, standing
from autograder.batch import default_jobs
from autograder.sandbox import isolation
from autograder.sandbox.isolation import Isolation

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "security.md"
BEGIN, END = "<!-- attacks: begin -->", "<!-- attacks: end -->"
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
# What a layer of the system can stop; the judge in its own process stops the other kinds.
LAYERED = {"reading", "writing", "network", "processes", "resources"}
SLOW = {"time_sleep", "time_stubborn_loop", "time_in_one_call", "cpu_threads"}  # the clock's


def chosen(rung: str, without: tuple[str, ...], target: Target) -> Isolation:
    """The isolation to attack: the machine's best, or a lower rung, with layers switched off."""
    used = rungs.isolation_of(rung or isolation.find().rung, target)
    if "launcher" in without and used.launcher == "bwrap":
        used = msgspec.structs.replace(used, launcher="plain")
    return msgspec.structs.replace(used, without=without)


def one(arguments: argparse.Namespace) -> dict[str, object]:
    """One campaign, as JSON can hold it."""
    without = tuple(filter(None, arguments.without.split(",")))
    known = attacks.read_all(attacks.folder())
    if arguments.layered:
        known = tuple(a for a in known if a.kind in LAYERED and a.name not in SLOW)
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


Found = dict[str, dict[str, list[str]]]


@dataclass
class Asker:
    """Runs campaigns, or takes them from ``kept``; ends the program after ``only`` new ones."""

    kept: Path | None
    only: int

    def ask(self, *without: str) -> Found:
        """The findings with these layers switched off."""
        path = self.kept / f"{'+'.join(without) or 'all-on'}.json" if self.kept else None
        if path and path.is_file():
            kept: Found = json.loads(path.read_text(encoding="utf-8"))
            return kept
        if not self.only:
            sys.exit("more campaigns are to be run: start it again with the same --kept")
        self.only -= 1
        found = ask(*(("--without", ",".join(without)) if without else ()))
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(found), encoding="utf-8")
        return found


def ask(*words: str) -> Found:
    """One campaign as an ordinary user, in a process of its own."""
    from tests import ordinary_user

    line = ordinary_user.command(
        [sys.executable, "-m", "benchmarks.attack_layers", "--json", "--layered", *words]
    )
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr[-2000:]}")
    found: Found = json.loads(done.stdout)
    print(f"{' '.join(words) or 'all layers'}: {_count(found)} got through", file=sys.stderr)
    for name, through in found["through"].items():
        if through:
            print(f"    {name}: {through[0][:150]}", file=sys.stderr)
    return found


def _count(found: Found) -> int:
    return sum(bool(through) for through in found["through"].values())


def table(asker: Asker) -> str:
    """The attacks by the layers: which one missing lets it through, and why else it fails."""
    everything = asker.ask()["through"]
    nothing = asker.ask(*EVERY)["through"]
    missing = {n: asker.ask(*off)["through"] for n, off in LAYERS.items()}
    rows = [
        "| attack | all layers on | all off | let through by the lack of | otherwise |",
        "| --- | --- | --- | --- | --- |",
    ]
    explained = {a.name: a.explained for a in attacks.read_all(attacks.folder())}
    for name in everything:
        lets = ", ".join(layer for layer, found in missing.items() if found[name])
        several = "several layers stop it" if nothing[name] else ""
        why = "" if lets else several or explained[name] or "needs no layer"
        rows.append(
            f"| `{name}` | {_word(everything[name])} | {_word(nothing[name])} | "
            f"{lets or '–'} | {why or '–'} |"
        )
    return "\n".join(rows)


def _word(through: list[str]) -> str:
    return "**through**" if through else "stopped"


def main() -> None:
    """Read the options; print JSON, or write the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rung", default="")
    parser.add_argument("--without", default="")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--layered", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--only", type=int, default=100, help="campaigns to run this time")
    arguments = parser.parse_args()
    if arguments.json:
        print(json.dumps(one(arguments)))
        return
    made = table(Asker(arguments.kept, arguments.only))
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n\n{made}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()

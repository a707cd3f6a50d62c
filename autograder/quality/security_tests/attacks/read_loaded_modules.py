# Attack: looks for modules of the checks, the grades and other submissions in the warm process.
# Kind: reading
# Explained: the warm process for students' code imports none of them.

import sys

ROOMS = (
    "checking", "checks", "retraining", "course", "intake", "grading", "results", "report",
    "messages", "lms", "quality", "own_machine", "importers", "cli", "api",
)  # fmt: skip

for name in sorted(sys.modules):
    room = name.removeprefix("autograder.").partition(".")[0]
    ours = name.startswith("autograder.") and room in ROOMS
    if ours or name in {"pytest", "_pytest"}:
        through(f"{name} is loaded")

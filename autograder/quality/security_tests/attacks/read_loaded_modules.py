# Attack: looks for modules of the checks, the grades and other submissions in the warm process.
# Kind: reading
# Explained: the warm process for students' code imports none of them.

import sys

for name in sorted(sys.modules):
    below = name.startswith(("autograder.checking", "autograder.intake", "autograder.lms"))
    if below or name in {
        "pytest", "_pytest", "autograder.grading.batch", "autograder.grading.submission", "autograder.results.store",
        "autograder.course.loader", "autograder.results.scoring", "autograder.grading.execution", "autograder.results.review",
    }:  # fmt: skip
        through(f"{name} is loaded")

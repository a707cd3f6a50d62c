"""Assignments of other graders become ours: what a rule can turn, and a list of the rest.

Nothing that is imported runs here: notebooks and tests are read with ``ast``. The finished
reference is graded as any submission is, in the sandbox, and what it loses goes to a person.
"""

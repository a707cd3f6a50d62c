"""``autograder author``: what becomes of an assignment, while it is written."""

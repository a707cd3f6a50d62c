"""Grades deep-learning notebooks: safe, fair, fast and kind.

Follow one submission from file to grade in ``autograder.grade``.
"""

__version__ = "0.2.0"

"""Grades deep-learning notebooks: safe, fair, fast and kind.

Follow one submission from file to grade in ``autograder.grading.submission``.
"""

__version__ = "0.2.0"

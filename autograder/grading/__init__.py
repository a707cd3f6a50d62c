"""From what was handed in to grades: one submission (``submission``), and a class of them.

``submission.grade_submission`` is the whole way of one file on one screen.
"""

"""Whether the grading itself is any good: its checks, its fairness, its walls."""

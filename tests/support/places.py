"""Where things are, for tests in any folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).resolve().parents[1]
ROOT: Final = TESTS.parent
PACKAGE: Final = ROOT / "autograder"
FIXTURES: Final = TESTS / "fixtures"
SUBMISSIONS: Final = FIXTURES / "submissions"  # named after their fault
MESSY: Final = FIXTURES / "messy"
LMS: Final = FIXTURES / "lms"  # what LMSes export

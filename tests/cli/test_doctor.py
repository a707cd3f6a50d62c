"""What `autograder doctor` says where something is missing."""

from __future__ import annotations

import pytest

from autograder.cli import doctor
from autograder.sandbox import isolation
from autograder.sandbox.layers.ladder import Rung


def test_where_nothing_isolates_code_every_other_finding_is_still_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(isolation, "rung", lambda: Rung.REFUSE)
    assert doctor.doctor(as_json=False, attack=False, course=None) == 3
    shown = capsys.readouterr().out
    assert "MISSING  isolation: refuse" in shown
    assert "ok       tensorflow" in shown
    assert "MISSING  student process: too little isolates student code here" in shown
    assert "--unsafe-no-sandbox" in shown

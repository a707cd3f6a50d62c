"""What the benchmarks promise besides their numbers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from autograder.course import loader
from benchmarks import measuring, pages, sandbox, xor_class
from benchmarks.__main__ import _MODULES, ALL
from benchmarks.peers_checks import checks

ROOT = Path(__file__).resolve().parents[1]


def test_peers_are_given_the_same_checks_with_the_same_points() -> None:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-mlp")
    ours = {check.name: check.points for check in assignment.checks}
    assert {name: points for name, (points, *_) in checks().items()} == ours


def test_the_twelve_submissions_differ_and_train_three_networks_each() -> None:
    found = [xor_class.sources(number) for number in range(12)]
    assert len({str(one) for one in found}) == 12
    assert all(str(one).count("epochs=1000") == 3 for one in found)


@pytest.mark.parametrize("name", ALL)
def test_every_benchmark_has_a_module_and_a_place_in_the_docs(name: str) -> None:
    assert importlib.util.find_spec(f"benchmarks.{_MODULES.get(name, name)}")
    if name == "sandbox":  # stands with what it measures
        page, begin, end = sandbox.PAGE, sandbox.BEGIN, sandbox.END
    else:
        page, begin, end = pages.PAGE, f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = page.read_text(encoding="utf-8")
    assert text.index(begin) < text.index(end)


def test_a_table_replaces_the_one_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "speed.md"
    page.write_text("a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n", encoding="utf-8")
    monkeypatch.setattr(pages, "PAGE", page)
    pages.publish(
        "x", pages.table(["what", "s"], [["one", 0.12345], ["two", 1234.5]]), {"cores": 2}
    )
    text = page.read_text(encoding="utf-8")
    assert "| one | 0.123 |" in text
    assert "| two | 1234 |" in text
    assert "cores 2" in text
    assert text.startswith("a\n")
    assert text.endswith("b\n")
    assert "old" not in text
    with pytest.raises(ValueError, match="no marks for y"):
        pages.publish("y", "", {})


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    inner = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print(7)"
    cost = measuring.run([sys.executable, "-c", outer], tmp_path)
    assert (cost.status, cost.output) == (0, "7\n")
    assert cost.cpu > 0.5
    assert cost.peak_mb > 1

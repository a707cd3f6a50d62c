"""What the benchmarks promise besides their numbers."""

from __future__ import annotations

import importlib
import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import benchmarks.__main__ as command
from autograder.course import loader
from benchmarks.experiments import chances
from benchmarks.experiments.peers_checks import checks
from benchmarks.lib import catalogue, command_cost, measured, reporting, results, xor_class
from benchmarks.lib.catalogue import ALL, EXPERIMENTS, MEASUREMENTS
from benchmarks.lib.measured import Measured
from benchmarks.lib.results import Result
from tests.support.places import ROOT

REPORTED = sorted(path.stem for path in results.FOLDER.glob("*.json"))
README = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")


def test_peers_are_given_the_same_checks_with_the_same_points() -> None:
    assignment = loader.load_assignment(loader.find_course(ROOT), "xor-mlp")
    ours = {check.name: check.points for check in assignment.checks}
    assert {name: points for name, (points, *_) in checks().items()} == ours


def test_the_twelve_submissions_differ_and_train_three_networks_each() -> None:
    found = [xor_class.sources(number) for number in range(12)]
    assert len({str(one) for one in found}) == 12
    assert all(str(one).count("epochs=1000") == 3 for one in found)


@pytest.mark.parametrize("folder", ["measure", "experiments"])
def test_what_stands_in_a_folder_is_in_the_catalogue_and_in_the_readme(folder: str) -> None:
    listed = MEASUREMENTS if folder == "measure" else EXPERIMENTS
    place = ROOT / "benchmarks" / folder
    files = {p.stem for p in place.iterdir() if p.name[:2] != "__"} - {"peers_checks"}
    assert {each.name for each in listed} == files
    assert set(re.findall(rf"^\| `{folder}/(\w+)` \|", README, re.MULTILINE)) == files


def test_make_bench_runs_every_measurement_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[Any] = []

    def run(words: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        assert not check
        ran.append(words[3])
        return subprocess.CompletedProcess(words, int(words[3] == "fit"))

    monkeypatch.setattr(command.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    assert command.main() == 1  # fit has failed; the others ran all the same
    assert ran == [each.name for each in MEASUREMENTS]


def test_a_name_that_is_no_benchmark_is_told_those_that_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "fitt"])
    assert command.main() == 2
    told = capsys.readouterr().err
    assert all(name in told for name in ALL)


HELP = """
import contextlib, io, json, sys
import benchmarks.__main__ as command
found = {}
for name in command.ALL:
    sys.argv, said, status = ["benchmarks", name, "--help"], io.StringIO(), None
    try:
        with contextlib.redirect_stdout(said):
            command.main()
    except SystemExit as ended:
        status = ended.code
    found[name] = [status, said.getvalue()]
print(json.dumps(found))
"""


@pytest.mark.thorough
def test_every_benchmark_starts_and_says_how_it_is_used() -> None:
    """All in one process, which is not this one: they are imported here."""
    done = subprocess.run(
        [sys.executable, "-c", HELP], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == set(ALL)
    for name, (status, said) in found.items():
        assert status == 0, name
        assert f"usage: python -m benchmarks {name}" in said
        assert f"python -m benchmarks {name}" in said.partition("\n\n")[2]


IMPORTED = """
import importlib, os
from benchmarks.lib.catalogue import ALL
before = dict(os.environ)
for each in ALL.values():
    importlib.import_module(each.module)
print({name for name, _ in before.items() ^ os.environ.items()} - {"TF_CPP_MIN_LOG_LEVEL"})
"""


@pytest.mark.thorough
def test_to_import_a_benchmark_changes_the_environment_of_nobody() -> None:
    """The tests import them all, and later ones start programs."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("each", EXPERIMENTS, ids=lambda each: each.name)
def test_an_experiment_says_what_it_asked_and_what_was_decided(each: catalogue.Benchmark) -> None:
    text = (ROOT / f"{each.module.replace('.', '/')}.py").read_text(encoding="utf-8")
    paragraphs = text.split('"""')[1].split("\n\n")
    assert any("Question:" in one and "Decided:" in one for one in paragraphs)


def test_every_measurement_has_a_kept_result() -> None:
    assert {each.name for each in MEASUREMENTS} <= set(REPORTED)


@pytest.mark.thorough
@pytest.mark.parametrize("name", REPORTED)
def test_a_page_shows_what_was_kept_and_where_it_was_measured(name: str) -> None:
    """Numbers of the docs are nowhere written by hand: the page is the kept result, rendered."""
    module, result = importlib.import_module(ALL[name].module), results.load(name)
    assert result
    assert result.measured.command == f"python -m benchmarks {name}"
    text = module.PAGE.read_text(encoding="utf-8")
    shown = text.partition(f"<!-- {name}: begin -->")[2].partition(f"<!-- {name}: end -->")[0]
    assert shown.strip() == reporting.block(module.render(result.found), result)


def test_the_page_shows_the_exact_chances() -> None:
    assert chances.table() in chances.PAGE.read_text(encoding="utf-8")


def test_a_measurement_knows_its_machine_versions_and_commit() -> None:
    found = measured.now("fit")
    assert found.command == "python -m benchmarks fit"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)
    assert found.python == platform.python_version()
    assert found.kernel == f"Linux {platform.release()}"
    assert found.processor
    assert found.cores
    assert found.memory_gb
    assert all((found.tensorflow, found.keras, found.numpy))
    assert found.load_before is not None
    if (ROOT / ".git").exists():
        assert re.fullmatch(r"[0-9a-f]{10,}(\+changes)?", found.commit)


def test_what_was_not_recorded_is_said_and_not_invented() -> None:
    line = measured.line(Measured(command="python -m benchmarks x", date="2026-11-21", cores=2))
    assert "2026-11-21, cores 2; not recorded: commit, processor, memory GB" in line


def test_a_report_keeps_the_result_and_replaces_the_table_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "speed.md"
    page.write_text("a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n", encoding="utf-8")
    monkeypatch.setattr(results, "FOLDER", tmp_path / "results")
    result = Result(Measured(command="python -m benchmarks x", date="today", cores=2), {"one": 1})
    table = reporting.table(["what", "s"], [["one", 0.12345], ["two", 1234.5]])
    reporting.report("x", page, result, table, only_print=True)
    assert "old" in page.read_text(encoding="utf-8")
    assert results.load("x") is None
    reporting.report("x", page, result, table, only_print=False)
    text = page.read_text(encoding="utf-8")
    assert "| one | 0.123 |" in text
    assert "| two | 1234 |" in text
    assert "cores 2" in text
    assert text.startswith("a\n")
    assert text.endswith("b\n")
    assert "old" not in text
    assert results.load("x") == result


def test_a_result_of_another_form_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.json").write_text('{"machine": {}}', encoding="utf-8")
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    with pytest.raises(msgspec.ValidationError, match="measured"):
        results.load("x")


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    inner = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print(7)"
    cost = command_cost.run([sys.executable, "-c", outer], tmp_path)
    assert (cost.status, cost.output) == (0, "7\n")
    assert cost.cpu > 0.5
    assert cost.peak_mb > 1

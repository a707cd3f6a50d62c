"""The order of events inside the sandbox: run the cells, write the evidence, answer probes."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sys
import types
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import tensorflow as tf

from autograder.evidence import (
    EAGER_OFF,
    CellErrorEvidence,
    Evidence,
    LoopEvidence,
    UsedEvidence,
)
from autograder.sandbox import wire
from autograder.student import (
    colab,
    file_search,
    legacy,
    stub_modules,
    tensorboard,
    workspace,
)
from autograder.student.evidence_writer import encode_within, export_deliverables
from autograder.student.file_search import WorkFolder
from autograder.student.files import describe_files
from autograder.student.legacy import OldCalls
from autograder.student.live_answers import answer_questions
from autograder.student.not_made import not_made
from autograder.student.program import StudentProgram
from autograder.student.shell import Session, open_session, run_cells
from autograder.student.training import FitLog, record_fits
from autograder.util.file_names import is_folder_name

_PROGRAM = msgspec.json.Decoder(StudentProgram)
_MOST_NOTEBOOK = 24 * 2**20  # characters of the executed notebook


def run(program: bytes, channel: wire.Channel) -> None:
    """Entry of a job: run the student's program and send what it left behind."""
    task = _PROGRAM.decode(program)
    # What the program doesn't seed itself: graded again, it gets the same result.
    random.seed(task.draws)
    np.random.seed(task.draws)
    log = record_fits(stock=task.stock_fit, draws=task.draws)
    old = OldCalls(task.legacy)
    if task.legacy == "accept":
        legacy.install(old.note)
    session = open_session(task.output_kb, old)
    stub_modules.install(task.withheld)
    tensorboard.install(written=any(is_folder_name(one.name) for one in task.wanted))
    written = workspace.write_files(task.files)
    laid_out = workspace.lay_out_data(task.data)
    work = WorkFolder(Path.cwd(), frozenset([*written, *laid_out]))
    colab.make_folders((cell.source for cell in task.cells), (*written, *laid_out))
    workspace.serve_data(task.data)
    run_cells(session, task.cells, lambda number: _tell_cell(channel, number), task.before)
    session.recorder.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire.send(channel, wire.LIMIT)
    namespace = session.shell.user_ns
    log.finish()
    tensorboard.flush()
    evidence = encode_within(_evidence(task, session, log, work), task.result_mb)
    wire.send(channel, wire.EVIDENCE, evidence)
    answer_questions(channel, namespace, task.cells)


def _tell_cell(channel: wire.Channel, number: int) -> None:
    """So that the supervisor can name the cell in which it had to end the run."""
    with contextlib.suppress(OSError):  # the student's code has closed it: nothing will come
        wire.send(channel, wire.CELL, str(number).encode())


def _evidence(task: StudentProgram, session: Session, log: FitLog, work: WorkFolder) -> Evidence:
    namespace = session.shell.user_ns
    names = _variables(task, namespace, session.shell.user_ns_hidden)
    never = not_made(task, namespace)
    wanted = tuple(one for one in task.wanted if one.name not in never)
    asks_for_files = any(one.kind == "file" for one in wanted)
    return Evidence(
        schema=1,
        deliverables=export_deliverables(namespace, wanted, log)
        | describe_files(work, wanted, log),
        fits=tuple(log.fits),
        errors=(*_errors(session, log), *never.values()),
        names=tuple(name[:80] for name in names[:1000]),
        output="".join(session.recorder.text)[: 2**20],
        notebook=_notebook(session),
        interrupted=_interrupted(session),
        cells_run=session.cells_run,
        limits=tuple(session.limits),
        used=(*session.old.used, *_switched_off()),
        written=file_search.written(work) if asks_for_files else (),
    )


def _variables(task: StudentProgram, namespace: Any, hidden: Any) -> list[str]:
    """Names that could have been meant for a deliverable: no functions, classes and modules, and
    nothing that is handed in already under another name."""
    handed_in = {id(namespace[one.name]) for one in task.wanted if one.name in namespace}
    plain = (bool, int, float, str, type(None))  # of which Python keeps one for all
    return [
        name
        for name, value in namespace.items()
        if not name.startswith("_")
        and name not in hidden
        and not isinstance(value, (type, types.FunctionType, types.ModuleType))
        and (id(value) not in handed_in or isinstance(value, plain))
    ]


def _errors(session: Session, log: FitLog) -> tuple[CellErrorEvidence, ...]:
    """The cells' errors; for a `fit` that the time limit struck, how many epochs it had run."""
    errors = session.errors[:1000]
    fit = log.fits[-1] if log.fits else None
    if fit and fit.error == "KeyboardInterrupt" and errors and not errors[-1].loop:
        loop = LoopEvidence(errors[-1].line, fit.epochs, fit.epochs_asked, fit.seconds, "fit")
        errors[-1] = msgspec.structs.replace(errors[-1], loop=loop)
    return tuple(errors)


def _switched_off() -> tuple[UsedEvidence, ...]:
    """``tf.disable_v2_behavior()`` leaves models that nothing can be read of."""
    return () if tf.executing_eagerly() else (UsedEvidence(0, EAGER_OFF),)


def _interrupted(session: Session) -> Any:
    if session.interrupted:
        return session.interrupted
    return "memory" if any(found.limit == "memory" for found in session.limits) else ""


def _notebook(session: Session) -> str:
    """The executed notebook, nbformat 4.4 (without cell ids, which many notebooks lack)."""
    notebook = {
        "cells": session.cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": sys.version.split()[0]},
        },
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    text = json.dumps(notebook, ensure_ascii=False, default=str)
    if len(text) <= _MOST_NOTEBOOK:
        return text
    for cell in session.cells:
        cell["outputs"] = [] if cell["cell_type"] == "code" else cell.get("outputs", [])
    return json.dumps(notebook, ensure_ascii=False, default=str)[:_MOST_NOTEBOOK]

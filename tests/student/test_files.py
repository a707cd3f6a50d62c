"""What is read of files in the student's process, whatever lies there."""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped]
import keras
import numpy as np
import pytest
from tensorflow.core.util import event_pb2

from autograder.evidence import (
    MAX_FILE_TEXT,
    MAX_SERIES,
    MAX_WRITTEN,
    Evidence,
    FileEvidence,
    decode,
    encode,
)
from autograder.student import event_logs, saved_models
from autograder.student.file_search import WorkFolder, places, written
from autograder.student.files import MOST_BYTES, describe_files
from autograder.student.program import Wanted
from autograder.student.training import FitLog

RAN = "ran.txt"  # which code in a file would write


class Pickled:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path(RAN).write_text, ("ran",))


def net() -> Any:
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])


def huge(path: str) -> None:
    with Path(path).open("wb") as file:
        file.truncate(MOST_BYTES + 1)


def bomb(path: str) -> None:
    """An archive that says of itself that it holds a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", bytes(2**28 + 1))


def hdf5_bomb(path: str) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("layers/a", (2**15, 2**15), "f4", chunks=True, compression="gzip")


def with_lambda(path: str) -> None:
    layer = keras.layers.Lambda(lambda x: (Path(RAN).write_text("ran"), x)[1])
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), layer])
    model.save(path)
    Path(RAN).unlink(missing_ok=True)


def pickled(path: str) -> None:
    import pickle

    Path(path).write_bytes(pickle.dumps(Pickled()))


def renamed(ending: str) -> Callable[[str], None]:
    """Saved as Keras saves it under another ending."""

    def make(path: str) -> None:
        net().save(f"before{ending}")
        Path(f"before{ending}").rename(path)

    return make


def linked(to: str) -> Callable[[str], None]:
    return lambda path: Path(path).symlink_to(to)


def images(size: tuple[int, int]) -> Callable[[str], None]:
    from PIL import Image

    return lambda path: Image.new("1", size).save(path)


def cut_off(path: str) -> None:
    from PIL import Image

    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3), "uint8")).save(path)
    Path(path).write_bytes(Path(path).read_bytes()[:2000])


def deep(path: str) -> None:
    """Its config is JSON of thousands of lists in lists."""
    net().save("whole.keras")
    with zipfile.ZipFile("whole.keras") as whole, zipfile.ZipFile(path, "w") as archive:
        for name in ("metadata.json", "model.weights.h5"):
            archive.writestr(name, whole.read(name))
        archive.writestr("config.json", "[" * 100_000 + "]" * 100_000)
    Path("whole.keras").unlink()


# By name: how it is made, and which problem is told of it.
HOSTILE: dict[str, tuple[Callable[[str], object], str]] = {
    "huge.keras": (huge, "large"),
    "bomb.keras": (bomb, "large"),
    "bomb.weights.h5": (hdf5_bomb, "large"),
    "lambda.keras": (with_lambda, "unloadable"),
    "lambda.h5": (with_lambda, "unloadable"),
    "deep.keras": (deep, "unloadable"),
    "pickled.keras": (pickled, "format"),
    "pickled.h5": (pickled, "format"),
    "was-h5.keras": (renamed(".h5"), "format"),
    "was-keras.h5": (renamed(".keras"), "format"),
    "pixels.png": (images((8192, 8192)), "large"),
    "cut.png": (cut_off, "broken"),
    "away.txt": (linked("/etc/passwd"), "special"),
    "zero.txt": (linked("/dev/zero"), "special"),
    "itself.txt": (linked("itself.txt"), "broken"),
    "bytes.json": (lambda path: Path(path).write_bytes(b"\xff\xfe\0"), "broken"),
}
if hasattr(os, "mkfifo"):
    HOSTILE["pipe.txt"] = (os.mkfifo, "special")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkFolder:
    monkeypatch.chdir(tmp_path)
    return WorkFolder(tmp_path)


def read(work: WorkFolder, name: str) -> FileEvidence | None:
    found = describe_files(work, (Wanted(name, "file"),), FitLog())
    evidence = Evidence(1, dict(found), (), (), (), "", "{}", written=written(work))
    assert decode(encode(evidence)).deliverables == found  # whatever it is, it can cross
    return found.get(name)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
def test_a_hostile_file_is_told_apart_and_runs_nothing(work: WorkFolder, name: str) -> None:
    make, problem = HOSTILE[name]
    make(name)
    found = read(work, name)
    assert found is not None
    assert found.problem == problem, found.detail
    assert not Path(RAN).exists()
    assert "root:" not in found.text


def test_weights_of_a_model_that_can_not_be_made_are_still_known(work: WorkFolder) -> None:
    with_lambda("lambda.keras")
    found = read(work, "lambda.keras")
    assert found is not None
    assert [array.shape for array in found.weights] == [(2, 3), (3,)]


def test_what_an_optimizer_remembers_is_no_weight(work: WorkFolder) -> None:
    model = keras.Sequential([*net().layers, keras.layers.Dropout(0.5), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    model.save_weights("a.weights.h5")
    found = read(work, "a.weights.h5")
    assert found is not None
    shapes = [array.shape for array in found.weights]
    assert sorted(shapes) == sorted(weight.shape for weight in model.get_weights())


def test_half_precision_is_read(work: WorkFolder) -> None:
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, dtype="bfloat16")]).save_weights(
        "half.weights.h5"
    )
    found = read(work, "half.weights.h5")
    assert found is not None
    assert not found.problem
    assert {array.dtype for array in found.weights} == {"bfloat16"}


def test_too_many_weights_are_told_by_their_digest(
    work: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    net().save_weights("a.weights.h5")
    monkeypatch.setattr(saved_models, "_MOST_SENT", 8)
    found = read(work, "a.weights.h5")
    assert found is not None
    assert (found.weights, found.unsent, len(found.digest)) == ((), ((2, 3), (3,)), 64)


def test_of_a_long_text_the_beginning_is_kept(work: WorkFolder) -> None:
    Path("long.csv").write_text("1," * MAX_FILE_TEXT, encoding="utf-8")
    found = read(work, "long.csv")
    assert found is not None
    assert (len(found.text), found.cut) == (MAX_FILE_TEXT, True)


def test_a_pattern_stands_for_the_newest_file_in_its_folder(work: WorkFolder) -> None:
    Path("below").mkdir()
    for at, name in enumerate(["b.txt", "a.txt", "below/c.txt"]):
        Path(name).write_text(name, encoding="utf-8")
        os.utime(name, (at, at))
    found = read(work, "*.txt")
    assert found is not None
    assert found.text == "a.txt"


@pytest.mark.skipif(sys.platform == "win32", reason="names are texts there")
def test_names_that_are_no_text_can_be_told(work: WorkFolder) -> None:
    for name in [b"\xff\xfe.txt", b"a\nb<`>.txt", b"x" * 250, "한글.txt".encode()]:
        Path(os.fsdecode(name)).write_bytes(b"")
    assert read(work, "none.txt") is None
    shown = {one.path for one in written(work)}
    assert "한글.txt" in shown
    assert "a?b???.txt" in shown


def test_of_many_files_some_are_told(work: WorkFolder) -> None:
    for at in range(MAX_WRITTEN + 50):
        Path(f"{at}.txt").write_bytes(b"")
    deep = Path(*["d"] * 100)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_bytes(b"")
    assert len(written(work)) == MAX_WRITTEN
    assert read(work, "7.txt") is not None


def test_a_name_never_leads_out_of_the_folder(work: WorkFolder, tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    Path("below/up").symlink_to("..")
    found = read(WorkFolder(below), "up/secret.txt")
    assert found is not None
    assert (found.problem, found.text) == ("special", "")


def test_logs_that_break_off_give_what_comes_before() -> None:
    event = event_pb2.Event(step=2)
    event.summary.value.add(tag="a", simple_value=2.0)
    message = event.SerializeToString()
    whole = struct.pack("<QI", len(message), 0) + message + b"\0" * 4
    (curve,) = event_logs.series([("train", whole + whole[:-9])])
    assert (curve.run, curve.tag, curve.steps, curve.values) == ("train", "a", (2,), (2.0,))


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, struct.pack("<QI", 2**63, 0) + b"x"])
def test_what_is_no_log_gives_nothing(content: bytes) -> None:
    assert event_logs.series([("", content)]) == ()


def test_a_config_that_is_none_is_a_model_that_can_not_be_made(work: WorkFolder) -> None:
    net().save("a.keras")
    with zipfile.ZipFile("a.keras") as archive:
        weights = archive.read("model.weights.h5")
    with zipfile.ZipFile("b.keras", "w") as archive:
        archive.writestr("config.json", json.dumps({"module": "os", "class_name": "system"}))
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", weights)
    found = read(work, "b.keras")
    assert found is not None
    assert found.problem == "unloadable"


def with_links(path: str) -> None:
    """Beside one array that is its own it names others, in other files and in no file."""
    with h5py.File("other.h5", "w") as other:
        other["secret"] = np.full(3, 7.0)
    with h5py.File(path, "w") as file:
        file["layers/own"] = np.zeros(2, "float32")
        file["layers/soft"] = h5py.SoftLink("/layers/own")
        file["layers/nowhere"] = h5py.SoftLink("/layers/none")
        file["layers/round"] = h5py.SoftLink("/layers")
        file["layers/away"] = h5py.ExternalLink("other.h5", "/secret")
        file["layers/again"] = file["layers/own"]


def test_links_in_a_file_of_weights_are_not_followed(work: WorkFolder) -> None:
    with_links("a.weights.h5")
    found = read(work, "a.weights.h5")
    assert found is not None
    assert [array.shape for array in found.weights] == [(2,)]


def test_a_file_that_changes_while_it_is_read_is_one_or_the_other_or_broken(
    work: WorkFolder,
) -> None:
    net().save_weights("one.weights.h5")
    contents = [Path("one.weights.h5").read_bytes(), b"nothing", b""]
    ended = threading.Event()

    def change() -> None:
        while not ended.is_set():
            for content in contents:
                Path("a.weights.h5").write_bytes(content)

    Path("a.weights.h5").write_bytes(contents[0])
    thread = threading.Thread(target=change)
    thread.start()
    try:
        found = [read(work, "a.weights.h5") for _ in range(20)]
    finally:
        ended.set()
        thread.join()
    for one in found:
        assert one is not None
        shapes = [array.shape for array in one.weights]
        assert shapes == ([] if one.problem else [(2, 3), (3,)])
        assert one.problem in {"", "empty", "broken", "format"}


def logged(path: Path, tag: str, *steps: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        for step in steps:
            event = event_pb2.Event(step=step)
            event.summary.value.add(tag=tag, simple_value=1.0)
            message = event.SerializeToString()
            file.write(struct.pack("<QI", len(message), 0) + message + b"\0" * 4)


def test_of_thousands_of_logs_those_of_the_newest_runs_are_kept(work: WorkFolder) -> None:
    for at in range(2000):
        place = Path(f"logs/run_{at % 500}/events.out.tfevents.{at}")
        logged(place, f"tag {at}", 1)
        os.utime(place, (at, at))
    logged(Path("logs/a_new_one/events.out.tfevents.1"), "loss", 1, 2)
    found = read(work, "logs/")
    assert found is not None
    assert len(found.series) == MAX_SERIES
    newest = next(one for one in found.series if one.run == "a_new_one")
    assert (newest.tag, newest.steps) == ("loss", (1, 2))


def test_a_misplaced_file_is_taken_where_the_cells_wrote_it(tmp_path: Path) -> None:
    for name in ("old/net.keras", "out/net.keras", "given/net.keras", "logs/net.keras", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    for at, name in enumerate(("old", "out", "given", "logs")):
        os.utime(tmp_path / name / "net.keras", (at + 1, at + 1))
    work = WorkFolder(tmp_path, frozenset(["given/net.keras"]))
    found = places(work, ["net.keras", "logs/", "a.txt", "a.csv", "*.png"])
    assert {name: place.relative_to(tmp_path).as_posix() for name, place in found.items()} == {
        "net.keras": "out/net.keras",  # the newest that is neither given nor in what is asked for
        "logs/": "logs",
        "a.txt": "b.txt",
    }


def test_one_file_is_not_taken_for_two(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"1")
    assert places(WorkFolder(tmp_path), ["a.keras", "b.keras"]) == {}
    taken = places(WorkFolder(tmp_path), ["mine.keras", "b.keras"])
    assert list(taken) == ["mine.keras"]

"""Rows of data sets: columns of CSV files, images of IDX files."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from autograder.util.data_rows import DataRowsError, class_numbers, read_images, read_table

TABLE = "length,width,kind\n1.4,0.2,setosa\n4.7,1.4,versicolor\n6.0,2.5,virginica\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_are_known_by_their_names(tmp_path: Path) -> None:
    found = read_table(written(tmp_path, TABLE), ["width", "length"], "kind")
    assert found.x.tolist() == [[0.2, 1.4], [1.4, 4.7], [2.5, 6.0]]
    assert found.labels == ("setosa", "versicolor", "virginica")


def test_columns_are_known_by_their_numbers_where_there_is_no_heading(tmp_path: Path) -> None:
    found = read_table(written(tmp_path, "1,2,0\n3,4,1\n5,6,1\n"), [], -1, last=2)
    assert found.x.tolist() == [[3, 4], [5, 6]]
    assert found.labels == ("1", "1")
    assert read_table(written(tmp_path, "1,2,0\n"), [1], 0).x.tolist() == [[2]]


@pytest.mark.parametrize(
    ("text", "columns", "label", "said"),
    [
        (TABLE, ["lenght"], "kind", "no column `lenght`, but length, width, kind"),
        (TABLE, ["kind"], "length", "something else than numbers"),
        ("1,2\n", [2], 0, "no column 2, but 2 in all"),
        ("1,2\n3\n", [0], 1, "different lengths"),
        ("nan,2\n", [0], 1, "no rows of finite numbers"),
        ("a,b\n", ["a"], "b", "no rows of finite numbers"),
        ("", [0], 1, "empty"),
    ],
)
def test_what_is_no_such_table_is_told(
    text: str, columns: list[int | str], label: int | str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(DataRowsError, match=said):
        read_table(written(tmp_path, text), columns, label)


def idx(path: Path, array: np.ndarray) -> Path:
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(header + array.astype(np.uint8).tobytes()))
    return path


def test_images_come_with_the_labels_of_another_file(tmp_path: Path) -> None:
    images = np.arange(12).reshape(3, 2, 2)
    paths = idx(tmp_path / "x.gz", images), idx(tmp_path / "y.gz", np.array([7, 8, 9]))
    assert np.array_equal(read_images(*paths).x, images)
    last = read_images(*paths, last=2)
    assert np.array_equal(last.x, images[1:])
    assert last.labels == ("8", "9")


def test_what_is_no_such_file_is_told(tmp_path: Path) -> None:
    x = idx(tmp_path / "x.gz", np.zeros((3, 2, 2)))
    y = idx(tmp_path / "y.gz", np.zeros(2))
    with pytest.raises(DataRowsError, match="3 images, with 2 labels"):
        read_images(x, y)
    with pytest.raises(DataRowsError, match="no IDX file of bytes with 3 axes"):
        read_images(y, x)
    whole = gzip.decompress(x.read_bytes())
    for content, said in (
        (b"PNG", "no gzipped file"),
        (x.read_bytes()[:-12], "no gzipped file"),
        (gzip.compress(whole[:-1]), "cut off"),
        (gzip.compress(b""), "no IDX file"),
    ):
        (tmp_path / "bad.gz").write_bytes(content)
        with pytest.raises(DataRowsError, match=said):
            read_images(tmp_path / "bad.gz", y)


def test_classes_are_whole_numbers_below_a_bound() -> None:
    assert class_numbers(["0", "2.0", "1"], 3).tolist() == [0, 2, 1]
    for labels in (["setosa"], ["3"], ["-1"], ["0.5"], ["nan"]):
        with pytest.raises(DataRowsError, match="labels"):
            class_numbers(labels, 3)

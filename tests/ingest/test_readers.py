"""Text and Excel files: what is read, and how a damaged file is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import SourceError
from dashboard.ingest.readers import infer_types, read_source, require_columns, unique_names


def written(directory: Path, content: str | bytes, name: str = "table.txt") -> Path:
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        ("a\tb\n1\t2\n", ["a", "b"], [(1, 2)]),
        ("a,b\n1,x y\n", ["a", "b"], [(1, "x y")]),
        ("a b\r\n1 2.5\r\n", ["a", "b"], [(1, 2.5)]),
        ("only\n5\n6\n", ["only"], [(5,), (6,)]),
        ("A\tB\nr1\t1\t2\n", ["row_name", "A", "B"], [("r1", 1, 2)]),
        ("x\tx\n1\t2\n", ["x", "x_2"], [(1, 2)]),
        ('a\tb\n1\t"two\nlines"\n', ["a", "b"], [(1, "two\nlines")]),
        ("a\tb\n1\tNA\n2\t\n", ["a", "b"], [(1, None), (2, None)]),
        ("a b\n1 2\n#comment of many words\n", ["a", "b"], [(1, 2)]),
        ("\ufeffa\tb\n1\t2", ["a", "b"], [(1, 2)]),
    ],
)
def test_text_is_read_by_its_first_line(tmp_path: Path, content: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    frame = read_source(written(tmp_path, content))
    assert frame.columns == columns
    assert frame.rows() == rows


def test_without_header_the_first_line_is_data(tmp_path: Path) -> None:
    frame = read_source(written(tmp_path, "chr1\t5\nchr2\t6\n"), header=False)
    assert frame.to_dict(as_series=False) == {"column_1": ["chr1", "chr2"], "column_2": [5, 6]}


def test_compressed_text(tmp_path: Path) -> None:
    assert read_source(written(tmp_path, gzip.compress(b"a\tb\n1\t2\n"), "t.txt.gz")).rows() == [(1, 2)]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["1", "-2"], pl.Int64), (["1", "2.5"], pl.Float64), (["1e-300", "0"], pl.Float64), (["070", "70.2"], pl.String),
        (["0.5", "00.5"], pl.String), (["A", "1"], pl.String), ([None, None], pl.String), (["9" * 25], pl.Float64),
        (["902222", "A8D650"], pl.String),
    ],
)
def test_only_columns_of_numbers_become_numbers(values: list[str | None], dtype: type[pl.DataType]) -> None:
    assert infer_types(pl.DataFrame({"x": values}, schema={"x": pl.String})).schema["x"] == dtype


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.txt", b"", "empty"),
        ("t.txt", b" \n\n", "empty"),
        ("t.txt", b"a\tb\n", "header and no rows"),
        ("t.txt", b"a\tb\n1\t2\n3\n", "line 3: 1 fields where 2"),
        ("t.txt", b"a\tb\n1\t2\n3\t4\t5\n", "line 3: 3 fields where 2"),
        ("t.txt", b"a\tb\n1\t\xff\xfe\n", "line 2: not UTF-8"),
        ("t.txt", b"a\tb\n1\t\x00\n", "line 2: binary"),
        ("t.txt", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        ("t.txt.gz", gzip.compress(b"a\tb\n" + b"1\t2\n" * 9000, mtime=0)[:-20], "cut off"),
        ("t.txt.gz", b"a\tb\n1\t2\n", "not a whole gzip"),
        ("t.xlsx", b"PK\x03\x04 no workbook", "not an Excel workbook"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = written(tmp_path, content, name)
    with pytest.raises(SourceError, match=message) as raised:
        read_source(path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_source(tmp_path / "none.txt")


def test_missing_columns_are_named_with_those_there_are() -> None:
    with pytest.raises(SourceError, match=r"t\.txt has no column slope; it has a, b"):
        require_columns(pl.DataFrame({"a": [1], "b": [2]}), "t.txt", ["a", "slope"])


def test_repeated_names_are_numbered() -> None:
    assert unique_names(["x", "y", "x", "x"]) == ["x", "y", "x_2", "x_3"]

"""Read source files: text, compressed text, Excel and R files, each into polars frames."""

from __future__ import annotations

import csv
import gzip
import io
import logging
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.rfiles import ROW_NAME, read_r_file

R_SUFFIXES = (".rds", ".rdata", ".rda")
EXCEL_SUFFIXES = (".xlsx", ".xls", ".xlsb", ".ods")
MISSING = ("", "NA")
SEPARATORS = ("\t", ",", " ")
# fastexcel warns of each column without values; such columns are simply null.
logging.getLogger("fastexcel").setLevel(logging.ERROR)
_LFS_POINTER = b"version https://git-lfs"
_INTEGER = r"^[+-]?(0|[1-9]\d*)$"
_LEADING_ZERO = r"^[+-]?0\d"


def read_source(path: Path, *, header: bool = True) -> Any:
    """The content of a source file, by its extension; see `ingest.steps.Loaded` for what each kind becomes.

    Raises SourceError naming the file, and the line where there is one, for a file that is absent, empty, a Git LFS
    pointer, cut off, damaged, or not of the kind its name says.
    """
    _refuse_unreadable(path)
    suffix = path.suffix.lower()
    if suffix in R_SUFFIXES:
        return read_r_file(path)
    if suffix in EXCEL_SUFFIXES:
        return read_excel(path)
    return read_text(path, header=header)


def read_text(path: Path, *, header: bool = True) -> pl.DataFrame:
    """A text table separated by tabs, commas or spaces, as its first line is; `.gz` is decompressed.

    Lines that start with # after the first are comments.
    """
    text = _decode(_bytes(path), path)
    lines = text.splitlines(keepends=True)
    first = lines[0].rstrip("\r\n")
    separator = next((mark for mark in SEPARATORS if mark in first), "\t")
    quoted = '"' in text
    body = [line for line in lines[1:] if not line.startswith("#")] if "\n#" in text else lines[1:]
    rows = "".join(body)
    widths = _field_counts(rows, separator, quoted)
    names = _split(first, separator) if header else []
    if not header:
        rows, widths = first + "\n" + rows, [len(_split(first, separator)), *widths]
    width = Counter(widths).most_common(1)[0][0] if widths else len(names)
    if header and width == len(names) + 1:
        names = [ROW_NAME, *names]
    names = unique_names(names) if header else [f"column_{i + 1}" for i in range(width)]
    for number, count in enumerate(widths, start=2 if header else 1):
        if count != len(names):
            raise SourceError(f"{path}, line {number}: {count} fields where {len(names)} are expected; the file is cut off or damaged.")
    if not widths:
        raise SourceError(f"{path} has a header and no rows; fetch it again.")
    frame = pl.read_csv(
        io.BytesIO(rows.encode()), has_header=False, new_columns=names, separator=separator,
        quote_char='"' if quoted else None, infer_schema=False, null_values=list(MISSING),
        schema=dict.fromkeys(names, pl.String),
    )
    return infer_types(frame)


def read_excel(path: Path) -> pl.DataFrame:
    """The first sheet of a workbook."""
    try:
        frame = pl.read_excel(path, engine="calamine", infer_schema_length=None)
    except Exception as error:
        # calamine, fastexcel and polars each raise their own kinds for a damaged workbook.
        raise SourceError(f"{path} is not an Excel workbook that can be read; save it again or fetch it again.") from error
    if frame.is_empty():
        raise SourceError(f"{path} has no rows in its first sheet.")
    return frame


def infer_types(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with columns of text that hold only numbers made numbers; with a leading zero anywhere they stay text."""
    expressions = []
    for name in frame.columns:
        values = frame[name].drop_nulls()
        if values.is_empty() or values.str.contains(_LEADING_ZERO).any():
            continue
        if values.str.contains(_INTEGER).all():
            numbers = values.cast(pl.Int64, strict=False)
            kind: type[pl.DataType] = pl.Float64 if numbers.null_count() else pl.Int64
            expressions.append(pl.col(name).cast(kind))
        elif values.cast(pl.Float64, strict=False).null_count() == 0:
            expressions.append(pl.col(name).cast(pl.Float64).fill_nan(None))
    return frame.with_columns(expressions)


def require_columns(frame: pl.DataFrame, path: str | Path, names: Iterable[str]) -> None:
    """Raise SourceError naming the columns of `names` that the file lacks, and those it has."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise SourceError(f"{path} has no column {', '.join(missing)}; it has {', '.join(frame.columns)}.")


def unique_names(names: list[str]) -> list[str]:
    """`names` with a suffix `_2`, `_3` … on those that come again."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _refuse_unreadable(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_LFS_POINTER))
    except FileNotFoundError:
        raise SourceError(f"{path} does not exist.") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}).") from error
    if not head:
        raise SourceError(f"{path} is empty; fetch it again.")
    if head == _LFS_POINTER:
        raise SourceError(f"{path} is a Git LFS pointer, not the file itself; run `git lfs pull` in the clone.")


def _bytes(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix.lower() != ".gz":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error


def _decode(raw: bytes, path: Path) -> str:
    if not raw.strip():
        raise SourceError(f"{path} is empty; fetch it again.")
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}, line {line}: not UTF-8 text; the file is damaged or of another kind than its name says.") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError(f"{path}, line {line}: binary data; the file is damaged or of another kind than its name says.")
    return text


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator))


def _field_counts(text: str, separator: str, quoted: bool) -> list[int]:
    if quoted:
        return [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    return [line.count(separator) + 1 for line in text.split("\n") if line.strip("\r")]

"""Text tables with a header, every value as text with its line number, so that problems can be named by line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError

MISSING = ("", "NA", "na", "NaN", "nan", "None", "null", ".")
ROW_NAMES = "row_names"
REJECTED = {"file": pl.String, "line": pl.Int64, "content": pl.String, "reason": pl.String}
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class TextTable:
    """`frame` has the header's columns as text (missing values null) and `line`; `rejected` lines of another width."""

    path: Path
    frame: pl.DataFrame
    rejected: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        return [name for name in self.frame.columns if name != "line"]


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, decompressed where it is gzip. Raises SourceError for one that cannot be read."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(_GZIP_MAGIC) else raw).decode("utf-8-sig", "replace")
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error
    if "\0" in text[:4096]:
        raise SourceError(f"{path} is not a text file; isoforms are imported from GTF files and text tables.")
    lines = text.split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def header_of(lines: Sequence[str]) -> tuple[int, str, list[str]]:
    """Index of the header line, the separator, and the column names; (0, tab, []) where there is no header.

    Comments begin with `##`, or with `#` in a line of a single field; IsoQuant's `#feature_id` is a header.
    """
    for index, line in enumerate(lines):
        text = line.rstrip("\r")
        separator = next((mark for mark in ("\t", ",") if mark in text), " ")
        if not text.strip() or text.startswith("##") or (text.startswith("#") and separator == " "):
            continue
        names = [part.strip().strip('"') for part in (text.lstrip("#").split() if separator == " " else text.lstrip("#").split(separator))]
        return index, separator, names
    return 0, "\t", []


def read_table(path: Path) -> TextTable:
    """The table in a text file. A header one name short, as R writes it with row names, gets `row_names` in front."""
    lines = read_lines(path)
    header, separator, names = header_of(lines)
    if not names:
        raise SourceError(f"{path} is empty; fetch it again.")
    body = pl.DataFrame({"text": lines[header + 1:]}, schema={"text": pl.String}).with_row_index("line", offset=header + 2)
    body = body.with_columns(pl.col("line").cast(pl.Int64), pl.col("text").str.strip_chars_end("\r"))
    body = body.filter((pl.col("text").str.strip_chars() != "") & ~pl.col("text").str.starts_with("#"))
    if separator == " ":
        body, separator = body.with_columns(pl.col("text").str.strip_chars().str.replace_all(r"\s+", "\t")), "\t"
    body = body.with_columns((pl.col("text").str.count_matches(separator, literal=True) + 1).alias("width"))
    if body.height and body["width"][0] == len(names) + 1:
        names = [ROW_NAMES, *names]
    names = _distinct(names, path)
    fits = pl.col("width") == len(names)
    rejected = body.filter(~fits).select(
        pl.lit(path.name).alias("file"), "line", pl.col("text").str.head(200).alias("content"),
        pl.lit(f"not {len(names)} fields, as the header has").alias("reason"),
    )
    parts = pl.col("text").str.split_exact(separator, len(names) - 1).struct.rename_fields(names)
    frame = body.filter(fits).select("line", parts.alias("parts")).unnest("parts").with_columns(pl.col(names).str.strip_chars().str.strip_chars('"'))
    frame = frame.with_columns(pl.when(~pl.col(name).is_in(MISSING)).then(pl.col(name)).alias(name) for name in names)
    return TextTable(path, frame, rejected)


def require_columns(table: TextTable, what: str, names: Sequence[str]) -> None:
    """Raise SourceError naming every column of `names` that the table lacks."""
    missing = [name for name in names if name not in table.frame.columns]
    if missing:
        lacks = ", ".join(f"“{name}”" for name in missing)
        raise SourceError(f"{table.path}: {what} needs the column {lacks}, which is not there; its columns are {', '.join(table.columns[:12])}.")


def rejected_rows(table: TextTable, rows: pl.DataFrame, content: str, reason: pl.Expr | str) -> pl.DataFrame:
    """These rows of a table as rejected rows; `content` names the column that says which they are."""
    return rows.select(
        pl.lit(table.path.name).alias("file"), "line", pl.col(content).alias("content"), (pl.lit(reason) if isinstance(reason, str) else reason).alias("reason"),
    )


def no_rejected() -> pl.DataFrame:
    return pl.DataFrame(schema=REJECTED)


def _distinct(names: Sequence[str], path: Path) -> list[str]:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated or "" in names:
        which = f"the column {', '.join(repeated)} twice" if repeated and repeated != [""] else "a column without a name"
        raise SourceError(f"{path} has {which}; give every column a name of its own.")
    return list(names)

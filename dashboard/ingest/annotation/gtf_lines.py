"""The lines of GTF and GFF files, read in batches, with those that no reader can use set apart."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from dashboard.errors import SourceError

BATCH_BYTES = 24 * 2**20
"""Text parsed at a time; a file of any size is read in about ten times this memory, beside its exons."""

FIELDS = ("chromosome", "source", "feature", "start", "end", "score", "strand", "frame", "attributes")
_GZIP_MAGIC = b"\x1f\x8b"


def line_batches(path: Path) -> Iterator[bytes]:
    """Whole lines of the file, decompressed, some megabytes at a time."""
    try:
        with path.open("rb") as probe:
            packed = probe.read(2) == _GZIP_MAGIC
        with cast(BinaryIO, gzip.open(path, "rb") if packed else path.open("rb")) as file:
            rest = b""
            while block := file.read(BATCH_BYTES):
                whole, newline, rest = (rest + block).rpartition(b"\n")
                if newline:
                    yield whole + newline
            if rest:
                yield rest
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error


def split_lines(text: bytes, first_line: int) -> pl.DataFrame:
    """One row per line: its number, its text and its tab-separated fields (null where there are fewer)."""
    lines = pl.DataFrame({"line": text.decode("utf-8", "replace").removesuffix("\n").split("\n")})
    fields = pl.col("line").str.strip_chars_end("\r").str.splitn("\t", len(FIELDS)).struct.rename_fields(FIELDS)
    return lines.with_row_index("number", offset=first_line).with_columns(fields.alias("fields")).unnest("fields")


def is_data() -> pl.Expr:
    return ~pl.col("line").str.starts_with("#") & (pl.col("line").str.strip_chars() != "")


def read_places(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of data with start and end as numbers, and a `reason` where a line cannot be used."""
    data = lines.filter(is_data()).with_columns(
        pl.col("start").cast(pl.Int64, strict=False), pl.col("end").cast(pl.Int64, strict=False),
    )
    reason = (
        pl.when(pl.col("attributes").is_null()).then(pl.lit("fewer than nine fields"))
        .when(pl.col("start").is_null() | pl.col("end").is_null()).then(pl.lit("start or end is not a number"))
        .when((pl.col("start") < 1) | (pl.col("end") < pl.col("start"))).then(pl.lit("start is below 1 or after the end"))
        .when(~pl.col("strand").is_in(["+", "-", ".", "?"])).then(pl.lit("strand is not + or -"))
    )
    return data.with_columns(reason.alias("reason"))


def attribute(name: str) -> pl.Expr:
    """The first value of an attribute, quoted or not; null where it is absent or empty."""
    groups = pl.col("attributes").str.extract_groups(rf'(?:^|[;\s]){name}\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^";\s]+))')
    value = pl.coalesce(groups.struct.field("quoted"), groups.struct.field("bare"))
    return pl.when(value != "").then(value)


def rejected_lines(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(pl.col("number").cast(pl.Int64).alias("line"), pl.col("line").str.head(200).alias("content"), "reason")

"""Files to take away: every row of a query as CSV, TSV, Parquet or Arrow, in bounded memory, stamped with its release."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from dashboard.errors import QueryError
from dashboard.store.release import Release

CHUNK_ROWS = 20_000
CHUNK_BYTES = 256 * 1024
LIST_SEPARATOR = ";"
SIMULATED_MARK = "simulated-demo-data"


@dataclass(frozen=True)
class Format:
    """A file format: the end of its name and its media type. A `separator` makes it text."""

    name: str
    media_type: str
    separator: str = ""


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("csv", "text/csv; charset=utf-8", ","),
        Format("tsv", "text/tab-separated-values; charset=utf-8", "\t"),
        Format("parquet", "application/vnd.apache.parquet"),
        Format("arrow", "application/vnd.apache.arrow.file"),
    )
}


def file_format(name: str) -> Format:
    """The format of that name; QueryError listing those there are."""
    try:
        return FORMATS[name]
    except KeyError:
        raise QueryError(f"The format {name!r} is not known.", tuple(FORMATS)) from None


def file_name(release: Release, table_name: str, form: Format) -> str:
    """`<table>_<release>_<version>.csv`; that of a simulated release says so."""
    parts = [table_name, release.name, release.version, *([SIMULATED_MARK] if release.simulated else [])]
    return f"{'_'.join(parts)}.{form.name}"


def provenance_headers(release: Release) -> dict[str, str]:
    """Response headers that say which release and version rows come from, and whether they are simulated."""
    headers = {"X-Release": release.name, "X-Version": release.version}
    return headers | ({"X-Simulated": SIMULATED_MARK} if release.simulated else {})


def stream(rows: pl.LazyFrame, form: Format) -> Iterator[bytes]:
    """The file in pieces. Text has a header line, missing values empty, lists joined by ";".

    The first piece is made before this returns, so that a query which fails does so before an answer has begun.
    """
    pieces = _text(rows, form.separator) if form.separator else _binary(rows, form)
    first = next(pieces, b"")
    return chain([first], pieces)


def _text(rows: pl.LazyFrame, separator: str) -> Iterator[bytes]:
    schema = rows.collect_schema()
    written = rows.select(_as_text(pl.col(name), dtype) for name, dtype in schema.items())
    header = True
    for batch in written.collect_batches(chunk_size=CHUNK_ROWS):
        yield batch.write_csv(separator=separator, include_header=header).encode()
        header = False
    if header:
        yield (separator.join(schema) + "\n").encode()


def _as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.List):
        joined = column.cast(pl.List(pl.String)).list.join(LIST_SEPARATOR, ignore_nulls=True)
        return pl.when(joined != "").then(joined).alias(column.meta.output_name())
    return column.fill_nan(None) if dtype.is_float() else column


def _binary(rows: pl.LazyFrame, form: Format) -> Iterator[bytes]:
    """Written to a temporary file row group by row group, then read back in pieces."""
    with tempfile.TemporaryDirectory(prefix="export-") as directory:
        path = Path(directory) / f"rows.{form.name}"
        if form.name == "parquet":
            rows.sink_parquet(path)
        else:
            rows.sink_ipc(path)
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece

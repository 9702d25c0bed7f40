"""GENCODE and Ensembl GTF, and others of the same shape, into genes, transcripts and exons."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.gtf_tables import build_tables
from dashboard.ingest.annotation.identifiers import chromosome_name
from dashboard.ingest.steps import Built

BATCH_BYTES = 24 * 2**20
"""Text parsed at a time; a file of any size is read in about ten times this memory, beside its exons."""

FIELDS = ("chromosome", "source", "feature", "start", "end", "score", "strand", "frame", "attributes")
GTF_TABLES = ("genes", "transcripts", "exons")
FEATURES = ("gene", "transcript", "exon", "CDS", "stop_codon")
_GZIP_MAGIC = b"\x1f\x8b"
_ATTRIBUTES = {
    "gene": "gene_id", "version": "gene_version", "symbol": "gene_name", "gene_biotype": "gene_(?:bio)?type",
    "transcript": "transcript_id", "transcript_version": "transcript_version", "transcript_name": "transcript_name",
    "transcript_biotype": "transcript_(?:bio)?type",
}


@dataclass
class _Rows:
    """Rows of the file by kind, batch by batch."""

    genes: list[pl.DataFrame] = field(default_factory=list)
    transcripts: list[pl.DataFrame] = field(default_factory=list)
    exons: list[pl.DataFrame] = field(default_factory=list)
    coding: list[pl.DataFrame] = field(default_factory=list)
    rejected: list[pl.DataFrame] = field(default_factory=list)


def read_gtf(path: Path, progress: Callable[[str], None] = lambda _: None) -> dict[str, Built]:
    """Rows of the tables genes, transcripts and exons; coordinates stay 1-based and inclusive.

    The coding part of an exon includes the stop codon. Genes and transcripts without a line of their own are put
    together from their exons. Lines that cannot be used are in `rejected`, with their number.
    Raises SourceError for a file that is not a GTF or is damaged.
    """
    rows, first_line = _Rows(), 1
    for text in _batches(path):
        lines = _split_lines(text, first_line)
        if not rows.genes:
            _refuse_other_formats(lines, path)
        _sort_lines(lines, rows)
        first_line += lines.height
        progress(f"{path.name}: {first_line - 1:,} lines")
    if not rows.exons and not rows.genes:
        raise SourceError(f"{path} is empty; fetch it again.")
    tables = build_tables(pl.concat(rows.genes), pl.concat(rows.transcripts), pl.concat(rows.exons), pl.concat(rows.coding), rows.rejected)
    if tables["genes"].frame.is_empty():
        raise SourceError(f"{path} has no line of a gene, transcript or exon with a gene_id; is it a GTF?")
    genes = tables["genes"]
    return tables | {"genes": replace(genes, frame=genes.frame.with_columns(pl.lit(path.name).alias("source")))}


def _batches(path: Path) -> Iterator[bytes]:
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


def _split_lines(text: bytes, first_line: int) -> pl.DataFrame:
    """One row per line: its number, its text and its tab-separated fields (null where there are fewer)."""
    lines = pl.DataFrame({"line": text.decode("utf-8", "replace").removesuffix("\n").split("\n")})
    fields = pl.col("line").str.strip_chars_end("\r").str.splitn("\t", len(FIELDS)).struct.rename_fields(FIELDS)
    return lines.with_row_index("number", offset=first_line).with_columns(fields.alias("fields")).unnest("fields")


def _refuse_other_formats(lines: pl.DataFrame, path: Path) -> None:
    """Raise SourceError where the first line of data is not of a GTF: a file of another kind fails at once."""
    data = lines.filter(_is_data()).head(1).to_dicts()
    if not data:
        return
    line = data[0]
    if line["attributes"] is None:
        found = line["line"].count("\t") + 1
        raise SourceError(f"{path}, line {line['number']}: {found} tab-separated fields where a GTF has 9; is it a GTF?")
    if "gene_id" not in line["attributes"] and "=" in line["attributes"]:
        raise SourceError(f"{path}, line {line['number']}: attributes are written as in GFF3; use the GTF of the same release.")


def _is_data() -> pl.Expr:
    return ~pl.col("line").str.starts_with("#") & (pl.col("line").str.strip_chars() != "")


def _sort_lines(lines: pl.DataFrame, rows: _Rows) -> None:
    """Append the usable lines to `rows` by their feature, the others to its `rejected`."""
    data = lines.filter(_is_data()).with_columns(
        pl.col("start").cast(pl.Int64, strict=False), pl.col("end").cast(pl.Int64, strict=False),
    )
    reason = (
        pl.when(pl.col("attributes").is_null()).then(pl.lit("fewer than nine fields"))
        .when(pl.col("start").is_null() | pl.col("end").is_null()).then(pl.lit("start or end is not a number"))
        .when((pl.col("start") < 1) | (pl.col("end") < pl.col("start"))).then(pl.lit("start is below 1 or after the end"))
        .when(~pl.col("strand").is_in(["+", "-", ".", "?"])).then(pl.lit("strand is not + or -"))
    )
    data = data.with_columns(reason.alias("reason"))
    used = data.filter(pl.col("reason").is_null() & pl.col("feature").is_in(FEATURES)).with_columns(
        *(_attribute(name).alias(column) for column, name in _ATTRIBUTES.items()),
        pl.col("attributes").str.contains(r'tag\s+"?Ensembl_canonical').alias("canonical"),
    )
    used = used.with_columns(
        chromosome_name(pl.col("chromosome")).alias("chromosome"),
        pl.when(pl.col("strand").is_in(["+", "-"])).then("strand").alias("strand"),
        pl.when(pl.col("gene").is_null()).then(pl.lit("no gene_id"))
        .when((pl.col("feature") != "gene") & pl.col("transcript").is_null()).then(pl.lit("no transcript_id"))
        .alias("reason"),
    )
    rows.rejected += [_rejected(data.filter(pl.col("reason").is_not_null())), _rejected(used.filter(pl.col("reason").is_not_null()))]
    used = used.filter(pl.col("reason").is_null())
    place = ["gene", "version", "chromosome", "start", "end", "strand"]
    of_transcript = [*place, "symbol", "gene_biotype", "transcript", "transcript_version", "transcript_name", "transcript_biotype", "canonical"]
    rows.genes.append(used.filter(pl.col("feature") == "gene").select("number", *place, "symbol", "gene_biotype"))
    rows.transcripts.append(used.filter(pl.col("feature") == "transcript").select("number", *of_transcript))
    exons = used.filter(pl.col("feature") == "exon")
    rows.exons.append(exons.select("number", *of_transcript))
    rows.coding.append(used.filter(pl.col("feature").is_in(["CDS", "stop_codon"])).select("transcript", "transcript_version", "chromosome", "start", "end"))


def _attribute(name: str) -> pl.Expr:
    """The first value of an attribute, quoted or not; null where it is absent or empty."""
    groups = pl.col("attributes").str.extract_groups(rf'(?:^|[;\s]){name}\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^";\s]+))')
    value = pl.coalesce(groups.struct.field("quoted"), groups.struct.field("bare"))
    return pl.when(value != "").then(value)


def _rejected(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(pl.col("number").cast(pl.Int64).alias("line"), pl.col("line").str.head(200).alias("content"), "reason")

"""GENCODE and Ensembl GTF, and others of the same shape, into genes, transcripts and exons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.gtf_lines import (
    attribute,
    is_data,
    line_batches,
    read_places,
    rejected_lines,
    split_lines,
)
from dashboard.ingest.annotation.gtf_tables import build_tables, named, spans
from dashboard.ingest.annotation.identifiers import chromosome_name
from dashboard.ingest.steps import Built

GTF_TABLES = ("genes", "transcripts", "exons")
FEATURES = ("gene", "transcript", "exon", "CDS", "stop_codon")
_IDS = {"gene": "gene_id", "version": "gene_version", "transcript": "transcript_id", "transcript_version": "transcript_version"}
_DESCRIPTIONS = {
    "symbol": "gene_name", "gene_biotype": "gene_(?:bio)?type", "transcript_name": "transcript_name",
    "transcript_biotype": "transcript_(?:bio)?type",
}


@dataclass
class _Rows:
    """Rows of the file by kind, batch by batch. `spans` has what the exons of a batch say of their transcripts."""

    genes: list[pl.DataFrame] = field(default_factory=list)
    transcripts: list[pl.DataFrame] = field(default_factory=list)
    spans: list[pl.DataFrame] = field(default_factory=list)
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
    for text in line_batches(path):
        lines = split_lines(text, first_line)
        if not rows.genes:
            _refuse_other_formats(lines, path)
        _sort_lines(lines, rows)
        first_line += lines.height
        progress(f"{path.name}: {first_line - 1:,} lines")
    if not rows.exons and not rows.genes:
        raise SourceError(f"{path} is empty; fetch it again.")
    tables = build_tables(
        pl.concat(rows.genes), pl.concat(rows.transcripts), spans(pl.concat(rows.spans), "transcript_id"), pl.concat(rows.exons),
        pl.concat(rows.coding), rejected=pl.concat(rows.rejected),
    )
    if tables["genes"].frame.is_empty():
        raise SourceError(f"{path} has no line of a gene, transcript or exon with a gene_id; is it a GTF?")
    genes = tables["genes"]
    return tables | {"genes": replace(genes, frame=genes.frame.with_columns(pl.lit(path.name).alias("source")))}


def _refuse_other_formats(lines: pl.DataFrame, path: Path) -> None:
    """Raise SourceError where the first line of data is not of a GTF: a file of another kind fails at once."""
    data = lines.filter(is_data()).head(1).to_dicts()
    if not data:
        return
    line = data[0]
    if line["attributes"] is None:
        found = line["line"].count("\t") + 1
        raise SourceError(f"{path}, line {line['number']}: {found} tab-separated fields where a GTF has 9; is it a GTF?")
    if "gene_id" not in line["attributes"] and "=" in line["attributes"]:
        raise SourceError(f"{path}, line {line['number']}: attributes are written as in GFF3; use the GTF of the same release.")


def _sort_lines(lines: pl.DataFrame, rows: _Rows) -> None:
    """Append the usable lines to `rows` by their feature, the others to its `rejected`."""
    data = read_places(lines)
    used = data.filter(pl.col("reason").is_null() & pl.col("feature").is_in(FEATURES)).with_columns(
        *(attribute(name).alias(column) for column, name in _IDS.items()),
    )
    used = used.with_columns(
        chromosome_name(pl.col("chromosome")).alias("chromosome"),
        pl.when(pl.col("strand").is_in(["+", "-"])).then("strand").alias("strand"),
        pl.when(pl.col("gene").is_null()).then(pl.lit("no gene_id"))
        .when((pl.col("feature") != "gene") & pl.col("transcript").is_null()).then(pl.lit("no transcript_id"))
        .alias("reason"),
    )
    rows.rejected += [rejected_lines(data.filter(pl.col("reason").is_not_null())), rejected_lines(used.filter(pl.col("reason").is_not_null()))]
    used = named(used.filter(pl.col("reason").is_null()))
    is_exon = pl.col("feature") == "exon"
    exons = used.filter(is_exon)
    rows.exons.append(exons.select("transcript_id", "start", "end"))
    coding = used.filter(pl.col("feature").is_in(["CDS", "stop_codon"]))
    rows.coding.append(coding.select("transcript_id", pl.col("start").alias("cds_start"), pl.col("end").alias("cds_end")))
    # Columns of text keep the text of every row they were made from: the others are read on the few rows that need them.
    extent = exons.group_by("transcript_id").agg(pl.col("start").min().alias("first"), pl.col("end").max().alias("last"))
    described = pl.concat([
        used.filter(pl.col("feature").is_in(["gene", "transcript"])), exons.filter(pl.col("transcript_id").is_first_distinct()),
    ]).with_columns(
        *(attribute(name).alias(column) for column, name in _DESCRIPTIONS.items()),
        pl.col("attributes").str.contains(r'tag\s+"?Ensembl_canonical').alias("canonical"),
    )
    of_gene = ["number", "gene_id", "gene_version", "chromosome", "start", "end", "strand", "symbol", "gene_biotype"]
    of_transcript = [*of_gene, "transcript_id", "transcript_name", "transcript_biotype", "canonical"]
    rows.genes.append(described.filter(pl.col("feature") == "gene").select(of_gene))
    rows.transcripts.append(described.filter(pl.col("feature") == "transcript").select(of_transcript))
    whole = described.filter(is_exon).join(extent, on="transcript_id", maintain_order="left")
    rows.spans.append(whole.with_columns(pl.col("first").alias("start"), pl.col("last").alias("end")).select(of_transcript))

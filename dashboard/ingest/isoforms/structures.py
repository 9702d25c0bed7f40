"""Transcript structures from any GTF or GFF: only its exon and CDS lines are believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.gtf_lines import (
    attribute,
    line_batches,
    read_places,
    rejected_lines,
    split_lines,
)
from dashboard.ingest.annotation.identifiers import chromosome_name

NO_EXONS = "the transcript has no exon line"
TWO_PLACES = "exons of one transcript on two chromosomes or strands"
OVERLAPPING = "overlaps another exon of the transcript"
_CODING = ("CDS", "start_codon", "stop_codon")
_EXON_COLUMNS = {
    "line": pl.Int64, "transcript_id": pl.String, "gene": pl.String, "symbol": pl.String, "biotype": pl.String, "name": pl.String,
    "chromosome": pl.String, "strand": pl.String, "start": pl.Int64, "end": pl.Int64,
}


@dataclass(frozen=True)
class Structures:
    """`exons` has one row per exon with what its line says of the gene (null where it says nothing); `coding` CDS parts.

    `rejected` lines have file, line, content and reason.
    """

    exons: pl.DataFrame
    coding: pl.DataFrame
    rejected: pl.DataFrame
    n_lines: int


def read_structures(path: Path, progress: Callable[[str], None] = lambda _: None) -> Structures:
    """The structures in a file, which may lack transcript and gene lines and gene ids; GFF3's Parent is understood.

    Coordinates are 1-based and inclusive. Raises SourceError where no line is an exon with a transcript.
    """
    exons, coding, rejected, parents, named = [], [], [], [], []
    first_line = 1
    for text in line_batches(path):
        lines = split_lines(text, first_line)
        data = read_places(lines)
        rejected.append(rejected_lines(data.filter(pl.col("reason").is_not_null())))
        data = data.filter(pl.col("reason").is_null()).with_columns(**_attributes())
        parents.append(data.filter(~pl.col("feature").is_in(["exon", *_CODING]) & pl.col("own").is_not_null()).select("own", "parent", "gene", "symbol", "biotype", "name"))
        named.append(data.filter(pl.col("feature").is_in(["transcript", "mRNA"])).select(pl.col("number").cast(pl.Int64).alias("line"), pl.coalesce("transcript", "own").alias("transcript_id")))
        parts = data.filter(pl.col("feature").is_in(["exon", *_CODING]))
        rejected.append(rejected_lines(parts.filter(_no_transcript()).with_columns(pl.lit("no transcript_id").alias("reason"))))
        kept = parts.filter(~_no_transcript()).with_columns(
            pl.coalesce("transcript", pl.col("parent").str.replace("^transcript:", "")).alias("transcript_id"), pl.col("number").cast(pl.Int64).alias("line"),
            chromosome_name(pl.col("chromosome")).alias("chromosome"), pl.when(pl.col("strand").is_in(["+", "-"])).then("strand").alias("strand"),
        )
        exons.append(kept.filter(pl.col("feature") == "exon").select(list(_EXON_COLUMNS)))
        coding.append(kept.filter(pl.col("feature").is_in(_CODING)).select("transcript_id", "chromosome", "start", "end"))
        first_line += lines.height
        progress(f"{path.name}: {first_line - 1:,} lines")
    if not exons or not sum(frame.height for frame in exons):
        raise SourceError(f"{path} has no exon line with a transcript_id or Parent; isoforms need the exons of their transcripts.")
    found = _with_parents(pl.concat(exons), pl.concat(parents))
    lonely = pl.concat(named).drop_nulls().join(found, on="transcript_id", how="anti").select("line", pl.col("transcript_id").alias("content"), pl.lit(NO_EXONS).alias("reason"))
    usable, unusable = _check(found)
    faults = pl.concat([*rejected, lonely, unusable]).select(pl.lit(path.name).alias("file"), "line", "content", "reason")
    return Structures(usable, pl.concat(coding), faults, first_line - 1)


def _attributes() -> dict[str, pl.Expr]:
    version = pl.coalesce(attribute("transcript_version"), _gff3("transcript_version"))
    transcript = pl.coalesce(attribute("transcript_id"), _gff3("transcript_id"))
    versioned = pl.when(version.is_not_null() & ~transcript.str.contains(r"\.\d+(?:_PAR_Y)?$")).then(transcript + "." + version).otherwise(transcript)
    return {
        "transcript": versioned, "gene": pl.coalesce(attribute("gene_id"), _gff3("gene_id")),
        "symbol": pl.coalesce(attribute("gene_name"), _gff3("gene_name")), "name": pl.coalesce(attribute("transcript_name"), _gff3("transcript_name")),
        "biotype": pl.coalesce(attribute("transcript_(?:bio)?type"), _gff3("transcript_(?:bio)?type")),
        "own": _gff3("ID").str.replace("^transcript:", ""), "parent": _gff3("Parent"),
    }


def _gff3(name: str) -> pl.Expr:
    return pl.col("attributes").str.extract(rf"(?:^|[;\s]){name}=([^;]+)")


def _no_transcript() -> pl.Expr:
    return pl.col("transcript").is_null() & pl.col("parent").is_null()


def _with_parents(exons: pl.DataFrame, parents: pl.DataFrame) -> pl.DataFrame:
    """What the line of the transcript says, where GFF3's exon lines do not."""
    known = parents.unique("own", keep="first").rename({"own": "transcript_id"})
    known = known.with_columns(pl.coalesce("gene", pl.col("parent").str.replace("^gene:", "")).alias("gene")).drop("parent")
    joined = exons.join(known, on="transcript_id", how="left", suffix="_of_parent", maintain_order="left")
    return joined.select(
        (pl.coalesce(name, f"{name}_of_parent") if f"{name}_of_parent" in joined.columns else pl.col(name)).alias(name) for name in _EXON_COLUMNS
    )


def _check(exons: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Exons that can be used, without repeats, and the others with their reason."""
    distinct = exons.unique(["transcript_id", "chromosome", "strand", "start", "end"], keep="first", maintain_order=True).sort("transcript_id", "start", maintain_order=True)
    places = pl.struct("chromosome", "strand")
    previous_end = pl.col("end").cum_max().shift(1).over("transcript_id")
    reason = (
        pl.when(places.n_unique().over("transcript_id") > 1).then(pl.lit(TWO_PLACES))
        .when(pl.col("start") <= previous_end).then(pl.lit(OVERLAPPING))
    )
    judged = distinct.with_columns(reason.alias("reason"))
    unusable = judged.filter(pl.col("reason").is_not_null()).select(
        "line", pl.format("{} {}:{}-{}", "transcript_id", "chromosome", "start", "end").alias("content"), "reason",
    )
    return judged.filter(pl.col("reason").is_null()).drop("reason"), unusable

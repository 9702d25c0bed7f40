"""From the lines of a GTF to the tables: whole genes and transcripts, numbered exons with their coding part."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.annotation.identifiers import bare_gene_id, gene_version
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES

NMD = "nonsense_mediated_decay"
_REJECTED = {"line": pl.Int64, "content": pl.String, "reason": pl.String}


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the tables' ids: genes without version, transcripts with it where the file has one."""
    version = pl.col("transcript_version")
    return rows.with_columns(
        bare_gene_id(pl.col("gene")).alias("gene_id"),
        pl.coalesce(pl.col("version").cast(pl.Int16, strict=False), gene_version(pl.col("gene"))).alias("gene_version"),
        pl.when(version.is_not_null() & ~pl.col("transcript").str.contains(r"\.\d+(?:_PAR_Y)?$"))
        .then(pl.col("transcript") + "." + version).otherwise("transcript").alias("transcript_id"),
    )


def spans(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row per key that covers all of its rows; what else they say is taken from the first."""
    others = [pl.col(name).first() for name in rows.columns if name not in (key, "start", "end")]
    return rows.group_by(key, maintain_order=True).agg(pl.col("start").min(), pl.col("end").max(), *others)


def build_tables(
    genes: pl.DataFrame, transcripts: pl.DataFrame, exon_spans: pl.DataFrame, exons: pl.DataFrame, coding: pl.DataFrame,
    *, rejected: pl.DataFrame,
) -> dict[str, Built]:
    """The tables genes, transcripts and exons from the lines of each kind; `exon_spans` has one row per transcript."""
    transcripts, repeated_transcripts = _once(transcripts, "transcript_id", "the transcript has a line already")
    made = exon_spans.join(transcripts, on="transcript_id", how="anti")
    transcripts = pl.concat([transcripts, made.select(transcripts.columns)])
    genes, repeated_genes = _once(genes, "gene_id", "the gene has a line already")
    missing = spans(transcripts, "gene_id").join(genes, on="gene_id", how="anti")
    numbered = _number_exons(exons, transcripts.select("transcript_id", "gene_id", "chromosome", "strand"), coding)
    whole = pl.concat([genes, missing.select(genes.columns)]).rename({"symbol": "gene_symbol", "gene_biotype": "biotype"})
    note = f"{missing.height:,} genes without a line of their own were put together from their transcripts."
    out = {
        "genes": Built(
            TABLES["genes"].conform(whole), rejected=pl.concat([rejected, repeated_genes, repeated_transcripts]),
            notes=(note,) if missing.height else (),
        ),
        "transcripts": Built(TABLES["transcripts"].conform(_describe(transcripts, numbered))),
        "exons": Built(TABLES["exons"].conform(numbered)),
    }
    return {name: built for name, built in out.items() if name == "genes" or built.frame.height}


def _once(rows: pl.DataFrame, key: str, reason: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each key, and the others as rejected."""
    first = pl.col(key).is_first_distinct()
    repeated = rows.filter(~first).select(
        pl.col("number").cast(pl.Int64).alias("line"), pl.col(key).alias("content"), pl.lit(reason).alias("reason"),
    )
    return rows.filter(first), repeated.cast(pl.Schema(_REJECTED))


def _number_exons(exons: pl.DataFrame, transcripts: pl.DataFrame, coding: pl.DataFrame) -> pl.DataFrame:
    """Exons numbered in the direction of transcription, with the coding part that lies within each."""
    distinct = exons.unique(["transcript_id", "start", "end"]).sort("transcript_id", "start").join(
        transcripts, on="transcript_id", how="left", maintain_order="left",
    )
    rank = pl.col("start").rank("ordinal").over("transcript_id")
    distinct = distinct.with_columns(
        pl.when(pl.col("strand") == "-").then(pl.len().over("transcript_id") + 1 - rank).otherwise(rank).cast(pl.Int32).alias("exon_number"),
    )
    if coding.is_empty() or distinct.is_empty():
        return distinct.with_columns(pl.lit(None, pl.Int64).alias("cds_start"), pl.lit(None, pl.Int64).alias("cds_end"))
    starts = distinct.select("transcript_id", "exon_number", pl.col("start").alias("cds_start"))
    parts = coding.sort("transcript_id", "cds_start").join_asof(
        starts, on="cds_start", by="transcript_id", strategy="backward", check_sortedness=False, coalesce=False,
    ).group_by("transcript_id", "exon_number").agg(pl.col("cds_start").min(), pl.col("cds_end").max())
    return distinct.join(parts, on=["transcript_id", "exon_number"], how="left", maintain_order="left")


def _describe(transcripts: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """Transcripts with what their exons say of them."""
    summary = exons.group_by("transcript_id").agg(
        pl.len().cast(pl.Int32).alias("n_exons"), (pl.col("end") - pl.col("start") + 1).sum().alias("length"),
        pl.col("cds_start").min(), pl.col("cds_end").max(),
    )
    marked = bool(transcripts["canonical"].any())
    has_coding = exons["cds_start"].is_not_null().any()
    return transcripts.join(summary, on="transcript_id", how="left").with_columns(
        pl.col("transcript_biotype").alias("biotype"),
        pl.when(pl.lit(has_coding)).then(pl.col("cds_start").is_not_null()).alias("coding"),
        (pl.col("transcript_biotype") == NMD).alias("nmd"),
        pl.when(pl.col("transcript_id").str.starts_with("ENS")).then(pl.lit(value=False)).alias("novel"),
        pl.when(pl.lit(marked)).then("canonical").alias("canonical"),
    )

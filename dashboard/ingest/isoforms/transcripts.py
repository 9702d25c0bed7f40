"""From structures and SQANTI3's classification to the tables transcripts, exons and genes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.ingest.annotation.identifiers import bare_gene_id, gene_version
from dashboard.schema import TABLES

NO_STRUCTURE = "no exons in the GTF"
NOT_CLASSIFIED = "not in SQANTI3’s classification"
OTHER_STRAND = "strand of the exons differs from the classification’s"
OTHER_EXONS = "number of exons differs from the classification’s"
NO_GENE = "no gene in the source, so listed under its own id"
NO_STRAND = "no strand"
_ENSEMBL = r"^ENS[A-Z]*T\d+"
_NOVEL_IDS = r"^(?:BambuTx|GTOPT|PB\.\d|STRG\.|MSTRG\.)|\.n?nic$"


@dataclass(frozen=True)
class Sources:
    """What was read: exon and CDS lines, classification, genes of transcripts by quantification; empty frames where nothing was.

    `known_genes` is the release's table genes, `known_transcripts` its transcripts.
    """

    exons: pl.DataFrame
    coding: pl.DataFrame
    classification: pl.DataFrame
    quantified_genes: pl.DataFrame
    known_genes: pl.DataFrame
    known_transcripts: pl.DataFrame


def build_transcripts(sources: Sources) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of transcripts and exons: coordinates, lengths and exon numbers from the exons, whatever other lines say."""
    exons = number_exons(sources.exons, sources.coding)
    summary = _summarise(exons, sources.exons)
    known = sources.classification
    both = summary.join(known, on="transcript_id", how="full", coalesce=True, suffix="_classified") if known.height else _unclassified(summary)
    both = both.join(sources.quantified_genes.unique("transcript_id").rename({"gene": "gene_quantified"}), on="transcript_id", how="left")
    old = sources.known_transcripts.select("transcript_id", pl.col("gene_id").alias("gene_known"), pl.col("novel").alias("novel_known"))
    both = both.join(old, on="transcript_id", how="left")
    transcripts = _identify(_describe(both, classified=known.height > 0), sources.known_genes)
    genes = transcripts.select("transcript_id", "gene_id", pl.col("cds_start").alias("_first"), pl.col("cds_end").alias("_last"))
    exons = exons.join(genes, on="transcript_id", how="left")
    coded = pl.col("_first").is_not_null() & (pl.col("start") <= pl.col("_last")) & (pl.col("end") >= pl.col("_first"))
    exons = exons.with_columns(
        pl.when(pl.col("cds_start").is_null() & coded & ~pl.lit(sources.coding.height > 0)).then(pl.max_horizontal("start", "_first")).otherwise("cds_start").alias("cds_start"),
        pl.when(pl.col("cds_end").is_null() & coded & ~pl.lit(sources.coding.height > 0)).then(pl.min_horizontal("end", "_last")).otherwise("cds_end").alias("cds_end"),
    )
    return TABLES["transcripts"].conform(transcripts), TABLES["exons"].conform(exons)


def number_exons(exons: pl.DataFrame, coding: pl.DataFrame) -> pl.DataFrame:
    """Exons numbered from 1 in the direction of transcription, with the part that CDS lines cover."""
    rank = pl.col("start").rank("ordinal").over("transcript_id")
    numbered = exons.select("transcript_id", "chromosome", "strand", "start", "end").with_columns(
        pl.when(pl.col("strand") == "-").then(pl.len().over("transcript_id") + 1 - rank).otherwise(rank).cast(pl.Int32).alias("exon_number"),
    )
    parts = coding.select("transcript_id", pl.col("start").alias("first"), pl.col("end").alias("last"))
    inside = numbered.join(parts, on="transcript_id").filter((pl.col("first") <= pl.col("end")) & (pl.col("last") >= pl.col("start")))
    covered = inside.group_by("transcript_id", "exon_number").agg(
        pl.max_horizontal("first", "start").min().alias("cds_start"), pl.min_horizontal("last", "end").max().alias("cds_end"),
    )
    return numbered.join(covered, on=["transcript_id", "exon_number"], how="left")


def merge_transcripts(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Transcripts of both; of those in both, what the new source says and the old one's where it says nothing."""
    if old.is_empty():
        return new
    both = old.join(new, on="transcript_id", how="full", coalesce=True, suffix="_new")
    names = [name for name in new.columns if name != "transcript_id"]
    return both.select("transcript_id", *[pl.coalesce(f"{name}_new", name).alias(name) for name in names]).select(new.columns)


def merge_rows(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The new rows, and the old ones of transcripts that have no new row."""
    return pl.concat([old.join(new.select("transcript_id").unique(), on="transcript_id", how="anti"), new])


def new_genes(transcripts: pl.DataFrame, lines: pl.DataFrame, known: pl.DataFrame, source: str) -> pl.DataFrame:
    """Rows of genes for those of `transcripts` that the release does not have; novel ones say so."""
    versions = lines.select("transcript_id", gene_version(pl.col("gene")).alias("gene_version"), "symbol").unique("transcript_id")
    found = transcripts.join(versions, on="transcript_id", how="left").group_by("gene_id", maintain_order=True).agg(
        pl.col("gene_version").drop_nulls().first(), pl.col("symbol").drop_nulls().first().alias("gene_symbol"), pl.col("chromosome").drop_nulls().first(),
        pl.col("start").min(), pl.col("end").max(), pl.col("strand").drop_nulls().first(),
    )
    ensembl = pl.col("gene_id").str.contains(r"^ENS[A-Z]*G\d+")
    fresh = found.join(known, on="gene_id", how="anti").with_columns(pl.when(ensembl).then(pl.lit(source)).otherwise(pl.lit("novel")).alias("source"))
    return TABLES["genes"].conform(fresh)


def _summarise(exons: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    named = lines.group_by("transcript_id").agg(*[pl.col(name).drop_nulls().first() for name in ("gene", "symbol", "biotype", "name")])
    return exons.group_by("transcript_id", maintain_order=True).agg(
        pl.col("chromosome").first(), pl.col("strand").first(), pl.col("start").min(), pl.col("end").max(), pl.len().cast(pl.Int32).alias("n_exons"),
        (pl.col("end") - pl.col("start") + 1).sum().alias("length"), pl.col("cds_start").min(), pl.col("cds_end").max(),
    ).join(named, on="transcript_id", how="left")


def _unclassified(summary: pl.DataFrame) -> pl.DataFrame:
    """The columns a classification would add, without values, but for categories that IsoQuant writes into its ids."""
    category = (
        pl.when(pl.col("transcript_id").str.ends_with(".nic")).then(pl.lit("novel_in_catalog"))
        .when(pl.col("transcript_id").str.ends_with(".nnic")).then(pl.lit("novel_not_in_catalog"))
    )
    text = ("gene_classified", "chromosome_classified", "strand_classified", "subcategory", "associated_transcript", "flags")
    numbers = ("length_classified", "n_exons_classified", "cds_start_classified", "cds_end_classified")
    truths = ("novel", "coding", "nmd")
    return summary.with_columns(
        category.alias("structural_category"), *[pl.lit(None, dtype=pl.String).alias(name) for name in text],
        *[pl.lit(None, dtype=pl.Int64).alias(name) for name in numbers], *[pl.lit(None, dtype=pl.Boolean).alias(name) for name in truths],
    )


def _describe(rows: pl.DataFrame, *, classified: bool) -> pl.DataFrame:
    unplaced = pl.col("start").is_null()
    by_id = (
        pl.when(pl.col("transcript_id").str.contains(_ENSEMBL)).then(pl.lit(value=False)).when(pl.col("transcript_id").str.contains(_NOVEL_IDS)).then(pl.lit(value=True))
    )
    faults = pl.concat_list(
        pl.col("flags"), _flag(unplaced, NO_STRUCTURE), _flag(pl.lit(classified) & pl.col("structural_category").is_null(), NOT_CLASSIFIED),
        _flag(pl.col("strand") != pl.col("strand_classified"), OTHER_STRAND), _flag(pl.col("n_exons") != pl.col("n_exons_classified"), OTHER_EXONS),
        _flag(~unplaced & pl.col("strand").is_null(), NO_STRAND),
    ).list.drop_nulls().list.join("; ")
    return rows.with_columns(
        pl.coalesce("gene_classified", "gene", "gene_quantified", "gene_known").alias("gene"), pl.coalesce("novel", "novel_known", by_id).alias("novel"),
        *[pl.coalesce(name, f"{name}_classified").alias(name) for name in ("chromosome", "strand", "length", "n_exons", "cds_start", "cds_end")],
        pl.col("name").alias("transcript_name"), faults.alias("flags"),
    ).with_columns(pl.coalesce("coding", pl.when(pl.col("cds_start").is_not_null()).then(pl.lit(value=True))).alias("coding"))


def _identify(rows: pl.DataFrame, known_genes: pl.DataFrame) -> pl.DataFrame:
    """Rows with gene_id: genes without version, symbols replaced by the id of the one gene that has them."""
    symbols = known_genes.filter(pl.col("gene_symbol").is_not_null() & pl.col("gene_symbol").is_unique()).select(pl.col("gene_symbol").alias("gene"), pl.col("gene_id").alias("_by_symbol"))
    flags = pl.concat_list(pl.when(pl.col("flags") != "").then("flags"), _flag(pl.col("gene").is_null(), NO_GENE)).list.drop_nulls().list.join("; ")
    return rows.join(symbols, on="gene", how="left").with_columns(
        pl.coalesce("_by_symbol", bare_gene_id(pl.col("gene")), "transcript_id").alias("gene_id"), pl.when(flags != "").then(flags).alias("flags"),
    )


def _flag(test: pl.Expr, reason: str) -> pl.Expr:
    return pl.when(test).then(pl.lit(reason))

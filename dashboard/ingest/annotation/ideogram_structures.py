"""Transcripts and exons from ideogram's gene structures."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.annotation.gtf_tables import NMD
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES

BIOTYPES = {"0": "protein_coding", "1": NMD, "2": "non_stop_decay", "3": "protein_coding_LoF"}
_FIVE_PRIME, _EXON, _THREE_PRIME = 0, 1, 2
UNCERTAIN = "place uncertain: the source gives it relative to the gene's first coding transcript"


def choose_genes(genes: pl.DataFrame) -> pl.DataFrame:
    """`gene_symbol` to `gene_id`, one gene per symbol: that on chrX for the pseudoautosomal pairs, none for others."""
    ranked = genes.filter(pl.col("gene_symbol") != "").with_columns(
        (pl.len().over("gene_symbol") == 1).alias("single"),
        (pl.col("chromosome").is_in(["chrX", "chrY"]).all() & (pl.col("chromosome") == "chrX").sum().eq(1)).over("gene_symbol").alias("pair"),
    )
    return ranked.filter(pl.col("single") | (pl.col("pair") & (pl.col("chromosome") == "chrX"))).select("gene_symbol", "gene_id")


def build_structures(lines: list[str], genes: pl.DataFrame) -> dict[str, Built]:
    """Transcripts (named as SYMBOL-201: the source has no ids) and their exons with coding parts.

    A part is `kind;start;length` with length = end − start and start relative to the transcript, whose own offset is
    relative to the first coding transcript of its gene, or of the gene before when their symbols share the text before
    a hyphen. So a gene's transcripts are placed by letting the leftmost begin at the gene's start. Where the rightmost
    then ends at the gene's end that is exact; elsewhere the transcripts are flagged. The coding part includes the stop
    codon. The first transcript listed for a gene is Ensembl's canonical one.
    """
    transcripts, parts, malformed = _parse(lines)
    placed, unplaced = _place(transcripts, parts, genes)
    exons = parts.filter(pl.col("kind") == _EXON).join(placed, on="transcript_id").select(
        "transcript_id", "gene_id", "chromosome", "strand",
        (pl.col("origin") + pl.col("part_start")).alias("start"), (pl.col("origin") + pl.col("part_end")).alias("end"),
        (pl.col("origin") + pl.col("coding_from")).alias("coding_from"), (pl.col("origin") + pl.col("coding_to")).alias("coding_to"),
    ).unique(["transcript_id", "start", "end"], maintain_order=True).sort("transcript_id", "start")
    rank = pl.col("start").rank("ordinal").over("transcript_id")
    lower, upper = pl.max_horizontal("start", "coding_from"), pl.min_horizontal("end", "coding_to")
    exons = exons.with_columns(
        pl.when(pl.col("strand") == "-").then(pl.len().over("transcript_id") + 1 - rank).otherwise(rank).cast(pl.Int32).alias("exon_number"),
        pl.when(lower <= upper).then(lower).alias("cds_start"), pl.when(lower <= upper).then(upper).alias("cds_end"),
    )
    summary = exons.group_by("transcript_id").agg(
        pl.col("start").min(), pl.col("end").max(), pl.len().cast(pl.Int32).alias("n_exons"),
        (pl.col("end") - pl.col("start") + 1).sum().alias("length"), pl.col("cds_start").min(), pl.col("cds_end").max(),
    )
    described = placed.join(summary, on="transcript_id").with_columns(
        pl.col("transcript_id").alias("transcript_name"), pl.lit(value=False).alias("novel"),
        pl.col("cds_start").is_not_null().alias("coding"), (pl.col("biotype") == NMD).alias("nmd"),
    )
    rejected = pl.concat([malformed, unplaced])
    return {
        "transcripts": Built(TABLES["transcripts"].conform(described), rejected=rejected if rejected.height else None),
        "exons": Built(TABLES["exons"].conform(exons)),
    }


def _parse(lines: list[str]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """One row per transcript, one row per part of it, and the lines that are neither."""
    data = pl.DataFrame({"text": lines}, schema={"text": pl.String}).with_row_index("line", offset=1).filter(
        (pl.col("text") != "") & ~pl.col("text").str.starts_with("#"),
    )
    shape = r"^[^\t]+-\d+\t-?\d+\t\d\t[+-](?:\t[012];-?\d+;\d+)+$"
    malformed = data.filter(~pl.col("text").str.contains(shape)).select(
        pl.col("text").str.head(200).alias("content"), pl.lit("not a transcript with its parts").alias("reason"),
    )
    fields = pl.col("text").str.splitn("\t", 5).struct
    transcripts = data.filter(pl.col("text").str.contains(shape)).select(
        fields.field("field_0").alias("transcript_id"), fields.field("field_1").cast(pl.Int64).alias("offset"),
        fields.field("field_2").replace_strict(BIOTYPES, default=None).alias("biotype"), fields.field("field_3").alias("strand"),
        fields.field("field_4").str.split("\t").alias("parts"),
    ).unique("transcript_id", keep="first", maintain_order=True).with_columns(
        pl.col("transcript_id").str.replace(r"-\d+$", "").alias("gene_symbol"),
    ).with_columns(pl.col("gene_symbol").is_first_distinct().alias("canonical"))
    parts = transcripts.select("transcript_id", "strand", "parts").explode("parts").with_columns(
        pl.col("parts").str.split_exact(";", 2).struct.rename_fields(["kind", "part_start", "part_length"]).alias("parts"),
    ).unnest("parts").with_columns(pl.col("kind", "part_start", "part_length").cast(pl.Int64)).with_columns(
        (pl.col("part_start") + pl.col("part_length")).alias("part_end"),
    )
    return transcripts.drop("parts"), parts, malformed


def _place(transcripts: pl.DataFrame, parts: pl.DataFrame, genes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Transcripts with gene, chromosome, `origin` (chromosome position of their first base) and coding limits."""
    start, end, minus = pl.col("part_start"), pl.col("part_end"), pl.col("strand").first() == "-"
    five, three, exon = (pl.col("kind") == kind for kind in (_FIVE_PRIME, _THREE_PRIME, _EXON))
    low, high = start.filter(exon).min(), end.filter(exon).max()
    after = pl.when(minus).then(end.filter(three).max()).otherwise(end.filter(five).max())
    before = pl.when(minus).then(start.filter(five).min()).otherwise(start.filter(three).min())
    limits = parts.group_by("transcript_id", maintain_order=True).agg(
        high.alias("extent"), pl.coalesce(after + 1, low).alias("coding_from"), pl.coalesce(before - 1, high).alias("coding_to"),
    )
    one_gene = choose_genes(genes).join(genes.select("gene_id", "chromosome", "start", "end"), on="gene_id")
    placed = transcripts.join(limits, on="transcript_id", maintain_order="left").join(one_gene, on="gene_symbol", how="left", maintain_order="left")
    relative = pl.col("offset") - pl.col("offset").min().over("gene_symbol")
    slack = pl.col("end") - pl.col("start") - (relative + pl.col("extent")).max().over("gene_symbol")
    reason = (
        pl.when(pl.col("gene_id").is_null()).then(pl.lit("symbol not in the gene list, or of several genes"))
        .when(slack < 0).then(pl.lit("transcripts are longer than their gene"))
    )
    placed = placed.with_columns(
        (pl.col("start") + relative).alias("origin"), reason.alias("reason"),
        pl.when(slack > 0).then(pl.lit(UNCERTAIN)).alias("flags"),
    )
    unplaced = placed.filter(pl.col("reason").is_not_null()).select(pl.col("transcript_id").alias("content"), "reason")
    return placed.filter(pl.col("reason").is_null()).drop("start", "end", "reason"), unplaced

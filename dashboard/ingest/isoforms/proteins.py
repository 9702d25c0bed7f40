"""Peptides and protein domains of transcripts, from tables with a header."""

from __future__ import annotations

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.isoforms.text_tables import TextTable, rejected_rows

NO_RESIDUES = "the domain’s first or last residue is not a number"
OUTSIDE = "the domain lies outside the coding sequence; it has no place on the chromosome"


def read_peptides(table: TextTable) -> pl.DataFrame:
    """transcript_id and n_peptides: as the table counts them, or the distinct peptides it lists."""
    transcript = _transcript(table)
    if "n_peptides" in table.columns:
        counted = table.frame.select(pl.col(transcript).alias("transcript_id"), pl.col("n_peptides").cast(pl.Int32, strict=False)).drop_nulls()
        return counted.group_by("transcript_id", maintain_order=True).agg(pl.col("n_peptides").max())
    peptide = "peptide" if "peptide" in table.columns else "peptide_sequence"
    listed = table.frame.select(pl.col(transcript).alias("transcript_id"), pl.col(peptide).alias("peptide")).drop_nulls()
    return listed.group_by("transcript_id", maintain_order=True).agg(pl.col("peptide").n_unique().cast(pl.Int32).alias("n_peptides"))


def read_domains(table: TextTable, exons: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of protein_domains, placed on the chromosome through the coding parts of `exons`; and the rejected lines.

    The table needs transcript_id (or isoform), domain, and the residues protein_start and protein_end (or start and end).
    """
    first = next((name for name in ("protein_start", "start", "aa_start") if name in table.columns), None)
    last = next((name for name in ("protein_end", "end", "aa_end") if name in table.columns), None)
    if first is None or last is None:
        raise SourceError(f"{table.path}: a table of domains needs the column “{'protein_start' if first is None else 'protein_end'}”, which is not there.")
    rows = table.frame.select(
        "line", pl.col(_transcript(table)).alias("transcript_id"), "domain", pl.col(first).cast(pl.Int32, strict=False).alias("protein_start"),
        pl.col(last).cast(pl.Int32, strict=False).alias("protein_end"),
    )
    usable = pl.all_horizontal(pl.all().is_not_null()) & (pl.col("protein_end") >= pl.col("protein_start")) & (pl.col("protein_start") >= 1)
    bad, rows = rows.filter(~usable), rows.filter(usable)
    known = exons.select("transcript_id").unique()
    unknown, rows = rows.join(known, on="transcript_id", how="anti"), rows.join(known, on="transcript_id", how="semi")
    rejected = pl.concat([
        table.rejected, rejected_rows(table, bad, "transcript_id", NO_RESIDUES), rejected_rows(table, unknown, "transcript_id", "the transcript has no structure"),
    ])
    placed = place_residues(rows, exons)
    return placed.with_columns(pl.int_range(1, pl.len() + 1).over("transcript_id", "domain").cast(pl.Int32).alias("domain_number")), rejected


def place_residues(rows: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """`rows` (transcript_id, protein_start, protein_end) with gene_id, chromosome, start and end on the chromosome.

    start and end are null where the residues lie outside the coding sequence. Residue 1 is the first codon of the CDS.
    """
    parts = exons.filter(pl.col("cds_start").is_not_null()).sort("transcript_id", "exon_number").with_columns(
        (pl.col("cds_end") - pl.col("cds_start") + 1).alias("bases"),
    ).with_columns((pl.col("bases").cum_sum().over("transcript_id") - pl.col("bases")).alias("before"))
    numbered = rows.with_row_index("_row").with_columns(
        ((pl.col("protein_start") - 1) * 3).cast(pl.Int64).alias("_first"), (pl.col("protein_end") * 3 - 1).cast(pl.Int64).alias("_last"),
    )
    places = numbered.select("_row")
    for name in ("_first", "_last"):
        found = numbered.select("_row", "transcript_id", name).join(parts, on="transcript_id").filter(
            (pl.col(name) >= pl.col("before")) & (pl.col(name) < pl.col("before") + pl.col("bases")),
        )
        offset = pl.col(name) - pl.col("before")
        place = pl.when(pl.col("strand") == "-").then(pl.col("cds_end") - offset).otherwise(pl.col("cds_start") + offset)
        places = places.join(found.select("_row", place.alias(f"{name}_place")), on="_row", how="left")
    whole = pl.col("_first_place").is_not_null() & pl.col("_last_place").is_not_null()
    of_transcript = exons.group_by("transcript_id").agg(pl.col("gene_id").first(), pl.col("chromosome").first())
    return (
        numbered.join(places, on="_row", how="left").join(of_transcript, on="transcript_id", how="left").with_columns(
            pl.when(whole).then(pl.min_horizontal("_first_place", "_last_place")).alias("start"), pl.when(whole).then(pl.max_horizontal("_first_place", "_last_place")).alias("end"),
        ).sort("_row").drop("_row", "_first", "_last", "_first_place", "_last_place")
    )


def _transcript(table: TextTable) -> str:
    return "transcript_id" if "transcript_id" in table.columns else "isoform"

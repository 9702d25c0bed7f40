"""Protein domains from ideogram's protein cache, placed on the chromosome by the coding parts of exons."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.steps import Built
from dashboard.schema import TABLES

_KINDS = {"S": "Signal peptide", "_E": "Extracellular", "_H": "Transmembrane helix", "_C": "Cytoplasmic"}
_HEADER = "## domain keys: "
_PAIR = 2
_ROW = {
    "line": pl.Int64, "gene": pl.String, "named": pl.Boolean, "transcript_id": pl.String, "key": pl.String,
    "protein_start": pl.Int64, "protein_end": pl.Int64,
}


def build_domains(lines: list[str], transcripts: pl.DataFrame, exons: pl.DataFrame) -> Built:
    """Domains of proteins, in residues and as chromosome intervals (which span the introns between).

    A domain is `key;first residue;length` with length = last − first. Only the first transcript of a gene is written
    with its name; the others with what to add to 200, as 8 for ACE2-208. Near its end the source (1.53) has such lines
    below a gene they do not belong to: where one names a transcript that the gene does not have, or has twice, all of
    them are rejected.
    """
    names = _domain_names(lines)
    listed = pl.DataFrame(_parse(lines), schema=_ROW, orient="row")
    told = listed.unique(["gene", "line"], keep="first", maintain_order=True).join(
        transcripts.select("transcript_id", pl.lit(value=True).alias("known")), on="transcript_id", how="left", maintain_order="left",
    )
    astray = told.filter(pl.col("known").is_null() | ~pl.col("transcript_id").is_first_distinct()).select("gene").unique()
    lost = (~pl.col("named") & pl.col("gene").is_in(astray["gene"].implode())).alias("lost")
    frame = listed.with_columns(lost).drop("gene", "line", "named").unique(maintain_order=True).with_columns(
        pl.col("key").replace(list(names), list(names.values())).str.replace("^_", "").str.replace_all(" ---", ";", literal=True).alias("domain"),
    )
    known = frame.join(transcripts.select("transcript_id", "gene_id", "chromosome"), on="transcript_id", how="left", maintain_order="left")
    known = known.with_columns(
        pl.when("lost").then(pl.lit("gene not told by the source"))
        .when(pl.col("gene_id").is_null()).then(pl.lit("transcript not in the gene structures")).alias("reason"),
    )
    rejected = known.filter(pl.col("reason").is_not_null()).select("transcript_id", "domain", "reason")
    known = _place(known.filter(pl.col("reason").is_null()), exons).with_columns(
        (pl.int_range(pl.len()).over("transcript_id", "domain") + 1).alias("domain_number"),
    )
    return Built(TABLES["protein_domains"].conform(known), rejected=rejected if rejected.height else None)


def _domain_names(lines: list[str]) -> dict[str, str]:
    header = next((line for line in lines[:20] if line.startswith(_HEADER)), _HEADER)
    named = (entry.split(" = ", 1) for entry in header.removeprefix(_HEADER).split("; "))
    return {entry[0]: entry[1] for entry in named if len(entry) == _PAIR} | _KINDS


def _parse(lines: list[str]) -> list[tuple[int, str, bool, str, str, int, int]]:
    rows = []
    gene, base = "", 0
    for number, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        name, *domains = line.split("\t")
        # A number below zero: the gene's first transcript is of a higher hundred, as 301 before 265.
        shortened = name.removeprefix("-").isdigit()
        if not shortened:
            gene, _, serial = name.rpartition("-")
            base = int(serial[0]) * 10 ** (len(serial) - 1) if serial.isdigit() else 0
        transcript = f"{gene}-{base + int(name)}" if shortened else name
        for domain in domains:
            key, _, span = domain.partition(";")
            start, _, length = span.partition(";")
            if start.isdigit() and length.isdigit():
                rows.append((number, gene, not shortened, transcript, key, int(start), int(start) + int(length)))
    return rows


def _place(domains: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """`domains` with start and end on the chromosome; null where the residues lie beyond the coding sequence."""
    size = pl.col("cds_end") - pl.col("cds_start") + 1
    coding = exons.filter(pl.col("cds_start").is_not_null()).sort("transcript_id", "exon_number").select(
        "transcript_id", "strand", "cds_start", "cds_end", (size.cum_sum().over("transcript_id") - size).alias("before"),
        size.sum().over("transcript_id").alias("total"),
    )
    first = _map_base(domains, coding, (pl.col("protein_start").clip(lower_bound=1) - 1) * 3, "a")
    last = _map_base(first, coding, pl.col("protein_end") * 3 - 1, "b")
    return last.with_columns(pl.min_horizontal("a", "b").alias("start"), pl.max_horizontal("a", "b").alias("end")).with_columns(
        pl.when(pl.col("a").is_not_null() & pl.col("b").is_not_null()).then("start").alias("start"),
        pl.when(pl.col("a").is_not_null() & pl.col("b").is_not_null()).then("end").alias("end"),
    )


def _map_base(domains: pl.DataFrame, coding: pl.DataFrame, base: pl.Expr, name: str) -> pl.DataFrame:
    """Chromosome position, as column `name`, of the given base of the coding sequence, counted from 0."""
    wanted = domains.with_columns(base.alias("before")).with_row_index("order").sort("transcript_id", "before")
    mapped = wanted.join_asof(coding.sort("transcript_id", "before"), on="before", by="transcript_id", coalesce=False, suffix="_exon", check_sortedness=False)
    within = pl.col("before") - pl.col("before_exon")
    position = pl.when(pl.col("strand") == "-").then(pl.col("cds_end") - within).otherwise(pl.col("cds_start") + within)
    placed = mapped.with_columns(pl.when(pl.col("before") < pl.col("total")).then(position).alias(name)).sort("order")
    return placed.select(*domains.columns, name)

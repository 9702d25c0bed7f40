"""How the catalogue of transcripts came about: filters, peptides, tissues, and the modules they are expressed in."""

from __future__ import annotations

import polars as pl

from dashboard.store.isoform_counts import select_scope
from dashboard.store.release import Release
from dashboard.store.tissues import list_tissues, tissue_labels

COUNTS, MODULES, EXPRESSION = "isoform_counts", "module_summaries", "transcript_expression"
MOST_EXAMPLES = 40
OUTCOMES = ("passed", "filtered out")
SPREADS = ("one isoform", "several isoforms, one module", "several isoforms, several modules")
_STRUCTURES = {"full-splice_match": "FSM", "incomplete-splice_match": "ISM", "novel_in_catalog": "NIC", "novel_not_in_catalog": "NNC"}
"""Structural categories that are usually written short."""


def totals(release: Release) -> pl.DataFrame:
    """Genes and transcripts in GENCODE, found here, and in both together: row, series (how they are known), value."""
    parts = [
        select_scope(release, scope).select(
            pl.concat_str(pl.lit(f"{what}, "), pl.col("subcategory")).alias("row"), pl.col("category").replace({"gencode_v47": "GENCODE v47"}).alias("series"), pl.col("n").alias("value"),
        )
        for what, scope in (("transcripts", "long_read_transcripts"), ("genes", "long_read_genes"))
    ]
    return pl.concat(parts).sort(pl.col("row").str.starts_with("genes"), pl.col("row").str.len_chars())


def example_expression(release: Release) -> pl.DataFrame:
    """Single transcripts published with their mean TPM alone: module (the transcript), label (tissue), value.

    Releases with whole matrices have usage, too: their transcripts are in the isoform browser.
    """
    if "usage" in release.filled_columns(EXPRESSION):
        return pl.DataFrame(schema={"module": pl.String, "label": pl.String, "value": pl.Float64})
    rows = release.frame(EXPRESSION).drop_nulls("mean_tpm")
    order = {tissue.key: index for index, tissue in enumerate(list_tissues(release))}
    found = rows.sort("transcript_id", pl.col("tissue").replace_strict(order, default=len(order), return_dtype=pl.Int32))
    kept = found["transcript_id"].unique(maintain_order=True).head(MOST_EXAMPLES)
    named = found.filter(pl.col("transcript_id").is_in(kept.implode()))
    return named.select(pl.col("transcript_id").alias("module"), pl.col("tissue").replace(tissue_labels(release)).alias("label"), pl.col("mean_tpm").cast(pl.Float64).alias("value"))


def filter_outcomes(release: Release) -> pl.DataFrame:
    """Candidates by structural category that passed or failed: row, series, value; most candidates first."""
    rows = _series(select_scope(release, "filter_outcome"))
    words = pl.col("row").replace(_STRUCTURES).str.replace_all("_", " ")
    return rows.with_columns(words.alias("row"), pl.col("value").sum().over("row").alias("whole")).sort("whole", "row", descending=[True, False])


def internal_priming(release: Release) -> pl.DataFrame:
    """Candidates by the adenines behind their end: row (number), series (outcome), value."""
    rows = _series(select_scope(release, "internal_priming"))
    return rows.with_columns(pl.col("row").cast(pl.Int32)).sort("row", "series")


def novel_by_group(release: Release) -> pl.DataFrame:
    """Novel transcripts found in tissues that GTEx has, and in others: row, series, value."""
    rows = select_scope(release, "novel_transcripts_by_tissue_group")
    return rows.select(pl.col("subcategory").alias("row"), pl.lit("novel transcripts").alias("series"), pl.col("n").alias("value"))


def peptide_numbers(release: Release) -> pl.DataFrame:
    """Novel transcripts of each tissue by their number of unique peptides: row (tissue's label), series, value; in organ-system order."""
    order = {tissue.key: index for index, tissue in enumerate(list_tissues(release))}
    rows = select_scope(release, "unique_peptide_support").sort(pl.col("tissue").replace_strict(order, default=len(order), return_dtype=pl.Int32))
    return rows.select(pl.col("tissue").replace(tissue_labels(release)).alias("row"), pl.col("category").str.replace(" - ", "–").alias("series"), pl.col("n").alias("value"))


def isoform_spread(release: Release) -> pl.DataFrame:
    """Genes of each network by how their isoforms fall into modules: row (network), series, value."""
    rows = release.frame(MODULES).filter(pl.col("measure") == "genes_by_isoform_spread")
    labels = tissue_labels(release)
    return rows.select(pl.col("network").replace(labels).str.replace_all("_", " ").alias("row"), pl.col("category").alias("series"), "value").sort("row", "series")


def module_expression(release: Release) -> pl.DataFrame:
    """Expression of each module over tissues with its most enriched term: module, term, padj, genes, label, value; as published."""
    summaries = release.frame(MODULES)
    terms = summaries.filter(pl.col("measure") == "gene_ontology").sort("padj", nulls_last=True).unique(["network", "module"], keep="first", maintain_order=True)
    rows = summaries.filter(pl.col("measure") == "expression").join(
        terms.select("network", "module", pl.col("description").alias("term"), pl.col("padj").alias("term_padj"), pl.col("value").alias("genes")), on=["network", "module"], how="left",
    )
    number = pl.col("module").str.extract(r"(\d+)").cast(pl.Int32)
    return rows.sort("network", number, "module").select("module", "term", "term_padj", "genes", pl.col("category").replace(tissue_labels(release)).alias("label"), "value")


def _series(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.col("category").alias("row"), pl.col("subcategory").alias("series"), pl.col("n").alias("value"))

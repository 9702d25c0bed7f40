"""From values per transcript and sample to the tables transcript_expression and transcript_expression_samples."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dashboard.schema import TABLES

DETECTED_TPM = 0.0
"""An isoform is detected in a sample where its TPM is above this."""


def expression_samples(values: pl.DataFrame, transcripts: pl.DataFrame, sheet: pl.DataFrame) -> pl.DataFrame:
    """Rows of transcript_expression_samples: all isoforms of a gene in every sample that expresses the gene.

    `values` has transcript_id, sample_id, count and tpm; samples that do not express a gene have no rows for it.
    """
    rows = values.join(transcripts.select("transcript_id", "gene_id"), on="transcript_id").join(sheet.select("sample_id", "tissue"), on="sample_id")
    expressed = rows.filter(pl.col("tpm").fill_null(0).sum().over("gene_id", "sample_id") > 0)
    return TABLES["transcript_expression_samples"].conform(expressed)


def tissue_expression(samples: pl.DataFrame, sheet: pl.DataFrame) -> pl.DataFrame:
    """Rows of transcript_expression: every isoform in every tissue where its gene is expressed.

    `samples` are rows of transcript_expression_samples; a sample of `sheet` without rows of a gene does not express it.
    """
    isoforms = samples.select("transcript_id", "gene_id").unique(maintain_order=True)
    return TABLES["transcript_expression"].conform(pl.concat([*_tissues(samples, sheet, isoforms)], how="vertical"))


def _tissues(samples: pl.DataFrame, sheet: pl.DataFrame, isoforms: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for (tissue,), members in sheet.sort("tissue").group_by("tissue", maintain_order=True):
        own = samples.filter(pl.col("tissue") == tissue)
        expressed = isoforms.join(own.select("gene_id").unique(), on="gene_id", how="semi")
        dense = expressed.join(members.select("sample_id"), how="cross").join(
            own.select("transcript_id", "sample_id", "tpm"), on=["transcript_id", "sample_id"], how="left",
        ).with_columns(pl.col("tpm").fill_null(0.0))
        total = pl.col("tpm").sum().over("gene_id", "sample_id")
        dense = dense.with_columns(pl.when(total > 0).then(pl.col("tpm") / total).alias("share"))
        yield dense.group_by("transcript_id", "gene_id", maintain_order=True).agg(
            pl.lit(tissue, dtype=pl.String).first().alias("tissue"), pl.len().alias("n"), (pl.col("tpm") > DETECTED_TPM).sum().alias("n_detected"),
            pl.col("tpm").median().alias("median_tpm"), pl.col("tpm").mean().alias("mean_tpm"), pl.col("share").mean().alias("usage"),
        )

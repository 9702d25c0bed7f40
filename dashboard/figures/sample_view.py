"""Samples in the shape their figures take."""

from __future__ import annotations

import polars as pl


def named_samples(samples: pl.DataFrame) -> pl.DataFrame:
    """Rows of gene_expression_samples as `distribution_by_tissue` takes them: tissue, value and name."""
    return samples.select("tissue", pl.col("tpm").alias("value"), pl.col("sample_id").alias("name"))


def with_metric(points: pl.DataFrame, values: pl.DataFrame, metric: str) -> pl.DataFrame:
    """Points of a map with a metric (sample_id, value) as a column of its own name; samples without it are left out."""
    return points.join(values.rename({"value": metric}), on="sample_id", how="inner", maintain_order="left")

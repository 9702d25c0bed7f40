"""Columns computed from the other columns of a table, the same way for every source."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def share_tissues(leads: pl.DataFrame) -> pl.DataFrame:
    """Lead associations with `shared_tissues` and `n_shared_tissues`, over significant leads of a gene, type and class."""
    group = ["qtl_type", "variant_class", "gene_id"]
    shared = (
        leads.lazy()
        .filter(pl.col("significant").fill_null(False) & pl.col("gene_id").is_not_null())
        .group_by(group)
        .agg(pl.col("tissue").unique().sort().alias("tissues"))
        .select(*group, pl.col("tissues").list.join(";").alias("shared_tissues"), pl.col("tissues").list.len().cast(pl.Int16).alias("n_shared_tissues"))
    )
    kept = leads.lazy().drop("shared_tissues", "n_shared_tissues", strict=False)
    return kept.join(shared, on=group, how="left").collect()


DERIVED: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {"lead_associations": share_tissues}
"""By table: applied by the writer to all of a table's rows, before they are checked."""

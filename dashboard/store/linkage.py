"""Linkage disequilibrium with one variant, from a release's own genotypes or its LD table; never from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.statistics.ld import cross_correlation
from dashboard.store.release import Release

_EMPTY = {"variant_id": pl.String, "r2": pl.Float32}
LEFT_OUT_BELOW = 0.05
"""The LD table holds pairs from this r² on; pairs of its variants that are not in it count as 0."""


@dataclass(frozen=True)
class Linkage:
    """r² of variants with the reference, which is 1 with itself. `source` says where from; empty where there is no LD."""

    reference: str
    r2: pl.DataFrame
    source: str = ""


def has_linkage(release: Release) -> bool:
    return release.has("genotype_dosages") or release.has("ld")


def linkage_with(release: Release, reference: str, variants: pl.Series) -> Linkage:
    """r² of each of the variants that the release knows the LD of: by genotypes where it has them, the others by its table."""
    found = [
        linkage for table, find in (("genotype_dosages", _by_genotypes), ("ld", _by_table))
        if reference and release.has(table) and (linkage := find(release, reference, variants)) is not None
    ]
    if not found:
        return Linkage(reference, pl.DataFrame(schema=_EMPTY))
    r2 = pl.concat([linkage.r2 for linkage in found]).unique("variant_id", keep="first", maintain_order=True)
    return Linkage(reference, r2, " and ".join(linkage.source for linkage in found))


def _by_genotypes(release: Release, reference: str, variants: pl.Series) -> Linkage | None:
    wanted = pl.DataFrame({"variant_id": pl.concat([variants, pl.Series([reference])]).unique()}).lazy()
    rows = release.scan("genotype_dosages").join(wanted, on="variant_id", how="semi").collect()
    own = rows.filter(pl.col("variant_id") == reference).drop_nulls("dosage").select("donor_id")
    if own.height < 3:
        return None
    wide = rows.join(own, on="donor_id", how="semi").pivot(on="donor_id", index="variant_id", values="dosage", aggregate_function="first")
    # A missing genotype counts as the variant's mean, which adds nothing to the correlation.
    matrix = wide.drop("variant_id").to_numpy().astype(float)
    means = np.nanmean(matrix, axis=1, keepdims=True)
    matrix = np.where(np.isnan(matrix), means, matrix)
    place = wide["variant_id"].to_list().index(reference)
    r2 = cross_correlation(matrix[place], matrix)[0] ** 2
    frame = pl.DataFrame({"variant_id": wide["variant_id"], "r2": r2}, schema=_EMPTY)
    return Linkage(reference, frame, f"genotypes of {own.height} donors")


def _by_table(release: Release, reference: str, variants: pl.Series) -> Linkage | None:
    pairs = release.scan("ld")
    mine = pl.concat([
        pairs.filter(pl.col("variant_id") == reference).select(pl.col("other_variant_id").alias("variant_id"), "r2"),
        pairs.filter(pl.col("other_variant_id") == reference).select("variant_id", "r2"),
    ]).unique("variant_id").collect()
    if mine.is_empty():
        return None
    frame = pl.concat([mine.filter(pl.col("variant_id") != reference), pl.DataFrame({"variant_id": [reference], "r2": [1.0]}, schema=_EMPTY)])
    wanted = pl.DataFrame({"variant_id": variants.unique()}).lazy()
    known = pl.concat([wanted.join(pairs, on="variant_id", how="semi"), wanted.join(pairs, left_on="variant_id", right_on="other_variant_id", how="semi")])
    below = known.unique().collect().join(frame, on="variant_id", how="anti")
    return Linkage(reference, pl.concat([frame, below.with_columns(pl.lit(0, pl.Float32).alias("r2"))]), f"LD table, r² below {LEFT_OUT_BELOW} as 0")

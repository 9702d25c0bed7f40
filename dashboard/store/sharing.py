"""How QTLs are shared between tissues and classes, how far they lie from the TSS, and what QTL mapping corrected for."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.schema.common import QTL_TYPES, VARIANT_CLASSES
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import list_tissues, tissue_labels

SHARING, DISTANCES, COVARIATES, SETS = "tissue_sharing", "tss_distances", "variance_explained", "set_membership"
EGENES = "eGenes_by_variant_class"
TAG_GROUPS = {"all": "in a credible set", "gt03": "PIP > 0.3", "gt08": "PIP > 0.8", "random": "random pairs", "random pairs": "random pairs"}
"""Groups of pairs as the source names them, and in words; it does not define its PIP groups beyond their names."""
STEPS = 120


def counts_of_tissues(release: Release) -> pl.DataFrame:
    """Share of the eQTLs of each class by the number of tissues they are active in: variant_class, n_tissues, value, n, total."""
    rows = release.frame(SHARING).filter(pl.col("measure") == "tissues_shared")
    return _in_order(rows.with_columns(pl.col("group").str.split("_").list.first().str.to_uppercase().alias("variant_class")), "n_tissues")


def distances_by_sharing(release: Release) -> pl.DataFrame:
    """Mean distance to the TSS by the number of tissues: variant_class (or Control), n_tissues, value, value_lower, value_upper, n."""
    rows = release.frame(SHARING).filter(pl.col("measure") == "tss_distance")
    return _in_order(rows.with_columns(pl.col("group").alias("variant_class")), "n_tissues")


def specific_to_tissue(release: Release) -> pl.DataFrame:
    """eQTLs that no other tissue has, by class, as shares of the tissue's: variant_class, tissue, label, value, n, total; organ-system order."""
    labels = tissue_labels(release)
    rows = release.frame(SHARING).filter(pl.col("measure") == "tissue_specific").rename({"group": "variant_class"})
    return rows.with_columns(pl.col("tissue").replace(labels).alias("label")).sort(_place(release, "tissue"), "variant_class")


def pairwise_sharing(release: Release) -> pl.DataFrame:
    """Share of eQTLs with an effect of like size and sign in two tissues: label, other_label, value; tissues in organ-system order."""
    labels = tissue_labels(release)
    rows = release.frame(SHARING).filter(pl.col("measure") == "pairwise_sharing")
    return rows.sort(_place(release, "tissue"), _place(release, "other_tissue")).with_columns(
        pl.col("tissue").replace(labels).alias("label"), pl.col("other_tissue").replace(labels).alias("other_label"),
    )


@remember(2)
def distances_within(release: Release) -> pl.DataFrame:
    """How many pairs lie within a distance of the TSS: variant_class, group (in words), distance, share, n, median.

    The distances are evenly spaced on a logarithmic scale from 100 bp to the farthest pair.
    """
    rows = release.frame(DISTANCES).select("variant_class", "tag_group", pl.col("tss_distance").abs()).drop_nulls()
    if rows.is_empty():
        return pl.DataFrame(schema={"variant_class": pl.String, "group": pl.String, "distance": pl.Float64, "share": pl.Float64, "n": pl.Int64, "median": pl.Float64})
    at = np.geomspace(100, max(float(rows["tss_distance"].to_numpy().max()), 1_000), STEPS)
    parts = []
    for variant_class in VARIANT_CLASSES:
        for key, group in TAG_GROUPS.items():
            sizes = np.sort(rows.filter(variant_class=variant_class, tag_group=key)["tss_distance"].to_numpy())
            if sizes.size:
                parts.append(pl.DataFrame({"distance": at, "share": np.searchsorted(sizes, at, side="right") / sizes.size}).with_columns(
                    pl.lit(variant_class).alias("variant_class"), pl.lit(group).alias("group"), pl.lit(sizes.size).cast(pl.Int64).alias("n"),
                    pl.lit(float(np.median(sizes))).alias("median"),
                ))
    return pl.concat(parts).select("variant_class", "group", "distance", "share", "n", "median")


def variance_by_covariates(release: Release) -> pl.DataFrame:
    """Variance that the covariates explain: qtl_type, tissue, label, n_components, proportion."""
    labels = tissue_labels(release)
    rank = {name: index for index, name in enumerate(QTL_TYPES)}
    rows = release.frame(COVARIATES).with_columns(pl.col("tissue").replace(labels).alias("label"))
    return rows.sort(pl.col("qtl_type").replace_strict(rank, default=len(rank)), _place(release, "tissue"))


def _in_order(rows: pl.DataFrame, *then: str) -> pl.DataFrame:
    rank = {name: index for index, name in enumerate(VARIANT_CLASSES)}
    return rows.sort(pl.col("variant_class").replace_strict(rank, default=len(rank), return_dtype=pl.Int32), *then)


def _place(release: Release, column: str) -> pl.Expr:
    """The place of a tissue in organ-system order, then by name."""
    rank = {tissue.key: index for index, tissue in enumerate(list_tissues(release))}
    return pl.col(column).replace_strict(rank, default=len(rank), return_dtype=pl.Int32)

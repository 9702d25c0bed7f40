"""Credible sets of one cohort matched with those of a joint analysis of several."""

from __future__ import annotations

import polars as pl

_GENE = ["tissue", "gene_id"]


def match_sets(sets: pl.DataFrame, members: pl.DataFrame, *, joint: str, cohorts: tuple[str, ...]) -> pl.DataFrame:
    """One row per credible set of the cohort `joint`, with the sets of each of `cohorts` that stand for the same signal.

    `sets` is shaped as the table credible_sets and `members` as credible_set_variants. Two sets match where the joint
    set's best variant belongs to the other set, the smallest of several: `<cohort>_cs_id`, `<cohort>_cs_size` and
    `<cohort>_lead_pip` in small letters, null without a match. `<cohort>_smallest_size` is the smallest set of the gene
    in the tissue whatever its signal, and `smallest` marks the first smallest joint set of the gene. `<cohort>_change`
    and `<cohort>_smallest_change` are the joint set's size minus these, negative where it is the smaller one.
    """
    found = sets.filter((pl.col("cohort") == joint) & pl.col("cs_size").is_not_null()).select(
        *_GENE, "cs_id", "cs_size", "cs_purity", "lead_variant_id", "lead_pip",
        *(name for name in ("posterior_gtop", "posterior_gtex") if name in sets.columns),
    )
    found = found.with_columns((pl.col("cs_size").rank("ordinal").over(_GENE) == 1).alias("smallest"))
    for cohort in cohorts:
        prefix = cohort.lower()
        own = sets.filter((pl.col("cohort") == cohort) & pl.col("cs_size").is_not_null())
        sizes = own.group_by(_GENE).agg(pl.col("cs_size").min().alias(f"{prefix}_smallest_size"))
        holding = (
            members.filter(pl.col("cohort") == cohort)
            .select(*_GENE, "cs_id", pl.col("variant_id").alias("lead_variant_id"))
            .join(own.select(*_GENE, "cs_id", "cs_size", "lead_pip"), on=[*_GENE, "cs_id"])
            .sort("cs_size", "cs_id")
            .unique([*_GENE, "lead_variant_id"], keep="first", maintain_order=True)
            .rename({name: f"{prefix}_{name}" for name in ("cs_id", "cs_size", "lead_pip")})
        )
        found = found.join(holding, on=[*_GENE, "lead_variant_id"], how="left", maintain_order="left").join(
            sizes, on=_GENE, how="left", maintain_order="left",
        ).with_columns(
            (pl.col("cs_size") - pl.col(f"{prefix}_{size}")).alias(f"{prefix}_{change}")
            for size, change in (("cs_size", "change"), ("smallest_size", "smallest_change"))
        )
    return found

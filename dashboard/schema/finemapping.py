"""Fine-mapping within and across ancestries."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    COHORTS,
    GENE_ID,
    GENE_VERSION,
    PIP,
    QTL_TYPE,
    TISSUE,
    VARIANT_CLASS,
    VARIANT_ID,
    key,
    plain,
)

COHORT = Column("cohort", pl.String, "Data the fine-mapping used: one cohort, or both across ancestries.", "Cohort", key=True, allowed=COHORTS)
CS_ID = Column("cs_id", pl.String, "Credible set within the gene, as L1.", "Credible set", key=True)
CS_SIZE = Column("cs_size", pl.Int32, "Variants in the 95 % credible set.", "Set size", ge=1)
CS_PURITY = Column("cs_purity", pl.Float64, "Smallest absolute correlation between variants of the set.", "Purity", ge=0, le=1.0001)

POSTERIORS = (
    Column("posterior_gtop", pl.Float64, "Post-hoc probability that the set is causal in GTOP (SuSiEx).", "Probability in GTOP", ge=0, le=1.0001),
    Column("posterior_gtex", pl.Float64, "Post-hoc probability that the set is causal in GTEx (SuSiEx).", "Probability in GTEx", ge=0, le=1.0001),
)

CREDIBLE_SET_VARIANTS = Table(
    "credible_set_variants", "Variants in 95 % credible sets.",
    (
        COHORT,
        Column("method", pl.String, "Fine-mapping method.", "Method", key=True),
        TISSUE, key(GENE_ID), key(VARIANT_ID), CS_ID, GENE_VERSION, PIP, CS_SIZE, CS_PURITY, plain(VARIANT_CLASS),
    ),
    sort_by=("cohort", "tissue", "gene_id", "cs_id"), subject="Fine-mapping", flagged=True,
)
CREDIBLE_SETS = Table(
    "credible_sets", "One row per credible set.",
    (
        COHORT,
        Column("method", pl.String, "Fine-mapping method.", "Method", key=True),
        plain(QTL_TYPE), TISSUE, key(GENE_ID), CS_ID, GENE_VERSION, CS_SIZE, CS_PURITY,
        Column("lead_variant_id", pl.String, "Variant with the highest PIP.", "Best variant"),
        Column("lead_pip", pl.Float64, "Its PIP.", "Best PIP", ge=0, le=1.0001),
        *POSTERIORS,
    ),
    sort_by=("cohort", "method", "tissue", "gene_id", "cs_id"), subject="Fine-mapping", flagged=True,
)
CREDIBLE_SET_COUNTS = Table(
    "credible_set_counts", "Published counts of credible sets.",
    (
        Column("measure", pl.String, "What is counted: sets_per_phenotype, variant_classes_in_set, led_by_sv_or_tr, "
               "best_pip_by_class.", "Measure", key=True),
        Column("qtl_type", pl.String, QTL_TYPE.help, "QTL type", key=True),
        TISSUE,
        Column("category", pl.String, "The class counted.", "Category", key=True),
        Column("subcategory", pl.String, "The class within it.", "Subcategory", key=True),
        Column("n", pl.Int64, "Count.", "n", ge=0),
    ),
    sort_by=("measure", "qtl_type", "tissue", "category"), subject="Fine-mapping", null_keys=True,
)


def _matched(cohort: str) -> tuple[Column, ...]:
    prefix, of = cohort.lower(), f"of the {cohort} set that contains the joint set's best variant, the smallest of several; null where none does."
    return (
        Column(f"{prefix}_cs_id", pl.String, f"Name {of}", f"{cohort} set"),
        Column(f"{prefix}_cs_size", pl.Int32, f"Variants {of}", f"{cohort} set size", ge=1),
        Column(f"{prefix}_change", pl.Int32, f"Joint set size minus that {of}", f"Change from {cohort}", format="signed"),
        Column(f"{prefix}_lead_pip", pl.Float64, f"Highest PIP {of}", f"{cohort} best PIP", ge=0, le=1.0001),
        Column(f"{prefix}_smallest_size", pl.Int32, f"Variants of the gene's smallest {cohort} set in the tissue, whatever its signal.", f"Smallest {cohort} set", ge=1),
        Column(f"{prefix}_smallest_change", pl.Int32, f"Joint set size minus that of the gene's smallest {cohort} set.", f"Change from smallest {cohort} set", format="signed"),
    )


CREDIBLE_SET_COMPARISON = Table(
    "credible_set_comparison", "Credible sets across ancestries, each with the sets of the single cohorts that stand for the same signal.",
    (
        TISSUE, key(GENE_ID), CS_ID,
        Column("cs_size", pl.Int32, "Variants in the 95 % credible set across ancestries.", "Joint set size", nullable=False, ge=1),
        CS_PURITY,
        Column("lead_variant_id", pl.String, "Variant of the joint set with the highest PIP.", "Best variant"),
        Column("lead_pip", pl.Float64, "Its PIP across ancestries.", "Joint best PIP", ge=0, le=1.0001),
        *POSTERIORS, *_matched("GTOP"), *_matched("GTEx"),
        Column("smallest", pl.Boolean, "Whether it is the gene's smallest joint set in the tissue, the first of several.", "Smallest of the gene"),
    ),
    sort_by=("tissue", "gene_id", "cs_id"), subject="Fine-mapping",
)

TABLES = (CREDIBLE_SET_VARIANTS, CREDIBLE_SETS, CREDIBLE_SET_COUNTS, CREDIBLE_SET_COMPARISON)

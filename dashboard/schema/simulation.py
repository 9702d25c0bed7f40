"""What only a simulated release has: the truth behind its numbers."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import GENE_ID, QTL_TYPES, TISSUE, VARIANT_CLASS, VARIANT_ID, key, plain

SIMULATION_TRUTH = Table(
    "simulation_truth", "The causal variants of a simulated release; a gene without any has one row without a variant.",
    (
        Column("cohort", pl.String, "Cohort the effect is in; null for effects on traits.", "Cohort", key=True),
        key(GENE_ID), key(VARIANT_ID), TISSUE,
        Column("qtl_type", pl.String, "What the variant changes; null for effects on traits.", "QTL type", key=True, allowed=QTL_TYPES),
        Column("gwas_id", pl.String, "GWAS of the trait the variant changes; null for effects on phenotypes.", "GWAS", key=True),
        plain(VARIANT_CLASS),
        Column("causal", pl.Boolean, "Whether the variant has an effect here; false where the gene, or the tissue, has none.", "Causal"),
        Column("pattern", pl.String, "How the effect varies over tissues (shared, graded, specific, opposite); of a trait, which "
               "QTL type shares the cause, or distinct or none.", "Pattern"),
        Column("true_slope", pl.Float64, "Effect in SD of the phenotype per ALT allele or repeat unit, as regression would "
               "find it in endless data.", "True slope", unit="SD per ALT allele", format="signed"),
        Column("true_log2_afc", pl.Float64, "log2 allelic fold change put in; null for repeats and splicing.", "True log2 aFC", format="signed"),
    ),
    sort_by=("gene_id", "variant_id", "tissue"), subject="Simulation", null_keys=True,
)

TABLES = (SIMULATION_TRUTH,)

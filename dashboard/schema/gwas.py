"""GWAS brought in by a user: the studies, and every variant's association with its effect allele."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import CHROMOSOME, VARIANT_ID, key

TRAIT_TYPES = ("quantitative", "case_control")
GWAS_ID = Column("gwas_id", pl.String, "Short name of the imported GWAS; text, even where it looks like a number (070).", "GWAS", key=True)

GWAS_STUDIES = Table(
    "gwas_studies", "GWAS that were imported with full statistics, and how their variants fit the release's.",
    (
        GWAS_ID,
        Column("trait", pl.String, "Trait, as given at import.", "Trait", nullable=False),
        Column("trait_type", pl.String, "Whether effects are of a quantitative trait or log odds ratios.", "Type", nullable=False, allowed=TRAIT_TYPES),
        Column("n", pl.Int64, "Individuals: the largest number over the variants.", "n", ge=1),
        Column("sd_y", pl.Float64, "SD of a quantitative trait on the scale of the effects, estimated from their errors, frequencies and n.", "SD of trait", ge=0),
        Column("genome_build", pl.String, "Build of the positions, as the file or the user says.", "Build"),
        Column("n_variants", pl.Int64, "Variants with effect and standard error.", "Variants", ge=0),
        Column("n_shared", pl.Int64, "Of them, variants that the release has at the same position with the same alleles.", "Shared", ge=0),
        Column("n_flipped", pl.Int64, "Of the shared, those whose effect was turned to the release's ALT allele.", "Flipped", ge=0),
        Column("n_ambiguous", pl.Int64, "Palindromic variants left out because their strand cannot be told.", "Ambiguous", ge=0),
    ),
    sort_by=("gwas_id",), subject="Disease",
)
GWAS_ASSOCIATIONS = Table(
    "gwas_associations", "Every variant of the imported GWAS; effects are per effect allele, which is the release's ALT where it has the variant.",
    (
        key(CHROMOSOME), GWAS_ID, key(VARIANT_ID),
        Column("position", pl.Int64, "Position on the chromosome, 1-based, in the release's build.", "Position", unit="bp", nullable=False, ge=1, format="position"),
        Column("effect_allele", pl.String, "Allele the effect belongs to.", "Effect allele", nullable=False),
        Column("other_allele", pl.String, "The other allele.", "Other allele", nullable=False),
        Column("beta", pl.Float64, "Effect per effect allele: in units of the trait, or the log odds ratio.", "Effect", nullable=False, format="signed"),
        Column("se", pl.Float64, "Standard error of the effect.", "SE", nullable=False, ge=0),
        Column("neglog10_p", pl.Float64, "−log10 of the p-value.", "−log₁₀ p", ge=0),
        Column("af", pl.Float64, "Frequency of the effect allele in the GWAS.", "Frequency", ge=0, le=1),
        Column("n", pl.Int64, "Individuals, where given per variant.", "n", ge=0),
    ),
    sort_by=("gwas_id", "position", "variant_id"), partition_by="chromosome", subject="Disease", flagged=True, unique_key=False,
)

TABLES = (GWAS_STUDIES, GWAS_ASSOCIATIONS)

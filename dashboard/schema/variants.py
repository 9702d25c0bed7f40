"""Variants themselves: counts by technology, structural variants, consequences."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import CHROMOSOME, DONOR_ID, VARIANT_ID, key

VARIANT_MEASURES: dict[str, str] = {
    "per_genome": "Variants (n) of one genome (sample_id) by type and technology.",
    "shared_between_technologies": "Variants (n) by type and technology, found by it alone or by both (category).",
    "downsampling": "Variants (n) called when coverage is reduced to the category; for small variants a coverage, for "
    "tandem repeats a share of the reads of one genome.",
    "downsampling_known": "Of those (total), variants (n) that are in reference databases.",
    "reported_elsewhere": "Structural variants (n, proportion) compared with another data set (category): Reported ones, "
    "and by type those that are not.",
}
"""What the table `variant_counts` counts, by the value of `measure`."""

VARIANT_COUNTS = Table(
    "variant_counts", "Numbers of variants per genome, class and sequencing technology.",
    (
        Column("measure", pl.String, "What is counted, as per_genome or shared_between_technologies.", "Measure", key=True),
        Column("variant_type", pl.String, "Type of variant.", "Type", key=True),
        Column("technology", pl.String, "Sequencing technology.", "Technology", key=True),
        Column("sample_id", pl.String, "Genome, where the count is of one.", "Sample", key=True),
        Column("category", pl.String, "Class within the measure.", "Category", key=True),
        Column("n", pl.Float64, "Count.", "n", ge=0, format="integer"),
        Column("total", pl.Float64, "What it is part of.", "Total", ge=0, format="integer"),
        Column("proportion", pl.Float64, "Share.", "Share", ge=0, le=1, format="percent"),
    ),
    sort_by=("measure", "variant_type", "technology"), subject="Variants", null_keys=True,
)
STRUCTURAL_VARIANTS = Table(
    "structural_variants", "Structural variants with their length.",
    (
        key(VARIANT_ID),
        Column("sv_type", pl.String, "Type, as DEL or INS.", "Type", nullable=False),
        Column("technology", pl.String, "Technology that called it.", "Technology", key=True),
        Column("length", pl.Int64, "Length; negative for deletions, as in the source.", "Length", unit="bp", format="signed"),
        Column("chromosome", pl.String, "Chromosome, from the id.", "Chromosome"),
        Column("position", pl.Int64, "Position from the id, 1-based.", "Position", unit="bp", ge=1, format="position"),
    ),
    sort_by=("technology", "sv_type"), subject="Variants", unique_key=False,
)
VARIANT_CONSEQUENCES = Table(
    "variant_consequences", "Variants by most severe consequence.",
    (
        Column("source", pl.String, "Published set: all_variants, structural_variants or tandem_repeats (by unit length).", "Source", key=True),
        Column("variant_type", pl.String, "Class or type of variant.", "Type", key=True),
        Column("consequence", pl.String, "Most severe consequence.", "Consequence", key=True),
        Column("consequence_group", pl.String, "Coarser class the source puts the consequence in.", "Group"),
        Column("n", pl.Int64, "Variants.", "n", ge=0),
        Column("total", pl.Int64, "All variants of the type.", "Total", ge=0),
        Column("proportion", pl.Float64, "Share of the type.", "Share", ge=0, le=1, format="percent"),
    ),
    sort_by=("source", "variant_type", "consequence"), subject="Variants",
)
GENOTYPE_DOSAGES = Table(
    "genotype_dosages", "Genotypes of the donors at leads, variants in credible sets, causal variants and those of named loci.",
    (
        key(VARIANT_ID), key(DONOR_ID),
        Column("dosage", pl.Float32, "Copies of the ALT allele; for tandem repeats repeat units, the mean of the two alleles.",
               "Dosage", ge=0),
    ),
    sort_by=("variant_id", "donor_id"), subject="Variants",
)
LD = Table(
    "ld", "Linkage disequilibrium between variants of the same locus, among the atlas's donors; pairs with r² below 0.05 are "
    "left out.",
    (
        key(VARIANT_ID),
        Column("other_variant_id", pl.String, "The other variant.", "Other variant", key=True),
        CHROMOSOME,
        Column("r2", pl.Float32, "Squared correlation of dosages.", "r²", ge=0, le=1.0001),
    ),
    sort_by=("variant_id", "other_variant_id"), subject="Variants",
)

TABLES = (VARIANT_COUNTS, STRUCTURAL_VARIANTS, VARIANT_CONSEQUENCES, GENOTYPE_DOSAGES, LD)

"""QTL associations: leads, nominal results, tagging, replication, repeats and individual data."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    AF,
    ALT,
    CHROMOSOME,
    DONOR_ID,
    GENE_ID,
    GENE_SYMBOL,
    GENE_VERSION,
    PHENOTYPE_ID,
    POSITION,
    PVAL_NOMINAL,
    QTL_TYPE,
    REF,
    SLOPE,
    SLOPE_SE,
    TISSUE,
    TSS_DISTANCE,
    VARIANT_CLASS,
    VARIANT_ID,
    key,
    named,
    plain,
)

LEAD_ASSOCIATIONS = Table(
    "lead_associations", "The most significant variant of each class for each phenotype, tissue and QTL type.",
    (
        TISSUE, QTL_TYPE, VARIANT_CLASS, PHENOTYPE_ID, GENE_ID, GENE_VERSION, GENE_SYMBOL, VARIANT_ID, CHROMOSOME,
        POSITION, REF, ALT, TSS_DISTANCE,
        Column("n_variants", pl.Int32, "Variants of the class tested for the phenotype.", "Variants tested", ge=0),
        AF, PVAL_NOMINAL,
        Column("pval_beta", pl.Float64, "Permutation p-value of the phenotype, by the beta approximation.", "p (beta)",
               ge=0, le=1, format="p_value"),
        Column("qval", pl.Float64, "q-value of the phenotype.", "q", ge=0, le=1, format="p_value"),
        Column("pval_nominal_threshold", pl.Float64, "Nominal p-value below which the phenotype's associations are "
               "significant at 5 % FDR.", "p threshold", ge=0, le=1, format="p_value"),
        Column("significant", pl.Boolean, "Whether pval_nominal is below pval_nominal_threshold.", "Significant"),
        Column("shared_tissues", pl.String, "All tissues in which the gene has a significant lead of this QTL type and class, "
               "joined by semicolons; derived at import.", "Shared by tissues"),
        Column("n_shared_tissues", pl.Int16, "How many these are.", "Tissues sharing it", ge=0),
        SLOPE, SLOPE_SE,
        Column("log2_afc", pl.Float64, "log2 allelic fold change, ALT against REF.", "log2 aFC", format="signed"),
        Column("log2_afc_lower", pl.Float64, "Lower end of its 95 % interval.", "log2 aFC, lower", format="signed"),
        Column("log2_afc_upper", pl.Float64, "Upper end of its 95 % interval.", "log2 aFC, upper", format="signed"),
    ),
    sort_by=("tissue", "qtl_type", "variant_class", "pval_nominal"), subject="QTLs", flagged=True,
)
NOMINAL_ASSOCIATIONS = Table(
    "nominal_associations", "Every tested variant–phenotype pair.",
    (
        key(CHROMOSOME), TISSUE, QTL_TYPE, VARIANT_CLASS, PHENOTYPE_ID, GENE_ID, key(VARIANT_ID), POSITION, REF, ALT,
        TSS_DISTANCE, AF,
        Column("neglog10_p", pl.Float32, "−log10 of the nominal p-value.", "−log₁₀ p", ge=0),
        Column("slope", pl.Float32, SLOPE.help, "Slope", unit=SLOPE.unit, format="signed"),
        Column("slope_se", pl.Float32, SLOPE_SE.help, "SE of slope", unit=SLOPE.unit, ge=0),
    ),
    sort_by=("phenotype_id", "tissue", "position"), partition_by="chromosome", subject="QTLs", unique_key=False,
)
TAGGING = Table(
    "tagging", "For each SV- or TR-QTL, how well the best small variant tags it.",
    (
        key(VARIANT_ID), key(GENE_ID), TISSUE, QTL_TYPE, VARIANT_CLASS, GENE_VERSION, TSS_DISTANCE, PVAL_NOMINAL,
        Column("r2", pl.Float64, "Largest squared correlation with a small variant nearby.", "r²", ge=0, le=1.0001),
    ),
    sort_by=("variant_class", "qtl_type", "tissue"), subject="QTLs", flagged=True, unique_key=False,
)
EFFECT_REPLICATION = Table(
    "effect_replication", "One effect in two cohorts or two tissues, or by two methods.",
    (
        Column("comparison", pl.String, "What is compared, as GTOP_GTEx or pancreas_sites.", "Comparison", key=True),
        key(GENE_ID), key(VARIANT_ID), TISSUE,
        Column("other_cohort", pl.String, "Where the other effect comes from.", "Other cohort", key=True),
        Column("other_tissue", pl.String, "Tissue of the other effect.", "Other tissue", key=True),
        SLOPE, PVAL_NOMINAL,
        named(SLOPE, "other_slope", "Effect in the other cohort, tissue or method.", "Other slope"),
        named(PVAL_NOMINAL, "other_pval_nominal", "Nominal p-value there.", "Other p"),
        Column("scale", pl.String, "Scale of the two effects.", "Scale"),
    ),
    sort_by=("comparison", "tissue", "other_tissue"), subject="QTLs", flagged=True, unique_key=False,
)
REPLICATION_CORRELATIONS = Table(
    "replication_correlations", "Correlation of effects between pairs of tissues (r_b, corrected for estimation error).",
    (
        Column("comparison", pl.String, "What is compared, as GTOP_GTEx or within_GTOP.", "Comparison", key=True),
        TISSUE,
        Column("other_tissue", pl.String, "The other tissue.", "Other tissue", key=True),
        Column("r_b", pl.Float64, "Correlation of true effects; Pearson's r of the estimates where the comparison ends "
               "in _pearson.", "r_b", ge=-1.5, le=1.5),
        Column("r_b_se", pl.Float64, "Standard error of r_b.", "SE", ge=0),
        Column("n_genes", pl.Int32, "Gene–variant pairs compared.", "n", ge=0),
    ),
    sort_by=("comparison", "tissue", "other_tissue"), subject="QTLs",
)
TSS_DISTANCES = Table(
    "tss_distances", "Distance to the transcription start of fine-mapped eQTLs, and of random pairs.",
    (
        VARIANT_CLASS, key(GENE_ID), key(VARIANT_ID),
        Column("tag_group", pl.String, "Group as the source names it: all, gt03, gt08 (fine-mapped; it "
               "does not define them, by their names PIP above 0.3 and 0.8) or random pairs.", "Group", key=True),
        TSS_DISTANCE,
    ),
    sort_by=("variant_class", "tag_group"), subject="QTLs", unique_key=False,
)
TANDEM_REPEATS = Table(
    "tandem_repeats", "Tandem repeats in which expansions are known to cause disease.",
    (
        Column("repeat_id", pl.String, "Id of the repeat: chromosome, start, end, repeat unit.", "Repeat", key=True),
        GENE_SYMBOL, CHROMOSOME,
        Column("start", pl.Int64, "Start as in the source's BED line, 0-based.", "Start", unit="bp", ge=0, format="position"),
        Column("end", pl.Int64, "End as in the source's BED line, exclusive.", "End", unit="bp", ge=1, format="position"),
        Column("motifs", pl.String, "Repeat units, separated by commas.", "Repeat unit"),
        Column("structure", pl.String, "Structure of the locus.", "Structure"),
        Column("gene_region", pl.String, "Part of the gene the repeat lies in.", "Region"),
    ),
    sort_by=("chromosome", "start"), subject="Repeats and structural variants",
)
TANDEM_REPEAT_ASSOCIATIONS = Table(
    "tandem_repeat_associations", "Associations of disease-related repeats with nearby phenotypes.",
    (
        TISSUE, QTL_TYPE, PHENOTYPE_ID, key(VARIANT_ID),
        Column("repeat_id", pl.String, "Id of the repeat in tandem_repeats.", "Repeat"),
        Column("repeat_gene", pl.String, "Gene the repeat is named after.", "Repeat gene"),
        GENE_ID, GENE_VERSION, GENE_SYMBOL, TSS_DISTANCE, PVAL_NOMINAL, SLOPE, SLOPE_SE,
    ),
    sort_by=("pval_nominal",), subject="Repeats and structural variants", flagged=True, unique_key=False,
)
TANDEM_REPEAT_DOSAGES = Table(
    "tandem_repeat_dosages", "Repeat units of each donor at disease-related repeats.",
    (
        Column("repeat_id", pl.String, "Id of the repeat, or its chromosome_start_end.", "Repeat", key=True),
        key(DONOR_ID),
        Column("technology", pl.String, "Genome the count comes from.", "Technology", key=True, allowed=("long_read", "short_read")),
        Column("dosage", pl.Float64, "Repeat units, the mean of the two alleles.", "Repeat units", ge=0),
        GENE_SYMBOL,
        Column("gene_region", pl.String, "Part of the gene the repeat lies in.", "Region"),
    ),
    sort_by=("repeat_id", "technology", "donor_id"), subject="Repeats and structural variants", flagged=True, unique_key=False,
)
GENOTYPE_PHENOTYPES = Table(
    "genotype_phenotypes", "Genotype or repeat dosage against phenotype, one row per person.",
    (
        Column("example", pl.String, "Name of the published example.", "Example", key=True),
        Column("sample_id", pl.String, "Person, as the source names them; a row number where it does not.", "Sample", key=True),
        Column("cohort", pl.String, "Cohort of the person.", "Cohort", key=True),
        plain(TISSUE), plain(QTL_TYPE), plain(VARIANT_CLASS), plain(PHENOTYPE_ID), GENE_ID, GENE_SYMBOL, VARIANT_ID,
        Column("dosage", pl.Float64, "Copies of the ALT allele, or repeat units.", "Dosage", ge=0),
        Column("genotype", pl.String, "Genotype as the source writes it.", "Genotype"),
        Column("phenotype", pl.Float64, "Normalised phenotype.", "Phenotype", unit="SD"),
    ),
    sort_by=("example", "cohort", "sample_id"), subject="QTLs", null_keys=True,
)
TISSUE_SHARING = Table(
    "tissue_sharing", "How QTL effects are shared between tissues (mash), pairwise or by number of tissues.",
    (
        Column("measure", pl.String, "What is counted: pairwise_sharing, tissues_shared, tissue_specific, tss_distance.",
               "Measure", key=True),
        Column("group", pl.String, "QTL type or variant class, as the source groups it.", "Group", key=True),
        TISSUE,
        Column("other_tissue", pl.String, "The other tissue of a pair.", "Other tissue", key=True),
        Column("n_tissues", pl.Int16, "Number of tissues in which the effect is shared.", "Tissues", key=True, ge=0),
        Column("value", pl.Float64, "The measure.", "Value"),
        Column("n", pl.Int64, "QTLs counted.", "n", ge=0),
        Column("total", pl.Int64, "QTLs in all.", "Total", ge=0),
        Column("value_lower", pl.Float64, "Lower end of the value's interval, as published.", "Lower"),
        Column("value_upper", pl.Float64, "Upper end of the value's interval, as published.", "Upper"),
    ),
    sort_by=("measure", "group", "tissue"), subject="QTLs", null_keys=True,
)
SET_MEMBERSHIP = Table(
    "set_membership", "Sets of genes published for Venn diagrams.",
    (
        Column("collection", pl.String, "The published diagram.", "Collection", key=True),
        Column("set_name", pl.String, "The set within it.", "Set", key=True),
        Column("member", pl.String, "A member of the set.", "Member", key=True),
        Column("n", pl.Int32, "How often the source lists the member.", "Times listed", ge=1),
    ),
    sort_by=("collection", "set_name", "member"), subject="QTLs",
)

TABLES = (
    LEAD_ASSOCIATIONS, NOMINAL_ASSOCIATIONS, TAGGING, EFFECT_REPLICATION, REPLICATION_CORRELATIONS, TSS_DISTANCES,
    TANDEM_REPEATS, TANDEM_REPEAT_ASSOCIATIONS, TANDEM_REPEAT_DOSAGES, GENOTYPE_PHENOTYPES, TISSUE_SHARING, SET_MEMBERSHIP,
)

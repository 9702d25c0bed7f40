"""Population structure: principal components, admixture, kinship, frequencies, heterogeneous effects."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    ALT,
    CHROMOSOME,
    GENE_ID,
    GENE_SYMBOL,
    GENE_VERSION,
    POSITION,
    PVAL_NOMINAL,
    REF,
    SAMPLE_ID,
    SLOPE,
    SLOPE_SE,
    TISSUE,
    VARIANT_ID,
    key,
)

SUPERPOPULATIONS = ("AFR", "AMR", "EAS", "EUR", "SAS")
ANALYSES: dict[str, str] = {
    "global": "GTOP, GTEx and all of the 1000 Genomes Project.",
    "east_asian": "GTOP, the East Asians of the 1000 Genomes Project and those GTEx donors who lie among them.",
    "gtop": "The 160 GTOP donors alone; the variance of its components only.",
}
"""Projections of the GTOP release; other imports bring their own names."""
ANALYSIS = Column("analysis", pl.String, "Projection: global, east_asian, gtop (its donors alone), or an import's own name.", "Projection", key=True)
N_PCS = 20
FREQUENCY_SOURCES: dict[str, str] = {
    "fine_mapped_eqtls": "Fine-mapped eQTL variants: frequency classes in the other continental groups.",
    "fine_mapped_eqtls_rare_elsewhere": "Fine-mapped eQTL variants that are rare or unobserved in at least one group: their frequency classes.",
    "fine_mapped_sqtls": "Fine-mapped sQTL variants: frequency classes in the other continental groups.",
    "gtop_and_european": "Fine-mapped eQTL variants: frequency in GTOP and in Europeans; the group says how common there.",
    "disease_related": "Disease-related frequency-differentiated variants: frequency in GTOP and in each other group, with "
    "a p-value per group whose test the source does not name.",
}
"""Published sets of the table `allele_frequencies`, by the value of `source`."""
POPULATION_MEASURES: dict[str, str] = {
    "independent_signals": "Genes (value) with so many independent fine-mapped signals (subcategory; 7 stands for 7 or more), "
    "by QTL type (category).",
    "rare_share_by_difference": "Share (value, %) of fine-mapped variants that are rare or unobserved in Europeans "
    "(subcategory), by difference in frequency (category).",
    "fd_qtl_genes": "Genes (value) with a frequency-differentiated QTL per tissue, variant rare or unobserved in Europeans (category).",
    "fd_qtl_gene_tissues": "Genes (value) by the number of tissues (subcategory) in which they have such a QTL.",
    "he_qtls": "Heterogeneous-effect QTLs (value) per tissue.",
    "he_qtls_and_egenes": "Two numbers per tissue (category): heterogeneous-effect QTLs, eGenes.",
    "gtex_support": "eGenes (value, of total) per tissue by what GTEx knows of them (category).",
    "difference_by_direction": "Fine-mapped eQTLs (value, of total) by direction (category) and size (subcategory) of the "
    "difference in frequency; the sizes do not overlap, each ends where the next begins.",
    "difference_by_commonness": "Fine-mapped eQTLs (value) rare or unobserved in Europeans (category) by size of the difference (subcategory).",
    "selection_qtls": "QTL variants and genes (subcategory) per tissue under positive selection or of archaic origin (category).",
}
"""What the table `population_counts` counts, by the value of `measure`."""

GENOTYPE_PCS = Table(
    "genotype_pcs", "Joint principal components of genotypes; the sign of an axis is arbitrary.",
    (
        ANALYSIS, SAMPLE_ID,
        Column("cohort", pl.String, "Cohort, as GTOP, GTEx or 1000 Genomes.", "Cohort", nullable=False),
        Column("resources", pl.List(pl.String), "Expression resources the individual, or for AFGR the population, belongs to.", "Resources"),
        Column("population", pl.String, "Population code, where the source has one.", "Population"),
        Column("superpopulation", pl.String, "Continental group of the 1000 Genomes Project, where known.", "Superpopulation", allowed=SUPERPOPULATIONS),
        *(Column(f"pc{i}", pl.Float64, f"Score on component {i}.", f"PC{i}") for i in range(1, N_PCS + 1)),
    ),
    sort_by=("analysis", "cohort", "superpopulation", "population", "sample_id"), subject="Populations",
)
PC_VARIANCE = Table(
    "pc_variance", "Variance along each principal component.",
    (
        ANALYSIS,
        Column("pc", pl.Int16, "Component, from 1.", "PC", key=True, ge=1),
        Column("proportion", pl.Float64, "Share of the variance.", "Variance", ge=0, le=1, format="percent"),
        Column("sd", pl.Float64, "Standard deviation of the samples' scores along the component.", "SD", ge=0),
        Column("eigenvalue", pl.Float64, "Eigenvalue, where the source gives it.", "Eigenvalue"),
        Column("basis", pl.String, "Where the share comes from, as of all components, or as printed on the published axis.", "Basis"),
    ),
    sort_by=("analysis", "pc"), subject="Populations",
)
ADMIXTURE = Table(
    "admixture", "Ancestry proportions (ADMIXTURE); components have no names of their own.",
    (
        SAMPLE_ID,
        Column("k", pl.Int16, "Number of ancestral components assumed.", "K", key=True, ge=1),
        Column("component", pl.Int16, "Component, from 1.", "Component", key=True, ge=1),
        Column("population", pl.String, "Population code.", "Population"),
        Column("cohort", pl.String, "Cohort.", "Cohort"),
        Column("superpopulation", pl.String, "Continental group, where known.", "Superpopulation", allowed=SUPERPOPULATIONS),
        Column("proportion", pl.Float64, "Share of the genome assigned to the component.", "Share", ge=0, le=1.0001, format="percent"),
    ),
    sort_by=("k", "cohort", "superpopulation", "population", "sample_id", "component"), subject="Populations",
)
ADMIXTURE_CV = Table(
    "admixture_cv", "Cross-validation error of ADMIXTURE; the K with the smallest error predicts best.",
    (
        Column("k", pl.Int16, "Number of components.", "K", key=True, ge=1),
        Column("cv_error", pl.Float64, "Cross-validation error.", "CV error", ge=0),
    ),
    sort_by=("k",), subject="Populations",
)
KINSHIP = Table(
    "kinship", "Relatedness of pairs of donors.",
    (
        SAMPLE_ID,
        Column("other_sample_id", pl.String, "The other donor.", "Other sample", key=True),
        Column("kinship", pl.Float64, "Kinship coefficient; 0.25 for parent and child or full sibs, negative for unrelated pairs.", "Kinship", ge=-1, le=0.5),
        Column("z0", pl.Float64, "Share of the genome with no allele identical by descent.", "Z0", ge=0, le=1.0001),
    ),
    sort_by=("sample_id", "other_sample_id"), subject="Populations",
)
ALLELE_FREQUENCIES = Table(
    "allele_frequencies", "Frequency of the same variant in several populations.",
    (
        Column("source", pl.String, "Published set the row comes from.", "Source", key=True),
        key(VARIANT_ID),
        Column("population", pl.String, "Population or cohort.", "Population", key=True),
        Column("af", pl.Float64, "Frequency of the ALT allele; null where only a class was published.", "ALT frequency", ge=0, le=1),
        Column("af_bin", pl.String, "Class of frequency as published: a threshold (0.01, 0.1, …), not a frequency.", "Frequency class"),
        Column("group", pl.String, "Group of the variant in the source.", "Group"),
        Column("proxy_variant_id", pl.String, "Variant that the source gives as proxy of this one.", "Proxy"),
        Column("pval", pl.Float64, "p-value published beside the frequency, whose test the source does not name.", "p", ge=0, le=1, format="p_value"),
    ),
    sort_by=("source", "variant_id", "population"), subject="Populations", unique_key=False, flagged=True,
)
POPULATION_EFFECTS = Table(
    "population_effects", "Effects that differ between cohorts (heterogeneous-effect QTLs).",
    (
        key(VARIANT_ID), key(GENE_ID),
        Column("cohort", pl.String, "Cohort of the z score.", "Cohort", key=True),
        TISSUE,
        Column("z", pl.Float64, "z score of the effect.", "z", format="signed"),
        Column("lfsr", pl.Float64, "Local false sign rate (mash).", "LFSR", ge=0, le=1, format="p_value"),
    ),
    sort_by=("gene_id", "variant_id", "cohort"), subject="Populations", null_keys=True, unique_key=False, flagged=True,
)
POPULATION_COUNTS = Table(
    "population_counts", "Published counts of QTLs by how they differ between populations.",
    (
        Column("measure", pl.String, "What is counted.", "Measure", key=True),
        TISSUE,
        Column("category", pl.String, "Class counted.", "Category", key=True),
        Column("subcategory", pl.String, "Class within it.", "Subcategory", key=True),
        Column("value", pl.Float64, "Count, share or ratio, as unit says.", "Value"),
        Column("total", pl.Float64, "What it is part of.", "Total", ge=0),
        Column("unit", pl.String, "Unit of the value.", "Unit"),
    ),
    sort_by=("measure", "tissue", "category"), subject="Populations", null_keys=True, unique_key=False,
)
SELECTION_SIGNALS = Table(
    "selection_signals", "Variants with signals of positive selection that are QTLs.",
    (
        key(GENE_ID), key(VARIANT_ID), GENE_VERSION, GENE_SYMBOL, CHROMOSOME, POSITION, REF, ALT,
        Column("derived_allele", pl.String, "Derived allele.", "Derived allele"),
        Column("daf_afr", pl.Float64, "Derived allele frequency, Africans.", "DAF AFR", ge=0, le=1),
        Column("daf_eur", pl.Float64, "Derived allele frequency, Europeans.", "DAF EUR", ge=0, le=1),
        Column("daf_eas", pl.Float64, "Derived allele frequency, East Asians.", "DAF EAS", ge=0, le=1),
        Column("cms", pl.Float64, "Composite of multiple signals.", "CMS"),
        Column("maf_gtop", pl.Float64, "Minor allele frequency in GTOP.", "MAF GTOP", ge=0, le=1),
        Column("maf_gtex", pl.Float64, "Minor allele frequency in GTEx.", "MAF GTEx", ge=0, le=1),
        PVAL_NOMINAL, SLOPE, SLOPE_SE,
        Column("n", pl.Int32, "Samples.", "n", ge=0),
    ),
    sort_by=("gene_id", "position"), subject="Populations", unique_key=False,
)

TABLES = (
    GENOTYPE_PCS, PC_VARIANCE, ADMIXTURE, ADMIXTURE_CV, KINSHIP, ALLELE_FREQUENCIES, POPULATION_EFFECTS,
    POPULATION_COUNTS, SELECTION_SIGNALS,
)

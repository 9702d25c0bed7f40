"""Named loci, colocalization, SMR and functional enrichment."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    CHROMOSOME,
    CI_LOWER,
    CI_UPPER,
    GENE_ID,
    GENE_SYMBOL,
    GENE_VERSION,
    PHENOTYPE_ID,
    PIP,
    POSITION,
    QTL_TYPE,
    TISSUE,
    VARIANT_CLASS,
    VARIANT_ID,
    key,
    plain,
)

GWAS_ID = Column("gwas_id", pl.String, "Identifier of the GWAS; text, even where it looks like a number (070).", "GWAS", key=True)
TRAIT = Column("trait", pl.String, "Disease or trait.", "Trait")
TRAIT_CLASS = Column("trait_class", pl.String, "Class of the trait, as the source groups it.", "Trait class")
LOCUS = Column("locus", pl.String, "Region analysed, chromosome:start-end.", "Locus", key=True)


def _posterior(hypothesis: int, meaning: str) -> Column:
    return Column(f"pp_h{hypothesis}", pl.Float64, f"Posterior probability of H{hypothesis}: {meaning}.", f"PP.H{hypothesis}", ge=0, le=1.0001)


LOCI = Table(
    "loci", "Named regional examples with full statistics.",
    (
        Column("locus_id", pl.String, "Short name of the locus.", "Locus", key=True),
        Column("title", pl.String, "What the locus shows.", "Title", nullable=False),
        CHROMOSOME,
        Column("start", pl.Int64, "First position with statistics, 1-based; null where positions are not published.", "Start", unit="bp", ge=1, format="position"),
        Column("end", pl.Int64, "Last position with statistics, inclusive.", "End", unit="bp", ge=1, format="position"),
        Column("gene_symbol", pl.String, "Gene the example is about.", "Gene"),
        plain(TISSUE), TRAIT,
        Column("genome_build", pl.String, "Build of the positions.", "Build"),
        Column("figure", pl.String, "Published panel.", "Figure"),
    ),
    sort_by=("locus_id",), subject="Disease",
)
LOCUS_ASSOCIATIONS = Table(
    "locus_associations", "Statistics of every variant in the named loci, one track per data set.",
    (
        Column("locus_id", pl.String, "Locus the row belongs to.", "Locus", key=True),
        Column("track", pl.String, "Track, as GWAS, SNV-eQTL, SV-eQTL or PIP.", "Track", key=True),
        key(VARIANT_ID), CHROMOSOME, POSITION,
        Column("pval", pl.Float64, "p-value.", "p", ge=0, le=1, format="p_value"),
        Column("beta", pl.Float64, "Effect; the allele it belongs to is not published.", "Effect", format="signed"),
        Column("se", pl.Float64, "Standard error of the effect.", "SE", ge=0),
        PIP,
        Column("cs_id", pl.String, "Credible set the variant belongs to.", "Credible set"),
    ),
    sort_by=("locus_id", "track", "position"), subject="Disease", unique_key=False, flagged=True,
)
COLOCALIZATIONS = Table(
    "colocalizations", "Colocalization of GWAS and QTL signals (coloc); only PP.H4 ≥ 0.8 was published, so an absent "
    "pair is not reported, never negative.",
    (
        GWAS_ID, TRAIT, TRAIT_CLASS, LOCUS, QTL_TYPE, TISSUE, PHENOTYPE_ID, GENE_ID, GENE_VERSION, GENE_SYMBOL,
        Column("n_variants", pl.Int32, "Variants shared by both data sets.", "Shared variants", ge=0),
        Column("gwas_sentinel", pl.String, "Lead variant of the GWAS locus.", "GWAS sentinel"),
        Column("gwas_hit", pl.String, "GWAS variant of the credible-set pair.", "GWAS hit"),
        Column("gwas_beta", pl.Float64, "GWAS effect of that variant; the effect allele is not published.", "GWAS effect", format="signed"),
        Column("gwas_pval", pl.Float64, "GWAS p-value; 0 means below the smallest number the source could hold.", "GWAS p", ge=0, le=1, format="p_value"),
        Column("qtl_hit", pl.String, "QTL variant of the credible-set pair.", "QTL hit"),
        Column("qtl_beta", pl.Float64, "QTL slope of that variant.", "QTL slope", format="signed"),
        Column("qtl_pval", pl.Float64, "QTL p-value.", "QTL p", ge=0, le=1, format="p_value"),
        _posterior(0, "no association with either"), _posterior(1, "association with the GWAS trait only"),
        _posterior(2, "association with the QTL only"), _posterior(3, "association with both, by different variants"),
        _posterior(4, "association with both, by one shared variant"),
    ),
    sort_by=("trait_class", "trait", "pp_h4"), subject="Disease", flagged=True, unique_key=False,
)
SMR = Table(
    "smr", "Summary-data-based Mendelian randomization and HEIDI.",
    (
        GWAS_ID, TRAIT, TRAIT_CLASS, LOCUS, QTL_TYPE, TISSUE, PHENOTYPE_ID, GENE_ID, GENE_VERSION, GENE_SYMBOL,
        Column("top_variant", pl.String, "Instrument: the top QTL variant.", "Top variant"),
        Column("gwas_pval", pl.Float64, "GWAS p-value of the top variant.", "GWAS p", ge=0, le=1, format="p_value"),
        Column("qtl_pval", pl.Float64, "QTL p-value of the top variant; null where the source repeats the GWAS's.", "QTL p", ge=0, le=1, format="p_value"),
        Column("pval_smr", pl.Float64, "p-value of SMR.", "p (SMR)", ge=0, le=1, format="p_value"),
        Column("pval_heidi", pl.Float64, "p-value of HEIDI; small values speak for linkage, not one shared variant.", "p (HEIDI)", ge=0, le=1, format="p_value"),
    ),
    sort_by=("trait_class", "trait", "pval_smr"), subject="Disease", flagged=True, unique_key=False,
)
GWAS_TRAITS = Table(
    "gwas_traits", "GWAS and the traits they are grouped under.",
    (
        GWAS_ID,
        Column("trait", pl.String, "Trait as the source names it.", "Trait"),
        Column("combined_trait", pl.String, "Trait several GWAS are combined under.", "Combined trait"),
    ),
    sort_by=("gwas_id",), subject="Disease",
)
COLOCALIZATION_COUNTS = Table(
    "colocalization_counts", "Published counts and shares of loci explained by QTLs.",
    (
        Column("measure", pl.String, "What is counted: loci_by_trait, loci_by_trait_class, shared_with_other_atlas, variants_tested, "
               "population_specific.", "Measure", key=True),
        Column("gwas_id", pl.String, "GWAS, where the count is of one.", "GWAS", key=True),
        TRAIT_CLASS,
        Column("category", pl.String, "The class counted, as a QTL type or an atlas.", "Category", key=True),
        Column("subcategory", pl.String, "The class within it.", "Subcategory", key=True),
        Column("value", pl.Float64, "Count, or share in percent.", "Value"),
        Column("total", pl.Float64, "What the value is part of.", "Total"),
        Column("unit", pl.String, "count or percent.", "Unit", nullable=False, allowed=("count", "percent")),
    ),
    sort_by=("measure", "gwas_id", "category"), subject="Disease", null_keys=True,
)
ENRICHMENTS = Table(
    "enrichments", "Functional enrichment of QTLs; the scale column says what an estimate is.",
    (
        Column("source", pl.String, "Analysis the row comes from.", "Analysis", key=True),
        Column("qtl_type", pl.String, QTL_TYPE.help, "QTL type", key=True),
        Column("variant_class", pl.String, VARIANT_CLASS.help, "Class", key=True),
        Column("feature", pl.String, "Annotation, motif, protein or score tested.", "Feature", key=True),
        TISSUE,
        Column("threshold", pl.Float64, "Threshold or bin the row belongs to, where there are several.", "Threshold", key=True),
        Column("estimate", pl.Float64, "Estimate, on the scale named.", "Estimate"),
        Column("scale", pl.String, "Scale of the estimate.", "Scale", nullable=False,
               allowed=("odds_ratio", "log2_fold", "fold", "proportion", "mean_effect", "mean_score")),
        Column("se", pl.Float64, "Standard error or deviation of the estimate.", "SE", ge=0),
        CI_LOWER, CI_UPPER,
        Column("pval", pl.Float64, "p-value.", "p", ge=0, le=1, format="p_value"),
        Column("padj", pl.Float64, "p-value adjusted for multiple testing, as the source did.", "Adjusted p", ge=0, le=1, format="p_value"),
        Column("n", pl.Int64, "QTLs with the feature.", "n", ge=0),
        Column("total", pl.Int64, "What they are compared with: all with the feature.", "Total", ge=0),
    ),
    sort_by=("source", "qtl_type", "feature", "tissue"), subject="Annotation", null_keys=True, flagged=True, unique_key=False,
)

TABLES = (LOCI, LOCUS_ASSOCIATIONS, COLOCALIZATIONS, SMR, GWAS_TRAITS, COLOCALIZATION_COUNTS, ENRICHMENTS)

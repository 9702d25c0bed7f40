"""Allele frequencies and effects that differ between populations, and QTLs under selection."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows
from dashboard.ingest.gtop.identifiers import gene_columns
from dashboard.ingest.gtop.spellings import tissue_key
from dashboard.ingest.steps import Built, Loaded, Step, Unused

RARE_EQTLS = "Figure_4/input/Fig4a.txt"
EQTLS = "Extended_Figures/input/Extended_fig6b_data.txt"
SQTLS = "Extended_Figures/input/Extended_fig6c_data.txt"
EUROPEANS = "Figure_4/input/Fig4b.txt"
DISEASE = "Supp_Figures/input/supp_fig28b_data.txt"
EFFECTS = "Figure_4/input/Fig4g.txt"
SELECTION = "Supp_Figures/input/supp_fig27c_data.txt"
SELECTION_SETS = "Supp_Figures/input/supp_fig27b_data.RDS"
FD_GENE_SETS = "Extended_Figures/input/Extended_fig6e_data.RDS"

RARE_SHARE = "Figure_4/input/Fig4c.txt"
FD_GENES = "Figure_4/input/Fig4d.txt"
HE_QTLS = "Figure_4/input/Fig4f.txt"
SIGNALS = "Extended_Figures/input/Extended_fig6a_data.txt"
GTEX_SUPPORT = "Extended_Figures/input/Extended_fig6d.txt"
FD_TISSUES = "Extended_Figures/input/Extended_fig6e_data.txt"
HE_AND_EGENES = "Extended_Figures/input/Extended_fig6f_data.txt"
BY_DIRECTION = "Supp_Figures/input/supp_fig25a_data.txt"
BY_COMMONNESS = "Supp_Figures/input/supp_fig25b_data.txt"
SELECTION_COUNTS = "Supp_Figures/input/supp_fig27a_data.txt"

CLASS_FLAG = "a class of frequency, not a frequency"
AXIS_FLAG = "the published axis calls this column 1KGP European, the file GTEx"
TISSUE_FLAG = "listed for several tissues, which the source does not name"
COMMONNESS = {"C": "common", "R": "rare", "U": "unobserved"}
EUROPEAN_CLASSES = {"EUR_rare": "rare in Europeans", "EUR_unobserved": "unobserved in Europeans"}
EVIDENCE = {"arcSNP": "archaic origin", "posSelection": "positive selection"}
SUPPORT = {
    "-_-_-": "not expressed in GTEx", "Yes_-_-": "expressed in GTEx, no eGene", "Yes_Yes_-": "eGene in GTEx, not supported",
    "Yes_Yes_Yes": "eGene in GTEx, supported",
}
SET_NAMES = {"posSelction": "positive selection", "arcSNP": "archaic origin", **EUROPEAN_CLASSES}


def build_classes(loaded: Loaded, *, path: str, source: str) -> Built:
    """Classes of frequency (0 unobserved, 0.01 and 0.1 thresholds) in four continental groups; no frequencies."""
    rows = loaded[path].unpivot(index="SNP", variable_name="population", value_name="class")
    number = pl.col("class").cast(pl.Float64)
    return Built(rows.select(
        pl.lit(source).alias("source"), pl.col("SNP").alias("variant_id"), "population",
        pl.when(number == 0).then(pl.lit("0")).otherwise(number.cast(pl.String)).alias("af_bin"), pl.lit(CLASS_FLAG).alias("flags"),
    ))


def build_europeans(loaded: Loaded) -> Built:
    """Frequency of each fine-mapped eQTL variant in GTOP and in the other cohort."""
    parts = [
        loaded[EUROPEANS].select(
            pl.lit("gtop_and_european").alias("source"), "variant_id", pl.lit(cohort).alias("population"),
            pl.col(f"af_{cohort}").alias("af"), pl.col("new_Type_GTEx").replace_strict(COMMONNESS).alias("group"),
            pl.col("variant_proxy").alias("proxy_variant_id"), pl.lit(flag, dtype=pl.String).alias("flags"),
        )
        for cohort, flag in (("GTOP", None), ("GTEx", AXIS_FLAG))
    ]
    return Built(pl.concat(parts))


def build_disease(loaded: Loaded) -> Built:
    """Frequencies of disease-related variants in GTOP, once, and in each other group with the p-value published there."""
    source, rows = pl.lit("disease_related").alias("source"), loaded[DISEASE]
    others = rows.select(
        source, pl.col("rsid").alias("variant_id"), pl.col("type").alias("population"), pl.col("af_other").alias("af"),
        pl.col("p").alias("pval"),
    )
    own = rows.select(
        source, pl.col("rsid").alias("variant_id"), pl.lit("GTOP").alias("population"), pl.col("af_GTOP").alias("af"),
    ).unique(maintain_order=True)
    return Built(pl.concat([others, own], how="diagonal"))


def build_effects(loaded: Loaded) -> Built:
    """z scores of heterogeneous-effect QTLs in GTOP and GTEx; the id holds variant and gene."""
    parts = pl.col("xQTL").str.split_exact(",", 1)
    rows = loaded[EFFECTS].select(
        parts.struct.field("field_0").alias("variant_id"), parts.struct.field("field_1").alias("gene"),
        pl.col("type1").alias("cohort"), pl.col("value").alias("z"),
    )
    frame = rows.select("variant_id", *gene_columns("gene")[:1], "cohort", "z")
    repeated = pl.struct("variant_id", "gene_id", "cohort").is_duplicated()
    return Built(frame.with_columns(flag_rows({TISSUE_FLAG: repeated})))


def build_selection(loaded: Loaded) -> Built:
    """QTL variants of the published example of positive selection, with derived-allele frequencies."""
    return Built(loaded[SELECTION].select(
        *gene_columns("phenotype_id"), "variant_id", "gene_symbol", pl.col("chr").alias("chromosome"),
        pl.col("pos").alias("position"), "ref", "alt", pl.col("DA.y").alias("derived_allele"),
        pl.col("AFR_DAF").alias("daf_afr"), pl.col("EUR_DAF").alias("daf_eur"), pl.col("EAS_DAF").alias("daf_eas"),
        pl.col("CMS_value").alias("cms"), pl.col("maf_GTOP").alias("maf_gtop"), pl.col("maf_GTEx").alias("maf_gtex"),
        pl.col("p_value").alias("pval_nominal"), pl.col("beta").alias("slope"), pl.col("se").alias("slope_se"),
        pl.col("N").alias("n"),
    ))


def build_sets(loaded: Loaded, *, path: str, collection: str) -> Built:
    """Genes of each set of a Venn diagram, with the number of times the source lists them."""
    parts = [
        members.to_frame("member").group_by("member").agg(pl.len().alias("n"))
        .with_columns(pl.lit(collection).alias("collection"), pl.lit(SET_NAMES.get(name, name)).alias("set_name"))
        for name, members in loaded[path].items()
    ]
    return Built(pl.concat(parts).sort("set_name", "member"))


def _count(
    value: str, unit: str, *, category: pl.Expr | None = None, subcategory: pl.Expr | None = None,
    tissue: str | None = None, total: str | None = None,
) -> tuple[pl.Expr, ...]:
    """A reading of a table of counts: which columns hold the value, its classes, tissue and total."""
    text = pl.lit(None, dtype=pl.String)
    return (
        (tissue_key(pl.col(tissue)) if tissue else text).alias("tissue"),
        (text if category is None else category).alias("category"),
        (text if subcategory is None else subcategory).alias("subcategory"), pl.col(value).cast(pl.Float64).alias("value"),
        (pl.col(total) if total else pl.lit(None)).cast(pl.Float64).alias("total"), pl.lit(unit).alias("unit"),
    )


def build_counts(loaded: Loaded, *, path: str, measure: str, readings: tuple[tuple[pl.Expr, ...], ...]) -> Built:
    """Rows of one measure of `population_counts`, by one or several readings of the same file."""
    rows = pl.concat([loaded[path].select(reading) for reading in readings])
    return Built(rows.with_columns(pl.lit(measure).alias("measure")))


def _counts_step(path: str, measure: str, *readings: tuple[pl.Expr, ...]) -> Step:
    return Step("population_counts", (path,), partial(build_counts, path=path, measure=measure, readings=readings))


STEPS: tuple[Step, ...] = (
    *(
        Step("allele_frequencies", (path,), partial(build_classes, path=path, source=source))
        for path, source in (
            (EQTLS, "fine_mapped_eqtls"), (SQTLS, "fine_mapped_sqtls"), (RARE_EQTLS, "fine_mapped_eqtls_rare_elsewhere"),
        )
    ),
    Step("allele_frequencies", (EUROPEANS,), build_europeans),
    Step("allele_frequencies", (DISEASE,), build_disease),
    Step("population_effects", (EFFECTS,), build_effects),
    Step("selection_signals", (SELECTION,), build_selection),
    Step("set_membership", (SELECTION_SETS,), partial(build_sets, path=SELECTION_SETS, collection="selection_genes")),
    Step("set_membership", (FD_GENE_SETS,), partial(build_sets, path=FD_GENE_SETS, collection="fd_qtl_genes")),
    _counts_step(SIGNALS, "independent_signals", _count(
        "phenotype_count", "genes", category=pl.col("xQTL_type"), subcategory=pl.col("cs_num").cast(pl.String))),
    _counts_step(RARE_SHARE, "rare_share_by_difference", _count(
        "value", "%", category=pl.col("proxy_delta_group"), subcategory=pl.col("variable").replace_strict(EUROPEAN_CLASSES))),
    _counts_step(FD_GENES, "fd_qtl_genes", _count(
        "Gene_count", "genes", category=pl.col("new_two_group").replace_strict(EUROPEAN_CLASSES), tissue="tissue")),
    _counts_step(FD_TISSUES, "fd_qtl_gene_tissues", _count(
        "gene_count", "genes", category=pl.col("new_Type_GTEx").replace_strict(COMMONNESS), subcategory=pl.col("sum").cast(pl.String))),
    _counts_step(HE_QTLS, "he_qtls", _count("count", "he-QTLs", tissue="tissue")),
    _counts_step(
        HE_AND_EGENES, "he_qtls_and_egenes",
        _count("count", "he-QTLs", category=pl.lit("he-QTLs"), tissue="tissue"),
        _count("eGene", "eGenes", category=pl.lit("eGenes"), tissue="tissue"),
    ),
    _counts_step(GTEX_SUPPORT, "gtex_support", _count(
        "count", "eGenes", category=pl.col("Type").replace_strict(SUPPORT), tissue="tissue", total="allcount")),
    _counts_step(BY_DIRECTION, "difference_by_direction", _count(
        "count", "variants", category=pl.col("proxy_group"), subcategory=pl.col("proxy_delta_group"), total="allcount")),
    _counts_step(BY_COMMONNESS, "difference_by_commonness", _count(
        "allcount", "variants", category=pl.col("new_Type_GTEx").replace_strict(COMMONNESS), subcategory=pl.col("proxy_delta_group"))),
    _counts_step(
        SELECTION_COUNTS, "selection_qtls",
        _count("qtl_number", "variants", category=pl.col("Type").replace_strict(EVIDENCE), subcategory=pl.lit("variants"), tissue="tissue"),
        _count("gene_number", "genes", category=pl.col("Type").replace_strict(EVIDENCE), subcategory=pl.lit("genes"), tissue="tissue"),
    ),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "repeats supp_fig27 of the same letter",
        (
            "Supp_Figures/input/supp_fig29a_data.txt", "Supp_Figures/input/supp_fig29b_data.RDS",
            "Supp_Figures/input/supp_fig29c_data.txt",
        ),
    ),
)

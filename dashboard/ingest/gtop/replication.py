"""Effects in two cohorts, tissues or methods, how QTLs are shared, where they lie, and sets of genes."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows, set_aside
from dashboard.ingest.gtop.identifiers import gene_id_of, is_pacbio_locus
from dashboard.ingest.steps import Built, Loaded, Step, Unused

GTEX_BY_RSID = "Figure_3/input/Fig3c.txt"
GTEX_BY_POSITION = "Figure_3/input/Fig 3c.txt"
SITES = "Supp_Figures/input/Figure S21a.scatter.txt"
SITE_CORRELATIONS = "Supp_Figures/input/Figure S21a.cov.txt"
ALLELE_SPECIFIC = "Supp_Figures/input/Figure S22.txt"
WITHIN_GTOP = "Supp_Figures/input/Figure S22b.rds"
ACROSS_COHORTS = "Supp_Figures/input/Figure S23b.rds"
SHARED_IN = "Figure_3/input/Fig3g.MASH.txt"
PAIRWISE = "Extended_Figures/input/ExtendFig5a.txt"
SPECIFIC = "Extended_Figures/input/ExtendFig5b.txt"
SHARING_AND_TSS = "Extended_Figures/input/ExtendFig5d.txt"
EGENES = "Figure_3/input/Fig3d.eGenes_by_VarType.RDS"
DISEASE_GENES = "Figure_6/input/Fig6b.RDS"
COLOCALIZED_CLASSES = "Figure_6/input/Fig6g.RDS"


def build_gtex_replication(loaded: Loaded, *, path: str, comparison: str, tissue: str) -> Built:
    """Slopes of the same pair in GTOP and GTEx."""
    return Built(loaded[path].select(
        pl.lit(comparison).alias("comparison"), gene_id_of("phenotype_id"), "variant_id", pl.col(tissue).alias("tissue"),
        pl.lit("GTEx").alias("other_cohort"), pl.col("tissue_gtex").alias("other_tissue"),
        pl.col("slope_gtop").alias("slope"), pl.col("pval_nominal_gtop").alias("pval_nominal"),
        pl.col("slope_gtex").alias("other_slope"), pl.col("pval_nominal_gtex").alias("other_pval_nominal"),
        pl.lit("slope").alias("scale"),
    ))


def build_site_replication(loaded: Loaded) -> Built:
    """Effects found in one of liver and three pancreas sites, and the same pairs in another."""
    frame = loaded[SITES].with_columns(pl.col("pair").str.split_exact(":", 1).struct.rename_fields(["gene", "variant_id"]))
    frame = frame.unnest("pair").select(
        pl.lit("pancreas_sites").alias("comparison"), gene_id_of("gene"), "variant_id", pl.col("dis").alias("tissue"),
        pl.lit("GTOP").alias("other_cohort"), pl.col("rep").alias("other_tissue"), pl.col("Beta").alias("slope"),
        pl.col("slope").alias("other_slope"), pl.lit("slope").alias("scale"),
        flag_rows({"gene is a PacBio locus id": is_pacbio_locus("gene")}),
    )
    kept, rejected = set_aside(frame, {"pair without gene or variant": pl.col("gene_id").is_null() | pl.col("variant_id").is_null()})
    return Built(kept, rejected)


def build_allele_specific_replication(loaded: Loaded) -> Built:
    """Slopes of eQTLs beside the allelic fold change of heterozygous sites."""
    return Built(loaded[ALLELE_SPECIFIC].select(
        pl.lit("ASE_eQTL").alias("comparison"), gene_id_of("gene_id"), "variant_id", "tissue",
        pl.lit("GTOP").alias("other_cohort"), pl.col("tissue").alias("other_tissue"), "slope",
        pl.col("logafc").alias("other_slope"), pl.lit("slope; other: log allelic fold change").alias("scale"),
    ))


def build_correlations(loaded: Loaded, *, path: str, comparison: str) -> Built:
    """r_b of pairs of tissues."""
    return Built(loaded[path].select(
        pl.lit(comparison).alias("comparison"), pl.col("tis1").alias("tissue"), pl.col("tis2").alias("other_tissue"), "r_b",
        pl.col("se_r_b").alias("r_b_se"), "n_genes",
    ))


def build_site_correlations(loaded: Loaded) -> Built:
    """Pearson correlations of the effects in `build_site_replication`; columns are the tissues of discovery."""
    frame = loaded[SITE_CORRELATIONS].unpivot(index="replication_tissue", variable_name="tissue", value_name="r_b")
    return Built(frame.select(
        pl.lit("pancreas_sites_pearson").alias("comparison"), "tissue", pl.col("replication_tissue").alias("other_tissue"), "r_b",
    ))


def build_shared_counts(loaded: Loaded) -> Built:
    """Share of QTLs that are active in 1, 2, … tissues."""
    return Built(loaded[SHARED_IN].select(
        pl.lit("tissues_shared").alias("measure"), pl.col("Group").alias("group"), pl.col("Number").alias("n_tissues"),
        pl.col("Density_sum").alias("value"),
    ))


def build_pairwise_sharing(loaded: Loaded) -> Built:
    """Share of QTLs with a similar effect in two tissues."""
    frame = loaded[PAIRWISE].unpivot(index="row_name", variable_name="other_tissue", value_name="value")
    return Built(frame.select(
        pl.lit("pairwise_sharing").alias("measure"), pl.lit("eQTL").alias("group"),
        pl.col("row_name").str.strip_suffix(".mashr.txt").alias("tissue"),
        pl.col("other_tissue").str.strip_suffix(".mashr.txt"), "value",
    ))


def build_tissue_specific(loaded: Loaded) -> Built:
    """QTLs active in one tissue only, by class of variant."""
    return Built(loaded[SPECIFIC].select(
        pl.lit("tissue_specific").alias("measure"), pl.col("QTL").alias("group"), pl.col("Specific_Tissue").alias("tissue"),
        (pl.col("n") / pl.col("total")).alias("value"), "n", "total",
    ))


def build_sharing_and_tss(loaded: Loaded) -> Built:
    """Mean distance of QTLs to the TSS by the number of tissues they are active in."""
    return Built(loaded[SHARING_AND_TSS].select(
        pl.lit("tss_distance").alias("measure"), pl.col("QTL").alias("group"), pl.col("tissue_median").alias("n_tissues"),
        pl.col("TSS_median").alias("value"), "n", pl.col("TSS_low").alias("value_lower"), pl.col("TSS_high").alias("value_upper"),
    ))


def build_tss_distances(loaded: Loaded, *, path: str, variant_class: str) -> Built:
    """Distance of pairs to the TSS; the first column holds gene:variant."""
    source = loaded[path]
    pair = source.columns[0]
    frame = source.select(
        pl.lit(variant_class).alias("variant_class"),
        pl.col(pair).str.split_exact(":", 1).struct.rename_fields(["gene", "variant_id"]).alias("pair"),
        pl.col("group").alias("tag_group"), pl.col("distance").alias("tss_distance"),
    ).unnest("pair").with_columns(gene_id_of("gene"))
    kept, rejected = set_aside(frame, {"pair without gene or variant": pl.col("gene_id").is_null() | pl.col("variant_id").is_null()})
    return Built(kept, rejected)


def build_sets(loaded: Loaded, *, path: str, collection: str) -> Built:
    """Members of named sets, and how often the source lists each."""
    parts = [
        pl.DataFrame({"member": members}).with_columns(pl.lit(name).alias("set_name")) for name, members in loaded[path].items()
    ]
    counted = pl.concat(parts).group_by("set_name", "member").len("n")
    return Built(counted.with_columns(pl.lit(collection).alias("collection")))


def build_colocalized_classes(loaded: Loaded) -> Built:
    """Gene–tissue pairs whose colocalized signal has a fine-mapped variant of a class."""
    frame = loaded[COLOCALIZED_CLASSES].unpivot(index="gene_tissue", variable_name="set_name", value_name="in_set")
    return Built(frame.filter(pl.col("in_set") == 1).select(
        pl.lit("colocalized_signals_by_class").alias("collection"), pl.col("set_name").str.strip_prefix("max_"),
        pl.col("gene_tissue").alias("member"), pl.lit(1).alias("n"),
    ))


def _distance_step(path: str, variant_class: str) -> Step:
    return Step("tss_distances", (path,), partial(build_tss_distances, path=path, variant_class=variant_class))


STEPS: tuple[Step, ...] = (
    Step("effect_replication", (GTEX_BY_RSID,), partial(
        build_gtex_replication, path=GTEX_BY_RSID, comparison="GTOP_GTEx", tissue="tissuegtop",
    )),
    Step("effect_replication", (GTEX_BY_POSITION,), partial(
        build_gtex_replication, path=GTEX_BY_POSITION, comparison="GTOP_GTEx_by_position", tissue="tissue_gtop",
    )),
    Step("effect_replication", (SITES,), build_site_replication),
    Step("effect_replication", (ALLELE_SPECIFIC,), build_allele_specific_replication),
    Step("replication_correlations", (WITHIN_GTOP,), partial(build_correlations, path=WITHIN_GTOP, comparison="within_GTOP")),
    Step("replication_correlations", (ACROSS_COHORTS,), partial(build_correlations, path=ACROSS_COHORTS, comparison="GTOP_GTEx")),
    Step("replication_correlations", (SITE_CORRELATIONS,), build_site_correlations),
    Step("tissue_sharing", (SHARED_IN,), build_shared_counts),
    Step("tissue_sharing", (PAIRWISE,), build_pairwise_sharing),
    Step("tissue_sharing", (SPECIFIC,), build_tissue_specific),
    Step("tissue_sharing", (SHARING_AND_TSS,), build_sharing_and_tss),
    _distance_step("Figure_3/input/Fig3b.snv_to_tss.dist.RDS", "SNV"),
    _distance_step("Figure_3/input/Fig3b.sv_to_tss.dist.RDS", "SV"),
    _distance_step("Figure_3/input/Fig3b.tr_to_tss.dist.RDS", "TR"),
    Step("set_membership", (EGENES,), partial(build_sets, path=EGENES, collection="eGenes_by_variant_class")),
    Step("set_membership", (DISEASE_GENES,), partial(build_sets, path=DISEASE_GENES, collection="disease_genes_by_method")),
    Step("set_membership", (COLOCALIZED_CLASSES,), build_colocalized_classes),
)

UNUSED = (
    Unused("repeats Figure_3/input/Fig3c.txt; only a column is named differently", ("Supp_Figures/input/Figure S23a.txt",)),
    Unused(
        "distances or effects without the ids of their variants or genes, for a density plot",
        (
            "Extended_Figures/input/ExtendFig4b.RDS", "Extended_Figures/input/ExtendFig5c.txt",
            "Extended_Figures/input/ExtendFig4d-e.txt", "Supp_Figures/input/Figure S20b.txt",
        ),
    ),
)

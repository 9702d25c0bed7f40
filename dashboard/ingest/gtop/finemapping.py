"""Credible sets of GTOP, of GTEx, and of both together across ancestries."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows, set_aside
from dashboard.ingest.gtop.identifiers import gene_columns, is_pacbio_locus, is_unparsable, variant_class_of
from dashboard.ingest.steps import Built, Loaded, Step, Unused
from dashboard.statistics.credible_sets import match_sets

GTOP = "Figure_4/input/dat.gtop.RDS"
GTEX = "Figure_4/input/dat.gtex.RDS"
ACROSS = "Figure_4/input/dat.cran.RDS"
GTOP_ALL = "Extended_Figures/input/dat.fm_gtop.RDS"
GTEX_ALL = "Extended_Figures/input/dat.fm_gtex.RDS"
JOINT = "Figure_5/input/joint_finemap.res.RDS"
JOINT_SETS = "Figure_5/input/non_redundant_cs.RDS"
SETS_PER_PHENOTYPE = "Extended_Figures/input/Extended_fig6a_data.txt"
CLASSES_IN_SET = "Figure_5/input/Fig5d_data.RDS"
EQTL_LEADS = "Figure_5/input/prp_svtr_lead.RDS"
SQTL_LEADS = "Supp_Figures/input/Figure S26.txt"

SUSIE, SUSIE_ALL, SUSIE_JOINT, SUSIEX = "SuSiE", "SuSiE, all eGenes", "SuSiE, SNVs with SVs and TRs", "SuSiEx"
SET = ["cohort", "method", "tissue", "gene_id", "cs_id"]
LED_BY = {"0": "small variants only", "1": "with SV or TR", "2": "led by SV or TR"}


def read_variants(source: pl.DataFrame, cohort: str, method: str) -> pl.DataFrame:
    """Variants of credible sets with flags; sources differ in whether they name the class of a variant."""
    given = pl.col("varType") if "varType" in source.columns else variant_class_of("variant_id")
    frame = source.filter(pl.col("cs").is_not_null()).select(
        pl.lit(cohort).alias("cohort"), pl.lit(method).alias("method"), pl.col("Tissue").alias("tissue"),
        *gene_columns("locus_id"), "variant_id", pl.col("cs").alias("cs_id"), "pip", "cs_size", "cs_purity",
        given.alias("variant_class"),
    )
    return frame.with_columns(flag_rows({
        "PIPs of the set sum to more than 1": pl.col("pip").sum().over(SET) > 1.0001,
        "gene is a PacBio locus id": is_pacbio_locus("gene_id"),
        "variant id not understood": is_unparsable("variant_id"),
    }))


def build_variants(loaded: Loaded, *, path: str, cohort: str, method: str) -> Built:
    """Variants of one cohort's credible sets."""
    kept, rejected = set_aside(read_variants(loaded[path], cohort, method), {
        "PIP outside 0 to 1": ~pl.col("pip").is_between(0, 1.0001),
        "key repeated": pl.struct(*SET, "variant_id").is_first_distinct().not_(),
    })
    return Built(kept, rejected)


def build_sets(loaded: Loaded, *, path: str, cohort: str, method: str) -> Built:
    """One row per credible set, with its best variant."""
    frame = read_variants(loaded[path], cohort, method).sort("pip", descending=True, maintain_order=True)
    return Built(frame.group_by(SET, maintain_order=True).agg(
        pl.lit("eQTL").alias("qtl_type"), pl.first("gene_version", "cs_size", "cs_purity", "flags"),
        pl.first("variant_id").alias("lead_variant_id"), pl.first("pip").alias("lead_pip"),
    ))


def _across(loaded: Loaded) -> pl.DataFrame:
    return loaded[ACROSS].select(
        pl.lit("GTOP+GTEx").alias("cohort"), pl.lit(SUSIEX).alias("method"), pl.lit("eQTL").alias("qtl_type"),
        pl.col("Tissue").alias("tissue"), *gene_columns("Gene"), pl.col("CS_ID").alias("cs_id"),
        pl.col("CS_LENGTH").alias("cs_size"), pl.col("CS_PURITY").alias("cs_purity"),
        pl.col("MAX_PIP_SNP").alias("lead_variant_id"), pl.col("MAX_PIP").alias("lead_pip"),
        pl.col("POST-HOC_PROB_POP1").alias("posterior_gtop"), pl.col("POST-HOC_PROB_POP2").alias("posterior_gtex"),
    )


def build_sets_across(loaded: Loaded) -> Built:
    """One row per cross-ancestry credible set."""
    return Built(_across(loaded))


def build_best_variants_across(loaded: Loaded) -> Built:
    """The best variant of each cross-ancestry set, which is all that was published of them."""
    reason = {"only the set's best variant was published": pl.col("cs_size") > 1}
    return Built(_across(loaded).rename({"lead_variant_id": "variant_id", "lead_pip": "pip"}).with_columns(
        variant_class_of("variant_id"), flag_rows(reason),
    ))


def build_joint_sets(loaded: Loaded) -> Built:
    """Credible sets of the joint fine-mapping, of which only the names are published in this file."""
    return Built(loaded[JOINT_SETS].select(
        pl.lit("GTOP").alias("cohort"), pl.lit(SUSIE_JOINT).alias("method"), pl.lit("eQTL").alias("qtl_type"),
        pl.col("Tissue").alias("tissue"), *gene_columns("Gene"), pl.col("cs").alias("cs_id"),
        flag_rows({"gene is a PacBio locus id": is_pacbio_locus("Gene")}),
    ))


def build_comparison(loaded: Loaded) -> Built:
    """The sets across ancestries, each with those of GTOP and of GTEx that contain its best variant."""
    cohorts = ((GTOP, "GTOP"), (GTEX, "GTEx"))
    members = [build_variants(loaded, path=path, cohort=cohort, method=SUSIE).frame for path, cohort in cohorts]
    sets = [build_sets(loaded, path=path, cohort=cohort, method=SUSIE).frame for path, cohort in cohorts]
    return Built(match_sets(
        pl.concat([_across(loaded), *sets], how="diagonal"), pl.concat(members, how="diagonal"), joint="GTOP+GTEx", cohorts=("GTOP", "GTEx"),
    ))


def build_sets_per_phenotype(loaded: Loaded) -> Built:
    """Phenotypes with 1, 2, … credible sets."""
    return Built(loaded[SETS_PER_PHENOTYPE].select(
        pl.lit("sets_per_phenotype").alias("measure"), pl.col("xQTL_type").alias("qtl_type"),
        pl.col("cs_num").cast(pl.String).alias("category"), pl.col("phenotype_count").alias("n"),
    ))


def build_classes_in_set(loaded: Loaded) -> Built:
    """Credible sets by the classes of their variants, and the class of their best variant."""
    return Built(loaded[CLASSES_IN_SET].select(
        pl.lit("variant_classes_in_set").alias("measure"), pl.lit("eQTL").alias("qtl_type"),
        pl.col("cs_class").alias("category"), pl.col("Var1").alias("subcategory"), pl.col("Freq").alias("n"),
    ))


def build_led_by(loaded: Loaded, *, path: str, qtl_type: pl.Expr) -> Built:
    """Credible sets per tissue: without SVs and TRs, with one, led by one."""
    return Built(loaded[path].select(
        pl.lit("led_by_sv_or_tr").alias("measure"), qtl_type.alias("qtl_type"), pl.col("Var1").alias("tissue"),
        pl.col("Var2").cast(pl.String).replace_strict(LED_BY).alias("category"), pl.col("Freq").alias("n"),
    ))


def _cohort_steps(path: str, cohort: str, method: str) -> tuple[Step, Step]:
    return (
        Step("credible_set_variants", (path,), partial(build_variants, path=path, cohort=cohort, method=method)),
        Step("credible_sets", (path,), partial(build_sets, path=path, cohort=cohort, method=method)),
    )


STEPS: tuple[Step, ...] = (
    *_cohort_steps(GTOP, "GTOP", SUSIE),
    *_cohort_steps(GTEX, "GTEx", SUSIE),
    *_cohort_steps(GTOP_ALL, "GTOP", SUSIE_ALL),
    *_cohort_steps(GTEX_ALL, "GTEx", SUSIE_ALL),
    Step("credible_set_variants", (ACROSS,), build_best_variants_across),
    Step("credible_sets", (ACROSS,), build_sets_across),
    Step("credible_set_comparison", (GTOP, GTEX, ACROSS), build_comparison),
    Step("credible_set_variants", (JOINT,), partial(build_variants, path=JOINT, cohort="GTOP", method=SUSIE_JOINT)),
    Step("credible_sets", (JOINT_SETS,), build_joint_sets),
    Step("credible_set_counts", (SETS_PER_PHENOTYPE,), build_sets_per_phenotype),
    Step("credible_set_counts", (CLASSES_IN_SET,), build_classes_in_set),
    Step("credible_set_counts", (EQTL_LEADS,), partial(build_led_by, path=EQTL_LEADS, qtl_type=pl.lit("eQTL"))),
    Step("credible_set_counts", (SQTL_LEADS,), partial(build_led_by, path=SQTL_LEADS, qtl_type=pl.col("qtltype"))),
)

UNUSED = tuple(
    Unused("repeats", (path.replace("Figure_4", "Extended_Figures"),), same_as=path) for path in (GTOP, GTEX, ACROSS)
)

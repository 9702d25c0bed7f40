"""Functional enrichment of QTLs, each analysis on the scale it was published in."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows
from dashboard.ingest.steps import Built, Loaded, Step

HERITABILITY = "Figure_6/input/Fig6a.txt"
TORUS = "Extended_Figures/input/Exfig 4c.left.txt"
PROPORTIONS = "Extended_Figures/input/Exfig 4c.right.txt"
TORUS_NOVEL = "Supp_Figures/input/Figure S20a.left.txt"
PROPORTIONS_NOVEL = "Supp_Figures/input/Figure S20a.right.txt"
LONG_READ_ALLELES = "Extended_Figures/input/ExtendFig1d.txt"
CONSTRAINT = "Extended_Figures/input/ExtendFig4f.eGene_constraint.txt"
CONSTRAINT_BINS = "Extended_Figures/input/ExtendFig4g.RDS"
REGIONS = "Extended_Figures/input/ExtendFig4h.txt"
MOTIFS = "Extended_Figures/input/ExtendFig4i.txt"
BINDING = "Extended_Figures/input/ExtendFig4j.txt"
CAUSAL = "Figure_5/input/SVTR_enrich_causal_CS.compare_to_SNV.RDS"
NO_LOWER_LIMIT, INFINITE = "no lower limit was published", "estimate or limit is infinite"


def _finite(column: str, name: str) -> pl.Expr:
    return pl.when(pl.col(column).is_finite()).then(pl.col(column)).alias(name)


def _odds_ratio(estimate: str, lower: str, upper: str) -> list[pl.Expr]:
    return [
        pl.lit("odds_ratio").alias("scale"), _finite(estimate, "estimate"), _finite(lower, "ci_lower"), _finite(upper, "ci_upper"),
    ]


def _any_infinite(*columns: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_infinite() for column in columns)


def build_heritability(loaded: Loaded) -> Built:
    """Heritability enrichment: log2 fold with its interval, and the fold with its standard error."""
    common = [pl.lit("heritability").alias("source"), pl.col("qtltype").alias("qtl_type"), pl.col("method").alias("feature")]
    log2 = loaded[HERITABILITY].select(
        *common, pl.lit("log2_fold").alias("scale"), pl.col("logen").alias("estimate"), pl.col("logCI_lower").alias("ci_lower"),
        pl.col("logCI_upper").alias("ci_upper"),
    )
    fold = loaded[HERITABILITY].select(*common, pl.lit("fold").alias("scale"), pl.col("enrichment").alias("estimate"), "se")
    return Built(pl.concat([log2, fold], how="diagonal"))


def build_torus(loaded: Loaded) -> Built:
    """log2 fold enrichment of eQTLs, juQTLs and tuQTLs in annotations (torus)."""
    return Built(_torus(loaded[TORUS], pl.lit("torus"), pl.col("QTL")))


def build_torus_novel(loaded: Loaded) -> Built:
    """The same for tuQTLs of known and of novel transcripts."""
    kind = pl.col("QTL").str.strip_prefix("tuQTL ")
    return Built(_torus(loaded[TORUS_NOVEL], pl.lit("torus_") + kind + "_transcripts", pl.lit("tuQTL")))


def _torus(frame: pl.DataFrame, source: pl.Expr, qtl_type: pl.Expr) -> pl.DataFrame:
    return frame.select(
        source.alias("source"), qtl_type.alias("qtl_type"), pl.col("Ann").alias("feature"), pl.lit("log2_fold").alias("scale"),
        pl.col("logmFC").alias("estimate"), pl.col("lFC").alias("ci_lower"), pl.col("hFC").alias("ci_upper"),
        flag_rows({NO_LOWER_LIMIT: pl.col("lFC").is_null()}),
    )


def build_proportions(loaded: Loaded, *, path: str, source: pl.Expr, qtl_type: pl.Expr) -> Built:
    """Share of QTL variants in each annotation: mean and standard deviation over tissues."""
    return Built(loaded[path].select(
        source.alias("source"), qtl_type.alias("qtl_type"), "feature", pl.lit("proportion").alias("scale"),
        pl.col("meanratio").alias("estimate"), pl.col("sdratiio").alias("se"),
    ))


def build_long_read_alleles(loaded: Loaded) -> Built:
    """Odds of more alleles than a threshold in variants that only long reads call, against shared ones."""
    return Built(loaded[LONG_READ_ALLELES].select(
        pl.lit("long_read_alleles").alias("source"), pl.lit("allele count above the threshold").alias("feature"),
        pl.col("threshold"), *_odds_ratio("OR", "lower", "upper"),
    ))


def build_constraint(loaded: Loaded) -> Built:
    """Odds of a constrained gene among eGenes by type of variant, against genes without an eQTL."""
    return Built(loaded[CONSTRAINT].select(
        pl.lit("gene_constraint").alias("source"), pl.lit("eQTL").alias("qtl_type"), pl.col("VarSubType").alias("variant_class"),
        pl.col("score_type").alias("feature"), pl.lit("odds_ratio").alias("scale"), pl.col("OR").alias("estimate"),
        pl.col("p_value").alias("pval"), pl.col("FDR").alias("padj"),
    ))


def build_constraint_bins(loaded: Loaded) -> Built:
    """Mean constraint of genes, as it is and adjusted, and mean effect of their eQTLs, in bins of that effect."""
    common = [pl.lit("eQTL").alias("qtl_type"), pl.col("score_type").alias("feature"), pl.col("bin").cast(pl.Float64).alias("threshold")]
    limits = [pl.col("ci_low").alias("ci_lower"), pl.col("ci_high").alias("ci_upper")]
    parts = [
        loaded[CONSTRAINT_BINS].select(
            pl.lit(source).alias("source"), *common, pl.lit(scale).alias("scale"), pl.col(column).alias("estimate"), *extra,
        )
        for source, scale, column, extra in (
            ("constraint_by_effect", "mean_score", "mean_score", limits),
            ("constraint_by_effect", "mean_effect", "mean_effect", []),
            ("constraint_by_effect_adjusted", "mean_score", "mean_score_adj", []),
        )
    ]
    return Built(pl.concat(parts, how="diagonal"))


def build_regions(loaded: Loaded) -> Built:
    """Enrichment of TR-QTLs in parts of genes."""
    return Built(loaded[REGIONS].select(
        pl.lit("repeat_regions").alias("source"), pl.col("QTL_type").alias("qtl_type"), pl.lit("TR").alias("variant_class"),
        pl.col("Group").alias("feature"), *_odds_ratio("OR", "CI_low", "CI_high"), pl.col("P_value").alias("pval"),
        pl.col("P_adjusted").alias("padj"), pl.col("Count_in_QTL").alias("n"), pl.col("Total_in_genome").alias("total"),
        flag_rows({"p-value is 0": pl.col("P_value") == 0}),
    ))


def build_motifs(loaded: Loaded) -> Built:
    """Enrichment of repeat units among TR-QTLs."""
    return Built(loaded[MOTIFS].select(
        pl.lit("repeat_motifs").alias("source"), pl.lit("TR").alias("variant_class"), pl.col("Motif").alias("feature"),
        *_odds_ratio("OR", "CI_lower", "CI_upper"), pl.col("P_value").alias("pval"), pl.col("P_adjusted").alias("padj"),
        pl.col("Count_in_QTL").alias("n"), pl.col("Total_with_motif").alias("total"),
        flag_rows({INFINITE: _any_infinite("OR", "CI_upper")}),
    ))


def build_binding(loaded: Loaded) -> Built:
    """Enrichment of QTLs in binding peaks of RNA-binding proteins, against shuffled peaks."""
    return Built(loaded[BINDING].select(
        pl.lit("rbp_binding").alias("source"), pl.col("ID").str.strip_suffix("-human-Sig").alias("feature"),
        pl.col("Tissue").alias("tissue"), *_odds_ratio("Odds_Ratio", "CI_Lower", "CI_Upper"), pl.col("Pvalue").alias("pval"),
        pl.col("peak").alias("n"), pl.col("qtl_peak").alias("total"),
        flag_rows({
            INFINITE: _any_infinite("Odds_Ratio", "CI_Upper"), "a count of 0 was replaced": pl.col("pseudo_status") == "with_pseudocount",
        }),
    ))


def build_causal(loaded: Loaded) -> Built:
    """Odds of SVs and TRs, against SNVs, to be the causal variant at several thresholds of the PIP."""
    return Built(loaded[CAUSAL].select(
        pl.lit("causal_sv_tr").alias("source"), pl.lit("eQTL").alias("qtl_type"), pl.lit("SV and TR").alias("variant_class"),
        pl.lit("causal in a credible set").alias("feature"), pl.col("Tissue").alias("tissue"), pl.col("PIP").alias("threshold"),
        *_odds_ratio("OR", "CI_low", "CI_high"), pl.col("Pval").alias("pval"),
    ))


STEPS: tuple[Step, ...] = (
    Step("enrichments", (HERITABILITY,), build_heritability),
    Step("enrichments", (TORUS,), build_torus),
    Step("enrichments", (TORUS_NOVEL,), build_torus_novel),
    Step("enrichments", (PROPORTIONS,), partial(
        build_proportions, path=PROPORTIONS, source=pl.lit("variant_proportion"), qtl_type=pl.col("type"),
    )),
    Step("enrichments", (PROPORTIONS_NOVEL,), partial(
        build_proportions, path=PROPORTIONS_NOVEL, source=pl.lit("variant_proportion_") + pl.col("type") + "_transcripts",
        qtl_type=pl.lit("tuQTL"),
    )),
    Step("enrichments", (LONG_READ_ALLELES,), build_long_read_alleles),
    Step("enrichments", (CONSTRAINT,), build_constraint),
    Step("enrichments", (CONSTRAINT_BINS,), build_constraint_bins),
    Step("enrichments", (REGIONS,), build_regions),
    Step("enrichments", (MOTIFS,), build_motifs),
    Step("enrichments", (BINDING,), build_binding),
    Step("enrichments", (CAUSAL,), build_causal),
)

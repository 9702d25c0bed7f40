"""The analysis against the truth it was simulated from."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dashboard.statistics.regression import genomic_inflation
from dashboard.store.release import Release


def _leads(demo_release: Release) -> pl.DataFrame:
    return demo_release.frame("lead_associations").filter(pl.col("qtl_type") == "eQTL")


def _causes(demo_release: Release, cohort: str = "GTOP") -> pl.DataFrame:
    truth = demo_release.frame("simulation_truth")
    return truth.filter(pl.col("causal") & (pl.col("qtl_type") == "eQTL") & (pl.col("cohort") == cohort))


def test_slopes_are_recovered(demo_release: Release) -> None:
    alone = _causes(demo_release).filter(pl.len().over("gene_id", "tissue") == 1)
    pairs = demo_release.frame("nominal_associations").filter(pl.col("qtl_type") == "eQTL")
    found = alone.join(pairs, on=["gene_id", "variant_id", "tissue"])
    assert found.height > 1000
    truth, estimate = found["true_slope"].to_numpy(), found["slope"].to_numpy()
    assert np.corrcoef(truth, estimate)[0, 1] > 0.9
    assert np.polyfit(truth, estimate, 1)[0] == pytest.approx(1, abs=0.1)
    z = (estimate - truth) / found["slope_se"].to_numpy()
    assert np.mean(np.abs(z) < 1.96) > 0.88


def test_allelic_fold_changes_are_recovered(demo_release: Release) -> None:
    alone = _causes(demo_release).filter((pl.len().over("gene_id", "tissue") == 1) & pl.col("true_log2_afc").is_not_null())
    found = alone.join(_leads(demo_release).filter("significant"), on=["gene_id", "variant_id", "tissue"])
    assert found.height > 200
    assert np.corrcoef(found["true_log2_afc"], found["log2_afc"])[0, 1] > 0.95
    covered = (found["log2_afc_lower"] <= found["true_log2_afc"]) & (found["true_log2_afc"] <= found["log2_afc_upper"])
    assert covered.mean() > 0.8


def test_null_genes_are_not_inflated(demo_release: Release) -> None:
    null = demo_release.frame("simulation_truth").filter(pl.col("pattern") == "none").filter(pl.col("gwas_id").is_null())["gene_id"].to_list()
    pairs = demo_release.frame("nominal_associations").filter((pl.col("qtl_type") == "eQTL") & pl.col("gene_id").is_in(null))
    assert 0.95 <= genomic_inflation(10.0 ** -pairs["neglog10_p"].to_numpy()) <= 1.05
    leads = _leads(demo_release).filter(pl.col("gene_id").is_in(null) & (pl.col("variant_class") == "SNV"))
    assert (leads["pval_beta"] < 0.05).mean() < 0.08


def test_false_discoveries_stay_below_the_rate_asked_for(demo_release: Release) -> None:
    causes = _causes(demo_release).select("gene_id", "tissue").unique().with_columns(true=pl.lit(True))
    found = _leads(demo_release).filter((pl.col("qval") <= 0.05) & (pl.col("variant_class") == "SNV")).join(causes, on=["gene_id", "tissue"], how="left")
    assert found["true"].is_null().mean() < 0.08


@pytest.mark.parametrize("cohort", ["GTOP", "GTEx"])
def test_credible_sets_hold_a_cause_as_often_as_they_say(demo_release: Release, cohort: str) -> None:
    members = demo_release.frame("credible_set_variants").filter(pl.col("cohort") == cohort)
    causes = _causes(demo_release, cohort).select("gene_id", "variant_id", "tissue", cause=pl.lit(True))
    sets = members.join(causes, on=["gene_id", "variant_id", "tissue"], how="left").group_by("tissue", "gene_id", "cs_id").agg(
        pl.col("cause").any(),
    )
    assert sets.height > 400
    assert sets["cause"].fill_null(False).mean() >= 0.9


def test_pips_are_calibrated(demo_release: Release) -> None:
    members = demo_release.frame("credible_set_variants").filter(pl.col("cohort") == "GTOP")
    causes = _causes(demo_release).select("gene_id", "variant_id", "tissue", cause=pl.lit(True))
    joined = members.join(causes, on=["gene_id", "variant_id", "tissue"], how="left").with_columns(pl.col("cause").fill_null(False))
    bins = [joined.filter(pl.col("pip").is_between(low, high, closed="left")) for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.9), (0.9, 1.01))]
    rates, expected = [part["cause"].mean() for part in bins], [part["pip"].mean() for part in bins]
    assert rates == sorted(rates)
    # Causes lie near the transcription start, which the flat prior does not know: PIPs may be too small, not too large.
    assert all(rate > pip - 0.1 for rate, pip in zip(rates, expected, strict=True))


def test_shared_causes_colocalize_and_distinct_ones_do_not(demo_release: Release) -> None:
    truth = demo_release.frame("simulation_truth").filter(pl.col("gwas_id").is_not_null()).select("gwas_id", "gene_id", shared="pattern")
    coloc = demo_release.frame("colocalizations").join(truth, on=["gwas_id", "gene_id"])
    strong = coloc.filter(pl.col("qtl_pval") < 1e-6)
    shared = strong.filter((pl.col("shared") == "eQTL") & (pl.col("qtl_type") == "eQTL"))
    distinct = strong.filter(pl.col("shared") == "distinct")
    assert shared["pp_h4"].median() > 0.9
    assert (shared["pp_h4"] > 0.8).mean() > 0.7
    assert distinct["pp_h4"].median() < 0.05
    assert (distinct["pp_h4"] > 0.8).mean() < 0.05
    smr = demo_release.frame("smr").join(truth, on=["gwas_id", "gene_id"])
    assert smr.filter((pl.col("shared") == "eQTL") & (pl.col("qtl_type") == "eQTL"))["pval_smr"].median() < 1e-4


def test_components_separate_the_continents(demo_release: Release) -> None:
    pcs = demo_release.frame("genotype_pcs").filter((pl.col("analysis") == "global") & pl.col("superpopulation").is_in(["AFR", "EUR", "EAS", "SAS"]))
    admixed = pcs.filter(~pl.col("population").is_in(["ACB", "ASW"]))
    points = admixed.select("pc1", "pc2", "pc3").to_numpy()
    names = admixed["superpopulation"].to_numpy()
    centres = {name: points[names == name].mean(axis=0) for name in np.unique(names)}
    nearest = [min(centres, key=lambda name, point=point: float(np.sum((point - centres[name]) ** 2))) for point in points]
    assert np.mean(np.array(nearest) == names) > 0.99
    donors = demo_release.frame("genotype_pcs").filter((pl.col("analysis") == "global") & (pl.col("cohort") == "GTOP"))
    assert np.linalg.norm(donors.select("pc1", "pc2", "pc3").to_numpy().mean(axis=0) - centres["EAS"]) < 4


def test_donors_are_unrelated(demo_release: Release) -> None:
    kinship = demo_release.frame("kinship")["kinship"]
    assert kinship.len() == 160 * 159 // 2
    assert abs(kinship.mean()) < 0.03
    assert kinship.max() < 0.2


def test_effects_replicate_where_both_cohorts_have_them(demo_release: Release) -> None:
    pairs = demo_release.frame("effect_replication").filter(pl.col("comparison") == "GTOP_GTEx")
    assert np.corrcoef(pairs["slope"], pairs["other_slope"])[0, 1] > 0.6
    assert ((pairs["slope"] > 0) == (pairs["other_slope"] > 0)).mean() > 0.85

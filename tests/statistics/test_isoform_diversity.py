"""Diversity of isoforms per gene and tissue, as observed and rarefied."""

from __future__ import annotations

from math import comb

import numpy as np
import polars as pl
import pytest
import skbio.diversity.alpha as skbio

from dashboard.schema import TABLES, check_frame
from dashboard.statistics.diversity import INDICES
from dashboard.statistics.isoform_diversity import _drawn_reads, index_profile, isoform_diversity, percentile_interval


def rows(counts: dict[str, list[list[int]]], gene: str = "G1") -> pl.DataFrame:
    """tissue → one list of reads per isoform for each sample, as rows of transcript_expression_samples."""
    found = [
        (gene, f"{gene}T{t}", f"{tissue}{s}", tissue, 10.0 * reads, float(reads))
        for tissue, samples in counts.items() for s, sample in enumerate(samples) for t, reads in enumerate(sample)
    ]
    return pl.DataFrame(found, schema=["gene_id", "transcript_id", "sample_id", "tissue", "tpm", "count"], orient="row")


def value(frame: pl.DataFrame, **where: object) -> float:
    for name, wanted in where.items():
        frame = frame.filter(pl.col(name).eq_missing(pl.lit(wanted)))
    return float(frame["value"].item())


def test_all_communities_at_once_equal_one_at_a_time() -> None:
    counts = np.random.default_rng(1).poisson(2, (50, 7)).astype(float)
    counts[3] = 0
    profile = index_profile(counts)
    for name, index in INDICES.items():
        np.testing.assert_allclose(profile[name], [index(row) for row in counts], err_msg=name)


def test_observed_indices_agree_with_scikit_bio() -> None:
    table = isoform_diversity(rows({"Liver": [[5, 3, 0, 2], [10, 0, 1, 4]], "Lung": [[1, 1, 1, 1]]}))
    pooled = [150, 30, 10, 60]
    liver = table.filter((pl.col("tissue") == "Liver") & (pl.col("gene_id") == "G1"))
    assert value(liver, index="richness") == skbio.observed_features(pooled)
    assert value(liver, index="shannon") == pytest.approx(skbio.shannon(pooled, base=np.e))
    assert value(liver, index="hill_1") == pytest.approx(skbio.hill(pooled, order=1))
    assert value(liver, index="hill_2") == pytest.approx(skbio.inv_simpson(pooled))
    assert value(liver, index="gini_simpson") == pytest.approx(skbio.simpson(pooled))
    assert value(liver, index="dominance") == pytest.approx(skbio.berger_parker_d(pooled))


def test_one_sample_has_no_interval_and_no_rarefied_value() -> None:
    table = isoform_diversity(rows({"Lung": [[30, 20]]}))
    assert table["lower"].null_count() == table.height
    assert not table["rarefied"].any()


def test_rarefaction_removes_what_depth_alone_does() -> None:
    """Two tissues with the same usage, one sequenced a hundred times deeper in twice the samples."""
    rng = np.random.default_rng(3)
    shares = np.array([0.9, 0.05, 0.03, 0.01, 0.005, 0.005])
    shallow = rng.multinomial(40, shares, size=4).tolist()
    deep = rng.multinomial(4_000, shares, size=8).tolist()
    table = isoform_diversity(rows({"shallow": shallow, "deep": deep})).filter(pl.col("gene_id") == "G1")
    observed = [value(table, tissue=tissue, index="richness", rarefied=False) for tissue in ("shallow", "deep")]
    rarefied = table.filter((pl.col("index") == "richness") & pl.col("rarefied"))
    assert observed[1] > observed[0]
    assert rarefied["n"].to_list() == [4, 4]
    found = dict(zip(rarefied["tissue"], rarefied.select("lower", "upper").rows(), strict=True))
    assert found["deep"][0] <= value(rarefied, tissue="shallow") <= found["deep"][1]


def test_reads_are_drawn_as_hurlbert_expects() -> None:
    counts, depth = np.array([60, 25, 10, 4, 1]), 12
    drawn = _drawn_reads(np.tile(counts, (20_000, 1)), depth, np.random.default_rng(1))
    assert (drawn.sum(axis=1) == depth).all()
    assert (drawn > 0).sum(axis=1).mean() == pytest.approx(expected_richness(counts, depth), abs=0.02)


def expected_richness(counts: np.ndarray, depth: int) -> float:
    total = int(counts.sum())
    return sum(1 - comb(total - int(n), depth) / comb(total, depth) for n in counts)


def test_intervals_are_numpy_s_quantiles_of_the_known_values() -> None:
    values = np.random.default_rng(1).normal(size=(4, 5, 41))
    values[1, 2, :30] = np.nan
    values[0, 0, 1:] = np.nan
    np.testing.assert_allclose(percentile_interval(values), np.nanquantile(values, [0.025, 0.975], axis=-1), atol=1e-12)
    assert np.isnan(percentile_interval(np.full((2, 3), np.nan))).all()


def test_intervals_hold_the_spread_of_resampled_samples() -> None:
    """The standard error of the Shannon entropy of 40 samples, against a bootstrap written out sample by sample."""
    rng = np.random.default_rng(5)
    samples = rng.multinomial(30, [0.5, 0.3, 0.15, 0.05], size=40)
    found = isoform_diversity(rows({"A": samples.tolist()}), draws=2000).filter((pl.col("index") == "shannon") & pl.col("gene_id").is_not_null())
    drawn = [skbio.shannon(samples[rng.integers(0, 40, 40)].sum(axis=0), base=np.e) for _ in range(2000)]
    observed = found.filter(~pl.col("rarefied")).select("lower", "upper").row(0)
    assert observed == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist(), abs=0.01)


def test_genes_with_too_few_reads_are_not_rarefied() -> None:
    table = isoform_diversity(rows({"A": [[1, 1]] * 3, "B": [[2, 1]] * 3}))
    assert not table["rarefied"].any()


def test_tau_is_one_for_a_gene_of_a_single_tissue() -> None:
    table = isoform_diversity(pl.concat([rows({"A": [[5, 5]], "B": [[0, 0]]}, "G1"), rows({"A": [[3]], "B": [[3]]}, "G2")]))
    assert value(table, gene_id="G1", index="tau") == 1
    assert value(table, gene_id="G2", index="tau") == 0


def test_tissue_rows_count_and_average_their_genes() -> None:
    table = isoform_diversity(pl.concat([rows({"A": [[5, 5]]}, "G1"), rows({"A": [[7, 0]]}, "G2")]))
    tissue = table.filter(pl.col("gene_id").is_null())
    assert value(tissue, index="isoforms") == 3
    assert value(tissue, index="genes") == 2
    assert value(tissue, index="richness") == 1.5
    assert tissue.filter(pl.col("index") == "richness")["n"].item() == 2


def test_tpm_alone_gives_no_rarefied_rows_and_reads_alone_no_tau() -> None:
    samples = rows({"A": [[50, 30]] * 4, "B": [[40, 40]] * 4})
    without_reads = isoform_diversity(samples.with_columns(pl.lit(None, dtype=pl.Float64).alias("count")))
    assert not without_reads["rarefied"].any()
    without_tpm = isoform_diversity(samples.with_columns(pl.lit(None, dtype=pl.Float64).alias("tpm")))
    assert "tau" not in without_tpm["index"].to_list()
    assert without_tpm["rarefied"].any()


def test_rows_fit_the_table() -> None:
    table = TABLES["isoform_diversity"]
    frame = isoform_diversity(rows({"A": [[50, 30]] * 4, "B": [[40, 40]] * 4}))
    assert check_frame(table.conform(frame), table) == []


def test_the_same_seed_gives_the_same_rows() -> None:
    samples = rows({"A": [[50, 30, 2]] * 4, "B": [[40, 40, 1]] * 5})
    assert isoform_diversity(samples).equals(isoform_diversity(samples))

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from dashboard.statistics import permutation, regression


def test_beta_fit_finds_the_maximum_likelihood() -> None:
    draws = np.stack([stats.beta.rvs(*shapes, size=800, random_state=5) for shapes in ((1.05, 40), (0.9, 3), (1, 300))])
    fitted = np.stack(permutation.fit_beta(draws), axis=1)
    for row, shapes in zip(draws, fitted, strict=True):
        assert shapes == pytest.approx(stats.beta.fit(row, floc=0, fscale=1)[:2], rel=1e-3)
        assert np.array(permutation.fit_beta(row)) == pytest.approx(shapes, rel=1e-6)


def test_beta_p_of_the_smallest_of_m_independent_p_values_is_sidaks() -> None:
    assert permutation.beta_approximated_p(0.001, 1, 50) == pytest.approx(1 - (1 - 0.001) ** 50)


def test_permuted_minimum_counts_the_effective_number_of_tests() -> None:
    rng = np.random.default_rng(1)
    independent = regression.residualize(rng.normal(size=(30, 200)))
    repeated = np.repeat(independent[:3], 10, axis=0)
    for genotypes, expected in ((independent, 30), (repeated, 3)):
        minimum = permutation.permuted_minimum_p(genotypes, 2000, 198, rng)
        assert permutation.fit_beta(minimum)[1] == pytest.approx(expected, rel=0.15)


def test_gene_level_p_is_uniform_under_the_null() -> None:
    rng = np.random.default_rng(2)
    genotypes = regression.residualize(rng.binomial(2, 0.3, (40, 100)).astype(float))
    shapes = permutation.fit_beta(permutation.permuted_minimum_p(genotypes, 1000, 98, rng))
    phenotypes = regression.residualize(rng.normal(size=(400, 100)))
    nominal = regression.regress_residuals(genotypes, phenotypes, 98).p.min(axis=0)
    assert stats.kstest(permutation.beta_approximated_p(nominal, *shapes), "uniform").pvalue > 0.01


def test_q_values_with_all_nulls_are_benjamini_and_hochbergs() -> None:
    p = np.array([0.01, 0.02, 0.03, 0.04, 0.5, 0.9, 0.0001])
    assert permutation.q_values(p, pi0=1) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_q_values_scale_with_the_share_of_nulls_and_keep_gaps() -> None:
    p = np.array([1e-6] * 50 + list(np.linspace(0.01, 1, 50)))
    assert permutation.null_proportion(p) == pytest.approx(0.5, abs=0.03)
    assert permutation.q_values(p)[0] == pytest.approx(permutation.q_values(p, pi0=1)[0] * permutation.null_proportion(p))
    with_gap = permutation.q_values([0.01, np.nan, 0.5])
    assert np.isnan(with_gap[1])
    assert np.isfinite(with_gap[[0, 2]]).all()
    assert permutation.q_values([]).size == 0


def test_nominal_threshold_maps_back_to_the_gene_level_cut() -> None:
    p_beta, shape2 = np.array([0.001, 0.004, 0.2, 0.8]), np.array([10.0, 20, 30, 40])
    q = permutation.q_values(p_beta, pi0=1)
    threshold = permutation.nominal_threshold(p_beta, q, np.ones(4), shape2)
    assert permutation.beta_approximated_p(threshold, np.ones(4), shape2) == pytest.approx((0.004 + 0.2) / 2)
    assert np.isnan(permutation.nominal_threshold([0.5], [0.9], [1], [10])).all()


def test_p_of_a_correlation_is_scipy_s() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 40))
    expected = stats.pearsonr(x, y)
    assert permutation.minimum_p_of_correlation(expected.statistic**2, 38) == pytest.approx(expected.pvalue)

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from dashboard.statistics import regression

RNG = np.random.default_rng(11)
N = 60
GENOTYPES = RNG.binomial(2, 0.3, (4, N)).astype(float)
COVARIATES = RNG.normal(size=(N, 3))
PHENOTYPES = RNG.normal(size=(2, N)) + 0.8 * GENOTYPES[1] + COVARIATES[:, 0]


def test_slopes_errors_and_p_values_are_those_of_ordinary_least_squares() -> None:
    fitted = regression.regress(GENOTYPES, PHENOTYPES, COVARIATES)
    for i, genotype in enumerate(GENOTYPES):
        for j, phenotype in enumerate(PHENOTYPES):
            reference = sm.OLS(phenotype, sm.add_constant(np.column_stack([genotype, COVARIATES]))).fit()
            assert fitted.slope[i, j] == pytest.approx(reference.params[1])
            assert fitted.se[i, j] == pytest.approx(reference.bse[1])
            assert fitted.p[i, j] == pytest.approx(reference.pvalues[1])
            assert fitted.dof == reference.df_resid


def test_without_covariates_it_is_simple_regression() -> None:
    fitted, reference = regression.regress(GENOTYPES[:1], PHENOTYPES[:1]), stats.linregress(GENOTYPES[0], PHENOTYPES[0])
    assert (fitted.slope[0, 0], fitted.se[0, 0]) == pytest.approx((reference.slope, reference.stderr))
    assert fitted.dof == N - 2


def test_variants_that_do_not_vary_have_no_estimate() -> None:
    fitted = regression.regress(np.vstack([np.ones(N), COVARIATES[:, 0]]), PHENOTYPES, COVARIATES)
    assert np.isnan(fitted.slope).all()
    assert np.isnan(fitted.p).all()


def test_collinear_covariates_cost_one_degree_of_freedom() -> None:
    twice = np.column_stack([COVARIATES[:, 0], 2 * COVARIATES[:, 0]])
    assert regression.regress(GENOTYPES, PHENOTYPES, twice).dof == N - 3


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        regression.regress([[0, 1, 2]], [[1, 2, 3]], [[1], [4], [2]])


def test_log_p_does_not_underflow() -> None:
    assert regression.neglog10_normal_p(5) == pytest.approx(-np.log10(2 * stats.norm.sf(5)))
    assert regression.neglog10_normal_p(-60) == pytest.approx(1800 / np.log(10) + np.log10(60 * np.sqrt(np.pi / 2)), abs=1e-3)
    assert regression.neglog10_normal_p(0) == pytest.approx(0)
    assert regression.two_sided_p(1.96, np.inf) == pytest.approx(0.05, abs=1e-4)


def test_normal_transform_keeps_order_and_removes_shape() -> None:
    skewed = np.exp(RNG.normal(size=500) * 2)
    transformed = regression.inverse_normal_transform(skewed)[0]
    assert np.array_equal(np.argsort(skewed), np.argsort(transformed))
    assert stats.shapiro(transformed).pvalue > 0.5
    assert regression.inverse_normal_transform([[3, 3, 3]]) == pytest.approx(0)


def test_inflation_is_one_for_uniform_p_values_and_more_for_smaller_ones() -> None:
    uniform = np.linspace(0.0005, 0.9995, 1000)
    assert regression.genomic_inflation(uniform) == pytest.approx(1, abs=1e-3)
    assert regression.genomic_inflation(stats.chi2.sf(1.5 * stats.chi2.isf(uniform, 1), 1)) == pytest.approx(1.5, abs=1e-2)
    assert np.isnan(regression.genomic_inflation([]))


def test_residuals_are_those_of_least_squares() -> None:
    rng = np.random.default_rng(6)
    rows, covariates = rng.normal(size=(5, 30)), rng.normal(size=(30, 3))
    design = np.column_stack([np.ones(30), covariates])
    expected = rows - (design @ np.linalg.lstsq(design, rows.T, rcond=None)[0]).T
    assert regression.residualize(rows, covariates) == pytest.approx(expected)
    assert regression.residualize(rows.astype(np.float32), covariates).dtype == np.float32

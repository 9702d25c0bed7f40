from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics import finemapping, ld, regression


def test_bayes_factor_is_the_ratio_of_marginal_likelihoods() -> None:
    effect, se, prior_sd = np.array([0.1, -0.4, 0.0]), np.array([0.05, 0.1, 0.2]), 0.15
    expected = stats.norm.logpdf(effect, 0, np.hypot(se, prior_sd)) - stats.norm.logpdf(effect, 0, se)
    assert finemapping.log_bayes_factors(effect, se, prior_sd) == pytest.approx(expected)


def test_posteriors_weigh_priors_and_ignore_untested_variants() -> None:
    log_bf = np.log([8.0, 1.0, 1.0])
    assert finemapping.posterior_probabilities(log_bf) == pytest.approx([0.8, 0.1, 0.1])
    assert finemapping.posterior_probabilities(log_bf, [0, 1, 3]) == pytest.approx([0, 0.25, 0.75])
    assert finemapping.posterior_probabilities([np.nan, 2.0]) == pytest.approx([0, 1])
    assert finemapping.posterior_probabilities([np.nan]) == pytest.approx([0])
    assert finemapping.posterior_probabilities([2000.0, 1990.0])[0] == pytest.approx(1 / (1 + np.exp(-10)))


def test_credible_set_is_the_smallest_that_reaches_its_coverage() -> None:
    assert finemapping.credible_set([0.02, 0.6, 0.05, 0.33]).tolist() == [1, 3, 2]
    assert finemapping.credible_set([0.95, 0.05]).tolist() == [0]
    assert finemapping.credible_set([0.5, 0.5], coverage=0.4).tolist() == [0]


def test_purity_is_the_weakest_correlation() -> None:
    assert finemapping.purity([[1, -0.7], [-0.7, 1]]) == pytest.approx(0.7)
    assert finemapping.purity([[1.0]]) == 1


def test_one_effect_gives_the_approximate_bayes_factor_posteriors() -> None:
    z, n = np.array([5.0, 4.0, 0.3]), 200
    correlation = np.array([[1, 0.8, 0.1], [0.8, 1, 0.1], [0.1, 0.1, 1]])
    fitted = finemapping.fit_single_effects(correlation, z, n, n_effects=1)
    shrunk = z * np.sqrt((n - 1) / (z**2 + n - 2)) / np.sqrt(n - 1)
    log_bf = finemapping.log_bayes_factors(shrunk, np.full(3, 1 / np.sqrt(n - 1)), float(np.sqrt(fitted.prior_variance[0])))
    assert fitted.pip == pytest.approx(finemapping.posterior_probabilities(log_bf), abs=2e-3)
    assert fitted.converged


def _locus(rng: np.random.Generator, n: int) -> np.ndarray:
    """Thirty variants in three blocks of ten in strong LD."""
    blocks = rng.normal(size=(3, 1, n)) * 3 + rng.normal(size=(3, 10, n))
    return blocks.reshape(30, n)


def test_two_effects_are_found_in_two_pure_sets() -> None:
    rng, n = np.random.default_rng(4), 500
    x = _locus(rng, n)
    y = 0.25 * x[3] - 0.2 * x[17] + rng.normal(size=n)
    fitted = regression.regress(x, y)
    correlation = ld.correlation_matrix(x)
    model = finemapping.fit_single_effects(correlation, fitted.t[:, 0], n)
    sets = model.credible_sets(correlation)
    assert len(sets) == 2
    assert {3, 17} <= {int(i) for members, _ in sets for i in members}
    assert all(set_purity > 0.5 for _, set_purity in sets)
    assert model.pip[20:].max() < 0.1


def test_no_effect_gives_no_set() -> None:
    rng, n = np.random.default_rng(6), 300
    x = _locus(rng, n)
    t = regression.regress(x, rng.normal(size=n)).t[:, 0]
    model = finemapping.fit_single_effects(ld.correlation_matrix(x), t, n)
    assert model.credible_sets(ld.correlation_matrix(x)) == []
    assert model.pip == pytest.approx(0)


def test_sets_cover_the_cause_as_often_as_they_say() -> None:
    rng, n, covered, found = np.random.default_rng(8), 300, 0, 0
    for _ in range(150):
        x = _locus(rng, n)
        cause = int(rng.integers(30))
        t = regression.regress(x, 0.1 * x[cause] + rng.normal(size=n)).t[:, 0]
        correlation = ld.correlation_matrix(x)
        sets = finemapping.fit_single_effects(correlation, t, n, n_effects=3).credible_sets(correlation)
        found += bool(sets)
        covered += any(cause in members for members, _ in sets)
    assert found > 120
    assert covered / found >= 0.93


def test_loci_fitted_together_are_those_fitted_alone() -> None:
    rng = np.random.default_rng(4)
    loci = []
    for size in (12, 30, 7):
        dosages = rng.binomial(2, 0.3, (size, 150)).astype(float)
        y = 0.6 * dosages[3] + rng.normal(size=150)
        loci.append((ld.correlation_matrix(dosages), regression.regress(dosages, y).t[:, 0]))
    together = finemapping.fit_many_loci([r for r, _ in loci], [z for _, z in loci], 150, 3)
    for (correlation, z), fitted in zip(loci, together, strict=True):
        alone = finemapping.fit_single_effects(correlation, z, 150, n_effects=3)
        assert fitted.pip == pytest.approx(alone.pip, abs=1e-3)
        assert fitted.converged

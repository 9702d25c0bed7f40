from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics import colocalization as coloc


def _by_enumeration(bf_1: np.ndarray, bf_2: np.ndarray, p1: float, p2: float, p12: float) -> np.ndarray:
    """Every configuration of at most one causal variant per trait, one by one."""
    h = np.zeros(5)
    h[0] = 1
    for i, first in enumerate(bf_1):
        h[1] += p1 * first
        h[2] += p2 * bf_2[i]
        h[4] += p12 * first * bf_2[i]
        for j, second in enumerate(bf_2):
            if i != j:
                h[3] += p1 * p2 * first * second
    return h / h.sum()


@pytest.mark.parametrize("priors", [(1e-4, 1e-4, 1e-5), (1e-3, 1e-4, 1e-6)])
def test_posteriors_are_those_of_all_configurations(priors: tuple[float, float, float]) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        l1, l2 = rng.normal(2, 4, 25), rng.normal(2, 4, 25)
        result = coloc.colocalize(l1, l2, *priors)
        assert result.posteriors == pytest.approx(_by_enumeration(np.exp(l1), np.exp(l2), *priors), abs=1e-10)
        assert result.variant_posterior.sum() == pytest.approx(1)


def test_prior_scales_follow_the_kind_of_trait() -> None:
    effect, varbeta = np.array([0.1, 0.3]), np.array([0.01, 0.02])
    def expected(sd: float) -> np.ndarray:
        return stats.norm.logpdf(effect, 0, np.sqrt(varbeta + sd**2)) - stats.norm.logpdf(effect, 0, np.sqrt(varbeta))

    assert coloc.effect_bayes_factors(effect, varbeta) == pytest.approx(expected(0.15))
    assert coloc.effect_bayes_factors(effect, varbeta, sd_y=2) == pytest.approx(expected(0.30))
    assert coloc.effect_bayes_factors(effect, varbeta, case_control=True) == pytest.approx(expected(0.2))


def test_one_shared_peak_speaks_for_h4_and_two_peaks_for_h3() -> None:
    peak_a, peak_b, flat = np.array([20.0, -3, -3, -3]), np.array([-3.0, -3, 20, -3]), np.full(4, -3.0)
    assert coloc.colocalize(peak_a, peak_a).pp_h4 > 0.99
    assert coloc.colocalize(peak_a, peak_b).pp_h3 > 0.99
    assert coloc.colocalize(peak_a, flat).pp_h1 > 0.99
    assert coloc.colocalize(flat, peak_a).pp_h2 > 0.99
    assert coloc.colocalize(flat, flat).pp_h0 > 0.99


def test_exchanging_traits_exchanges_h1_and_h2() -> None:
    rng = np.random.default_rng(2)
    l1, l2 = rng.normal(3, 5, 30), rng.normal(3, 5, 30)
    forward, backward = coloc.colocalize(l1, l2), coloc.colocalize(l2, l1)
    assert forward.posteriors == pytest.approx([backward.posteriors[i] for i in (0, 2, 1, 3, 4)])


def test_one_variant_cannot_be_two() -> None:
    assert coloc.colocalize([9.0], [9.0]).pp_h3 == 0


def test_huge_bayes_factors_do_not_overflow() -> None:
    result = coloc.colocalize([2000.0, 1.0], [1500.0, 1.0])
    assert sum(result.posteriors) == pytest.approx(1)
    assert result.pp_h4 > 0.99


def test_unknown_variants_are_left_out_and_unequal_sets_refused() -> None:
    result = coloc.colocalize([10.0, np.nan, 0.0], [10.0, 50.0, np.nan])
    assert result.n_variants == 1
    with pytest.raises(ValueError, match="2 and 1 variants"):
        coloc.colocalize([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="no variant"):
        coloc.colocalize([np.nan], [1.0])


def test_trait_scale_is_recovered_from_the_errors_of_its_effects() -> None:
    maf, n, sd = np.array([0.1, 0.2, 0.4]), 1000, 3.0
    varbeta = sd**2 / (n * 2 * maf * (1 - maf))
    assert coloc.estimate_sd_y(varbeta, maf, n) == pytest.approx(sd)

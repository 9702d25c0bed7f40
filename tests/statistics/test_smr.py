from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics import smr


def test_statistic_is_that_of_the_ratio_of_effects() -> None:
    gwas, gwas_se, qtl, qtl_se = 0.06, 0.012, 0.5, 0.05
    ratio, se = smr.smr_effect(gwas, gwas_se, qtl, qtl_se)
    chi2, p = smr.smr_test(gwas / gwas_se, qtl / qtl_se)
    assert ratio == pytest.approx(0.12)
    assert chi2 == pytest.approx((ratio / se) ** 2)
    assert p == pytest.approx(stats.chi2.sf(chi2, 1))


def test_statistic_is_bounded_by_the_weaker_association() -> None:
    chi2, _ = smr.smr_test([5.0, 0.0, 0.0], [100.0, 10.0, 0.0])
    assert chi2[0] == pytest.approx(25, rel=0.01)
    assert chi2[0] < 25
    assert chi2[1:] == pytest.approx([0, 0])
    assert smr.smr_effect(0.0, 0.01, 0.5, 0.05) == pytest.approx((0, 0.02))


def _locus(rng: np.random.Generator, gwas_cause: int) -> tuple[np.ndarray, ...]:
    """Standardised effects in two large samples of a locus with LD falling with distance; the QTL's cause is variant 0."""
    n_variants, n = 8, 20_000
    ld = 0.9 ** np.abs(np.subtract.outer(np.arange(n_variants), np.arange(n_variants)))
    noise = np.linalg.cholesky(ld) @ rng.normal(size=(n_variants, 2)) / np.sqrt(n)
    qtl, gwas = 0.3 * ld[0] + noise[:, 0], 0.08 * ld[gwas_cause] + noise[:, 1]
    se = np.full(n_variants, 1 / np.sqrt(n))
    return gwas, se, qtl, se, ld


def test_heterogeneity_is_rare_for_one_cause_and_found_for_two() -> None:
    rng = np.random.default_rng(3)
    one = [smr.heidi_test(*_locus(rng, 0), top=0) for _ in range(300)]
    two = [smr.heidi_test(*_locus(rng, 4), top=0) for _ in range(50)]
    assert 0.01 <= np.mean(np.array(one) < 0.05) <= 0.12
    assert np.median(two) < 1e-4


def test_heterogeneity_needs_three_other_variants() -> None:
    ones = np.ones(3)
    assert np.isnan(smr.heidi_test(ones, ones, ones, ones, np.eye(3), top=0))

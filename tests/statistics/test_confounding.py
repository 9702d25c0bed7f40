"""Rank correlation against SciPy; adjusted counts against fits made anew without each observation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.confounding import adjust_counts, spearman

SAMPLES = np.array([10, 10, 9, 4, 4, 3, 2, 1, 1, 10.0])
READS = np.array([7.1, 6.0, 8.2, 5.5, 7.7, 6.4, 5.1, 6.6, 5.0, 7.4]) * 1e6
COUNTS = np.array([54, 41, 49, 33, 31, 30, 29, 27, 19, 50.0]) * 1e3


def test_spearman_is_scipys_with_ties() -> None:
    expected = stats.spearmanr(SAMPLES, COUNTS)
    found = spearman(SAMPLES, COUNTS)
    assert (found.rho, found.p, found.n) == pytest.approx((expected.statistic, expected.pvalue, 10), rel=1e-12)


def test_spearman_leaves_incomplete_pairs_out() -> None:
    holed = COUNTS.copy()
    holed[[2, 5]] = np.nan
    kept = np.isfinite(holed)
    found = spearman(SAMPLES, holed)
    assert found.n == 8
    assert found.rho == pytest.approx(stats.spearmanr(SAMPLES[kept], COUNTS[kept]).statistic)


def test_spearman_of_a_monotone_relation_is_one_and_of_a_falling_one_minus_one() -> None:
    assert spearman(READS, np.exp(READS / 1e6)).rho == 1
    assert spearman(READS, -READS).rho == -1


@pytest.mark.parametrize(("x", "y", "n"), [([], [], 0), ([1.0, 2.0], [1.0, 2.0], 2), ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0], 3)])
def test_spearman_of_too_little_is_not_a_number(x: list[float], y: list[float], n: int) -> None:
    found = spearman(np.array(x), np.array(y))
    assert np.isnan(found.rho)
    assert found.n == n


def test_each_count_is_compared_with_a_fit_without_it() -> None:
    found = adjust_counts(COUNTS, SAMPLES, READS)
    assert found is not None
    design = np.column_stack([np.ones(10), np.log(SAMPLES), np.log(READS)])
    logs = np.log(COUNTS)
    for i in range(10):
        kept = np.arange(10) != i
        fitted, squares, *_ = np.linalg.lstsq(design[kept], logs[kept], rcond=None)
        predicted = design[i] @ fitted
        spread = squares[0] / (9 - 3) * (1 + design[i] @ np.linalg.inv(design[kept].T @ design[kept]) @ design[i])
        reach = stats.t.ppf(0.975, 6) * np.sqrt(spread)
        assert found.expected[i] == pytest.approx(np.exp(predicted), rel=1e-8)
        assert found.ratio[i] == pytest.approx(COUNTS[i] / np.exp(predicted), rel=1e-8)
        assert np.log(found.lower[i]) == pytest.approx(logs[i] - predicted - reach, rel=1e-6)
        assert np.log(found.upper[i]) == pytest.approx(logs[i] - predicted + reach, rel=1e-6)


def test_the_slope_of_one_predictor_and_its_interval_are_scipys() -> None:
    found = adjust_counts(COUNTS, SAMPLES)
    line = stats.linregress(np.log(SAMPLES), np.log(COUNTS))
    assert found is not None
    assert found.slopes[0] == pytest.approx(line.slope)
    assert found.slope_upper[0] - found.slopes[0] == pytest.approx(stats.t.ppf(0.975, 8) * line.stderr)
    assert found.r_squared == pytest.approx(line.rvalue**2)


def test_an_unusual_tissue_stands_out_and_the_others_do_not() -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 40)
    samples = np.tile([1.0, 2, 4, 8, 10], 8)
    counts = 20_000 * samples**0.3 * np.exp(noise)
    counts[7] *= 3
    found = adjust_counts(counts, samples)
    assert found is not None
    assert found.lower[7] > 2
    assert ((found.lower < 1) & (found.upper > 1))[np.arange(40) != 7].mean() > 0.9


def test_incomplete_observations_have_no_value_but_do_not_stop_the_rest() -> None:
    holed = COUNTS.copy()
    holed[3], samples = np.nan, SAMPLES.copy()
    samples[8] = 0
    found = adjust_counts(holed, samples)
    assert found is not None
    assert found.n == 8
    assert np.isnan(found.ratio[[3, 8]]).all()
    assert np.isfinite(found.ratio[[0, 1, 2, 4, 5, 6, 7, 9]]).all()


def test_too_few_observations_or_no_variation_give_none() -> None:
    assert adjust_counts(COUNTS[:5], SAMPLES[:5], READS[:5]) is None
    assert adjust_counts(COUNTS, np.full(10, 4.0)) is None
    assert adjust_counts(COUNTS, SAMPLES, SAMPLES) is None
    assert adjust_counts(np.array([]), np.array([])) is None

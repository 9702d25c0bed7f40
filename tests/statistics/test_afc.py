from __future__ import annotations

import numpy as np
import pytest

from dashboard.statistics import afc

DOSAGE = np.array([0.0, 1, 2, 0, 1, 2, 1, 1])


def test_exact_additive_expression_gives_the_haplotypes_ratio() -> None:
    ref, alt = 3.0, 12.0
    expression = (2 - DOSAGE) * ref + DOSAGE * alt
    estimate, lower, upper = afc.log2_allelic_fold_change(expression, DOSAGE)
    assert (estimate[0], lower[0], upper[0]) == pytest.approx((2, 2, 2), abs=1e-6)


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    dosage = rng.binomial(2, 0.4, (400, 150)).astype(float)
    expression = 20 - 5 * dosage + rng.normal(size=dosage.shape) * 2
    truth = np.log2(5 / 10)
    _, lower, upper = afc.log2_allelic_fold_change(expression, dosage)
    assert 0.92 <= np.mean((lower <= truth) & (truth <= upper)) <= 0.98


def test_estimates_beyond_the_cap_are_held_there() -> None:
    estimate, lower, upper = afc.log2_allelic_fold_change(5 * DOSAGE + 1e-4, DOSAGE)
    assert estimate[0] == lower[0] == upper[0] == pytest.approx(afc.CAP)
    gone, _, _ = afc.log2_allelic_fold_change(10 - 6 * DOSAGE, DOSAGE)
    assert gone[0] == pytest.approx(-afc.CAP)


def test_a_log_slope_is_half_the_fold_change_between_homozygotes() -> None:
    estimate, lower, upper = afc.afc_of_log_slope(0.5, 0.1)
    assert estimate == pytest.approx(1)
    assert (upper - lower) == pytest.approx(2 * 1.96 * 0.2, rel=1e-3)

"""Binned kernel density against scipy's exact one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gaussian_kde

from dashboard.statistics.density import binned_density


def test_agrees_with_the_exact_estimate() -> None:
    values = np.random.default_rng(0).normal(0, 1, 3_000)
    centres, density = binned_density(values, -5, 5, bins=1_000, bandwidth=0.3)
    exact = gaussian_kde(values, bw_method=0.3 / values.std(ddof=1))(centres)
    assert density == pytest.approx(exact, abs=0.003)


def test_integrates_to_the_share_inside() -> None:
    centres, density = binned_density(np.array([0.0, 0.5, 40.0, 50.0]), -10, 10, bins=400, bandwidth=0.5)
    assert density.sum() * (centres[1] - centres[0]) == pytest.approx(0.5)


def test_of_nothing_is_flat() -> None:
    assert not binned_density(np.array([]), 0, 1, bins=10, bandwidth=0.1)[1].any()

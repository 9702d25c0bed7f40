"""Robust z scores."""

from __future__ import annotations

import numpy as np

from dashboard.statistics.outliers import FAR, robust_z


def test_one_far_value_does_not_move_the_middle() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 1000.0])
    z = robust_z(values)
    assert z[2] == 0
    assert np.isclose(z[3], 1 / 1.4826)
    assert z[4] > FAR > abs(z[:4]).max()


def test_agrees_with_the_standard_deviation_on_normal_values() -> None:
    values = np.random.default_rng(1).normal(10, 2, 200_000)
    assert np.allclose(robust_z(values), (values - 10) / 2, atol=0.03, rtol=0.02)


def test_says_nothing_where_most_values_are_the_same() -> None:
    assert np.isnan(robust_z(np.array([0.0, 0.0, 0.0, 5.0]))).all()
    assert np.isnan(robust_z(np.array([np.nan, np.nan]))).all()
    assert len(robust_z(np.array([]))) == 0


def test_missing_values_stay_missing_and_do_not_count() -> None:
    z = robust_z(np.array([1.0, 2.0, 3.0, np.nan]))
    assert np.isnan(z[3])
    assert z[1] == 0

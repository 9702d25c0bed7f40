"""The line and its interval against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from dashboard.statistics.fits import fit_line


def test_slope_interval_and_band_agree_with_statsmodels() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(40, 90, 60)
    y = 0.05 * x + rng.normal(0, 0.8, 60)
    line = fit_line(x, y)
    assert line is not None
    reference = sm.OLS(y, sm.add_constant(x)).fit()
    low, high = reference.conf_int()[1]
    assert (line.slope - line.reach, line.slope + line.reach) == pytest.approx((low, high))
    assert line.p == pytest.approx(reference.pvalues[1])
    at = np.array([45.0, 80.0])
    expected = reference.get_prediction(sm.add_constant(at)).conf_int()
    assert np.column_stack(line.band(at)) == pytest.approx(expected)


@pytest.mark.parametrize("x", [[], [1.0], [1.0, 2.0], [2.0, 2.0, 2.0]])
def test_no_line_without_three_points_and_some_spread(x: list[float]) -> None:
    assert fit_line(np.array(x), np.array(x)) is None

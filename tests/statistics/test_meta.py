from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from dashboard.statistics.meta import combine_fixed


def test_summary_agrees_with_statsmodels() -> None:
    effect, se = np.array([0.2, 0.5, 0.1, 0.3]), np.array([0.1, 0.05, 0.2, 0.1])
    summary, reference = combine_fixed(effect, se), combine_effects(effect, se**2)
    assert summary.effect == pytest.approx(reference.mean_effect_fe)
    assert summary.se == pytest.approx(reference.sd_eff_w_fe)
    assert summary.q == pytest.approx(reference.q)
    assert summary.i2 == pytest.approx(reference.i2)
    assert summary.lower < summary.effect < summary.upper


def test_unknown_estimates_are_left_out() -> None:
    alone = combine_fixed([0.4, np.nan, 0.1], [0.1, 0.1, 0.0])
    assert (alone.effect, alone.se) == pytest.approx((0.4, 0.1))
    assert np.isnan(alone.p_heterogeneity)
    assert np.isnan(combine_fixed([], []).effect)

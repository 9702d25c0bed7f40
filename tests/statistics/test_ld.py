from __future__ import annotations

import numpy as np
import pytest

from dashboard.statistics import ld

DOSAGES = np.array([[0, 1, 2, 1, 0, 2], [2, 1, 0, 1, 2, 0], [0, 0, 1, 2, 1, 0], [1, 1, 1, 1, 1, 1]], dtype=float)


def test_correlations_are_pearsons() -> None:
    r = ld.correlation_matrix(DOSAGES)
    assert r[:3, :3] == pytest.approx(np.corrcoef(DOSAGES[:3]))
    assert r[0, 1] == pytest.approx(-1)
    assert r[3].tolist() == [0, 0, 0, 1]


def test_best_tag_is_the_most_correlated_of_either_sign() -> None:
    index, r2 = ld.best_tags(DOSAGES[:1], DOSAGES[1:])
    assert (index.tolist(), r2.tolist()) == ([0], pytest.approx([1]))
    assert ld.cross_correlation(DOSAGES[:2], DOSAGES[2:]).shape == (2, 2)


def test_pairs_lie_within_the_window() -> None:
    first, second = ld.pairs_within([10, 15, 30, 31], 15)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 1), (1, 2), (2, 3)]
    assert ld.pairs_within([], 10)[0].size == 0
    with pytest.raises(ValueError, match="sorted"):
        ld.pairs_within([5, 1], 10)


def test_standardized_rows_give_the_same_correlations() -> None:
    unit = ld.standardized(DOSAGES)
    assert np.linalg.norm(unit, axis=1) == pytest.approx([1, 1, 1, 0])
    assert ld.correlation_of_standardized(unit) == pytest.approx(ld.correlation_matrix(DOSAGES))
    assert ld.standardized(DOSAGES.astype(np.float32)).dtype == np.float32

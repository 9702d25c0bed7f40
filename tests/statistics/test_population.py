from __future__ import annotations

import numpy as np
import pytest

from dashboard.statistics import population


def test_drifted_frequencies_have_the_models_mean_and_variance() -> None:
    p, fst = 0.3, 0.1
    drawn = population.balding_nichols(np.full(200_000, p), fst, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(p, abs=2e-3)
    assert drawn.var() == pytest.approx(fst * p * (1 - p), rel=0.02)
    assert population.balding_nichols([p], 0, np.random.default_rng(1)).tolist() == [p]
    with pytest.raises(ValueError, match="fst"):
        population.balding_nichols([p], 1, np.random.default_rng(1))


@pytest.mark.parametrize("fst", [0.01, 0.1])
def test_hudsons_estimator_recovers_the_distance(fst: float) -> None:
    rng = np.random.default_rng(2)
    ancestral = rng.uniform(0.1, 0.9, 20_000)
    samples = [rng.binomial(100, population.balding_nichols(ancestral, fst, rng)) / 100 for _ in range(2)]
    assert population.hudson_fst(samples[0], 100, samples[1], 100) == pytest.approx(fst, rel=0.05)


def test_one_variant_by_hand() -> None:
    expected = (0.25 - 0.5 * 0.5 / 9 - 0) / (0.5 * 1 + 0)
    assert population.hudson_fst([0.5], 10, [0.0], 10) == pytest.approx(expected)
    assert np.isnan(population.hudson_fst([0.0], 10, [0.0], 10))


def test_kinship_of_parent_sibling_and_stranger() -> None:
    rng = np.random.default_rng(3)
    frequency = rng.uniform(0.1, 0.9, (20_000, 1))
    mother, father, stranger = (rng.random((20_000, 2)) < frequency for _ in range(3))

    def child() -> np.ndarray:
        pick = rng.integers(2, size=(20_000, 2))
        rows = np.arange(20_000)
        return np.column_stack([mother[rows, pick[:, 0]], father[rows, pick[:, 1]]])

    dosages = np.column_stack([person.sum(axis=1) for person in (mother, child(), child(), stranger)])
    phi = population.kinship(dosages)
    assert np.diag(phi) == pytest.approx(0.5)
    assert phi[0, 1] == pytest.approx(0.25, abs=0.01)
    assert phi[1, 2] == pytest.approx(0.25, abs=0.015)
    assert phi[0, 3] == pytest.approx(0, abs=0.02)

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy.stats import entropy
from skbio.diversity import alpha

from dashboard.statistics import diversity

COMMUNITY = [60, 20, 10, 5, 3, 1, 1, 0]


def test_indices_agree_with_scikit_bio_and_scipy() -> None:
    assert diversity.richness(COMMUNITY) == alpha.sobs(COMMUNITY)
    assert diversity.shannon(COMMUNITY) == pytest.approx(entropy(COMMUNITY))
    assert diversity.gini_simpson(COMMUNITY) == pytest.approx(alpha.simpson(COMMUNITY))
    assert diversity.dominance(COMMUNITY) == pytest.approx(alpha.berger_parker_d(COMMUNITY))
    for order in (0, 0.5, 1, 2, 3):
        assert diversity.hill_number(COMMUNITY, order) == pytest.approx(alpha.hill(COMMUNITY, order=order))


def test_equal_shares_have_as_many_effective_kinds_as_kinds() -> None:
    assert [diversity.hill_number([7] * 5, order) for order in (0, 1, 2)] == pytest.approx([5, 5, 5])


def test_empty_communities_have_no_shares() -> None:
    assert diversity.richness([0, 0]) == 0
    assert diversity.hill_number([], 0) == 0
    for value in (diversity.shannon([]), diversity.hill_number([0], 1), diversity.gini_simpson([]), diversity.dominance([0])):
        assert np.isnan(value)


def test_one_kind_has_no_diversity() -> None:
    assert diversity.shannon([9]) == pytest.approx(0)
    assert diversity.gini_simpson([9]) == pytest.approx(0)
    assert diversity.hill_number([9], 2) == pytest.approx(1)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        diversity.shannon([1, -1])


def test_tau_of_yanais_definition() -> None:
    assert diversity.tau([0, 8, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0]) == pytest.approx(0.954545, abs=1e-6)
    assert diversity.tau([5, 5, 5]) == 0
    assert diversity.tau([0, 3, 0]) == 1
    assert np.isnan(diversity.tau([4]))
    assert np.isnan(diversity.tau([0, 0]))


def test_rarefied_richness_is_hurlberts_sum_of_binomials() -> None:
    total = sum(COMMUNITY)
    for depth in (0, 1, 7, 50, total):
        expected = sum(1 - comb(total - count, depth) / comb(total, depth) for count in COMMUNITY if count)
        assert diversity.rarefied_richness(COMMUNITY, depth) == pytest.approx(expected)
    assert np.isnan(diversity.rarefied_richness(COMMUNITY, total + 1))
    with pytest.raises(ValueError, match="depth"):
        diversity.rarefied_richness(COMMUNITY, -1)


def test_rarefied_hill_numbers_fall_with_depth_and_end_at_the_full_sample() -> None:
    total = sum(COMMUNITY)
    shallow = diversity.rarefied_hill_number(COMMUNITY, 10, 1)
    assert 1 < shallow < diversity.hill_number(COMMUNITY, 1)
    assert diversity.rarefied_hill_number(COMMUNITY, total, 1) == pytest.approx(diversity.hill_number(COMMUNITY, 1))
    assert diversity.rarefied_hill_number(COMMUNITY, 10, 0) == diversity.rarefied_richness(COMMUNITY, 10)
    assert np.isnan(diversity.rarefied_hill_number(COMMUNITY, total + 1, 2))
    two_draws = diversity.rarefied_hill_number(COMMUNITY, 2, 0)
    unbiased = 1 - sum(c * (c - 1) for c in COMMUNITY) / (total * (total - 1))
    assert two_draws - 1 == pytest.approx(unbiased)


def test_sample_rarefaction_is_the_mean_over_all_subsets() -> None:
    incidence = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0]], dtype=bool)
    assert diversity.sample_rarefied_richness(incidence, 1) == pytest.approx(incidence.sum(axis=0).mean())
    assert diversity.sample_rarefied_richness(incidence, 2) == pytest.approx((3 + 3 + 2) / 3)
    assert diversity.sample_rarefied_richness(incidence, 3) == pytest.approx(3)
    assert np.isnan(diversity.sample_rarefied_richness(incidence, 4))
    with pytest.raises(ValueError, match="matrix"):
        diversity.sample_rarefied_richness([1, 0], 1)


def test_bootstrap_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, shares = np.random.default_rng(3), np.array([0.5, 0.3, 0.2])
    truth = diversity.gini_simpson(shares)
    held = 0
    for seed in range(200):
        lower, upper = diversity.bootstrap_interval(rng.multinomial(400, shares), diversity.gini_simpson, draws=200, seed=seed)
        held += lower <= truth <= upper
    assert 0.88 <= held / 200 <= 0.99
    assert all(np.isnan(diversity.bootstrap_interval([0, 0], diversity.shannon)))


def test_donors_that_differ_widen_the_interval_beyond_that_of_reads() -> None:
    donors = np.array([[90, 10, 80, 20, 50], [10, 90, 20, 80, 50]])
    by_read = diversity.bootstrap_interval(donors.sum(axis=1), diversity.gini_simpson)
    by_donor = diversity.sample_bootstrap_interval(donors, diversity.gini_simpson)
    assert by_donor[1] - by_donor[0] > 2 * (by_read[1] - by_read[0])
    assert all(np.isnan(diversity.sample_bootstrap_interval(donors[:, :1], diversity.gini_simpson)))
    assert diversity.sample_bootstrap_intervals(donors)["gini_simpson"] == pytest.approx(by_donor)
    assert np.isnan(diversity.sample_bootstrap_intervals(donors[:, :1])["shannon"]).all()


def test_the_named_indices_are_those_of_the_functions() -> None:
    values = diversity.diversity_indices(COMMUNITY)
    assert values["hill_2"] == pytest.approx(1 / (1 - values["gini_simpson"]))
    assert values["hill_1"] == pytest.approx(np.exp(values["shannon"]))
    assert set(values) == set(diversity.INDICES)

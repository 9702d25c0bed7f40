from __future__ import annotations

import numpy as np
import pytest

from dashboard.statistics import pca, population


@pytest.mark.parametrize("shape", [(50, 12), (12, 50)])
def test_components_are_those_of_the_singular_value_decomposition(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(2).normal(size=shape)
    found = pca.principal_components(matrix, 4)
    left, singular, right = np.linalg.svd(matrix, full_matrices=False)
    assert np.abs(found.scores) == pytest.approx(np.abs(right[:4].T * singular[:4]))
    assert np.abs(found.loadings) == pytest.approx(np.abs(left[:, :4]))
    assert found.proportion == pytest.approx(singular[:4] ** 2 / np.sum(singular**2))
    rebuilt = (found.scores @ found.loadings.T).T
    assert rebuilt == pytest.approx(left[:, :4] * singular[:4] @ right[:4])


def test_scaling_follows_patterson_and_leaves_out_what_does_not_vary() -> None:
    dosages = np.array([[0, 1, 2, 1], [0, 0, 0, 0], [2, 2, 2, 2]])
    scaled = pca.patterson_scale(dosages)
    assert scaled == pytest.approx(np.array([[-1, 0, 1, 0]]) / 0.5)
    with pytest.raises(ValueError, match="no variant varies"):
        pca.principal_components(pca.patterson_scale(dosages[1:]), 2)


def test_two_populations_part_on_the_first_component() -> None:
    rng = np.random.default_rng(3)
    ancestral = rng.uniform(0.1, 0.9, 800)
    groups = [rng.binomial(2, population.balding_nichols(ancestral, 0.1, rng)[:, None], (800, 30)) for _ in range(2)]
    scores = pca.principal_components(pca.patterson_scale(np.hstack(groups)), 2).scores[:, 0]
    assert max(scores[:30].max(), scores[30:].max()) > 0 > min(scores[:30].max(), scores[30:].max())

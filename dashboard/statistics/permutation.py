"""Gene-level significance: permutations, their beta approximation, q-values and nominal thresholds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, polygamma, psi

from dashboard.statistics.regression import two_sided_p

Floats = NDArray[np.float64]


def permuted_minimum_p(
    genotypes: Floats, n_permutations: int, dof: float, rng: np.random.Generator,
) -> Floats:
    """Smallest p-value over the variants for each of `n_permutations` random normal phenotypes.

    `genotypes` is variants × samples, residualised, so that a normal draw stands for a permutation of a
    normalised phenotype (Ongen 2016, Bioinformatics 32:1479). The smallest p-value is that of the largest squared correlation.
    """
    norms = np.linalg.norm(genotypes, axis=1, keepdims=True)
    unit = genotypes[norms[:, 0] > 1e-9] / norms[norms[:, 0] > 1e-9]
    draws = rng.standard_normal((unit.shape[1], n_permutations))
    draws -= draws.mean(axis=0)
    draws /= np.linalg.norm(draws, axis=0)
    return minimum_p_of_correlation(np.max((unit @ draws) ** 2, axis=0), dof)


def minimum_p_of_correlation(r2: ArrayLike, dof: float) -> Floats:
    """p-value of a squared (partial) correlation: t² = dof · r² / (1 − r²) (Fisher 1924, Metron 3:329)."""
    squared = np.asarray(r2, dtype=np.float64)
    return two_sided_p(np.sqrt(dof * squared / np.maximum(1 - squared, 1e-15)), dof)


def fit_beta(minimum_p: ArrayLike, iterations: int = 50) -> tuple[Floats, Floats]:
    """Shapes of the beta distribution of smallest p-values under the null, by maximum likelihood.

    FastQTL's approximation (Ongen 2016, Bioinformatics 32:1479): shape 1 is near 1, shape 2 the effective number of
    independent tests. `minimum_p` is one row per phenotype, or a vector for one; rows are fitted at once by Newton's
    method on the logarithms of the shapes, from the moments.
    """
    p = np.clip(np.asarray(minimum_p, dtype=np.float64), 1e-300, 1 - 1e-12)
    mean, variance = p.mean(axis=-1), np.maximum(p.var(axis=-1, ddof=1), 1e-300)
    factor = np.maximum(mean * (1 - mean) / variance - 1, 1e-2)
    a, b = np.maximum(mean * factor, 1e-2), np.maximum((1 - mean) * factor, 1e-2)
    mean_log, mean_log1m = np.log(p).mean(axis=-1), np.log1p(-p).mean(axis=-1)
    for _ in range(iterations):
        both = polygamma(1, a + b)
        score_a, score_b = a * (mean_log - psi(a) + psi(a + b)), b * (mean_log1m - psi(b) + psi(a + b))
        # The expected information in log shapes keeps every step uphill.
        information_a, information_b = a**2 * (polygamma(1, a) - both), b**2 * (polygamma(1, b) - both)
        crossed = -a * b * both
        determinant = information_a * information_b - crossed**2
        step_a = (information_b * score_a - crossed * score_b) / determinant
        step_b = (information_a * score_b - crossed * score_a) / determinant
        a, b = a * np.exp(np.clip(step_a, -1, 1)), b * np.exp(np.clip(step_b, -1, 1))
        if max(np.max(np.abs(step_a), initial=0), np.max(np.abs(step_b), initial=0)) < 1e-9:
            break
    return a, b


def beta_approximated_p(p: ArrayLike, shape1: ArrayLike, shape2: ArrayLike) -> Floats:
    """Gene-level p-value of the smallest nominal p-value (Ongen 2016)."""
    return np.asarray(betainc(shape1, shape2, p), dtype=np.float64)


def null_proportion(p: ArrayLike, threshold: float = 0.5) -> float:
    """Storey's estimate of the share of true nulls at one λ (Storey 2002, J. R. Stat. Soc. B 64:479), at most 1."""
    values = np.asarray(p, dtype=np.float64)
    return min(1.0, float(np.mean(values > threshold)) / (1 - threshold)) if values.size else 1.0


def q_values(p: ArrayLike, pi0: float | None = None) -> Floats:
    """Storey's q-values (Storey & Tibshirani 2003, PNAS 100:9440); `pi0` 1 gives Benjamini–Hochberg.

    Without `pi0` it is estimated at λ = 0.5. NaN stays NaN.
    """
    values = np.asarray(p, dtype=np.float64)
    q = np.full(values.shape, np.nan)
    known = np.isfinite(values)
    tested = values[known]
    if not tested.size:
        return q
    share = null_proportion(tested) if pi0 is None else pi0
    share = share or 1 / tested.size
    order = np.argsort(tested)[::-1]
    ranks = np.arange(tested.size, 0, -1)
    ordered = np.minimum.accumulate(np.minimum(share * tested.size * tested[order] / ranks, 1.0))
    result = np.empty(tested.size)
    result[order] = ordered
    q[known] = result
    return q


def nominal_threshold(p_beta: ArrayLike, q: ArrayLike, shape1: ArrayLike, shape2: ArrayLike, fdr: float = 0.05) -> Floats:
    """Each phenotype's nominal p-value below which its variants are significant (GTEx 2020, Science 369:1318, suppl.).

    The gene-level p-value midway between the last phenotype below the FDR and the first above it, through the inverse
    of the phenotype's beta distribution. NaN for all when none is significant.
    """
    p_values, found = np.asarray(p_beta, dtype=np.float64), np.asarray(q, dtype=np.float64) <= fdr
    below, above = p_values[found], p_values[~found]
    if not below.size:
        return np.full(p_values.shape, np.nan)
    cut = (below.max() + above.min()) / 2 if above.size else below.max()
    return np.asarray(betaincinv(shape1, shape2, cut), dtype=np.float64)


"""Gene-level significance: permutations, their beta approximation, q-values and nominal thresholds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.optimize import minimize
from scipy.special import betaln

from dashboard.statistics.regression import two_sided_p

Floats = NDArray[np.float64]


def permuted_minimum_p(
    genotypes: Floats, n_permutations: int, dof: float, rng: np.random.Generator,
) -> Floats:
    """Smallest p-value over the variants for each of `n_permutations` random normal phenotypes.

    `genotypes` is variants × samples, residualised, so that a normal draw stands for a permutation of a
    normalised phenotype. The smallest p-value is that of the largest squared correlation.
    """
    norms = np.linalg.norm(genotypes, axis=1, keepdims=True)
    unit = genotypes[norms[:, 0] > 1e-9] / norms[norms[:, 0] > 1e-9]
    draws = rng.standard_normal((unit.shape[1], n_permutations))
    draws -= draws.mean(axis=0)
    draws /= np.linalg.norm(draws, axis=0)
    return minimum_p_of_correlation(np.max((unit @ draws) ** 2, axis=0), dof)


def minimum_p_of_correlation(r2: ArrayLike, dof: float) -> Floats:
    """p-value of a squared (partial) correlation: t² = dof · r² / (1 − r²)."""
    squared = np.asarray(r2, dtype=np.float64)
    return two_sided_p(np.sqrt(dof * squared / np.maximum(1 - squared, 1e-15)), dof)


def fit_beta(minimum_p: ArrayLike) -> tuple[float, float]:
    """Shapes of the beta distribution of smallest p-values under the null, by maximum likelihood.

    FastQTL's approximation (Ongen 2016, Bioinformatics 32:1479): shape 1 is near 1, shape 2 the effective number of
    independent tests. Starts from the moments.
    """
    p = np.clip(np.asarray(minimum_p, dtype=np.float64), 1e-300, 1 - 1e-12)
    mean, variance = p.mean(), p.var(ddof=1)
    factor = mean * (1 - mean) / variance - 1
    start = np.log([max(mean * factor, 1e-2), max((1 - mean) * factor, 1e-2)])
    mean_log, mean_log1m = float(np.log(p).mean()), float(np.log1p(-p).mean())

    def loss(log_shapes: Floats) -> float:
        a, b = np.exp(log_shapes)
        return float(betaln(a, b) - (a - 1) * mean_log - (b - 1) * mean_log1m)

    fitted = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9})
    a, b = np.exp(fitted.x)
    return float(a), float(b)


def beta_approximated_p(p: ArrayLike, shape1: ArrayLike, shape2: ArrayLike) -> Floats:
    """Gene-level p-value of the smallest nominal p-value (Ongen 2016)."""
    return np.asarray(stats.beta.cdf(p, shape1, shape2), dtype=np.float64)


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
    return np.asarray(stats.beta.ppf(cut, shape1, shape2), dtype=np.float64)


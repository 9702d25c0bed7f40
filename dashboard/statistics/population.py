"""Allele frequencies of populations that drifted apart, and measures of how far."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def balding_nichols(ancestral: ArrayLike, fst: float, rng: np.random.Generator) -> Floats:
    """One population's allele frequencies, drawn from ancestral ones at distance `fst`.

    Beta(p(1 − F)/F, (1 − p)(1 − F)/F) of Balding & Nichols (1995, Genetica 96:3): mean p, variance F·p(1 − p).
    F 0 gives the ancestral frequencies back.
    """
    p = np.asarray(ancestral, dtype=np.float64)
    if not 0 <= fst < 1:
        raise ValueError(f"fst must be from 0 to below 1, not {fst}")
    if fst == 0:
        return p.copy()
    inner = np.clip(p, 1e-9, 1 - 1e-9)
    factor = (1 - fst) / fst
    return rng.beta(inner * factor, (1 - inner) * factor)


def hudson_fst(frequency_1: ArrayLike, n_1: int, frequency_2: ArrayLike, n_2: int) -> float:
    """F_ST of two populations from sample frequencies and numbers of chromosomes, by the ratio of averages.

    Hudson's estimator in the form of Bhatia (2013, Genome Res. 23:1514, eq. 10), unbiased for sample size. NaN where no
    variant differs between or within the populations.
    """
    p1, p2 = np.asarray(frequency_1, dtype=np.float64), np.asarray(frequency_2, dtype=np.float64)
    numerator = (p1 - p2) ** 2 - p1 * (1 - p1) / (n_1 - 1) - p2 * (1 - p2) / (n_2 - 1)
    denominator = p1 * (1 - p2) + p2 * (1 - p1)
    total = float(denominator.sum())
    return float(numerator.sum() / total) if total > 0 else float("nan")


def kinship(dosages: ArrayLike) -> Floats:
    """KING-robust kinship of all pairs of samples, from hard dosages (0, 1, 2) of variants × samples.

    Manichaikul (2010, Bioinformatics 26:2867; the robust estimator with the smaller number of heterozygotes): 0.25 for first-degree
    relatives, 0.5 on the diagonal, near 0 or negative for unrelated pairs.
    """
    g = np.asarray(dosages, dtype=np.float32)
    het, ref, alt = (g == 1).astype(np.float32), (g == 0).astype(np.float32), (g == 2).astype(np.float32)
    both_het = het.T @ het
    opposite = ref.T @ alt
    opposite = opposite + opposite.T
    n_het = het.sum(axis=0)
    smaller = np.maximum(np.minimum(n_het[:, None], n_het[None, :]), 1)
    total = n_het[:, None] + n_het[None, :]
    return np.asarray((both_het - 2 * opposite) / (2 * smaller) + 0.5 - total / (4 * smaller), dtype=np.float64)

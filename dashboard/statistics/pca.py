"""Principal components of genotypes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Components:
    """Scores (samples × components, with the variance along the axis), loadings and each axis's share of all variance."""

    scores: Floats
    loadings: Floats
    proportion: Floats
    sd: Floats


def patterson_scale(dosages: ArrayLike) -> Floats:
    """Dosages less their mean, over √(p(1 − p)), variants × samples (Patterson 2006, PLoS Genet. 2:e190, eq. 1–3).

    p is half the mean dosage. Variants that do not vary are left out.
    """
    rows = np.asarray(dosages, dtype=np.float64)
    mean = rows.mean(axis=1, keepdims=True)
    p = mean[:, 0] / 2
    varies = (p > 0) & (p < 1)
    return (rows[varies] - mean[varies]) / np.sqrt(p[varies] * (1 - p[varies]))[:, None]


def principal_components(scaled: ArrayLike, n_components: int) -> Components:
    """The first components of variants × samples, by singular value decomposition (Patterson 2006, PLoS Genet. 2:e190).

    Axes are signed so that the largest loading is positive; the sign itself has no meaning. The decomposition goes
    through the smaller of the two cross-products.
    """
    matrix = np.asarray(scaled, dtype=np.float64)
    if not matrix.size:
        raise ValueError("no variant varies; there are no components")
    n_variants, n_samples = matrix.shape
    n_components = min(n_components, n_variants, n_samples)
    gram = matrix.T @ matrix if n_samples <= n_variants else matrix @ matrix.T
    size = gram.shape[0]
    values, vectors = eigh(gram, subset_by_index=(size - n_components, size - 1))
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    singular = np.sqrt(values)
    safe = np.where(singular > 1e-12, singular, 1.0)
    right, left = (vectors, matrix @ vectors / safe) if n_samples <= n_variants else (matrix.T @ vectors / safe, vectors)
    signs = np.sign(left[np.argmax(np.abs(left), axis=0), np.arange(n_components)])
    signs[signs == 0] = 1
    return Components(
        scores=right * singular * signs,
        loadings=left * signs,
        proportion=values / np.trace(gram),
        sd=singular / np.sqrt(max(n_samples - 1, 1)),
    )

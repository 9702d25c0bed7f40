"""Linkage disequilibrium as correlations of genotype dosages."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def correlation_matrix(dosages: ArrayLike) -> NDArray[Any]:
    """Pearson correlations r of dosages, variants × variants, from variants × samples.

    Without phase this is the composite measure of Weir (1979, Biometrics 35:235). Variants that do not vary have r 0
    with the others and 1 with themselves.
    """
    return cross_correlation(dosages, dosages, same=True)


def cross_correlation(dosages: ArrayLike, others: ArrayLike, *, same: bool = False) -> NDArray[Any]:
    """Correlations r between two sets of variants in the same samples, rows of the first × rows of the second (Weir 1979).

    32-bit dosages give 32-bit correlations.
    """
    unit = standardized(dosages)
    if same:
        return correlation_of_standardized(unit)
    return np.clip(unit @ standardized(others).T, -1, 1)


def correlation_of_standardized(unit: NDArray[Any]) -> NDArray[Any]:
    """`correlation_matrix` of rows that are standardized already, as when one tissue's rows serve many loci."""
    r = np.clip(unit @ unit.T, -1, 1)
    np.fill_diagonal(r, 1.0)
    return r


def best_tags(dosages: ArrayLike, tags: ArrayLike) -> tuple[NDArray[np.int64], Floats]:
    """For each variant the index of the tag with the largest r², and that r²."""
    r2 = cross_correlation(dosages, tags) ** 2
    best = np.argmax(r2, axis=1)
    return best, r2[np.arange(best.size), best]


def pairs_within(positions: ArrayLike, window: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Index pairs i < j of sorted positions that are at most `window` bases apart."""
    sites = np.asarray(positions, dtype=np.int64)
    if np.any(np.diff(sites) < 0):
        raise ValueError("positions must be sorted")
    ends = np.searchsorted(sites, sites + window, side="right")
    counts = ends - np.arange(sites.size) - 1
    first = np.repeat(np.arange(sites.size), counts)
    offsets = np.arange(first.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return first, first + 1 + offsets


def standardized(dosages: ArrayLike) -> NDArray[Any]:
    """Rows centred and scaled to length 1, so that products of rows are correlations; rows that do not vary are 0."""
    rows = np.atleast_2d(np.asarray(dosages))
    if rows.dtype != np.float32:
        rows = rows.astype(np.float64)
    centred = rows - rows.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    centred /= np.where(norms > 1e-6, norms, np.inf)
    return centred

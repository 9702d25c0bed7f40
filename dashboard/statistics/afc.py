"""Allelic fold change of expression from additive regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]

CAP = float(np.log2(100))
"""Largest absolute log2 aFC reported; estimates beyond it are of genes hardly expressed from one allele."""


def log2_allelic_fold_change(
    expression: ArrayLike, dosages: ArrayLike, level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """log2 aFC of each gene (ALT against REF haplotype) with its interval, from linear expression and dosages.

    Mohammadi 2017 (Genome Res. 27:1872): with allelic expression additive, E = a + b·dosage, the REF haplotype gives
    a/2 and the ALT haplotype a/2 + b, so aFC = 1 + 2b/a. The interval is by the delta method on the log scale. `expression`
    and `dosages` are genes × samples, expression not logged and not negative; both rows of a pair belong together.
    Estimates are held within ± log2(100).
    """
    y, x = np.atleast_2d(np.asarray(expression, dtype=np.float64)), np.atleast_2d(np.asarray(dosages, dtype=np.float64))
    n = x.shape[1]
    mean_x, mean_y = x.mean(axis=1), y.mean(axis=1)
    cx, cy = x - mean_x[:, None], y - mean_y[:, None]
    ssx = np.sum(cx**2, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = np.sum(cx * cy, axis=1) / ssx
        a = mean_y - b * mean_x
        variance = np.sum((cy - b[:, None] * cx) ** 2, axis=1) / (n - 2)
        var_b, var_a = variance / ssx, variance * (1 / n + mean_x**2 / ssx)
        cov_ab = -variance * mean_x / ssx
        fold = (a + 2 * b) / a
        by_b, by_a = 2 / (a + 2 * b), 1 / (a + 2 * b) - 1 / a
        se = np.sqrt(np.maximum(by_b**2 * var_b + by_a**2 * var_a + 2 * by_a * by_b * cov_ab, 0)) / np.log(2)
        estimate = np.log2(fold)
    positive = (a > 0) & (a + 2 * b > 0)
    estimate = np.where(positive, estimate, np.where(a + 2 * b > 0, CAP, -CAP))
    se = np.where(positive & np.isfinite(se), se, 0.0)
    half = stats.norm.ppf(0.5 + level / 2) * se
    bounds = (np.clip(values, -CAP, CAP) for values in (estimate, estimate - half, estimate + half))
    middle, lower, upper = bounds
    return middle, lower, upper


def afc_of_log_slope(slope: ArrayLike, se: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """log2 aFC with its interval from the slope per ALT allele of log2 expression.

    On the log scale heterozygotes lie at the mean of the homozygotes, which differ by one aFC: aFC is 2 · slope
    (Mohammadi 2017, Genome Res. 27:1872, for effects small against 1).
    """
    middle = 2 * np.asarray(slope, dtype=np.float64)
    half = 2 * stats.norm.ppf(0.5 + level / 2) * np.asarray(se, dtype=np.float64)
    return np.clip(middle, -CAP, CAP), np.clip(middle - half, -CAP, CAP), np.clip(middle + half, -CAP, CAP)

"""How far counts of tissues follow sample size and depth, and what is left when that is taken into account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]
LEVEL = 0.95
MIN_SPARE = 3
"""Fewest residual degrees of freedom that a deletion residual is computed with."""


@dataclass(frozen=True)
class Correlation:
    """Spearman's ρ with its two-sided p-value over n complete pairs; NaN where there are fewer than three or no variation."""

    rho: float
    p: float
    n: int


@dataclass(frozen=True)
class Adjusted:
    """Counts against what their predictors lead to expect; one value per observation, NaN where it was incomplete.

    `ratio` is observed / expected, where the expectation comes from a fit without that observation; `lower` and `upper`
    bound its 95 % prediction interval, so that an interval holding 1 means: no more and no fewer than another tissue
    with the same predictors would show. `slopes`, `slope_lower`, `slope_upper` are exponents: doubling the predictor
    multiplies the count by 2**slope. `n` observations were complete, `r_squared` is that of the whole fit.
    """

    expected: Floats
    ratio: Floats
    lower: Floats
    upper: Floats
    slopes: tuple[float, ...]
    slope_lower: tuple[float, ...]
    slope_upper: tuple[float, ...]
    r_squared: float
    n: int


def spearman(x: Floats, y: Floats) -> Correlation:
    """Rank correlation (Spearman 1904, Am. J. Psychol. 15:72) of the pairs in which both are known.

    Ties share their mean rank; p by Student's t with n − 2 degrees of freedom, as in SciPy.
    """
    known = np.isfinite(x) & np.isfinite(y)
    n = int(known.sum())
    if n < 3:
        return Correlation(np.nan, np.nan, n)
    first, second = (_ranks(values[known]) for values in (x, y))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return Correlation(np.nan, np.nan, n)
    rho = float(np.clip(np.corrcoef(first, second)[0, 1], -1, 1))
    if abs(rho) > 1 - 1e-12:
        return Correlation(float(np.sign(rho)), 0.0, n)
    t = rho * np.sqrt((n - 2) / (1 - rho**2))
    return Correlation(rho, float(2 * stdtr(n - 2, -abs(t))), n)


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]


def adjust_counts(counts: Floats, *predictors: Floats) -> Adjusted | None:
    """Counts relative to their expectation given the predictors, by least squares of log count on log predictors.

    Each observation is compared with a fit that leaves it out (deletion residual and its prediction interval: Belsley,
    Kuh & Welsch 1980, Regression Diagnostics, section 2.1), so that an outlier cannot pull its own expectation. None
    where too few observations are complete and positive, or a predictor does not vary.
    """
    columns = np.column_stack(predictors)
    known = np.isfinite(counts) & (counts > 0) & np.isfinite(columns).all(axis=1) & (columns > 0).all(axis=1)
    n, width = int(known.sum()), columns.shape[1] + 1
    spare = n - width
    if spare - 1 < MIN_SPARE:
        return None
    design = np.column_stack([np.ones(n), np.log(columns[known])])
    centred = design[:, 1:] - design[:, 1:].mean(axis=0)
    if np.linalg.matrix_rank(centred, tol=1e-9 * n) < width - 1:
        return None
    logs = np.log(counts[known])
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ logs
    residual = logs - design @ fitted
    leverage = np.clip(np.einsum("ij,jk,ik->i", design, inverse, design), 0, 1 - 1e-9)
    squares = float(residual @ residual)
    without = residual / (1 - leverage)
    variance = np.maximum(squares - residual**2 / (1 - leverage), 0) / (spare - 1)
    reach = stdtrit(spare - 1, 0.5 + LEVEL / 2) * np.sqrt(variance / (1 - leverage))
    slope_reach = stdtrit(spare, 0.5 + LEVEL / 2) * np.sqrt(np.diag(inverse)[1:] * squares / spare)
    total = float(((logs - logs.mean()) ** 2).sum())
    return Adjusted(
        expected=_placed(known, np.exp(logs - without)), ratio=_placed(known, np.exp(without)),
        lower=_placed(known, np.exp(without - reach)), upper=_placed(known, np.exp(without + reach)),
        slopes=tuple(fitted[1:].tolist()), slope_lower=tuple((fitted[1:] - slope_reach).tolist()),
        slope_upper=tuple((fitted[1:] + slope_reach).tolist()), r_squared=1 - squares / total if total > 0 else np.nan, n=n,
    )


def _placed(known: NDArray[np.bool_], values: Floats) -> Floats:
    placed = np.full(len(known), np.nan)
    placed[known] = values
    return placed

"""Combining estimates of one effect: the summary line and the heterogeneity of a forest plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr, ndtri


@dataclass(frozen=True)
class Summary:
    """A combined estimate with its interval; `q` and `i2` say how much more the estimates differ than by chance."""

    effect: float
    se: float
    lower: float
    upper: float
    p: float
    q: float
    p_heterogeneity: float
    i2: float


def combine_fixed(effect: ArrayLike, se: ArrayLike, level: float = 0.95) -> Summary:
    """Inverse-variance weighted estimate with Cochran's Q (Cochran 1954, Biometrics 10:101) and I² (Higgins 2002, Stat. Med. 21:1539).

    Estimates are taken as independent: tissues of the same donors are not, and their interval is then too narrow.
    Pairs with NaN or an error that is not positive are left out; all-NaN comes back for none.
    """
    beta, error = np.asarray(effect, dtype=np.float64), np.asarray(se, dtype=np.float64)
    known = np.isfinite(beta) & np.isfinite(error) & (error > 0)
    beta, weight = beta[known], 1 / error[known] ** 2
    if not beta.size:
        return Summary(*[float("nan")] * 8)
    mean = float(np.sum(weight * beta) / weight.sum())
    combined = float(1 / np.sqrt(weight.sum()))
    half = float(ndtri(0.5 + level / 2)) * combined
    q = float(np.sum(weight * (beta - mean) ** 2))
    dof = beta.size - 1
    p_heterogeneity = float(chdtrc(dof, q)) if dof else float("nan")
    i2 = max(0.0, 1 - dof / q) if q > 0 else 0.0
    p = float(2 * ndtr(-abs(mean / combined)))
    return Summary(mean, combined, mean - half, mean + half, p, q, p_heterogeneity, i2)

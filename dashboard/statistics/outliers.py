"""Values far from the middle of their distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CONSISTENT = 1.4826
"""Makes the median absolute deviation estimate the standard deviation of a normal distribution."""
FAR = 5.0
"""Robust z from which a value is called an outlier."""


def robust_z(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(value − median) / (1.4826 · MAD): distance from the middle in standard deviations, were it not for outliers.

    Hampel, The influence curve and its role in robust estimation, J. Am. Stat. Assoc. 69:383, 1974. NaN where more than
    half of the values are the same, as the MAD is 0 then, and for values that are NaN.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return np.full(len(values), np.nan)
    middle = np.median(known)
    spread = CONSISTENT * np.median(np.abs(known - middle))
    return (values - middle) / spread if spread > 0 else np.full(len(values), np.nan)

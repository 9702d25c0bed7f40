"""Straight-line fits with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Line:
    """A least-squares line. `reach` is half the width of the slope's confidence interval at level `level`."""

    slope: float
    intercept: float
    reach: float
    p: float
    n: int
    level: float
    _mean: float
    _spread: float
    _residual: float

    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.intercept + self.slope * x

    def band(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of the confidence interval of the mean at `x` (Draper & Smith 1998, section 3.1)."""
        quantile = stats.t.ppf(0.5 + self.level / 2, self.n - 2)
        width = quantile * self._residual * np.sqrt(1 / self.n + (x - self._mean) ** 2 / self._spread)
        return self.predict(x) - width, self.predict(x) + width


def fit_line(x: np.ndarray, y: np.ndarray, *, level: float = 0.95) -> Line | None:
    """Ordinary least squares of y on x; None with fewer than three points or no spread in x."""
    n = len(x)
    if n < 3 or np.ptp(x) == 0:
        return None
    fit = stats.linregress(x, y)
    residual = float(np.sqrt(np.sum((y - fit.intercept - fit.slope * x) ** 2) / (n - 2)))
    reach = float(stats.t.ppf(0.5 + level / 2, n - 2) * fit.stderr)
    return Line(float(fit.slope), float(fit.intercept), reach, float(fit.pvalue), n, level, float(np.mean(x)), float(np.sum((x - np.mean(x)) ** 2)), residual)

"""Straight-line fits with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit


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
        quantile = stdtrit(self.n - 2, 0.5 + self.level / 2)
        width = quantile * self._residual * np.sqrt(1 / self.n + (x - self._mean) ** 2 / self._spread)
        return self.predict(x) - width, self.predict(x) + width


def fit_line(x: np.ndarray, y: np.ndarray, *, level: float = 0.95) -> Line | None:
    """Ordinary least squares of y on x (Draper & Smith 1998, Applied Regression Analysis, ch. 1).

    None with fewer than three points or no spread in x.
    """
    n = len(x)
    if n < 3 or np.ptp(x) == 0:
        return None
    mean = float(np.mean(x))
    spread = float(np.sum((x - mean) ** 2))
    slope = float(np.sum((x - mean) * (y - np.mean(y)))) / spread
    intercept = float(np.mean(y)) - slope * mean
    residual = float(np.sqrt(np.sum((y - intercept - slope * x) ** 2) / (n - 2)))
    error = residual / np.sqrt(spread)
    # Points on a line leave no error: the slope's t is then infinite, or 0 where the line is flat.
    t = abs(slope) / error if error else np.inf if slope else 0.0
    return Line(slope, intercept, float(stdtrit(n - 2, 0.5 + level / 2) * error), float(2 * stdtr(n - 2, -t)), n, level, mean, spread, residual)

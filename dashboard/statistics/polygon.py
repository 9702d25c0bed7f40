"""Points within an outline drawn by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def inside(x: NDArray[np.floating], y: NDArray[np.floating], corners: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether each point lies within a polygon of `corners` (n × 2), by the even-odd rule.

    Counts the edges a ray crosses (Shimrat 1962, Commun. ACM 5:434); the outline need not be closed.
    """
    found = np.zeros(len(x), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        found ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return found


def simplify(corners: NDArray[np.floating], most: int) -> NDArray[np.floating]:
    """At most `most` corners of a polygon: those that bound the largest triangles with their neighbours.

    Visvalingam & Whyatt, Line generalisation by repeated elimination of points, Cartogr. J. 30:46, 1993. Both axes count
    the same, whatever their units.
    """
    spread = np.ptp(corners, axis=0)
    scaled = corners / np.where(spread > 0, spread, 1)
    kept = list(range(len(corners)))
    while len(kept) > max(most, 3):
        shape = scaled[kept]
        before, after = np.roll(shape, 1, axis=0) - shape, np.roll(shape, -1, axis=0) - shape
        kept.pop(int(np.argmin(np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]))))
    return corners[kept]

"""Names at some distance from their points, moved apart so that none covers another; names that stand beside theirs: `point_names.py`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Box = tuple[float, float, float, float]
_HALF_HEIGHT = 8
_CHARACTER = 8
_CELL = 4
_PER_POINT = 6
"""Pixels of distance that are as bad as covering one point."""


def place_labels(anchors: ArrayLike, texts: Sequence[str], points: ArrayLike | None = None, *, width: float, height: float) -> list[tuple[float, float]]:
    """Offset in pixels of each label's centre from its anchor.

    `anchors` and `points` are n × 2 pixels within `width` × `height`, y downwards as on a screen. Of the places around
    an anchor, the one is taken that is near and covers few points (without `points`, few anchors), stays within the plot and
    covers no other label.
    """
    starts = np.asarray(anchors, dtype=float).reshape(-1, 2)
    counted = _cumulated(starts if points is None else np.asarray(points, dtype=float), width, height)
    placed: list[Box] = []
    offsets: list[tuple[float, float]] = []
    for (x, y), text in zip(starts.tolist(), texts, strict=True):
        half_width = _CHARACTER * len(text) / 2 + 2
        best, cost = (0.0, -18.0), math.inf
        for dx, dy, distance in _PLACES:
            box = (x + dx - half_width, y + dy - _HALF_HEIGHT, x + dx + half_width, y + dy + _HALF_HEIGHT)
            if distance >= cost or not _fits(box, width, height) or any(_overlap(box, other) for other in placed):
                continue
            price = distance + _PER_POINT * _covered(counted, box)
            if price < cost:
                best, cost = (dx, dy), price
        placed.append((x + best[0] - half_width, y + best[1] - _HALF_HEIGHT, x + best[0] + half_width, y + best[1] + _HALF_HEIGHT))
        offsets.append(best)
    return offsets


def _around() -> list[tuple[float, float, float]]:
    places = []
    for radius in range(18, 150, 6):
        for step in range(16):
            angle = 2 * math.pi * step / 16
            places.append((radius * math.cos(angle) * 1.2, radius * math.sin(angle), float(radius)))
    return places


_PLACES = _around()


def _cumulated(points: NDArray[np.float64], width: float, height: float) -> NDArray[np.float64]:
    """Points above and left of each cell's corner, so that a box's count is four look-ups."""
    columns, rows = int(width // _CELL) + 2, int(height // _CELL) + 2
    grid, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=(rows, columns), range=((0, rows * _CELL), (0, columns * _CELL)))
    return np.pad(grid.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _covered(counted: NDArray[np.float64], box: Box) -> float:
    left, top, right, bottom = (int(max(edge, 0) // _CELL) for edge in box)
    bottom, right = min(bottom + 1, counted.shape[0] - 1), min(right + 1, counted.shape[1] - 1)
    return float(counted[bottom, right] - counted[top, right] - counted[bottom, left] + counted[top, left])


def _fits(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

"""Names beside points, moved apart so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence

Box = tuple[float, float, float, float]
_LINE_HEIGHT = 14
_CHARACTER = 7


def place_labels(points: Sequence[tuple[float, float]], texts: Sequence[str], *, width: float, height: float) -> list[tuple[float, float]]:
    """Offset in pixels of each label's centre from its point, y downwards as on a screen.

    `points` are pixels within `width` × `height`, y downwards. The nearest place on a widening spiral is taken where a
    label covers neither another nor a point, and stays inside the plot.
    """
    placed: list[Box] = []
    offsets: list[tuple[float, float]] = []
    for (x, y), text in zip(points, texts, strict=True):
        half_width, half_height = _CHARACTER * len(text) / 2 + 2, _LINE_HEIGHT / 2
        dx, dy = next(
            ((dx, dy) for dx, dy in _spiral()
             if _fits(box := (x + dx - half_width, y + dy - half_height, x + dx + half_width, y + dy + half_height), width, height)
             and not any(_overlap(box, other) for other in placed)),
            (0.0, -_LINE_HEIGHT),
        )
        placed.append((x + dx - half_width, y + dy - half_height, x + dx + half_width, y + dy + half_height))
        offsets.append((dx, dy))
    return offsets


def _spiral() -> list[tuple[float, float]]:
    places = []
    for radius in range(20, 190, 8):
        for step in range(16):
            angle = 2 * math.pi * step / 16 - math.pi / 2
            places.append((radius * math.cos(angle) * 1.3, radius * math.sin(angle)))
    return places


def _fits(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

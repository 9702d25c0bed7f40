"""Which points of a scatter plot can be named beside them without covering another name or point; names led to by a line: `labels.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.plot import Figure
from dashboard.figures.style import Theme

Box = tuple[float, float, float, float]
_CHARACTER, _LINE, _GAP, _POINT = 6.4, 13.0, 7.0, 4.0
_MARKER = 9.6
"""Diameter of a marker from which Plotly keeps a text as far as `_GAP`."""
_PLACES = ("middle right", "middle left", "top center", "bottom center", "top right", "bottom right", "top left", "bottom left")
"""Where a name may stand, in Plotly's words; the preferred first."""


def write_names(figure: Figure, names: Sequence[tuple[float, float, str, str]], look: Theme) -> None:
    """Names (x, y, text, place) beside points, as the text of one trace: for each annotation the browser would lay out the page anew."""
    if not names:
        return
    x, y, texts, places = zip(*names, strict=True)
    figure.add_scatter(
        x=x, y=y, text=texts, textposition=places, mode="markers+text", cliponaxis=False,
        textfont={"size": 11, "color": look.text}, marker={"size": _MARKER, "opacity": 0}, hoverinfo="skip", showlegend=False, name="names",
    )


def name_points(points: Sequence[tuple[float, float]], names: Sequence[str], others: Iterable[tuple[float, float]], *, width: float, height: float,
                always: bool = False) -> list[tuple[int, str]]:
    """Index and place of each name that fits, the first names first; `points` and `others`, the unnamed ones, are in pixels, y upwards.

    A name that would cover a name or point, or leave the plot, is left out; with `always` it takes the place that covers
    least instead.
    """
    dots = np.array([(x - _POINT, x + _POINT, y - _POINT, y + _POINT) for x, y in (*points, *others)])
    taken: list[Box] = []
    placed: list[tuple[int, str]] = []
    for index, ((x, y), name) in enumerate(zip(points, names, strict=True)):
        boxes = [(_box(x, y, len(name) * _CHARACTER, place), place) for place in _PLACES]
        costs = [10 * _outside(box, width, height) + 5 * _covered(box, np.array(taken)) + _covered(box, dots) for box, _ in boxes]
        best = min(range(len(boxes)), key=lambda at, costs=costs: costs[at])  # type: ignore[misc]
        if costs[best] == 0 or always:
            taken.append(boxes[best][0])
            placed.append((index, boxes[best][1]))
    return placed


def _box(x: float, y: float, length: float, place: str) -> Box:
    along, across = place.split()
    left = x + {"left": -_GAP - length, "center": -length / 2, "right": _GAP}[across]
    bottom = y + {"bottom": -_GAP - _LINE, "middle": -_LINE / 2, "top": _GAP}[along]
    return left, left + length, bottom, bottom + _LINE


def _covered(box: Box, others: NDArray[np.float64]) -> int:
    """How many of the boxes, one a row, the box covers a part of."""
    left, right, bottom, top = others.reshape(-1, 4).T
    return int(np.count_nonzero((box[0] < right) & (left < box[1]) & (box[2] < top) & (bottom < box[3])))


def _outside(box: Box, width: float, height: float) -> int:
    return int(box[0] < 0 or box[1] > width or box[2] < 0 or box[3] > height)

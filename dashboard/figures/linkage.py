"""Colours of linkage disequilibrium: LocusZoom's five bins, and grey, named, where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import NO_LD, R2_BINS

UNKNOWN = -0.1
_BINS = tuple(reversed(R2_BINS))


def colors(r2: pl.Series) -> np.ndarray:
    """r² as numbers for `marker.color`; `UNKNOWN` where it is null."""
    return r2.cast(pl.Float32).fill_null(UNKNOWN).to_numpy()


def marker(r2: pl.Series, **more: Any) -> dict[str, Any]:
    """A marker coloured in five steps of 0.2 and grey; `more` is passed on."""
    steps = [NO_LD, *(color for _, color in _BINS)]
    scale = [[edge / len(steps), color] for index, color in enumerate(steps) for edge in (index, index + 1)]
    return {"color": colors(r2), "cmin": -0.2, "cmax": 1, "colorscale": scale, "showscale": False, **more}


def add_legend(figure: go.Figure, r2: pl.Series) -> None:
    """A legend entry for each bin that has points, highest first, and for points without LD."""
    known = r2.drop_nulls()
    uppers = [1.01, *(lower for lower, _ in R2_BINS)]
    for (lower, color), upper in zip(R2_BINS, uppers, strict=False):
        if known.is_between(lower, upper, closed="left").any():
            _entry(figure, f"r² {lower:g}–{min(upper, 1):g}", color)
    if r2.null_count():
        _entry(figure, "no LD in this release" if known.is_empty() else "no LD for it", NO_LD)


def _entry(figure: go.Figure, name: str, color: str) -> None:
    figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=name, marker={"color": color, "size": 9}, hoverinfo="skip"))

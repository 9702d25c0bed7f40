"""Genomic positions to drawing positions, with introns to scale or shortened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
INTRON_SHARE = 0.4
"""Most of the drawing's width that shortened introns may take together."""
SHORTEST_INTRON = 8.0
"""Least width of a shortened intron, in bases; shorter ones keep their length."""


@dataclass(frozen=True)
class IntronScale:
    """A monotonic map between positions on a chromosome and a drawing's x axis, which begins at 0.

    `genomic` and `drawn` are the matching break points. Both are edges between bases: an exon from base a to base b
    (1-based, inclusive) is drawn from `position(a)` to `position(b + 1)`, so that its drawn width is its length.
    """

    genomic: Floats
    drawn: Floats
    shortened: bool

    @property
    def width(self) -> float:
        """Drawn width of everything, in bases of exon."""
        return float(self.drawn[-1])

    def position(self, genomic: ArrayLike) -> Floats:
        """Drawn positions; those outside the exons' range continue at one base per unit."""
        values = np.asarray(genomic, dtype=np.float64)
        inside = np.interp(values, self.genomic, self.drawn)
        before = np.minimum(values - self.genomic[0], 0)
        after = np.maximum(values - self.genomic[-1], 0)
        return np.asarray(inside + before + after, dtype=np.float64)

    def genome(self, drawn: ArrayLike) -> Floats:
        """Genomic positions of drawn ones: the inverse of `position`."""
        values = np.asarray(drawn, dtype=np.float64)
        inside = np.interp(values, self.drawn, self.genomic)
        return np.asarray(inside + np.minimum(values, 0) + np.maximum(values - self.width, 0), dtype=np.float64)


def intron_scale(starts: ArrayLike, ends: ArrayLike, *, shorten: bool = True) -> IntronScale:
    """The scale for these exons (1-based, inclusive); what no exon covers is intron.

    Shortened introns get one common width, so that all together take at most two fifths of the drawing; those shorter
    than that keep their length. Raises ValueError without exons.
    """
    blocks = merge_intervals(starts, ends)
    if not blocks.size:
        raise ValueError("an intron scale needs at least one exon")
    edges = np.column_stack([blocks[:, 0], blocks[:, 1] + 1]).astype(np.float64)
    exonic = edges[:, 1] - edges[:, 0]
    gaps = edges[1:, 0] - edges[:-1, 1]
    if shorten and gaps.size:
        common = max(SHORTEST_INTRON, float(exonic.sum()) * INTRON_SHARE / (1 - INTRON_SHARE) / gaps.size)
        gaps = np.minimum(gaps, common)
    steps = np.empty(2 * len(exonic) - 1)
    steps[0::2], steps[1::2] = exonic, gaps
    return IntronScale(edges.ravel(), np.concatenate([[0.0], np.cumsum(steps)]), shorten)


def merge_intervals(starts: ArrayLike, ends: ArrayLike) -> NDArray[np.int64]:
    """Sorted, disjoint intervals (n × 2, inclusive) that cover the same bases; touching ones are joined."""
    first, last = np.asarray(starts, dtype=np.int64).ravel(), np.asarray(ends, dtype=np.int64).ravel()
    if not first.size:
        return np.empty((0, 2), dtype=np.int64)
    order = np.argsort(first, kind="stable")
    first, reach = first[order], np.maximum.accumulate(last[order])
    opens = np.concatenate([[True], first[1:] > reach[:-1] + 1])
    closes = np.concatenate([opens[1:], [True]])
    return np.column_stack([first[opens], reach[closes]])

"""Clustered heatmaps: order of rows and columns, and their dendrograms as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Metric = Literal["correlation", "euclidean"]


@dataclass(frozen=True)
class Clustering:
    """`order` of the leaves, and the tree as lines: `place` along the leaves (0 to n − 1) and `height`, NaN between lines."""

    order: list[int]
    place: Floats
    height: Floats


def prepare() -> None:
    """Import what clusters: a tenth of a second and 15 MB, which a start goes without, and for which the first heatmap would wait."""
    import scipy.cluster.hierarchy  # noqa: F401, PLC0415


def cluster(values: Floats, metric: Metric = "correlation") -> Clustering:
    """Average linkage of the rows with optimal leaf order (Bar-Joseph 2001, Bioinformatics 17:S22).

    Missing values count as 0; rows without variation are at distance 1 from all others.
    """
    if values.shape[0] < 2:
        return _alone(values.shape[0])
    from scipy.spatial.distance import pdist, squareform  # noqa: PLC0415

    return cluster_distances(squareform(np.nan_to_num(pdist(np.nan_to_num(values), metric), nan=1.0)))


def cluster_distances(distances: Floats) -> Clustering:
    """The same of a symmetric matrix of distances."""
    if distances.shape[0] < 2:
        return _alone(distances.shape[0])
    from scipy.cluster.hierarchy import dendrogram, linkage, optimal_leaf_ordering  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    condensed = squareform(np.maximum(distances, 0), checks=False)
    tree = dendrogram(optimal_leaf_ordering(linkage(condensed, "average"), condensed), no_plot=True)
    lines = np.array([[*xs, np.nan] for xs in tree["icoord"]], dtype=np.float64).ravel()
    heights = np.array([[*ys, np.nan] for ys in tree["dcoord"]], dtype=np.float64).ravel()
    return Clustering([int(leaf) for leaf in tree["leaves"]], (lines - 5) / 10, heights)


def _alone(n: int) -> Clustering:
    return Clustering(list(range(n)), np.empty(0), np.empty(0))

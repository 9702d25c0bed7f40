"""Genes along a chromosome, packed into rows: one trace of bodies, one of exons, one of names."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import Theme
from dashboard.regions import Region
from dashboard.store.loci import GeneModels

ROW_HEIGHT = 24
MOST_ROWS = 12
PIXELS = 500
_CHARACTER = 6.5
_GAP = 10


def pack_genes(genes: pl.DataFrame, window: Region, width: float) -> np.ndarray:
    """The row of each gene, from 0 at the top, so that bodies and names (centred under them) do not touch; `width` in pixels.

    Columns: start, end, gene_symbol, gene_id; sorted by start.
    """
    scale = width / max(window.end - window.start, 1)
    free: list[float] = []
    rows = np.zeros(genes.height, dtype=np.int64)
    for index, (start, end, label, centre) in enumerate(zip(genes["start"], genes["end"], _labels(genes), _centres(genes, window, width), strict=True)):
        half, middle = _half(label), (centre - window.start) * scale
        left = min((max(start, window.start) - window.start) * scale, middle - half)
        right = max((min(end, window.end) - window.start) * scale, middle + half)
        row = next((row for row, taken in enumerate(free) if taken + _GAP <= left), len(free))
        if row == len(free):
            free.append(right)
        free[row] = right
        rows[index] = row
    return rows


def _half(label: str) -> float:
    """Half the width of a name and its arrow, in pixels."""
    return _CHARACTER * (len(label) + 2) / 2


def _centres(genes: pl.DataFrame, window: Region, width: float) -> np.ndarray:
    """Where names stand: in the middle of what is seen of the gene, moved so that they are not cut off at the edges."""
    scale = width / max(window.end - window.start, 1)
    middle = (genes["start"].clip(lower_bound=window.start) + genes["end"].clip(upper_bound=window.end)).to_numpy() / 2
    half = np.array([_half(label) for label in _labels(genes)]) / scale
    return np.clip(middle, window.start + half, np.maximum(window.end - half, window.start + half))


def _labels(genes: pl.DataFrame) -> list[str]:
    return [symbol or gene for symbol, gene in zip(genes["gene_symbol"], genes["gene_id"], strict=True)]


def add_genes(figure: go.Figure, models: GeneModels, rows: np.ndarray, window: Region, look: Theme, *, yaxis: str, width: float, chosen: str = "") -> None:
    """Genes of these rows on an axis of their own; `chosen` is the symbol of the one that stands out."""
    genes = models.genes
    labels = _labels(genes)
    level = dict(zip(genes["gene_id"], -rows.astype(float), strict=True))
    figure.add_trace(go.Scatter(
        x=_segments(genes["start"], genes["end"]), y=_levels(genes["gene_id"], level), mode="lines", line={"color": look.axis, "width": 1.5},
        hoverinfo="skip", showlegend=False, yaxis=yaxis,
    ))
    if models.exons.height:
        # An exon is at least a pixel or so wide, or it would not be seen in a wide window.
        least = (window.end - window.start) // PIXELS
        figure.add_trace(go.Scatter(
            x=_segments(models.exons["start"], models.exons.select(pl.max_horizontal("end", pl.col("start") + least)).to_series()), y=_levels(models.exons["gene_id"], level), mode="lines",
            line={"color": look.secondary, "width": 8}, hoverinfo="skip", showlegend=False, yaxis=yaxis,
        ))
    arrows = {"+": "→", "-": "←"}
    texts = [f"{label}{arrows.get(strand or '', '')}" for label, strand in zip(labels, genes["strand"], strict=True)]
    figure.add_trace(go.Scatter(
        x=_centres(genes, window, width), y=-rows - 0.42, mode="text", text=[f"<b>{text}</b>" if label == chosen else text for text, label in zip(texts, labels, strict=True)],
        textfont={"size": 10, "color": look.text}, showlegend=False, yaxis=yaxis, cliponaxis=True,
        hovertext=[f"<b>{label}</b><br>{gene}<br>{window.chromosome}:{start:,}-{end:,} ({strand or '?'})<br>{(biotype or 'biotype not in this release').replace('_', ' ')}" for label, gene, start, end, strand, biotype in zip(
            labels, genes["gene_id"], genes["start"], genes["end"], genes["strand"], genes["biotype"], strict=True)],
        hoverinfo="text",
    ))


def _segments(starts: pl.Series, ends: pl.Series) -> np.ndarray:
    """Start, end, gap, for all in one trace; the gap is NaN."""
    return np.column_stack([starts.to_numpy(), ends.to_numpy() + 1, np.full(starts.len(), np.nan)]).ravel()


def _levels(genes: pl.Series, level: dict[str, float]) -> np.ndarray:
    return np.repeat(np.array([level[gene] for gene in genes]), 3)

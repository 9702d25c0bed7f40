"""LocusCompare: the same variants on two tracks, one against the other."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import linkage
from dashboard.figures import plot as go
from dashboard.figures.locus import HIT_COLOR, reference_name, short_id
from dashboard.figures.style import Theme, message_figure, new_figure, scatter_for, shade
from dashboard.store.locus_tracks import Track


def locus_compare(points: pl.DataFrame, across: Track, up: Track, look: Theme, *, reference: str = "", has_ld: bool = False, hits: pl.DataFrame, height: int = 420) -> go.Figure:
    """Columns of points: variant_id, position, across, up, r2."""
    if points.is_empty():
        return message_figure(look, "The two tracks have no variant in common.", "Choose other tracks above; tracks of leads share few variants.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", clickmode="event")
    rows = points.sort("r2", nulls_last=False)
    trace = scatter_for(rows.height)
    names = [f"{track.title}: {'PIP' if track.value == 'pip' else '−log₁₀ p'}" for track in (across, up)]
    figure.add_trace(trace(
        x=rows["across"].cast(pl.Float32).to_numpy(), y=rows["up"].cast(pl.Float32).to_numpy(), mode="markers", customdata=rows["variant_id"].to_numpy(), showlegend=False, meta="points",
        marker=linkage.marker(rows["r2"], size=5 if rows.height > 500 else 7, opacity=0.75),
        hovertemplate=f"<b>%{{customdata}}</b><br>{names[0]} %{{x:.3g}}<br>{names[1]} %{{y:.3g}}<extra></extra>",
    ))
    named: set[str] = set()
    widest = float(np.max(rows["across"].to_numpy(), initial=0.01))
    for side, label in (("GWAS", "coloc's GWAS hit"), ("QTL", "coloc's QTL hit")):
        wanted = hits.filter(pl.col("side") == side)["variant_id"]
        found = rows.filter(pl.col("variant_id").is_in(wanted.implode())).head(3)
        _marks(figure, found, label, {"symbol": "star" if side == "QTL" else "star-open", "size": 13, "color": shade(HIT_COLOR, look)}, look, largest=widest, named=named)
    _marks(figure, rows.filter(pl.col("variant_id") == reference).head(1), reference_name(has_ld), {"symbol": "diamond", "size": 11, "color": look.accent}, look, largest=widest, named=named)
    for axis, column, name in ((figure.update_xaxes, "across", names[0]), (figure.update_yaxes, "up", names[1])):
        largest = float(np.max(rows[column].to_numpy(), initial=0.01))
        axis(title_text=name, range=[-0.03 * largest, 1.1 * largest], showgrid=True)
    figure.update_layout(legend={"y": 1.0, "yanchor": "bottom"}, margin={"l": 56, "r": 14, "t": 44, "b": 52})
    return figure


def _marks(figure: go.Figure, rows: pl.DataFrame, name: str, marker: dict[str, object], look: Theme, *, largest: float, named: set[str]) -> None:
    """Marks with the variants' ids, each written once though it be marked twice."""
    if rows.is_empty():
        return
    texts = ["" if variant in named else short_id(variant) for variant in rows["variant_id"]]
    named.update(rows["variant_id"])
    figure.add_trace(go.Scatter(
        x=rows["across"].to_numpy(), y=rows["up"].to_numpy(), mode="markers+text", text=texts, name=name, marker=marker, customdata=rows["variant_id"].to_numpy(),
        textposition=["middle left" if value > 0.6 * largest else "middle right" for value in rows["across"]], textfont={"size": 11, "color": look.text}, meta="points",
        hovertemplate=f"<b>%{{customdata}}</b><br>{name}<extra></extra>",
    ))

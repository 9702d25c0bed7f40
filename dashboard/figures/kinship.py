"""Relatedness of pairs of individuals."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import CATEGORICAL, SMALL_N, Theme, message_figure, new_figure, reference_line, shade

THRESHOLDS = ((0.0442, "3rd degree"), (0.0884, "2nd degree"), (0.177, "1st degree"), (0.354, "same or twins"))
"""Kinship from which pairs count as so related (Manichaikul et al., Bioinformatics 26:2867, 2010)."""
BIN = 0.005


def kinship_histogram(values: pl.Series, look: Theme, *, height: int = 340) -> go.Figure:
    """Pairs by kinship, on a logarithmic axis, beside the thresholds of relatedness; fewer than ten pairs are points."""
    if values.is_empty():
        return message_figure(look, "No pair was tested.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", showlegend=False, bargap=0.08)
    color = shade(CATEGORICAL[0], look)
    numbers = values.to_numpy()
    if len(numbers) < SMALL_N:
        figure.add_trace(go.Scatter(x=numbers, y=np.ones(len(numbers)), mode="markers", marker={"color": color, "size": 8}, hovertemplate="kinship: %{x:.3g}<extra></extra>"))
        figure.update_yaxes(visible=False)
    else:
        first, last = np.floor(numbers.min() / BIN), np.floor(numbers.max() / BIN)
        edges = np.arange(first, last + 2) * BIN
        counts, _ = np.histogram(numbers, bins=edges)
        figure.add_trace(go.Bar(
            x=(edges[:-1] + BIN / 2).astype(np.float32), y=counts, width=BIN * 0.9, marker={"color": color}, customdata=np.column_stack([edges[:-1], edges[1:]]),
            hovertemplate="<b>%{y:,} pairs</b><br>kinship: %{customdata[0]:.3f} to %{customdata[1]:.3f}<extra></extra>",
        ))
        top = int(np.ceil(np.log10(counts.max()) + 0.15))
        figure.update_yaxes(type="log", title_text="pairs (logarithmic)", range=[-0.3, top], tickvals=[10.0**i for i in range(top + 1)], ticktext=[f"{10**i:,}" for i in range(top + 1)])
    for index, (threshold, name) in enumerate(THRESHOLDS):
        reference_line(figure, look, x=threshold)
        last = index == len(THRESHOLDS) - 1
        figure.add_annotation(x=threshold, y=1 - 0.09 * index, yref="paper", text=f"{name}, {threshold:g}", xanchor="right" if last else "left", yanchor="top", xshift=-2 if last else 2, showarrow=False,
                              bgcolor=look.card, borderpad=1, font={"size": 11, "color": look.secondary})
    figure.update_xaxes(title_text="kinship coefficient", range=[min(-0.1, float(numbers.min()) - 0.01), 0.5], dtick=0.1)
    figure.update_layout(margin_t=20)
    return figure

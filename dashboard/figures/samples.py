"""Figures of samples and tissues."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import polars as pl

from dashboard.figures.style import Theme, message_figure, new_figure, shade

_SHORT, _LONG = "#7E9EBC", "#B5482A"


def tissue_samples(tissues: pl.DataFrame, look: Theme) -> go.Figure:
    """Samples of each tissue, short reads as bars and long reads as points, in organ-system order.

    Columns: tissue, label, organ_system, n_short_read, n_long_read, qtl_mapped. Tissues with mapped QTLs are full, others pale.
    """
    if tissues.is_empty():
        return message_figure(look, "This release has no tissues.")
    rows = tissues.reverse()
    systems, labels = rows["organ_system"].to_list(), rows["label"].to_list()
    figure = new_figure(look, height=24 * rows.height + 90, hovermode="closest", barmode="overlay", clickmode="event")
    y = [systems, labels]
    data = np.array([rows["tissue"].to_list(), ["QTLs mapped" if mapped else "no QTLs mapped" for mapped in rows["qtl_mapped"]]], dtype=object).T
    figure.add_trace(go.Bar(
        x=rows["n_short_read"].to_numpy(), y=y, orientation="h", name="short-read RNA", customdata=data,
        marker={"color": shade(_SHORT, look), "opacity": [1.0 if mapped else 0.4 for mapped in rows["qtl_mapped"]]},
        hovertemplate="<b>%{y}</b><br>short-read samples: %{x}<br>%{customdata[1]}<extra></extra>",
    ))
    figure.add_trace(go.Scatter(
        x=rows["n_long_read"].to_numpy(), y=y, mode="markers", name="long-read RNA", customdata=data, marker={"color": shade(_LONG, look), "size": 8, "symbol": "diamond"},
        hovertemplate="<b>%{y}</b><br>long-read samples: %{x}<br>%{customdata[1]}<extra></extra>",
    ))
    figure.update_xaxes(title_text="samples", showgrid=True, rangemode="tozero")
    figure.update_yaxes(showgrid=False, ticks="", showline=False, dividercolor=look.grid, range=[-0.6, rows.height - 0.4])
    return figure

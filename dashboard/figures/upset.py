"""UpSet plot: how many genes or transcripts belong to exactly which set of tissues or catalogues."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, new_figure, write_counted

LARGEST = 24
"""Intersections drawn; the rest is counted in the note."""
NO_GENES = ("No gene is significant in this choice.", "Choose another class or QTL type.")


def upset(overlaps: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, color: str, chosen: str = "", largest: int = LARGEST,
          unit: str = "genes", relation: str = "significant in exactly", empty: tuple[str, str] = NO_GENES) -> go.Figure:
    """Bars of intersection sizes over a matrix of tissues. Columns: shared_tissues (keys joined by ;), n_shared_tissues, n.

    `chosen` is the intersection that is selected; its column stands out. `unit` is what is counted, `relation` what a
    set means and `empty` what is said where there is none; other sets than tissues come in the same columns.
    """
    if overlaps.is_empty():
        return message_figure(look, *empty)
    shown = overlaps.head(largest)
    sets = [text.split(";") for text in shown["shared_tissues"]]
    sizes: dict[str, int] = {}
    for text, n in overlaps.select("shared_tissues", "n").iter_rows():
        for tissue in text.split(";"):
            sizes[tissue] = sizes.get(tissue, 0) + n
    tissues = sorted(sizes, key=lambda tissue: sizes[tissue])
    row = {tissue: index for index, tissue in enumerate(tissues)}
    columns = np.arange(len(sets))
    figure = new_figure(look, height=220 + 21 * len(tissues), showlegend=False, hovermode="closest", clickmode="event", bargap=0.35)
    fade = [1.0 if not chosen or key == chosen else 0.3 for key in shown["shared_tissues"]]
    names = [", ".join(labels.get(tissue, tissue) for tissue in members) if len(members) < 6 else write_counted(len(members), "tissue") for members in sets]
    data = np.array(list(zip(shown["shared_tissues"], names, strict=True)), dtype=object)
    figure.add_trace(go.Bar(
        x=columns, y=shown["n"].to_numpy(), marker={"color": color, "opacity": fade}, customdata=data, text=[f"{n:,}" if n < 10_000 else f"{n / 1000:.0f}k" for n in shown["n"]], textposition="outside",
        textfont={"size": 10, "color": look.secondary}, cliponaxis=False, constraintext="none", hovertemplate=f"<b>%{{y:,}} {unit}</b><br>{relation}: %{{customdata[1]}}<extra></extra>",
    ))
    for index in range(0, len(tissues), 2):
        figure.add_shape(type="rect", xref="paper", x0=0, x1=1, yref="y2", y0=index - 0.5, y1=index + 0.5, fillcolor=look.grid, opacity=0.5, line_width=0, layer="below")
    grid_x, grid_y = np.meshgrid(columns, np.arange(len(tissues)))
    figure.add_trace(go.Scatter(x=grid_x.ravel(), y=grid_y.ravel(), yaxis="y2", mode="markers", marker={"color": look.hatch, "size": 7}, hoverinfo="skip"))
    dots_x = [x for x, members in enumerate(sets) for _ in members]
    dots_y = [row[tissue] for members in sets for tissue in members]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for x, members in enumerate(sets):
        rows = [row[tissue] for tissue in members]
        if len(rows) > 1:
            lines_x += [x, x, None]
            lines_y += [min(rows), max(rows), None]
    figure.add_trace(go.Scatter(x=lines_x, y=lines_y, yaxis="y2", mode="lines", line={"color": color, "width": 2}, hoverinfo="skip"))
    figure.add_trace(go.Scatter(
        x=dots_x, y=dots_y, yaxis="y2", mode="markers", marker={"color": color, "size": 9}, customdata=data[dots_x],
        hovertemplate=f"{relation}: %{{customdata[1]}}<extra></extra>",
    ))
    split = 21 * len(tissues) / (130 + 21 * len(tissues))
    figure.update_layout(
        xaxis={"visible": False, "range": [-0.6, len(sets) - 0.4]},
        yaxis={"domain": [split + 0.03, 1], "title": {"text": unit}, "rangemode": "tozero", "nticks": 4, "tickformat": "~s"},
        yaxis2={"domain": [0, split], "tickvals": list(range(len(tissues))), "ticktext": [f"{labels.get(t, t)}  {sizes[t]:,}" for t in tissues],
                "range": [-0.5, len(tissues) - 0.5], "showgrid": False, "showline": False, "ticks": "", "automargin": True},
        margin={"t": 20, "b": 20},
    )
    return figure

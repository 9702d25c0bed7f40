"""Sequencing metrics as histograms that filter each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import CATEGORICAL, Theme, message_figure, new_figure, shade, write_count, write_counted

BINS = 40
COLUMNS = 3
_ROW_HEIGHT = 190
_KEPT = CATEGORICAL[0]


def write_metric(name: str) -> str:
    """The name of a metric as people read it."""
    words = name.replace("__", ": ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words[1:2] != words[1:2].upper() else words


def metric_title(name: str, units: Mapping[str, str]) -> str:
    """Name and unit of a metric."""
    return write_metric(name) + (f" ({units[name]})" if units.get(name) and units[name] != "%" else "")


def metric_histograms(
    table: pl.DataFrame, metrics: Sequence[str], look: Theme, *, kept: Mapping[str, pl.Series], brushes: Mapping[str, tuple[float, float]], units: Mapping[str, str],
) -> go.Figure:
    """A histogram for each metric: all libraries pale, those that the other histograms and filters keep full on top.

    `kept` holds for each metric whether a row of `table` is kept by all but its own brush; `brushes` the ranges chosen.
    """
    drawn = [name for name in metrics if table[name].drop_nulls().len()]
    if not drawn:
        return message_figure(look, "This assay has no metrics in this release.")
    lines = -(-len(drawn) // COLUMNS)
    columns = min(len(drawn), COLUMNS)
    figure = make_subplots(
        rows=lines, cols=columns, vertical_spacing=0.24 if lines > 1 else 0.1, horizontal_spacing=0.07,
        figure=new_figure(look, height=_ROW_HEIGHT * lines + 60, barmode="overlay", bargap=0.04, dragmode="select", selectdirection="h", hovermode="closest", showlegend=False),
    )
    for index, name in enumerate(drawn):
        row, column = divmod(index, COLUMNS)
        values = table[name].to_numpy().astype(float)
        known = values[~np.isnan(values)]
        low, high = float(known.min()), float(known.max())
        edges = np.linspace(low, high, BINS + 1) if high > low else np.array([low - 0.5, low + 0.5])
        every, _ = np.histogram(known, edges)
        chosen = values[kept[name].to_numpy() & ~np.isnan(values)]
        counts, _ = np.histogram(chosen, edges)
        centres, width = (edges[:-1] + edges[1:]) / 2, edges[1] - edges[0]
        hover = np.column_stack([edges[:-1], edges[1:], every])
        written = ",.0f" if high >= 10_000 else ",.4~g"
        figure.add_trace(go.Bar(x=centres, y=every, width=width, marker={"color": look.hatch}, hoverinfo="skip", unselected={"marker": {"opacity": 1}}), row=row + 1, col=column + 1)
        figure.add_trace(go.Bar(
            x=centres, y=counts, width=width, marker={"color": shade(_KEPT, look)}, customdata=hover, unselected={"marker": {"opacity": 1}},
            hovertemplate=f"<b>{write_metric(name)}</b><br>%{{customdata[0]:{written}}} to %{{customdata[1]:{written}}}<br>kept: %{{y:,}} of %{{customdata[2]:,}}<extra></extra>",
        ), row=row + 1, col=column + 1)
        axis = {"title_text": metric_title(name, units), "nticks": 5, "row": row + 1, "col": column + 1}
        figure.update_xaxes(**axis)
        figure.update_yaxes(rangemode="tozero", nticks=4, row=row + 1, col=column + 1)
        if name in brushes:
            left, right = brushes[name]
            suffix = "" if index == 0 else str(index + 1)
            figure.add_shape(type="rect", xref=f"x{suffix}", yref=f"y{suffix} domain", x0=left, x1=right, y0=0, y1=1, fillcolor=look.accent, opacity=0.09, line={"width": 0}, layer="below")
            for edge in (left, right):
                figure.add_shape(type="line", xref=f"x{suffix}", yref=f"y{suffix} domain", x0=edge, x1=edge, y0=0, y1=1, line={"color": look.accent, "width": 1, "dash": "dot"})
    figure.update_yaxes(title_text="libraries", col=1)
    figure.update_layout(margin={"t": 20}, meta={"metrics": drawn})
    return figure


def describe_kept(kept: int, n: int) -> str:
    return f"{write_count(kept)} of {write_counted(n, 'library', 'libraries')} kept" if kept < n else write_counted(n, "library", "libraries")

"""Maps of samples by their expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.figures import plot as go
from dashboard.figures.sample_metrics import write_metric
from dashboard.figures.style import (
    CATEGORICAL,
    SEQUENTIAL,
    WIDE_NUMBERS,
    Theme,
    message_figure,
    new_figure,
    scatter_for,
    shade,
    write_percent,
)

_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "star", "x")
_MOST_GROUPS = 8
_OTHER = "other"
_NAME_WIDTH = 126
"""Pixels of a name in the legend, of which two stand side by side in half a page's width, and no organ system needs more."""


def sample_map(points: pl.DataFrame, color: str, shares: Mapping[int, float], look: Theme, *, selected: Sequence[str] | None = None, outline: NDArray[np.float64] | None = None, systems: Sequence[str] = (), height: int = 480) -> go.Figure:
    """Samples by their first two coordinates, coloured and shaped by organ system or batch, or coloured by a metric.

    Columns: sample_id, label, organ_system, batch, axis_1, axis_2, metric_value. Those not `selected` fade.
    """
    if points.is_empty():
        return message_figure(look, "This release has no map of these samples.", height=height)
    # The tools stand at the side: above the plot they would cover the legend.
    figure = new_figure(look, height=height, dragmode="lasso", hovermode="closest", modebar={"orientation": "v"}, margin=WIDE_NUMBERS)
    opacity = pl.Series("opacity", [0.85] * points.height) if selected is None else points["sample_id"].is_in(list(selected)).cast(pl.Float64) * 0.78 + 0.12
    rows = points.with_columns(opacity.alias("opacity"))
    scatter = scatter_for(points.height)
    if color not in ("tissue", "batch"):
        _by_metric(figure, scatter, rows, color, look)
    else:
        column = "organ_system" if color == "tissue" else "batch"
        for index, (name, part) in enumerate(_groups(rows, column, systems)):
            figure.add_trace(_trace(scatter, part, name, shade(CATEGORICAL[index % _MOST_GROUPS], look) if name != _OTHER else look.faint, _SHAPES[index % _MOST_GROUPS]))
        figure.update_layout(legend={"font": {"size": 10}, "entrywidth": _NAME_WIDTH})
    if outline is not None:
        closed = np.vstack([outline, outline[:1]])
        figure.add_trace(go.Scatter(x=closed[:, 0], y=closed[:, 1], mode="lines", line={"color": look.accent, "width": 1, "dash": "dot"}, hoverinfo="skip", showlegend=False))
    for axis, update in ((1, figure.update_xaxes), (2, figure.update_yaxes)):
        update(title_text=f"MDS {axis}" + (f" ({write_percent(shares[axis])} of variance)" if axis in shares else ""), zeroline=True, zerolinecolor=look.grid, showgrid=False)
    return figure


def _groups(rows: pl.DataFrame, column: str, order: Sequence[str]) -> list[tuple[str, pl.DataFrame]]:
    """The groups by size or in `order`, all beyond the eighth as one."""
    sizes = rows.group_by(column).len().sort("len", column, descending=[True, False])
    names = [name for name in sizes[column] if name is not None]
    if column == "organ_system":
        names = sorted(names, key=lambda name: list(order).index(name) if name in order else len(order))
    shown = names if len(names) <= _MOST_GROUPS else names[: _MOST_GROUPS - 1]
    found = [(name, rows.filter(pl.col(column) == name)) for name in shown]
    rest = rows.filter(~pl.col(column).is_in(shown) | pl.col(column).is_null())
    return [*found, *([(_OTHER, rest)] if rest.height else [])]


def _trace(scatter: type[go.Trace], part: pl.DataFrame, name: str, color: str, shape: str) -> go.Trace:
    return scatter(
        x=part["axis_1"].to_numpy(), y=part["axis_2"].to_numpy(), mode="markers", name=f"{name} ({part.height:,})", customdata=part.select("sample_id", "label", "batch").fill_null("–").to_numpy(),
        marker={"color": color, "symbol": shape, "size": 6, "opacity": part["opacity"].to_numpy()}, unselected={"marker": {"opacity": 0.12}},
        hovertemplate="<b>%{customdata[1]}</b><br>sample: %{customdata[0]}<br>batch: %{customdata[2]}<extra></extra>",
    )


def _by_metric(figure: go.Figure, scatter: type[go.Trace], rows: pl.DataFrame, metric: str, look: Theme) -> None:
    blank = rows.filter(pl.col("metric_value").is_null())
    known = rows.drop_nulls("metric_value")
    if blank.height:
        figure.add_trace(_trace(scatter, blank, "no value", look.faint, "circle-open"))
    if known.is_empty():
        return
    values = known["metric_value"].to_numpy()
    figure.add_trace(scatter(
        x=known["axis_1"].to_numpy(), y=known["axis_2"].to_numpy(), mode="markers", name=f"{write_metric(metric)} ({known.height:,})", showlegend=bool(blank.height), customdata=known.select("sample_id", "label", "batch").fill_null("–").to_numpy(), text=values,
        marker={"color": values, "colorscale": SEQUENTIAL, "cmin": float(np.quantile(values, 0.01)), "cmax": float(np.quantile(values, 0.99)), "size": 6, "opacity": known["opacity"].to_numpy(),
                "colorbar": {"title": {"text": write_metric(metric), "side": "right"}, "thickness": 10, "outlinewidth": 0, "len": 0.9}},
        unselected={"marker": {"opacity": 0.12}},
        hovertemplate=f"<b>%{{customdata[1]}}</b><br>sample: %{{customdata[0]}}<br>batch: %{{customdata[2]}}<br>{write_metric(metric)}: %{{text:,.4~g}}<extra></extra>",
    ))

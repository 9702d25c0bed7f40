"""Scree plots: the variance along each component, and cumulated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import CATEGORICAL, WIDE_NUMBERS, Theme, message_figure, new_figure, reference_line, shade

SHOWN = 20


def scree(variance: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, height: int = 340) -> go.Figure:
    """One plot per projection: bars of each component's share, and below their sum so far.

    Columns: analysis, pc, share, inferred, components, whole. Bars of inferred shares are hollow; only the first 20
    components are drawn. Where all shares are known, the line of equal shares tells structure from noise.
    """
    analyses = [name for name in labels if variance.filter(pl.col("analysis") == name).height]
    if not analyses:
        return message_figure(look, "No share of variance is known for these projections.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", showlegend=False, bargap=0.3)
    sizes = {name: min(SHOWN, variance.filter(pl.col("analysis") == name).height) for name in analyses}
    gap = 0.13
    unit = (1 - gap * (len(analyses) - 1)) / sum(sizes[name] + 2 for name in analyses)
    left = 0.0
    for index, name in enumerate(analyses):
        rows = variance.filter((pl.col("analysis") == name) & (pl.col("pc") <= SHOWN)).sort("pc")
        right = left + unit * (sizes[name] + 2)
        _add_plot(figure, rows, labels[name], index, look, domain=(left, min(right, 1.0)))
        left = right + gap
    figure.update_layout(margin={"t": 30, "l": 60, "r": 16, "b": 52})
    return figure


def _add_plot(figure: go.Figure, rows: pl.DataFrame, label: str, index: int, look: Theme, *, domain: tuple[float, float]) -> None:
    bars, sums = str(2 * index + 1) if index else "", str(2 * index + 2)
    color = shade(CATEGORICAL[0], look)
    inferred = rows["inferred"].to_numpy()
    share = rows["share"].to_numpy() * 100
    pc = rows["pc"].to_numpy()
    basis = np.where(inferred, "inferred from the spread of the scores", rows["basis"].fill_null("").to_numpy())
    figure.add_trace(go.Bar(
        x=pc, y=share.astype(np.float32), xaxis=f"x{bars}", yaxis=f"y{bars}", customdata=basis,
        marker={"color": np.where(inferred, "rgba(0,0,0,0)", color), "line": {"color": color, "width": 1.2}},
        hovertemplate=f"<b>{label}, PC%{{x}}</b><br>%{{y:.3g}} % of the variance<br>%{{customdata}}<extra></extra>",
    ))
    figure.add_trace(go.Scatter(
        x=pc, y=np.cumsum(share).astype(np.float32), xaxis=f"x{sums}", yaxis=f"y{sums}", mode="lines+markers",
        line={"color": color, "width": 1.5}, marker={"size": 5, "color": np.where(inferred, look.card, color), "line": {"color": color, "width": 1.2}},
        hovertemplate=f"<b>{label}, PC1 to PC%{{x}}</b><br>%{{y:.3g}} % of the variance<extra></extra>",
    ))
    ticks = {"dtick": 5 if rows.height > 10 else 3, "tick0": 0 if rows.height > 10 else 1}
    spread = [0.3, rows.height + 0.7]
    figure.update_layout({
        f"xaxis{bars}": {"domain": domain, "anchor": f"y{bars}", "showticklabels": False, "range": spread, **ticks},
        f"yaxis{bars}": {"domain": [0.5, 1], "anchor": f"x{bars}", "rangemode": "tozero", "nticks": 4, "title": {"text": "share (%)" if index == 0 else ""}},
        f"xaxis{sums}": {"domain": domain, "anchor": f"y{sums}", "title": {"text": "component"}, "range": spread, **ticks},
        f"yaxis{sums}": {"domain": [0, 0.4], "anchor": f"x{sums}", "rangemode": "tozero", "nticks": 4, "title": {"text": "sum (%)" if index == 0 else ""}},
    })
    figure.add_annotation(text=f"<b>{label}</b>", x=domain[0], y=1.02, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12, "color": look.text})
    if rows["whole"][0]:
        equal = 100 / int(rows["components"][0])
        figure.add_shape(type="line", xref=f"x{bars}", yref=f"y{bars}", x0=spread[0], x1=spread[1], y0=equal, y1=equal, line={"color": look.text, "width": 1.5, "dash": "dot"})


def cross_validation(errors: pl.DataFrame, drawn: int, look: Theme, *, height: int = 340) -> go.Figure:
    """Cross-validation error by K, with its minimum and the K that is drawn marked. Columns: k, cv_error."""
    if errors.is_empty():
        return message_figure(look, "No cross-validation error is known.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", showlegend=False, margin=WIDE_NUMBERS)
    color = shade(CATEGORICAL[0], look)
    k, error = errors["k"].to_list(), errors["cv_error"].to_list()
    best = k[error.index(min(error))]
    figure.add_trace(go.Scatter(x=k, y=error, mode="lines+markers", line={"color": color, "width": 1.5}, marker={"size": 7, "color": color},
                                hovertemplate="<b>K = %{x}</b><br>cross-validation error: %{y:.5f}<extra></extra>"))
    figure.add_trace(go.Scatter(x=[best], y=[min(error)], mode="markers", hoverinfo="skip", marker={"size": 14, "symbol": "circle-open", "color": look.text, "line": {"width": 2}}))
    figure.add_annotation(x=best, y=min(error), text=f"smallest, K = {best}", showarrow=False, yshift=18, xanchor="right" if best == max(k) else "center", font={"size": 12})
    if drawn in k and drawn != best:
        reference_line(figure, look, x=drawn, label=f"drawn above, K = {drawn}")
    figure.update_xaxes(title_text="ancestral components, K", dtick=1)
    figure.update_yaxes(title_text="cross-validation error", tickformat=".3f", nticks=6)
    return figure

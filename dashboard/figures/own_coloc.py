"""A colocalization of one's own: posteriors, their sensitivity to p12, and the variants of both signals."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.coloc_summaries import HYPOTHESES, hypothesis_color
from dashboard.figures.style import Theme, new_figure, reference_line, scatter_for, write_scientific

DECIDED = 0.8
"""PP.H4 from which the atlas speaks of colocalization; the range of p12 where it is reached is shaded."""


def posteriors(values: tuple[float, ...], look: Theme) -> go.Figure:
    """PP.H0 … PP.H4 as bars."""
    names = [label for label, _ in HYPOTHESES.values()][::-1]
    figure = new_figure(look, height=250, showlegend=False)
    shown = np.array(values[::-1])
    figure.add_trace(go.Bar(
        x=shown, y=names, orientation="h", marker={"color": [hypothesis_color(column, look) for column in HYPOTHESES][::-1]}, cliponaxis=False, textposition="outside",
        text=[f"{value:.3f}" if value >= 0.0005 else write_scientific(value) if value > 0 else "0" for value in shown], hovertemplate="<b>%{y}</b><br>posterior: %{x:.4f}<extra></extra>",
    ))
    figure.update_xaxes(title_text="posterior probability", range=[0, 1.12], tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_yaxes(ticks="", showline=False)
    return figure


def sensitivity(p12: np.ndarray, prior: np.ndarray, posterior: np.ndarray, used: float, look: Theme) -> go.Figure:
    """Prior and posterior probabilities of the hypotheses over p12, side by side; `prior` and `posterior` are p12 × 5."""
    figure = new_figure(look, height=340, hovermode="x unified", margin={"r": 32, "b": 58})
    for column, (index, (label, _)) in zip(HYPOTHESES, enumerate(HYPOTHESES.values()), strict=True):
        for number, values in (("", posterior), ("2", prior)):
            if number and index == 0:
                continue
            figure.add_trace(go.Scatter(
                x=p12, y=values[:, index], mode="lines", name=label, legendgroup=column, showlegend=not number, xaxis=f"x{number}", yaxis=f"y{number}",
                line={"color": hypothesis_color(column, look), "width": 3 if column == "pp_h4" else 1.6, "dash": "solid" if column in ("pp_h4", "pp_h3") else "dot"},
                hovertemplate=label.partition(":")[0] + ": %{y:.3g}<extra></extra>",
            ))
    reached = p12[posterior[:, 4] >= DECIDED]
    if reached.size:
        figure.add_shape(type="rect", x0=reached.min(), x1=reached.max(), y0=0, y1=1, yref="y domain", fillcolor=look.accent, opacity=0.07, line_width=0, layer="below")
    for axis in ("", "2"):
        figure.add_shape(type="line", xref=f"x{axis}", yref=f"y{axis} domain", x0=used, x1=used, y0=0, y1=1, line={"color": look.secondary, "width": 1, "dash": "dot"})
    log_axis = {"type": "log", "title": {"text": "p12, prior of one variant for both"}, "exponentformat": "power", "dtick": 1}
    figure.update_layout(
        xaxis={**log_axis, "domain": [0, 0.55]}, xaxis2={**log_axis, "domain": [0.66, 1], "anchor": "y2", "title": {"text": "p12"}},
        yaxis={"title": {"text": "posterior probability"}, "range": [0, 1.02], "showgrid": True}, yaxis2={"title": {"text": "prior probability"}, "anchor": "x2", "rangemode": "tozero", "showgrid": True},
    )
    return figure


def shared_variants(variants: pl.DataFrame, names: tuple[str, str], look: Theme) -> go.Figure:
    """−log10 p of both signals, one point per shared variant; colour and size are its share of H4, the best is named.

    Columns: variant_id, value_a, value_b, share.
    """
    rows = variants.drop_nulls(["value_a", "value_b"]).sort("share")
    share = rows["share"].to_numpy()
    figure = new_figure(look, height=400, showlegend=False, hovermode="closest")
    trace = scatter_for(rows.height)
    figure.add_trace(trace(
        x=rows["value_a"].to_numpy().astype(np.float32), y=rows["value_b"].to_numpy().astype(np.float32), mode="markers", customdata=rows["variant_id"].to_numpy(),
        marker={"size": (5 + 6 * np.sqrt(share)).astype(np.float32), "color": share.astype(np.float32), "coloraxis": "coloraxis", "opacity": 0.75, "line": {"width": 0}},
        text=[f"{value:.3g}" for value in share],
        hovertemplate="<b>%{customdata}</b><br>−log₁₀ p, first: %{x:.3g}<br>−log₁₀ p, second: %{y:.3g}<br>share of H4: %{text}<extra></extra>",
    ))
    if rows.height:
        best = rows.row(-1, named=True)
        figure.add_trace(go.Scatter(
            x=[best["value_a"]], y=[best["value_b"]], mode="markers+text", text=[best["variant_id"]], textposition="middle left", cliponaxis=False, hoverinfo="skip",
            marker={"symbol": "diamond", "size": 12, "color": hypothesis_color("pp_h3", look), "line": {"color": look.text, "width": 1}},
        ))
    for axis, name in (("x", names[0]), ("y", names[1])):
        figure.update_layout({f"{axis}axis": {"title": {"text": f"−log₁₀ p, {name}"}, "rangemode": "tozero"}})
    line = -np.log10(5e-8)
    reference_line(figure, look, x=line)
    reference_line(figure, look, y=line, label="5 × 10⁻⁸")
    scale = [[0, "#8FA9C2" if look.mode == "light" else "#4F6B85"], [1, hypothesis_color("pp_h4", look)]]
    figure.update_layout(coloraxis={"colorscale": scale, "cmin": 0, "cmax": max(float(share.max()) if rows.height else 1, 1e-3),
                                    "colorbar": {"title": {"text": "share of H4", "side": "right"}, "thickness": 10, "len": 0.7, "outlinewidth": 0}})
    return figure

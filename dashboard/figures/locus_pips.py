"""PIPs of one locus in several analyses, above each other over one axis."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.fine_mapping import ANALYSIS, label_analysis
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import Theme, message_figure, new_figure, shade, write_count, write_counted

LEAST = 0.01
"""PIP from which a variant is drawn whatever stands beside it, and around which the axis opens."""
FLANK = 15_000
PIXELS = 700
SIGNALS = ("circle", "diamond", "square", "triangle-up")
NAMED_ABOVE = 0.15


def stacked_pips(pips: pl.DataFrame, look: Theme) -> go.Figure:
    """One row per analysis: PIP by position, credible sets filled, everything else pale. Columns as `store.fine_mapping.locus_pips`.

    Dotted lines join the positions of each analysis's best variants through all rows.
    """
    known = set(pips["analysis"].unique())
    analyses = [name for name in ANALYSIS if name in known]
    if not analyses:
        return message_figure(look, "This locus has no PIPs with positions.", "Choose another one.")
    shown = pips.filter(pl.col("pip") >= LEAST)
    window = shown if shown.height else pips
    low, high = float(window["position"].to_numpy().min()) - FLANK, float(window["position"].to_numpy().max()) + FLANK
    figure = make_subplots(rows=len(analyses), cols=1, shared_xaxes=True, vertical_spacing=0.05,
                           figure=new_figure(look, height=110 + 150 * len(analyses), hovermode="closest", showlegend=False))
    best: set[int] = set()
    for row, analysis in enumerate(analyses, start=1):
        rows = pips.filter(pl.col("analysis") == analysis)
        color = shade(ANALYSIS[analysis], look)
        signals = sorted(rows["signal"].unique())
        for index, signal in enumerate(signals):
            own = rows.filter(pl.col("signal") == signal)
            top = own.sort("pip", descending=True).row(0, named=True)
            best.add(int(top["position"]))
            strong, weak = own.filter(pl.col("pip") >= LEAST), _thinned(own.filter(pl.col("pip") < LEAST))
            figure.add_trace(_points(weak, color, SIGNALS[index % len(SIGNALS)], size=3, opacity=0.35, name=label_analysis(analysis), signal=signal), row=row, col=1)
            figure.add_trace(_points(strong, color, SIGNALS[index % len(SIGNALS)], size=8, opacity=0.9, name=label_analysis(analysis), signal=signal), row=row, col=1)
            if top["pip"] >= NAMED_ABOVE:
                right = top["position"] < low + 0.5 * (high - low)
                figure.add_annotation(x=top["position"], y=top["pip"], text=f"{top['variant_id']} {top['pip']:.2f}" + (f", {signal}" if signal else ""), showarrow=False, xanchor="left" if right else "right", yanchor="bottom", yshift=4, xshift=-4 if right else 4,
                                      font={"size": 11, "color": look.text}, row=row, col=1)
        members = int(rows["in_set"].sum())
        text = f"<b>{label_analysis(analysis)}</b>  {write_count(rows['position'].n_unique())} positions" + (f", {members:,} in the set" if members else "") + (f", {write_counted(len(signals), 'set')}" if len(signals) > 1 else "")
        figure.add_annotation(text=text, x=0, y=1, xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", showarrow=False, font={"size": 11, "color": look.text}, row=row, col=1)
        figure.update_yaxes(range=[0, 1.2 * max(float(rows["pip"].to_numpy().max()), 0.1)], nticks=4, row=row, col=1)
    for position in best:
        figure.add_shape(type="line", x0=position, x1=position, xref=f"x{len(analyses)}" if len(analyses) > 1 else "x", y0=0, y1=1, yref="paper", layer="below", line={"color": look.axis, "width": 1, "dash": "dot"})
    chromosome = str(pips["chromosome"].drop_nulls().first() or "its chromosome")
    figure.update_xaxes(range=[low, high], tickformat=",d", nticks=4, tickangle=0, showgrid=False)
    figure.update_xaxes(title_text=f"position on {chromosome} (bp, GRCh38)", row=len(analyses), col=1)
    figure.update_yaxes(title_text="PIP", row=(len(analyses) + 1) // 2, col=1)
    figure.update_layout(margin_t=28)
    return figure


def _points(rows: pl.DataFrame, color: str, symbol: str, *, size: int, opacity: float, name: str, signal: str) -> go.Scattergl:
    title = name + (f", {signal}" if signal else "")
    return go.Scattergl(
        x=rows["position"].to_numpy(), y=rows["pip"].cast(pl.Float32).to_numpy(), mode="markers", name=title, marker={"color": color, "size": size, "opacity": opacity, "symbol": symbol},
        customdata=np.column_stack([rows["variant_id"].fill_null("no id").to_numpy(), np.where(rows["in_set"].to_numpy(), "in the 95 % set", "")]),
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>position: %{{x:,}}<br>PIP, {title}: %{{y:.3g}}<br>%{{customdata[1]}}<extra></extra>",
    )


def _thinned(rows: pl.DataFrame) -> pl.DataFrame:
    """The highest PIP of each pixel of the whole locus."""
    if rows.height <= PIXELS:
        return rows
    low, high = float(rows["position"].to_numpy().min()), float(rows["position"].to_numpy().max())
    pixel = ((pl.col("position") - low) / max(high - low, 1) * PIXELS).floor().cast(pl.Int32)
    return rows.with_columns(pixel.alias("pixel")).sort("pip", descending=True).unique("pixel", keep="first", maintain_order=True).drop("pixel")

"""Phasing, agreement of long with short reads, and distributions of reads."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.figures import plot as go
from dashboard.figures.sample_metrics import write_metric
from dashboard.figures.style import (
    SEQUENTIAL,
    SMALL_N,
    Theme,
    message_figure,
    new_figure,
    reference_line,
    shade,
    write_count,
)

TECHNOLOGY = {"long_read": "#B5482A", "short_read": "#7E9EBC"}
"""Colours of long and of short reads; long reads are diamonds, short reads circles."""
SYMBOL = {"long_read": "diamond", "short_read": "circle"}
_ASSAYS = (("short_read_wgs", "short-read genomes", "short_read"), ("long_read_wgs", "long-read genomes", "long_read"))


def phasing_by_chromosome(rows: pl.DataFrame, metric: str, look: Theme) -> go.Figure:
    """Boxes over donors by chromosome, short and long reads side by side; whiskers reach from the smallest to the largest value.

    Columns: chromosome (null: the genome), assay, place, n, min, q1, median, q3, max, unit.
    """
    if rows.is_empty():
        return message_figure(look, "This release has no phasing metrics by chromosome.")
    names = [name if name else "genome" for name in rows.unique("place").sort("place")["chromosome"]]
    places = {place: index for index, place in enumerate(rows["place"].unique().sort())}
    figure = new_figure(look, height=360, hovermode="closest", boxmode="overlay")
    for index, (assay, label, technology) in enumerate(_ASSAYS):
        part = rows.filter(pl.col("assay") == assay)
        if part.is_empty() or (part["max"] == part["min"]).all():
            continue
        x = np.array([places[place] for place in part["place"]]) + (index - 0.5) * 0.36
        color, n = shade(TECHNOLOGY[technology], look), max(part["n"].to_list())
        if n >= SMALL_N:
            figure.add_box(
                x=x, q1=part["q1"].to_numpy(), median=part["median"].to_numpy(), q3=part["q3"].to_numpy(), lowerfence=part["min"].to_numpy(), upperfence=part["max"].to_numpy(),
                width=0.32, name=f"{label} (n={n})", marker={"color": color}, line={"width": 1}, hoverinfo="y",
            )
        else:
            figure.add_scatter(x=x, y=part["median"].to_numpy(), mode="markers", name=f"{label} (n={n})", marker={"color": color, "symbol": SYMBOL[technology], "size": 8})
    unit = next(iter(rows["unit"].drop_nulls()), "")
    if not figure.traces:
        return message_figure(look, f"{write_metric(metric)} is the same for all donors and chromosomes.")
    figure.update_xaxes(tickvals=list(range(len(names))), ticktext=[name.removeprefix("chr") for name in names], title_text="chromosome", range=[-0.6, len(names) - 0.4])
    figure.update_yaxes(title_text=write_metric(metric) + (f" ({unit})" if unit else ""), rangemode="tozero", hoverformat=",.4~g")
    return figure


def agreement_density(counts: NDArray[np.float64], edges: NDArray[np.float64], rho: float | None, look: Theme, *, level: str) -> go.Figure:
    """Two-dimensional histogram of expression by long (x) and by short reads (y), on log scales; `counts` is short × long."""
    if not counts.size:
        return message_figure(look, "This release has no such comparison.")
    centres = (edges[:-1] + edges[1:]) / 2
    shown = np.where(counts > 0, np.log10(np.maximum(counts, 1)), np.nan)
    figure = new_figure(look, height=400, hovermode="closest")
    top = int(np.nanmax(shown)) + 1
    figure.add_trace(go.Heatmap(
        x=centres.astype(np.float32), y=centres.astype(np.float32), z=shown.astype(np.float32), customdata=counts.astype(np.int32), colorscale=SEQUENTIAL, zmin=0,
        colorbar={"title": {"text": f"{level}s per cell", "side": "right"}, "thickness": 10, "outlinewidth": 0, "tickvals": list(range(top + 1)), "ticktext": [f"{10**i:,}" for i in range(top + 1)]},
        hovertemplate="long reads: %{x:.2f}<br>short reads: %{y:.2f}<br>" + f"{level}s: %{{customdata:,}}<extra></extra>",
    ))
    top_edge = float(edges[-1])
    figure.add_shape(type="line", x0=0, y0=0, x1=top_edge, y1=top_edge, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.add_annotation(xref="paper", yref="paper", x=0.02, y=0.98, xanchor="left", yanchor="top", showarrow=False, bgcolor=look.card, text=f"Spearman’s ρ = {rho:.3f}" if rho is not None else "")
    figure.update_xaxes(title_text="long reads, log₁₀(TPM + 1)", range=[-0.05, top_edge])
    figure.update_yaxes(title_text="short reads, log₁₀(TPM + 1)", range=[-0.05, top_edge], showgrid=False)
    return figure


def correlation_strips(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Correlation of each sample between methods as points over a box. Columns: metric, sample_id, tissue (label), value."""
    if rows.is_empty():
        return message_figure(look, "This release has no correlations between methods.")
    figure = new_figure(look, height=400, showlegend=False, hovermode="closest")
    spread = np.random.default_rng(1)
    names = sorted(rows["metric"].unique())
    ticks = []
    for place, name in enumerate(names):
        part = rows.filter(pl.col("metric") == name)
        values = part["value"].to_numpy()
        ticks.append(f"{_COMPARED.get(name, write_metric(name))}<br>n = {write_count(part.height)}, median {np.median(values):.2f}")
        figure.add_trace(go.Scattergl(
            x=values.astype(np.float32), y=(place + spread.uniform(-0.3, 0.3, len(values))).astype(np.float32), mode="markers", marker={"size": 4, "opacity": 0.45, "color": shade("#516C8A", look)},
            customdata=part.select("sample_id", "tissue").fill_null("–").to_numpy(), hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>ρ: %{x:.3f}<extra></extra>",
        ))
        if part.height >= SMALL_N:
            figure.add_box(x=values, y0=place, orientation="h", boxpoints=False, line={"color": look.text, "width": 1}, fillcolor="rgba(0,0,0,0)", width=0.66, hoverinfo="skip")
    figure.update_xaxes(title_text="Spearman’s ρ of one sample", showgrid=True)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=ticks, range=[len(names) - 0.5, -0.5], showgrid=False, ticks="")
    return figure


_COMPARED = {
    "gene_correlation_with_short_reads": "Genes, long against short reads", "transcript_correlation_with_short_reads": "Transcripts, long against short reads",
    "salmon_rsem_correlation": "Transcripts of short reads,<br>Salmon against RSEM",
}


def distribution_intervals(rows: pl.DataFrame, quantity: str, look: Theme) -> go.Figure:
    """Median, middle half and middle 90 % of a quantity, one line per tissue. Columns: row, total, unit, q05, q25, q50, q75, q95."""
    if rows.is_empty():
        return message_figure(look, "This release has no such distribution.")
    figure = new_figure(look, height=20 * rows.height + 90, hovermode="closest")
    places, color = np.arange(rows.height), shade("#516C8A", look)
    gap = np.full(rows.height, np.nan)
    for low, high, width, name in (("q05", "q95", 1, "middle 90 %"), ("q25", "q75", 7, "middle half")):
        ends = np.column_stack([rows[low].to_numpy(), rows[high].to_numpy(), gap]).ravel()
        figure.add_trace(go.Scatter(x=ends, y=np.repeat(places, 3).astype(float), mode="lines", name=name, line={"width": width, "color": color}, opacity=1 if width == 1 else 0.55, hoverinfo="skip"))
    figure.add_trace(go.Scatter(
        x=rows["q50"].to_numpy(), y=places, mode="markers", name="median", marker={"size": 8, "color": look.text, "symbol": "line-ns-open", "line": {"width": 2}}, customdata=rows.select("row", "q05", "q25", "q75", "q95", "total").rows(),
        hovertemplate="<b>%{customdata[0]}</b><br>median: %{x:,.4~g}<br>middle half: %{customdata[2]:,.4~g} to %{customdata[3]:,.4~g}<br>middle 90 %: %{customdata[1]:,.4~g} to %{customdata[4]:,.4~g}<br>n: %{customdata[5]:,}<extra></extra>",
    ))
    figure.update_xaxes(title_text=_quantity_title(quantity, rows), showgrid=True)
    figure.update_yaxes(tickvals=places, ticktext=[f"{name}  <span style='color:{look.faint}'>n={write_count(total)}</span>" for name, total in rows.select("row", "total").iter_rows()], range=[rows.height - 0.5, -0.5], showgrid=False, ticks="", showline=False, tickfont={"size": 11})
    return figure


def _quantity_title(quantity: str, rows: pl.DataFrame) -> str:
    unit = next(iter(rows["unit"].drop_nulls()), "")
    return f"{write_metric(quantity)} ({unit})" if unit else write_metric(quantity)


def read_histogram(rows: pl.DataFrame, quantity: str, median: float, look: Theme) -> go.Figure:
    """A histogram as published, with its median. Columns: bin_start, bin_end, n, unit."""
    figure = new_figure(look, height=340, hovermode="closest", bargap=0.02, showlegend=False)
    starts, ends = rows["bin_start"].to_numpy(), rows["bin_end"].to_numpy()
    logarithmic = bool(starts.min() > 0 and ends.max() / starts.min() > 1_000)
    figure.add_trace(go.Bar(
        x=np.sqrt(starts * ends) if logarithmic else (starts + ends) / 2, y=rows["n"].to_numpy(), width=ends - starts, marker={"color": shade("#516C8A", look), "line": {"width": 0}}, customdata=np.column_stack([starts, ends]),
        hovertemplate="%{customdata[0]:,.4~g} to %{customdata[1]:,.4~g}<br>n: %{y:,}<extra></extra>",
    ))
    reference_line(figure, look, x=float(np.log10(median)) if logarithmic else median, label=f"median {median:,.4g}")
    figure.update_xaxes(title_text=_quantity_title(quantity, rows) + (", logarithmic" if logarithmic else ""), type="log" if logarithmic else "linear")
    figure.update_yaxes(title_text="n", rangemode="tozero")
    return figure

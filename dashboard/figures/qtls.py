"""Figures of the QTL page. Each takes a frame with the columns its docstring names and returns a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    VARIANT_CLASS,
    Theme,
    message_figure,
    neglog10,
    new_figure,
    reference_line,
    scatter_for,
    shade,
    write_count,
    write_percent,
)
from dashboard.statistics.density import binned_density

NO_ROWS = ("No association meets these filters.", "Widen the p-value, the slope or the distance, or choose more tissues.")
TSS_WINDOW = 1_000_000
TSS_BANDWIDTH = 5_000
TSS_SHOWN = 250_000
TAGGED_AT = 0.8


def effect_against_significance(points: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, totals: Mapping[str, int], height: int = 400) -> go.Figure:
    """Slope against −log10 p, one panel per class so that none hides another; `totals` are the n of each class.

    Columns: slope, neglog10_p, variant_class, gene_id, gene_symbol, tissue, variant_id, tss_distance.
    """
    if points.is_empty():
        return message_figure(look, *NO_ROWS, height=height)
    classes = [name for name in VARIANT_CLASS if totals.get(name)]
    figure = make_subplots(rows=1, cols=len(classes), shared_yaxes=True, horizontal_spacing=0.03,
                           subplot_titles=[f"{name} ({write_count(totals[name])})" for name in classes],
                           figure=new_figure(look, height=height, dragmode="select", hovermode="closest", showlegend=False))
    trace = scatter_for(points.height)
    for column, variant_class in enumerate(classes, start=1):
        rows = points.filter(pl.col("variant_class") == variant_class)
        figure.add_trace(trace(
            x=rows["slope"].cast(pl.Float32).to_numpy(), y=rows["neglog10_p"].cast(pl.Float32).to_numpy(), mode="markers", name=variant_class,
            marker={"color": shade(VARIANT_CLASS[variant_class], look), "size": 4 if rows.height > 1_500 else 6, "opacity": 0.5},
            unselected={"marker": {"opacity": 0.15}}, selected={"marker": {"opacity": 0.9}}, **_names(rows, labels),
            hovertemplate="<b>%{text}</b><br>%{hovertext}<br>variant: %{customdata}<br>slope: %{x:+.3g}<br>−log₁₀ p: %{y:.3g}<extra></extra>",
        ), row=1, col=column)
        figure.add_vline(x=0, line={"color": look.axis, "width": 1}, row=1, col=column)
    figure.update_annotations(font={"size": 12, "color": look.text})
    width = 1.04 * float(np.abs(points["slope"].to_numpy()).max())
    figure.update_xaxes(range=[-width, width], nticks=6)
    figure.update_xaxes(title_text="slope (SD per ALT allele or repeat unit)", col=(len(classes) + 1) // 2)
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title_text="−log₁₀ p (nominal)", col=1)
    return figure


def _names(rows: pl.DataFrame, labels: Mapping[str, str]) -> dict[str, list[str]]:
    """What a hover names: gene, tissue, and variant with its distance. A list each, as a cell for each would take five times as long to
    send, and one text with all the marks between them twice as long."""
    kilobases = (pl.col("tss_distance") / 1000).round(1).cast(pl.String).str.replace("-", "−", literal=True)
    distance = pl.format("<br>TSS distance: {}{} kb", pl.when(pl.col("tss_distance") > 0).then(pl.lit("+")).otherwise(pl.lit("")), kilobases)
    named = rows.select(
        pl.coalesce("gene_symbol", "gene_id").alias("text"), pl.col("tissue").replace_strict(labels, default=pl.col("tissue")).alias("hovertext"),
        pl.format("{}{}", "variant_id", distance.fill_null("")).alias("customdata"),
    )
    return named.to_dict(as_series=False)


def leads_by_tissue(counts: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, sizes: Mapping[str, int | None], chosen: Sequence[str] = ()) -> go.Figure:
    """Stacked bars of leads per tissue and class. Columns: tissue, variant_class, n. Tissues that are not chosen are faded."""
    if counts.is_empty():
        return message_figure(look, *NO_ROWS)
    totals = counts.group_by("tissue").agg(pl.col("n").sum()).sort("n", "tissue")
    tissues = totals["tissue"].to_list()
    names = [labels.get(t, t) + (f"  <span style='color:{look.faint}'>n={sizes[t]}</span>" if sizes.get(t) else "") for t in tissues]
    figure = new_figure(look, height=max(260, 26 * len(tissues) + 110), barmode="stack", hovermode="closest", clickmode="event")
    for variant_class, color in VARIANT_CLASS.items():
        found = dict(counts.filter(pl.col("variant_class") == variant_class).select("tissue", "n").iter_rows())
        if not found:
            continue
        opacity = [1.0 if not chosen or tissue in chosen else 0.25 for tissue in tissues]
        figure.add_trace(go.Bar(
            x=[found.get(tissue, 0) for tissue in tissues], y=names, orientation="h", name=variant_class,
            customdata=np.array([[tissue, variant_class, labels.get(tissue, tissue)] for tissue in tissues], dtype=object),
            marker={"color": shade(color, look), "opacity": opacity, "line": {"width": 0}},
            hovertemplate="<b>%{customdata[2]}</b><br>%{customdata[1]}: %{x:,} leads<extra></extra>",
        ))
    figure.update_layout(legend_traceorder="normal", margin_t=40)
    figure.update_xaxes(title_text="lead associations (one per gene and class)", showgrid=True, rangemode="tozero", tickformat="~s")
    figure.update_yaxes(showgrid=False, ticks="", showline=False)
    return figure


def distance_to_tss(distances: pl.DataFrame, look: Theme, *, height: int = 340) -> go.Figure:
    """Density of the TSS distance of each class. Columns: variant_class, tss_distance (bp)."""
    if distances.is_empty():
        return message_figure(look, *NO_ROWS)
    figure = new_figure(look, height=height, hovermode="x unified")
    for variant_class, color in VARIANT_CLASS.items():
        values = distances.filter(pl.col("variant_class") == variant_class)["tss_distance"].to_numpy()
        if len(values) < 2:
            continue
        centres, density = binned_density(values, -TSS_WINDOW, TSS_WINDOW, bins=1000, bandwidth=TSS_BANDWIDTH)
        figure.add_trace(go.Scatter(
            x=(centres / 1000).astype(np.float32), y=(density * 1000 * 1000).astype(np.float32), mode="lines", name=f"{variant_class} ({len(values):,})",
            line={"color": shade(color, look), "width": 2}, hovertemplate="%{y:.3g}",
        ))
    if not figure.traces:
        return message_figure(look, "Too few associations for a density.", "At least two of one class are needed.")
    reference_line(figure, look, x=0, label="TSS")
    figure.update_xaxes(title_text="variant position − transcription start (kb)", hoverformat="+,.0f", range=[-TSS_SHOWN / 1000, TSS_SHOWN / 1000])
    figure.update_yaxes(title_text="share per kb (‰)", rangemode="tozero")
    return figure


def tagging_histogram(tags: pl.DataFrame, look: Theme, *, height: int = 340) -> go.Figure:
    """Share of QTLs by best tagging r², one line per class and QTL type, with the 0.8 line. Columns: variant_class, qtl_type, r2."""
    if tags.is_empty():
        return message_figure(look, "No structural variant or repeat in this choice has a tagging value.", "Choose SV or TR, or more tissues.")
    figure = new_figure(look, height=height, hovermode="x unified")
    edges = np.linspace(0, 1, 21)
    groups = tags.partition_by("variant_class", "qtl_type", as_dict=True)
    for (variant_class, qtl_type), rows in sorted(groups.items()):
        values = rows["r2"].to_numpy()
        counts, _ = np.histogram(np.minimum(values, 1.0), bins=edges)
        below = float((values < TAGGED_AT).mean())
        figure.add_trace(go.Scatter(
            x=edges, y=100 * np.append(counts, counts[-1]) / len(values), name=f"{variant_class}-{qtl_type} ({len(values):,}): {write_percent(below)} below 0.8", mode="lines",
            line={"color": shade(VARIANT_CLASS[variant_class], look), "width": 2, "shape": "hv", "dash": "solid" if qtl_type == "eQTL" else "dot"},
            customdata=np.append(counts, counts[-1]), hovertemplate="%{y:.1f} % (%{customdata:,})",
        ))
    reference_line(figure, look, x=TAGGED_AT, label="r² = 0.8")
    figure.update_xaxes(title_text="r² with the best small variant nearby", range=[0, 1.005], hoverformat=".2f")
    figure.update_yaxes(title_text="share of QTLs per 0.05 (%)", rangemode="tozero")
    return figure


def marked(figure: go.Figure, rows: Sequence[Mapping[str, object]], look: Theme) -> go.Figure:
    """The figure of effects with some leads named. Rows hold gene_symbol or gene_id, tissue, variant_class, slope, pval_nominal."""
    axes = {trace.get("name"): (trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in figure.traces}
    for row in rows:
        if row.get("slope") is None or row.get("pval_nominal") is None or row["variant_class"] not in axes:
            continue
        x_axis, y_axis = axes[str(row["variant_class"])]
        figure.add_annotation(
            x=row["slope"], y=float(neglog10([row["pval_nominal"]])[0]), xref=x_axis, yref=y_axis, text=f"{row.get('gene_symbol') or row['gene_id']}<br>{row['tissue']}",
            showarrow=True, arrowhead=6, arrowsize=0.8, arrowwidth=1, arrowcolor=look.text, ax=0, ay=-26, font={"size": 11, "color": look.text}, bgcolor=look.card, borderpad=2,
        )
    return figure

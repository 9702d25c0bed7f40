"""Frequencies by population, and effects in two cohorts or tissues."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    CATEGORICAL,
    SEQUENTIAL,
    WEBGL_ABOVE,
    Theme,
    message_figure,
    new_figure,
    shade,
    write_count,
)
from dashboard.statistics.fits import fit_line

MOST_POINTS = 12_000
MOST_PATTERNS = 30
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star")
_CLASSES = {"0": "unobserved", "0.01": "rare", "0.1": "common"}


def frequency_scatter(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Frequency in the subject cohort (across) and in others (up), one panel each, coloured by the class of their difference.

    Columns: variant_id, population, af, other_af, difference.
    """
    if rows.is_empty():
        return message_figure(look, "This release has no frequencies in two populations.")
    populations = rows["population"].unique().sort().to_list()
    shown = rows if rows.height <= MOST_POINTS else rows.gather_every(-(-rows.height // MOST_POINTS))
    figure = make_subplots(rows=1, cols=len(populations), shared_yaxes=True, horizontal_spacing=0.03, subplot_titles=populations if len(populations) > 1 else None, figure=new_figure(look, height=430, hovermode="closest"))
    classes = sorted(shown["difference"].unique(), key=lambda name: (not name.startswith("below"), name))
    for index, name in enumerate(classes):
        for column, population in enumerate(populations, start=1):
            part = shown.filter((pl.col("difference") == name) & (pl.col("population") == population))
            trace = go.Scattergl if shown.height > WEBGL_ABOVE else go.Scatter
            figure.add_trace(trace(
                x=part["af"].cast(pl.Float32).to_numpy(), y=part["other_af"].cast(pl.Float32).to_numpy(), mode="markers", name=f"|ΔAF| {name} ({write_count((rows['difference'] == name).sum())})", legendgroup=name, showlegend=column == 1,
                marker={"size": 4, "opacity": 0.5, "symbol": _SHAPES[index], "color": shade((CATEGORICAL[4], CATEGORICAL[0], CATEGORICAL[3], CATEGORICAL[7])[index % 4], look)}, customdata=part["variant_id"].to_numpy(),
                hovertemplate=f"<b>%{{customdata}}</b><br>GTOP: %{{x:.3f}}<br>{population}: %{{y:.3f}}<extra></extra>",
            ), row=1, col=column)
    for column, population in enumerate(populations, start=1):
        suffix = "" if column == 1 else str(column)
        figure.add_shape(type="line", xref=f"x{suffix}", yref=f"y{suffix}", x0=0, y0=0, x1=1, y1=1, line={"color": look.secondary, "width": 1, "dash": "dot"})
        figure.update_xaxes(title_text="ALT frequency in GTOP", range=[-0.02, 1.02], row=1, col=column)
        if column == 1:
            figure.update_yaxes(title_text=f"ALT frequency in {population if len(populations) == 1 else 'the population'}", range=[-0.02, 1.02], row=1, col=1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_layout(legend={"y": 1.07, "font": {"size": 11}}, margin={"t": 78})
    return figure


def geographic_classes(patterns: pl.DataFrame, look: Theme) -> go.Figure:
    """The most frequent patterns of frequency classes over populations, as columns under a bar of their n.

    After Biddanda, Rice & Novembre, A variant-centric perspective on geographic patterns of human allele frequency variation,
    eLife 9:e60107, 2020. Columns: one per population with the class, n.
    """
    if patterns.is_empty():
        return message_figure(look, "This release has no classes of frequency.")
    shown = patterns.head(MOST_PATTERNS)
    populations = [name for name in patterns.columns if name != "n"]
    x = np.arange(shown.height)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.04, figure=new_figure(look, height=400, hovermode="closest"))
    total = int(patterns["n"].sum())
    figure.add_trace(go.Bar(x=x, y=shown["n"].to_numpy(), marker={"color": look.accent}, showlegend=False, customdata=100 * shown["n"].to_numpy() / total, hovertemplate="%{y:,} variants (%{customdata:.1f} %)<extra></extra>"), row=1, col=1)
    values = sorted({str(value) for name in populations for value in shown[name].unique().drop_nulls()}, key=float)
    for index, value in enumerate(values):
        places = [(column, population) for population in populations for column, found in enumerate(shown[population]) if found == value]
        label = _CLASSES.get(value, f"from {value}")
        color = (look.hatch, shade(CATEGORICAL[4], look), look.accent)[min(index, 2)]
        figure.add_trace(go.Scatter(
            x=[column for column, _ in places], y=[population for _, population in places], mode="markers", name=f"{label} (class {value})", marker={"size": 7 + 4 * index, "symbol": ("circle-open", "circle", "square")[min(index, 2)], "color": color, "line": {"width": 1.5, "color": color}},
            hovertemplate="<b>%{y}</b>: " + label + "<extra></extra>",
        ), row=2, col=1)
    figure.update_yaxes(title_text="variants", type="log", dtick=1, row=1, col=1)
    figure.update_yaxes(categoryorder="array", categoryarray=populations[::-1], showgrid=False, ticks="", row=2, col=1)
    figure.update_xaxes(showticklabels=False, ticks="", showline=False, range=[-0.7, shown.height - 0.3])
    return figure


def counts_by_row(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Bars of counts by tissue or class, series side by side. Columns: row, series, value, unit."""
    if rows.is_empty():
        return message_figure(look, "This release has no such counts.")
    names = rows["row"].unique(maintain_order=True).to_list()
    series = rows["series"].unique(maintain_order=True).to_list()
    figure = new_figure(look, height=max(280, (14 * min(len(series), 4) + 12) * len(names) + 110), barmode="group", hovermode="closest")
    for index, name in enumerate(series):
        part = rows.filter(pl.col("series") == name)
        figure.add_trace(go.Bar(
            x=part["value"].to_numpy(), y=part["row"].to_list(), orientation="h", name=name, showlegend=len(series) > 1, marker={"color": shade(CATEGORICAL[index % 8], look)},
            hovertemplate="<b>%{y}</b><br>" + name + ": %{x:,.4~g}<extra></extra>",
        ))
    units = " and ".join(rows["unit"].drop_nulls().unique().sort())
    figure.update_xaxes(title_text=units or "count", showgrid=True, rangemode="tozero")
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False, ticks="", showline=False)
    return figure


def effects(rows: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, x_title: str, y_title: str) -> go.Figure:
    """Two effects of the same pairs with the line of least squares and its 95 % band. Columns: gene_id, gene_symbol, variant_id, tissue, x, y."""
    if rows.is_empty():
        return message_figure(look, "This release has no such effects.")
    shown = rows if rows.height <= MOST_POINTS else rows.gather_every(-(-rows.height // MOST_POINTS))
    figure = new_figure(look, height=430, hovermode="closest", showlegend=False)
    names = np.column_stack([shown["gene_symbol"].fill_null(shown["gene_id"]).to_numpy(), shown["variant_id"].to_numpy(), shown["tissue"].replace_strict(labels, default=shown["tissue"], return_dtype=pl.String).fill_null("–").to_numpy()])
    trace = go.Scattergl if shown.height > WEBGL_ABOVE else go.Scatter
    figure.add_trace(trace(
        x=shown["x"].cast(pl.Float32).to_numpy(), y=shown["y"].cast(pl.Float32).to_numpy(), mode="markers", customdata=names, marker={"size": 4 if shown.height > 1_000 else 6, "opacity": 0.45, "color": shade("#516C8A", look)},
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{customdata[2]}}<br>variant: %{{customdata[1]}}<br>{x_title}: %{{x:+.3g}}<br>{y_title}: %{{y:+.3g}}<extra></extra>",
    ))
    x, y = rows["x"].to_numpy(), rows["y"].to_numpy()
    line = fit_line(x, y)
    if line is not None:
        at = np.linspace(float(x.min()), float(x.max()), 60)
        low, high = line.band(at)
        figure.add_trace(go.Scatter(x=np.concatenate([at, at[::-1]]), y=np.concatenate([low, high[::-1]]), fill="toself", fillcolor="#B5482A", opacity=0.25, line={"width": 0}, hoverinfo="skip"))
        figure.add_trace(go.Scatter(x=at, y=line.predict(at), mode="lines", line={"color": shade("#B5482A", look), "width": 2}, hoverinfo="skip"))
    reach = float(max(np.abs(x).max(), np.abs(y).max()))
    figure.add_shape(type="line", x0=-reach, y0=-reach, x1=reach, y1=reach, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.add_vline(x=0, line={"color": look.axis, "width": 1})
    figure.add_hline(y=0, line={"color": look.axis, "width": 1})
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(title_text=y_title)
    return figure


def correlation_heatmaps(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """r_b between tissues with its standard error, one panel per comparison. Columns: comparison, tissue, other, r_b, r_b_se, n_genes."""
    if rows.is_empty():
        return message_figure(look, "This release has no correlations of effects.")
    parts = rows.partition_by("comparison", as_dict=True, maintain_order=True)
    figure = make_subplots(rows=1, cols=len(parts), horizontal_spacing=0.13, column_widths=[float(part["other"].n_unique() + 3) for part in parts.values()], subplot_titles=[str(key[0]) for key in parts], figure=new_figure(look, height=520, hovermode="closest"))
    low = float(rows["r_b"].to_numpy().min())
    for column, part in enumerate(parts.values(), start=1):
        across, down = part["other"].unique().sort().to_list(), part["tissue"].unique().sort().to_list()
        z, se = np.full((len(down), len(across)), np.nan), np.full((len(down), len(across)), np.nan)
        n = np.zeros_like(z)
        places = [down.index(name) for name in part["tissue"]], [across.index(name) for name in part["other"]]
        z[places], se[places], n[places] = part["r_b"].to_numpy(), part["r_b_se"].fill_null(float("nan")).to_numpy(), part["n_genes"].fill_null(0).to_numpy()
        words = [[f"{value:.2f}" if not np.isnan(value) else "" for value in line] for line in z]
        figure.add_trace(go.Heatmap(
            x=across, y=down, z=z, text=words, texttemplate="%{text}", textfont={"size": 10}, customdata=np.dstack([se, n]), colorscale=SEQUENTIAL, zmin=min(low, 0.5), zmax=1, xgap=1, ygap=1, showscale=column == len(parts), colorbar={"title": {"text": "r_b", "side": "right"}, "thickness": 10, "outlinewidth": 0, "len": 0.7},
            hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>r_b: %{z:.3f} ± %{customdata[0]:.3f} (SE)<br>pairs: %{customdata[1]:,}<extra></extra>",
        ), row=1, col=column)
        figure.update_xaxes(tickangle=-50, ticks="", showline=False, tickfont={"size": 11}, row=1, col=column)
        figure.update_yaxes(autorange="reversed", ticks="", showline=False, showgrid=False, tickfont={"size": 11}, row=1, col=column)
    figure.update_annotations(font={"size": 12, "color": look.text})
    return figure

"""Frequencies by population, and effects in two cohorts or tissues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    CATEGORICAL,
    SEQUENTIAL,
    WIDE_NUMBERS,
    Theme,
    message_figure,
    new_figure,
    scatter_for,
    shade,
    write_count,
)
from dashboard.statistics.fits import fit_line

MOST_POINTS = 12_000
MOST_PATTERNS = 30
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star")
_CLASSES = {"0": "unobserved", "0.01": "rare", "0.1": "common"}


DENSE_FROM = 2_000
"""Points of one class and panel from which their density is drawn."""
_CELLS = 80


def frequency_scatter(rows: pl.DataFrame, look: Theme, *, bounds: Sequence[float] = ()) -> go.Figure:
    """Frequency in the subject cohort (across) and in others (up), one panel each, coloured by the class of their difference.

    Classes with very many points are drawn together as density, with the classes' limits (`bounds`) as lines, rare ones as
    points above it. Columns: variant_id, population, af, other_af, difference.
    """
    if rows.is_empty():
        return message_figure(look, "This release has no frequencies in two populations.")
    populations = rows["population"].unique().sort().to_list()
    figure = make_subplots(rows=1, cols=len(populations), shared_yaxes=True, horizontal_spacing=0.03, subplot_titles=populations if len(populations) > 1 else None, figure=new_figure(look, height=460, hovermode="closest"))
    classes = sorted(rows["difference"].unique(), key=lambda name: (not name.startswith("below"), name))
    totals = dict(rows.group_by("difference").len().iter_rows())
    per_panel = rows.group_by("difference", "population").len().group_by("difference").agg(pl.col("len").max())
    dense = set(per_panel.filter(pl.col("len") >= DENSE_FROM)["difference"])
    colors = [shade(color, look) for color in (CATEGORICAL[4], CATEGORICAL[0], CATEGORICAL[3], CATEGORICAL[7])]
    for column, population in enumerate(populations, start=1):
        here = rows.filter(pl.col("population") == population)
        if dense:
            _add_density(figure, here.filter(pl.col("difference").is_in(list(dense))), look, column, last=column == len(populations))
        for index, name in enumerate(classes):
            label = f"|ΔAF| {name} ({write_count(totals[name])})"
            part = here.filter(pl.col("difference") == name)
            if name in dense:
                continue
            figure.add_trace(go.Scatter(
                x=part["af"].cast(pl.Float32).to_numpy(), y=part["other_af"].cast(pl.Float32).to_numpy(), mode="markers", name=label, legendgroup=name, showlegend=column == 1,
                marker={"size": 5, "opacity": 0.6 if part.height > 500 else 0.9, "symbol": _SHAPES[index], "color": colors[index % 4]}, customdata=part["variant_id"].to_numpy(),
                hovertemplate=f"<b>%{{customdata}}</b><br>GTOP: %{{x:.3f}}<br>{population}: %{{y:.3f}}<extra></extra>",
            ), row=1, col=column)
        suffix = "" if column == 1 else str(column)
        _add_limits(figure, look, suffix, bounds, named=len(populations) == 1)
        figure.update_xaxes(title_text="ALT frequency in GTOP", range=[-0.02, 1.02], row=1, col=column)
    figure.update_yaxes(title_text=f"ALT frequency in {populations[0] if len(populations) == 1 else 'the population'}", range=[-0.02, 1.02], row=1, col=1)
    for name in [name for name in classes if name in dense]:
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=f"|ΔAF| {name} ({write_count(totals[name])}), as density", marker={"size": 9, "symbol": "square", "color": look.hatch}), row=1, col=1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_layout(legend={"y": 1.07, "font": {"size": 11}}, margin={"t": 78})
    return figure


def _add_density(figure: go.Figure, rows: pl.DataFrame, look: Theme, column: int, *, last: bool) -> None:
    """Variants per cell, on a logarithmic scale of one hue so that points stand out above it."""
    counts, edges, _ = np.histogram2d(rows["other_af"].to_numpy(), rows["af"].to_numpy(), bins=_CELLS, range=((0, 1), (0, 1)))
    shown = np.where(counts > 0, np.log10(np.maximum(counts, 1)), np.nan)
    centres = ((edges[:-1] + edges[1:]) / 2).astype(np.float32)
    top = int(np.ceil(np.nanmax(shown)))
    figure.add_trace(go.Heatmap(
        x=centres, y=centres, z=shown.astype(np.float32), customdata=counts.astype(np.int32), zmin=0, colorscale=[[0, look.hatch], [1, look.accent]], showscale=last,
        colorbar={"title": {"text": "variants per cell", "side": "right", "font": {"size": 12}}, "thickness": 10, "outlinewidth": 0, "len": 0.8, "tickvals": list(range(top + 1)), "ticktext": [f"{10**step:,}" for step in range(top + 1)]},
        hovertemplate="GTOP: about %{x:.2f}<br>there: about %{y:.2f}<br>variants: %{customdata:,}<extra></extra>", hoverongaps=False,
    ), row=1, col=column)


def _add_limits(figure: go.Figure, look: Theme, suffix: str, bounds: Sequence[float], *, named: bool) -> None:
    """The line of equal frequencies, and the classes' limits on both sides of it."""
    axes = {"xref": f"x{suffix}", "yref": f"y{suffix}"}
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line={"color": look.secondary, "width": 1, "dash": "dot"}, **axes)
    for bound in bounds:
        for below in (False, True):
            start, end = ((bound, 0), (1, 1 - bound)) if below else ((0, bound), (1 - bound, 1))
            figure.add_shape(type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line={"color": look.axis, "width": 1}, **axes)
        if named:
            figure.add_annotation(text=f"{bound:g}", x=1 - bound, y=1, showarrow=False, yanchor="bottom", font={"size": 10, "color": look.secondary}, **axes)


def geographic_classes(patterns: pl.DataFrame, look: Theme) -> go.Figure:
    """The most frequent patterns of frequency classes over populations, as columns under a bar of their n.

    After Biddanda, Rice & Novembre, A variant-centric perspective on geographic patterns of human allele frequency variation,
    eLife 9:e60107, 2020. Columns: one per population with the class, n.
    """
    if patterns.is_empty():
        return message_figure(look, "This release has no classes of frequency.")
    shown = patterns.head(MOST_PATTERNS)
    x = np.arange(shown.height)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.04, figure=new_figure(look, height=400, hovermode="closest", margin=WIDE_NUMBERS))
    total = int(patterns["n"].sum())
    figure.add_trace(go.Bar(x=x, y=shown["n"].to_numpy(), marker={"color": look.accent}, showlegend=False, customdata=100 * shown["n"].to_numpy() / total, hovertemplate="%{y:,} variants (%{customdata:.1f} %)<extra></extra>"), row=1, col=1)
    _add_glyphs(figure, shown.drop("n"), look, row=2)
    figure.update_yaxes(title_text="variants, logarithmic", type="log", dtick=1, row=1, col=1)
    figure.update_xaxes(showticklabels=False, ticks="", showline=False, range=[-0.7, shown.height - 0.3])
    return figure


def variant_glyphs(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Classes of frequency of single variants, one column each. Columns: variant_id, one per population with the class."""
    if rows.is_empty():
        return message_figure(look, "None of these variants has a published class of frequency.", "Take names from the table allele_frequencies, or empty the list for the most frequent patterns.")
    figure = make_subplots(rows=1, cols=1, figure=new_figure(look, height=330, hovermode="closest"))
    _add_glyphs(figure, rows.drop("variant_id"), look, row=1, names=rows["variant_id"].to_list())
    names = [name if len(name) <= 24 else name[:23] + "…" for name in rows["variant_id"]]
    figure.update_xaxes(tickvals=list(range(rows.height)), ticktext=names, tickangle=-55 if rows.height > 8 else 0, tickfont={"size": 10}, ticks="", showline=False, range=[-0.7, max(rows.height, 8) - 0.3])
    return figure


def _add_glyphs(figure: go.Figure, classes: pl.DataFrame, look: Theme, *, row: int, names: Sequence[str] = ()) -> None:
    """A mark for each column's class in each population; shape and size repeat the colour."""
    values = sorted({str(value) for name in classes.columns for value in classes[name].unique().drop_nulls()}, key=float)
    for index, value in enumerate(values):
        places = [(column, population) for population in classes.columns for column, found in enumerate(classes[population]) if found == value]
        label = _CLASSES.get(value, f"from {value}")
        color = (look.secondary, shade(CATEGORICAL[4], look), look.accent)[min(index, 2)]
        figure.add_trace(go.Scatter(
            x=[column for column, _ in places], y=[population for _, population in places], mode="markers", name=f"{label} (class {value})", marker={"size": 7 + 4 * index, "symbol": ("circle-open", "circle", "square")[min(index, 2)], "color": color, "line": {"width": 1.5, "color": color}},
            customdata=[names[column] if names else "" for column, _ in places], hovertemplate=("<b>%{customdata}</b><br>" if names else "") + "%{y}: " + label + "<extra></extra>",
        ), row=row, col=1)
    figure.update_yaxes(categoryorder="array", categoryarray=classes.columns[::-1], showgrid=False, ticks="", row=row, col=1)


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
    figure = new_figure(look, height=430, hovermode="closest", showlegend=False, margin=WIDE_NUMBERS)
    tissue = shown["tissue"].replace_strict(labels, default=shown["tissue"], return_dtype=pl.String).fill_null("–")
    # One text per point is a third of the work of three values.
    names = shown.select(pl.concat_str(pl.lit("<b>"), pl.coalesce("gene_symbol", "gene_id"), pl.lit("</b><br>"), tissue, pl.lit("<br>variant: "), pl.col("variant_id").fill_null("–"))).to_series().to_list()
    trace = scatter_for(shown.height)
    figure.add_trace(trace(
        x=shown["x"].cast(pl.Float32).to_numpy(), y=shown["y"].cast(pl.Float32).to_numpy(), mode="markers", text=names, marker={"size": 4 if shown.height > 1_000 else 6, "opacity": 0.45, "color": shade("#516C8A", look)},
        hovertemplate=f"%{{text}}<br>{x_title}: %{{x:+.3g}}<br>{y_title}: %{{y:+.3g}}<extra></extra>",
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


def correlation_heatmap(rows: pl.DataFrame, look: Theme, *, measure: str = "r_b") -> go.Figure:
    """Correlation of effects between tissues, each with its standard error where there is one. Columns: tissue, other, r_b, r_b_se, n_genes."""
    if rows.is_empty():
        return message_figure(look, "This release has no correlations of effects.")
    down, across = rows["tissue"].unique(maintain_order=True).to_list(), rows["other"].unique(maintain_order=True).to_list()
    if set(down) == set(across):
        across = down
    z, se, n = (np.full((len(down), len(across)), np.nan) for _ in range(3))
    places = [down.index(name) for name in rows["tissue"]], [across.index(name) for name in rows["other"]]
    z[places], se[places], n[places] = rows["r_b"].to_numpy(), rows["r_b_se"].fill_null(float("nan")).to_numpy(), rows["n_genes"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    written = [["" if np.isnan(value) else f"{value:.2f}" + ("" if np.isnan(error) or error == 0 else f"<br>± {error:.3f}") for value, error in zip(*pair, strict=True)] for pair in zip(z, se, strict=True)]
    told = [[f"{measure} {value:.3f}" + ("" if np.isnan(error) else f" ± {error:.3f} (SE)") + ("" if np.isnan(pairs) else f"<br>pairs: {pairs:,.0f}") for value, error, pairs in zip(*lines, strict=True)] for lines in zip(z, se, n, strict=True)]
    figure = new_figure(look, height=150 + 36 * len(down), hovermode="closest", margin={"t": 16})
    figure.add_trace(go.Heatmap(
        x=across, y=down, z=z, text=written, texttemplate="%{text}", textfont={"size": 10}, customdata=told, colorscale=SEQUENTIAL, zmin=min(float(np.nanmin(z)), 0.5), zmax=1, xgap=1, ygap=1,
        colorbar={"title": {"text": measure, "side": "right", "font": {"size": 12}}, "thickness": 10, "outlinewidth": 0, "len": 0.8}, hoverongaps=False,
        hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>%{customdata}<extra></extra>",
    ))
    figure.update_xaxes(tickangle=-40, ticks="", showline=False, tickfont={"size": 11})
    figure.update_yaxes(autorange="reversed", ticks="", showline=False, showgrid=False, tickfont={"size": 11})
    return figure


def selection_scatter(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Derived allele frequency in Europeans (across) and East Asians (up), coloured by the score of selection. Columns: variant_id, gene, daf_eur, daf_eas, daf_afr, cms."""
    if rows.is_empty():
        return message_figure(look, "This release has no signals of selection.")
    figure = new_figure(look, height=400, hovermode="closest", showlegend=False)
    names = rows.select("gene", "variant_id", pl.col("daf_afr").round(3).cast(pl.String).fill_null("–")).to_numpy()
    figure.add_trace(go.Scatter(
        x=rows["daf_eur"].to_numpy(), y=rows["daf_eas"].to_numpy(), mode="markers", customdata=names,
        marker={"size": 8, "color": rows["cms"].to_numpy(), "colorscale": SEQUENTIAL, "opacity": 0.85, "colorbar": {"title": {"text": "CMS", "side": "right", "font": {"size": 12}}, "thickness": 10, "outlinewidth": 0, "len": 0.8}},
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>derived allele, EUR: %{x:.3f}<br>EAS: %{y:.3f}<br>AFR: %{customdata[2]}<br>CMS: %{marker.color:.2f}<extra></extra>",
    ))
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_xaxes(title_text="derived allele frequency, Europeans", range=[-0.02, 1.02])
    figure.update_yaxes(title_text="derived allele frequency, East Asians", range=[-0.02, 1.02])
    return figure

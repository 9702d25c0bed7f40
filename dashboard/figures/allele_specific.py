"""Allele-specific expression and transcript structure: genes by step, tissue and sample, and agreement of effects."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    ANNOTATED_NOVEL,
    CATEGORICAL,
    SEQUENTIAL,
    WIDE_NUMBERS,
    Theme,
    message_figure,
    new_figure,
    scatter_for,
    shade,
    write_count,
    write_percent,
)
from dashboard.statistics.fits import fit_line

KIND = {"ASE": "#1A2E47", "ASTS": "#A05709", "splicing": "#609996"}
KIND_WORDS = {"ASE": "allele-specific expression", "ASTS": "allele-specific transcript structure", "splicing": "allele-specific splicing"}
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "star", "x")
MOST_POINTS = 12_000
_WIDE = 100
AXES = {
    "long_and_short_reads": ("log₂ aFC by long reads", "log₂ aFC by short reads"), "two_donors": ("log₂ aFC in one donor", "log₂ aFC in another donor"),
    "eqtl": ("eQTL slope (SD per ALT allele)", "allelic fold change of ASE (log)"),
}


def steps(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Genes left at each step of the analysis, then those tested and significant by kind. Columns: kind, category, n."""
    if rows.is_empty():
        return message_figure(look, "This release has no such analysis.")
    figure = new_figure(look, height=30 + 42 * rows.height, hovermode="closest", showlegend=False, bargap=0.65, margin={"l": 12, "t": 12, "b": 8})
    largest = float(rows["n"].to_numpy().max())
    colors = [shade(KIND.get(kind or "", "#516C8A"), look) for kind in rows["kind"]]
    figure.add_trace(go.Bar(
        x=rows["n"].to_numpy(), y=rows["category"].to_list(), orientation="h", marker={"color": colors}, text=[f"{write_count(n)} ({write_percent(n / largest, 0 if n / largest > 0.1 else 1)})" for n in rows["n"]],
        textposition="outside", constraintext="none", textfont={"size": 12}, cliponaxis=False, hovertemplate="<b>%{y}</b><br>%{x:,} genes<extra></extra>",
    ))
    for name in rows["category"]:  # above its bar: beside it, names of this length would leave no room for bars
        figure.add_annotation(x=0, y=name, text=name, showarrow=False, xanchor="left", yanchor="bottom", yshift=6, xshift=-3, font={"size": 12, "color": look.secondary})
    figure.update_xaxes(visible=False, range=[0, 1.5 * largest])
    figure.update_yaxes(showticklabels=False, range=[rows.height - 0.5, -0.9], showgrid=False, ticks="", showline=False)
    return figure


def genes_per_tissue(rows: pl.DataFrame, kind: str, look: Theme) -> go.Figure:
    """Significant genes by tissue as bars, stacked by class; a class within another is a mark. Columns: label, category, n, n_samples."""
    if rows.is_empty():
        return message_figure(look, f"This release has no {KIND_WORDS[kind]} by tissue.")
    names = rows["label"].unique(maintain_order=True).to_list()
    sizes = dict(rows.select("label", "n_samples").iter_rows())
    ticks = {name: f"{name}  <span style='color:{look.faint}'>n={sizes[name]}</span>" if sizes[name] else name for name in names}
    figure = new_figure(look, height=20 * len(names) + 100, barmode="stack", hovermode="closest")
    categories = sorted(rows["category"].unique(), key=lambda name: (len(name), name))
    within = [name for name in categories if "," in name]
    colors = [KIND[kind]] if len(categories) == 1 else [ANNOTATED_NOVEL["annotated"], ANNOTATED_NOVEL["novel"]]
    for name in [name for name in categories if name not in within]:
        part = rows.filter(pl.col("category") == name)
        figure.add_trace(go.Bar(
            x=part["n"].to_numpy(), y=[ticks[label] for label in part["label"]], orientation="h", name=name, customdata=part["label"].to_list(), marker={"color": shade(colors["novel" in name and "no " not in name], look)},
            hovertemplate="<b>%{customdata}</b><br>" + name + ": %{x:,} genes<extra></extra>", showlegend=len(categories) > 1,
        ))
    for name in within:
        part = rows.filter(pl.col("category") == name)
        figure.add_trace(go.Scatter(
            x=part["n"].to_numpy(), y=[ticks[label] for label in part["label"]], mode="markers", name="of these, " + name.split(", ")[1], customdata=part["label"].to_list(), marker={"symbol": "diamond-open", "size": 8, "color": look.text, "line": {"width": 1.5}},
            hovertemplate="<b>%{customdata}</b><br>" + name + ": %{x:,} genes<extra></extra>",
        ))
    figure.update_xaxes(title_text=f"genes with {kind}", showgrid=True, rangemode="tozero")
    figure.update_yaxes(categoryorder="array", categoryarray=[ticks[name] for name in names][::-1], showgrid=False, ticks="", showline=False, tickfont={"size": 11})
    if len(categories) > 1:
        figure.update_layout(legend={"font": {"size": 11}}, margin={"t": 60})
    return figure


def genes_per_sample(rows: pl.DataFrame, kind: str, look: Theme, *, systems: tuple[str, ...]) -> go.Figure:
    """Genes significant against genes tested, one point per sample. Columns: sample_id, label, organ_system, tested, significant."""
    if rows.is_empty():
        return message_figure(look, f"This release has no {KIND_WORDS[kind]} by sample.")
    figure = new_figure(look, height=420, hovermode="closest")
    for index, system in enumerate(systems):
        part = rows.filter(pl.col("organ_system") == system)
        if part.height:
            share = (part["significant"] / part["tested"] * 100).to_numpy()
            figure.add_trace(go.Scatter(
                x=part["tested"].to_numpy(), y=part["significant"].to_numpy(), mode="markers", name=f"{system} ({part.height})", marker={"color": shade(CATEGORICAL[index], look), "symbol": _SHAPES[index], "size": 7, "opacity": 0.85},
                customdata=np.column_stack([part["label"].to_numpy(), part["sample_id"].to_numpy(), share]), hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>tested: %{x:,}<br>significant: %{y:,} (%{customdata[2]:.1f} %)<extra></extra>",
            ))
    figure.update_xaxes(title_text="genes tested in the sample", rangemode="tozero")
    figure.update_yaxes(title_text=f"genes with {kind}", rangemode="tozero")
    figure.update_layout(legend={"font": {"size": 11}})
    return figure


def splicing_samples(rows: pl.DataFrame, look: Theme, *, systems: tuple[str, ...]) -> go.Figure:
    """Events of allele-specific splicing against the genes they are in, one point per sample. Columns: sample_id, label, organ_system, genes, events."""
    if rows.is_empty():
        return message_figure(look, "This release has no allele-specific splicing by sample.")
    figure = new_figure(look, height=360, hovermode="closest", margin={"l": 70, "r": 14})
    for index, system in enumerate(systems):
        part = rows.filter(pl.col("organ_system") == system)
        if part.height:
            figure.add_trace(go.Scatter(
                x=part["genes"].to_numpy(), y=part["events"].to_numpy(), mode="markers", name=f"{system} ({part.height})", marker={"color": shade(CATEGORICAL[index], look), "symbol": _SHAPES[index], "size": 7, "opacity": 0.85},
                customdata=part.select("label", "sample_id").to_numpy(), hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>genes: %{x:,}<br>events: %{y:,}<extra></extra>",
            ))
    figure.update_xaxes(title_text="genes with allele-specific splicing", rangemode="tozero")
    figure.update_yaxes(title_text="events", rangemode="tozero")
    figure.update_layout(legend={"font": {"size": 11}})
    return figure


def tested_shares(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """What was tested, and the part of it that is significant, by kind. Columns: kind, measure, category, n, total."""
    if rows.is_empty():
        return message_figure(look, "This release has no counts of genes and events tested.")
    rows = rows.with_columns(name=pl.concat_str("kind", pl.lit(" "), "measure"))
    names = rows["name"].unique(maintain_order=True).to_list()
    significant = rows.group_by("name", maintain_order=True).agg(pl.col("n").filter(pl.col("category") == "significant").sum(), pl.col("total").first())
    figure = new_figure(look, height=100 + 48 * len(names), barmode="stack", hovermode="closest")
    for category, color in (("significant", CATEGORICAL[7]), ("not significant", "#9AA0A6")):
        part = rows.filter(pl.col("category") == category)
        figure.add_trace(go.Bar(
            x=100 * (part["n"] / part["total"]).to_numpy(), y=part["name"].to_list(), orientation="h", name=category, marker={"color": shade(color, look)}, customdata=part.select("n", "total").to_numpy(),
            hovertemplate="<b>%{y}</b><br>" + category + ": %{customdata[0]:,} of %{customdata[1]:,} (%{x:.1f} %)<extra></extra>",
        ))
    figure.update_xaxes(title_text="share of those tested (%)", range=[0, 100.5])
    words = [f"{name}<br><span style='color:{look.secondary}'>{write_count(n)} of {write_count(total)}</span>" for name, n, total in significant.iter_rows()]
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], tickvals=names, ticktext=words, showgrid=False, ticks="", showline=False)
    figure.update_layout(legend={"traceorder": "normal"})
    return figure


def effect_agreement(rows: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, events: str) -> go.Figure:
    """Effects by two methods with the line of least squares and its interval; the strongest coverage last.

    Columns: gene_id, gene_symbol, variant_id, tissue, x, y, coverage. At most 12,000 points are drawn, evenly over the rows.
    """
    if rows.is_empty():
        return message_figure(look, "No event meets these filters.", "Choose more tissues or a smaller coverage.")
    shown = rows if rows.height <= MOST_POINTS else rows.gather_every(-(-rows.height // MOST_POINTS))
    shown = shown.sort("coverage", nulls_last=False)
    figure = new_figure(look, height=440, hovermode="closest", showlegend=False)
    known = shown["coverage"].null_count() < shown.height
    marker: dict[str, object] = {"size": 4, "opacity": 0.5, "color": shade(KIND["ASE"], look)}
    if known:
        reads = np.log10(np.maximum(shown["coverage"].to_numpy().astype(float), 1))
        ticks = list(range(int(np.floor(reads.min())), int(np.ceil(reads.max())) + 1))
        marker |= {"color": reads, "colorscale": SEQUENTIAL, "colorbar": {"title": {"text": "reads, both methods", "side": "right"}, "thickness": 10, "outlinewidth": 0, "tickvals": ticks, "ticktext": [f"{10**tick:,}" for tick in ticks]}}
    names = np.column_stack([shown["gene_symbol"].fill_null(shown["gene_id"]).to_numpy(), shown["tissue"].replace_strict(labels, default=shown["tissue"]).fill_null("–").to_numpy(), shown["variant_id"].fill_null("–").to_numpy(), shown["coverage"].cast(pl.String).fill_null("–").to_numpy()])
    x_title, y_title = AXES[events]
    trace = scatter_for(shown.height)
    figure.add_trace(trace(
        x=shown["x"].cast(pl.Float32).to_numpy(), y=shown["y"].cast(pl.Float32).to_numpy(), mode="markers", marker=marker, customdata=names,
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}}<br>variant: %{{customdata[2]}}<br>{x_title}: %{{x:+.3g}}<br>{y_title}: %{{y:+.3g}}" + ("<br>reads: %{customdata[3]}" if known else "") + "<extra></extra>",
    ))
    line = fit_line(rows["x"].to_numpy(), rows["y"].to_numpy())
    if line is not None:
        at = np.linspace(float(rows["x"].to_numpy().min()), float(rows["x"].to_numpy().max()), 60)
        low, high = line.band(at)
        figure.add_trace(go.Scatter(x=np.concatenate([at, at[::-1]]), y=np.concatenate([low, high[::-1]]), fill="toself", fillcolor="#B5482A", opacity=0.25, line={"width": 0}, hoverinfo="skip"))
        figure.add_trace(go.Scatter(x=at, y=line.predict(at), mode="lines", line={"color": shade("#B5482A", look), "width": 2}, hoverinfo="skip"))
    for axis in (figure.add_vline, figure.add_hline):
        axis(**{"x" if axis == figure.add_vline else "y": 0}, line={"color": look.axis, "width": 1})
    if events != "eqtl":
        reach = float(max(np.abs(rows["x"].to_numpy()).max(), np.abs(rows["y"].to_numpy()).max()))
        figure.add_shape(type="line", x0=-reach, y0=-reach, x1=reach, y1=reach, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(title_text=y_title)
    return figure


def direction_by_coverage(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Share of events with the same direction in long and short reads, by least coverage. Columns: kind, level, n, total, share."""
    if rows.is_empty():
        return message_figure(look, "This release does not compare directions of long and short reads.")
    figure = new_figure(look, height=320, hovermode="closest")
    for index, ((kind,), part) in enumerate(sorted(rows.partition_by("kind", as_dict=True).items())):
        figure.add_trace(go.Scatter(
            x=part["level"].to_numpy(), y=100 * part["share"].to_numpy(), mode="lines+markers", name=str(kind), marker={"symbol": _SHAPES[index], "size": 8}, line={"color": shade(KIND.get(str(kind), "#516C8A"), look)}, customdata=part.select("n", "total").to_numpy(),
            hovertemplate="<b>" + str(kind) + "</b><br>coverage at least %{x}<br>same direction: %{y:.1f} % (%{customdata[0]:,} of %{customdata[1]:,})<extra></extra>",
        ))
    low = float(100 * rows["share"].to_numpy().min())
    figure.update_xaxes(title_text="coverage of the site by both methods at least (reads)")
    figure.update_yaxes(title_text="same direction (%)", range=[min(85.0, low - 2), 100])
    return figure


def level_bars(rows: pl.DataFrame, look: Theme, *, title: str, last: bool = False) -> go.Figure:
    """Counts by level, one panel per kind, logarithmic where they differ by more than a hundred; `last` says that the last level stands for it and more. Columns: kind, level, n."""
    if rows.is_empty():
        return message_figure(look, "This release has no such counts.")
    kinds = sorted(rows["kind"].unique())
    counts = rows["n"].to_numpy()
    logarithmic = bool(counts.min() > 0 and counts.max() / counts.min() > _WIDE)
    figure = make_subplots(rows=len(kinds), cols=1, vertical_spacing=0.2, subplot_titles=kinds if len(kinds) > 1 else None, figure=new_figure(look, height=110 + 210 * len(kinds), hovermode="closest", showlegend=False, bargap=0.15, margin=WIDE_NUMBERS))
    for row, kind in enumerate(kinds, start=1):
        part = rows.filter(pl.col("kind") == kind)
        figure.add_trace(go.Bar(
            x=part["level"].to_numpy(), y=part["n"].to_numpy(), text=[write_count(n) for n in part["n"]], textposition="outside", cliponaxis=False, constraintext="none", textangle=0, textfont={"size": 10}, marker={"color": shade(KIND.get(kind, "#516C8A"), look)}, hovertemplate=f"<b>{kind}</b><br>{title}: %{{x}}<br>count: %{{y:,}}<extra></extra>",
        ), row=row, col=1)
        levels = part["level"].to_list()
        figure.update_xaxes(tickvals=levels, ticktext=[f"≥ {level}" if last and level == levels[-1] else str(level) for level in levels], row=row, col=1)
        if logarithmic:
            figure.update_yaxes(type="log", dtick=1, tickformat="~s", row=row, col=1)
    figure.update_xaxes(title_text=title, row=len(kinds), col=1)
    figure.update_yaxes(title_text="count, logarithmic" if logarithmic else "count")
    figure.update_annotations(font={"size": 12, "color": look.text})
    return figure


def tissue_counts(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Genes by the number of tissues in which they show ASE (across) and ASTS (up). Columns: ase, asts, n."""
    if rows.is_empty():
        return message_figure(look, "This release has no genes by number of tissues.")
    figure = new_figure(look, height=360, hovermode="closest", showlegend=False)
    n = rows["n"].to_numpy()
    top = int(np.ceil(np.log10(n.max()))) + 1
    figure.add_trace(go.Scatter(
        x=rows["ase"].to_numpy(), y=rows["asts"].to_numpy(), mode="markers", customdata=n, marker={"size": 3 + 4 * np.log2(n + 1) ** 0.8, "color": np.log10(n), "colorscale": SEQUENTIAL, "cmin": 0, "line": {"width": 0},
                "colorbar": {"title": {"text": "genes", "side": "right"}, "thickness": 10, "outlinewidth": 0, "tickvals": list(range(top)), "ticktext": [f"{10**i:,}" for i in range(top)]}},
        hovertemplate="ASE in %{x} tissues<br>ASTS in %{y} tissues<br>%{customdata:,} genes<extra></extra>",
    ))
    figure.update_xaxes(title_text="tissues with ASE")
    figure.update_yaxes(title_text="tissues with ASTS")
    return figure


def splicing_tissues(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Allele-specific splicing of each tissue: variants, exonic parts and genes on a logarithmic axis. Columns: label, category, n."""
    if rows.is_empty():
        return message_figure(look, "This release has no allele-specific splicing.")
    names = rows["label"].unique(maintain_order=True).to_list()
    figure = new_figure(look, height=20 * len(names) + 100, hovermode="closest")
    for index, (name, color) in enumerate(zip(sorted(rows["category"].unique()), (CATEGORICAL[0], CATEGORICAL[7], CATEGORICAL[4]), strict=False)):
        part = rows.filter(pl.col("category") == name)
        figure.add_trace(go.Scatter(
            x=part["n"].to_numpy(), y=part["label"].to_list(), mode="markers", name=name, marker={"color": shade(color, look), "symbol": _SHAPES[index], "size": 8},
            hovertemplate="<b>%{y}</b><br>" + name + ": %{x:,}<extra></extra>",
        ))
    figure.update_xaxes(title_text="count, logarithmic", type="log", dtick=1, showgrid=True)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=True, ticks="", showline=False, tickfont={"size": 11}, range=[-0.6, len(names) - 0.4])
    return figure

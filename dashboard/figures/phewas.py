"""All associations of one variant in one plot, and its fine-mapping, frequencies and repeat units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.forest import Z95
from dashboard.figures.labels import place_labels
from dashboard.figures.style import (
    COHORT,
    QTL_TYPE,
    SMALL_N,
    SUPERPOPULATION,
    Theme,
    message_figure,
    new_figure,
    reference_line,
    scatter_for,
    shade,
    write_number,
    write_p,
    write_percent,
)
from dashboard.store.tissues import Tissue

Across = Literal["gene", "tissue", "system", "qtl_type"]
Up = Literal["p", "slope", "pip"]
AXES: dict[Up, tuple[str, str]] = {"p": ("neglog10_p", "−log₁₀ p (nominal)"), "slope": ("slope", "slope, SD per {unit}"), "pip": ("pip", "PIP in GTOP")}
LEAST_PIP = 1e-4
PIXELS_X = 900
LEAST_PAD = 0.05
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def phewas(rows: pl.DataFrame, tissues: Sequence[Tissue], look: Theme, *, across: Across, up: Up, unit: str, labels: int, height: int = 460) -> go.Figure:
    """Associations as `store.variants.ASSOCIATIONS`; a triangle points up or down where the 95 % interval of the slope excludes 0.

    Without a standard error there is no interval, and the point is a circle.
    """
    column, title = AXES[up]
    drawn = rows.filter(pl.col(column).is_not_null())
    if drawn.is_empty():
        return message_figure(look, f"No association of this variant has a {'PIP' if up == 'pip' else title.split(' (')[0]}.", "Choose another measure above.", height=height)
    x, ticks, names, by_place = _places(drawn, tissues, across)
    y = drawn[column].to_numpy().astype(float)
    figure = new_figure(look, height=height, hovermode="closest", clickmode="event")
    interval = Z95 * drawn["slope_se"].fill_null(np.inf).to_numpy()
    slopes = drawn["slope"].fill_null(0).to_numpy()
    symbols = np.where(slopes - interval > 0, "triangle-up", np.where(slopes + interval < 0, "triangle-down", "circle"))
    known = {tissue.key: tissue.label for tissue in tissues}
    hover = _hover(drawn, known, unit)
    trace = scatter_for(drawn.height)
    for qtl_type, color in QTL_TYPE.items():
        mine = (drawn["qtl_type"] == qtl_type).fill_null(False).to_numpy()
        if not mine.any():
            continue
        figure.add_trace(trace(
            x=x[mine], y=np.maximum(y[mine], LEAST_PIP) if up == "pip" else y[mine], mode="markers", name=f"{qtl_type} ({int(mine.sum()):,})", text=hover[mine], customdata=drawn["gene_id"].to_numpy()[mine],
            marker={"symbol": symbols[mine], "color": shade(color, look), "size": 8 if drawn.height < 500 else 6, "opacity": 0.8}, hovertemplate="%{text}<extra></extra>",
            legendgroup=qtl_type, showlegend=False,
        ))
        # A legend shows the shape of a trace's first point, which here means a direction.
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=f"{qtl_type} ({int(mine.sum()):,})", legendgroup=qtl_type, marker={"color": shade(color, look), "size": 8}, hoverinfo="skip"))
    figure.update_yaxes(title_text=title.format(unit=unit), **({"type": "log"} if up == "pip" else {}))
    if up == "slope":
        reference_line(figure, look, y=0)
    if by_place:
        figure.update_xaxes(title_text=f"start of the gene on {drawn['gene_chromosome'].drop_nulls().mode()[0]} (Mb)", tickformat=".2f")
    else:
        figure.update_xaxes(tickvals=ticks, ticktext=names, tickangle=-45 if len(names) > 5 else 0, range=[-0.6, len(names) - 0.4])
    figure.update_layout(margin={"b": 110 if len(names) > 5 else 54, "t": 40})
    on_axis = np.log10(np.maximum(y, LEAST_PIP)) if up == "pip" else y
    _name_best(figure, drawn, np.column_stack([x, on_axis]), labels, look)
    return figure


def _places(rows: pl.DataFrame, tissues: Sequence[Tissue], across: Across) -> tuple[np.ndarray, list[int], list[str], bool]:
    """x of each row; ticks and their names for categories, within which points are spread by p so that none hides another."""
    if across == "gene" and rows["tss"].null_count() < rows.height:
        # Genes without a place stand at the variant's side of the plot, as they were tested near it.
        middle = float(rows["tss"].median() or 0)  # type: ignore[arg-type]
        return rows["tss"].fill_null(round(middle)).to_numpy() / 1e6, [], [], True
    if across == "gene":
        order = rows["gene_id"].fill_null("no gene").unique(maintain_order=True).to_list()
        labels = dict(zip(rows["gene_id"].fill_null("no gene"), rows["gene_symbol"].fill_null(rows["gene_id"]).fill_null("no gene"), strict=True))
        values = rows["gene_id"].fill_null("no gene")
    elif across == "qtl_type":
        order, values = [t for t in QTL_TYPE if t in rows["qtl_type"].to_list()], rows["qtl_type"]
        labels = {t: t for t in order}
    else:
        present = set(rows["tissue"])
        mine = [tissue for tissue in tissues if tissue.key in present]
        if across == "tissue":
            order, values = [t.key for t in mine] + sorted(present - {t.key for t in mine}), rows["tissue"]
            labels = {t.key: t.label for t in mine}
        else:
            order, values = list(dict.fromkeys(t.organ_system for t in mine)), rows["organ_system"]
            labels = {}
    index = {name: place for place, name in enumerate(order)}
    spread = np.linspace(-0.3, 0.3, max(rows.height, 2))[np.random.default_rng(1).permutation(rows.height)] if rows.height > 1 else np.zeros(1)
    return np.array([index.get(value, -1) for value in values]) + spread, list(range(len(order))), [labels.get(name, name).replace("_", " ") for name in order], False


def _hover(rows: pl.DataFrame, labels: Mapping[str, str], unit: str) -> np.ndarray:
    texts = []
    for row in rows.iter_rows(named=True):
        reach = f" ± {write_number(Z95 * row['slope_se'], 2)} (95 %)" if row["slope_se"] else ""
        lines = [
            f"<b>{row['gene_symbol'] or row['gene_id'] or row['phenotype_id']}</b>", f"{labels.get(row['tissue'], row['tissue'])} · {row['qtl_type']} · {row['source']}",
            f"p: {write_p(10 ** -row['neglog10_p'])}" if row["neglog10_p"] is not None else "",
            f"slope per {unit}: {write_number(row['slope'], signed=True)}{reach}" if row["slope"] is not None else "",
            f"PIP: {write_number(row['pip'])}, set {row['cs_id']}" if row["pip"] is not None else "",
            f"TSS distance: {row['tss_distance'] / 1000:+,.1f} kb" if row["tss_distance"] is not None else "", row["phenotype_id"] if row["phenotype_id"] and row["qtl_type"] != "eQTL" else "",
        ]
        texts.append("<br>".join(line for line in lines if line))
    return np.array(texts, dtype=object)


def _name_best(figure: go.Figure, rows: pl.DataFrame, points: np.ndarray, labels: int, look: Theme) -> None:
    """The strongest associations by name, each gene once; the axes are fixed around all points. `points` are n × 2, as on the axes."""
    low, high = points.min(axis=0), points.max(axis=0)
    settings = figure.settings
    if settings["yaxis"].get("type") != "log":
        low[1], high[1] = min(low[1], 0), max(high[1], 0)
    pad = np.maximum((high - low) * np.array([0.04, 0.12]), LEAST_PAD)
    low, high = np.where([True, low[1] < 0], low - pad, low), high + pad
    figure.update_yaxes(range=[low[1], high[1]])
    if not settings["xaxis"].get("range"):
        figure.update_xaxes(range=[low[0], high[0]])
    low[0], high[0] = settings["xaxis"]["range"]
    height = settings["height"] - settings["margin"]["t"] - settings["margin"]["b"]
    pixels = (points - low) / (high - low) * [PIXELS_X, height]
    pixels[:, 1] = height - pixels[:, 1]
    best = rows.with_row_index("row").with_columns(pl.Series("size", np.abs(points[:, 1] - min(points[:, 1].min(), 0)))).sort("size", descending=True).unique(
        "gene_id", keep="first", maintain_order=True,
    ).head(labels)
    at = best["row"].to_numpy()
    texts = [symbol or gene or "" for symbol, gene in zip(best["gene_symbol"], best["gene_id"], strict=True)]
    for (dx, dy), text, i in zip(place_labels(pixels[at], texts, pixels, width=PIXELS_X, height=height), texts, at, strict=True):
        figure.add_annotation(x=points[i, 0], y=points[i, 1], text=text, ax=dx, ay=dy, showarrow=True, arrowhead=0, arrowwidth=1, arrowcolor=look.axis, font={"size": 11, "color": look.text})


def pip_by_cohort(rows: pl.DataFrame, labels: Mapping[str, str], look: Theme) -> go.Figure:
    """PIP per gene and tissue, in GTOP, in GTEx and across both. Columns as `store.variants.fine_mapping`."""
    if rows.is_empty():
        return message_figure(look, "This variant is in no 95 % credible set of this release.")
    pairs = rows.group_by("gene_id", "gene_symbol", "tissue", maintain_order=True).agg(pl.col("pip").max()).sort("pip").tail(40)
    names = [f"{symbol or gene} · {labels.get(tissue, tissue.replace('_', ' '))}" for gene, symbol, tissue in pairs.select("gene_id", "gene_symbol", "tissue").iter_rows()]
    place = {key: index for index, key in enumerate(pairs.select("gene_id", "tissue").iter_rows())}
    figure = new_figure(look, height=max(150, 24 * len(names) + 110) if len(names) < 4 else max(300, 24 * len(names) + 110), hovermode="closest", showlegend=True)
    styles = {"GTOP": ("circle", shade(COHORT["GTOP"], look)), "GTEx": ("circle-open", COHORT["GTEx"]), "GTOP+GTEx": ("diamond-open", shade(SUPERPOPULATION["AMR"], look))}
    for cohort, (symbol, color) in styles.items():
        mine = [row for row in rows.iter_rows(named=True) if row["cohort"] == cohort and (row["gene_id"], row["tissue"]) in place]
        if not mine:
            continue
        figure.add_trace(go.Scatter(
            x=np.array([row["pip"] for row in mine]), y=np.array([place[row["gene_id"], row["tissue"]] for row in mine]), mode="markers", name=f"{cohort} ({len(mine)})",
            marker={"symbol": symbol, "size": 10, "color": color, "line": {"width": 2, "color": color}},
            text=[f"<b>{cohort}</b> ({row['method']})<br>PIP: {row['pip']:.3f}<br>set {row['cs_id']} of {row['cs_size']} variants" for row in mine], hovertemplate="%{text}<extra></extra>",
        ))
    figure.update_xaxes(title_text="PIP", range=[-0.02, 1.04], showgrid=True)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[-0.7, len(names) - 0.3], showgrid=False, ticks="", showline=False)
    return figure


_ORDER = ("GTOP", "GTEx", "EAS", "SAS", "EUR", "AMR", "AFR")
"""The atlas and what it is compared with first, then continental groups, near ones first."""


def frequency_bars(rows: pl.DataFrame, look: Theme, *, allele: str) -> go.Figure:
    """Frequency by population; where only a class was published, a hatched bar that says so. Columns: population, af, af_bin."""
    if rows.is_empty():
        return message_figure(look, "No frequency of this variant is in the release.")
    rows = rows.with_columns(pl.col("population").replace_strict({name: i for i, name in enumerate(_ORDER)}, default=len(_ORDER), return_dtype=pl.Int32).alias("order")).sort(
        "order", "population", descending=True,
    )
    figure = new_figure(look, height=max(28 * rows.height + 110, 300), hovermode="closest")
    colors = {**SUPERPOPULATION, **COHORT}
    exact, classed = rows.filter(pl.col("af").is_not_null()), rows.filter(pl.col("af").is_null() & pl.col("af_bin").is_not_null())
    if exact.height:
        figure.add_trace(go.Bar(
            x=exact["af"].to_numpy(), y=exact["population"].to_list(), orientation="h", name="frequency", marker={"color": [shade(colors.get(p, look.secondary), look) for p in exact["population"]]},
            text=[write_percent(value) for value in exact["af"]], textposition="outside", cliponaxis=False, hovertemplate="<b>%{y}</b><br>frequency: %{x:.3f}<extra></extra>",
        ))
    if classed.height:
        figure.add_trace(go.Bar(
            x=np.full(classed.height, 1.0), y=classed["population"].to_list(), orientation="h", name="only a class was published",
            marker={"color": "rgba(0,0,0,0)", "line": {"color": look.axis, "width": 1}, "pattern": {"shape": "/", "fgcolor": look.hatch, "size": 6, "solidity": 0.18}},
            text=[f"class {value}" for value in classed["af_bin"]], textposition="inside", insidetextanchor="middle", textfont={"color": look.text},
            hovertemplate="<b>%{y}</b><br>published class: %{text}<extra></extra>",
        ))
    figure.update_xaxes(title_text=f"frequency of the {allele}", range=[0, 1.12], showgrid=True, tickvals=_QUARTERS, ticktext=[write_percent(share, 0) for share in _QUARTERS])
    figure.update_yaxes(showgrid=False, ticks="", showline=False, type="category")
    figure.update_layout(showlegend=bool(classed.height and exact.height), barmode="overlay")
    return figure


def dosage_histogram(rows: pl.DataFrame, look: Theme, *, motif: str) -> go.Figure:
    """Repeat units over donors, mean of the two alleles, by technology; few donors as points. Columns: technology, dosage."""
    figure = new_figure(look, height=320, barmode="group", hovermode="closest")
    names = {"long_read": ("long reads", "#B5482A"), "short_read": ("short reads", "#7E9EBC")}
    for technology, (name, color) in names.items():
        values = rows.filter(pl.col("technology") == technology)["dosage"]
        if values.is_empty():
            continue
        if values.len() < SMALL_N:
            figure.add_trace(go.Scatter(x=values.to_numpy(), y=np.ones(values.len()), mode="markers", name=f"{name} (n = {values.len()})", marker={"color": shade(color, look), "size": 8},
                                        hovertemplate="%{x:g} units<extra></extra>"))
            continue
        counts = values.value_counts().sort("dosage")
        figure.add_trace(go.Bar(x=counts["dosage"].to_numpy(), y=counts["count"].to_numpy(), name=f"{name} (n = {values.len()})", marker={"color": shade(color, look), "line": {"width": 0}},
                                hovertemplate="<b>%{x:g} units</b><br>%{y} donors<extra>" + name + "</extra>"))
    figure.update_xaxes(title_text=f"repeat units{f' of {motif}' if motif and len(motif) < 13 else ''}, mean of the two alleles")
    figure.update_yaxes(title_text="donors", rangemode="tozero")
    return figure

"""Expression: a heatmap of genes × tissues, top genes of a tissue, maps of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.clustering import Clustering, cluster
from dashboard.figures.isoform_heatmap import log_scale
from dashboard.figures.isoform_rows import usage_matrix
from dashboard.figures.style import Theme

MAX_LEGEND = 12


def expression_heatmap(
    medians: pl.DataFrame, genes: Mapping[str, str], tissues: Mapping[str, str], look: Theme, *, clustered: bool = True, relative: bool = False,
) -> go.Figure:
    """Genes × tissues of the median TPM (`medians`: gene_id, tissue, median), clustered both ways with the tissues' tree above.

    `genes` and `tissues` give labels by id in display order. `relative` shows log2(TPM + 1) minus the gene's mean over
    tissues instead. Points carry customdata: the gene's id. Genes without values are rows of blanks.
    """
    rows = list(genes)
    present = set(medians["tissue"]) if medians.height else set()
    columns = [key for key in tissues if key in present] + sorted(present - set(tissues))
    if not rows or not columns:
        return style.message_figure(look, "No expression of these genes by tissue is in this release.", "Paste gene symbols or ids, or import a release with gene expression.")
    values = usage_matrix(rows, columns, medians.rename({"gene_id": "transcript_id"}), "median")
    logs = np.log2(values.astype(np.float64) + 1)
    by_tissue = by_gene = None
    if clustered:
        by_gene, by_tissue = cluster(logs), cluster(logs.T)
        rows, columns = [rows[i] for i in by_gene.order], [columns[i] for i in by_tissue.order]
        values, logs = values[np.ix_(by_gene.order, by_tissue.order)], logs[np.ix_(by_gene.order, by_tissue.order)]
    figure = style.new_figure(look, height=190 + max(len(rows) * 16, 60))
    heat = _relative(logs, look) if relative else _absolute(values)
    figure.add_heatmap(
        x=[tissues.get(key, key.replace("_", " ")) for key in columns], y=np.arange(len(rows), dtype=np.uint8), xgap=0.5, ygap=0.5, hoverongaps=False, name="genes",
        customdata=np.repeat(np.array(rows, dtype=object)[:, None], len(columns), axis=1).tolist() if len(rows) * len(columns) <= 2_000 else None,
        **heat,
    )
    tree = 0.88 if by_tissue is not None and by_tissue.place.size else 1.0
    figure.update_layout(
        xaxis={"tickangle": -60, "dtick": 1, "showline": False, "ticks": "", "tickfont": {"size": 10, "color": look.text}, "type": "category"},
        yaxis={"tickvals": list(range(len(rows))), "ticktext": [genes[key] for key in rows], "range": [len(rows) - 0.5, -0.5], "showgrid": False, "showline": False, "ticks": "",
               "domain": [0, tree - 0.01 if tree < 1 else 1], "tickfont": {"size": 10 if len(rows) > 40 else 12}},
        margin={"b": 120, "t": 16},
    )
    if by_tissue is not None and tree < 1:
        add_tree(figure, by_tissue, look, domain=(tree, 1.0), columns=len(columns))
    return figure


def add_tree(figure: go.Figure, clustering: Clustering, look: Theme, *, domain: tuple[float, float], columns: int) -> None:
    """A dendrogram above a heatmap's columns, on the axes x2 and y2."""
    figure.add_scatter(
        x=clustering.place.astype(np.float32), y=clustering.height.astype(np.float32), mode="lines", xaxis="x2", yaxis="y2", hoverinfo="skip", showlegend=False,
        line={"color": look.secondary, "width": 1, "simplify": False}, name="tree",
    )
    figure.update_layout(
        xaxis2={"range": [-0.5, columns - 0.5], "visible": False, "anchor": "y2", "fixedrange": True},
        yaxis2={"domain": list(domain), "visible": False, "anchor": "x2", "fixedrange": True},
    )


def _absolute(values: np.ndarray) -> dict[str, object]:
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    return {
        "z": values, "zmin": 0, "zmax": max(top, 1e-6), "colorscale": log_scale(top), "hovertemplate": "<b>%{y}</b><br>%{x}<br>median %{z:.3g} TPM<extra></extra>",
        "colorbar": {"title": {"text": "Median TPM", "side": "right"}, "thickness": 10, "outlinewidth": 0},
    }


def _relative(logs: np.ndarray, look: Theme) -> dict[str, object]:
    known = np.isfinite(logs)
    n = known.sum(axis=1, keepdims=True)
    mean = np.divide(np.where(known, logs, 0).sum(axis=1, keepdims=True), n, out=np.zeros((len(logs), 1)), where=n > 0)
    centred = (logs - mean).astype(np.float32)
    top = max(float(np.nanmax(np.abs(centred))) if known.any() else 1.0, 1e-6)
    return {
        "z": centred, "zmin": -top, "zmax": top, "colorscale": style.diverging(look), "hovertemplate": "<b>%{y}</b><br>%{x}<br>%{z:+.2f} from the gene’s mean, log2(TPM + 1)<extra></extra>",
        "colorbar": {"title": {"text": "log2(TPM + 1), gene’s mean subtracted", "side": "right"}, "thickness": 10, "outlinewidth": 0},
    }


def top_genes_bars(genes: pl.DataFrame, look: Theme, *, tissue: str) -> go.Figure:
    """Top genes of a tissue as bars with the mean of the other tissues beside; columns gene_id, gene_symbol, median, others."""
    if genes.is_empty():
        return style.message_figure(look, f"No gene expression in {tissue} is in this release.")
    labels = [symbol or gene for gene, symbol in genes.select("gene_id", "gene_symbol").rows()]
    figure = style.new_figure(look, height=110 + 20 * genes.height, bargap=0.3)
    figure.add_bar(
        x=genes["median"].to_numpy(), y=labels, orientation="h", marker={"color": look.accent}, name=tissue, customdata=genes["gene_id"].to_list(),
        hovertemplate="<b>%{y}</b><br>median in " + tissue + ": %{x:.3g} TPM<extra></extra>",
    )
    figure.add_scatter(
        x=genes["others"].to_numpy(), y=labels, mode="markers", name="mean of the other tissues’ medians", marker={"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": look.faint}},
        hovertemplate="<b>%{y}</b><br>other tissues: %{x:.3g} TPM<extra></extra>",
    )
    figure.update_layout(xaxis={"title": {"text": "Median TPM"}}, yaxis={"autorange": "reversed", "showgrid": False, "type": "category"})
    return figure


def module_heatmap(modules: pl.DataFrame, tissues: Mapping[str, str], look: Theme) -> go.Figure:
    """Modules of novel transcripts × tissues of their mean expression, each with its size and most enriched term.

    `modules` has network, module, tissue, value, n, term, padj. Values are comparable within a row only, so rows are shaded by their own
    departure from the row's mean and say the values in the hover text.
    """
    if modules.is_empty():
        return style.message_figure(look, "This release has no expression of modules of novel transcripts.", "It comes with: make gtop FROM=<clone of the GTOP-Phase1 repository>")
    keys = modules.select("network", "module").unique(maintain_order=True).rows()
    present = set(modules["tissue"])
    columns = [key for key in tissues if key in present] + sorted(present - set(tissues))
    place = {key: i for i, key in enumerate(keys)}
    values = np.full((len(keys), len(columns)), np.nan)
    labels, texts = [""] * len(keys), [""] * len(keys)
    for row in modules.to_dicts():
        at = place[row["network"], row["module"]]
        values[at, columns.index(row["tissue"])] = np.nan if row["value"] is None else row["value"]
        labels[at] = f"{row['network'].replace('_', ' ')} {row['module']}" + (f" (n = {row['n']:,})" if row["n"] is not None else "")
        texts[at] = f"{row['term']}, adjusted p {style.write_p(row['padj'])}" if row["term"] and row["padj"] is not None else row["term"] or "no enriched term"
    known = np.isfinite(values)
    n = known.sum(axis=1, keepdims=True)
    mean = np.divide(np.where(known, values, 0).sum(axis=1, keepdims=True), n, out=np.zeros((len(keys), 1)), where=n > 0)
    centred = values - mean
    top = max(float(np.nanmax(np.abs(centred))) if known.any() else 0.0, 1e-6)
    figure = style.new_figure(look, height=180 + 26 * len(keys))
    figure.add_heatmap(
        x=[tissues.get(key, key.replace("_", " ")) for key in columns], y=np.arange(len(keys), dtype=np.uint8), z=centred.astype(np.float32), zmin=-top, zmax=top, xgap=1, ygap=1,
        colorscale=style.diverging(look), hoverongaps=False, name="modules", customdata=values, text=[[f"<b>{label}</b><br>{text}" for _ in columns] for label, text in zip(labels, texts, strict=True)],
        hovertemplate="%{text}<br>%{x}<br>mean expression: %{customdata:.3g}<br>from the module’s mean: %{z:+.3g}<extra></extra>",
        colorbar={"title": {"text": "From the module’s mean", "side": "right"}, "thickness": 10, "outlinewidth": 0},
    )
    ticks = [f"{label}<br><span style='font-size:10px'>{text}</span>" for label, text in zip(labels, texts, strict=True)]
    figure.update_layout(
        xaxis={"tickangle": -40, "dtick": 1, "showline": False, "ticks": "", "type": "category"}, margin={"t": 16, "b": 100},
        yaxis={"tickvals": list(range(len(keys))), "ticktext": ticks, "range": [len(keys) - 0.5, -0.5], "showgrid": False, "showline": False, "ticks": "", "tickfont": {"size": 11}},
    )
    return figure


def sample_map(
    points: pl.DataFrame, look: Theme, *, color: str, colors: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None, shares: Mapping[int, float] | None = None,
    highlight: Sequence[str] = (),
) -> go.Figure:
    """Samples by axis_1 and axis_2, coloured by the column `color`: text makes classes, numbers a colour scale.

    Points carry customdata: the sample's id; samples of `highlight` stay opaque and the others fade. Classes beyond twelve
    have no legend: their names are in the hover text. WebGL above 2,000 points.
    """
    if points.is_empty():
        return style.message_figure(look, "No map of samples is in this release.", "It comes with: make gtop FROM=<clone of the GTOP-Phase1 repository>")
    scatter = style.scatter_for(points.height)
    figure = style.new_figure(look, height=520, margin=style.WIDE_NUMBERS)
    numeric = points.schema[color].is_numeric()
    groups = [("", points)] if numeric else [(str(key or "unknown"), own) for (key,), own in points.sort(color).group_by(color, maintain_order=True)]
    for i, (key, own) in enumerate(groups):
        shade = (colors or {}).get(key) or style.shade(style.CATEGORICAL[i % len(style.CATEGORICAL)], look)
        bar = {"title": {"text": color.replace("_", " ")}, "thickness": 10, "outlinewidth": 0}
        marker: dict[str, Any] = {"color": own[color].to_numpy(), "colorscale": style.SEQUENTIAL, "showscale": True, "colorbar": bar} if numeric else {"color": shade}
        if highlight:
            marker["opacity"] = own["sample_id"].is_in(list(highlight)).cast(pl.Float32).replace_strict({1.0: 1.0, 0.0: 0.15}, return_dtype=pl.Float32).to_numpy()
        name = (labels or {}).get(key, key.replace("_", " "))
        what = f"{color.replace('_', ' ')}: %{{marker.color:.3g}}" if numeric else name
        figure.add_trace(scatter(
            x=own["axis_1"].to_numpy().astype(np.float32), y=own["axis_2"].to_numpy().astype(np.float32), mode="markers", name=f"{name} ({own.height:,})" if name else "",
            marker={"size": 6, "line": {"width": 0}, **marker}, customdata=own["sample_id"].to_list(), showlegend=not numeric and len(groups) <= MAX_LEGEND,
            hovertemplate=f"<b>%{{customdata}}</b><br>{what}<extra></extra>",
        ))
    titles = [f"Axis {axis}" + (f" ({style.write_percent(shares[axis])})" if shares and axis in shares else "") for axis in (1, 2)]
    figure.update_layout(xaxis={"title": {"text": titles[0]}}, yaxis={"title": {"text": titles[1]}, "showgrid": False}, dragmode="lasso", hovermode="closest")
    return figure

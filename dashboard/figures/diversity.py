"""Diversity of isoforms: by tissue, tissue against tissue, switching genes, and tissues clustered by usage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.clustering import cluster_distances
from dashboard.figures.distributions import distribution_by_tissue
from dashboard.figures.expression import add_tree
from dashboard.figures.labels import place_labels
from dashboard.figures.style import Theme, write_counted

INDEX_NAME = {
    "richness": "Isoforms (Hill number of order 0)", "shannon": "Shannon entropy (nats)", "hill_1": "Effective isoforms (Hill number of order 1)",
    "hill_2": "Effective isoforms (Hill number of order 2)", "gini_simpson": "Gini–Simpson index", "dominance": "Share of the dominant isoform",
    "tau": "Tissue specificity τ", "isoforms": "Isoforms expressed", "genes": "Genes expressed",
}
PLOT = (300, 330)
"""Pixels that names are laid out for: the plot's in a window of 1,280."""
LABELLED = 12
"""Genes named in the tissue against tissue scatter."""
INDEX_MEANING = {
    "richness": "isoforms expressed at all (Hill number of order 0; Hill 1973, Ecology 54:427)",
    "shannon": "−Σ p ln p over the shares p of a gene’s isoforms (Shannon 1948, Bell Syst. Tech. J. 27:379)",
    "hill_1": "exp(Shannon entropy): as many equally used isoforms would be as diverse (Hill 1973, Ecology 54:427)",
    "hill_2": "1 / Σ p²: like order 1, with rare isoforms counting less (Hill 1973, Ecology 54:427)",
    "gini_simpson": "1 − Σ p²: how often two transcripts of a gene differ (Simpson 1949, Nature 163:688)",
    "dominance": "share of a gene’s most used isoform (Berger & Parker 1970, Science 168:1345)",
}
"""Definition and source of each index of isoform_diversity that tissues can be compared by."""


def diversity_by_tissue(
    values: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, index: str, rarefied: bool, order: Sequence[str] = (), colors: Mapping[str, str] | None = None,
    means: pl.DataFrame | None = None,
) -> go.Figure:
    """One index per gene (gene_id, tissue, value) as a distribution for each tissue, with the `means` over genes (tissue, value, lower,
    upper, n) as diamonds with their intervals."""
    title = INDEX_NAME.get(index, index).replace(" (", "<br>(") + (", rarefied" if rarefied else "")
    known = values.filter(pl.col("value").is_finite())
    drawn = known.select("tissue", "value", pl.col("gene_id").alias("name"))
    figure = distribution_by_tissue(drawn, labels, look, title=title, order=order, colors=colors)
    if means is None or drawn.is_empty():
        return figure
    present = set(drawn["tissue"])
    rows = [key for key in order if key in present] + sorted(present - set(order))
    marks = means.filter(pl.col("tissue").is_in(rows) & pl.col("value").is_finite())
    value = marks["value"].to_numpy()
    names = [f"<b>{labels.get(key, key)}</b><br>mean of {write_counted(n, 'gene')}" for key, n in marks.select("tissue", "n").iter_rows()]
    figure.add_scatter(
        x=value, y=[rows.index(key) for key in marks["tissue"]], mode="markers", name="mean over genes, 95 % interval", text=names, hovertemplate="%{text}: %{x:.3g}<extra></extra>",
        marker={"symbol": "diamond", "size": 8, "color": look.text, "line": {"width": 1, "color": look.card}},
        error_x={"type": "data", "symmetric": False, "thickness": 2, "width": 0, "color": look.text,
                 "array": np.nan_to_num(marks["upper"].fill_null(np.nan).to_numpy() - value), "arrayminus": np.nan_to_num(value - marks["lower"].fill_null(np.nan).to_numpy())},
    )
    return figure


def gene_diversity(rows: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, index: str, order: Sequence[str] = ()) -> go.Figure:
    """One gene's index in every tissue with its 95 % interval, as observed and at equal reads and samples; rows of isoform_diversity."""
    known = rows.filter((pl.col("index") == index) & pl.col("value").is_finite() & pl.col("tissue").is_not_null())
    if known.is_empty():
        return style.message_figure(look, "This release has no isoform diversity of this gene.", "It comes with isoforms and their expression by sample.")
    present = set(known["tissue"])
    tissues = [key for key in order if key in present] + sorted(present - set(order))
    figure = style.new_figure(look, height=120 + 20 * len(tissues))
    for rarefied, name, symbol, shift in ((False, "as observed", "circle-open", -0.15), (True, "at equal reads and samples", "circle", 0.15)):
        own = known.filter(pl.col("rarefied") == rarefied)
        if own.height:
            value = own["value"].to_numpy()
            places = own["tissue"].replace_strict(tissues, range(len(tissues)), return_dtype=pl.Float64).to_numpy()
            error = {"type": "data", "symmetric": False, "thickness": 1, "width": 0, "color": look.secondary,
                     "array": np.nan_to_num(own["upper"].fill_null(np.nan).to_numpy() - value), "arrayminus": np.nan_to_num(value - own["lower"].fill_null(np.nan).to_numpy())}
            figure.add_scatter(
                x=value, y=places + shift, mode="markers", name=name, marker={"symbol": symbol, "size": 7, "color": look.accent}, error_x=error, customdata=own["n"].to_list(),
                hovertemplate=f"<b>{name}</b><br>%{{x:.3g}}, %{{customdata}} samples<extra></extra>",
            )
    figure.update_layout(
        xaxis={"title": {"text": INDEX_NAME.get(index, index).replace(" (", "<br>(")}}, hovermode="closest",
        yaxis={"tickvals": list(range(len(tissues))), "ticktext": [labels.get(key, key.replace("_", " ")) for key in tissues], "range": [len(tissues) - 0.5, -0.5], "showgrid": False},
    )
    return figure


def diversity_scatter(values: pl.DataFrame, tissues: tuple[str, str], labels: Mapping[str, str], genes: Mapping[str, str], look: Theme, *, index: str) -> go.Figure:
    """One point per gene that both tissues have a value of the index for; the genes that differ most are named.

    `values` has gene_id, tissue and value; points carry customdata: the gene's id.
    """
    first, second = tissues
    pair = pair_values(values, first, second)
    names = [labels.get(key, key.replace("_", " ")) for key in tissues]
    if pair.is_empty():
        return style.message_figure(look, f"No gene has this index in both {names[0]} and {names[1]}.", "Choose other tissues, or indices that are not rarefied.")
    figure = style.new_figure(look, height=480)
    trace = style.scatter_for(pair.height)
    figure.add_trace(trace(
        x=pair["first"].to_numpy(), y=pair["second"].to_numpy(), mode="markers", marker={"size": 5, "color": look.accent, "opacity": 0.45},
        customdata=pair["gene_id"].to_list(), text=[genes.get(gene, gene) for gene in pair["gene_id"]],
        hovertemplate=f"<b>%{{text}}</b><br>{names[0]}: %{{x:.3g}}<br>{names[1]}: %{{y:.3g}}<extra></extra>", name="genes", showlegend=False,
    ))
    low, high = float(np.nanmin(pair.select("first", "second").to_numpy())), float(np.nanmax(pair.select("first", "second").to_numpy()))
    figure.add_shape(type="line", x0=low, y0=low, x1=high, y1=high, line={"color": look.secondary, "width": 1, "dash": "dot"})
    _name_genes(figure, pair, genes, look)
    title = INDEX_NAME.get(index, index)
    figure.update_layout(xaxis={"title": {"text": f"{title}, {names[0]}"}}, yaxis={"title": {"text": f"{title}, {names[1]}"}}, hovermode="closest")
    return figure


def _name_genes(figure: go.Figure, pair: pl.DataFrame, genes: Mapping[str, str], look: Theme) -> None:
    """Names of the first genes of the pair, moved apart, with a line to their points."""
    places = pair.select("first", "second").to_numpy()
    low, spread = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-9)
    pixels = np.array([0.0, PLOT[1]]) + (places - low) / spread * np.array([PLOT[0], -PLOT[1]])
    texts = [genes.get(gene, gene) for gene in pair["gene_id"].head(LABELLED)]
    offsets = place_labels(pixels[:LABELLED], texts, pixels, width=PLOT[0], height=PLOT[1])
    for (x, y), (dx, dy), text in zip(places[:LABELLED].tolist(), offsets, texts, strict=True):
        figure.add_annotation(x=x, y=y, ax=dx, ay=dy, text=text, showarrow=True, arrowhead=0, arrowwidth=0.7, arrowcolor=look.faint, font={"size": 10, "color": look.text})


def pair_values(values: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """gene_id, first, second and difference (second minus first) of genes with both, those that differ most first."""
    known = values.filter(pl.col("value").is_finite())
    left = known.filter(pl.col("tissue") == first).select("gene_id", pl.col("value").alias("first"))
    right = known.filter(pl.col("tissue") == second).select("gene_id", pl.col("value").alias("second"))
    both = left.join(right, on="gene_id").with_columns((pl.col("second") - pl.col("first")).alias("difference"))
    return both.sort(pl.col("difference").abs(), "gene_id", descending=[True, False])


def tissue_clustering(distances: np.ndarray, tissues: Sequence[str], labels: Mapping[str, str], look: Theme) -> go.Figure:
    """Tissues × tissues of the mean distance between their isoform usages, clustered, with the tree above."""
    if len(tissues) < 2:
        return style.message_figure(look, "Tissues are clustered by usage where two or more have isoform expression.")
    # Tissues that share no gene have no distance; the tree takes them for as far apart as usages can be.
    found = cluster_distances(np.nan_to_num(distances, nan=1.0))
    names = [labels.get(tissues[i], tissues[i].replace("_", " ")) for i in found.order]
    shown = distances[np.ix_(found.order, found.order)].astype(np.float32)
    np.fill_diagonal(shown, np.nan)
    figure = style.new_figure(look, height=max(420, 18 * len(names) + 220))
    figure.add_heatmap(
        z=shown, hoverongaps=False, x=names, y=np.arange(len(names), dtype=np.uint8), colorscale=style.SEQUENTIAL, reversescale=True,
        hovertemplate="<b>%{y}</b><br>%{x}<br>distance: %{z:.3f}<extra></extra>", name="tissues",
        colorbar={"title": {"text": "Mean Jensen–Shannon distance", "side": "right"}, "thickness": 10, "outlinewidth": 0},
    )
    figure.update_layout(
        xaxis={"showticklabels": False, "showline": False, "ticks": "", "type": "category", "title": {"text": "the same tissues in the same order"}},
        yaxis={"tickvals": list(range(len(names))), "ticktext": names, "range": [len(names) - 0.5, -0.5], "domain": [0, 0.87], "showgrid": False, "showline": False, "ticks": "", "tickfont": {"size": 10}},
        margin={"t": 16},
    )
    add_tree(figure, found, look, domain=(0.88, 1.0), columns=len(names))
    return figure


def usage_shifts(shifts: pl.DataFrame, names: Mapping[str, str], tissues: tuple[str, str], look: Theme, *, limit: int = 20) -> go.Figure:
    """The shift of usage of each isoform between two tissues with its 95 % interval, largest first; those that switch are marked.

    `shifts` are rows of `statistics.isoform_usage.compare_tissues`; `names` labels isoforms and tissues `(first, second)`
    are labels. Without an interval (fewer than two samples) a point stands alone.
    """
    rows = shifts.filter(pl.col("shift").is_not_null()).head(limit)
    if rows.is_empty():
        return style.message_figure(look, f"The gene is not expressed in both {tissues[0]} and {tissues[1]}.")
    figure = style.new_figure(look, height=150 + 24 * rows.height)
    marked = rows["switches"].to_list()
    colors = [style.shade(style.ANNOTATED_NOVEL["novel"], look) if flag else look.accent for flag in marked]
    shift = rows["shift"].to_numpy()
    text = [
        f"<b>{names.get(row['transcript_id'], row['transcript_id'])}</b><br>{tissues[0]}: {style.write_percent(row['usage'])}<br>{tissues[1]}: {style.write_percent(row['other_usage'])}"
        + (f"<br>95 % interval {100 * row['lower']:+.0f} to {100 * row['upper']:+.0f} points" if row["lower"] is not None else "<br>too few samples for an interval")
        for row in rows.to_dicts()
    ]
    figure.add_scatter(
        x=shift, y=list(range(rows.height)), mode="markers", marker={"size": 8, "color": colors, "symbol": ["diamond" if flag else "circle" for flag in marked]}, text=text,
        hovertemplate="%{text}<extra></extra>", showlegend=False, customdata=rows["transcript_id"].to_list(), name="shifts",
        error_x={"type": "data", "symmetric": False, "thickness": 1.5, "width": 0, "color": look.secondary,
                 "array": np.nan_to_num(rows["upper"].cast(pl.Float64).fill_null(np.nan).to_numpy() - shift), "arrayminus": np.nan_to_num(shift - rows["lower"].cast(pl.Float64).fill_null(np.nan).to_numpy())},
    )
    style.reference_line(figure, look, x=0.0)
    labels = [names.get(key, key) + (" · switches" if flag else "") for key, flag in zip(rows["transcript_id"], marked, strict=True)]
    figure.update_layout(
        xaxis={"title": {"text": f"Shift of usage<br>{tissues[1]} (n = {rows['other_n'][0]})<br>minus {tissues[0]} (n = {rows['n'][0]})"}, "tickformat": "+.0%", "nticks": 4, "tickangle": 0},
        yaxis={"tickvals": list(range(rows.height)), "ticktext": labels, "range": [rows.height - 0.5, -0.5], "showgrid": True}, hovermode="closest",
    )
    return figure

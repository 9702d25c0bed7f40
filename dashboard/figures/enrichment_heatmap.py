"""Enrichment of many features in many tissues as a clustered heatmap."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.clustering import cluster
from dashboard.figures.expression import add_tree
from dashboard.figures.style import Theme

MOST_LOG2 = 1.5
"""Colours end at about a third and at three times the odds."""
FDR = 0.05
LABELLED = 170


def enrichment_heatmap(rows: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, color: str, clustered: bool, height_per_row: int = 15) -> go.Figure:
    """Features × tissues, log₂ odds ratios (`color` odds) or −log₁₀ p (`color` p); a dot marks an adjusted p below 0.05.

    Columns: feature, tissue, estimate, ci_lower, ci_upper, pval, padj, n, total. Infinite and zero odds take the last colours; absent pairs stay blank.
    """
    if rows.is_empty():
        return style.message_figure(look, "No feature meets this choice.", "Search for another name, or show all.")
    features, tissues = sorted(rows["feature"].unique()), sorted(rows["tissue"].drop_nulls().unique())
    at_feature, at_tissue = ({name: i for i, name in enumerate(names)} for names in (features, tissues))
    i, j = (rows[name].replace_strict(at, return_dtype=pl.Int64).to_numpy() for name, at in (("feature", at_feature), ("tissue", at_tissue)))
    shape = (len(features), len(tissues))
    estimate = rows["estimate"].fill_null(np.inf).to_numpy().astype(float)
    with np.errstate(divide="ignore"):
        odds = _matrix(shape, i, j, np.clip(np.log2(estimate), -MOST_LOG2, MOST_LOG2))
    strength = _matrix(shape, i, j, style.neglog10(rows["pval"].fill_null(1).to_numpy()).astype(float))
    padj = _matrix(shape, i, j, rows["padj"].fill_null(1).to_numpy())
    texts = np.full(shape, "", dtype=object)
    texts[i, j] = [_hover(row, labels) for row in rows.iter_rows(named=True)]
    by_tissue = None
    if clustered:
        by_feature, by_tissue = cluster(odds, "euclidean"), cluster(odds.T, "euclidean")
        take = np.ix_(by_feature.order, by_tissue.order)
        odds, strength, padj, texts = odds[take], strength[take], padj[take], texts[take]
        features, tissues = [features[k] for k in by_feature.order], [tissues[k] for k in by_tissue.order]
    figure = style.new_figure(look, height=200 + max(height_per_row * len(features), 60), hovermode="closest")
    heat = {"z": odds.astype(np.float32), "zmin": -MOST_LOG2, "zmax": MOST_LOG2, "colorscale": style.diverging(look)} if color == "odds" else {"z": strength.astype(np.float32), "zmin": 0, "colorscale": style.SEQUENTIAL}
    bar = {"title": {"text": "log₂ odds ratio" if color == "odds" else "−log₁₀ p", "side": "right"}, "thickness": 10, "outlinewidth": 0, "lenmode": "pixels", "len": 220, "y": 1, "yanchor": "top",
           **({"tickvals": [-1.5, -1, 0, 1, 1.5], "ticktext": ["≤ −1.5", "−1", "0", "1", "≥ 1.5"]} if color == "odds" else {})}
    figure.add_heatmap(
        x=np.arange(len(tissues), dtype=np.uint8), y=np.arange(len(features), dtype=np.uint8), text=texts.tolist(), colorbar=bar, xgap=1, ygap=1, hoverongaps=False, name="odds",
        hovertemplate="%{text}<extra></extra>", **heat,
    )
    marked = np.argwhere(padj < FDR)
    figure.add_scatter(x=marked[:, 1].astype(np.uint8), y=marked[:, 0].astype(np.uint8), mode="markers", marker={"size": 4, "color": look.text if color == "odds" else "#FFFFFF"}, hoverinfo="skip", showlegend=False, name="significant")
    tree = 1 - 60 / (height_per_row * len(features) + 60) if by_tissue is not None and by_tissue.place.size else 1.0
    figure.update_layout(
        xaxis={"tickvals": list(range(len(tissues))), "ticktext": [labels.get(t, t.replace("_", " ")) for t in tissues], "tickangle": -45, "showline": False, "ticks": "", "range": [-0.5, len(tissues) - 0.5]},
        yaxis={"tickvals": list(range(len(features))), "ticktext": [label_protein(name) for name in features], "range": [len(features) - 0.5, -0.5], "showgrid": False, "showline": False, "ticks": "",
               "tickfont": {"size": 11}, "domain": [0, tree - 0.004 if tree < 1 else 1]},
        margin={"t": 10, "b": 100},
    )
    if by_tissue is not None and tree < 1:
        add_tree(figure, by_tissue, look, domain=(tree, 1.0), columns=len(tissues))
    return figure


def label_protein(name: str) -> str:
    """`AGGF1 (HepG2)` of `HepG2-AGGF1`: the protein, then the cell line."""
    line, _, protein = name.partition("-")
    return f"{protein} ({line})" if protein else name


def _matrix(shape: tuple[int, int], i: np.ndarray, j: np.ndarray, values: np.ndarray) -> np.ndarray:
    matrix = np.full(shape, np.nan)
    matrix[i, j] = values
    return matrix


def _hover(row: Mapping[str, object], labels: Mapping[str, str]) -> str:
    estimate = "infinite" if row["estimate"] is None else style.write_number(float(str(row["estimate"])))
    limits = " to ".join("∞" if row[name] is None else style.write_number(float(str(row[name]))) for name in ("ci_lower", "ci_upper"))
    p, padj = (None if row[name] is None else float(str(row[name])) for name in ("pval", "padj"))
    return (f"<b>{label_protein(str(row['feature']))}</b><br>{labels.get(str(row['tissue']), str(row['tissue']))}<br>odds ratio: {estimate} ({limits})<br>p: {style.write_p(p)}, adjusted: {style.write_p(padj)}"
            f"<br>QTLs in peaks: {row['n']} of {row['total']}")

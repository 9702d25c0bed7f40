"""Posteriors of colocalizations, and the published counts: loci by trait class, other atlases, variants tested."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import QTL_TYPE, Theme, message_figure, new_figure, shade, write_number, write_p

HYPOTHESES = {
    "pp_h0": ("H0: neither", "#C9D1D9"), "pp_h1": ("H1: GWAS only", "#8A941F"), "pp_h2": ("H2: QTL only", "#A479EA"),
    "pp_h3": ("H3: two variants", "#DE735F"), "pp_h4": ("H4: one shared variant", "#1F4E79"),
}
"""Column → name and colour of each hypothesis."""
HYPOTHESES_DARK = {"pp_h0": "#45535F", "pp_h4": "#6FA8DC"}
_EXPLAINED = {"eQTL": QTL_TYPE["eQTL"], "eQTL,sQTL": "#516C8A", "sQTL": QTL_TYPE["sQTL"]}
_EXPLAINED_NAMES = {"eQTL": "eQTL only", "eQTL,sQTL": "eQTL and sQTL", "sQTL": "sQTL only"}
_SHARED = {"Shared": ("shared", "#516C8A"), "GTOP_specific(PP4)": ("GTOP-specific (PP4)", "#C65D47"), "GTOP_specific": ("GTOP-specific", "#835C0C")}
_TESTED = {"tested": ("tested", "#9AA0A6"), "signif": ("significant eQTL", QTL_TYPE["eQTL"])}
_GWAS = {"GWAS (EUR)": "GWAS (EUR)", "Pruning GWAS (EUR)": "GWAS (EUR), pruned", "TPMI": "TPMI", "Pruning TPMI": "TPMI, pruned"}


def hypothesis_color(name: str, look: Theme) -> str:
    return HYPOTHESES_DARK.get(name, shade(HYPOTHESES[name][1], look)) if look.mode == "dark" else HYPOTHESES[name][1]


def posterior_histogram(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """How PP.H4 is distributed, by QTL type, in steps of 0.01. Columns: qtl_type, pp_h4."""
    lowest = min(0.8, float(rows["pp_h4"].min() or 0))  # type: ignore[arg-type]
    edges = np.linspace(np.floor(lowest * 100) / 100, 1, max(round((1 - np.floor(lowest * 100) / 100) / 0.01), 1) + 1)
    figure = new_figure(look, height=300, barmode="stack", bargap=0.06)
    for qtl_type, color in QTL_TYPE.items():
        values = rows.filter(pl.col("qtl_type") == qtl_type)["pp_h4"].drop_nulls().to_numpy()
        if not values.size:
            continue
        counts, _ = np.histogram(np.clip(values, edges[0], 1), bins=edges)
        figure.add_trace(go.Bar(
            x=((edges[:-1] + edges[1:]) / 2).astype(np.float32), y=counts.astype(np.int32), width=0.0094, name=f"{qtl_type} {values.size:,}", marker={"color": shade(color, look)},
            customdata=np.column_stack([edges[:-1], edges[1:]]), hovertemplate="<b>" + qtl_type + "</b><br>PP.H4: %{customdata[0]:.2f} to %{customdata[1]:.2f}<br>rows: %{y:,}<extra></extra>",
        ))
    figure.update_xaxes(title_text="PP.H4", range=[edges[0] - 0.002, 1.002])
    figure.update_yaxes(title_text="rows", showgrid=True, rangemode="tozero")
    return figure


def posterior_bars(rows: pl.DataFrame, tissues: Mapping[str, str], look: Theme) -> go.Figure:
    """PP.H0 … PP.H4 of each row as one stacked bar; the hover names both hits, their p-values and effects' signs."""
    if rows.is_empty():
        return message_figure(look, "No colocalization with these filters.", "Only PP.H4 ≥ 0.8 was published: this means not reported, or found by SMR only.")
    shown = rows.reverse()
    names = [f"{row['gene_symbol'] or row['gene_id']} · {tissues.get(row['tissue'], row['tissue'])} · {row['qtl_type']}" for row in shown.iter_rows(named=True)]
    data = np.array([[
        name, row["trait"], row["gwas_id"], f"{row['n_variants']:,}" if row["n_variants"] is not None else "–", row["gwas_hit"], write_p(row["gwas_pval"]), write_number(row["gwas_beta"], signed=True),
        row["qtl_hit"], write_p(row["qtl_pval"]), write_number(row["qtl_beta"], signed=True), row["agreement"],
    ] for name, row in zip(names, shown.iter_rows(named=True), strict=True)], dtype=object)
    place = np.arange(shown.height, dtype=np.int16)
    figure = new_figure(look, height=130 + 21 * shown.height + (40 if shown.height < 4 else 0), barmode="stack", hovermode="closest", bargap=0.2)
    for column, (label, _) in HYPOTHESES.items():
        figure.add_trace(go.Bar(
            x=shown[column].to_numpy().astype(np.float32), y=place, orientation="h", name=label, marker={"color": hypothesis_color(column, look)}, customdata=data,
            hovertemplate=("<b>%{customdata[0]}</b><br>%{customdata[1]} (%{customdata[2]})<br>" + label + ": %{x:.3f}<br>shared variants: %{customdata[3]}"
                           "<br>GWAS hit: %{customdata[4]}, p: %{customdata[5]}, effect: %{customdata[6]}<br>QTL hit: %{customdata[7]}, p: %{customdata[8]}, slope: %{customdata[9]}"
                           "<br>effects: %{customdata[10]}<extra></extra>"),
        ))
    figure.update_xaxes(title_text="posterior probability", range=[0, 1.001])
    figure.update_yaxes(tickvals=place, ticktext=names, ticks="", showline=False, tickfont={"size": 11})
    figure.update_layout(legend={"traceorder": "normal"})
    return figure


def loci_by_class(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Loci that QTLs explain, per class of traits and kind of QTL. Columns: trait_class, category, value, total."""
    if counts.is_empty():
        return message_figure(look, "This release has no counts of loci.")
    totals = counts.group_by("trait_class").agg(pl.col("value").sum().alias("explained"), pl.col("total").first()).sort("explained", "trait_class")
    classes = totals["trait_class"].to_list()
    figure = new_figure(look, height=130 + 22 * len(classes), barmode="stack")
    for category, color in _EXPLAINED.items():
        part = counts.filter(pl.col("category") == category)
        values = dict(part.select("trait_class", "value").iter_rows())
        if not values:
            continue
        figure.add_trace(go.Bar(
            x=np.array([values.get(name, 0) for name in classes], dtype=np.float32), y=[name.replace("_", " ") for name in classes], orientation="h",
            name=f"{_EXPLAINED_NAMES[category]} {sum(values.values()):,.0f}", marker={"color": shade(color, look)},
            hovertemplate="<b>%{y}</b><br>" + _EXPLAINED_NAMES[category] + ": %{x:,} loci<extra></extra>",
        ))
    figure.update_xaxes(title_text="loci over the class’s GWAS")
    figure.update_yaxes(ticks="", showline=False)
    return figure


def other_atlases(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Shares of GTOP's colocalized genes that another atlas has, too. Columns: category, subcategory, value (percent)."""
    if counts.is_empty():
        return message_figure(look, "This release has no comparison with other atlases.")
    atlases = counts["category"].unique(maintain_order=True).to_list()[::-1]
    figure = new_figure(look, height=130 + 90 * len(atlases), barmode="stack")
    for key in counts["subcategory"].unique(maintain_order=True):
        label, color = _SHARED.get(key, (key, "#9AA0A6"))
        values = dict(counts.filter(pl.col("subcategory") == key).select("category", "value").iter_rows())
        figure.add_trace(go.Bar(
            x=np.array([values.get(name, 0) for name in atlases], dtype=np.float32), y=atlases, orientation="h", name=label, marker={"color": shade(color, look)},
            text=[f"{values.get(name, 0):.0f} %" for name in atlases], textposition="inside", insidetextanchor="middle", textfont={"color": "#FFFFFF"},
            hovertemplate="<b>%{y}</b><br>" + label + ": %{x:.1f} %<extra></extra>",
        ))
    figure.update_xaxes(title_text="share of GTOP's colocalizations (%)", range=[0, 100.5])
    figure.update_yaxes(ticks="", showline=False)
    return figure


def variants_tested(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Trait-associated variants tested, and those that are eQTLs, on a logarithmic scale. Columns: category, subcategory, value."""
    if counts.is_empty():
        return message_figure(look, "This release has no counts of variants tested.")
    split = counts.with_columns(pl.col("subcategory").str.split(", ").list.last().alias("kind"))
    found = split["category"].unique(maintain_order=True).to_list()
    categories = [*(name for name in reversed(found) if name not in _GWAS), *(name for name in reversed(_GWAS) if name in found)]
    figure = new_figure(look, height=130 + 40 * len(categories), barmode="group", bargap=0.3)
    for kind, (label, color) in reversed(_TESTED.items()):
        values = dict(split.filter(pl.col("kind") == kind).select("category", "value").iter_rows())
        figure.add_trace(go.Bar(
            x=np.array([values.get(name, np.nan) for name in categories]), y=[_GWAS.get(name, name) for name in categories], orientation="h", name=label, marker={"color": shade(color, look)},
            text=[f"{values.get(name, 0):,.0f}" for name in categories], textposition="outside", cliponaxis=False, hovertemplate="<b>%{y}</b><br>" + label + ": %{x:,} variants<extra></extra>",
        ))
    counted = split["value"].drop_nulls().to_numpy()
    low, high = np.log10(max(float(counted.min()), 1)) - 0.2, np.log10(max(float(counted.max()), 10))
    figure.update_xaxes(title_text="variants (logarithmic scale)", type="log", range=[min(2.0, low), high + 0.75], tickvals=[1, 10, 100, 1000, 10_000, 100_000], ticktext=["1", "10", "100", "1k", "10k", "100k"])
    figure.update_yaxes(ticks="", showline=False)
    figure.update_layout(legend={"traceorder": "reversed"})
    return figure


def population_specific(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Shares of GWAS risk variants that are QTLs, by how common they are in other ancestries."""
    if counts.is_empty():
        return message_figure(look, "This release has no shares by ancestry.")
    kinds = counts["category"].unique(maintain_order=True).to_list()
    groups = counts["subcategory"].unique(maintain_order=True).to_list()[::-1]
    figure = new_figure(look, height=130 + 80 * len(groups), barmode="group", bargap=0.3)
    colors = {"eQTL": QTL_TYPE["eQTL"], "sQTL": QTL_TYPE["sQTL"]}
    for kind in reversed(kinds):
        values = dict(counts.filter(pl.col("category") == kind).select("subcategory", "value").iter_rows())
        figure.add_trace(go.Bar(
            x=np.array([values.get(name, np.nan) for name in groups], dtype=np.float32), y=groups, orientation="h", name=kind, marker={"color": shade(colors.get(kind, "#516C8A"), look)},
            hovertemplate="<b>%{y}</b><br>" + kind + ": %{x:.1f} %<extra></extra>",
        ))
    figure.update_xaxes(title_text="share of risk variants (%)", rangemode="tozero")
    figure.update_yaxes(ticks="", showline=False)
    figure.update_layout(legend={"traceorder": "reversed"})
    return figure

"""How transcripts were kept or dropped, what peptides say of them, and the modules they are expressed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import SEQUENTIAL, Theme, message_figure, new_figure, shade, text_on, write_count, write_p

_SHADES = ("#516C8A", "#B98A5E", "#B5482A", "#649EA4")
_READABLE = 0.12
"""Share of the longest bar from which a number fits into a part."""


def stacked_classes(rows: pl.DataFrame, look: Theme, *, unit: str, series: Sequence[str] = (), colors: Sequence[str] = _SHADES, labelled: bool = False) -> go.Figure:
    """Counts of each row split into series, horizontally; n of each series in the legend, or, `labelled`, that of each part in its bar.

    Columns: row, series, value.
    """
    if rows.is_empty():
        return message_figure(look, f"This release has no such counts of {unit}.")
    names = rows["row"].unique(maintain_order=True).to_list()
    order = [name for name in series if name in set(rows["series"])] or rows["series"].unique(maintain_order=True).to_list()
    longest = float(rows.group_by("row").agg(pl.col("value").sum())["value"].to_numpy().max())
    figure = new_figure(look, height=96 + 22 * len(names) + (24 if len(order) > 1 else 0), barmode="stack", hovermode="closest")
    for index, name in enumerate(order):
        part = rows.filter(pl.col("series") == name)
        last = name == order[-1]  # the end of its bar, beside which there is room
        total = "" if labelled else f" ({write_count(float(part['value'].to_numpy().sum()))})"
        color = shade(colors[index % len(colors)], look)
        figure.add_trace(go.Bar(
            x=part["value"].to_numpy(), y=part["row"].to_list(), orientation="h", name=f"{name}{total}", showlegend=len(order) > 1, textposition="auto" if last else "inside",
            text=[write_count(value) if value and labelled and (last or value > _READABLE * longest) else "" for value in part["value"]], textfont={"size": 10}, insidetextfont={"color": text_on(color)}, cliponaxis=False,
            marker={"color": color}, hovertemplate=f"<b>%{{y}}</b><br>{name}: %{{x:,}}<extra></extra>",
        ))
    figure.update_xaxes(title_text=unit, showgrid=True, range=[0, (1.25 if labelled else 1.05) * longest], nticks=4)
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False, ticks="", showline=False, tickfont={"size": 11})
    # Numbers that would have to be smaller are left to the hover text.
    figure.update_layout(legend={"traceorder": "normal"}, uniformtext={"mode": "hide", "minsize": 9})
    return figure


def priming(rows: pl.DataFrame, look: Theme, series: Sequence[str]) -> go.Figure:
    """Candidates by the adenines behind their end. Columns: row (number), series, value."""
    if rows.is_empty():
        return message_figure(look, "This release has no counts of internal priming.")
    figure = new_figure(look, height=340, barmode="stack", hovermode="closest")
    for name, color in zip(series, _SHADES[::2], strict=False):
        part = rows.filter(pl.col("series") == name)
        figure.add_trace(go.Bar(
            x=part["row"].to_numpy(), y=part["value"].to_numpy(), name=f"{name} ({write_count(float(part['value'].to_numpy().sum()))})", marker={"color": shade(color, look)},
            hovertemplate="<b>%{x} adenines</b><br>" + name + ": %{y:,}<extra></extra>",
        ))
    figure.update_xaxes(title_text="adenines among the 20 bases behind the end", dtick=2)
    figure.update_yaxes(title_text="candidate transcripts", rangemode="tozero")
    figure.update_layout(legend={"traceorder": "normal"})
    return figure


def module_heatmap(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Expression of modules over tissues, each named by its most enriched term. Columns: module, term, term_padj, genes, label, value."""
    about = {row["module"]: row for row in rows.unique("module", keep="first").iter_rows(named=True)}
    names = {name: f"{name}  {row['term']}" if row["term"] else name for name, row in about.items()}
    told = {name: f"{row['term'] or 'no enriched term'}, adjusted p {write_p(row['term_padj'])}" for name, row in about.items()}
    return _heatmap(rows, look, names, told, title="expression")


def example_heatmap(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Mean TPM of single transcripts over tissues. Columns: module (the transcript), label, value."""
    if rows.is_empty():
        return message_figure(look, "This release publishes whole matrices, not single transcripts.", "Open a gene in the isoform browser.")
    names = {name: str(name) for name in rows["module"].unique(maintain_order=True)}
    return _heatmap(rows, look, names, dict.fromkeys(names, "mean TPM"), title="mean TPM", digits=True)


def _heatmap(rows: pl.DataFrame, look: Theme, names: Mapping[str, str], told: Mapping[str, str], *, title: str, digits: bool = False) -> go.Figure:
    """Rows by name, tissues across; `told` is what each row's hover adds."""
    if rows.is_empty():
        return message_figure(look, "This release has no expression of modules.")
    keys, labels = rows["module"].unique(maintain_order=True).to_list(), rows["label"].unique(maintain_order=True).to_list()
    z = np.full((len(keys), len(labels)), np.nan)
    for key, label, value in rows.select("module", "label", "value").iter_rows():
        z[keys.index(key), labels.index(label)] = np.nan if value is None else value
    figure = new_figure(look, height=130 + 22 * max(len(keys), 4), hovermode="closest", margin={"t": 16})
    figure.add_trace(go.Heatmap(
        x=labels, y=[names[key] for key in keys], z=z, customdata=[[told[key]] * len(labels) for key in keys], colorscale=SEQUENTIAL, xgap=1, ygap=1, texttemplate="%{z:.1f}" if digits else None,
        colorbar={"title": {"text": title, "side": "right", "font": {"size": 12}}, "thickness": 10, "outlinewidth": 0, "len": 0.8},
        hovertemplate="<b>%{y}</b><br>%{x}: %{z:.2f}<br>%{customdata}<extra></extra>",
    ))
    figure.update_xaxes(tickangle=-40, ticks="", showline=False, tickfont={"size": 11})
    figure.update_yaxes(autorange="reversed", ticks="", showline=False, showgrid=False, tickfont={"size": 11})
    return figure

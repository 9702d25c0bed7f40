"""QTLs shared between tissues, their distance to the TSS, and the variance that covariates explain."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    QTL_TYPE,
    SEQUENTIAL,
    VARIANT_CLASS,
    Theme,
    message_figure,
    new_figure,
    shade,
    write_count,
)

_SYMBOLS = {"SNV": "circle", "SV": "diamond", "TR": "square"}
_DASHES = {"in a credible set": "solid", "PIP > 0.3": "dash", "PIP > 0.8": "dot", "random pairs": "longdashdot"}


def shared_counts(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """eQTLs by the number of tissues they are active in, classes side by side. Columns: variant_class, n_tissues, value (share), n."""
    if rows.is_empty():
        return message_figure(look, "This release does not say in how many tissues QTLs are active.")
    figure = new_figure(look, height=340, barmode="group", bargap=0.2, hovermode="closest")
    for name in rows["variant_class"].unique(maintain_order=True):
        part = rows.filter(pl.col("variant_class") == name)
        total = int(part["n"].sum())
        figure.add_trace(go.Bar(
            x=part["n_tissues"].to_numpy(), y=100 * part["value"].to_numpy(), name=f"{name} ({write_count(total)})" if total else name, marker={"color": _color(name, look)},
            customdata=part["n"].to_list(), hovertemplate=f"<b>{name}-eQTLs in %{{x}} tissues</b><br>share: %{{y:.1f}} %" + ("<br>n: %{customdata:,}" if total else "") + "<extra></extra>",
        ))
    figure.update_xaxes(title_text="tissues in which the effect is active", dtick=1)
    figure.update_yaxes(title_text="share of the class (%)", rangemode="tozero")
    return figure


def pairs_of_tissues(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Share of effects in common, of the tissue in the row with that in the column. Columns: label, other_label, value."""
    if rows.is_empty():
        return message_figure(look, "This release has no sharing between pairs of tissues.")
    down, across = rows["label"].unique(maintain_order=True).to_list(), rows["other_label"].unique(maintain_order=True).to_list()
    across = [name for name in down if name in across] + [name for name in across if name not in down]
    z = np.full((len(down), len(across)), np.nan)
    for label, other, value in rows.select("label", "other_label", "value").iter_rows():
        z[down.index(label), across.index(other)] = value if value is not None and label != other else np.nan
    figure = new_figure(look, height=430, hovermode="closest", margin={"t": 16})
    figure.add_trace(go.Heatmap(
        x=across, y=down, z=100 * z, xgap=1, ygap=1, colorscale=SEQUENTIAL, hoverongaps=False, texttemplate="%{z:.0f}", textfont={"size": 10},
        colorbar={"title": {"text": "shared (%)", "side": "right", "font": {"size": 12}}, "thickness": 10, "outlinewidth": 0, "len": 0.8},
        hovertemplate="<b>%{y}</b> with <b>%{x}</b><br>shared: %{z:.1f} %<extra></extra>",
    ))
    figure.update_xaxes(tickangle=-50, ticks="", showline=False, tickfont={"size": 11})
    figure.update_yaxes(autorange="reversed", ticks="", showline=False, showgrid=False, tickfont={"size": 11})
    return figure


def tissue_specific(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """eQTLs that only one tissue has, by class of variant, as shares of each tissue's. Columns: variant_class, label, value, n, total."""
    if rows.is_empty():
        return message_figure(look, "This release has no counts of tissue-specific QTLs.")
    totals = dict(rows.select("label", "total").unique("label", maintain_order=True).iter_rows())
    figure = new_figure(look, height=110 + 29 * len(totals), barmode="stack", hovermode="closest")
    for name in [name for name in VARIANT_CLASS if name in set(rows["variant_class"])]:
        part = rows.filter(pl.col("variant_class") == name)
        figure.add_trace(go.Bar(
            x=100 * part["value"].to_numpy(), y=part["label"].to_list(), orientation="h", name=f"{name} ({_count(part['n'])})", marker={"color": _color(name, look)},
            customdata=part.select("n", "total").to_numpy(), hovertemplate=f"<b>%{{y}}</b><br>{name}: %{{x:.1f}} % (%{{customdata[0]:,}} of %{{customdata[1]:,}})<extra></extra>",
        ))
    figure.update_xaxes(title_text="share of the tissue's own eQTLs (%)", range=[0, 100.5])
    figure.update_yaxes(categoryorder="array", categoryarray=list(totals)[::-1], tickvals=list(totals), ticktext=[f"{label}  n={write_count(total)}" for label, total in totals.items()], showline=False, ticks="", showgrid=False)
    figure.update_layout(legend={"traceorder": "normal"})
    return figure


def distance_by_sharing(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Mean distance to the TSS by the number of tissues, with its interval. Columns: variant_class, n_tissues, value, value_lower, value_upper, n."""
    if rows.is_empty():
        return message_figure(look, "This release does not relate sharing to distance.")
    figure = new_figure(look, height=340, hovermode="closest")
    for name in rows["variant_class"].unique(maintain_order=True):
        part = rows.filter(pl.col("variant_class") == name)
        mean = part["value"].to_numpy() / 1_000
        figure.add_trace(go.Scatter(
            x=part["n_tissues"].to_numpy(), y=mean, mode="lines+markers", name=f"{'control' if name == 'Control' else name} ({_count(part['n'])})",
            line={"color": _color(name, look), "width": 1.5, "dash": "dot" if name == "Control" else "solid"},
            marker={"size": 8, "symbol": _SYMBOLS.get(name, "x"), "color": _color(name, look)}, customdata=part.select("n").to_numpy(),
            error_y={"type": "data", "symmetric": False, "array": part["value_upper"].to_numpy() / 1_000 - mean, "arrayminus": mean - part["value_lower"].to_numpy() / 1_000, "thickness": 1.2, "width": 0},
            hovertemplate=f"<b>{name}, %{{x}} tissues</b><br>mean distance: %{{y:,.0f}} kb<br>n: %{{customdata[0]:,}}<extra></extra>",
        ))
    figure.update_xaxes(title_text="tissues in which the effect is active", dtick=1)
    figure.update_yaxes(title_text="mean distance to the TSS (kb)", rangemode="tozero")
    return figure


def distances_to_tss(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Pairs within a distance of the TSS, one panel per class, one line per group. Columns: variant_class, group, distance, share, n, median."""
    if rows.is_empty():
        return message_figure(look, "This release has no distances of fine-mapped QTLs.")
    classes = rows["variant_class"].unique(maintain_order=True).to_list()
    figure = make_subplots(rows=1, cols=len(classes), shared_yaxes=True, horizontal_spacing=0.04, subplot_titles=classes, figure=new_figure(look, height=390, hovermode="closest", margin={"t": 72}))
    named: set[str] = set()
    for column, variant_class in enumerate(classes, start=1):
        for group, dash in _DASHES.items():
            part = rows.filter(variant_class=variant_class, group=group)
            if part.is_empty():
                continue
            n, median = part.select("n", "median").row(0)
            color = look.secondary if group == "random pairs" else _color(variant_class, look)
            figure.add_trace(go.Scatter(
                x=part["distance"].cast(pl.Float32).to_numpy(), y=(100 * part["share"]).cast(pl.Float32).to_numpy(), mode="lines", showlegend=False, line={"color": color, "width": 2, "dash": dash},
                hovertemplate=f"<b>{variant_class}, {group}</b><br>within %{{x:,.0f}} bp: %{{y:.1f}} %<br>n: {write_count(n)}<br>median: {write_count(median)} bp<extra></extra>",
            ), row=1, col=column)
            if group not in named:
                named.add(group)
                figure.add_trace(go.Scatter(x=[None], y=[None], mode="lines", name=group, line={"color": look.text, "width": 2, "dash": dash}), row=1, col=column)
        figure.update_xaxes(type="log", title_text="distance to the TSS at most (bp), logarithmic", tickvals=[100, 1e3, 1e4, 1e5, 1e6], ticktext=["100", "1k", "10k", "100k", "1M"], row=1, col=column)
    figure.update_yaxes(range=[0, 101])
    figure.update_yaxes(title_text="pairs (%)", row=1, col=1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_layout(legend={"y": 1.09})
    return figure


def variance_explained(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Variance explained by the covariates of QTL mapping, and their number on hover. Columns: qtl_type, label, n_components, proportion."""
    if rows.is_empty():
        return message_figure(look, "This release does not say what covariates explain.")
    labels = rows["label"].unique(maintain_order=True).to_list()
    figure = new_figure(look, height=110 + 29 * len(labels), hovermode="closest")
    for name in rows["qtl_type"].unique(maintain_order=True):
        part = rows.filter(pl.col("qtl_type") == name)
        figure.add_trace(go.Scatter(
            x=100 * part["proportion"].to_numpy(), y=part["label"].to_list(), mode="markers+text", name=str(name), text=[str(n) for n in part["n_components"]], textposition="top center",
            textfont={"size": 9, "color": look.secondary}, marker={"color": shade(QTL_TYPE.get(str(name), "#516C8A"), look), "size": 9}, customdata=part["n_components"].to_numpy(),
            hovertemplate=f"<b>%{{y}}</b><br>{name}: %{{x:.1f}} % by %{{customdata}} components<extra></extra>",
        ))
    figure.update_xaxes(title_text="variance explained (%), not from 0", showgrid=True)
    figure.update_yaxes(categoryorder="array", categoryarray=labels[::-1], showline=False, ticks="")
    return figure


def _count(numbers: pl.Series) -> str:
    return write_count(float(numbers.drop_nulls().to_numpy().sum()))


def _color(name: str, look: Theme) -> str:
    return shade(VARIANT_CLASS[name], look) if name in VARIANT_CLASS else look.secondary

"""Figures of samples and tissues."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, new_figure, shade, write_counted

_SHORT, _LONG = "#7E9EBC", "#B5482A"


def tissue_samples(tissues: pl.DataFrame, look: Theme) -> go.Figure:
    """Samples of each tissue, short reads as bars and long reads as points, under the names of organ systems.

    Columns: tissue, label, organ_system, n_short_read, n_long_read, qtl_mapped. Tissues with mapped QTLs are full, others pale.
    """
    if tissues.is_empty():
        return message_figure(look, "This release has no tissues.")
    names: list[str] = []
    places: list[int] = []
    system = ""
    for row in tissues.iter_rows(named=True):
        if row["organ_system"] != system:
            system = row["organ_system"]
            names.append(f"<b>{system}</b>")
        places.append(-len(names))
        names.append(f"{row['label']}  <span style='color:{look.secondary}'>{row['n_short_read'] or 0} · {row['n_long_read'] or 0}</span>")
    figure = new_figure(look, height=19 * len(names) + 100, hovermode="closest", barmode="overlay", clickmode="event")
    y = np.array(places)
    data = np.array([tissues["tissue"].to_list(), tissues["label"].to_list()], dtype=object).T
    mapped = tissues["qtl_mapped"].fill_null(False).to_numpy()
    for name, chosen, opacity in (("short-read RNA, QTLs mapped", mapped, 1.0), ("short-read RNA, too few for QTLs", ~mapped, 0.4)):
        if chosen.any():
            figure.add_trace(go.Bar(
                x=tissues["n_short_read"].to_numpy()[chosen], y=y[chosen], orientation="h", name=name, customdata=data[chosen], marker={"color": shade(_SHORT, look)}, opacity=opacity,
                hovertemplate=f"<b>%{{customdata[1]}}</b><br>short-read samples: %{{x}}<br>{name.partition(', ')[2]}<extra></extra>",
            ))
    figure.add_trace(go.Scatter(
        x=tissues["n_long_read"].to_numpy(), y=y, mode="markers", name="long-read RNA", customdata=data, marker={"color": shade(_LONG, look), "size": 8, "symbol": "diamond"},
        hovertemplate="<b>%{customdata[1]}</b><br>long-read samples: %{x}<extra></extra>",
    ))
    figure.update_xaxes(title_text="samples", showgrid=True, rangemode="tozero")
    figure.update_yaxes(showgrid=False, ticks="", showline=False, tickvals=[-index for index in range(len(names))], ticktext=names, range=[0.4 - len(names), 0.6])
    figure.update_layout(legend_traceorder="normal")
    return figure


_STATES = ("none", "short reads", "long reads", "both")


def donor_presence(states: NDArray[np.int8], rows: Sequence[str], donors: Sequence[str], look: Theme, *, n_genomes: int = 2) -> go.Figure:
    """Donors (across) and tissues (down): no library, short reads, long reads, both. Long reads are marked by a shape as well.

    `states` is rows × donors and holds 0 to 3, see `store.samples.Presence`; the last `n_genomes` rows are set apart.
    """
    if not states.size:
        return message_figure(look, "This release has no libraries.")
    colors = [look.grid, shade(_SHORT, look), shade(_LONG, look), look.text]
    first = len(rows) - n_genomes
    y = np.arange(len(rows)) + (np.arange(len(rows)) >= first)
    names = np.array(_STATES, dtype=object)
    spaced = np.insert(states.astype(np.float32), first, np.nan, axis=0)
    shown, labels = np.insert(states, first, 0, axis=0), np.insert(np.array(rows, dtype=object), first, "")
    donor_names = np.array(donors, dtype=object)
    figure = new_figure(look, height=19 * len(rows) + 110, hovermode="closest")
    figure.add_trace(go.Heatmap(
        x=np.arange(len(donors)), y=np.arange(len(rows) + 1), z=spaced, zmin=0, zmax=3, showscale=False, xgap=1, ygap=1, colorscale=[[(i + edge) / 4, color] for i, color in enumerate(colors) for edge in (0, 1)],
        customdata=np.dstack([np.broadcast_to(donor_names, shown.shape), names[shown], np.broadcast_to(labels[:, None], shown.shape)]), hoverongaps=False,
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[2]}: %{customdata[1]}<extra></extra>",
    ))
    for state, symbol in ((2, "circle"), (3, "diamond")):
        across = np.argwhere(states == state)
        if len(across):
            figure.add_trace(go.Scatter(x=across[:, 1], y=y[across[:, 0]], mode="markers", marker={"symbol": symbol, "size": 4, "color": look.card}, hoverinfo="skip", showlegend=False))
    for state, name in enumerate(_STATES[1:], start=1):
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=f"{name} ({int((states == state).sum()):,})", marker={"symbol": "square", "size": 11, "color": colors[state]}))
    counts = (states > 0).sum(axis=1)
    figure.update_xaxes(title_text=f"{write_counted(len(donors), 'donor')}, those with most tissues first", showticklabels=False, ticks="", showline=False, range=[-0.6, len(donors) - 0.4])
    figure.update_yaxes(tickvals=y, ticktext=[f"{name}  <span style='color:{look.faint}'>{n}</span>" for name, n in zip(rows, counts, strict=True)], range=[len(rows) + 0.6, -0.6], showgrid=False, ticks="", showline=False, tickfont={"size": 11})
    return figure


_TESTED = {"tested": ("circle", "results"), "not tested": ("line-ew-open", "no results of this tissue"), "absent": ("x-thin-open", "analysis not in this release")}


def tissues_tested(tested: pl.DataFrame, look: Theme) -> go.Figure:
    """Which analyses there are of which tissue, beside its sample sizes.

    Columns: tissue, label, n_short_read, n_long_read, n_qtl, analysis, state (tested, not tested, absent).
    """
    if tested.is_empty():
        return message_figure(look, "This release has no tissues.")
    tissues = tested.unique("tissue", maintain_order=True)
    place = {tissue: index for index, tissue in enumerate(tissues["tissue"])}
    analyses = tested["analysis"].unique(maintain_order=True).to_list()
    figure = new_figure(look, height=20 * tissues.height + 120, hovermode="closest")
    colors = {"tested": look.accent, "not tested": look.hatch, "absent": look.hatch}
    for state, (symbol, name) in _TESTED.items():
        part = tested.filter(pl.col("state") == state)
        if part.height:
            figure.add_trace(go.Scatter(
                x=[analyses.index(analysis) for analysis in part["analysis"]], y=[place[tissue] for tissue in part["tissue"]], mode="markers", name=name, customdata=part.select("label", "analysis").to_numpy(),
                marker={"symbol": symbol, "size": 9, "color": colors[state], "line": {"width": 1.5, "color": colors[state]}}, hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}}: {name}<extra></extra>",
            ))
    sizes = [f"{label}  <span style='color:{look.faint}'>{short or 0} / {long or 0}" + (f" / {n_qtl}" if n_qtl else "") + "</span>" for label, short, long, n_qtl in tissues.select("label", "n_short_read", "n_long_read", "n_qtl").iter_rows()]
    figure.update_xaxes(tickvals=list(range(len(analyses))), ticktext=analyses, side="top", tickangle=-90, showline=False, ticks="", range=[-0.6, len(analyses) - 0.4])
    figure.update_yaxes(tickvals=list(place.values()), ticktext=sizes, range=[len(place) - 0.4, -0.6], showgrid=True, ticks="", showline=False, tickfont={"size": 11})
    figure.update_layout(legend={"y": 0, "yanchor": "top", "x": 0}, margin={"t": 132, "b": 60})
    return figure

"""Ancestry proportions of every individual, in blocks of populations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import CATEGORICAL, Theme, message_figure, new_figure, shade, write_counted

HEIGHT = 340


@dataclass(frozen=True)
class Block:
    """Neighbouring individuals under one label: `start` and `end` are bar edges."""

    label: str
    start: int
    end: int


def find_blocks(rows: pl.DataFrame, *columns: str) -> list[Block]:
    """Runs of equal values, labelled by the first of the columns that has one."""
    runs = rows.select(pl.coalesce(columns).alias("label"), pl.struct(columns).rle_id().alias("run"))
    lengths = runs.group_by("run", maintain_order=True).agg(pl.col("label").first(), pl.len().alias("n"))
    ends = lengths["n"].cum_sum().to_list()
    return [Block(label or "", end - n, end) for label, n, end in zip(lengths["label"], lengths["n"], ends, strict=True)]


def admixture_bars(rows: pl.DataFrame, look: Theme, *, found: str = "", selected: frozenset[str] = frozenset(), height: int = HEIGHT) -> go.Figure:
    """Stacked shares, one column per individual in the order of the rows.

    Columns: sample_id, cohort, superpopulation, population, component_1, …. Each component is one stepped area, named by
    the block in which it is largest on average; `found` and `selected` are ticked above.
    """
    components = [name for name in rows.columns if name.startswith("component_")]
    if rows.is_empty() or not components:
        return message_figure(look, "Nobody is shown here.", "Show a cohort or a continental group again.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", dragmode="zoom")
    named = name_components(rows, components)
    n = rows.height
    for index, component in enumerate(components):
        values = rows[component].cast(pl.Float32).to_numpy()
        figure.add_trace(go.Scatter(
            x0=0, dx=1, y=np.append(values, values[-1:]), stackgroup="all", mode="lines", line={"width": 0, "shape": "hv"}, hoverinfo="skip",
            fillcolor=shade(CATEGORICAL[index % len(CATEGORICAL)], look), name=f"{index + 1}, most in {named[index]}",
        ))
    _add_hover(figure, rows, components)
    _add_labels(figure, rows, look)
    _add_ticks(figure, rows, found, selected, look)
    figure.update_layout(margin={"t": 44, "l": 48, "r": 8, "b": 60}, legend={"traceorder": "normal"})
    figure.update_xaxes(range=[0, n], visible=False)
    figure.update_yaxes(range=[0, 1], fixedrange=True, tickvals=[0, 0.5, 1], ticktext=["0", "50 %", "100 %"], title_text="share of the genome", showgrid=False)
    return figure


def name_components(rows: pl.DataFrame, components: list[str]) -> list[str]:
    """For each component, the population (or cohort) with the largest mean share."""
    means = rows.group_by(pl.coalesce("population", "cohort").alias("block"), maintain_order=True).agg(pl.col(components).mean())
    return [str(means["block"][int(means[name].arg_max() or 0)]) for name in components]


def _add_hover(figure: go.Figure, rows: pl.DataFrame, components: list[str]) -> None:
    """An unseen layer whose columns are the individuals, so that hovering works at any height."""
    text = rows.select(pl.concat_str(["sample_id", pl.lit(", "), pl.coalesce("population", "cohort")]))[:, 0].to_numpy()
    shares = np.rint(rows.select(components).to_numpy() * 1000).astype(np.float32) / 10
    lines = "<br>".join(f"component {index + 1}: %{{customdata[{index}]:.1f}} %" for index in range(len(components)))
    figure.add_trace(go.Heatmap(
        z=np.zeros((1, rows.height), dtype=np.uint8), x0=0.5, dx=1, y=[0.5], dy=1, text=text[np.newaxis, :], customdata=shares[np.newaxis, :, :],
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]], showscale=False, hovertemplate="<b>%{text}</b><br>" + lines + "<extra></extra>",
    ))


def _add_labels(figure: go.Figure, rows: pl.DataFrame, look: Theme) -> None:
    """Populations upright below their blocks, groups below those; lines part the blocks."""
    base = {"y": 0, "yref": "paper", "showarrow": False, "yanchor": "top"}
    grouped = rows.with_columns(pl.coalesce("superpopulation", "cohort").alias("group"))
    notes: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    for block in find_blocks(grouped, "population", "group"):
        lines.append(_upright(block.start, look, width=1))
        if rows["population"][block.start] is not None:
            notes.append({**base, "x": (block.start + block.end) / 2, "text": block.label, "textangle": -90, "font": {"size": 10, "color": look.secondary}, "yshift": -3})
    for block in find_blocks(grouped, "group"):
        lines.append(_upright(block.start, look, width=3))
        lines.append({"type": "line", "x0": block.start, "x1": block.end, "y0": -34, "y1": -34, "yref": "paper", "ysizemode": "pixel", "yanchor": 0, "line": {"color": look.axis, "width": 1}})
        notes.append({**base, "x": (block.start + block.end) / 2, "text": f"<b>{block.label}</b>", "font": {"size": 12, "color": look.text}, "yshift": -34,
                      "hovertext": f"{block.label}: {write_counted(block.end - block.start, 'individual')}"})
    # All at once: Plotly checks every earlier shape again with each one that is added.
    figure.update_layout(annotations=notes, shapes=lines)


def _upright(x: int, look: Theme, *, width: int) -> dict[str, object]:
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": {"color": look.card, "width": width if x else 0}}


def _add_ticks(figure: go.Figure, rows: pl.DataFrame, found: str, selected: frozenset[str], look: Theme) -> None:
    ids = rows["sample_id"]
    if selected:
        places = np.flatnonzero(ids.is_in(list(selected)).to_numpy()) + 0.5
        figure.add_trace(go.Scatter(x=places.astype(np.float32), y=np.full(len(places), 1.0, dtype=np.float32), mode="markers", cliponaxis=False, hoverinfo="skip", showlegend=False,
                                    marker={"symbol": "line-ns", "size": 7, "color": look.text, "line": {"width": 1, "color": look.text}}))
    place = ids.index_of(found) if found else None
    if place is not None:
        figure.add_annotation(x=place + 0.5, y=1, text=f"<b>{found}</b>", showarrow=True, arrowhead=2, arrowsize=0.8, ax=0, ay=-16, arrowcolor=look.text, font={"size": 11, "color": look.text})

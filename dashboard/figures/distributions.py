"""Distributions by tissue: points where there are few values, boxes otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.style import SMALL_N, Theme

ROW_HEIGHT = 22
_QUANTILES = ("min", "q1", "median", "q3", "max")


def distribution_by_tissue(
    values: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, title: str, order: Sequence[str] = (), logarithmic: bool = False, colors: Mapping[str, str] | None = None,
    beside: tuple[str, pl.DataFrame] | None = None,
) -> go.Figure:
    """One row per tissue of `values` (tissue, value, and name for the hover text): a box, or points below ten values.

    `beside` is another cohort's name and its quantiles, drawn below the values of the same tissue. Tissues come in `order`, others after it by name. On a logarithmic axis, values of 0 are drawn at half of the smallest
    positive one.
    """
    known = values.filter(pl.col("value").is_not_null())
    if known.is_empty():
        return style.message_figure(look, "No values by tissue are in this release.")
    present = known["tissue"].unique().to_list()
    rows = [key for key in order if key in present] + sorted(key for key in present if key not in order)
    floor = _floor(known["value"]) if logarithmic else None
    other = beside[1].filter(pl.col("tissue").is_in(rows) & pl.col("median").is_not_null()) if beside else pl.DataFrame()
    shift, width = (0.2, 0.36) if other.height else (0.0, 0.7)
    figure = style.new_figure(look, height=90 + (ROW_HEIGHT + (8 if other.height else 0)) * len(rows))
    ticks = []
    xs: list[np.ndarray] = []
    ys: list[np.ndarray] = []
    names: list[str] = []
    for place, tissue in enumerate(rows):
        own = known.filter(pl.col("tissue") == tissue)
        drawn = own["value"].cast(pl.Float64).to_numpy()
        drawn = np.maximum(drawn, floor) if floor is not None else drawn
        ticks.append(f"{labels.get(tissue, tissue.replace('_', ' '))} (n = {own.height})")
        color = (colors or {}).get(tissue) or look.accent
        if own.height < SMALL_N:
            xs.append(drawn)
            ys.append(place - shift + _spread(len(drawn)) * width / 0.7)
            names += own["name"].cast(pl.String).to_list() if "name" in own.columns else [""] * own.height
        else:
            figure.add_box(
                x=drawn.astype(np.float32), y0=place - shift, orientation="h", boxpoints="outliers", width=width, marker={"size": 3, "color": color}, line={"width": 1, "color": look.secondary},
                fillcolor=color, opacity=0.85, name=ticks[-1], showlegend=False, hoverinfo="x",
            )
    if xs:
        figure.add_scatter(
            x=np.concatenate(xs).astype(np.float32), y=np.concatenate(ys).astype(np.float32), mode="markers", text=names, showlegend=False, name="values",
            marker={"size": 6, "color": look.accent, "opacity": 0.75}, hovertemplate="%{text}<br>%{x:.3g}<extra></extra>",
        )
    if beside and other.height:
        quantiles = other.with_columns(pl.col(_QUANTILES).clip(lower_bound=floor)) if floor is not None else other
        places = pl.col("tissue").replace_strict(rows, range(len(rows)), return_dtype=pl.Float64) + shift
        _add_cohort(figure, quantiles.with_columns(places.alias("row")), beside[0], style.shade(style.COHORT.get(beside[0], style.CATEGORICAL[1]), look))
    figure.update_layout(
        xaxis={"title": {"text": title + (", logarithmic" if logarithmic else "")}, "type": "log" if logarithmic else "linear"},
        yaxis={"tickvals": list(range(len(rows))), "ticktext": ticks, "range": [len(rows) - 0.5, -0.5], "showgrid": False}, hovermode="closest",
    )
    return figure


def quantile_boxes(
    groups: Sequence[tuple[str, pl.DataFrame]], labels: Mapping[str, str], look: Theme, *, title: str, order: Sequence[str] = (), logarithmic: bool = False,
) -> go.Figure:
    """Boxes from quantiles (tissue, n, min, q1, median, q3, max) of one or more cohorts side by side, named in the legend.

    Tissues with fewer than ten samples show their median as a point and their range as a line: a box would say more than is known.
    """
    filled = [(name, frame.drop_nulls(["tissue", "median"])) for name, frame in groups]
    filled = [(name, frame) for name, frame in filled if frame.height]
    if not filled:
        return style.message_figure(look, "This gene has no expression in this release.", "The annotation brings GTEx’s quantiles: python -m dashboard import annotation ideogram")
    present = {tissue for _, frame in filled for tissue in frame["tissue"]}
    rows = [key for key in order if key in present] + sorted(present - set(order))
    place = {tissue: i for i, tissue in enumerate(rows)}
    figure = style.new_figure(look, height=110 + ROW_HEIGHT * len(rows))
    floor = min(_floor(frame["median"]) for _, frame in filled) if logarithmic else None
    for index, (name, frame) in enumerate(filled):
        color = style.shade(style.COHORT.get(name, style.CATEGORICAL[index % len(style.CATEGORICAL)]), look)
        shift = (index - (len(filled) - 1) / 2) * 0.4
        raised = frame.with_columns(pl.col(column).clip(lower_bound=floor) for column in ("min", "q1", "median", "q3", "max")) if floor is not None else frame
        _add_cohort(figure, raised.with_columns((pl.col("tissue").replace_strict(place, return_dtype=pl.Float64) + shift).alias("row")), name, color)
    sizes = {tissue: " / ".join(str(frame.filter(pl.col("tissue") == tissue)["n"].first() or "–") for _, frame in filled) for tissue in rows}
    figure.update_layout(
        xaxis={"title": {"text": title + (", logarithmic" if logarithmic else "")}, "type": "log" if logarithmic else "linear"}, hovermode="closest",
        yaxis={"tickvals": list(range(len(rows))), "ticktext": [f"{labels.get(t, t.replace('_', ' '))} (n = {sizes[t]})" for t in rows], "range": [len(rows) - 0.5, -0.5], "showgrid": False},
    )
    return figure


def _add_cohort(figure: go.Figure, rows: pl.DataFrame, name: str, color: str) -> None:
    many, few = rows.filter(pl.col("n") >= SMALL_N), rows.filter(pl.col("n") < SMALL_N)
    if many.height:
        figure.add_box(
            y=many["row"].to_numpy(), orientation="h", name=name, legendgroup=name, width=0.34, marker={"color": color}, line={"width": 1},
            **{target: many[source].to_numpy() for target, source in (("q1", "q1"), ("median", "median"), ("q3", "q3"), ("lowerfence", "min"), ("upperfence", "max"))},
        )
    if few.height:
        middle = few["median"].to_numpy()
        figure.add_scatter(
            x=middle, y=few["row"].to_numpy(), mode="markers", name=name, legendgroup=name, showlegend=not many.height, marker={"size": 7, "color": color, "symbol": "diamond"},
            error_x={"type": "data", "symmetric": False, "array": few["max"].to_numpy() - middle, "arrayminus": middle - few["min"].to_numpy(), "thickness": 1, "width": 0, "color": color},
            customdata=few["n"].to_list(), hovertemplate=f"<b>{name}</b><br>median of %{{customdata}}: %{{x:.3g}}<extra></extra>",
        )


def _floor(values: pl.Series) -> float:
    positive = values.filter(values > 0)
    return float(str(positive.min())) / 2 if positive.len() else 0.01


def _spread(n: int) -> np.ndarray:
    return (np.arange(n) + 0.5) / n * 0.5 - 0.25

"""Functional enrichment: forests by feature and over thresholds, and a scatter of many features. One scale per figure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.point_names import name_points, write_names
from dashboard.figures.style import (
    ANNOTATED_NOVEL,
    CATEGORICAL,
    COHORT,
    QTL_TYPE,
    Theme,
    message_figure,
    new_figure,
    scatter_for,
    shade,
    write_count,
    write_number,
    write_p,
    write_power_of_ten,
)
from dashboard.schema.analyses import FEATURE_LABELS, NEUTRAL, SCALES

NO_ROWS = ("This analysis has nothing to draw on this scale.", "Choose another analysis.")
SERIES = {**QTL_TYPE, "known transcripts": ANNOTATED_NOVEL["annotated"], "novel transcripts": ANNOTATED_NOVEL["novel"], "as it is": QTL_TYPE["eQTL"], "adjusted": QTL_TYPE["tuQTL"]}
OVER, UNDER = "#B5482A", QTL_TYPE["juQTL"]
FDR = 0.05
NAMED = 12
PLOT_WIDTH, PLOT_HEIGHT = 640, 360
"""Pixels that names are laid out for; narrower figures hold fewer names."""


def label_feature(name: str) -> str:
    return FEATURE_LABELS.get(name, name)


def series_color(name: str, index: int, look: Theme) -> str:
    return shade(SERIES.get(name, QTL_TYPE["eQTL"] if not name else CATEGORICAL[index % len(CATEGORICAL)]), look)


def _with_limits(rows: pl.DataFrame, logarithmic: bool) -> pl.DataFrame:
    """Rows with `low` and `high`, the published limits or one SE either way, null where unknown; on a logarithmic axis only positive ones."""
    limits = rows.with_columns(
        pl.coalesce("ci_lower", pl.col("estimate") - pl.col("se")).alias("low"), pl.coalesce("ci_upper", pl.col("estimate") + pl.col("se")).alias("high"),
    )
    if logarithmic:
        limits = limits.with_columns(pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in ("estimate", "low", "high"))
    return limits.filter(pl.col("estimate").is_not_null())


def _errors(rows: pl.DataFrame, color: str) -> dict[str, object]:
    estimate = rows["estimate"].to_numpy()
    ends = {name: rows[name].fill_null(rows["estimate"]).to_numpy() for name in ("low", "high")}
    return {"type": "data", "symmetric": False, "array": ends["high"] - estimate, "arrayminus": estimate - ends["low"], "color": color, "thickness": 1.4, "width": 0}


def _hover(row: Mapping[str, object], scale: str, interval: str) -> list[str]:
    low, high = row["low"], row["high"]
    limits = "not published" if low is None and high is None else f"{write_number(low)} to {write_number(high)}"  # type: ignore[arg-type]
    tested = [f"{label}: {write_p(row[name])}" for name, label in (("pval", "p"), ("padj", "adjusted p")) if row[name] is not None]  # type: ignore[arg-type]
    counts = [f"QTLs: {write_count(row['n'])} of {write_count(row['total'])}"] if row["n"] is not None else []  # type: ignore[arg-type]
    return [f"{SCALES[scale][0]}: {write_number(row['estimate'])}", f"{interval}: {limits}", *tested, *counts]  # type: ignore[arg-type]


def forest(rows: pl.DataFrame, look: Theme, *, scale: str, interval: str) -> go.Figure:
    """Estimates with intervals, one row per feature, one colour per series; hollow where a limit was not published.

    Columns: row, series, estimate, se, ci_lower, ci_upper, pval, padj, n, total.
    """
    title, logarithmic = SCALES[scale]
    known = _with_limits(rows, logarithmic)
    if known.is_empty():
        return message_figure(look, *NO_ROWS)
    order = known.group_by("row").agg(pl.col("estimate").mean()).sort("estimate", "row")["row"].to_list()
    place = {name: index for index, name in enumerate(order)}
    series = _ordered(known["series"].unique())
    figure = new_figure(look, height=max(240, (16 + 9 * len(series)) * len(order) + 120), hovermode="closest")
    for index in range(0, len(order), 2):
        figure.add_shape(type="rect", xref="paper", x0=0, x1=1, y0=index - 0.5, y1=index + 0.5, fillcolor=look.grid, opacity=0.4, line_width=0, layer="below")
    for index, name in enumerate(series):
        own = known.filter(pl.col("series") == name)
        color = series_color(name, index, look)
        shift = ((len(series) - 1) / 2 - index) * 0.24
        partial = (own["low"].is_null() | own["high"].is_null()).to_numpy()
        figure.add_trace(go.Scatter(
            x=own["estimate"].to_numpy(), y=np.array([place[r] for r in own["row"]]) + shift, mode="markers", name=name or title, showlegend=bool(name), error_x=_errors(own, color),
            marker={"size": 8, "color": np.where(partial & bool(own["high"].count()), look.card, color), "line": {"color": color, "width": 1.6}},
            customdata=[["<br>".join([f"<b>{label_feature(row['row'])}</b>" + (f", {name}" if name else ""), *_hover(row, scale, interval)])] for row in own.iter_rows(named=True)],
            hovertemplate="%{customdata[0]}<extra></extra>",
        ))
    if scale in NEUTRAL:
        figure.add_vline(x=NEUTRAL[scale], line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_xaxes(title_text=title + (" (logarithmic)" if logarithmic else ""), type="log" if logarithmic else "linear", showgrid=True, **(_log_ticks(known) if logarithmic else {}))
    figure.update_yaxes(tickvals=list(place.values()), ticktext=[label_feature(name) for name in order], range=[-0.6, len(order) - 0.4], showgrid=False, ticks="", showline=False)
    figure.update_layout(margin_t=44 if any(series) else 16, legend_traceorder="normal")
    return figure


def _log_ticks(known: pl.DataFrame) -> dict[str, object]:
    """Round values over the range: powers of ten, or halves and doubles where it is narrow."""
    ends = pl.concat([known[name].drop_nulls() for name in ("estimate", "low", "high")]).to_numpy()
    # A limit that reaches far down is cut off rather than allowed to squeeze the estimates.
    low, high = max(float(ends.min()), float(known["estimate"].to_numpy().min()) / 5), float(ends.max())
    if high / low > 60:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        powers = range(first + first % 2, last + 1, 2) if last - first > 3 else range(first, last + 1)
        values, texts = [10.0**k for k in powers], [write_power_of_ten(k) for k in powers]
    else:
        values = [2.0**k for k in range(math.floor(math.log2(low)) - 1, math.ceil(math.log2(high)) + 2)] if high / low > 3 else [round(0.1 * k, 1) for k in range(1, 51)]
        texts = [f"{value:g}" for value in values]
    pad = (math.log10(high) - math.log10(low)) * 0.06 + 0.02
    return {"tickvals": values, "ticktext": texts, "tickangle": 0, "range": [min(math.log10(low), 0 if low > 0.3 else 9) - pad, math.log10(high) + pad]}


def _ordered(names: pl.Series) -> list[str]:
    known = [name for name in SERIES if name in set(names)]
    return [*known, *sorted(set(names) - set(known))]


def over_threshold(rows: pl.DataFrame, look: Theme, *, scale: str, interval: str, threshold: str, height: int = 380) -> go.Figure:
    """Estimates over a threshold or bin, one panel per feature with its own axis, one line per series. Columns as `forest`, and threshold."""
    title, logarithmic = SCALES[scale]
    known = _with_limits(rows, logarithmic).sort("threshold")
    if known.is_empty():
        return message_figure(look, *NO_ROWS)
    features = sorted(known["row"].unique())
    figure = make_subplots(rows=1, cols=len(features), horizontal_spacing=0.09 if len(features) > 1 else 0, subplot_titles=[label_feature(name) for name in features] if len(features) > 1 else None,
                           figure=new_figure(look, height=height, hovermode="closest"))
    series = _ordered(known["series"].unique())
    for column, feature in enumerate(features, start=1):
        for index, name in enumerate(series):
            own = known.filter((pl.col("row") == feature) & (pl.col("series") == name))
            color = series_color(name, index, look)
            figure.add_trace(go.Scatter(
                x=own["threshold"].to_numpy(), y=own["estimate"].to_numpy(), mode="lines+markers", name=name or title, legendgroup=name, showlegend=len(series) > 1 and column == 1, error_y=_errors(own, color),
                marker={"size": 6, "color": color, "symbol": "circle" if own["high"].count() else "circle-open"}, line={"color": color, "width": 1},
                customdata=[["<br>".join([f"<b>{label_feature(feature)}</b>" + (f", {name}" if name else ""), f"{threshold}: {row['threshold']:g}", *_hover(row, scale, interval)])] for row in own.iter_rows(named=True)],
                hovertemplate="%{customdata[0]}<extra></extra>",
            ), row=1, col=column)
    if scale in NEUTRAL:
        figure.add_hline(y=NEUTRAL[scale], line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_xaxes(nticks=6)
    figure.update_xaxes(title_text=threshold or "threshold", col=(len(features) + 1) // 2)
    figure.update_yaxes(title_text=title + (" (logarithmic)" if logarithmic else ""), col=1)
    figure.update_yaxes(type="log" if logarithmic else "linear", **({"tickvals": [0.25, 0.5, 1, 2, 3, 4, 5, 8, 16], "ticktext": ["0.25", "0.5", "1", "2", "3", "4", "5", "8", "16"]} if logarithmic else {"nticks": 6}))
    figure.update_layout(margin_t=64 if any(series) else 40, legend={"y": 1.08} if len(features) > 1 else {})
    return figure


def feature_scatter(points: pl.DataFrame, look: Theme, *, unit: str = "motif", height: int = 500) -> go.Figure:
    """Log₂ odds ratio against how many repeats have the feature; features with the same counts are one point.

    Columns: n, total, estimate (null where infinite), padj, features, example, named. Infinite and zero odds lie on the edges.
    """
    if points.is_empty():
        return message_figure(look, *NO_ROWS)
    finite = points.filter((pl.col("estimate") > 0) & pl.col("estimate").is_not_null())
    logs = np.log2(finite["estimate"].to_numpy()) if finite.height else np.array([-1.0, 1.0])
    edge = math.ceil(float(np.abs(logs).max())) + 0.8
    placed = points.with_columns(
        pl.when(pl.col("estimate").is_null()).then(edge).when(pl.col("estimate") <= 0).then(-edge).otherwise(pl.col("estimate").clip(1e-300).log(2)).alias("y"),
        pl.when(pl.col("padj").fill_null(1) >= FDR).then(pl.lit("not significant")).when(pl.col("estimate").fill_null(2) > 1).then(pl.lit("over-represented")).otherwise(pl.lit("under-represented")).alias("class"),
    )
    figure = new_figure(look, height=height, hovermode="closest")
    trace = scatter_for(points.height)
    colors = {"not significant": COHORT["GTEx"], "under-represented": UNDER, "over-represented": OVER}
    for name, color in colors.items():
        own = placed.filter(pl.col("class") == name)
        if own.is_empty():
            continue
        inner = (own["y"].abs() < edge).to_numpy()
        figure.add_trace(trace(
            x=own["total"].to_numpy(), y=own["y"].cast(pl.Float32).to_numpy(), mode="markers", name=f"{name} ({int(own['features'].sum()):,})",
            marker={"size": 6 if name == "not significant" else 8, "color": shade(color, look), "opacity": 0.45 if name == "not significant" else 0.9,
                    "symbol": np.where(inner, "circle", np.where(own["y"].to_numpy() > 0, "triangle-up-open", "triangle-down-open"))},
            customdata=[[_name_of(row, unit), write_number(row["estimate"]) if row["estimate"] is not None else "infinite", f"{row['n']:,} of {row['total']:,}", write_p(row["padj"])] for row in own.iter_rows(named=True)],
            hovertemplate="<b>%{customdata[0]}</b><br>odds ratio: %{customdata[1]}<br>QTLs among repeats: %{customdata[2]}<br>adjusted p: %{customdata[3]}<extra></extra>",
        ))
    _name_features(figure, placed, edge, look)
    figure.add_hline(y=0, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_xaxes(type="log", title_text=f"repeats with the {unit} (logarithmic)", showgrid=True, dtick=1, range=list(_total_range(placed)))
    figure.update_yaxes(title_text="log₂ odds ratio", range=[-edge - 0.5, edge + 0.5], nticks=9)
    figure.add_annotation(x=1, xref="paper", y=edge, text="△ infinite: all are QTLs", showarrow=False, xanchor="right", yshift=10, font={"size": 11, "color": look.secondary})
    figure.add_annotation(x=1, xref="paper", y=-edge, text="▽ zero: none is a QTL", showarrow=False, xanchor="right", yshift=-10, font={"size": 11, "color": look.secondary})
    return figure


def _total_range(placed: pl.DataFrame) -> tuple[float, float]:
    """Ends of the logarithmic axis of totals, as powers of ten."""
    return -0.2, math.log10(max(float(placed["total"].to_numpy().max()), 2)) + 0.3


def _name_of(row: Mapping[str, object], unit: str) -> str:
    example = str(row["example"])
    short = example if len(example) <= 40 else f"{example[:39]}…"
    more = int(str(row["features"])) - 1
    return short + (f" and {more:,} other {unit}s with these counts" if more else "")


def _name_features(figure: go.Figure, placed: pl.DataFrame, edge: float, look: Theme) -> None:
    """Names of what was searched for and of the most significant features, where they fit."""
    ranked = placed.sort("named", descending=True, maintain_order=True)
    wanted = ranked.filter(pl.col("named") | (pl.col("padj") < FDR) & (pl.col("features") == 1) & (pl.col("y").abs() < edge)).head(NAMED)
    if wanted.is_empty():
        return
    low, high = _total_range(placed)

    def pixels(rows: pl.DataFrame) -> list[tuple[float, float]]:
        return [((math.log10(total) - low) / (high - low) * PLOT_WIDTH, (y + edge + 0.5) / (2 * edge + 1) * PLOT_HEIGHT) for total, y in rows.select("total", "y").iter_rows()]

    names: Sequence[str] = [str(name) if len(str(name)) <= 16 else f"{str(name)[:15]}…" for name in wanted["example"]]
    others = placed.join(wanted.select("n", "total"), on=["n", "total"], how="anti")
    shown = [(wanted.row(index, named=True), names[index], place) for index, place in name_points(pixels(wanted), names, pixels(others), width=PLOT_WIDTH, height=PLOT_HEIGHT)]
    write_names(figure, [(row["total"], row["y"], f"<b>{name}</b>" if row["named"] else name, place) for row, name, place in shown], look)

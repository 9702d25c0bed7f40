"""Tissues against one another: where each lies on every measure, against what samples and depth predict, and on what confounds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.isoform_overview import FADED, LEGEND, Order, legend_entry, order_tissues, tissue_axis
from dashboard.figures.point_names import name_points, write_names
from dashboard.figures.style import (
    ANNOTATED_NOVEL,
    CATEGORICAL,
    THIN_SPACE,
    Theme,
    message_figure,
    new_figure,
    reference_line,
    shade,
    write_count,
    write_number,
    write_p,
    write_percent,
)
from dashboard.statistics.confounding import spearman

SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "triangle-down", "hexagon")
_PLOT_WIDTH = 380
GLYPHS = "●◆■▲✚★▼⬢"
"""The same shapes as letters, for the table above the figure."""
MOST_NAMED = len(SYMBOLS)
"""Tissues that a comparison can tell apart by colour and symbol."""
COVARIATE_TITLES = {"n_samples": "long-read samples", "median_reads": "median long reads per sample", "median_rin": "median RNA integrity number"}


@dataclass(frozen=True)
class Metric:
    """A measure of tissues: column of their profile, name, how its value is written, and whether samples and depth drive it.

    `short` is the name where there is little room; `kind` is `design` for what was sequenced, `raw` for counts that grow with it, `comparable` for the rest.
    """

    column: str
    label: str
    short: str
    write: Callable[[float | None], str]
    kind: str


def _millions(value: float | None) -> str:
    return "–" if value is None else f"{value / 1e6:.1f}{THIN_SPACE}M"


def _one_digit(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def write_ratio(value: float | None) -> str:
    """A ratio as a signed percentage of change: 0.61 as −39 %."""
    return "–" if value is None else f"{'+' if value >= 1 else '−'}{abs(100 * (value - 1)):.0f}{THIN_SPACE}%"


METRICS = (
    Metric("n_samples", "Long-read samples", "Long-read samples", write_count, "design"),
    Metric("median_reads", "Median long reads per sample", "Long reads per sample", _millions, "design"),
    Metric("median_rin", "Median RNA integrity number", "RNA integrity number", _one_digit, "design"),
    Metric("n_short_read", "Short-read samples", "Short-read samples", write_count, "design"),
    Metric("novel_found", "Novel transcripts found", "Novel transcripts", write_count, "raw"),
    Metric("novel_per_sample", "Novel transcripts per sample", "Novel transcripts per sample", write_count, "raw"),
    Metric("specific_annotated", "Tissue-specific transcripts, annotated", "Tissue-specific, annotated", write_count, "raw"),
    Metric("specific_novel", "Tissue-specific transcripts, novel", "Tissue-specific, novel", write_count, "raw"),
    Metric("transcript_enhanced", "Transcripts expressed in short reads", "Expressed in short reads", write_count, "raw"),
    Metric("ratio", "Novel transcripts against expected", "Novel against expected", write_ratio, "comparable"),
    Metric("gain", "Transcripts gained with the enhanced annotation", "Gain by enhanced annotation", write_percent, "comparable"),
    Metric("unique_novel", "Novel transcripts with a unique peptide", "Unique peptide, novel", write_percent, "comparable"),
    Metric("unique_annotated", "Annotated transcripts with a unique peptide", "Unique peptide, annotated", write_percent, "comparable"),
)
KINDS = {"design": "What was sequenced", "raw": "Raw counts: they depend on samples and depth", "comparable": "Comparable: shares, and counts given samples and depth"}


def tissue_strips(profile: pl.DataFrame, look: Theme, *, chosen: Sequence[str], metrics: Sequence[Metric] = METRICS) -> go.Figure:
    """Every tissue as a dot on a shared axis per measure, the chosen ones named. Columns: tissue, label, and those of the metrics."""
    shown = [metric for metric in metrics if metric.column in profile.columns and profile[metric.column].drop_nulls().len() > 1]
    if not shown:
        return message_figure(look, "This release has no measure of several tissues.", "Other panels show what it has.")
    figure = new_figure(look, height=44 * len(shown) + 70, hovermode="closest", margin={"l": 10, "r": 10, "t": 40 if chosen else 10, "b": 8}, clickmode="event")
    lines: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    for row, metric in enumerate(shown):
        low, high = _range(profile[metric.column])
        note = {"y": -row, "yanchor": "bottom", "yshift": 7, "showarrow": False}
        lines.append({"type": "line", "x0": 0, "x1": 1, "y0": -row, "y1": -row, "line": {"color": look.axis, "width": 1}, "layer": "below"})
        notes.append({"text": metric.short, "x": 0, "xanchor": "left", "xshift": -4, "font": {"size": 12, "color": look.text}, **note})
        notes.append({"text": f"{metric.write(low)} to {metric.write(high)}", "x": 1, "xanchor": "right", "xshift": 4, "font": {"size": 11, "color": look.secondary}, **note})
    figure.update_layout(shapes=lines, annotations=notes)
    groups: list[tuple[str, list[str], str, str]] = [("", [t for t in profile["tissue"] if t not in chosen], "circle", look.faint)]
    groups += [(key, [key], SYMBOLS[index], shade(CATEGORICAL[index], look)) for index, key in enumerate(chosen[:MOST_NAMED])]
    if len(chosen) > MOST_NAMED:
        groups.append(("", list(chosen[MOST_NAMED:]), "circle", look.accent))
    for key, members, symbol, color in groups:
        rows = profile.filter(pl.col("tissue").is_in(members))
        x, y, data = _dots(profile, rows, shown)
        if not x.size:
            continue
        name = rows["label"][0] if key else "other tissues"
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="markers", name=name, customdata=data, showlegend=bool(key),
            marker={"color": color, "symbol": symbol, "size": 11 if key else 6, "opacity": 1 if key or members == list(chosen[MOST_NAMED:]) else 0.5, "line": {"width": 1 if key else 0, "color": look.card}},
            hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]}: %{customdata[3]}<extra></extra>",
        ))
    figure.update_xaxes(visible=False, range=[-0.015, 1.015], fixedrange=True)
    figure.update_yaxes(visible=False, range=[0.35 - len(shown), 0.75], fixedrange=True)
    return figure


def _dots(profile: pl.DataFrame, rows: pl.DataFrame, shown: Sequence[Metric]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Position from the least (0) to the most (1) of all tissues, level and hover of each tissue and measure that has a value."""
    found = [(metric, level, key, label, value) for level, metric in enumerate(shown) for key, label, value in rows.select("tissue", "label", metric.column).iter_rows() if value is not None]
    limits = {metric.column: _range(profile[metric.column]) for metric in shown}
    x = [0.5 if high == low else (value - low) / (high - low) for metric, _, _, _, value in found for low, high in [limits[metric.column]]]
    data = np.array([[key, label, metric.label, metric.write(float(value))] for metric, _, key, label, value in found], dtype=object)
    return np.array(x, dtype=np.float32), np.array([-level for _, level, *_ in found], dtype=np.float32), data


def _range(values: pl.Series) -> tuple[float, float]:
    known = values.drop_nulls().cast(pl.Float64).to_numpy()
    return float(known.min()), float(known.max())


def against_expected(profile: pl.DataFrame, look: Theme, *, order: Order = "value", chosen: Sequence[str] = ()) -> go.Figure:
    """Observed over expected transcripts with prediction intervals. Columns: tissue, label, organ_system, n_samples, novel_found, expected, ratio, lower, upper."""
    rows = order_tissues(profile, "ratio", "system" if order == "system" else "value") if "ratio" in profile.columns else profile.clear()
    if rows.is_empty():
        return message_figure(look, "Too few tissues with counts, samples and reads for an expectation.", "At least seven are needed.")
    axis = tissue_axis(rows, look, order)
    figure = new_figure(look, height=axis.height)
    apart = ((rows["lower"] > 1) | (rows["upper"] < 1)).to_numpy()
    data = rows.select("tissue", "label", "novel_found", "expected", "lower", "upper", "n_samples", "ratio").to_numpy().astype(object)
    for column in (4, 5, 7):
        data[:, column] = [write_ratio(value) for value in data[:, column]]
    for mask, name, color, symbol in ((~apart, "as expected", look.secondary, "circle-open"), (apart, "interval does not hold 0 %", shade(ANNOTATED_NOVEL["novel"], look), "circle")):
        if mask.any():
            legend_entry(figure, f"{name} ({int(mask.sum())})", color, symbol=symbol)
        for strength in (1.0, FADED):
            at = mask & np.array([(not chosen or t in chosen) == (strength == 1.0) for t in rows["tissue"]])
            if not at.any():
                continue
            ratio, lower, upper = (rows[column].to_numpy()[at] for column in ("ratio", "lower", "upper"))
            figure.add_trace(go.Scatter(
                x=ratio, y=axis.levels[at], mode="markers", legendgroup=f"{name} ({int(mask.sum())})", showlegend=False, opacity=strength,
                marker={"color": color, "symbol": symbol, "size": 8, "line": {"width": 1.5}}, customdata=data[at],
                error_x={"type": "data", "symmetric": False, "array": upper - ratio, "arrayminus": ratio - lower, "thickness": 1.2, "width": 0, "color": color},
                hovertemplate="<b>%{customdata[1]}</b><br>novel transcripts: %{customdata[2]:,}<br>expected: %{customdata[3]:,.0f}<br>difference: %{customdata[7]}"
                              "<br>95 % prediction interval: %{customdata[4]} to %{customdata[5]}<br>long-read samples: %{customdata[6]}<extra></extra>",
            ))
    reference_line(figure, look, x=1)
    ticks = [value for value in (0.1, 0.25, 0.5, 1, 1.5, 2.5, 4, 10) if 0.8 * _range(rows["lower"])[0] < value < 1.2 * _range(rows["upper"])[1]]
    figure.update_xaxes(type="log", title_text="against expected, log axis", tickangle=0, tickvals=ticks, ticktext=[write_ratio(value) if value != 1 else "0" for value in ticks], showgrid=True)
    axis.apply(figure)
    return figure


def counts_against(profile: pl.DataFrame, look: Theme, *, covariate: str, columns: Sequence[tuple[str, str]], title: str, chosen: Sequence[str] = (), height: int = 400) -> go.Figure:
    """Counts of tissues against what confounds them. Columns: tissue, label, the covariate, and per entry of `columns` (class, column) a count.

    Names with Spearman's ρ stand in the legend; tissues are named where there is room, the chosen ones first.
    """
    classes = [(kind, column) for kind, column in columns if profile.filter(pl.col(column).is_not_null() & pl.col(covariate).is_not_null()).height]
    if not classes:
        return message_figure(look, f"This release does not have {title} with {COVARIATE_TITLES[covariate]} per tissue.", "Other panels show what it has.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", clickmode="event", margin={"t": 56}, legend=LEGEND, showlegend=True)
    for kind, column in classes:
        rows = profile.filter(pl.col(column).is_not_null() & pl.col(covariate).is_not_null())
        x, y = (rows[name].cast(pl.Float64).to_numpy() for name in (covariate, column))
        found = spearman(x, y)
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="markers", name=f"{kind}: ρ = {write_number(found.rho, 2)}, p = {write_p(found.p)}, n = {found.n}", customdata=rows.select("tissue", "label").to_numpy(),
            marker={"color": shade(ANNOTATED_NOVEL[kind], look), "size": 9, "symbol": "diamond" if kind == "novel" else "circle",
                    "opacity": [0.85 if not chosen or t in chosen else 0.25 for t in rows["tissue"]], "line": {"width": 1, "color": look.card}},
            hovertemplate=f"<b>%{{customdata[1]}}</b><br>{COVARIATE_TITLES[covariate]}: %{{x:,}}<br>{kind}: %{{y:,}}<extra></extra>",
        ))
    _name_tissues(figure, profile.select("tissue", "label", pl.col(covariate).alias("x"), pl.col(classes[-1][1]).alias("y")), chosen, height, look)
    figure.update_xaxes(title_text=COVARIATE_TITLES[covariate], tickformat="~s" if covariate == "median_reads" else "")
    figure.update_yaxes(title_text=f"{title} (logarithmic axis)", type="log", tickformat="~s", minor={"ticks": "outside", "ticklen": 2}, dtick="D2")
    return figure


def _name_tissues(figure: go.Figure, points: pl.DataFrame, chosen: Sequence[str], height: int, look: Theme) -> None:
    """Names of the chosen points, or without a choice those furthest from the middle. Columns: tissue, label, x, y; y is on a logarithmic axis."""
    known = points.filter(pl.col("x").is_not_null() & (pl.col("y") > 0)).with_columns(pl.col("x").cast(pl.Float64), pl.col("y").log10().alias("log"))
    if known.is_empty():
        return
    shares = [(values - values.min()) / max(float(np.ptp(values)), 1e-9) for values in (known["x"].to_numpy(), known["log"].to_numpy())]
    known = known.with_columns(pl.Series("across", _PLOT_WIDTH * (0.06 + 0.88 * shares[0])), pl.Series("up", (height - 120) * (0.06 + 0.88 * shares[1])))
    named = known.filter(pl.col("tissue").is_in(list(chosen))) if chosen else known.sort((pl.col("log") - pl.col("log").mean()).abs(), descending=True).head(12)
    others = known.join(named, on="tissue", how="anti").select("across", "up").rows()
    placed = name_points(named.select("across", "up").rows(), named["label"].to_list(), others, width=_PLOT_WIDTH, height=height - 120, always=bool(chosen))
    rows = named.select("x", "y", "label").rows()
    write_names(figure, [(*rows[index], place) for index, place in placed], look)

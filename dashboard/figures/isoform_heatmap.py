"""Beside the isoforms' structures, on the same rows: a heatmap of tissues, or the samples of one tissue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.colors
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.isoform_rows import VALUE_COLUMN, Measure, usage_matrix
from dashboard.figures.style import Theme

TITLES = {"tpm": "Median TPM", "usage": "Usage", "detected": "Samples"}
_HOVER = {
    "tpm": "median %{z:.3g} TPM", "usage": "usage: %{z:.1%}, mean over samples that express the gene", "detected": "detected in %{z:d} samples",
}


def add_heatmap(
    figure: go.Figure, expression: pl.DataFrame, tissues: Mapping[str, str], transcripts: pl.DataFrame, look: Theme, *, measure: Measure,
) -> None:
    """Isoforms × tissues on the axes x3 and y; blank where there is no value; x is the tissue’s key. TPM has a logarithmic colour scale."""
    present = set(expression["tissue"].unique())
    keys = [key for key in tissues if key in present] + sorted(present - set(tissues))
    values = usage_matrix(transcripts["transcript_id"].to_list(), keys, expression, VALUE_COLUMN[measure])
    sizes = dict(expression.group_by("tissue").agg(pl.col("n").max()).iter_rows())
    labels = [f"{tissues.get(key, key.replace('_', ' '))} ({sizes[key]})" if sizes.get(key) is not None else tissues.get(key, key) for key in keys]
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    ticks = {"tickformat": ".0%"} if measure == "usage" else {}
    figure.add_heatmap(
        z=values, x=keys, y=np.arange(transcripts.height, dtype=np.uint16), xaxis="x3", yaxis="y", zmin=0, zmax=max(top, 1e-6),
        colorscale=log_scale(top) if measure == "tpm" else style.SEQUENTIAL, xgap=1, ygap=1, hoverongaps=False, name="tissues",
        hovertemplate="<b>%{y}</b><br>%{x}<br>" + _HOVER[measure] + "<extra></extra>",
        colorbar={"title": {"text": TITLES[measure], "side": "right"}, "thickness": 10, "len": 0.9, "lenmode": "fraction", "outlinewidth": 0, **ticks},
    )
    figure.update_layout(xaxis3={"tickangle": -60, "showline": False, "ticks": "", "fixedrange": True, "tickfont": {"size": 10, "color": look.text}, "type": "category",
                                 "tickvals": list(range(len(keys))), "ticktext": labels})


def log_scale(top: float, stops: int = 12) -> list[list[object]]:
    """The sequential colour scale stretched so that colour follows log(TPM + 1) while values stay TPM."""
    places = np.linspace(0, 1, stops)
    colors = plotly.colors.sample_colorscale(style.SEQUENTIAL, places.tolist())
    linear = (np.power(top + 1, places) - 1) / top if top > 0 else places
    linear[-1] = 1.0
    return [[float(place), color] for place, color in zip(linear, colors, strict=True)]


def add_samples(figure: go.Figure, samples: pl.DataFrame, transcripts: pl.DataFrame, look: Theme) -> None:
    """Usage in every sample as a point and its mean as a bar, on the axes x3 and y; the mean is written on the structures."""
    placed = transcripts.select("transcript_id").with_row_index("row").join(samples, on="transcript_id", how="left").drop_nulls("usage")
    if placed.is_empty():
        return
    means = placed.group_by("row").agg(pl.col("usage").mean()).sort("row")
    rows = means["row"].to_numpy().astype(np.int16)
    figure.add_bar(
        x=means["usage"].to_numpy().astype(np.float32), y=rows, orientation="h", xaxis="x3", marker={"color": look.grid, "line": {"width": 0}}, width=0.7,
        hovertemplate="<b>%{y}</b><br>mean usage: %{x:.1%}<extra></extra>", name="mean usage", showlegend=False,
    )
    top = float(placed["usage"].cast(pl.Float64).to_numpy().max()) * 1.03
    order = placed.with_columns(pl.int_range(pl.len()).over("row").alias("i"), pl.len().over("row").alias("k"))
    spread = ((order["i"].to_numpy() + 0.5) / order["k"].to_numpy() - 0.5) * 0.6
    figure.add_scatter(
        x=order["usage"].to_numpy().astype(np.float32), y=(order["row"].to_numpy() + spread).astype(np.float32), mode="markers", xaxis="x3",
        marker={"size": 5, "color": look.accent, "opacity": 0.75}, text=order["sample_id"].to_list(),
        hovertemplate="%{text}<br>usage: %{x:.1%}<extra></extra>", name="samples", showlegend=False,
    )
    figure.add_scatter(
        x=np.full(len(rows), top, dtype=np.float32), y=rows, mode="text", xaxis="x3", text=[style.write_percent(share, 0) for share in means["usage"]],
        textposition="middle right", textfont={"size": 11, "color": look.secondary}, hoverinfo="skip", showlegend=False, cliponaxis=False,
    )
    figure.update_layout(xaxis3={"range": [0, top * 1.12], "tickformat": ".0%", "nticks": 5, "title": {"text": "Usage of the gene’s expression, each sample"}, "fixedrange": True})

"""QTLs on the isoform browser: junctions as arcs above the structures, transcript effects beside them."""

from __future__ import annotations

import numpy as np
import plotly.colors
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.intron_scale import IntronScale
from dashboard.figures.style import Theme

ARC_POINTS = 13
MAX_ARCS = 30
"""Junctions drawn, those with the smallest p first."""
SLOPE_CLASSES = 3
"""Shades per sign in which arcs are drawn, one trace each."""


def add_junctions(figure: go.Figure, junctions: pl.DataFrame, scale: IntronScale, look: Theme, *, lane: float) -> None:
    """juQTL leads (junction_start, junction_end, slope, pval_nominal, tissue, variant_id, phenotype_id) as arcs in a lane of that many rows.

    The junction's ends are the first and last base of the intron. A broader line is a smaller p; the strongest lead of a
    junction is drawn, its other tissues are counted in the hover text.
    """
    if junctions.is_empty():
        return
    best = _strongest(junctions, ["junction_start", "junction_end"]).head(MAX_ARCS)
    left, right = scale.position(best["junction_start"].to_numpy()), scale.position(best["junction_end"].to_numpy() + 1)
    slopes = best["slope"].fill_null(0.0).to_numpy()
    classes, colors = slope_classes(slopes, look)
    heights = 0.5 + (lane - 1.0) * (right - left) / max(float((right - left).max()), 1.0)
    turn = np.linspace(0, np.pi, ARC_POINTS)
    for number in np.unique(classes):
        own = np.flatnonzero(classes == number)
        x = np.full((own.size, ARC_POINTS + 1), np.nan, dtype=np.float32)
        y = np.zeros_like(x)
        x[:, :-1] = ((left + right)[own, None] - (right - left)[own, None] * np.cos(turn)) / 2
        y[:, :-1] = -0.6 - heights[own, None] * np.sin(turn)
        figure.add_scatter(
            x=x.ravel(), y=y.ravel(), mode="lines", line={"color": colors[number], "width": 2.5, "simplify": False}, hoverinfo="skip", showlegend=False,
            name="junctions",
        )
    figure.add_scatter(
        x=((left + right) / 2).astype(np.float32), y=(-0.6 - heights).astype(np.float32), mode="markers", showlegend=False, name="juQTL",
        marker={"size": 9, "color": [colors[number] for number in classes], "symbol": "circle", "line": {"color": look.card, "width": 1}},
        customdata=best.select("phenotype_id", "variant_id", "tissue").rows(), text=[_describe(row, "juQTL") for row in best.to_dicts()],
        hovertemplate="%{text}<extra></extra>",
    )


def add_transcript_effects(figure: go.Figure, effects: pl.DataFrame, transcripts: pl.DataFrame, look: Theme) -> None:
    """The strongest tuQTL lead of each isoform as a mark on the axis x4: up or down by the sign of the slope, shaded by its size."""
    if effects.is_empty():
        return
    placed = transcripts.select("transcript_id").with_row_index("row").join(_strongest(effects, ["transcript_id"]), on="transcript_id", how="inner", maintain_order="left")
    if placed.is_empty():
        return
    slopes = placed["slope"].fill_null(0.0).to_numpy()
    classes, colors = slope_classes(slopes, look)
    figure.add_scatter(
        x=np.zeros(placed.height, dtype=np.int16), y=placed["row"].to_numpy().astype(np.int16), mode="markers", xaxis="x4", showlegend=False, name="tuQTL",
        marker={"size": 11, "color": [colors[number] for number in classes], "symbol": ["triangle-up" if slope >= 0 else "triangle-down" for slope in slopes],
                "line": {"color": look.secondary, "width": 1}},
        customdata=placed.select("phenotype_id", "variant_id", "tissue").rows(), text=[_describe(row, "tuQTL") for row in placed.to_dicts()],
        hovertemplate="%{text}<extra></extra>",
    )


def slope_classes(slopes: np.ndarray, look: Theme) -> tuple[np.ndarray, list[str]]:
    """Class of each slope (0 most negative) and the classes' colours, symmetric about 0 up to the largest."""
    largest = max(float(np.abs(slopes).max(initial=0.0)), 1e-12)
    size = np.minimum((np.abs(slopes) / largest * SLOPE_CLASSES).astype(int), SLOPE_CLASSES - 1)
    classes = np.where(slopes < 0, SLOPE_CLASSES - 1 - size, SLOPE_CLASSES + size)
    ends = np.concatenate([np.linspace(0, 0.32, SLOPE_CLASSES), np.linspace(0.68, 1, SLOPE_CLASSES)])
    return classes, plotly.colors.sample_colorscale(style.diverging(look), ends.tolist())


def _strongest(leads: pl.DataFrame, per: list[str]) -> pl.DataFrame:
    """The lead with the smallest p of each thing acted on, and in how many tissues there are leads."""
    ranked = leads.sort("pval_nominal", nulls_last=True, maintain_order=True)
    return ranked.with_columns(pl.col("tissue").n_unique().over(per).alias("n_tissues")).unique(per, keep="first", maintain_order=True)


def _describe(row: dict[str, object], kind: str) -> str:
    others = int(str(row["n_tissues"])) - 1
    also = f" and {others} more" if others else ""
    slope, pvalue = row["slope"], row["pval_nominal"]
    return "<br>".join([
        f"<b>{kind} {row['variant_id']}</b>", f"{str(row['tissue']).replace('_', ' ')}{also}",
        f"slope: {style.write_number(slope if isinstance(slope, float) else None, signed=True)} SD per ALT allele",
        f"p: {style.write_p(pvalue if isinstance(pvalue, float) else None)}",
    ])

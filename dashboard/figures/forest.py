"""Forest plot of one gene–variant pair over all tissues."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import QTL_TYPE, Theme, message_figure, new_figure, shade, write_p
from dashboard.store.tissues import Tissue

Z95 = 1.959964


def forest(effects: pl.DataFrame, replicated: pl.DataFrame, tissues: Sequence[Tissue], look: Theme, *, qtl_type: str, unit: str, tested: Sequence[str] = ()) -> go.Figure:
    """Slope with its 95 % interval per tissue; where only p is known, a point without an interval.

    Tissues of `tested` without a value are listed and said to be without one.
    `effects`: tissue, slope, slope_se, neglog10_p. `replicated`: tissue, other_tissue, other_slope, other_pval_nominal (GTEx), drawn hollow.
    """
    known = effects.filter(pl.col("slope").is_not_null())
    if known.is_empty():
        return message_figure(look, "No effect of this pair is in the release.", "Choose another variant in the map above.")
    drawn = [tissue for tissue in reversed(tissues) if tissue.key in {*known["tissue"], *tested}]
    row = {tissue.key: index for index, tissue in enumerate(drawn)}
    figure = new_figure(look, height=26 * len(drawn) + 130, hovermode="closest", showlegend=True)
    color = shade(QTL_TYPE.get(qtl_type, "#1A2E47"), look)
    groups = {"circle": (f"{qtl_type}, 95 % interval", pl.col("slope_se").is_not_null()), "diamond": (f"{qtl_type}, interval not published", pl.col("slope_se").is_null())}
    for symbol, (name, chosen) in groups.items():
        rows = known.filter(chosen & pl.col("tissue").is_in(list(row)))
        if rows.is_empty():
            continue
        reach = Z95 * rows["slope_se"].fill_null(0).to_numpy()
        figure.add_trace(go.Scatter(
            x=rows["slope"].to_numpy(), y=[row[t] for t in rows["tissue"]], mode="markers", name=name, marker={"color": color, "size": 9, "symbol": symbol},
            error_x={"array": reach, "color": color, "thickness": 1.4, "width": 0, "visible": symbol == "circle"},
            customdata=[[drawn[row[t]].label, write_p(10 ** -p), f"{s:+.3g}" + (f" ± {r:.2g}" if r else "")] for t, p, s, r in zip(rows["tissue"], rows["neglog10_p"], rows["slope"], reach, strict=True)],
            hovertemplate="<b>%{customdata[0]}</b><br>slope: %{customdata[2]}<br>p: %{customdata[1]}<extra></extra>",
        ))
    others = replicated.filter(pl.col("tissue").is_in(list(row)) & pl.col("other_slope").is_not_null())
    if others.height:
        figure.add_trace(go.Scatter(
            x=others["other_slope"].to_numpy(), y=np.array([row[t] for t in others["tissue"]]) - 0.22, mode="markers", name="GTEx",
            marker={"color": look.card, "size": 8, "line": {"color": look.secondary, "width": 1.6}},
            customdata=[[t.replace("_", " "), write_p(p)] for t, p in zip(others["other_tissue"], others["other_pval_nominal"], strict=True)],
            hovertemplate="<b>GTEx %{customdata[0]}</b><br>slope: %{x:+.3g}<br>p: %{customdata[1]}<extra></extra>",
        ))
    for key in set(row) - set(known["tissue"]):
        figure.add_annotation(x=0, y=row[key], text="no value in this release", showarrow=False, xanchor="left", xshift=6, font={"size": 10, "color": look.faint})
    figure.add_vline(x=0, line={"color": look.axis, "width": 1})
    figure.update_xaxes(title_text=f"slope, SD per {unit}", showgrid=True)
    figure.update_yaxes(tickvals=list(range(len(drawn))), ticktext=[f"{tissue.label}  n={tissue.n_qtl or tissue.n_short_read}" for tissue in drawn],
                        range=[-0.7, len(drawn) - 0.3], showgrid=False, ticks="", showline=False)
    return figure

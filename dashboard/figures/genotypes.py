"""Genotype or repeat dosage against phenotype, one point per person."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import polars as pl

from dashboard.figures.style import COHORT, SMALL_N, Theme, message_figure, new_figure, shade, write_p
from dashboard.statistics.fits import fit_line

_JITTER = 0.16


def genotype_phenotype(people: pl.DataFrame, look: Theme, *, unit: str, phenotype: str) -> go.Figure:
    """Points per person with the least-squares fit and its 95 % band; boxes of a genotype only from ten people on.

    Columns: dosage, phenotype (SD), genotype, cohort. Genotypes (0, 1, 2) are jittered, repeat dosages are drawn where they are.
    """
    rows = people.drop_nulls(["dosage", "phenotype"])
    if rows.is_empty():
        return message_figure(look, "No individual values were published for this example.")
    figure = new_figure(look, height=360, hovermode="closest")
    categorical = rows["dosage"].n_unique() <= 3 and rows["dosage"].is_in([0, 1, 2]).all()
    spread = np.random.default_rng(1)
    for cohort, part in sorted(rows.partition_by("cohort", as_dict=True).items()):
        name = str(cohort[0])
        color = shade(COHORT.get(name, "#516C8A"), look)
        x, y = part["dosage"].to_numpy(), part["phenotype"].to_numpy()
        if categorical:
            _boxes(figure, part, color)
        drawn = x + spread.uniform(-_JITTER, _JITTER, len(x)) if categorical else x
        genotypes = part["genotype"].fill_null("").to_numpy()
        figure.add_trace(go.Scatter(
            x=drawn, y=y, mode="markers", name=f"{name} (n={len(x)})", marker={"color": color, "size": 6, "opacity": 0.6}, customdata=np.column_stack([genotypes, x]),
            hovertemplate="dosage: %{customdata[1]:.3g} %{customdata[0]}<br>phenotype: %{y:.3g} SD<extra></extra>",
        ))
        line = fit_line(x, y)
        if line is None:
            continue
        at = np.linspace(x.min(), x.max(), 60)
        low, high = line.band(at)
        figure.add_trace(go.Scatter(x=np.concatenate([at, at[::-1]]), y=np.concatenate([low, high[::-1]]), fill="toself", fillcolor=color, opacity=0.12, line={"width": 0}, hoverinfo="skip", showlegend=False))
        figure.add_trace(go.Scatter(x=at, y=line.predict(at), mode="lines", line={"color": color, "width": 2}, showlegend=False, hoverinfo="skip"))
        figure.add_annotation(xref="paper", yref="paper", x=1, y=0, xanchor="right", yanchor="bottom", showarrow=False, font={"size": 11, "color": look.secondary},
                              text=f"slope {line.slope:+.3g} ± {line.reach:.2g} SD per {unit}, p {write_p(line.p)}", yshift=2 + 16 * len(figure.layout.annotations))
    figure.update_xaxes(title_text=unit + "s" if not categorical else f"copies of the {unit}", **({"tickvals": [0, 1, 2]} if categorical else {}))
    figure.update_yaxes(title_text=f"{phenotype} (SD)")
    return figure


def _boxes(figure: go.Figure, part: pl.DataFrame, color: str) -> None:
    for (dosage,), group in sorted(part.partition_by("dosage", as_dict=True).items()):
        if group.height >= SMALL_N:
            figure.add_trace(go.Box(x=np.full(group.height, dosage), y=group["phenotype"].to_numpy(), boxpoints=False, line={"color": color, "width": 1}, fillcolor="rgba(0,0,0,0)",
                                    width=0.5, showlegend=False, hoverinfo="skip"))

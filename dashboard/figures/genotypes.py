"""Genotype or repeat dosage against phenotype, one point per person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import COHORT, SMALL_N, Theme, message_figure, new_figure, shade, write_p
from dashboard.statistics.fits import fit_line
from dashboard.store.people import People

_JITTER = 0.16


def genotype_phenotype(panels: Sequence[People], look: Theme) -> go.Figure:
    """A panel per pair: a point per person, the least-squares fit with its 95 % band, boxes of genotypes of ten people or more.

    Genotypes (0, 1, 2) are jittered; repeat dosages are drawn where they are.
    """
    known = [panel for panel in panels if panel.frame.drop_nulls(["dosage", "phenotype"]).height]
    if not known:
        return message_figure(look, "No individual values are known for this pair.", "A release needs genotypes and expression per sample for them.")
    figure = make_subplots(rows=1, cols=len(known), horizontal_spacing=0.07, subplot_titles=[panel.title for panel in known], figure=new_figure(look, height=370, hovermode="closest"))
    # One line for each cohort's fit stands between a title and its plot; the legend below keeps out of their way.
    lines = max(panel.frame["cohort"].n_unique() for panel in known)
    figure.update_annotations(font={"size": 12, "color": look.text}, yshift=2 + 16 * lines)
    for column, panel in enumerate(known, start=1):
        _draw(figure, panel, look, column)
    figure.update_layout(height=354 + 16 * lines + (34 if lines > 1 else 0), margin={"t": 50 + 16 * lines}, legend={"y": -0.2, "yanchor": "top"})
    return figure


def _draw(figure: go.Figure, panel: People, look: Theme, column: int) -> None:
    rows = panel.frame.drop_nulls(["dosage", "phenotype"])
    categorical = bool(rows["dosage"].is_in([0.0, 1.0, 2.0]).all())
    spread = np.random.default_rng(1)
    axis = "" if column == 1 else str(column)
    fits = []
    for (cohort,), part in sorted(rows.partition_by("cohort", as_dict=True).items()):
        color = shade(COHORT.get(str(cohort), "#516C8A"), look)
        x, y = part["dosage"].to_numpy(), part["phenotype"].to_numpy()
        if categorical:
            _boxes(figure, part, color, column)
        drawn = x + spread.uniform(-_JITTER, _JITTER, len(x)) if categorical else x
        figure.add_trace(go.Scatter(
            x=drawn, y=y, mode="markers", name=f"{cohort} (n={len(x)})", showlegend=len(rows["cohort"].unique()) > 1, marker={"color": color, "size": 5, "opacity": 0.55},
            customdata=np.column_stack([part["genotype"].fill_null("").to_numpy(), x]), hovertemplate="dosage: %{customdata[1]:.3g} %{customdata[0]}<br>phenotype: %{y:.3g}<extra></extra>",
        ), row=1, col=column)
        line = fit_line(x, y)
        if line is None:
            continue
        at = np.linspace(x.min(), x.max(), 60)
        low, high = line.band(at)
        figure.add_trace(go.Scatter(x=np.concatenate([at, at[::-1]]), y=np.concatenate([low, high[::-1]]), fill="toself", fillcolor=color, opacity=0.12, line={"width": 0}, hoverinfo="skip", showlegend=False), row=1, col=column)
        figure.add_trace(go.Scatter(x=at, y=line.predict(at), mode="lines", line={"color": color, "width": 2}, showlegend=False, hoverinfo="skip"), row=1, col=column)
        fits.append(f"{cohort} n={len(x)}: slope {line.slope:+.3g} ± {line.reach:.2g}, p {write_p(line.p)}")
    figure.add_annotation(xref=f"x{axis} domain", yref=f"y{axis} domain", x=0.5, y=1, yanchor="bottom", showarrow=False, font={"size": 11, "color": look.secondary}, text="<br>".join(fits))
    figure.update_xaxes(title_text=f"{panel.unit}s" if not categorical else f"copies of the {panel.unit}", **({"tickvals": [0, 1, 2]} if categorical else {}), row=1, col=column)
    figure.update_yaxes(title_text=panel.phenotype, row=1, col=column)


def _boxes(figure: go.Figure, part: pl.DataFrame, color: str, column: int) -> None:
    for (dosage,), group in sorted(part.partition_by("dosage", as_dict=True).items()):
        if group.height >= SMALL_N:
            figure.add_trace(go.Box(
                x=np.full(group.height, dosage), y=group["phenotype"].to_numpy(), boxpoints=False, line={"color": color, "width": 1}, fillcolor="rgba(0,0,0,0)",
                width=0.5, showlegend=False, hoverinfo="skip",
            ), row=1, col=column)

"""Genotype or repeat dosage against phenotype, one point per person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import COHORT, SMALL_N, Theme, message_figure, new_figure, shade, write_number, write_p
from dashboard.statistics.fits import fit_line
from dashboard.store.people import People

_JITTER = 0.16
ROOMY = 2
"""Up to so many panels have room for their fit in one line."""


def genotype_phenotype(panels: Sequence[People], look: Theme) -> go.Figure:
    """A panel per pair: a point per person, the least-squares fit with its 95 % band, boxes of genotypes of ten people or more.

    Genotypes (0, 1, 2) are jittered; repeat dosages are drawn where they are.
    """
    known = [panel for panel in panels if panel.frame.drop_nulls(["dosage", "phenotype"]).height]
    if not known:
        return message_figure(look, "No individual values are known for this pair.", "A release needs genotypes and expression per sample for them.")
    # One line for each cohort's fit, two where it is narrow, stands between a title and its plot; the legend of several cohorts keeps out of their way.
    narrow, cohorts = len(known) > ROOMY, max(panel.frame["cohort"].n_unique() for panel in known)
    lines = cohorts * (1 + narrow)
    figure = make_subplots(rows=1, cols=len(known), horizontal_spacing=0.06, subplot_titles=[panel.title for panel in known], figure=new_figure(look, height=370, hovermode="closest"))
    figure.update_annotations(font={"size": 12, "color": look.text}, yshift=15 * lines)
    for column, panel in enumerate(known, start=1):
        _draw(figure, panel, look, column, narrow=narrow)
    figure.update_layout(height=355 + 15 * lines + (34 if cohorts > 1 else 0), margin={"t": 50 + 15 * lines}, legend={"y": -0.2, "yanchor": "top"})
    return figure


def _draw(figure: go.Figure, panel: People, look: Theme, column: int, *, narrow: bool) -> None:
    rows = panel.frame.drop_nulls(["dosage", "phenotype"])
    categorical = bool(rows["dosage"].is_in([0.0, 1.0, 2.0]).all())
    spread = np.random.default_rng(1)
    place = {"row": 1, "col": column}
    fits = []
    for (cohort,), part in sorted(rows.partition_by("cohort", as_dict=True).items()):
        color = shade(COHORT.get(str(cohort), "#516C8A"), look)
        x, y = part["dosage"].to_numpy(), part["phenotype"].to_numpy()
        if categorical:
            _boxes(figure, part, color, place)
        drawn = x + spread.uniform(-_JITTER, _JITTER, len(x)) if categorical else x
        figure.add_trace(go.Scatter(
            x=drawn, y=y, mode="markers", name=f"{cohort} (n={len(x)})", showlegend=len(rows["cohort"].unique()) > 1, marker={"color": color, "size": 5, "opacity": 0.55},
            customdata=np.column_stack([part["genotype"].fill_null("").to_numpy(), x]), hovertemplate="dosage: %{customdata[1]:.3g} %{customdata[0]}<br>phenotype: %{y:.3g}<extra></extra>",
        ), **place)
        fit = fit_line(x, y)
        if fit is None:
            continue
        at = np.linspace(x.min(), x.max(), 60)
        low, high = fit.band(at)
        figure.add_trace(go.Scatter(x=np.concatenate([at, at[::-1]]), y=np.concatenate([low, high[::-1]]), fill="toself", fillcolor=color, opacity=0.12, line={"width": 0}, hoverinfo="skip", showlegend=False), **place)
        figure.add_trace(go.Scatter(x=at, y=fit.predict(at), mode="lines", line={"color": color, "width": 2}, showlegend=False, hoverinfo="skip"), **place)
        fits.append(f"{cohort} n={len(x)}: slope {write_number(fit.slope, signed=True)} ± {write_number(fit.reach, 2)},{'<br>' if narrow else ' '}p {write_p(fit.p)}")
    figure.add_annotation(**place, xref="x domain", yref="y domain", x=0.5, y=1, yanchor="bottom", showarrow=False, font={"size": 11, "color": look.secondary}, text="<br>".join(fits))
    figure.update_xaxes(title_text=f"{panel.unit}s" if not categorical else f"copies of the {panel.unit}", **({"tickvals": [0, 1, 2]} if categorical else {}), **place)
    figure.update_yaxes(title_text=panel.phenotype, **place)


def _boxes(figure: go.Figure, part: pl.DataFrame, color: str, place: dict[str, int]) -> None:
    for (dosage,), group in sorted(part.partition_by("dosage", as_dict=True).items()):
        if group.height >= SMALL_N:
            figure.add_trace(go.Box(
                x=np.full(group.height, dosage), y=group["phenotype"].to_numpy(), boxpoints=False, line={"color": color, "width": 1}, fillcolor="rgba(0,0,0,0)",
                width=0.5, showlegend=False, hoverinfo="skip",
            ), **place)

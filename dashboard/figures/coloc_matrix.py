"""Matrix of colocalizations: colour is the best PP.H4, a mark says which method found it, blank is not reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, new_figure, shade, write_count, write_p
from dashboard.store.colocalization import BOTH, COLOC_ONLY, SMR_ONLY, Matrix

ROW_HEIGHT = 18
PP_H4_SCALE = {"light": [[0, "#D5E3EF"], [1, "#1F4E79"]], "dark": [[0, "#24405A"], [1, "#9CC8EE"]]}
_MARKS: dict[str, dict[str, Any]] = {
    BOTH: {"symbol": "diamond", "color": "#DE735F", "size": 9}, COLOC_ONLY: {"symbol": "circle", "color": "#FFFFFF", "size": 6},
    SMR_ONLY: {"symbol": "triangle-up", "color": "#A05709", "size": 9},
}
_HOVER = "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>best PP.H4: %{customdata[4]}<br>smallest p (SMR): %{customdata[5]}<br>%{customdata[6]}<extra></extra>"
_GAP = 34
_TOP = 98
_SLANTED = 5.2
"""Pixels of height that a slanted label takes for each of its letters."""


def coloc_matrix(matrix: Matrix, tissues: Mapping[str, str], look: Theme, *, kinds: Sequence[str] = ("",), chosen: tuple[str, str] = ("", "")) -> go.Figure:
    """One matrix, or one per QTL type in `kinds` above each other on the same axes. `chosen` is the cell that is open."""
    if matrix.cells.is_empty():
        return message_figure(look, "No colocalization or SMR result meets these filters.", "That means not reported, never negative. Widen the filters.")
    labels = {**{key: key for key in (*matrix.rows, *matrix.columns)}, **tissues, **matrix.labels}
    each = ROW_HEIGHT * len(matrix.rows)
    inner = each * len(kinds) + _GAP * (len(kinds) - 1)
    ticks = [_short(labels[column], 18) for column in matrix.columns]
    below = 24 + int(_SLANTED * max(len(text) for text in ticks))
    figure = new_figure(look, height=inner + _TOP + below, hovermode="closest", clickmode="event", dragmode=False, margin={"t": _TOP, "r": 130 if matrix.groups else 16, "b": below})
    counts = dict.fromkeys(_MARKS, 0)
    for index, kind in enumerate(kinds):
        top = 1 - index * (each + _GAP) / inner
        cells = matrix.cells.filter(pl.col("qtl_type") == kind)
        axis = "" if index == 0 else str(index + 1)
        _add_heat(figure, matrix, cells, labels, axis)
        for state, n in _add_marks(figure, matrix, cells, labels, look, axis=axis).items():
            counts[state] += n
        if kind:
            figure.add_annotation(text=f"<b>{kind}</b>", x=0, xref="paper", y=top, yref="paper", xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12})
        figure.update_layout({f"yaxis{axis}": {
            "domain": [max(top - each / inner, 0), top], "tickvals": list(range(len(matrix.rows))), "ticktext": [_short(labels[row]) for row in matrix.rows],
            "range": [len(matrix.rows) - 0.5, -0.5], "ticks": "", "showline": False, "fixedrange": True, "tickfont": {"size": 11}, "showgrid": False,
        }})
        _add_frame(figure, matrix, axis, look, chosen)
    _add_legend(figure, counts, look)
    figure.update_xaxes(
        tickvals=list(range(len(matrix.columns))), ticktext=ticks, tickangle=-60, tickfont={"size": 10.5},
        range=[-0.5, len(matrix.columns) - 0.5], ticks="", showline=False, fixedrange=True, anchor="free" if len(kinds) > 1 else "y", position=0 if len(kinds) > 1 else None,
    )
    figure.update_layout(coloraxis={
        "colorscale": PP_H4_SCALE[look.mode], "cmin": 0.8, "cmax": 1,
        "colorbar": {"title": {"text": "best PP.H4", "side": "right", "font": {"size": 11}}, "orientation": "h", "thickness": 8, "len": 150, "lenmode": "pixels", "x": 1, "xanchor": "right",
                     "y": 1 + 38 / inner, "yanchor": "bottom", "ypad": 6, "outlinewidth": 0, "tickvals": [0.8, 0.9, 1], "tickfont": {"size": 10}},
    }, legend={"y": 1 + 14 / inner})
    return figure


def _add_heat(figure: go.Figure, matrix: Matrix, cells: pl.DataFrame, labels: Mapping[str, str], axis: str) -> None:
    row = {key: index for index, key in enumerate(matrix.rows)}
    column = {key: index for index, key in enumerate(matrix.columns)}
    values = np.full((len(row), len(column)), np.nan, dtype=np.float32)
    data = np.full((len(row), len(column), 7), "", dtype=object)
    for (r, c, value), told in zip(cells.select("row", "column", "pp_h4").iter_rows(), _told(matrix, cells, labels), strict=True):
        values[row[r], column[c]] = np.nan if value is None else value
        data[row[r], column[c]] = told
    figure.add_trace(go.Heatmap(
        z=values, customdata=data, coloraxis="coloraxis", xgap=1, ygap=1, hoverongaps=False, hovertemplate=_HOVER, yaxis=f"y{axis}", showlegend=False,
    ))


def _add_marks(figure: go.Figure, matrix: Matrix, cells: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, axis: str) -> dict[str, int]:
    row = {key: index for index, key in enumerate(matrix.rows)}
    column = {key: index for index, key in enumerate(matrix.columns)}
    found = {}
    for state, mark in _MARKS.items():
        part = cells.filter(pl.col("state") == state)
        found[state] = part.height
        if part.is_empty():
            continue
        figure.add_trace(go.Scatter(
            x=np.array([column[c] for c in part["column"]], dtype=np.int16), y=np.array([row[r] for r in part["row"]], dtype=np.int16), mode="markers",
            marker=_marker(mark, look), customdata=np.array(_told(matrix, part, labels), dtype=object), hovertemplate=_HOVER, yaxis=f"y{axis}", showlegend=False,
        ))
    return found


def _marker(mark: Mapping[str, Any], look: Theme) -> dict[str, Any]:
    line = "#FFFFFF" if mark["symbol"] != "circle" else "#1A2E47"
    return {**mark, "color": shade(mark["color"], look), "line": {"color": line, "width": 1}, "opacity": 1}


def _told(matrix: Matrix, cells: pl.DataFrame, labels: Mapping[str, str]) -> list[list[str]]:
    """Keys of the cell, then what its hover says."""
    told = []
    for cell in cells.iter_rows(named=True):
        qtl_type, _, tissue = (cell["best"] or "").partition("|")
        where = qtl_type if "tissue" in (matrix.row_axis, matrix.column_axis) else f"{qtl_type}, {labels.get(tissue, tissue.replace('_', ' '))}"
        best = "–" if cell["pp_h4"] is None else f"{cell['pp_h4']:.3f} ({where})"
        counts = " · ".join(f"{state}: {cell[name]}" for state, name in ((BOTH, "n_both"), (COLOC_ONLY, "n_coloc"), (SMR_ONLY, "n_smr")) if cell[name])
        told.append([cell["row"], cell["column"], labels[cell["row"]], labels[cell["column"]], best, write_p(cell["pval_smr"]), counts])
    return told


def _add_frame(figure: go.Figure, matrix: Matrix, axis: str, look: Theme, chosen: tuple[str, str]) -> None:
    """Thin lines between classes of traits with their names at the right, and a box around the open cell."""
    begin = 0
    for name, members in groupby(matrix.groups):
        size = len(list(members))
        if begin:
            figure.add_shape(type="line", xref="paper", x0=0, x1=1, yref=f"y{axis}", y0=begin - 0.5, y1=begin - 0.5, line={"color": look.axis, "width": 1})
        figure.add_annotation(text=name.replace("_", " "), xref="paper", x=1, xshift=6, yref=f"y{axis}", y=begin + (size - 1) / 2, xanchor="left", showarrow=False,
                              font={"size": 10.5, "color": look.secondary})
        begin += size
    if chosen[0] in matrix.rows and chosen[1] in matrix.columns:
        r, c = matrix.rows.index(chosen[0]), matrix.columns.index(chosen[1])
        figure.add_shape(type="rect", x0=c - 0.5, x1=c + 0.5, yref=f"y{axis}", y0=r - 0.5, y1=r + 0.5, line={"color": look.text, "width": 2})


def _add_legend(figure: go.Figure, counts: Mapping[str, int], look: Theme) -> None:
    for state, n in counts.items():
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", marker=_marker(_MARKS[state], look), name=f"{state} {write_count(n)}"))
    figure.add_trace(go.Scatter(
        x=[None], y=[None], mode="markers", name="blank: not reported", marker={"symbol": "square", "size": 9, "color": "rgba(0,0,0,0)", "line": {"color": look.axis, "width": 1}},
    ))


def _short(text: str, longest: int = 30) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"

"""Individuals on principal components, flat or in space."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.figures import plot as go
from dashboard.figures.labels import place_labels
from dashboard.figures.population_groups import MAX_ENTRIES, SUBJECT, Group, style_groups, unmarked
from dashboard.figures.style import (
    SUPERPOPULATION,
    WEBGL_ABOVE,
    Theme,
    message_figure,
    new_figure,
    shade,
    write_count,
    write_percent,
)

HEIGHT = 476
Shares = Mapping[int, tuple[float, bool]]


@dataclass(frozen=True)
class Marks:
    """What is marked in a projection: individuals in an area, one found by name, the outline of the area (n × 2)."""

    selected: Collection[str] | None = None
    found: str = ""
    outline: NDArray[np.float64] | None = None
    hidden: Collection[str] = field(default_factory=tuple)


def axis_title(component: int, shares: Shares) -> str:
    """PC1 (7.6 %); with ≈ where the share was inferred from the spread of the scores."""
    if component not in shares:
        return f"PC{component}"
    share, inferred = shares[component]
    return f"PC{component} ({'≈ ' if inferred else ''}{write_percent(share, 1 if share >= 0.00095 else 2)})"


def projection(points: pl.DataFrame, axes: Sequence[int], shares: Shares, marks: Marks, look: Theme, *, height: int = HEIGHT, revision: str = "") -> go.Figure:
    """Individuals on two components, or three.

    Columns: sample_id, cohort, population, superpopulation, resources (list), pc…, group (null: unmarked), shown. Groups
    beyond what a legend can hold are populations: they take the colour of their continental group and are named in the plot.
    """
    scored = points.drop_nulls([f"pc{axis}" for axis in axes])
    if scored.filter("shown").is_empty():
        return message_figure(look, "Nobody is shown in this projection.", "Show a cohort or a continental group again.", height=height)
    figure = new_figure(look, height=height, hovermode="closest", dragmode="orbit" if len(axes) == 3 else "lasso", uirevision=revision, selectionrevision=str(marks.outline))
    crowded = scored["group"].n_unique() > MAX_ENTRIES
    if crowded:
        scored = scored.with_columns(pl.col("group").alias("label"), pl.when(pl.col("cohort") == SUBJECT).then("group").otherwise(pl.coalesce("superpopulation", "cohort")).alias("group"))
    webgl = scored.height > WEBGL_ABOVE
    for group, rows in _by_group(scored, look):
        for trace in _traces(rows, group, axes, marks, look, webgl=webgl):
            figure.add_trace(trace)
    _add_axes(figure, axes, shares, look)
    figure.update_layout(margin={"t": 104, "r": 4, "l": 4, "b": 4} if len(axes) == 3 else {"t": 104, "r": 16, "l": 64, "b": 52}, legend={"traceorder": "normal", "uirevision": str(marks.hidden), "tracegroupgap": 0})
    if len(axes) == 2:
        if crowded:
            _name_populations(figure, scored.filter("shown"), axes, look, height)
        _add_outline(figure, marks, look)
    _add_found(figure, scored, axes, marks, look)
    return figure


def _by_group(points: pl.DataFrame, look: Theme) -> list[tuple[Group, pl.DataFrame]]:
    keys = points["group"].unique().drop_nulls().to_list()
    rest = points.filter(pl.col("group").is_null())
    faint = [(unmarked(look), rest)] if rest.height else []
    return [*faint, *((group, points.filter(pl.col("group") == group.key)) for group in style_groups(keys, look))]


def _traces(every: pl.DataFrame, group: Group, axes: Sequence[int], marks: Marks, look: Theme, *, webgl: bool) -> list[go.Trace]:
    shown = every.filter("shown")
    # A trace without points has no legend entry: what is hidden keeps its points, so that a click can bring them back.
    rows = every if shown.is_empty() else shown
    color = group.color
    marker: dict[str, object] = {"color": color, "size": group.size, "symbol": group.symbol, "opacity": group.opacity}
    marker["line"] = {"width": 0.7 if group.filled else 1.1, "color": look.card if group.filled else color}
    common = {
        "name": f"{group.label} ({write_count(rows.height)})", "legendgroup": group.key, "legendrank": group.rank, "showlegend": bool(group.key),
        "visible": "legendonly" if shown.is_empty() else True, "mode": "markers",
    }
    if len(axes) == 3:
        return _spatial(rows, axes, marks, marker, common)
    hover = {"text": rows["sample_id"].to_numpy(), "customdata": _details(rows), "hovertemplate": _hover_template(rows, axes)}
    trace = (go.Scattergl if webgl else go.Scatter)(
        x=_scores(rows, axes[0]), y=_scores(rows, axes[1]), marker=marker, unselected={"marker": {"opacity": 0.08}}, selected={"marker": {"opacity": 1.0}}, **hover, **common,
    )
    if marks.selected is not None:
        trace["selectedpoints"] = np.flatnonzero(rows["sample_id"].is_in(list(marks.selected)).to_numpy()).tolist()
    return [trace]


def _spatial(rows: pl.DataFrame, axes: Sequence[int], marks: Marks, marker: dict[str, object], common: dict[str, object]) -> list[go.Trace]:
    """Points in space know no selection, so that those outside it are a trace of their own."""
    symbol = str(marker["symbol"]).replace("triangle-up", "diamond").replace("triangle-down", "square")
    # Edges are as thick as the points are small: where many lie together, light ones would be all that is seen.
    marker = {**marker, "size": 3, "symbol": symbol, **({} if symbol.endswith("-open") else {"line": {"width": 0}})}
    parts = [(rows, marker, common)]
    if marks.selected is not None:
        chosen = rows["sample_id"].is_in(list(marks.selected))
        parts = [(rows.filter(chosen), marker, common), (rows.filter(~chosen), {**marker, "opacity": 0.08}, {**common, "showlegend": False})]
    return [
        go.Scatter3d(x=_scores(part, axes[0]), y=_scores(part, axes[1]), z=_scores(part, axes[2]), marker=look, text=part["sample_id"].to_numpy(),
                     customdata=_details(part), hovertemplate=_hover_template(part, axes), **options)
        for part, look, options in parts
    ]


def _scores(rows: pl.DataFrame, axis: int) -> NDArray[np.float32]:
    return rows[f"pc{axis}"].cast(pl.Float32).to_numpy()


def _details(rows: pl.DataFrame) -> NDArray[np.object_]:
    """One line per individual on where it belongs; most of a figure's bytes are its hover texts."""
    place = pl.concat_str([pl.lit("population: "), "population"]).fill_null("")
    resource = pl.when(pl.col("resources").list.len() > 0).then(pl.concat_str([pl.lit("<br>in "), pl.col("resources").list.join(", ")])).otherwise(pl.lit(""))
    return rows.select(pl.concat_str([place, resource.fill_null("")]))[:, 0].to_numpy()


def _hover_template(rows: pl.DataFrame, axes: Sequence[int]) -> str:
    cohorts, groups = rows["cohort"].unique(), rows["superpopulation"].unique()
    where = cohorts[0] if cohorts.len() == 1 else ""
    place = f"superpopulation: {groups[0]}<br>" if groups.len() == 1 and groups[0] else ""
    scores = "<br>".join(f"PC{axis}: %{{{name}:.3g}}" for axis, name in zip(axes, "xyz", strict=False))
    return f"<b>%{{text}}</b><br>{'cohort: ' + where + '<br>' if where else ''}{place}{scores}<br>%{{customdata}}<extra></extra>"


def _add_axes(figure: go.Figure, axes: Sequence[int], shares: Shares, look: Theme) -> None:
    titles = [axis_title(axis, shares) for axis in axes]
    if len(axes) == 3:
        figure.update_layout(scene={name: {"title": {"text": title}, "showbackground": False} for name, title in zip(("xaxis", "yaxis", "zaxis"), titles, strict=True)},
                             scene_camera={"eye": {"x": 1.5, "y": 1.5, "z": 0.7}, "center": {"x": 0, "y": 0, "z": -0.15}}, scene_aspectmode="cube")
        return
    figure.update_xaxes(title_text=titles[0], showgrid=True, zeroline=False)
    figure.update_yaxes(title_text=titles[1], zeroline=False)


def _add_outline(figure: go.Figure, marks: Marks, look: Theme) -> None:
    if marks.outline is not None:
        path = "M" + "L".join(f"{x:g},{y:g}" for x, y in marks.outline) + "Z"
        figure.add_shape(type="path", path=path, line={"color": look.accent, "width": 1, "dash": "dot"}, fillcolor="rgba(0,0,0,0)")


def _add_found(figure: go.Figure, points: pl.DataFrame, axes: Sequence[int], marks: Marks, look: Theme) -> None:
    row = points.filter(pl.col("sample_id") == marks.found).head(1)
    if row.is_empty():
        return
    at = dict(zip("xyz", (row[f"pc{axis}"].to_list() for axis in axes), strict=False))
    common = {"mode": "markers+text", "text": [f"<b>{marks.found}</b>"], "textposition": "middle right", "showlegend": False, "hoverinfo": "skip",
              "textfont": {"color": look.text, "size": 12}}
    if len(axes) == 3:
        figure.add_trace(go.Scatter3d(**at, **common, marker={"size": 9, "symbol": "circle-open", "color": look.text, "line": {"width": 3}}))
        return
    low, high = points[f"pc{axes[0]}"].min(), points[f"pc{axes[0]}"].max()
    right = at["x"][0] > (float(low) + 2 * float(high)) / 3  # type: ignore[arg-type]  # scores are numbers
    common["textposition"] = "top left" if right else "top right"
    figure.add_trace(go.Scatter(**at, **common, marker={"size": 15, "symbol": "circle-open", "color": look.text, "line": {"width": 2.5, "color": look.text}}))


def _name_populations(figure: go.Figure, points: pl.DataFrame, axes: Sequence[int], look: Theme, height: int) -> None:
    """Each population's name at its median, with a thin line where it had to move."""
    x, y = (f"pc{axis}" for axis in axes)
    centres = points.drop_nulls("population").group_by("population", "superpopulation").agg(pl.col(x, y).median()).sort(y, "population", descending=[True, False])
    if centres.is_empty():
        return
    width, tall = 360.0, height - 166.0
    (left, right), (bottom, top) = ((float(points[name].min()), float(points[name].max())) for name in (x, y))  # type: ignore[arg-type]  # scores are numbers
    def on_screen(frame: pl.DataFrame) -> NDArray[np.float64]:
        across = (frame[x].to_numpy() - left) / max(right - left, 1e-9) * width
        return np.column_stack([across, (top - frame[y].to_numpy()) / max(top - bottom, 1e-9) * tall])

    offsets = place_labels(on_screen(centres), centres["population"].to_list(), on_screen(points), width=width, height=tall)
    # The lines are shapes: for an arrow, Plotly measures its path and has the whole page laid out again, for each.
    names, lines = [], []
    for (name, group, cx, cy), (dx, dy) in zip(centres.select("population", "superpopulation", x, y).iter_rows(), offsets, strict=True):
        color = shade(SUPERPOPULATION.get(group, look.text), look)
        names.append({"x": cx, "y": cy, "text": name, "xshift": dx, "yshift": -dy, "showarrow": False, "font": {"size": 11, "color": look.text}, "bgcolor": look.card, "opacity": 0.9, "borderpad": 1})
        lines.append({"type": "line", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": cx, "yanchor": cy, "x0": 0, "y0": 0, "x1": dx, "y1": -dy, "line": {"width": 1, "color": color}})
    figure.update_layout(annotations=names, shapes=lines)

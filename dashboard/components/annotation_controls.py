"""The annotation page's controls, what its state means in a release, and what must be said of an analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import choice, section, text
from dashboard.components.ids import Ids
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures import enrichment as figures
from dashboard.figures import plot as go
from dashboard.figures.enrichment_heatmap import enrichment_heatmap
from dashboard.figures.fine_mapping import causal_forest
from dashboard.figures.style import Theme, message_figure, write_count, write_counted
from dashboard.grids.columns import column_defs
from dashboard.grids.rows import sort_from_columns
from dashboard.schema.analyses import FEATURE_LABELS, SCALES, Analysis
from dashboard.store import enrichments as store
from dashboard.store.filters import parse_filters
from dashboard.store.release import Release
from dashboard.store.selection import Filters
from dashboard.store.tissues import tissue_labels
from dashboard.urls import AnnotationState

CONTROLS = {"analysis": ("analysis", "radio"), "feature": ("feature", "input"), "color": ("color", "radio"), "rows": ("rows", "radio"), "order": ("order", "radio")}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLUMNS = ("feature", "tissue", "qtl_type", "variant_class", "source", "threshold", "scale", "estimate", "ci_lower", "ci_upper", "se", "pval", "padj", "n", "total", "flags")


@dataclass(frozen=True)
class View:
    """A page's state with its release, the analysis it shows and that analysis's rows."""

    state: AnnotationState
    release: Release
    analysis: Analysis
    rows: pl.DataFrame

    @cached_property
    def kind(self) -> str:
        return store.kind_of(self.rows)

    @cached_property
    def scales(self) -> list[str]:
        return store.scales_of(self.rows)


def opened(search: str) -> View:
    """The view of a page's state; the first analysis where the state names none or one the release lacks."""
    state = AnnotationState.of(search)
    release = open_release(state.release)
    analysis = chosen_analysis(release, state)
    return View(state, release, analysis, store.adjusted_rows(release, analysis))


def chosen_analysis(release: Release, state: AnnotationState) -> Analysis:
    analyses = [analysis for analysis, _ in store.list_analyses(release)]
    return next((analysis for analysis in analyses if analysis.name == state.analysis), analyses[0])


def filters(ids: Ids, release: Release, state: AnnotationState) -> list[Component]:
    """The filter column."""
    at = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    options = [(analysis.name, analysis.title, write_count(n)) for analysis, n in store.list_analyses(release)]
    return [
        section("Analysis", choice(at["analysis"], options, chosen_analysis(release, state).name), help="Each analysis keeps the scale it was published on"),
        section("Find a feature", text(at["feature"], state.feature, placeholder="Protein, motif or annotation")),
    ]


def heatmap_choices(ids: Ids, state: AnnotationState) -> Component:
    """What the heatmap's colours mean, which rows it has and in which order."""
    return html.Div([
        choice(ids(*CONTROLS["color"]), [("odds", "odds ratio", ""), ("p", "−log₁₀ p", "")], state.color, inline=True),
        choice(ids(*CONTROLS["rows"]), [("top", f"{store.TOP_FEATURES} smallest p", ""), ("significant", "significant anywhere", ""), ("all", "all", "")], state.rows, inline=True),
        choice(ids(*CONTROLS["order"]), [("clustered", "clustered", ""), ("name", "by name", "")], state.order, inline=True),
    ], className="panel-controls")


def draw(view: View, scale: str, look: Theme) -> go.Figure:
    """The figure of the analysis on one scale."""
    rows = view.rows.filter(pl.col("scale") == scale)
    interval = view.analysis.interval_of(scale)
    if view.kind == "heatmap":
        return enrichment_heatmap(store.heatmap_rows(rows, view.state.rows, view.state.feature), tissue_labels(view.release), look, color=view.state.color, clustered=view.state.order == "clustered")
    if view.kind == "scatter":
        return figures.feature_scatter(store.motif_points(rows, view.state.feature), look)
    wanted = view.state.feature.strip().lower()
    rows = rows.filter(pl.col("row").str.to_lowercase().str.contains(wanted, literal=True) | pl.col("row").replace_strict(FEATURE_LABELS, default=pl.col("row")).str.to_lowercase().str.contains(wanted, literal=True))
    if rows.is_empty():
        return message_figure(look, "No feature of this analysis has that in its name.", "Clear the search, or choose another analysis.")
    if view.kind == "threshold":
        if rows["tissue"].drop_nulls().n_unique() > 1:
            return causal_forest(rows, tissue_labels(view.release), look)
        return figures.over_threshold(rows, look, scale=scale, interval=interval, threshold=view.analysis.threshold)
    return figures.forest(rows, look, scale=scale, interval=interval)


def note(view: View, scale: str) -> str:
    """Scale, interval and n of a figure, in one line."""
    rows = view.rows.filter(pl.col("scale") == scale)
    features = rows["row"].n_unique()
    parts = [SCALES[scale][0]]
    if view.kind == "scatter":
        significant = int((rows["padj"] < store.FDR).sum())
        parts += [f"{write_counted(features, 'motif')}, {write_count(significant)} significant at 5 %", "motifs with the same counts are one point"]
    elif view.kind == "heatmap":
        shown = store.heatmap_rows(rows, view.state.rows, view.state.feature)
        significant = int((shown["padj"] < store.FDR).sum())
        parts += [f"{write_count(shown['feature'].n_unique())} of {write_counted(features, 'feature')} in {rows['tissue'].n_unique()} tissues", f"dots: {write_count(significant)} with an adjusted p < 0.05"]
        parts += ["clustered both ways (average linkage of log₂ odds)"] if view.state.order == "clustered" else []
    else:
        parts += [f"bars: {view.analysis.interval_of(scale)}"] + ([f"{features} features"] if features > 1 else [])
        missing = int((rows["ci_lower"].is_null() & rows["ci_upper"].is_not_null()).sum())
        parts += [f"{missing} without a published lower limit are hollow"] if missing else []
        parts += ["joined for the eye only"] if view.kind == "threshold" and rows["tissue"].null_count() else []
    return " · ".join(parts)


def testing(view: View) -> str:
    """How tests were corrected; simulated releases do it over all analyses at once."""
    if view.release.simulated and view.rows["padj"].count():
        return "Multiple testing: adjusted p over all analyses of the simulation (Benjamini–Hochberg)."
    return f"Multiple testing: {view.analysis.testing[0].lower()}{view.analysis.testing[1:]}"


def table_filters(view: View) -> tuple[Filters, list[str]]:
    """Filters of the rows in the table, and a sentence for each part that is not understood."""
    found: Filters = store.source_filters(view.analysis)
    problems: list[str] = []
    if view.state.feature.strip():
        found += (("feature__contains", view.state.feature.strip()),)
    for word in view.state.where:
        name, _, value = word.partition("=")
        try:
            parse_filters(view.release.schema(store.TABLE), [(name, value)])
        except QueryError as error:
            problems.append(str(error))
            continue
        found += ((name, value),)
    if view.state.analysis and view.state.analysis != view.analysis.name:
        problems.append(f"The analysis “{view.state.analysis:.60}” is not in this release; “{view.analysis.title}” is shown.")
    return found, problems


def table_columns(view: View) -> list[dict[str, Any]]:
    """Columns of the table that this analysis fills, sorted as the state says: a grid keeps an order of columns that say nothing."""
    filled = set(_published(view))
    columns = column_defs(view.release.schema(store.TABLE), [name for name in COLUMNS if name in filled and (name != "source" or len(view.analysis.sources) > 1)])
    order = {part.removeprefix("-"): (part.startswith("-"), index) for index, part in enumerate(default_sort(view).split(","))}
    return [{**column, **({"sort": "desc" if order[column["field"]][0] else "asc", "sortIndex": order[column["field"]][1]} if column["field"] in order else {"sort": None, "sortIndex": None})} for column in columns]


def default_sort(view: View) -> str:
    """The state's order, else by adjusted p or p where there are any."""
    return view.state.sort or next((name for name in ("padj", "pval") if name in _published(view)), "-estimate")


def _published(view: View) -> list[str]:
    """Columns that have a value, other than those computed here."""
    return store.filled_columns(store.analysis_rows(view.release, view.analysis))


def controlled(state: AnnotationState, release: Release, values: Sequence[Any]) -> AnnotationState:
    """The state with the values of all controls; another analysis starts without the grid's filters and order."""
    raw = {name: "" if value is None else str(value) for name, value in zip(CONTROLS, values, strict=True)}
    if raw["analysis"] == chosen_analysis(release, state).name:
        raw["analysis"] = state.analysis
    elif raw["analysis"] == chosen_analysis(release, AnnotationState()).name:
        raw["analysis"] = ""
    parsed, _ = AnnotationState.parse({name: value for name, value in raw.items() if value})
    after = state.but(**{name: getattr(parsed, name) for name in raw})
    return after if after.analysis == state.analysis else after.but(where=(), sort="", feature="")


def with_grid(state: AnnotationState, where: tuple[str, ...], columns: Sequence[Mapping[str, Any]] | None, default: str) -> AnnotationState:
    sort = sort_from_columns(columns)
    return state.but(where=where, sort="" if sort == default else sort)

"""What are QTLs enriched in? Table: enrichments, one scale per figure. URL: `/annotation`, see `urls.AnnotationState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update
from dash.development.base_component import Component

from dashboard.components import annotation_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.context import open_release
from dashboard.figures.style import message_figure, theme, write_counted
from dashboard.grids.rows import answer_rows, grid, serves_rows, where_from_model
from dashboard.schema.analyses import SCALES
from dashboard.store import enrichments as store
from dashboard.urls import AnnotationState

ids = Ids("annotation")
dash.register_page(__name__, path="/annotation", name="Annotation", title="Annotation · GTOP Explorer", order=7, nav=True)

FIRST = Panel(ids, "first", "Enrichment", height=420, needs=AnnotationState.all_but("where", "sort"))
SECOND = Panel(ids, "second", "On another scale", height=420)
TABLE = Panel(ids, "rows", "The estimates", graph=False, wide=True, needs=AnnotationState.all_but("color", "rows", "order"))
STATE, GRID, WRITER = ids("page", "state"), ids("rows", "grid"), StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = AnnotationState.parse(query)
    release = open_release(state.release)
    if not release.has(store.TABLE):
        return page(ids, state, title="Annotation", lead="", problems=problems, content=[absent("enrichment analyses", "gtop")])
    rows: Any = grid(GRID, release, store.TABLE, view.COLUMNS, where=state.where, links=False)
    rows.columnDefs = view.table_columns(view.opened(state.search))
    content = cards(FIRST.layout(controls=html.Div(view.heatmap_choices(ids, state), id=ids("heatmap", "choices"))), SECOND.layout(), TABLE.layout(rows))
    return page(ids, state, title="Annotation", lead="", problems=problems, content=[content], filters=view.filters(ids, release, state))


@callback(
    WRITER.output, *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()],
    Input(GRID, "filterModel"), Input(GRID, "columnState"), State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> Any:
    """Controls and the grid write the state."""
    controls, (model, columns, search, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS) :]
    before = after = AnnotationState.of(search)
    release, touch = open_release(before.release), touched()
    if touch.beside(GRID):
        after = view.controlled(after, release, controls)
    # The grid of an analysis that was just left says nothing about the next one.
    if GRID in touch and after.analysis == before.analysis:
        default = view.default_sort(view.opened(after.but(sort="").search))
        after = view.with_grid(after, where_from_model(release.schema(store.TABLE), model), columns, default)
    return WRITER.write(before, after, token)


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    shown = view.opened(search)
    lead = " ".join(filter(None, (shown.analysis.question, view.testing(shown))))
    return shown.analysis.title, lead, notices(view.table_filters(shown)[1])


# The width of the cards comes first, for the figures to be drawn in it.
@FIRST.draws(
    Output(FIRST.id, "className"), Output(SECOND.id, "className"), FIRST.outputs, SECOND.outputs, Output(FIRST.title_id, "children"), Output(SECOND.title_id, "children"),
    Output(ids("heatmap", "choices"), "className"),
)
def draw_scales(search: str, mode: str) -> tuple[Any, ...]:
    """One figure per scale; an analysis on one scale takes the whole width."""
    shown, look = view.opened(search), theme(mode)
    filled: list[Any] = []
    titles = []
    for panel, scale in zip((FIRST, SECOND), [*shown.scales, ""][:2], strict=True):
        title = f"{shown.analysis.title}: {SCALES[scale][0]}" if scale else panel.title
        figure = view.draw(shown, scale, look) if scale else message_figure(look, "This analysis has one scale.")
        rows = Rows(store.TABLE, store.source_filters(shown.analysis, scale=scale)) if scale else None
        filled += panel.filled(figure, shown.release, rows, view.note(shown, scale) if scale else "", [title, view.testing(shown)])
        titles.append(title)
    several = len(shown.scales) > 1
    return "panel" if several else "panel panel-wide", "panel" if several else "panel d-none", *filled, *titles, "" if shown.kind == "heatmap" else "d-none"


@TABLE.draws(TABLE.frame_outputs, Output(GRID, "columnDefs"), beside=[State(GRID, "columnDefs")])
def describe_rows(search: str, _mode: str, before: list[dict[str, Any]]) -> tuple[Any, ...]:
    shown = view.opened(search)
    filters, _ = view.table_filters(shown)
    total = answer_rows(shown.release, store.TABLE, filters, {"startRow": 0, "endRow": 1})["rowCount"]
    rows = Rows(store.TABLE, filters, view.default_sort(shown))
    columns = view.table_columns(shown)
    return *TABLE.frame(shown.release, rows, f"{write_counted(total, 'row')} as published · {view.testing(shown)}"), no_update if columns == before else columns


@serves_rows(GRID, State(STATE, "data"))
def list_rows(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    shown = view.opened(search)
    return answer_rows(shown.release, store.TABLE, view.table_filters(shown)[0], request)


# After its columns, which bring an order that it asks rows for by itself.
clientside_callback(ClientsideFunction("state", "refreshSortedGrid"), Output(GRID, "className"), Input(TABLE.note_id, "children"), State(GRID, "columnDefs"), State(GRID, "id"), prevent_initial_call=True)

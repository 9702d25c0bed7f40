"""Which QTLs are there in these tissues? Tables: lead_associations, tagging, tissues. URL: `/qtls`, see `urls.QtlState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update
from dash.development.base_component import Component

from dashboard.components import qtl_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.components.tissues import TissuePicker, flatten, spread
from dashboard.context import open_release
from dashboard.figures import qtls as figures
from dashboard.figures.style import VARIANT_CLASS, shade, theme, write_count, write_counted, write_percent
from dashboard.figures.upset import LARGEST, upset
from dashboard.grids.rows import answer_rows, grid, serves_rows, where_from_model
from dashboard.store import associations as store
from dashboard.store.query import describe_query
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels
from dashboard.urls import QtlState

ids = Ids("qtls")
dash.register_page(__name__, path="/qtls", name="QTLs", title="QTLs · GTOP Explorer", order=1, nav=True)

FILTERS = QtlState.all_but("sort", "overlap")
EFFECT = Panel(ids, "effect", "Effect against significance", height=400, needs=FILTERS)
COUNTS = Panel(ids, "counts", "Lead associations per tissue", height=400, needs=FILTERS)
LEADS = Panel(ids, "leads", "Lead associations", graph=False, wide=True, needs=QtlState.all_but("overlap"))
DISTANCE = Panel(ids, "distance", "Where the lead variants lie", height=340, needs=FILTERS)
TAGGING = Panel(ids, "tagging", "Tagging by small variants", height=340, needs=FILTERS)
SHARING = Panel(ids, "sharing", "Genes shared between tissues", wide=True, height=420, needs=(*FILTERS, "overlap"))
PICKER = TissuePicker("qtls")
CLICKED = (COUNTS, SHARING)
STATE, GRID = ids("page", "state"), ids("leads", "grid")
CHIPS = ids("active", "button")
WRITER = StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = QtlState.parse(query)
    release = open_release(state.release)
    if not release.has("lead_associations"):
        return page(ids, state, title="QTLs", lead="", problems=problems, content=[absent("lead associations", "gtop")])
    content = [
        html.Div(id=ids("active", "div"), className="chips"),
        cards(
            EFFECT.layout(), COUNTS.layout(), LEADS.layout(grid(GRID, release, "lead_associations", view.COLUMNS, sort=state.sort, where=state.where)),
            DISTANCE.layout(), TAGGING.layout(), SHARING.layout(controls=view.overlap_choice(ids, state)),
        ),
    ]
    return page(ids, state, title="QTLs", lead="", problems=problems, content=content, filters=view.filters(ids, PICKER, release, state),
                ways=[("QTLs across tissues", "/sharing"), ("Effects in other cohorts", "/frequencies")])


@callback(
    WRITER.output, PICKER.ticks, *[Output(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()],
    *[Output(panel.graph_id, "clickData") for panel in CLICKED],
    PICKER.values, *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()], *[Input(panel.graph_id, "clickData") for panel in CLICKED],
    Input(EFFECT.graph_id, "selectedData"), Input(GRID, "filterModel"), Input(GRID, "columnState"), Input({"type": CHIPS, "index": dash.ALL}, "n_clicks"),
    PICKER.options, State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(tissues: list[list[str]], *values: Any) -> tuple[Any, ...]:
    """Controls, figures and the grid write the state, and controls follow what figures and chips did.

    A click is forgotten, so that it can come again.
    """
    controls, (bar, overlap, box, model, columns, _, options, search, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS) :]
    before = after = QtlState.of(search)
    touch = touched()
    if touch.beside(COUNTS.graph_id, SHARING.graph_id, EFFECT.graph_id, GRID, CHIPS):
        after = view.controlled(after, flatten(tissues), controls)
    if COUNTS.graph_id in touch:
        after = view.with_bar(after, bar)
    if SHARING.graph_id in touch:
        after = view.with_overlap(after, overlap)
    if EFFECT.graph_id in touch:
        after = view.with_box(after, box)
    if GRID in touch:
        after = view.with_grid(after, where_from_model(open_release(after.release).schema("lead_associations"), model), columns)
    if chip := touch.pressed(CHIPS):
        after = view.without_filter(after, chip)
    follow = view.changed_controls(before, after, controls)
    ticks = spread(after.tissue, options) if after.tissue != before.tissue and flatten(tissues) != after.tissue else [no_update] * len(options)
    return WRITER.write(before, after, token), ticks, *follow, *[None] * len(CLICKED)


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("active", "div"), "children"),
               Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    state = QtlState.of(search)
    release = open_release(state.release)
    filters, problems = view.resolve(release, state)
    counts = store.count_leads(release, filters, by="qtl_type")
    title, lead = view.heading(state, release, counts)
    return title, lead, view.chips(ids, state, tissue_labels(release)), notices(problems)


@EFFECT.draws(EFFECT.outputs, beside=[Input(GRID, "selectedRows")])
def draw_effect(search: str, mode: str, selected: list[dict[str, Any]] | None) -> tuple[Any, ...]:
    """Leads that are selected in the grid are named in the figure."""
    state = QtlState.of(search)
    release = open_release(state.release)
    filters, _ = view.resolve(release, state)
    points = store.effect_points(release, filters)
    totals = store.class_totals(store.count_leads(release, filters))
    labels = tissue_labels(release)
    figure = figures.effect_against_significance(points.frame, labels, theme(mode), totals=totals)
    named = [{**row, "tissue": label_tissue(labels, row["tissue"])} for row in selected or []]
    figure = figures.marked(figure, named, theme(mode))
    note = f"{write_count(points.frame.height)} of {write_count(points.total)} drawn, one per pixel and class · drag a box to filter"
    return EFFECT.filled(figure, release, Rows("lead_associations", filters), note, view.words(release, filters))


@COUNTS.draws(COUNTS.outputs)
def draw_counts(search: str, mode: str) -> tuple[Any, ...]:
    state = QtlState.of(search)
    release = open_release(state.release)
    filters, _ = view.resolve(release, state)
    others = store.without(filters, "tissue")
    sizes = {t.key: t.n_qtl or t.n_short_read for t in list_tissues(release)}
    figure = figures.leads_by_tissue(store.count_leads(release, others), tissue_labels(release), theme(mode), sizes=sizes, chosen=state.tissue)
    return COUNTS.filled(figure, release, Rows("lead_associations", others), "all tissues that meet the other filters · click a bar to filter", view.words(release, others))


@DISTANCE.draws(DISTANCE.outputs)
def draw_distance(search: str, mode: str) -> tuple[Any, ...]:
    release, filters = view.opened(search)
    distances = store.tss_distances(release, filters)
    figure = figures.distance_to_tss(distances, theme(mode))
    note = f"kernel density, bandwidth {figures.TSS_BANDWIDTH // 1000} kb; {write_percent(store.share_within(distances, figures.TSS_SHOWN), 0)} lie within the range shown, zoom out for the rest"
    return DISTANCE.filled(figure, release, Rows("lead_associations", filters), note, view.words(release, filters))


@TAGGING.draws(TAGGING.outputs)
def draw_tagging(search: str, mode: str) -> tuple[Any, ...]:
    release, filters = view.opened(search)
    if not release.has("tagging"):
        return TAGGING.filled(view.absent_figure("tagging values", theme(mode)), release, None)
    tags, own = store.tag_values(release, filters)
    figure = figures.tagging_histogram(tags, theme(mode))
    return TAGGING.filled(figure, release, Rows("tagging", own), "SV- and TR-QTLs; by tissue, type, class and gene only", view.words(release, own, "tagging"))


@SHARING.draws(SHARING.outputs)
def draw_sharing(search: str, mode: str) -> tuple[Any, ...]:
    state = QtlState.of(search)
    release, filters = view.opened(search)
    overlaps = store.tissue_overlaps(release, filters, state.overlap)
    look = theme(mode)
    figure = upset(overlaps, tissue_labels(release), look, color=shade(VARIANT_CLASS[state.overlap], look), chosen=state.shared)
    note = f"genes with a significant {state.overlap} lead in exactly these tissues; the {min(LARGEST, overlaps.height)} largest of {write_counted(overlaps.height, 'set')} · click to filter"
    rows = Rows("lead_associations", store.sharing_filters(filters, state.overlap))
    return SHARING.filled(figure, release, rows, note, view.words(release, rows.filters))


@LEADS.draws(LEADS.frame_outputs)
def describe_leads(search: str, _mode: str) -> tuple[Any, ...]:
    state = QtlState.of(search)
    release, filters = view.opened(search)
    query = store.lead_query(release, filters, state.sort)
    total = int(store.count_leads(release, filters, by="qtl_type")["n"].sum())
    words = describe_query(release.schema("lead_associations"), query)[len(query.filters):]
    note = f"{write_counted(total, 'row')}{', ' + words[0] if words else ''} · select rows to mark them above"
    return LEADS.frame(release, Rows("lead_associations", filters, state.sort), note)


@serves_rows(GRID, State(STATE, "data"))
def list_leads(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    release, filters = view.opened(search)
    return answer_rows(release, "lead_associations", filters, request)


clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(GRID, "className"), Input(LEADS.part_id, "data"), State(GRID, "id"), prevent_initial_call=True)

"""What lies in a region: tracks of GWAS, QTLs and fine-mapping over genes, and two tracks compared. Tables: loci, locus_associations,
lead_associations, nominal_associations, credible_set_variants, colocalizations, genotype_dosages or ld, genes, exons. URL: `/locus`,
see `urls.LocusState`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.components import locus_controls as view
from dashboard.components.ids import Ids
from dashboard.components.locus_colocs import MOST, coloc_table
from dashboard.components.page import follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import notices
from dashboard.figures.locus import locus_stack
from dashboard.figures.locus_compare import locus_compare
from dashboard.figures.style import message_figure, theme, write_count
from dashboard.store import loci as store
from dashboard.urls import LocusState

ids = Ids("locus")
dash.register_page(__name__, path="/locus", name="Locus", title="Locus · GTOP Explorer", nav=False)

STACK = Panel(ids, "stack", "Tracks", height=520, config={"doubleClick": "reset+autosize"})
COMPARE = Panel(ids, "compare", "LocusCompare", height=420)
COLOC = Panel(ids, "coloc", "Colocalization here", graph=False)
STATE, LINKS, ZOOM, COLOCS = ids("page", "state"), ids("stack", "links"), ids("zoom", "store"), ids("coloc", "div")
WRITER = StateWriter(ids)
CONTROLS = {noun: ids(noun, kind) for noun, kind in (("locus", "select"), ("region", "input"), ("ld", "input"), ("track", "dropdown"), ("across", "select"), ("up", "select"))}


@safely
def layout(**query: Any) -> Component:
    state, problems = LocusState.parse(query)
    shown = view.resolve(state)
    content = [
        view.toolbar(ids, shown),
        html.Div(view.welcome(shown.release, shown.state.release) if shown.is_empty else [], id=ids("welcome", "div")),
        html.Div([
            STACK.layout(_hoverable(STACK), html.Div(id=LINKS)),
            html.Div([COMPARE.layout(_hoverable(COMPARE), controls=view.compare_controls(ids, state)), *([COLOC.layout(html.Div(id=COLOCS))] if shown.release.has("colocalizations") else [])], className="locus-side"),
        ], className=_arrangement(shown), id=ids("cards", "div"), hidden=shown.is_empty),
    ]
    return page(ids, state, title="Locus", lead="", problems=problems, content=[dcc.Store(id=ZOOM), *content])


def _arrangement(shown: view.View) -> str:
    """Without positions there are no tracks: the comparison stands alone."""
    return "cards locus-cards" if shown.window else "cards locus-cards unplaced"


def _hoverable(panel: Panel) -> Component:
    """The panel's figure, which also says when the pointer leaves a point."""
    graph: Any = panel.figure()
    graph.clear_on_unhover = True
    return html.Div([graph, html.Div(className="rings")], className="ringed")


@callback(
    WRITER.output, *[Output(name, "value") for name in CONTROLS.values()],
    Output(CONTROLS["track"], "options"),
    *[Input(name, "value") for name in CONTROLS.values()], *[Input(ids(noun, "button"), "n_clicks") for noun in view.MOVES],
    Input(ZOOM, "data"), Input(STACK.graph_id, "clickData"), Input(COMPARE.graph_id, "clickData"), State(STATE, "data"), WRITER.token,
    prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls and figures write the state, and the other controls follow. What somebody pressed counts before a resize, which can
    come along with it."""
    locus, region, ld, tracks, across, up = values[: len(CONTROLS)]
    relayout, click, compare_click, search, token = values[-5:]
    before = LocusState.of(search)
    seen, touch = view.resolve(before), touched()
    changes: dict[str, Callable[[], LocusState]] = {
        **{ids(noun, "button"): partial(view.with_move, seen, noun) for noun in view.MOVES},
        STACK.graph_id: lambda: view.with_point(before, click), COMPARE.graph_id: lambda: view.with_point(before, compare_click),
        CONTROLS["locus"]: lambda: view.with_locus(seen, locus), CONTROLS["region"]: lambda: view.with_region(seen, region),
        CONTROLS["ld"]: lambda: before.but(ld=(ld or "").strip()), CONTROLS["track"]: lambda: view.with_tracks(seen, tracks),
        CONTROLS["across"]: lambda: before.but(across=view.chosen(across)), CONTROLS["up"]: lambda: before.but(up=view.chosen(up)),
        ZOOM: lambda: view.with_zoom(seen, relayout),
    }
    after = next((changed for name, change in changes.items() if name in touch and (changed := change()) != before), before)
    if after == before:
        return (no_update,) * (2 + len(CONTROLS))
    now = view.resolve(after)
    options = view.track_options(now) if (now.window, after.locus) != (seen.window, before.locus) else no_update
    return (WRITER.write(before, after, token), view.example_value(now), str(now.window or after.region), after.ld, list(now.keys),
            no_update if after.locus == before.locus else view.AUTOMATIC, no_update if after.locus == before.locus else view.AUTOMATIC, options)


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"),
               Output(ids("welcome", "div"), "children"), Output(ids("cards", "div"), "hidden"), Output(ids("cards", "div"), "className"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    shown = view.resolve(LocusState.of(search))
    return *view.heading(shown), notices(shown.problems), view.welcome(shown.release, shown.state.release) if shown.is_empty else [], shown.is_empty, _arrangement(shown)


@STACK.draws(*STACK.outputs, Output(LINKS, "children"), *COMPARE.outputs, Output(CONTROLS["across"], "options"), Output(CONTROLS["up"], "options"))
def draw(search: str, mode: str) -> tuple[Any, ...]:
    """Both figures, as they show the same variants in the same colours."""
    shown = view.resolve(LocusState.of(search))
    if shown.is_empty:
        raise PreventUpdate
    scene = view.set_scene(shown)
    across, up = view.compared_pair(shown.state.but(across="", up=""), scene.whole) or (None, None)
    options = view.compare_options(scene, across), view.compare_options(scene, up)
    return *draw_stack(shown, scene, mode), view.track_links(shown.release, scene.whole), *draw_compare(shown, scene, mode), *options


@COLOC.draws(*COLOC.frame_outputs, Output(COLOCS, "children"))
def list_colocs(search: str, _mode: str) -> tuple[Any, ...]:
    shown = view.resolve(LocusState.of(search))
    if shown.is_empty:
        raise PreventUpdate
    found, filters = view.colocs_of(shown)
    total = write_count(found.height)
    note = (f"{total} reported" if found.height <= MOST else f"the {MOST} most probable of {total}") + " · posterior probabilities of coloc; what was not reported is not ruled out" if found.height else ""
    rows = Rows("colocalizations", filters, "-pp_h4") if found.height else None
    return *COLOC.frame(shown.release, rows, note), coloc_table(shown.release, found, shown.state.release)


def draw_stack(shown: view.View, scene: view.Scene, mode: str) -> tuple[Any, ...]:
    look = theme(mode)
    if shown.window is None:
        figure = message_figure(look, "The positions of this example are not published.", "Its variants are compared beside, by p-value alone.", height=320)
        return STACK.filled(figure, shown.release, view.rows_of(scene), "p-values without positions")
    models = store.gene_models(shown.release, shown.window)
    drawn = [track for track in scene.tracks if track.points.height]
    if not drawn and not models.total:
        figure = message_figure(look, f"This release has nothing in {shown.window}.", "Move or zoom out, add a track, or choose an example.", height=320)
        return STACK.filled(figure, shown.release, view.rows_of(scene), "", ())
    figure = locus_stack(scene.tracks, models, shown.window, look, reference=view.marked(scene), has_ld=bool(scene.linkage.source), hits=scene.hits, gene=(shown.locus.gene_symbol if shown.locus else "") or "")
    points, unplaced = sum(track.total for track in scene.tracks), sum(track.unplaced for track in scene.tracks)
    note = " · ".join(filter(None, [
        f"{write_count(points)} points", view.linkage_note(shown, scene), f"{write_count(unplaced)} credible-set variants of genes around have no position in this release" if unplaced else "",
        *scene.problems, "drag to zoom, click a point to " + ("colour by LD with it" if scene.linkage.source else "mark it in all tracks"),
    ]))
    return STACK.filled(figure, shown.release, view.rows_of(scene), note, [str(shown.window)])


def draw_compare(shown: view.View, scene: view.Scene, mode: str) -> tuple[Any, ...]:
    look = theme(mode)
    pair = view.compared_pair(shown.state, scene.whole)
    if pair is None:
        figure = message_figure(look, "Two tracks with points are needed to compare them.", "Add one above, as the GWAS of an example.", height=320)
        return COMPARE.filled(figure, shown.release, None)
    across, up = pair
    compared = store.compare(across, up)
    points = compared.points.join(scene.linkage.r2, on="variant_id", how="left")
    figure = locus_compare(points, across, up, look, reference=view.marked(scene), has_ld=bool(scene.linkage.source), hits=scene.hits)
    note = f"n = {write_count(points.height)} shared variants: {write_count(compared.n_by_id)} by id, {write_count(compared.n_by_alleles)} by position and alleles · the effect alleles of the tracks are not compared"
    return COMPARE.filled(figure, shown.release, Rows(across.table, across.filters), note)


clientside_callback(ClientsideFunction("locus", "zoomed"), Output(ZOOM, "data"), Input(STACK.graph_id, "relayoutData"), prevent_initial_call=True)
clientside_callback(
    ClientsideFunction("locus", "link"), Output(ids("cards", "div"), "title"), Input(STACK.graph_id, "hoverData"), Input(COMPARE.graph_id, "hoverData"),
    State(STACK.graph_id, "id"), State(COMPARE.graph_id, "id"), prevent_initial_call=True,
)

"""How do the donors relate to the world's populations and to each other? Tables: genotype_pcs, pc_variance, admixture,
admixture_cv, kinship. URL: `/populations`, see `urls.PopulationState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import population_controls as control
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.context import open_release
from dashboard.figures.admixture import admixture_bars
from dashboard.figures.kinship import kinship_histogram
from dashboard.figures.population_pcs import HEIGHT, Marks, projection
from dashboard.figures.population_variance import cross_validation, scree
from dashboard.figures.style import GRAPH_CONFIG, theme, write_count, write_counted, write_number
from dashboard.grids.columns import GRID_OPTIONS
from dashboard.grids.rows import answer_rows, grid, serves_rows, where_from_model
from dashboard.store import populations as store
from dashboard.urls import PopulationState

ids = Ids("populations")
dash.register_page(__name__, path="/populations", name="Populations", title="Populations · GTOP Explorer", order=3, nav=True)

_DRAWING = {"modeBarButtonsToRemove": [b for b in GRAPH_CONFIG["modeBarButtonsToRemove"] if b != "toggleSpikelines"], "displayModeBar": True}
PROJECTIONS = [Panel(ids, noun, title, height=HEIGHT, config=_DRAWING, needs=PopulationState.all_but("k", "where", "sort")) for noun, title in (("first", "First projection"), ("second", "Second projection"))]
PEOPLE = Panel(ids, "people", "Individuals", graph=False, wide=True, needs=PopulationState.all_but("color", "k"))
ADMIXTURE = Panel(ids, "admixture", "Ancestry proportions", wide=True, height=340, needs=PopulationState.all_but("color", "where", "sort"))
SCREE = Panel(ids, "scree", "Variance of components", height=340, needs=())
VALIDATION = Panel(ids, "validation", "How many ancestries (K)", height=340, needs=("k",))
KINSHIP = Panel(ids, "kinship", "Relatedness of pairs", height=340, needs=())
PAIRS = Panel(ids, "pairs", "Pairs, closest first", graph=False, needs=())
STATE, GRID, PAIR_GRID = ids("page", "state"), ids("people", "grid"), ids("pairs", "grid")
CHIPS = ids("active", "button")
WRITER = StateWriter(ids)
LEGEND, AREA, DOWNLOAD = ids("legend", "store"), ids("area", "store"), ids("people", "download")
PAIR_COLUMNS = ("sample_id", "other_sample_id", "kinship", "z0")


@safely
def layout(**query: Any) -> Component:
    state, problems = PopulationState.parse(query)
    release = open_release(state.release)
    if not release.has("genotype_pcs"):
        return page(ids, state, title="Populations", lead="", problems=problems, content=[absent("genotype principal components", "pcs")])
    view = control.resolve(release, state)
    files = html.Div([html.Button("Ids as CSV", id=ids("people", "ids"), type="button", className="link-button", n_clicks=0),
                      html.Button("Rows as CSV", id=ids("people", "rows"), type="button", className="link-button", n_clicks=0)], className="tissue-buttons")
    pairs = grid(PAIR_GRID, release, "kinship", PAIR_COLUMNS, sort="-kinship", height=320) if release.has("kinship") else absent("kinship coefficients", "gtop")
    projections: list[Any] = [panel.layout() for panel in PROJECTIONS]
    for index, card in enumerate(projections):
        card.className = _extent(view, index)
    content = [
        html.Div(id=ids("active", "div"), className="chips"), dcc.Store(id=LEGEND), dcc.Store(id=AREA), dcc.Download(id=DOWNLOAD),
        cards(*projections,
              PEOPLE.layout(grid(GRID, release, store.PCS, control.COLUMNS, sort=state.sort, where=state.where, height=330), controls=files),
              ADMIXTURE.layout(), SCREE.layout(), VALIDATION.layout(), KINSHIP.layout(), PAIRS.layout(pairs)),
    ]
    title, lead = control.heading(view)
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, filters=control.filters(ids, view), ways=[("Frequencies and effects across populations", "/frequencies")])


clientside_callback(
    ClientsideFunction("populations", "legend"), Output(LEGEND, "data"), *[Input(panel.graph_id, "restyleData") for panel in PROJECTIONS],
    *[State(panel.graph_id, "figure") for panel in PROJECTIONS], State(PROJECTIONS[0].graph_id, "id"), prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("populations", "area"), Output(AREA, "data"), *[Input(panel.graph_id, "selectedData") for panel in PROJECTIONS],
    State(PROJECTIONS[0].graph_id, "id"), prevent_initial_call=True,
)


@callback(
    WRITER.output, Output(ids("shown", "checklist"), "value"), Output(ids("individual", "input"), "value"),
    *[Input(ids(noun, kind), "value") for noun, kind in control.CONTROLS.values()],
    Input(LEGEND, "data"), Input(AREA, "data"), *[Input(panel.graph_id, "clickData") for panel in PROJECTIONS],
    Input(GRID, "filterModel"), Input(GRID, "columnState"), Input({"type": CHIPS, "index": dash.ALL}, "n_clicks"),
    State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls, figures and the grid write the state, and controls follow."""
    controls, (legend, outline, *clicks, model, columns, _, search, token) = values[: len(control.CONTROLS)], values[len(control.CONTROLS) :]
    before = after = PopulationState.of(search)
    touch, graphs = touched(), [panel.graph_id for panel in PROJECTIONS]
    if touch.beside(LEGEND, AREA, GRID, CHIPS, *graphs):
        after = control.controlled(after, controls)
    if LEGEND in touch:
        after = control.with_legend(after, legend)
    if AREA in touch:
        after = control.with_area(control.view_of(after.search), outline)
    for click in (click for graph, click in zip(graphs, clicks, strict=True) if graph in touch):
        after = control.with_click(after, click)
    if GRID in touch:
        after = control.with_grid(after, where_from_model(open_release(after.release).schema(store.PCS), model), columns)
    if chip := touch.pressed(CHIPS):
        after = control.without(after, chip)
    if after == before:
        return (no_update,) * 3
    return WRITER.write(before, after, token), control.shown_groups(open_release(after.release), after.hide), after.individual


@follows_state(ids, Output(ids("active", "div"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    return control.chips(ids, view), notices(view.problems)


def _extent(view: control.View, index: int) -> str:
    """The class of a projection's card: one alone takes the whole width."""
    if view.panels[index] is None:
        return "panel d-none"
    return "panel panel-wide" if len(view.projections) == 1 else "panel"


def _draw_projection(index: int, search: str, mode: str) -> tuple[Any, ...]:
    view, panel, look = control.view_of(search), PROJECTIONS[index], theme(mode)
    drawn = view.panels[index]
    if drawn is None:
        # What it drew before stays in it, for when it is shown again.
        return _extent(view, index), *[no_update] * len(panel.outputs), no_update
    points = store.with_groups(store.list_points(view.release, drawn.analysis, view.hidden), view.state.color)
    shares = store.axis_shares(view.release, drawn.analysis)
    outlined = view.area if view.area and (view.area.analysis, view.area.x, view.area.y) == (drawn.analysis, *view.axes) else None
    marks = Marks(view.ids if view.area else None, view.found, outlined.outline if outlined else None, view.state.hide)
    figure = projection(points, view.axes, shares, marks, look, revision=f"{drawn.analysis} {view.axes}")
    rows = Rows(store.PCS, (("analysis", drawn.analysis), *view.hidden))
    note = control.projection_note(view, drawn, shares, points.filter("shown")["sample_id"].n_unique())
    title = f"{drawn.label} projection"
    filled = panel.filled(figure, view.release, rows, note, control.words(view))
    figure.settings["meta"]["title"] = title
    return _extent(view, index), *filled, title


@PROJECTIONS[0].draws(Output(PROJECTIONS[0].id, "className"), *PROJECTIONS[0].outputs, Output(PROJECTIONS[0].title_id, "children"))
def draw_first(search: str, mode: str) -> tuple[Any, ...]:
    return _draw_projection(0, search, mode)


@PROJECTIONS[1].draws(Output(PROJECTIONS[1].id, "className"), *PROJECTIONS[1].outputs, Output(PROJECTIONS[1].title_id, "children"))
def draw_second(search: str, mode: str) -> tuple[Any, ...]:
    return _draw_projection(1, search, mode)


@PEOPLE.draws(*PEOPLE.frame_outputs, Output(PEOPLE.title_id, "children"), Output(GRID, "dashGridOptions"))
def describe_people(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    analysis = store.label_analysis(view.area.analysis if view.area else view.projections[0].analysis)
    n = store.count_people(view.release, view.filters)
    title = f"Selected individuals ({write_count(n)})" if view.area else f"Individuals ({write_count(n)})"
    linked = Rows(store.PCS, view.filters, view.state.sort) if store.fits_link(view.filters) else None
    note = f"scores of the {analysis} projection" + ("" if linked else " · too many for a link: the files hold them all") + ("" if view.area else " · draw around individuals above to list only them")
    found = store.describe_individual(view.release, view.found, view.area.analysis if view.area else view.projections[0].analysis)
    return *PEOPLE.frame(view.release, linked, note), title, {**GRID_OPTIONS, "pinnedTopRowData": found}


@serves_rows(GRID, State(STATE, "data"))
def list_people(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    view = control.view_of(search)
    return answer_rows(view.release, store.PCS, view.filters, request)


clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(GRID, "className"), Input(PEOPLE.part_id, "data"), State(GRID, "id"), prevent_initial_call=True)


@callback(Output(DOWNLOAD, "data"), Input(ids("people", "ids"), "n_clicks"), Input(ids("people", "rows"), "n_clicks"), State(STATE, "data"), prevent_initial_call=True)
def download_people(_ids: int, _rows: int, search: str) -> dict[str, Any]:
    view = control.view_of(search)
    only_ids = ctx.triggered_id == ids("people", "ids")
    text = store.rows_as_csv(view.release, view.filters, view.state.sort, only_ids=only_ids)
    return {"content": text, "filename": f"individuals{'_ids' if only_ids else ''}_{view.release.name}_{view.release.version}.csv", "type": "text/csv"}


@ADMIXTURE.draws(*ADMIXTURE.outputs, Output(ADMIXTURE.title_id, "children"))
def draw_admixture(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    k = store.choose_k(view.release, view.state.k)
    if k is None:
        return *ADMIXTURE.filled(control.absent_figure("ancestry proportions", look), view.release, None), ADMIXTURE.title
    hidden = store.admixture_filters(view.release, k, view.hidden)
    figure = admixture_bars(store.admixture_blocks(view.release, hidden), look, found=view.found, selected=frozenset(view.ids))
    note = "share of the genome by ancestral component (named by where it is largest), sorted within each population" + (" · selected individuals are ticked" if view.area else "")
    return *ADMIXTURE.filled(figure, view.release, Rows("admixture", hidden), note, control.words(view)), f"Ancestry proportions, K = {k}"


@SCREE.draws(*SCREE.outputs)
def draw_scree(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    if not view.release.has("pc_variance"):
        return SCREE.filled(control.absent_figure("variance of components", look, "pcs"), view.release, None)
    variance = store.list_variance(view.release)
    figure = scree(variance, store.variance_labels(variance), look)
    return SCREE.filled(figure, view.release, Rows("pc_variance"), "share, and its sum below · " + store.describe_basis(variance))


@VALIDATION.draws(*VALIDATION.outputs)
def draw_validation(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    if not view.release.has("admixture_cv"):
        return VALIDATION.filled(control.absent_figure("cross-validation errors", look), view.release, None)
    figure = cross_validation(store.list_cv_errors(view.release), store.choose_k(view.release, view.state.k) or 0, look)
    return VALIDATION.filled(figure, view.release, Rows("admixture_cv"), "the smallest error predicts best; a flat tail adds little")


@KINSHIP.draws(*KINSHIP.outputs)
def draw_kinship(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    if not view.release.has("kinship"):
        return KINSHIP.filled(control.absent_figure("kinship coefficients", look), view.release, None)
    values = store.kinship_values(view.release)
    note = f"{write_counted(len(values), 'pair')} · thresholds of relatedness: Manichaikul et al. 2010"
    return KINSHIP.filled(kinship_histogram(values, look), view.release, Rows("kinship"), note)


@PAIRS.draws(*PAIRS.frame_outputs)
def describe_pairs(search: str, _mode: str) -> tuple[Any, ...]:
    release = control.view_of(search).release
    if not release.has("kinship"):
        return PAIRS.frame(release, None)
    related, closest = store.count_related(release), store.closest_kinship(release)
    note = f"{write_counted(related, 'pair')} at or above {store.RELATED_FROM:g}, third degree or closer" if related else f"no pair reaches {store.RELATED_FROM:g} (third degree); the closest has {write_number(closest, 2)}"
    return PAIRS.frame(release, Rows("kinship", (), "-kinship"), note)


@serves_rows(PAIR_GRID, State(STATE, "data"))
def list_pairs(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    return answer_rows(control.view_of(search).release, "kinship", (), request)

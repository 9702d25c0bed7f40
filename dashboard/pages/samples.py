"""Which libraries are there, how good are they, and what was tested? Tables: tissues, donors, samples, sample_metrics,
sample_embeddings, embedding_axes, distributions, expression_agreement. URL: `/samples`, see `urls.SampleState`."""

from __future__ import annotations

from typing import Any, cast

import dash
import dash_ag_grid as dag
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import sample_controls as control
from dashboard.components.controls import choice
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.components.tissues import TissuePicker, flatten
from dashboard.context import open_release
from dashboard.figures import sequencing as figures
from dashboard.figures.sample_maps import sample_map
from dashboard.figures.sample_metrics import describe_kept, metric_histograms, write_metric
from dashboard.figures.samples import donor_presence, tissues_tested
from dashboard.figures.style import GRAPH_CONFIG, message_figure, theme, write_count, write_counted
from dashboard.grids.columns import GRID_OPTIONS
from dashboard.grids.rows import serves_rows
from dashboard.schema.samples import ORGAN_SYSTEMS
from dashboard.statistics.outliers import FAR
from dashboard.store import samples as store
from dashboard.store import sequencing
from dashboard.store.tissues import tissue_labels
from dashboard.urls import AlleleSpecificState, GalleryState, SampleState, VariantsState

ids = Ids("samples")
dash.register_page(__name__, path="/samples", name="Samples", title="Samples · GTOP Explorer", order=8, nav=True)

_DRAWING = {"modeBarButtonsToRemove": [b for b in GRAPH_CONFIG["modeBarButtonsToRemove"] if b != "toggleSpikelines"], "displayModeBar": True}
PRESENCE = Panel(ids, "presence", "Who gave which tissue", wide=True, height=780, needs=())
METRICS = Panel(ids, "metrics", "Sequencing metrics", wide=True, height=440, config={"displayModeBar": False}, needs=SampleState.all_but("color", "level", "phase", "quantity", "sort"))
LIBRARIES = Panel(ids, "libraries", "Libraries", graph=False, wide=True, needs=SampleState.all_but("color", "level", "phase", "quantity"))
OUTLIERS = Panel(ids, "outliers", "Libraries that stand out", graph=False, wide=True, needs=("assay",))
MAPS = [Panel(ids, noun, title, height=480, config=_DRAWING, needs=SampleState.all_but("level", "phase", "quantity", "sort", "constant")) for noun, title in (("first", "First map"), ("second", "Second map"))]
TESTED = Panel(ids, "tested", "What was tested in which tissue", height=780, needs=())
DISTRIBUTION = Panel(ids, "distribution", "Distributions", height=780, needs=("quantity",))
PHASING = Panel(ids, "phasing", "Phasing by chromosome", wide=True, height=360, needs=("phase",))
AGREEMENT = Panel(ids, "agreement", "Long against short reads, one sample", height=400, needs=("level",))
CORRELATION = Panel(ids, "correlation", "Agreement of methods in every sample", height=400, needs=())
PICKER = TissuePicker("samples")
STATE, GRID, OUTLIER_GRID = ids("page", "state"), ids("libraries", "grid"), ids("outliers", "grid")
CHIPS = ids("active", "button")
WRITER = StateWriter(ids)
AREA, DOWNLOAD = ids("area", "store"), ids("libraries", "download")
OUTLIER_COLUMNS = [
    {"field": "sample_id", "headerName": "Sample", "width": 230}, {"field": "tissue", "headerName": "Tissue", "width": 150}, {"field": "metric", "headerName": "Metric", "width": 240},
    *({"field": name, "headerName": label, "width": 130, "type": "rightAligned", "valueFormatter": control.NUMBER} for name, label in (("value", "Value"), ("median", "Median of all"), ("z", "Robust z"))),
    {"field": "unit", "headerName": "Unit", "width": 100},
]


@safely
def layout(**query: Any) -> Component:
    state, problems = SampleState.parse(query)
    release = open_release(state.release)
    if not release.has("samples"):
        return page(ids, state, title="Samples", lead="", problems=problems, content=[absent("table of samples", "gtop")])
    view = control.resolve(release, state)
    buttons = html.Div([html.Button(label, id=ids("libraries", name), type="button", className="link-button", n_clicks=0) for name, label in (("ids", "Ids as CSV"), ("rows", "Rows as CSV"))], className="tissue-buttons")
    rest = html.Button("Rows as CSV", id=ids("outliers", "rows"), type="button", className="link-button", n_clicks=0)
    outliers = dag.AgGrid(id=OUTLIER_GRID, columnDefs=OUTLIER_COLUMNS, className="grid", style={"height": 300}, defaultColDef={"sortable": True, "filter": True, "resizable": True},
                          dashGridOptions={**{name: value for name, value in GRID_OPTIONS.items() if name not in ("rowModelType", "cacheBlockSize", "maxBlocksInCache", "maxConcurrentDatasourceRequests")}})
    libraries = dag.AgGrid(id=GRID, columnDefs=control.grid_columns(view), rowModelType="infinite", dashGridOptions=GRID_OPTIONS, className="grid", style={"height": 360}, defaultColDef={"resizable": True, "minWidth": 70})
    quantities = sequencing.list_quantities(release) if release.has("distributions") else {}
    phases = sequencing.list_phasing(release) if release.has(store.METRICS) else []
    pick_quantity = html.Div(dcc.Dropdown(id=ids("quantity", "dropdown"), options=cast(Any, [{"value": name, "label": write_metric(name)} for name in quantities]), value=state.quantity or next(iter(quantities), None), clearable=False), className="narrow")
    pick_phase = html.Div(dcc.Dropdown(id=ids("phase", "dropdown"), options=cast(Any, [{"value": name, "label": write_metric(name)} for name in phases]), value=state.phase or next(iter(phases), None), clearable=False), className="narrow")
    level = choice(ids("level", "radio"), [("gene", "genes", ""), ("transcript", "transcripts", "")], state.level, inline=True)
    related = [("Allele-specific expression", AlleleSpecificState), ("Repeats and structural variants", VariantsState), ("Published figures as live views", GalleryState)]
    content = [
        html.Div([dcc.Link(label, href=target(release=state.release).href, className="way") for label, target in related], className="ways"),
        html.Div(id=ids("active", "div"), className="chips"), dcc.Store(id=AREA), dcc.Download(id=DOWNLOAD),
        cards(METRICS.layout(), *(panel.layout() for panel in MAPS), LIBRARIES.layout(libraries, controls=buttons), OUTLIERS.layout(outliers, controls=rest), PRESENCE.layout(),
              TESTED.layout(), DISTRIBUTION.layout(controls=pick_quantity), PHASING.layout(controls=pick_phase), AGREEMENT.layout(controls=level), CORRELATION.layout()),
    ]
    title, lead = control.heading(view)
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, filters=control.filters(ids, PICKER, view))


clientside_callback(ClientsideFunction("populations", "area"), Output(AREA, "data"), *[Input(panel.graph_id, "selectedData") for panel in MAPS], State(MAPS[0].graph_id, "id"), prevent_initial_call=True)


@callback(
    WRITER.output, Output(ids("assay", "radio"), "value"), Output(ids("metric", "dropdown"), "options"), Output(ids("metric", "dropdown"), "value"),
    Output(ids("color", "dropdown"), "options"), Output(ids("color", "dropdown"), "value"), Output(ids("constant", "checkbox"), "label"),
    PICKER.values, *[Input(ids(noun, kind), "value") for noun, kind in control.CONTROLS.values()],
    Input(METRICS.graph_id, "selectedData"), Input(AREA, "data"), Input(GRID, "columnState"), Input({"type": CHIPS, "index": dash.ALL}, "n_clicks"),
    State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(tissues: list[list[str]], *values: Any) -> tuple[Any, ...]:
    """Controls, figures and the grid write the state, and controls follow."""
    controls, (brush, outline, columns, _, search, token) = values[: len(control.CONTROLS)], values[len(control.CONTROLS) :]
    before, touch = control.view_of(search), touched()
    after = before.state
    if touch.beside(METRICS.graph_id, AREA, GRID, CHIPS):
        after = control.controlled(before, flatten(tissues), controls)
    if METRICS.graph_id in touch:
        after = control.with_brush(after, before.drawn, brush)
    if AREA in touch:
        after = control.with_area(control.resolve(before.release, after), outline, store.list_maps(before.release))
    if GRID in touch:
        after = control.with_sort(after, columns)
    if chip := touch.pressed(CHIPS):
        after = control.without(after, chip)
    if after == before.state:
        return (no_update,) * 7
    view = control.resolve(before.release, after)
    label = control.constant_label(int(view.known["constant"].sum()))
    return WRITER.write(before.state, after, token), after.assay, control.metric_options(view), list(view.drawn), control.color_options(view), view.state.color, label


@follows_state(ids, Output(ids("active", "div"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    return control.chips(ids, view), notices(view.problems)


@PRESENCE.draws(PRESENCE.outputs)
def draw_presence(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(SampleState.of(search).release)
    found = store.list_presence(release)
    note = "each column is a donor; the number beside a tissue counts its donors · marked: long reads"
    return PRESENCE.filled(donor_presence(found.states, found.labels, found.donors, theme(mode)), release, Rows("samples"), note)


@METRICS.draws(METRICS.outputs)
def draw_metrics(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    if not view.drawn:
        return METRICS.filled(control.absent_figure(f"metrics of {store.ASSAYS[view.state.assay]}", look), view.release, None)
    kept = {name: view.kept(but=name) for name in view.drawn}
    figure = metric_histograms(view.table, view.drawn, look, kept=kept, brushes={brush.metric: (brush.low, brush.high) for brush in view.brushes}, units=view.units)
    constant = int(view.known["constant"].sum())
    note = " · ".join([describe_kept(int(view.kept().sum()), view.table.height), "drag across a histogram to keep a range; the others follow",
                       *([f"{constant} of {view.known.height} metrics are the same in all samples and " + ("offered" if view.state.constant else "hidden")] if constant else [])])
    return METRICS.filled(figure, view.release, Rows(store.METRICS, store.row_filters(view.state.assay, view.drawn, None)), note, control.words(view))


@LIBRARIES.draws(*LIBRARIES.frame_outputs, Output(LIBRARIES.title_id, "children"), Output(GRID, "columnDefs"), beside=[State(GRID, "columnDefs")])
def describe_libraries(search: str, _mode: str, before: list[dict[str, Any]]) -> tuple[Any, ...]:
    view = control.view_of(search)
    kept = control.kept_rows(view)
    title = f"{'Selected' if view.is_filtered else 'All'} {store.ASSAYS[view.state.assay]} ({write_count(kept.height)})"
    pairs = store.row_filters(view.state.assay, view.drawn, kept["sample_id"].drop_nulls().to_list() if view.is_filtered else None)
    fits = bool(view.drawn) and control.fits_link(pairs)
    note = "one row per library, with the metrics drawn" + ("" if fits else " · too many for a link: the files hold them all")
    unnamed = kept["sample_id"].null_count()
    note += f" · {write_counted(unnamed, 'value')} without the name of the sample" if unnamed else ""
    columns = control.grid_columns(view)
    return *LIBRARIES.frame(view.release, Rows(store.METRICS, pairs) if fits else None, note), title, no_update if columns == before else columns


@serves_rows(GRID, State(STATE, "data"))
def list_libraries(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    return store.page_of(control.kept_rows(control.view_of(search)), request)


clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(GRID, "className"), Input(LIBRARIES.part_id, "data"), State(GRID, "id"), prevent_initial_call=True)


@OUTLIERS.draws(*OUTLIERS.frame_outputs, Output(OUTLIER_GRID, "rowData"))
def list_outliers(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    if not view.release.has(store.METRICS):
        return *OUTLIERS.frame(view.release, None, "This release has no sequencing metrics."), []
    rows = store.name_tissues(store.find_outliers(view.release, view.state.assay), tissue_labels(view.release))
    libraries, metrics = rows["sample_id"].n_unique(), rows["metric"].n_unique()
    note = f"{write_counted(rows.height, 'value')} of {write_count(libraries)} {store.ASSAYS[view.state.assay]} in {write_counted(metrics, 'metric')} more than {FAR:g} robust SD (1.4826 × MAD; Hampel 1974) from the median of all tissues"
    return *OUTLIERS.frame(view.release, None, note), rows.with_columns(metric=rows["metric"].map_elements(write_metric, return_dtype=rows["metric"].dtype)).to_dicts()


@callback(Output(DOWNLOAD, "data"), Input(ids("libraries", "ids"), "n_clicks"), Input(ids("libraries", "rows"), "n_clicks"), Input(ids("outliers", "rows"), "n_clicks"), State(STATE, "data"), prevent_initial_call=True)
def download_rows(_ids: int, _rows: int, _outliers: int, search: str) -> dict[str, Any]:
    view = control.view_of(search)
    kinds = {ids("libraries", "ids"): "ids", ids("outliers", "rows"): "outliers"}
    kind = kinds.get(str(ctx.triggered_id), "rows")
    text = store.find_outliers(view.release, view.state.assay).write_csv() if kind == "outliers" else store.rows_as_csv(view.table, view.kept(), only_ids=kind == "ids")
    return {"content": text, "filename": f"samples_{view.state.assay}_{kind}_{view.release.name}_{view.release.version}.csv", "type": "text/csv"}


def _draw_map(index: int, search: str, mode: str) -> tuple[Any, ...]:
    view, panel, look = control.view_of(search), MAPS[index], theme(mode)
    maps = store.list_maps(view.release)
    if index >= len(maps):
        return *panel.filled(message_figure(look, "This release has no second map of samples." if index else "This release has no map of samples.", height=panel.height), view.release, None), panel.title
    assay = maps[index]
    metric = "" if view.state.color in control.COLORINGS or assay != view.state.assay else view.state.color
    color = metric or ("tissue" if view.state.color not in control.COLORINGS else view.state.color)
    points = store.map_points(view.release, assay, metric)
    selected = store.map_selection(points, view.state.tissue, view.table.filter(view.kept())["sample_id"].to_list() if assay == view.state.assay and view.is_filtered else None)
    outlined = view.area if view.area and view.area.analysis == assay else None
    figure = sample_map(points, color, store.axis_shares(view.release, assay), look, selected=selected, outline=outlined.outline if outlined else None, systems=ORGAN_SYSTEMS, height=panel.height)
    title = f"{store.ASSAYS[assay][0].upper()}{store.ASSAYS[assay][1:]} by expression"
    note = f"n = {write_count(points.height)}" + (f", {write_count(len(selected))} kept" if selected is not None else "") + " · multidimensional scaling · draw around samples to list them" + ("" if metric or view.state.color in control.COLORINGS else " · the metric is of another assay")
    filled = panel.filled(figure, view.release, Rows(store.EMBEDDINGS, (("assay", assay),)), note, control.words(view))
    figure.settings["meta"]["title"] = title
    return *filled, title


@MAPS[0].draws(*MAPS[0].outputs, Output(MAPS[0].title_id, "children"))
def draw_first_map(search: str, mode: str) -> tuple[Any, ...]:
    return _draw_map(0, search, mode)


@MAPS[1].draws(*MAPS[1].outputs, Output(MAPS[1].title_id, "children"))
def draw_second_map(search: str, mode: str) -> tuple[Any, ...]:
    return _draw_map(1, search, mode)


@TESTED.draws(TESTED.outputs)
def draw_tested(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(SampleState.of(search).release)
    note = "samples beside the tissues: " + ("short / long reads / in QTL mapping" if "n_qtl" in release.filled_columns("tissues") else "short / long reads; those in QTL mapping are not published")
    return TESTED.filled(tissues_tested(sequencing.list_tested(release), theme(mode)), release, Rows("tissues"), note)


@DISTRIBUTION.draws(DISTRIBUTION.outputs)
def draw_distribution(search: str, mode: str) -> tuple[Any, ...]:
    state, look = SampleState.of(search), theme(mode)
    release = open_release(state.release)
    if not release.has("distributions"):
        return DISTRIBUTION.filled(control.absent_figure("distributions of reads", look), release, None)
    known = sequencing.list_quantities(release)
    quantity = state.quantity if state.quantity in known else next(iter(known))
    rows = sequencing.distribution(release, quantity)
    quantiles = sequencing.binned_quantiles(rows)
    figure = figures.distribution_intervals(quantiles, quantity, look) if quantiles.height > 1 else figures.read_histogram(rows, quantity, float(quantiles["q50"][0]), look)
    return DISTRIBUTION.filled(figure, release, Rows("distributions", (("quantity", quantity),)), known[quantity], [write_metric(quantity)])


@PHASING.draws(PHASING.outputs)
def draw_phasing(search: str, mode: str) -> tuple[Any, ...]:
    state, look = SampleState.of(search), theme(mode)
    release = open_release(state.release)
    known = sequencing.list_phasing(release) if release.has(store.METRICS) else []
    if not known:
        return PHASING.filled(control.absent_figure("phasing metrics", look), release, None)
    metric = state.phase if state.phase in known else known[0]
    figure = figures.phasing_by_chromosome(sequencing.phasing_quantiles(release, metric), metric, look)
    return PHASING.filled(figure, release, Rows(store.METRICS, (("metric", metric),)), "boxes over donors, whiskers from the smallest to the largest value; a technology with one value throughout is left out", [write_metric(metric)])


@AGREEMENT.draws(AGREEMENT.outputs)
def draw_agreement(search: str, mode: str) -> tuple[Any, ...]:
    state, look = SampleState.of(search), theme(mode)
    release = open_release(state.release)
    if not release.has("expression_agreement"):
        return AGREEMENT.filled(control.absent_figure("comparison of long with short reads", look), release, None)
    counts, edges, rho, n, neither = sequencing.expression_agreement(release, state.level)
    note = f"{write_count(n)} {state.level}s of one example sample, {write_count(neither)} of them at 0 by both · dotted: equal"
    return AGREEMENT.filled(figures.agreement_density(counts, edges, rho, look, level=state.level), release, Rows("expression_agreement", (("level", state.level),)), note)


@CORRELATION.draws(CORRELATION.outputs)
def draw_correlation(search: str, mode: str) -> tuple[Any, ...]:
    release, look = open_release(SampleState.of(search).release), theme(mode)
    if not release.has(store.METRICS):
        return CORRELATION.filled(control.absent_figure("correlations of methods", look), release, None)
    rows = store.name_tissues(sequencing.sample_correlations(release), tissue_labels(release))
    return CORRELATION.filled(figures.correlation_strips(rows, look), release, Rows(store.METRICS, (("metric__contains", "correlation"),)), "one point per sample; box: quartiles")

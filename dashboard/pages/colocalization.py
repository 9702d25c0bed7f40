"""Which traits share a variant with which gene's QTL? Tables: colocalizations, smr, colocalization_counts, set_membership.
URL: `/colocalization`, see `urls.ColocalizationState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard.components import coloc_controls as control
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.components.tissues import TissuePicker, flatten
from dashboard.context import open_release
from dashboard.figures import coloc_summaries as figures
from dashboard.figures.coloc_matrix import coloc_matrix
from dashboard.figures.style import message_figure, shade, theme, write_count, write_counted
from dashboard.figures.upset import LARGEST, upset
from dashboard.grids.rows import answer_rows, grid, serves_rows, where_from_model
from dashboard.store import colocalization as store
from dashboard.store.tissues import list_tissues, tissue_labels
from dashboard.urls import ColocalizationState, OwnColocalizationState

ids = Ids("colocalization")
dash.register_page(__name__, path="/colocalization", name="Colocalization", title="Colocalization · GTOP Explorer", order=5, nav=True)

MATRIX = Panel(ids, "matrix", "Colocalization and SMR by trait and gene", wide=True, height=640, needs=ColocalizationState.all_but("sets", "where", "sort"))
POSTERIORS = Panel(ids, "posteriors", "Posterior probabilities", wide=True, height=300, needs=ColocalizationState.all_but("sets", "where", "sort", "heidi", "split"))
COLOC = Panel(ids, "coloc", "Colocalizations", graph=False, wide=True, needs=ColocalizationState.all_but("sets", "heidi", "split"))
SMR = Panel(ids, "smr", "SMR and HEIDI", graph=False, wide=True, needs=ColocalizationState.all_but("sets", "where", "sort", "heidi", "split"))
LOCI = Panel(ids, "loci", "GWAS loci explained by QTLs", height=400, needs=())
ATLASES = Panel(ids, "atlases", "Compared with other atlases", height=300, needs=())
SETS = Panel(ids, "sets", "Disease genes by method", wide=True, height=360, needs=("sets",))
TESTED = Panel(ids, "tested", "Trait-associated variants tested", height=300, needs=())
ANCESTRY = Panel(ids, "ancestry", "QTLs among risk variants rare elsewhere", height=300, needs=())
PICKER = TissuePicker("colocalization")
STATE, GRID, SMR_GRID = ids("page", "state"), ids("coloc", "grid"), ids("smr", "grid")
CHIPS = ids("active", "button")
WRITER = StateWriter(ids)
DRAWN_ROWS = 25
DIRECTION = {"headerName": "Effects", "colId": "effects", "valueGetter": {"function": "effectSigns(params.data)"}, "sortable": False, "filter": False, "width": 190,
             "headerTooltip": "Whether GWAS effect and QTL slope have the same sign. The effect alleles are not published: a sign says nothing of direction until they are."}


@safely
def layout(**query: Any) -> Component:
    state, problems = ColocalizationState.parse(query)
    release = open_release(state.release)
    if not release.has(store.COLOC) and not release.has(store.SMR):
        return page(ids, state, title="Colocalization", lead="", problems=problems, content=[absent("colocalizations", "gtop")])
    view = control.resolve(release, state)
    panels = [MATRIX.layout(controls=control.split_choice(ids, state))]
    if release.has(store.COLOC):
        rows: Any = grid(GRID, release, store.COLOC, control.COLUMNS, sort=state.sort, where=state.where)
        rows.columnDefs.insert(7, DIRECTION)
        panels += [POSTERIORS.layout(), COLOC.layout(rows)]
    if release.has(store.SMR):
        panels.append(SMR.layout(grid(SMR_GRID, release, store.SMR, control.SMR_COLUMNS, sort="pval_smr", height=320, filtered=False)))
    if release.has(store.COUNTS):
        panels += [LOCI.layout(), ATLASES.layout()]
    if release.has(store.SETS):
        panels.append(SETS.layout(controls=control.sets_choice(ids, state)))
    if release.has(store.COUNTS):
        panels += [TESTED.layout(), ANCESTRY.layout()]
    own = html.P(dcc.Link("Compute colocalization of two signals yourself, with priors of your own →", href=OwnColocalizationState(release=state.release).href), className="page-lead")
    content = [own, html.Div(id=ids("active", "div"), className="chips ways"), cards(*panels)]
    return page(ids, state, title="Colocalization", lead="", problems=problems, content=content, filters=control.filters(ids, PICKER, view))


@callback(
    WRITER.output, PICKER.values, *[Input(ids(noun, kind), "value", allow_optional=True) for noun, kind in control.CONTROLS.values()],
    Input(MATRIX.graph_id, "clickData"), Input(GRID, "filterModel", allow_optional=True), Input(GRID, "columnState", allow_optional=True),
    Input({"type": CHIPS, "index": dash.ALL}, "n_clicks"), State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(tissues: list[list[str]], *values: Any) -> Any:
    """Controls, the matrix and the grid write the state."""
    controls, (cell, model, columns, _, search, token) = values[: len(control.CONTROLS)], values[len(control.CONTROLS) :]
    shown, touch = control.view_of(search), touched()
    after = shown.state
    if touch.beside(MATRIX.graph_id, GRID, CHIPS):
        after = control.controlled(after, flatten(tissues), controls)
    if MATRIX.graph_id in touch:
        after = control.with_cell(control.resolve(shown.release, after), cell)
    if GRID in touch:
        after = control.with_grid(after, where_from_model(shown.release.schema(store.COLOC), model), columns)
    if chip := touch.pressed(CHIPS):
        after = control.without(after, chip)
    return WRITER.write(shown.state, after, token)


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("active", "div"), "children"),
               Output(ids("page", "notices"), "children"), Output(ids("trait", "dropdown"), "options"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    title, lead = control.heading(view, store.list_signals(view.release, view.filters, view.state.heidi))
    options = control.trait_options(store.list_traits(view.release), view.state)
    return title, lead, [*control.chips(ids, view), *control.locus_links(view)], notices(view.problems), options


@MATRIX.draws(*MATRIX.outputs, Output(MATRIX.title_id, "children"))
def draw_matrix(search: str, mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    signals = store.list_signals(view.release, view.filters, view.state.heidi)
    apart = view.state.split == "apart"
    matrix = store.build_matrix(signals, *view.axes, max_rows=control.MAX_ROWS[view.state.split], max_columns=control.MAX_COLUMNS, apart=apart,
                                tissues=[tissue.key for tissue in list_tissues(view.release)])
    picked = dict(view.picked)
    chosen = (picked.get(view.axes[0], ""), picked.get(view.axes[1], ""))
    figure = coloc_matrix(matrix, tissue_labels(view.release), theme(mode), kinds=store.types_present(signals) if apart else ("",), chosen=chosen)
    note = control.matrix_note(view, matrix, store.count_failed(view.release, view.filters, view.state.heidi))
    table = store.COLOC if view.release.has(store.COLOC) else store.SMR
    return *MATRIX.filled(figure, view.release, Rows(table, view.filters), note, control.words(view, view.filters, table)), control.matrix_title(view)


@POSTERIORS.draws(POSTERIORS.outputs)
def draw_posteriors(search: str, mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    rows, total = store.best_rows(view.release, view.all_filters, DRAWN_ROWS)
    if total > DRAWN_ROWS and not view.picked:
        figure = figures.posterior_histogram(store.posteriors(view.release, view.all_filters), theme(mode))
        drawn = f"{write_counted(total, 'row')}; open a cell for the five posteriors of its rows"
    else:
        figure = figures.posterior_bars(rows, tissue_labels(view.release), theme(mode))
        drawn = f"the {DRAWN_ROWS} of {write_counted(total, 'row')} with the highest PP.H4" if total > DRAWN_ROWS else write_counted(total, "row")
    signs = store.count_directions(view.release, view.all_filters)
    note = f"{drawn} · {control.describe_signs(signs)}" if total else "no row"
    return POSTERIORS.filled(figure, view.release, Rows(store.COLOC, view.all_filters, "-pp_h4"), note, control.words(view, view.all_filters))


@COLOC.draws(COLOC.frame_outputs)
def describe_coloc(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    own = (*view.all_filters, *where_filters(view.state))
    total = store.best_rows(view.release, own, 1)[1]
    return COLOC.frame(view.release, Rows(store.COLOC, own, view.state.sort), f"{write_counted(total, 'row')}, one per pair of credible sets · p of 0 is below the smallest number that can be held")


@SMR.draws(SMR.frame_outputs)
def describe_smr(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    note = (f"{write_counted(store.count_failed(view.release, view.all_filters, 2.0), 'row')}, with those that fail HEIDI · "
            "the QTL's p-values are not shown: the published file repeats the GWAS's in every row")
    return SMR.frame(view.release, Rows(store.SMR, view.all_filters, "pval_smr"), note if not view.release.simulated else note.partition(" · ")[0])


def where_filters(state: ColocalizationState) -> tuple[tuple[str, str], ...]:
    """The grid's own filters as pairs."""
    return tuple((name, value) for name, _, value in (text.partition("=") for text in state.where))


@serves_rows(GRID, State(STATE, "data"))
def list_coloc(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    view = control.view_of(search)
    return answer_rows(view.release, store.COLOC, (*view.all_filters, *where_filters(view.state)), request)


@serves_rows(SMR_GRID, State(STATE, "data"))
def list_smr(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    view = control.view_of(search)
    return answer_rows(view.release, store.SMR, view.all_filters, request)


@LOCI.draws(LOCI.outputs)
def draw_loci(search: str, mode: str) -> tuple[Any, ...]:
    release = control.view_of(search).release
    figure = figures.loci_by_class(store.loci_by_class(release), theme(mode))
    return LOCI.filled(figure, release, Rows(store.COUNTS, (("measure", "loci_by_trait"),)), "published counts, whatever the filters; a locus counts once for each GWAS")


@ATLASES.draws(ATLASES.outputs)
def draw_atlases(search: str, mode: str) -> tuple[Any, ...]:
    release = control.view_of(search).release
    figure = figures.other_atlases(store.published_counts(release, "shared_with_other_atlas"), theme(mode))
    note = "published shares, whatever the filters; the source does not say how its two GTOP-specific classes differ"
    return ATLASES.filled(figure, release, Rows(store.COUNTS, (("measure", "shared_with_other_atlas"),)), note)


@SETS.draws(SETS.outputs)
def draw_sets(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.view_of(search), theme(mode)
    overlaps = store.set_overlaps(view.release, view.state.sets)
    if overlaps.is_empty():
        return SETS.filled(message_figure(look, "This release has no such sets."), view.release, None)
    unit = "genes" if view.state.sets == "disease_genes_by_method" else "gene–tissue pairs"
    figure = upset(overlaps, {}, look, color=shade("#516C8A", look), unit=unit, relation="in exactly")
    note = f"published sets, whatever the filters: {unit} in exactly these sets; the {min(LARGEST, overlaps.height)} largest of {write_count(overlaps.height)}"
    return SETS.filled(figure, view.release, Rows(store.SETS, (("collection", view.state.sets),)), note)


@TESTED.draws(TESTED.outputs)
def draw_tested(search: str, mode: str) -> tuple[Any, ...]:
    release = control.view_of(search).release
    figure = figures.variants_tested(store.published_counts(release, "variants_tested"), theme(mode))
    return TESTED.filled(figure, release, Rows(store.COUNTS, (("measure", "variants_tested"),)), "published counts of variants, named as in the source, whatever the filters")


@ANCESTRY.draws(ANCESTRY.outputs)
def draw_ancestry(search: str, mode: str) -> tuple[Any, ...]:
    release = control.view_of(search).release
    figure = figures.population_specific(store.published_counts(release, "population_specific"), theme(mode))
    return ANCESTRY.filled(figure, release, Rows(store.COUNTS, (("measure", "population_specific"),)), "published shares of GWAS risk variants by frequency in other ancestries, whatever the filters")


for panel, name in ((COLOC, GRID), (SMR, SMR_GRID)):
    clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(name, "className"), Input(panel.part_id, "data"), State(name, "id"), prevent_initial_call=True)

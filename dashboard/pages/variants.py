"""Which repeats and structural variants are there, and what do they do? Tables: tandem_repeats, tandem_repeat_dosages,
tandem_repeat_associations, genotype_phenotypes, variant_counts, structural_variants, variant_consequences. URL: `/variants`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html, no_update
from dash.development.base_component import Component

from dashboard.components import variants_controls as control
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.context import open_release
from dashboard.figures import variant_catalogue as figures
from dashboard.figures.genotypes import genotype_phenotype
from dashboard.figures.style import message_figure, theme, write_count, write_counted
from dashboard.grids.rows import answer_rows, grid, serves_rows
from dashboard.store import variant_catalogue as store
from dashboard.store.release import Release
from dashboard.urls import VariantsState, gene_path, page_path

ids = Ids("variants")
dash.register_page(__name__, path="/variants", name="Variants", title="Repeats and structural variants · GTOP Explorer", order=7.5, nav=False)

ASSOCIATIONS = Panel(ids, "associations", "Disease-related repeats and what they are associated with", wide=True, height=660, needs=("qtl_type", "repeat"))
ROWS = Panel(ids, "rows", "Associations of repeats", graph=False, wide=True, needs=("qtl_type", "repeat", "sort"))
LOCI = Panel(ids, "loci", "Repeat units of donors, by locus", height=1200, needs=("technology", "repeat"))
DONORS = Panel(ids, "donors", "Repeat units", height=340, needs=("repeat",))
EXAMPLE = Panel(ids, "example", "Genotype against phenotype", height=360, needs=("example", "repeat"))
GENOMES = Panel(ids, "genomes", "Variants per genome", wide=True, height=360, needs=())
LENGTHS = Panel(ids, "lengths", "Sizes of structural variants", wide=True, height=360, needs=("type",))
SHARING = Panel(ids, "sharing", "Found by both technologies", height=560, needs=())
SAMPLING = Panel(ids, "sampling", "At reduced coverage", wide=True, height=290, needs=())
ELSEWHERE = Panel(ids, "elsewhere", "Structural variants reported elsewhere", height=330, needs=())
CONSEQUENCES = Panel(ids, "consequences", "Consequences", height=560, needs=("consequences",))
STATE, GRID = ids("page", "state"), ids("rows", "grid")
WRITER = StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = VariantsState.parse(query)
    release = open_release(state.release)
    known = [name for name in (store.REPEATS, store.ASSOCIATIONS, store.PEOPLE, store.COUNTS, store.STRUCTURAL, store.CONSEQUENCES) if release.has(name)]
    if not known:
        return page(ids, state, title="Repeats and structural variants", lead="", problems=problems, content=[absent("tables of repeats and structural variants", "gtop")])
    rows = grid(GRID, release, store.ASSOCIATIONS, control.COLUMNS, sort=state.sort, height=360, filtered=False) if release.has(store.ASSOCIATIONS) else html.Div([absent("associations of repeats", "gtop"), html.Div(id=GRID)])
    right = html.Div([panel.layout() for panel in (DONORS, EXAMPLE, ELSEWHERE)], className="card-column")
    content = [cards(ASSOCIATIONS.layout(), ROWS.layout(rows), LOCI.layout(), right, GENOMES.layout(), LENGTHS.layout(), SHARING.layout(), CONSEQUENCES.layout(), SAMPLING.layout())]
    lead = "Tandem repeats in which expansions cause disease, with the donors’ repeat units and what they are associated with; structural variants and repeats by long and by short reads."
    return page(ids, state, title="Repeats and structural variants", lead=lead, problems=problems, content=content, filters=control.filters(ids, release, state), ways=[("Donors and libraries", "/samples")])


@callback(
    WRITER.output, Output(ids("repeat", "dropdown"), "value"), *[Input(ids(noun, kind), "value") for noun, kind in control.CONTROLS.values()],
    Input(ASSOCIATIONS.graph_id, "clickData"), Input(LOCI.graph_id, "clickData"), Input(GRID, "columnState", allow_optional=True), State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls, figures and the grid write the state, and the choice of a repeat follows."""
    controls, (bubble, locus, columns, search, token) = values[: len(control.CONTROLS)], values[len(control.CONTROLS) :]
    before = after = VariantsState.of(search)
    release, touch = open_release(before.release), touched()
    if touch.beside(ASSOCIATIONS.graph_id, LOCI.graph_id, GRID):
        after = control.controlled(release, after, controls)
    for panel, click in ((ASSOCIATIONS, bubble), (LOCI, locus)):
        after = control.with_click(after, click) if panel.graph_id in touch else after
    if GRID in touch:
        after = control.with_sort(after, columns)
    return (no_update,) * 2 if after == before else (WRITER.write(before, after, token), control.choose_repeat(release, after))


@follows_state(ids, Output(ids("page", "notices"), "children"))
def show_notices(search: str, _mode: str) -> Any:
    state = VariantsState.of(search)
    return notices(control.find_problems(open_release(state.release), state))


def _opened(search: str) -> tuple[VariantsState, Release]:
    state = VariantsState.of(search)
    return state, open_release(state.release)


def _missing(panel: Panel, release: Release, what: str, mode: str) -> tuple[Any, ...]:
    return panel.filled(message_figure(theme(mode), f"This release has no {what}.", "They would come with: make gtop FROM=<clone>"), release, None)


@ASSOCIATIONS.draws(ASSOCIATIONS.outputs)
def draw_associations(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    if not release.has(store.ASSOCIATIONS):
        return _missing(ASSOCIATIONS, release, "associations of repeats", mode)
    cells = store.association_cells(release, state.qtl_type)
    figure = figures.repeat_associations(cells, theme(mode), chosen=control.choose_repeat(release, state))
    rows = Rows(store.ASSOCIATIONS, tuple(("qtl_type", name) for name in state.qtl_type))
    note = f"{write_count(int(cells['n'].sum()))} associations of {write_count(cells['repeat_gene'].n_unique())} repeats; the strongest of each tissue and QTL type · area: −log₁₀ p · blank: none published · click to choose a repeat"
    return ASSOCIATIONS.filled(figure, release, rows, note, list(state.qtl_type))


@ROWS.draws(*ROWS.frame_outputs, Output(ROWS.title_id, "children"))
def describe_rows(search: str, _mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    if not release.has(store.ASSOCIATIONS):
        return *ROWS.frame(release, None), ROWS.title
    filters = _row_filters(release, state)
    total = release.frame(store.ASSOCIATIONS).height if not filters else store.count_associations(release, state.repeat, state.qtl_type)
    note = "slope: SD per repeat unit" + ("" if state.repeat else " · choose a repeat to list only its own")
    return *ROWS.frame(release, Rows(store.ASSOCIATIONS, filters, state.sort), note), f"Associations of {state.repeat or 'all repeats'} ({write_count(total)})"


def _row_filters(release: Release, state: VariantsState) -> tuple[tuple[str, str], ...]:
    repeat = (("repeat_gene", state.repeat),) if state.repeat and control.choose_repeat(release, state) == state.repeat else ()
    return (*repeat, *(("qtl_type", name) for name in state.qtl_type))


@serves_rows(GRID, State(STATE, "data"))
def list_rows(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    state, release = _opened(search)
    return answer_rows(release, store.ASSOCIATIONS, _row_filters(release, state), request)


clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(GRID, "className"), Input(ROWS.part_id, "data"), State(GRID, "id"), prevent_initial_call=True)


@LOCI.draws(LOCI.outputs)
def draw_loci(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    if not release.has(store.DOSAGES):
        return _missing(LOCI, release, "repeat units of donors", mode)
    rows = store.dosage_summary(release, state.technology)
    figure = figures.repeat_dosages(rows, theme(mode), technology=state.technology, chosen=control.choose_repeat(release, state))
    note = f"{write_counted(rows.height, 'locus', 'loci')}; below half a unit drawn at half · click to choose a repeat"
    return LOCI.filled(figure, release, Rows(store.DOSAGES, (("technology", state.technology),)), note)


@DONORS.draws(*DONORS.outputs, Output(DONORS.title_id, "children"))
def draw_donors(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    repeat = control.choose_repeat(release, state)
    if not release.has(store.DOSAGES) or not repeat:
        return *_missing(DONORS, release, "repeat units of donors", mode), DONORS.title
    rows = store.dosages_of(release, repeat)
    about = store.describe_repeat(release, repeat)
    note = html.Span([f"{about['motifs']} · {about['place']}" + (f" · {about['gene_region']}" if about["gene_region"] else "") + " · ", html.A("gene", href=gene_path(repeat, state.release)), " · ", html.A("locus", href=page_path("/locus", region=about["region"], release=state.release))])
    names = tuple(("repeat_id", name) for name in rows["repeat_id"].unique().sort())
    return *DONORS.filled(figures.repeat_in_donors(rows, repeat, theme(mode)), release, Rows(store.DOSAGES, names or (("repeat_id", ""),)), note, [repeat]), f"{repeat}: repeat units of donors"


@EXAMPLE.draws(*EXAMPLE.outputs, Output(EXAMPLE.title_id, "children"))
def draw_example(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    example = control.choose_example(release, state)
    if not example:
        return *_missing(EXAMPLE, release, "individual genotypes and phenotypes", mode), EXAMPLE.title
    people, note = store.example_people(release, example)
    return *EXAMPLE.filled(genotype_phenotype([people], theme(mode)), release, Rows(people.table, people.rows), note, [example]), f"{example}: genotype against phenotype"


@GENOMES.draws(GENOMES.outputs)
def draw_genomes(search: str, mode: str) -> tuple[Any, ...]:
    _, release = _opened(search)
    if not release.has(store.COUNTS):
        return _missing(GENOMES, release, "counts of variants", mode)
    note = "one point per genome; box: quartiles; each panel has its own scale, which does not begin at 0"
    return GENOMES.filled(figures.variants_per_genome(store.per_genome(release), theme(mode)), release, Rows(store.COUNTS, (("measure", "per_genome"),)), note)


@LENGTHS.draws(LENGTHS.outputs)
def draw_lengths(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    if not release.has(store.STRUCTURAL):
        return _missing(LENGTHS, release, "lengths of structural variants", mode)
    rows = store.length_histograms(release, state.type)
    note = f"{write_count(float(rows['n'].sum()))} structural variants by size, insertions and deletions alike in bp; bins of equal width on the logarithmic scale"
    return LENGTHS.filled(figures.sv_lengths(rows, theme(mode)), release, Rows(store.STRUCTURAL, tuple(("sv_type", name) for name in state.type)), note, list(state.type))


@SHARING.draws(SHARING.outputs)
def draw_sharing(search: str, mode: str) -> tuple[Any, ...]:
    _, release = _opened(search)
    if not release.has(store.COUNTS):
        return _missing(SHARING, release, "counts of variants", mode)
    return SHARING.filled(figures.technology_sharing(store.sharing(release), theme(mode)), release, Rows(store.COUNTS, (("measure", "shared_between_technologies"),)), "of the variants found by each technology")


@SAMPLING.draws(SAMPLING.outputs)
def draw_sampling(search: str, mode: str) -> tuple[Any, ...]:
    _, release = _opened(search)
    if not release.has(store.COUNTS):
        return _missing(SAMPLING, release, "counts of variants", mode)
    return SAMPLING.filled(figures.downsampling_curves(store.downsampling(release), theme(mode)), release, Rows(store.COUNTS, (("measure", "downsampling"), ("measure", "downsampling_known"))), "long reads; repeats: share of the reads of one genome")


@ELSEWHERE.draws(ELSEWHERE.outputs)
def draw_elsewhere(search: str, mode: str) -> tuple[Any, ...]:
    _, release = _opened(search)
    if not release.has(store.COUNTS):
        return _missing(ELSEWHERE, release, "counts of variants", mode)
    rows = store.measured(release, "reported_elsewhere")
    return ELSEWHERE.filled(figures.reported_elsewhere(rows, theme(mode)), release, Rows(store.COUNTS, (("measure", "reported_elsewhere"),)), "long-read structural variants, those new to the other data set by type")


@CONSEQUENCES.draws(*CONSEQUENCES.outputs, Output(CONSEQUENCES.title_id, "children"))
def draw_consequences(search: str, mode: str) -> tuple[Any, ...]:
    state, release = _opened(search)
    source = control.choose_set(release, state)
    if not source:
        return *_missing(CONSEQUENCES, release, "consequences of variants", mode), CONSEQUENCES.title
    figure = figures.consequence_shares(store.consequences(release, source), theme(mode))
    return *CONSEQUENCES.filled(figure, release, Rows(store.CONSEQUENCES, (("source", source),)), "most severe consequence of each variant; n of the type in the legend"), f"Consequences · {store.list_sets(release)[source].lower()}"

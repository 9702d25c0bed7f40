"""Everything about a gene's QTLs. Tables: lead_associations, nominal_associations, credible_set_variants, credible_sets, colocalizations,
tagging, effect_replication, genotype_phenotypes, genes, transcripts, exons, transcript_expression. URL: `/gene/<gene>`, see `urls.GeneState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import gene_controls as view
from dashboard.components import isoform_browser_controls as browser
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import notices
from dashboard.context import open_release
from dashboard.figures.forest import forest
from dashboard.figures.genotypes import genotype_phenotype
from dashboard.figures.isoform_browser import isoform_browser
from dashboard.figures.qtl_map import MAX_COLUMNS, qtl_map
from dashboard.figures.style import message_figure, theme, write_count, write_counted
from dashboard.grids.rows import answer_rows, grid, grid_height, serves_rows
from dashboard.store import gene_qtls as store
from dashboard.store import isoforms
from dashboard.store.genes import find_gene
from dashboard.store.tissues import list_tissues
from dashboard.urls import GeneState, IsoformBrowserState, from_path, isoform_path

ids = Ids("gene")
dash.register_page(__name__, path_template="/gene/<gene>", path="/gene", title=lambda gene="": f"{from_path(gene)} · GTOP Explorer", nav=False)

MAP = Panel(ids, "map", "QTLs over tissues and variants", wide=True, height=900, needs=GeneState.all_but("pair"))
FOREST = Panel(ids, "forest", "Effect in each tissue", height=420, needs=GeneState.all_but("pair"))
PEOPLE = Panel(ids, "people", "Genotype against phenotype", height=370)
ISOFORMS = Panel(ids, "isoforms", "Isoforms", wide=True, height=420, needs=())
GRIDS = {
    "leads": ("Lead associations", "lead_associations", ("tissue", "qtl_type", "variant_class", "variant_id", "slope", "pval_nominal", "tss_distance", "slope_se", "af", "n_variants",
                                                         "significant", "phenotype_id", "flags")),
    "sets": ("Credible sets", "credible_sets", ("cohort", "method", "tissue", "cs_id", "cs_size", "cs_purity", "lead_variant_id", "lead_pip", "posterior_gtop", "posterior_gtex")),
    "coloc": ("Colocalizations", "colocalizations", ("trait", "trait_class", "tissue", "qtl_type", "pp_h4", "gwas_hit", "gwas_pval", "qtl_hit", "qtl_pval", "n_variants", "gwas_id", "flags")),
    "tags": ("Tagging by small variants", "tagging", ("tissue", "qtl_type", "variant_class", "variant_id", "r2", "pval_nominal", "tss_distance")),
}
PANELS = {name: Panel(ids, name, title, graph=False, wide=True, needs=()) for name, (title, _, _) in GRIDS.items()}
STATE, GENE, WRITER = ids("page", "state"), ids("gene", "store"), StateWriter(ids)
FOLLOW, PAIRS, PEOPLE_LINKS = ids("variant", "dropdown"), ids("pair", "dropdown"), ids("people", "links")


@safely
def layout(gene: str = "", **query: Any) -> Component:
    state, problems = GeneState.parse(query)
    release = open_release(state.release)
    found = find_gene(release, from_path(gene))
    if found is None:
        return view.unknown(release, from_path(gene), state.release)
    rows = {name: store.rows_of_gene(release, table, found.gene_id) for name, (_, table, _) in GRIDS.items()}
    shown = [PANELS[name].layout(grid(ids(name, "grid"), release, GRIDS[name][1], GRIDS[name][2], height=grid_height(n))) for name, n in rows.items() if n]
    structures = [ISOFORMS.layout()] if isoforms.gene_exons(release, found.gene_id).height else []
    has_points = store.gene_points(release, found).height > 0
    associations = [
        MAP.layout(), FOREST.layout(controls=view.follow_control(ids, state)), PEOPLE.layout(PEOPLE.figure(), html.Div(id=PEOPLE_LINKS), controls=view.people_control(ids, state)),
    ] if has_points else []
    without = [] if has_points else [html.P("No QTL association of this gene is in this release. What its other tables know of the gene is below.", className="absent")]
    content = [dcc.Store(id=GENE, data=found.gene_id), view.header(release, found, state.release), *without, cards(*associations, *structures, *shown)]
    return page(ids, state, title=found.label, lead="", problems=problems, content=content, filters=view.filters(ids, release, state) if has_points else ())


@callback(
    WRITER.output, Output(MAP.graph_id, "clickData"), Output(ids("qtl_type", "radio"), "value"), Output(FOLLOW, "value"), Output(PAIRS, "value"),
    *[Input(ids(field, kind), "value") for field, kind in view.CONTROLS.items()], Input(FOLLOW, "value"), Input(PAIRS, "value"),
    Input(ids("leads", "grid"), "selectedRows", allow_optional=True), Input(MAP.graph_id, "clickData"), State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """A click on a bubble is forgotten, so that it can come again; lists follow what bubbles and rows chose."""
    *controls, variant, pairs, selected, bubble, search, token = values
    before = after = GeneState.of(search)
    touch, leads = touched(), ids("leads", "grid")
    if touch.beside(MAP.graph_id, FOLLOW, PAIRS, leads):
        after = view.controlled(after, controls)
    if FOLLOW in touch or PAIRS in touch:
        after = view.with_lists(after, variant, pairs)
    if leads in touch:
        after = view.with_row(after, selected)
    if MAP.graph_id in touch:
        after = view.with_bubble(after, bubble)
    follow = (no_update,) * 3 if after == before else (after.qtl_type, after.variant or None, list(after.pair))
    return WRITER.write(before, after, token), None, *follow


@follows_state(ids, Output(FOREST.id, "className"), Output(PEOPLE.id, "className"))
def arrange(search: str, _mode: str) -> tuple[str, str]:
    width = view.half_or_wide(GeneState.of(search))
    return width, width


@follows_state(ids, Output(ids("page", "notices"), "children"), beside=[State(GENE, "data")])
def show_notices(search: str, _mode: str, gene_id: str) -> Component:
    state = GeneState.of(search)
    release = open_release(state.release)
    return notices(view.problems(release, state, store.gene_points(release, store.known_gene(release, gene_id))))


@MAP.draws(MAP.outputs, beside=[State(GENE, "data")])
def draw_map(search: str, mode: str, gene_id: str) -> tuple[Any, ...]:
    state = GeneState.of(search)
    release = open_release(state.release)
    points = view.point_filter(state).apply(store.gene_points(release, store.known_gene(release, gene_id)))
    pair = store.followed_pair(points, state.variant)
    drawn = store.best_variants(points, MAX_COLUMNS)
    figure = qtl_map(drawn, list_tissues(release), theme(mode), tested=store.tested_tissues(release), chosen=pair.variant_id if pair else "")
    everything = "every tested pair" if release.has("nominal_associations") else "leads only: this release has no nominal associations"
    note = (f"{write_count(drawn['variant_id'].n_unique())} of {write_counted(points['variant_id'].n_unique(), 'variant')}, {everything} · colour: slope; area: −log₁₀ p; "
            "outline: in a 95 % credible set; hatched: tissue not tested · click a bubble to follow its variant")
    return MAP.filled(figure, release, view.rows_of_points(store.points_table(release), gene_id, state, points), note, view.words(state))


@FOREST.draws(*FOREST.outputs, Output(FOLLOW, "options"), Output(FOLLOW, "placeholder"), beside=[State(GENE, "data")])
def draw_forest(search: str, mode: str, gene_id: str) -> tuple[Any, ...]:
    state = GeneState.of(search)
    release = open_release(state.release)
    gene = store.known_gene(release, gene_id)
    points = store.gene_points(release, gene)
    chosen = view.point_filter(state).apply(points)
    pair = store.followed_pair(chosen, state.variant)
    if pair is None:
        what = ("No association of this gene meets the filters.", "Widen p, slope or PIP, or choose another type or class.") if points.height else ("This gene has no association in this release.", "")
        return *FOREST.filled(message_figure(theme(mode), *what), release, None), [], "none"
    effects = store.effects_by_tissue(points, pair.variant_id, pair.qtl_type, pair.phenotype_id)
    figure = forest(effects, store.replicated_effects(release, gene, pair.variant_id, pair.qtl_type), list_tissues(release), theme(mode), qtl_type=pair.qtl_type, unit=pair.unit,
                    tested=store.tested_tissues(release))
    note = f"{pair.variant_id} · {pair.qtl_type} of {pair.phenotype_id} · hollow: GTEx, where the pair was compared"
    filters = (("gene_id", gene_id), ("variant_id", pair.variant_id), ("qtl_type", pair.qtl_type), ("phenotype_id", pair.phenotype_id))
    filled = FOREST.filled(figure, release, Rows(store.points_table(release), filters), note, [f"{pair.variant_id}, {pair.qtl_type} of {pair.phenotype_id}"])
    return *filled, view.variant_options(chosen, state.variant), f"strongest: {pair.variant_id}"


@PEOPLE.draws(*PEOPLE.outputs, Output(PEOPLE_LINKS, "children"), Output(PAIRS, "options"), Output(PAIRS, "placeholder"), beside=[State(GENE, "data")])
def draw_people(search: str, mode: str, gene_id: str) -> tuple[Any, ...]:
    state = GeneState.of(search)
    release = open_release(state.release)
    gene = store.known_gene(release, gene_id)
    points = view.point_filter(state).apply(store.gene_points(release, gene))
    followed = store.followed_pair(points, state.variant)
    panels = view.people(release, gene, state, followed)
    rows = Rows(panels[0].table, tuple(dict.fromkeys(pair for panel in panels for pair in panel.rows))) if panels else None
    note = "line: least squares with its 95 % band · up to four pairs side by side: choose them here or click bubbles above" if panels else ""
    filled = PEOPLE.filled(genotype_phenotype(panels, theme(mode)), release, rows, note, [panel.title for panel in panels])
    return *filled, view.people_links(release, panels), view.pair_options(release, points, state, followed), "the strongest pair" if panels else "none"


@ISOFORMS.draws(ISOFORMS.outputs, beside=[State(GENE, "data")])
def draw_isoforms(search: str, mode: str, gene_id: str) -> tuple[Any, ...]:
    pinned = GeneState.of(search).release
    opened = browser.opened(gene_id, IsoformBrowserState(release=pinned).search)
    drawn = browser.rows(opened)
    figure = isoform_browser(drawn.transcripts, isoforms.gene_exons(opened.release, gene_id), browser.overlay(opened), look=theme(mode), measure=opened.state.show)
    note = html.Span([f"{write_count(drawn.transcripts.height)} of {write_counted(drawn.n_total, 'isoform')}{', most used first' if opened.expression.height else ''} · coding parts thick, ◆ novel · ",
                      html.A("Open the isoform browser", href=isoform_path(gene_id, pinned)), " for samples, comparisons and filters"])
    return ISOFORMS.filled(figure, opened.release, Rows("transcripts", (("gene_id", gene_id),)), note)


for _name, (_title, _table, _columns) in GRIDS.items():

    @serves_rows(ids(_name, "grid"), State(GENE, "data"), State(STATE, "data"))
    def list_rows(request: dict[str, Any] | None, gene_id: str, search: str, table: str = _table) -> dict[str, Any]:
        return answer_rows(open_release(GeneState.of(search).release), table, (("gene_id", gene_id),), request)

    @PANELS[_name].draws(PANELS[_name].frame_outputs, beside=[State(GENE, "data")])
    def describe_rows(search: str, _mode: str, gene_id: str, name: str = _name) -> tuple[Any, ...]:
        release = open_release(GeneState.of(search).release)
        table = GRIDS[name][1]
        n = store.rows_of_gene(release, table, gene_id)
        note = f"{write_count(n)} row{'s' * (n != 1)}" + (" · select one to follow its variant above" if name == "leads" else "")
        return PANELS[name].frame(release, Rows(table, (("gene_id", gene_id),)), note)

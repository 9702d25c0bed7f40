"""Everything about one variant. Tables: lead_associations, nominal_associations, tandem_repeat_associations, credible_set_variants,
allele_frequencies, tagging, colocalizations, smr, structural_variants, tandem_repeats, tandem_repeat_dosages, effect_replication.
URL: `/variant/<variant>`, see `urls.VariantState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, dcc
from dash.development.base_component import Component

from dashboard.components import variant_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import notices
from dashboard.context import open_release
from dashboard.figures import phewas as figures
from dashboard.figures.forest import forest
from dashboard.figures.style import message_figure, theme, write_count
from dashboard.grids.rows import answer_rows, grid, grid_height, serves_rows
from dashboard.schema.populations import FREQUENCY_SOURCES
from dashboard.store import variants as store
from dashboard.store.gene_qtls import known_gene, points_table, replicated_effects, tested_tissues
from dashboard.store.tissues import list_tissues, tissue_labels
from dashboard.urls import VariantState, from_path

ids = Ids("variant")
dash.register_page(__name__, path_template="/variant/<variant>", path="/variant", title=lambda variant="": f"{from_path(variant)} · GTOP Explorer", nav=False)

PHEWAS = Panel(ids, "phewas", "All associations of this variant", wide=True, height=460, needs=("x", "y", "labels"))
FOREST = Panel(ids, "forest", "Effect in each tissue", height=380, needs=("gene", "qtl_type"))
PIPS = Panel(ids, "pips", "Fine-mapping by cohort", height=300, needs=())
FREQUENCIES = Panel(ids, "frequencies", "Frequency by population", height=280, needs=())
DOSAGES = Panel(ids, "dosages", "Repeat units of the donors", height=320, needs=())
GRIDS = {
    "leads": ("Lead associations", "lead_associations", "variant_id", ("gene_symbol", "gene_id", "tissue", "qtl_type", "slope", "pval_nominal", "tss_distance", "slope_se", "af", "significant", "phenotype_id", "flags")),
    "tags": ("Tagging by small variants", "tagging", "variant_id", ("gene_id", "tissue", "qtl_type", "r2", "pval_nominal", "tss_distance", "flags")),
    "qtl_hits": ("Colocalizations with this variant as QTL hit", "colocalizations", "qtl_hit", ("trait", "trait_class", "gene_symbol", "tissue", "qtl_type", "pp_h4", "qtl_beta", "qtl_pval", "gwas_hit", "gwas_pval", "gwas_id", "flags")),
    "gwas_hits": ("Colocalizations with this variant as GWAS hit", "colocalizations", "gwas_hit", ("trait", "trait_class", "gene_symbol", "tissue", "qtl_type", "pp_h4", "gwas_beta", "gwas_pval", "qtl_hit", "qtl_pval", "gwas_id", "flags")),
    "smr": ("SMR with this variant as instrument", "smr", "top_variant", ("trait", "trait_class", "gene_symbol", "tissue", "qtl_type", "pval_smr", "pval_heidi", "gwas_pval", "qtl_pval", "gwas_id", "flags")),
}
"""Noun → title, table, the column that names the variant, and columns shown."""
PANELS = {name: Panel(ids, name, title, graph=False, wide=True, needs=()) for name, (title, _, _, _) in GRIDS.items()}
MOST_BESIDE = 12
"""Genes and tissues with credible sets that fit into half the page's width, beside another card."""
STATE, VARIANT, WRITER = ids("page", "state"), ids("variant", "store"), StateWriter(ids)


@safely
def layout(variant: str = "", **query: Any) -> Component:
    state, problems = VariantState.parse(query)
    release = open_release(state.release)
    text = from_path(variant)
    found = store.find_variant(release, text)
    if found is None:
        return view.unknown(release, text, state.release)
    associations = store.variant_associations(release, found)
    plot = [PHEWAS.layout(controls=view.plot_controls(ids, state))] if associations.height else []
    effects = [FOREST.layout(controls=view.forest_controls(ids, state, associations))] if store.associated_genes(associations) else []
    n_sets = store.fine_mapping(release, found).select("gene_id", "tissue").n_unique()
    facts = [
        *([PIPS.layout()] if 0 < n_sets <= MOST_BESIDE else []), *([FREQUENCIES.layout()] if store.frequencies(release, found).height else []),
        *([DOSAGES.layout()] if store.repeat_dosages(release, found).height else []),
    ]
    counts = {name: store.rows_of_variant(release, table, [(column, found.variant_id)]) for name, (_, table, column, _) in GRIDS.items()}
    tables = {name: PANELS[name].layout(grid(ids(name, "grid"), release, GRIDS[name][1], GRIDS[name][3], height=grid_height(n))) for name, n in counts.items() if n}
    leads = [tables.pop("leads")] if "leads" in tables else []
    # Cards of very different height would leave a hole beside the shorter one.
    wide = view.paired([PIPS.layout()]) if n_sets > MOST_BESIDE else []
    effects, rest = view.paired(effects), [*wide, *view.paired(facts)]
    # A plot of a handful of points says less than the effects and their table, which then come first.
    few = associations["neglog10_p"].drop_nulls().len() < store.FEW
    content = [*effects, *leads, *rest, *plot, *tables.values()] if few else [*plot, *effects, *rest, *leads, *tables.values()]
    return page(ids, state, title=found.variant_id if len(found.variant_id) < 60 else f"{found.variant_id[:56]}…", lead="", problems=problems,
                content=[dcc.Store(id=VARIANT, data=found.variant_id), view.header(release, found, associations, state.release), cards(*content)])


@callback(WRITER.output, *[Input(ids(field, kind), "value", allow_optional=True) for field, kind in view.CONTROLS.items()],
          Input(PHEWAS.graph_id, "clickData", allow_optional=True), State(STATE, "data"), WRITER.token, prevent_initial_call=True)
def write_url(*values: Any) -> Any:
    *controls, click, search, token = values
    before = after = VariantState.of(search)
    fields = {ids(field, kind): (field, value) for (field, kind), value in zip(view.CONTROLS.items(), controls, strict=True)}
    touch = touched()
    for name, (field, value) in fields.items():
        after = view.controlled(after, field, value) if name in touch else after
    after = view.with_point(after, click) if PHEWAS.graph_id in touch else after
    return WRITER.write(before, after, token)


@follows_state(ids, Output(ids("page", "notices"), "children"), beside=[State(VARIANT, "data")])
def show_notices(search: str, _mode: str, variant_id: str) -> Component:
    state = VariantState.of(search)
    release = open_release(state.release)
    return notices(view.problems(state, store.variant_associations(release, store.describe_variant(release, variant_id))))


@PHEWAS.draws(PHEWAS.outputs, beside=[State(VARIANT, "data")])
def draw_phewas(search: str, mode: str, variant_id: str) -> tuple[Any, ...]:
    state = VariantState.of(search)
    release = open_release(state.release)
    variant = store.describe_variant(release, variant_id)
    rows = store.variant_associations(release, variant)
    figure = figures.phewas(rows, list_tissues(release), theme(mode), across=state.x, up=state.y, unit=variant.effect_unit, labels=int(state.labels))
    shown = rows[figures.AXES[state.y][0]].drop_nulls().len()
    what = "every tested pair" if release.has("nominal_associations") else "leads only: this release has no nominal associations"
    note = (f"{write_count(shown)} of {write_count(rows.height)} associations have this measure; {what} · triangle: 95 % interval excludes 0, pointing up or down; "
            f"circle: it does not, or no standard error was published · click a point for its gene's effects")
    return PHEWAS.filled(figure, release, Rows(points_table(release), (("variant_id", variant_id),)), note)


@FOREST.draws(FOREST.outputs, beside=[State(VARIANT, "data")])
def draw_forest(search: str, mode: str, variant_id: str) -> tuple[Any, ...]:
    state = VariantState.of(search)
    release = open_release(state.release)
    variant = store.describe_variant(release, variant_id)
    rows = store.variant_associations(release, variant)
    gene_id, qtl_type = view.chosen_pair(state, rows)
    gene = known_gene(release, gene_id)
    effects = store.effects(rows, gene_id, qtl_type)
    replicated = replicated_effects(release, gene, variant_id, qtl_type)
    figure = forest(effects, replicated, list_tissues(release), theme(mode), qtl_type=qtl_type, unit=variant.effect_unit, tested=tested_tissues(release))
    note = f"{qtl_type} of {gene.label}, the phenotype with the smallest p in each tissue · hollow: GTEx, where the pair was compared"
    return FOREST.filled(figure, release, Rows(points_table(release), (("variant_id", variant_id), ("gene_id", gene_id), ("qtl_type", qtl_type))), note)


@PIPS.draws(PIPS.outputs, beside=[State(VARIANT, "data")])
def draw_pips(search: str, mode: str, variant_id: str) -> tuple[Any, ...]:
    release = open_release(VariantState.of(search).release)
    rows = store.fine_mapping(release, store.describe_variant(release, variant_id))
    note = f"in {write_count(rows.height)} 95 % credible set{'s' * (rows.height != 1)} · filled: GTOP, hollow: GTEx, diamond: both across ancestries · no mark: not in a set there"
    return PIPS.filled(figures.pip_by_cohort(rows, tissue_labels(release), theme(mode)), release, Rows("credible_set_variants", (("variant_id", variant_id),)), note)


@FREQUENCIES.draws(FREQUENCIES.outputs, beside=[State(VARIANT, "data")])
def draw_frequencies(search: str, mode: str, variant_id: str) -> tuple[Any, ...]:
    release = open_release(VariantState.of(search).release)
    variant = store.describe_variant(release, variant_id)
    rows = store.frequencies(release, variant)
    figure = figures.frequency_bars(rows, theme(mode), allele=f"ALT allele{f' {variant.alt}' if variant.alt else ''}")
    sets = dict.fromkeys(FREQUENCY_SOURCES.get(source, source.replace("_", " ")).partition(":")[0] for source in rows["source"].unique(maintain_order=True))
    note = f"published for: {'; '.join(sets)}" + (" · hatched: only a class of frequency, named by its threshold, was published" if rows["af"].null_count() else "")
    return FREQUENCIES.filled(figure, release, Rows("allele_frequencies", (("variant_id", variant_id),)), note)


@DOSAGES.draws(DOSAGES.outputs, beside=[State(VARIANT, "data")])
def draw_dosages(search: str, mode: str, variant_id: str) -> tuple[Any, ...]:
    release = open_release(VariantState.of(search).release)
    variant = store.describe_variant(release, variant_id)
    rows = store.repeat_dosages(release, variant)
    if rows.is_empty():
        return DOSAGES.filled(message_figure(theme(mode), "This release has no repeat units of this repeat."), release, None)
    table, filters = store.dosage_filters(release, variant)
    least, middle, most = rows.select(least=rows["dosage"].min(), middle=rows["dosage"].median(), most=rows["dosage"].max()).row(0)
    note = f"{least:g} to {most:g} units, median {middle:g}"
    return DOSAGES.filled(figures.dosage_histogram(rows, theme(mode), motif=variant.motif or ""), release, Rows(table, filters), note)


for _name, (_title, _table, _column, _columns) in GRIDS.items():

    @serves_rows(ids(_name, "grid"), State(VARIANT, "data"), State(STATE, "data"))
    def list_rows(request: dict[str, Any] | None, variant_id: str, search: str, table: str = _table, column: str = _column) -> dict[str, Any]:
        return answer_rows(open_release(VariantState.of(search).release), table, ((column, variant_id),), request)

    @PANELS[_name].draws(PANELS[_name].frame_outputs, beside=[State(VARIANT, "data")])
    def describe_rows(search: str, _mode: str, variant_id: str, table: str = _table, column: str = _column, name: str = _name) -> tuple[Any, ...]:
        release = open_release(VariantState.of(search).release)
        n = store.rows_of_variant(release, table, [(column, variant_id)])
        note = f"{write_count(n)} row{'s' * (n != 1)}"
        return PANELS[name].frame(release, Rows(table, ((column, variant_id),)), note)

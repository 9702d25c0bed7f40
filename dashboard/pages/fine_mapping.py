"""What do credible sets say, within and across ancestries? Tables: credible_sets and their variants, counts, comparison. URL: `urls.FineMappingState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html
from dash.development.base_component import Component

from dashboard.components import fine_mapping_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.components.tissues import TissuePicker, flatten
from dashboard.context import open_release
from dashboard.figures import fine_mapping as figures
from dashboard.figures.locus_pips import LEAST, stacked_pips
from dashboard.figures.style import message_figure, theme, write_count, write_counted, write_number
from dashboard.grids.rows import answer_rows, grid, serves_rows, where_from_model
from dashboard.grids.small import small_grid
from dashboard.store import fine_mapping as store
from dashboard.store.tissues import tissue_labels
from dashboard.urls import FineMappingState

ids = Ids("finemap")
dash.register_page(__name__, path="/fine-mapping", name="Fine-mapping", title="Fine-mapping · GTOP Explorer", order=6, nav=True)

FILTERS = ("tissue", "cohort", "method", "gene", "size_from", "size_to", "pip_min", "purity_min", "where")
DISTRIBUTIONS = Panel(ids, "distributions", "Size and best PIP of credible sets", height=550, needs=FILTERS)
TISSUES = Panel(ids, "by-tissue", "Credible sets per tissue", height=550, needs=FILTERS)
COMPARISON = Panel(ids, "comparison", "Which sets become smaller across ancestries", height=460, needs=(*FILTERS, "against", "match"))
COMPARED = Panel(ids, "compared", "The sets compared", graph=False, needs=(*FILTERS, "against", "match", "change", "sizes"))
LOCUS = Panel(ids, "stacked", "A locus in each analysis", height=560, needs=("locus",))
LOCUS_TABLE = Panel(ids, "positions", "The same positions in each analysis", graph=False)
SETS = Panel(ids, "sets", "Credible sets", graph=False, wide=True, needs=(*FILTERS, "sort"))
MEMBERS = Panel(ids, "members", "Variants of a set", height=340, needs=(*FILTERS, "sort", "cs"))
MEMBER_TABLE = Panel(ids, "member-table", "Its variants", graph=False)
LED = Panel(ids, "led", "Sets with and led by structural variants or tandem repeats", height=400, needs=("led",))
CAUSAL = Panel(ids, "causal", "Enrichment of SVs and TRs by PIP", height=400, needs=())
CLASSES = Panel(ids, "classes", "Variant classes in a set", height=340, needs=())
PER_PHENOTYPE = Panel(ids, "per-phenotype", "Independent signals per phenotype", height=320, needs=())
PICKER = TissuePicker("finemap")
STATE, GRID, COMPARED_GRID, LOCUS_GRID, MEMBER_GRID = (ids(*name) for name in (("page", "state"), ("sets", "grid"), ("compared", "grid"), ("positions", "div"), ("member-table", "div")))
WRITER = StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = FineMappingState.parse(query)
    release = open_release(state.release)
    if not release.has(store.SETS, store.VARIANTS):
        return page(ids, state, title="Fine-mapping", lead="", problems=problems, content=[absent("credible sets", "gtop")])
    panels = [DISTRIBUTIONS.layout(), TISSUES.layout()]
    if release.has(store.COMPARED):
        rows = view.with_symbol(grid(COMPARED_GRID, release, store.COMPARED, view.COMPARED_COLUMNS, sort=f"{state.against.lower()}_change", height=420, filtered=False))
        panels += [COMPARISON.layout(controls=view.comparison_choices(ids, state)), COMPARED.layout(rows, controls=view.change_choice(ids, state))]
    panels += [SETS.layout(view.with_symbol(grid(GRID, release, store.SETS, view.SET_COLUMNS, sort=state.sort, where=state.where, height=380))),
               MEMBERS.layout(), MEMBER_TABLE.layout(html.Div(id=MEMBER_GRID))]
    if view.chosen_locus(release, state):
        panels += [LOCUS.layout(controls=view.locus_choice(ids, release, state)), LOCUS_TABLE.layout(html.Div(id=LOCUS_GRID))]
    if release.has(store.COUNTS):
        panels += [LED.layout(controls=view.led_choice(ids, release, state)), *([CAUSAL.layout()] if release.has(store.ENRICHMENTS) else []), CLASSES.layout(), PER_PHENOTYPE.layout()]
    return page(ids, state, title="Fine-mapping", lead="", problems=problems, content=[cards(*panels)], filters=view.filters(ids, PICKER, release, state), ways=[("QTLs across tissues, distance to the TSS", "/sharing")])


@callback(
    WRITER.output,
    PICKER.values, *[Input(ids(noun, kind), "value", allow_optional=True) for noun, kind in view.CONTROLS.values()],
    Input(TISSUES.graph_id, "clickData"), Input(COMPARISON.graph_id, "clickData", allow_optional=True), Input(GRID, "selectedRows"), Input(COMPARED_GRID, "selectedRows", allow_optional=True),
    Input(GRID, "filterModel"), Input(GRID, "columnState"), State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(tissues: list[list[str]], *values: Any) -> Any:
    """Controls, figures and grids write the state."""
    controls, (bar, point, row, joint_row, model, columns, search, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS) :]
    before = after = FineMappingState.of(search)
    release, touch = open_release(before.release), touched()
    if touch.beside(TISSUES.graph_id, COMPARISON.graph_id, COMPARED_GRID, GRID):
        after = view.controlled(after, release, flatten(tissues), controls)
    if TISSUES.graph_id in touch:
        after = view.with_bar(after, bar)
    if COMPARISON.graph_id in touch:
        after = view.with_sizes(after, point)
    if COMPARED_GRID in touch:
        after = view.with_set(after, joint_row, joint=True)
    if f"{GRID}.selectedRows" in touch:
        after = view.with_set(after, row)
    if f"{GRID}.filterModel" in touch or f"{GRID}.columnState" in touch:
        after = view.with_grid(after, where_from_model(release.schema(store.SETS), model), columns)
    return WRITER.write(before, after, token)


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    title, lead = view.heading(state, release, store.count_by_analysis(release, filters))
    return title, lead, notices(view.resolve(release, state)[1])


@DISTRIBUTIONS.draws(DISTRIBUTIONS.outputs)
def draw_distributions(search: str, mode: str) -> tuple[Any, ...]:
    _, release, filters = view.opened(search)
    analyses = store.count_analyses(release).select("n", "sized").rows()
    drawn = sum(sized > 0 for _, sized in analyses)
    figure = figures.set_distributions(store.set_distributions(release, filters), theme(mode), size_breaks=store.SIZE_BREAKS, pip_step=store.PIP_STEP, least_rows=drawn)
    unnamed = sum(n - sized for n, sized in analyses)
    note = "95 % sets, eQTLs" + (f" · {write_counted(unnamed, 'set')} of which only names were published are left out" if unnamed else "")
    return DISTRIBUTIONS.filled(figure, release, Rows(store.SETS, filters), note, view.words(release, filters))


@TISSUES.draws(TISSUES.outputs)
def draw_tissues(search: str, mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    others = tuple(pair for pair in filters if pair[0] != "tissue")
    figure = figures.sets_by_tissue(store.sets_by_tissue(release, others), tissue_labels(release), theme(mode), chosen=state.tissue)
    return TISSUES.filled(figure, release, Rows(store.SETS, others), "whatever tissues are chosen · click a bar to filter", view.words(release, others))


@COMPARISON.draws(COMPARISON.outputs)
def draw_comparison(search: str, mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    own = view.compared(release, state, filters)
    untested = view.without_joint_analysis(release, state)
    if untested:
        figure = message_figure(theme(mode), *untested)
    else:
        figure = figures.size_comparison(store.size_pairs(release, own, state.against, state.match), theme(mode), cohort=state.against)
    rule = "the joint set’s best variant lies in the other set" if state.match == "variant" else "one point per gene and tissue, its smallest sets"
    return COMPARISON.filled(figure, release, Rows(store.COMPARED, own), f"{rule} · filters act on the joint set · click a point to list its sets", view.words(release, own, store.COMPARED))


@COMPARED.draws(COMPARED.frame_outputs)
def describe_compared(search: str, _mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    own = view.listed(release, state, filters)
    untested = view.without_joint_analysis(release, state)
    if untested:
        return COMPARED.frame(release, Rows(store.COMPARED, own), untested[0])
    total = answer_rows(release, store.COMPARED, own, {"startRow": 0, "endRow": 1})["rowCount"]
    sizes = f" with {state.sizes.replace('-', ' and then ')} variants" if state.sizes else ""
    return COMPARED.frame(release, Rows(store.COMPARED, own), f"{write_counted(total, 'set')}{sizes}; a change is joint minus alone · select a row to open the joint set")


@serves_rows(COMPARED_GRID, State(STATE, "data"))
def list_compared(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    state, release, filters = view.opened(search)
    answer = answer_rows(release, store.COMPARED, view.listed(release, state, filters), request)
    return {**answer, "rowData": store.add_symbols(release, answer["rowData"])}


@SETS.draws(SETS.frame_outputs)
def describe_sets(search: str, _mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    total = sum(store.count_by_analysis(release, filters).values())
    return SETS.frame(release, Rows(store.SETS, filters, state.sort), f"{write_counted(total, 'set')} · select one to see its variants below")


@serves_rows(GRID, State(STATE, "data"))
def list_sets(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    _, release, filters = view.opened(search)
    answer = answer_rows(release, store.SETS, filters, request)
    return {**answer, "rowData": store.add_symbols(release, answer["rowData"])}


@MEMBERS.draws(MEMBERS.outputs, MEMBER_TABLE.frame_outputs, Output(MEMBER_GRID, "children"), Output(MEMBERS.title_id, "children"))
def draw_members(search: str, mode: str) -> tuple[Any, ...]:
    state, release, filters = view.opened(search)
    chosen = view.shown_set(release, state, filters)
    if chosen is None:
        figure = message_figure(theme(mode), *figures.NO_SETS)
        return *MEMBERS.filled(figure, release, None), *MEMBER_TABLE.frame(release, None, figures.NO_SETS[0]), [], MEMBERS.title
    members, rows = store.set_members(release, chosen), Rows(store.VARIANTS, chosen.filters, "-pip")
    figure = figures.set_lollipop(members, theme(mode), cohort=chosen.cohort)
    note, title = view.describe_set(release, chosen, members)
    others = [name for name in figures.ANALYSIS if name in members.columns]
    return (*MEMBERS.filled(figure, release, rows, note, [title]), *MEMBER_TABLE.frame(release, rows, f"{write_count(members.height)} published variants of {title}"),
            small_grid(ids("member-table", "grid"), view.member_columns(release, others), members.to_dicts(), height=340), title)


@LOCUS.draws(LOCUS.outputs, LOCUS_TABLE.frame_outputs, Output(LOCUS_GRID, "children"))
def draw_locus(search: str, mode: str) -> tuple[Any, ...]:
    state = FineMappingState.of(search)
    release = open_release(state.release)
    locus = view.chosen_locus(release, state)
    pips, rows = store.locus_pips(release, locus), Rows("locus_associations", (("locus_id", locus), ("pip__isnull", "false")))
    table = store.pips_by_position(pips, LEAST)
    note = f"{view.locus_title(release, locus)} · dotted: the best variant of each set · zoom out for the whole locus"
    below = f"{write_count(table.height)} positions with a PIP ≥ {write_number(LEAST, 1)} in any; joined on the position, as ids differ between cohorts; empty: not in that analysis"
    return (*LOCUS.filled(stacked_pips(pips, theme(mode)), release, rows, note, [locus]), *LOCUS_TABLE.frame(release, rows, below),
            small_grid(ids("positions", "grid"), view.position_columns(release, [name for name in figures.ANALYSIS if name in table.columns]), table.to_dicts(), height=480))


@LED.draws(LED.outputs)
def draw_led(search: str, mode: str) -> tuple[Any, ...]:
    state = FineMappingState.of(search)
    release = open_release(state.release)
    counts, labels, filters = store.led_counts(release, state.led), tissue_labels(release), (("measure", "led_by_sv_or_tr"), ("qtl_type", state.led))
    note = f"published counts of {state.led} sets, fine-mapped with SNVs, SVs and TRs together; not filtered"
    return LED.filled(figures.led_by_tissue(counts, labels, theme(mode)), release, Rows(store.COUNTS, filters), note)


@CAUSAL.draws(CAUSAL.outputs)
def draw_causal(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(FineMappingState.of(search).release)
    figure = figures.causal_forest(store.causal_odds(release), tissue_labels(release), theme(mode))
    return CAUSAL.filled(figure, release, Rows(store.ENRICHMENTS, (("source", store.CAUSAL),)), "odds of an SV or TR, against an SNV, to be in a set with such a PIP; 95 % CI; p not corrected")


@CLASSES.draws(CLASSES.outputs)
def draw_classes(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(FineMappingState.of(search).release)
    figure = figures.class_combinations(store.count_published(release, "variant_classes_in_set"), theme(mode))
    return CLASSES.filled(figure, release, Rows(store.COUNTS, (("measure", "variant_classes_in_set"),)), "published counts of eQTL sets over all tissues; which classes a set holds, and that of its best variant")


@PER_PHENOTYPE.draws(PER_PHENOTYPE.outputs)
def draw_per_phenotype(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(FineMappingState.of(search).release)
    figure = figures.sets_per_phenotype(store.count_published(release, "sets_per_phenotype"), theme(mode))
    return PER_PHENOTYPE.filled(figure, release, Rows(store.COUNTS, (("measure", "sets_per_phenotype"),)), "published counts; phenotypes are genes (eQTL) or junctions and transcripts (sQTL)")


for _panel, _grid in ((SETS, GRID), (COMPARED, COMPARED_GRID)):
    clientside_callback(ClientsideFunction("state", "refreshGrid"), Output(_grid, "className"), Input(_panel.part_id, "data"), State(_grid, "id"), prevent_initial_call=True)

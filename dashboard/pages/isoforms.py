"""How diverse are isoforms in each tissue? Tables: isoform_counts, tissue_covariates, splicing_events, module_summaries, tissues,
isoform_diversity, transcript_expression. URL: `/isoforms`, see `urls.IsoformState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from dashboard.components import diversity_controls as diversity
from dashboard.components import isoform_controls as view
from dashboard.components.ids import NAV, Ids
from dashboard.components.isoform_comparison import comparison, too_many
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.components.tissues import TissuePicker, flatten, spread
from dashboard.context import open_release
from dashboard.figures import diversity as diversity_figures
from dashboard.figures import isoform_comparison as comparing
from dashboard.figures import isoform_overview as figures
from dashboard.figures.style import message_figure, shade, theme, write_count, write_counted, write_percent
from dashboard.figures.upset import upset
from dashboard.store import isoform_counts as store
from dashboard.store import isoforms
from dashboard.store.tissues import tissue_labels
from dashboard.urls import IsoformState

ids = Ids("isoforms")
dash.register_page(__name__, path="/isoforms", name="Isoforms", title="Isoforms · GTOP Explorer", order=2, nav=True)

COMPARE = Panel(ids, "compare", "Tissues side by side", wide=True, height=560, needs=("tissue",))
FOUND = Panel(ids, "found", "Novel transcripts per tissue", height=800, needs=("tissue", "order"))
EXPECTED = Panel(ids, "expected", "Given samples and depth", height=800, needs=("tissue", "order"))
CONFOUNDED = Panel(ids, "confounded", "Counts and confounders", height=400, needs=("tissue", "counted", "against"))
SPECIFICITY = Panel(ids, "specificity", "Tissue specificity", height=400, needs=("specificity",))
STRUCTURE = Panel(ids, "structure", "Structure and coding", height=380, needs=())
SPLICING = Panel(ids, "splicing", "Splicing events", height=380, needs=())
EXPRESSED = Panel(ids, "expressed", "Expressed in short reads", height=800, needs=("tissue", "order", "expressed"))
PEPTIDES = Panel(ids, "peptides", "Transcripts with peptides", height=800, needs=("tissue", "order"))
OVERLAP = Panel(ids, "overlap", "In other catalogues", height=380, needs=())
MODULES = Panel(ids, "modules", "Co-expression modules", height=380, needs=())
DIVERSITY = Panel(ids, "diversity", "Isoform diversity by tissue", height=800, needs=("index", "rarefied"))
CLUSTERING = Panel(ids, "clustering", "Tissues by isoform usage", height=800, needs=())
PAIR = Panel(ids, "pair", "Diversity in two tissues", height=480, needs=("tissue", "index", "rarefied"))
SWITCHES = Panel(ids, "switches", "Genes that switch isoforms", graph=False, needs=("tissue",))
SWITCH_GRID = ids("switches", "grid")
PICKER = TissuePicker("isoforms")
STATE = ids("page", "state")
WRITER = StateWriter(ids)
CLICKED = (FOUND, EXPECTED, CONFOUNDED, EXPRESSED, PEPTIDES, COMPARE)
"""Panels in which a click on a tissue takes it into the comparison or out of it."""
CLICK = "click a tissue to compare it"


@safely
def layout(**query: Any) -> Component:
    state, problems = IsoformState.parse(query)
    release = open_release(state.release)
    counted, diverse = release.has(store.COUNTS), diversity.present(release)
    if not (counted or diverse):
        return page(ids, state, title="Isoforms", lead="", problems=problems, content=[absent("isoform counts", "gtop")])
    profile = store.profile_tissues(release)
    choice = {field: view.control(ids, state, field) for field in ("expressed", "against", "counted", "specificity")}
    index = diversity.controls(ids, state, rarefied=isoforms.has_rarefied(release))
    counts = html.Div([
        view.lead_tiles(release),
        cards(
            COMPARE.layout(html.Div(id=ids("comparison", "div")), COMPARE.figure()), FOUND.layout(), EXPECTED.layout(),
            CONFOUNDED.layout(controls=html.Div([choice["counted"], choice["against"]], className="control-row")), SPECIFICITY.layout(controls=choice["specificity"]),
            STRUCTURE.layout(), SPLICING.layout(), EXPRESSED.layout(controls=choice["expressed"]), PEPTIDES.layout(), OVERLAP.layout(), MODULES.layout(),
        ),
    ], hidden=not counted)
    panels = [*([DIVERSITY.layout(controls=index)] if release.has("isoform_diversity") else []), *([CLUSTERING.layout()] if isoforms.has_usage(release) else []),
              *([PAIR.layout()] if release.has("isoform_diversity") else []), *([SWITCHES.layout(diversity.switch_grid(SWITCH_GRID))] if isoforms.has_usage(release) else [])]
    content = [
        counts, *([] if counted else [absent("isoform counts", "gtop")]),
        html.H2("Diversity and usage of isoforms", className="section-title"), cards(*panels) if diverse else absent("isoform diversity or usage by tissue", "isoforms"),
        *([] if release.has("isoform_diversity") else [html.Div(index, hidden=True)]),
    ]
    title, lead = view.heading(release, profile)
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, filters=view.filters(ids, PICKER, release, state, profile), ways=[("The catalogue of transcripts", "/transcripts"), ("Allele-specific expression", "/allele-specific")])


@callback(
    WRITER.output, PICKER.ticks, *[Output(panel.graph_id, "clickData") for panel in CLICKED],
    PICKER.values, *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()], *[Input(panel.graph_id, "clickData") for panel in CLICKED],
    PICKER.options, State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(tissues: list[list[str]], *values: Any) -> tuple[Any, ...]:
    """Controls and clicks write the state. A click ticks the tissue's box, too, and is forgotten, so that the same can come again."""
    controls, (*clicked, options, search, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS):]
    before = after = IsoformState.of(search)
    clicks = [click for click in clicked if click]
    if touched().beside(*(panel.graph_id for panel in CLICKED)):
        after = view.controlled(after, flatten(tissues), controls, rarefied=isoforms.has_rarefied(open_release(after.release)))
    if clicks:
        after = view.with_click(after, clicks[0])
    ticks = spread(after.tissue, options) if clicks else [no_update] * len(options)
    return WRITER.write(before, after, token), ticks, *[None] * len(CLICKED)


@COMPARE.draws(COMPARE.outputs, Output(ids("comparison", "div"), "children"))
def compare_tissues(search: str, mode: str) -> tuple[Any, ...]:
    _, release, profile, chosen = view.opened(search)
    profile, adjusted = view.adjust_profile(profile)
    figure = comparing.tissue_strips(profile, theme(mode), chosen=chosen)
    rows = Rows(store.COUNTS, (*(("tissue", tissue) for tissue in chosen), *(("scope", scope) for scope in store.TISSUE_SCOPES)))
    note = f"each measure over {write_counted(profile.height, 'tissue')}, from the least to the most{too_many(chosen)} · {CLICK}"
    return *COMPARE.filled(figure, release, rows, note, _named(profile, chosen)), comparison(profile, adjusted, chosen, theme(mode))


@FOUND.draws(FOUND.outputs)
def draw_found(search: str, mode: str) -> tuple[Any, ...]:
    state, release, profile, chosen = view.opened(search)
    figure = figures.transcripts_by_tissue(profile, theme(mode), order=state.order, chosen=chosen)
    note = "as counted: more samples and reads find more; see the panel beside" if state.order != "per_sample" else "divided by samples, which favours tissues with one: later samples add fewer new transcripts"
    return FOUND.filled(figure, release, Rows(store.COUNTS, (("scope", "novel_transcripts_per_tissue"),)), f"{note} · {CLICK}", _named(profile, chosen))


@EXPECTED.draws(EXPECTED.outputs)
def draw_expected(search: str, mode: str) -> tuple[Any, ...]:
    state, release, profile, chosen = view.opened(search)
    profile, adjusted = view.adjust_profile(profile)
    figure = comparing.against_expected(profile, theme(mode), order=state.order, chosen=chosen)
    fit = f"leave-one-out fit of log counts on log samples and log reads (n = {adjusted.n}, R² = {adjusted.r_squared:.2f}); 95 % prediction intervals, 1 in 20 misses by chance" if adjusted else ""
    return EXPECTED.filled(figure, release, Rows("tissue_covariates") if release.has("tissue_covariates") else None, fit, _named(profile, chosen))


@CONFOUNDED.draws(CONFOUNDED.outputs)
def draw_confounded(search: str, mode: str) -> tuple[Any, ...]:
    state, release, profile, chosen = view.opened(search)
    specific = state.counted == "specific"
    columns = (("annotated", "specific_annotated"), ("novel", "specific_novel")) if specific else (("novel", "novel_found"),)
    title = "tissue-specific transcripts" if specific else "novel transcripts found"
    figure = comparing.counts_against(profile, theme(mode), covariate=state.against, columns=columns, title=title, chosen=chosen)
    scope = "tissue_specific_transcripts" if specific else "novel_transcripts_per_tissue"
    return CONFOUNDED.filled(figure, release, Rows(store.COUNTS, (("scope", scope),)), f"one point per tissue and class; ρ: Spearman · {CLICK}", _named(profile, chosen))


@SPECIFICITY.draws(SPECIFICITY.outputs)
def draw_specificity(search: str, mode: str) -> tuple[Any, ...]:
    state, release, _, _ = view.opened(search)
    scope = "tissue_specificity" if state.specificity == "all" else "tissue_specificity_10_samples"
    figure = figures.specificity_curve(store.select_scope(release, scope), theme(mode), height=400)
    note = "sample sizes differ between tissues, which makes transcripts look specific" if state.specificity == "all" else "equal sample sizes: what is left is not their doing"
    return SPECIFICITY.filled(figure, release, Rows(store.COUNTS, (("scope", scope),)), note)


@STRUCTURE.draws(STRUCTURE.outputs)
def draw_structure(search: str, mode: str) -> tuple[Any, ...]:
    release, scope = open_release(IsoformState.of(search).release), "structural_category_coding_status"
    figure = figures.structure_and_coding(store.select_scope(release, scope), theme(mode))
    note = "SQANTI3 · FSM, ISM: full and incomplete splice match; NIC, NNC: novel in, not in catalogue"
    return STRUCTURE.filled(figure, release, Rows(store.COUNTS, (("scope", scope),)), note)


@SPLICING.draws(SPLICING.outputs)
def draw_splicing(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(IsoformState.of(search).release)
    figure = figures.splicing_by_type(store.splicing_events(release), theme(mode))
    return SPLICING.filled(figure, release, Rows("splicing_events") if release.has("splicing_events") else None, "local events (SUPPA2), GENCODE v47 and what long reads add")


@EXPRESSED.draws(EXPRESSED.outputs)
def draw_expressed(search: str, mode: str) -> tuple[Any, ...]:
    state, release, profile, chosen = view.opened(search)
    figure = figures.expressed_in_short_reads(profile, theme(mode), what=state.expressed, order=state.order, chosen=chosen)
    rows = Rows(store.COUNTS, (("scope", "short_read_expressed"), ("category", state.expressed)))
    return EXPRESSED.filled(figure, release, rows, f"n: short-read samples, which the counts depend on · {CLICK}", _named(profile, chosen))


@PEPTIDES.draws(PEPTIDES.outputs)
def draw_peptides(search: str, mode: str) -> tuple[Any, ...]:
    state, release, profile, chosen = view.opened(search)
    figure = figures.peptide_support(profile, theme(mode), order=state.order, chosen=chosen)
    measured = profile["unique_novel"].drop_nulls().len()
    note = f"share of a tissue's transcripts seen by mass spectrometry, {measured} of {write_counted(profile.height, 'tissue')} measured · {CLICK}"
    return PEPTIDES.filled(figure, release, Rows(store.COUNTS, (("scope", "peptide_support"),)), note, _named(profile, chosen))


@OVERLAP.draws(OVERLAP.outputs)
def draw_overlap(search: str, mode: str) -> tuple[Any, ...]:
    release, look = open_release(IsoformState.of(search).release), theme(mode)
    figure = upset(store.catalogue_overlaps(release), {"CHESS3": "CHESS 3", "GTEx long-read": "GTEx long reads"}, look, color=shade("#516C8A", look), unit="transcripts",
                   relation="in exactly", empty=("This release has no overlap with other catalogues.", "Other panels show what it has."))
    parts = [f"{write_percent(part / whole, 0)} of {write_count(whole)} {name}" for name, (part, whole) in store.count_replicated(release).items()]
    note = f"transcripts in exactly these catalogues; others have {' and '.join(parts)} ones" if parts else "transcripts in exactly these catalogues"
    return OVERLAP.filled(figure, release, Rows(store.COUNTS, (("scope", "database_overlap"),)), note)


@MODULES.draws(MODULES.outputs)
def draw_modules(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(IsoformState.of(search).release)
    figure = figures.modules_by_network(store.network_modules(release), tissue_labels(release), theme(mode))
    rows = Rows("module_summaries", (("measure", "modules_per_tissue"), ("measure", "annotated_modules"))) if release.has("module_summaries") else None
    return MODULES.filled(figure, release, rows, "networks of transcripts in short reads, some of several tissues together")


@DIVERSITY.draws(DIVERSITY.outputs)
def draw_diversity(search: str, mode: str) -> tuple[Any, ...]:
    seen = diversity.opened(search)
    values, means = (read(seen.release, seen.index, rarefied=seen.rarefied) for read in (isoforms.tissue_diversity, isoforms.mean_diversity))
    figure = diversity_figures.diversity_by_tissue(values, seen.tissues, theme(mode), index=seen.index, rarefied=seen.rarefied, order=list(seen.tissues), colors=seen.colors, means=means)
    return DIVERSITY.filled(figure, seen.release, Rows("isoform_diversity", seen.filters), diversity.distribution_note(seen))


@CLUSTERING.draws(CLUSTERING.outputs)
def draw_clustering(search: str, mode: str) -> tuple[Any, ...]:
    seen = diversity.opened(search)
    tissues, distances = isoforms.usage_distances(seen.release)
    note = "mean over genes of the Jensen–Shannon distance of isoform usage (Lin 1991, IEEE Trans. Inf. Theory 37:145) · average linkage · tissues with few samples lie farther from all"
    return CLUSTERING.filled(diversity_figures.tissue_clustering(distances, tissues, seen.tissues, theme(mode)), seen.release, Rows("transcript_expression"), note)


@PAIR.draws(PAIR.outputs)
def draw_pair(search: str, mode: str) -> tuple[Any, ...]:
    seen, look = diversity.opened(search), theme(mode)
    if seen.pair is None:
        return PAIR.filled(message_figure(look, "Two tissues are needed; this release has isoforms of one."), seen.release, None)
    values, genes = diversity.pair_values(seen)
    figure = diversity_figures.diversity_scatter(values, seen.pair, seen.tissues, genes, look, index=seen.index)
    rows = Rows("isoform_diversity", (*seen.filters, *(("tissue", tissue) for tissue in seen.pair)))
    return PAIR.filled(figure, seen.release, rows, f"{seen.pair_note} · named: the genes that differ most · click a gene for its isoforms", seen.words)


@callback(Output(NAV, "href", allow_duplicate=True), Output(PAIR.graph_id, "clickData"), Input(PAIR.graph_id, "clickData"), State(STATE, "data"), prevent_initial_call=True)
def open_gene(click: dict[str, Any] | None, search: str) -> tuple[Any, None]:
    """A click leads to the gene's isoforms and is forgotten, so that it can come again."""
    return diversity.clicked_gene(click, search) or no_update, None


@SWITCHES.draws(*SWITCHES.frame_outputs, Output(SWITCH_GRID, "rowData"))
def list_switches(search: str, _mode: str) -> tuple[Any, ...]:
    seen = diversity.opened(search)
    found = diversity.switches(seen)
    rows = Rows("transcript_expression", tuple(("tissue", tissue) for tissue in seen.pair)) if seen.pair else None
    return *SWITCHES.frame(seen.release, rows, f"{seen.pair_note} · {found.note}" if seen.pair else seen.pair_note, seen.words), found.rows


@follows_state(ids, Output(ids("page", "notices"), "children"))
def show_notices(search: str, _mode: str) -> Component:
    """What the URL said that cannot be used; the state no longer knows."""
    state, release, profile, _ = view.opened(search)
    return notices(view.unknown_tissues(state, release, profile))


def _named(profile: Any, chosen: tuple[str, ...]) -> list[str]:
    """The compared tissues in words, stamped on exports."""
    labels = dict(profile.select("tissue", "label").iter_rows())
    return [f"compared: {', '.join(labels[tissue] for tissue in chosen)}"] if chosen else []

"""How do frequencies and effects differ across populations? Tables: allele_frequencies, population_counts, population_effects,
effect_replication, replication_correlations, selection_signals, set_membership. URL: `/frequencies`, see `urls.FrequencyState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from dashboard.components import frequency_controls as control
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.figures import frequencies as figures
from dashboard.figures.style import (
    message_figure,
    shade,
    theme,
    write_count,
    write_counted,
    write_number,
    write_percent,
)
from dashboard.figures.upset import upset
from dashboard.grids.rows import answer_rows, grid, serves_rows, sort_from_columns
from dashboard.store import frequencies as store
from dashboard.store.allele_specific import describe_agreement
from dashboard.store.colocalization import set_overlaps
from dashboard.store.release import Release
from dashboard.store.tissues import tissue_labels
from dashboard.urls import FrequencyState

ids = Ids("frequencies")
dash.register_page(__name__, path="/frequencies", name="Frequencies", title="Frequencies and effects across populations · GTOP Explorer", order=3.5, nav=False)

SCATTER = Panel(ids, "scatter", "Frequencies in GTOP and elsewhere", wide=True, height=460, needs=("source",))
CLASSES = Panel(ids, "classes", "Where else a variant is common", wide=True, height=400, needs=("classes", "variant"))
COUNTS = Panel(ids, "counts", "Counts", height=430, needs=("measure",))
HETEROGENEOUS = Panel(ids, "heterogeneous", "Heterogeneous effects", height=430, needs=())
EFFECTS = Panel(ids, "effects", "Effects compared", wide=True, height=430, needs=("comparison", "pair"))
CORRELATIONS = Panel(ids, "correlations", "Correlation of effects between tissues", wide=True, height=540, needs=("correlation",))
SETS = Panel(ids, "sets", "Genes by what differs", height=400, needs=("sets",))
SELECTION = Panel(ids, "selection", "Variants under selection that are QTLs", height=400, needs=())
SIGNALS = Panel(ids, "signals", "Signals of selection", graph=False, wide=True, needs=("sort",))
STATE, GRID, WRITER = ids("page", "state"), ids("signals", "grid"), StateWriter(ids)
TITLE = "Frequencies and effects across populations"
_TABLES = (store.FREQUENCIES, store.COUNTS, store.EFFECTS, store.REPLICATION, store.CORRELATIONS)
_WAYS = (("Principal components and ancestry", "/populations"), ("QTLs across tissues", "/sharing"), ("Published figures as live views", "/gallery"))


@safely
def layout(**query: Any) -> Component:
    state, problems = FrequencyState.parse(query)
    view = control.resolve(state)
    release = view.release
    if not any(release.has(name) for name in _TABLES):
        return page(ids, state, title=TITLE, lead="", problems=problems, content=[absent("frequencies or effects by population", "gtop")])
    correlation, sets = (control.panel_choice(ids, view, name) for name in ("correlation", "sets"))
    panels = [SCATTER.layout(), CLASSES.layout(), COUNTS.layout(), HETEROGENEOUS.layout(), EFFECTS.layout(), CORRELATIONS.layout(controls=correlation)]
    rest = [SETS.layout(controls=sets)] if view.offers["sets"] else []
    if release.has(store.SIGNALS):
        selection: Any = SELECTION.layout()
        # Without the card beside it, it takes the whole row.
        selection.className = selection.className if rest else "panel panel-wide"
        rest += [selection, SIGNALS.layout(grid(GRID, release, store.SIGNALS, control.COLUMNS, sort=state.sort, height=320, filtered=False))]
    # Every input of the page's callback must exist, so a choice without a panel is there without being seen.
    hidden = [] if view.offers["sets"] else [html.Div(sets, hidden=True)]
    lead = "The same variants by their ALT frequency in GTOP and elsewhere, QTLs whose frequency or effect differs, and effects in two cohorts or tissues side by side."
    return page(ids, state, title=TITLE, lead=lead, problems=problems, content=[cards(*panels, *rest), *hidden], filters=control.filters(ids, view), ways=_WAYS)


@callback(WRITER.output, Output(ids("pair", "dropdown"), "options"), Output(ids("pair", "dropdown"), "value"),
          *[Input(ids(name, kind), "value") for name, kind in control.CONTROLS.items()], Input(GRID, "columnState", allow_optional=True), State(STATE, "data"), WRITER.token,
          prevent_initial_call=True)
def write_url(*values: Any) -> tuple[Any, ...]:
    *controls, columns, search, token = values
    before = after = FrequencyState.of(search)
    touch = touched()
    if touch.beside(GRID):
        after = control.controlled(after, controls)
    if GRID in touch:
        after = after.but(sort=sort_from_columns(columns) or "pval_nominal")
    return (no_update,) * 3 if after == before else (WRITER.write(before, after, token), control.options(control.resolve(after).offers["pair"]), after.pair)


@follows_state(ids, Output(ids("page", "notices"), "children"))
def show_notices(search: str, _mode: str) -> Any:
    return notices(control.find_problems(control.opened(search)))


def _missing(panel: Panel, release: Release, what: str, mode: str) -> tuple[Any, ...]:
    return panel.filled(message_figure(theme(mode), f"This release has no {what}.", "They would come with: make gtop FROM=<clone>"), release, None)


@SCATTER.draws(SCATTER.outputs)
def draw_scatter(search: str, mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    source = view.chosen["source"]
    if not source:
        return _missing(SCATTER, view.release, "frequencies", mode)
    rows = store.compare_frequencies(view.release, source)
    found = store.describe_frequencies(rows)
    note = f"{view.words('source')}: {write_counted(found['n'], 'pair')}, {write_count(found['far'])} differ by {store.DIFFERENCES[-1]:g} or more · dotted: equal; lines: limits of the classes"
    return SCATTER.filled(figures.frequency_scatter(rows, theme(mode), bounds=store.DIFFERENCES), view.release, Rows(store.FREQUENCIES, (("source", source),)), note, [view.words("source")])


@CLASSES.draws(*CLASSES.outputs, Output(CLASSES.title_id, "children"))
def draw_classes(search: str, mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    source = view.chosen["classes"]
    if not source:
        return *_missing(CLASSES, view.release, "classes of frequency", mode), CLASSES.title
    if view.state.variant:
        wanted = view.state.variant[: store.MOST_VARIANTS]
        rows, unknown = store.geography_of(view.release, wanted, source)
        note = f"{write_count(rows.height)} of {write_counted(len(wanted), 'variant')} with a published class; classes as published, not frequencies · blank: not published"
        named = (*(("variant_id", name) for name in wanted if name not in unknown), ("af_bin__isnull", "false"))
        return *CLASSES.filled(figures.variant_glyphs(rows, theme(mode)), view.release, Rows(store.FREQUENCIES, named), note, wanted), "Where else these variants are common"
    patterns = store.geographic_patterns(view.release, source)
    note = f"{view.words('classes')}: {write_counted(int(patterns['n'].sum()), 'variant')}, the {min(figures.MOST_PATTERNS, patterns.height)} most frequent of {patterns.height} patterns · classes as published, not frequencies · paste variants at the left to see each"
    return *CLASSES.filled(figures.geographic_classes(patterns, theme(mode)), view.release, Rows(store.FREQUENCIES, (("source", source),)), note, [view.words("classes")]), CLASSES.title


@COUNTS.draws(*COUNTS.outputs, Output(COUNTS.title_id, "children"))
def draw_counts(search: str, mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    measure = view.chosen["measure"]
    if not measure:
        return *_missing(COUNTS, view.release, "counts by population", mode), COUNTS.title
    figure = figures.counts_by_row(store.counts_of(view.release, measure), theme(mode))
    return *COUNTS.filled(figure, view.release, Rows(store.COUNTS, (("measure", measure),)), "as published"), view.words("measure")


@HETEROGENEOUS.draws(HETEROGENEOUS.outputs)
def draw_heterogeneous(search: str, mode: str) -> tuple[Any, ...]:
    release = control.opened(search).release
    if not release.has(store.EFFECTS):
        return _missing(HETEROGENEOUS, release, "heterogeneous effects", mode)
    rows = store.heterogeneous_effects(release)
    figure = figures.effects(rows, tissue_labels(release), theme(mode), x_title="z in GTOP", y_title=f"z in {' or '.join(rows['cohort'].unique().sort())}")
    return HETEROGENEOUS.filled(figure, release, Rows(store.EFFECTS), f"{write_count(rows.height)} variant–gene pairs · {_agreement(rows)}")


@EFFECTS.draws(*EFFECTS.outputs, Output(EFFECTS.title_id, "children"))
def draw_effects(search: str, mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    comparison, pair, release = view.chosen["comparison"], view.chosen["pair"], view.release
    if not comparison:
        return *_missing(EFFECTS, release, "effects in two cohorts", mode), EFFECTS.title
    rows = store.compared_effects(release, comparison, pair)
    thinned = f", every {-(-rows.height // figures.MOST_POINTS)}th drawn" if rows.height > figures.MOST_POINTS else ""
    figure = figures.effects(rows, tissue_labels(release), theme(mode), x_title="slope (SD per ALT allele)", y_title="slope there" if comparison != "ASE_eQTL" else "allelic fold change of ASE (log)")
    note = f"{view.words('pair')}: n = {write_count(rows.height)}{thinned} · {_agreement(rows)} · line: least squares with 95 % band · dotted: equal"
    return *EFFECTS.filled(figure, release, Rows(store.REPLICATION, store.effect_filters(comparison, pair)), note, [view.words("comparison"), view.words("pair")]), f"Effects: {view.words('comparison')}"


def _agreement(rows: Any) -> str:
    found = describe_agreement(rows)
    return f"same sign {write_percent(found['same'])} · Spearman’s ρ {write_number(found['rho'])}"


@CORRELATIONS.draws(CORRELATIONS.outputs)
def draw_correlations(search: str, mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    comparison = view.chosen["correlation"]
    if not comparison:
        return _missing(CORRELATIONS, view.release, "correlations of effects", mode)
    rows = store.list_correlations(view.release, comparison)
    pearson, known = comparison.endswith("pearson"), rows["r_b_se"].null_count() < rows.height
    what = "Pearson’s r" if pearson else "r_b: correlation of true effects, corrected for estimation error (Qi 2018, Nat. Commun. 9:2282)"
    note = f"{what}, {'± its standard error' if known else 'published without standard errors'}"
    figure = figures.correlation_heatmap(rows, theme(mode), measure="r" if pearson else "r_b")
    return CORRELATIONS.filled(figure, view.release, Rows(store.CORRELATIONS, (("comparison", comparison),)), note, [view.words("correlation")])


@SETS.draws(SETS.outputs)
def draw_sets(search: str, mode: str) -> tuple[Any, ...]:
    view, look = control.opened(search), theme(mode)
    collection = view.chosen["sets"]
    if not collection:
        return _missing(SETS, view.release, "published sets of genes", mode)
    rows = set_overlaps(view.release, collection)
    note = f"{view.words('sets')}: {write_counted(int(rows['n'].sum()), 'gene')}, each counted once, in exactly these sets"
    return SETS.filled(upset(rows, {}, look, color=shade("#516C8A", look), relation="in exactly"), view.release, Rows(store.SETS, (("collection", collection),)), note, [view.words("sets")])


@SELECTION.draws(SELECTION.outputs)
def draw_selection(search: str, mode: str) -> tuple[Any, ...]:
    release = control.opened(search).release
    if not release.has(store.SIGNALS):
        return _missing(SELECTION, release, "signals of selection", mode)
    rows = store.selection_signals(release)
    genes = rows["gene"].n_unique()
    note = f"{write_count(rows.height)} variant–gene pairs of {write_count(genes)} gene{'s' if genes != 1 else ''} · CMS: composite of multiple signals, higher is stronger · dotted: equal"
    return SELECTION.filled(figures.selection_scatter(rows, theme(mode)), release, Rows(store.SIGNALS), note)


@SIGNALS.draws(SIGNALS.frame_outputs)
def describe_signals(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.opened(search)
    return SIGNALS.frame(view.release, Rows(store.SIGNALS, (), view.state.sort), f"{write_counted(view.release.entry(store.SIGNALS).rows, 'row')} · slope: SD per ALT allele")


@serves_rows(GRID, State(STATE, "data"))
def list_signals(request: dict[str, Any] | None, search: str) -> dict[str, Any]:
    return answer_rows(control.opened(search).release, store.SIGNALS, (), request)

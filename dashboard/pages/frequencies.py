"""How do frequencies and effects differ across populations? Tables: allele_frequencies, population_counts, population_effects,
effect_replication, replication_correlations. URL: `/frequencies`, see `urls.FrequencyState`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import dash
from dash import Input, Output, State, callback, dcc, no_update
from dash.development.base_component import Component

from dashboard.components.controls import section
from dashboard.components.ids import Ids
from dashboard.components.page import StateWriter, cards, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.states import absent
from dashboard.context import open_release
from dashboard.figures import frequencies as figures
from dashboard.figures.style import message_figure, theme, write_count, write_number, write_percent
from dashboard.store import frequencies as store
from dashboard.store.allele_specific import describe_agreement
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.urls import FrequencyState

ids = Ids("frequencies")
dash.register_page(__name__, path="/frequencies", name="Frequencies", title="Frequencies and effects across populations · GTOP Explorer", order=3.5, nav=False)

SCATTER = Panel(ids, "scatter", "Frequencies in GTOP and elsewhere", wide=True, height=430, needs=("source",))
CLASSES = Panel(ids, "classes", "Where else a variant is common", wide=True, height=400, needs=("classes",))
COUNTS = Panel(ids, "counts", "Counts", height=430, needs=("measure",))
HETEROGENEOUS = Panel(ids, "heterogeneous", "Heterogeneous effects", height=430, needs=())
EFFECTS = Panel(ids, "effects", "Effects compared", wide=True, height=430, needs=("comparison", "pair"))
CORRELATIONS = Panel(ids, "correlations", "Correlation of effects between tissues", wide=True, height=520, needs=())
STATE, WRITER = ids("page", "state"), StateWriter(ids)
CONTROLS = ("source", "classes", "measure", "comparison", "pair")
_TABLES = (store.FREQUENCIES, store.COUNTS, store.EFFECTS, store.REPLICATION, store.CORRELATIONS)


def _choices(release: Release, state: FrequencyState) -> dict[str, Mapping[str, str]]:
    """What each control offers, the first being shown when nothing is chosen."""
    plain = {name: {text: text.replace("_", " ") for text in store.list_sources(release, column)} if release.has(store.FREQUENCIES) else {} for name, column in (("source", "af"), ("classes", "af_bin"))}
    comparisons = store.list_comparisons(release) if release.has(store.REPLICATION) else {}
    comparison = state.comparison if state.comparison in comparisons else next(iter(comparisons), "")
    labels = tissue_labels(release)
    pairs = {pair: " and ".join(label_tissue(labels, name) for name in pair.split("|")) for pair in store.list_pairs(release, comparison)} if comparison else {}
    return {**plain, "measure": store.list_measures(release) if release.has(store.COUNTS) else {}, "comparison": comparisons, "pair": {"": "all pairs of tissues", **pairs}}


def _chosen(offers: Mapping[str, Mapping[str, str]], state: FrequencyState) -> dict[str, str]:
    return {name: getattr(state, name) if getattr(state, name) in offers[name] else next(iter(offers[name]), "") for name in CONTROLS}


def _opened(search: str) -> tuple[Release, dict[str, Mapping[str, str]], dict[str, str]]:
    state = FrequencyState.of(search)
    release = open_release(state.release)
    offers = _choices(release, state)
    return release, offers, _chosen(offers, state)


@safely
def layout(**query: Any) -> Component:
    state, problems = FrequencyState.parse(query)
    release = open_release(state.release)
    title = "Frequencies and effects across populations"
    if not any(release.has(name) for name in _TABLES):
        return page(ids, state, title=title, lead="", problems=problems, content=[absent("frequencies or effects by population", "gtop")])
    offers = _choices(release, state)
    chosen = _chosen(offers, state)
    problems += [f"{name}: “{getattr(state, name):.60}” is not in this release." for name in CONTROLS if getattr(state, name) and getattr(state, name) != chosen[name]]
    words = {"source": "Frequencies of", "classes": "Frequency classes of", "measure": "Counted", "comparison": "Effects compared", "pair": "Tissues"}
    filters = [section(words[name], dcc.Dropdown(id=ids(name, "dropdown"), options=_options(offers[name]), value=chosen[name], clearable=False)) for name in CONTROLS]
    content = [cards(SCATTER.layout(), CLASSES.layout(), COUNTS.layout(), HETEROGENEOUS.layout(), EFFECTS.layout(), CORRELATIONS.layout())]
    lead = "The same variants by their ALT frequency in GTOP and elsewhere, QTLs whose frequency or effect differs, and effects in two cohorts or tissues side by side."
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, filters=filters)


def _options(offer: Mapping[str, str]) -> Any:
    return cast(Any, [{"value": value, "label": label} for value, label in offer.items()])


@callback(WRITER.output, Output(ids("pair", "dropdown"), "options"), Output(ids("pair", "dropdown"), "value"),
          *[Input(ids(name, "dropdown"), "value") for name in CONTROLS], State(STATE, "data"), WRITER.token, prevent_initial_call=True)
def write_url(*values: Any) -> tuple[Any, ...]:
    *controls, search, token = values
    before = FrequencyState.of(search)
    release = open_release(before.release)
    usual = _chosen(_choices(release, FrequencyState()), FrequencyState())
    given = {name: "" if value in (None, usual[name]) and name != "pair" else value or "" for name, value in zip(CONTROLS, controls, strict=True)}
    if given["comparison"] != before.comparison:
        given["pair"] = ""
    after = before.but(**given)
    return (no_update,) * 3 if after == before else (WRITER.write(before, after, token), _options(_choices(release, after)["pair"]), after.pair)


def _missing(panel: Panel, release: Release, what: str, mode: str) -> tuple[Any, ...]:
    return panel.filled(message_figure(theme(mode), f"This release has no {what}.", "They would come with: make gtop FROM=<clone>"), release, None)


@callback(SCATTER.outputs, *SCATTER.draw)
def draw_scatter(search: str, mode: str) -> tuple[Any, ...]:
    release, offers, chosen = _opened(search)
    if not chosen["source"]:
        return _missing(SCATTER, release, "frequencies", mode)
    rows = store.compare_frequencies(release, chosen["source"])
    found = store.describe_frequencies(rows)
    note = f"{offers['source'][chosen['source']]}: {write_count(found['n'])} pairs, {write_count(found['far'])} differ by {store.DIFFERENCES[-1]:g} or more · dotted: equal"
    return SCATTER.filled(figures.frequency_scatter(rows, theme(mode)), release, Rows(store.FREQUENCIES, (("source", chosen["source"]),)), note)


@callback(CLASSES.outputs, *CLASSES.draw)
def draw_classes(search: str, mode: str) -> tuple[Any, ...]:
    release, offers, chosen = _opened(search)
    if not chosen["classes"]:
        return _missing(CLASSES, release, "classes of frequency", mode)
    patterns = store.geographic_patterns(release, chosen["classes"])
    note = f"{offers['classes'][chosen['classes']]}: {write_count(int(patterns['n'].sum()))} variants, the {min(figures.MOST_PATTERNS, patterns.height)} most frequent of {patterns.height} patterns · classes as published, not frequencies"
    return CLASSES.filled(figures.geographic_classes(patterns, theme(mode)), release, Rows(store.FREQUENCIES, (("source", chosen["classes"]),)), note)


@callback(*COUNTS.outputs, Output(COUNTS.title_id, "children"), *COUNTS.draw)
def draw_counts(search: str, mode: str) -> tuple[Any, ...]:
    release, offers, chosen = _opened(search)
    if not chosen["measure"]:
        return *_missing(COUNTS, release, "counts by population", mode), COUNTS.title
    figure = figures.counts_by_row(store.counts_of(release, chosen["measure"]), theme(mode))
    return *COUNTS.filled(figure, release, Rows(store.COUNTS, (("measure", chosen["measure"]),)), "as published"), offers["measure"][chosen["measure"]]


@callback(HETEROGENEOUS.outputs, *HETEROGENEOUS.draw)
def draw_heterogeneous(search: str, mode: str) -> tuple[Any, ...]:
    release, _, _ = _opened(search)
    if not release.has(store.EFFECTS):
        return _missing(HETEROGENEOUS, release, "heterogeneous effects", mode)
    rows = store.heterogeneous_effects(release)
    figure = figures.effects(rows, tissue_labels(release), theme(mode), x_title="z in GTOP", y_title=f"z in {' or '.join(rows['cohort'].unique().sort())}")
    return HETEROGENEOUS.filled(figure, release, Rows(store.EFFECTS), f"{write_count(rows.height)} variant–gene pairs · {_agreement(rows)}")


@callback(*EFFECTS.outputs, Output(EFFECTS.title_id, "children"), *EFFECTS.draw)
def draw_effects(search: str, mode: str) -> tuple[Any, ...]:
    release, offers, chosen = _opened(search)
    if not chosen["comparison"]:
        return *_missing(EFFECTS, release, "effects in two cohorts", mode), EFFECTS.title
    rows = store.compared_effects(release, chosen["comparison"], chosen["pair"])
    thinned = f", every {-(-rows.height // figures.MOST_POINTS)}th drawn" if rows.height > figures.MOST_POINTS else ""
    figure = figures.effects(rows, tissue_labels(release), theme(mode), x_title="slope (SD per ALT allele)", y_title="slope there" if chosen["comparison"] != "ASE_eQTL" else "allelic fold change of ASE (log)")
    note = f"{offers['pair'][chosen['pair']]}: n = {write_count(rows.height)}{thinned} · {_agreement(rows)} · line: least squares with 95 % band · dotted: equal"
    return *EFFECTS.filled(figure, release, Rows(store.REPLICATION, store.effect_filters(chosen["comparison"], chosen["pair"])), note), f"Effects: {offers['comparison'][chosen['comparison']]}"


def _agreement(rows: Any) -> str:
    found = describe_agreement(rows)
    return f"same sign {write_percent(found['same'])} · Spearman’s ρ {write_number(found['rho'])}"


@callback(CORRELATIONS.outputs, *CORRELATIONS.draw)
def draw_correlations(search: str, mode: str) -> tuple[Any, ...]:
    release, _, _ = _opened(search)
    if not release.has(store.CORRELATIONS):
        return _missing(CORRELATIONS, release, "correlations of effects", mode)
    note = "r_b: correlation of true effects, corrected for estimation error (Qi et al. 2018), with its standard error on hover"
    return CORRELATIONS.filled(figures.correlation_heatmaps(store.list_correlations(release), theme(mode)), release, Rows(store.CORRELATIONS), note)

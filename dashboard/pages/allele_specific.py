"""Which genes are expressed unequally from their two alleles, and do methods agree? Tables: allele_specific,
allele_specific_events, effect_replication. URL: `/allele-specific`, see `urls.AlleleSpecificState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback
from dash.development.base_component import Component

from dashboard.components.controls import choice, number, section
from dashboard.components.ids import Ids
from dashboard.components.page import cards, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter
from dashboard.components.states import absent
from dashboard.components.tissues import TissuePicker, flatten
from dashboard.context import open_release
from dashboard.figures import allele_specific as figures
from dashboard.figures.style import message_figure, theme, write_count, write_counted, write_number, write_percent
from dashboard.schema.samples import ORGAN_SYSTEMS
from dashboard.store import allele_specific as store
from dashboard.store.tissues import Tissue, list_tissues, tissue_labels
from dashboard.urls import AlleleSpecificState

ids = Ids("allele_specific")
dash.register_page(__name__, path="/allele-specific", name="Allele-specific", title="Allele-specific expression · GTOP Explorer", order=8.5, nav=False)

STEPS = Panel(ids, "steps", "From all genes to significant ones", height=340, needs=())
DIRECTION = Panel(ids, "direction", "Same direction in long and short reads", height=320, needs=())
TISSUES = Panel(ids, "tissues", "Genes by tissue", height=760, needs=("kind",))
SPLICING = Panel(ids, "splicing", "Allele-specific splicing by tissue", height=760, needs=())
SAMPLES = Panel(ids, "samples", "Genes by sample", wide=True, height=420, needs=("kind",))
TESTED = Panel(ids, "events", "Tested and significant", height=300, needs=())
SPLICED = Panel(ids, "splicing-samples", "Allele-specific splicing by sample", height=360, needs=())
EFFECTS = Panel(ids, "effects", "Agreement of effects", height=440, needs=("tissue", "events", "coverage"))
SHARED = Panel(ids, "shared", "In how many tissues", height=360, needs=())
DONORS = Panel(ids, "donors", "In how many donors", height=320, needs=())
TRANSCRIPTS = Panel(ids, "transcripts", "Transcripts of genes with ASTS", height=320, needs=())
PICKER = TissuePicker("allele_specific")
STATE, WRITER = ids("page", "state"), StateWriter(ids)
CONTROLS = {"kind": ("kind", "radio"), "events": ("events", "radio"), "coverage": ("coverage", "input")}


@safely
def layout(**query: Any) -> Component:
    state, problems = AlleleSpecificState.parse(query)
    release = open_release(state.release)
    if not release.has(store.COUNTS):
        return page(ids, state, title="Allele-specific expression", lead="", problems=problems, content=[absent("allele-specific expression", "gtop")])
    tissues = list_tissues(release)
    known = {tissue.key for tissue in tissues}
    problems += [f"The tissue “{name:.60}” is not in this release and was left out." for name in state.tissue if name not in known]
    counted = [Tissue(**{**t.__dict__, "count": write_count(t.n_long_read) if t.n_long_read else ""}) for t in tissues]
    filters = [
        section("Kind", choice(ids(*CONTROLS["kind"]), [("ASE", "Expression (ASE)", ""), ("ASTS", "Transcript structure (ASTS)", "")], state.kind)),
        section("Effects compared", choice(ids(*CONTROLS["events"]), [("long_and_short_reads", "long with short reads", ""), ("two_donors", "two donors", ""), ("eqtl", "ASE with eQTL", "")], state.events)),
        section("Coverage at least (reads)", number(ids(*CONTROLS["coverage"]), state.coverage, step=1, minimum=0), help="Reads covering the site, by each method"),
        section("Tissue of the effects", PICKER.layout(counted, state.tissue, usable=[t.key for t in tissues], unusable_reason="", all_label="All")),
    ]
    effects = [EFFECTS.layout(), SHARED.layout()] if release.has(store.EVENTS) else []
    content = [cards(STEPS.layout(), TESTED.layout(), *effects, TISSUES.layout(), SPLICING.layout(), SAMPLES.layout(), DIRECTION.layout(), SPLICED.layout(), DONORS.layout(), TRANSCRIPTS.layout())]
    lead = "Genes whose two alleles are expressed unequally (ASE), or spliced into different transcripts (ASTS), in long-read RNA. aFC: allelic fold change, ALT over REF."
    return page(ids, state, title="Allele-specific expression and transcript structure", lead=lead, problems=problems, content=content, filters=filters, ways=[("Donors and libraries", "/samples"), ("The catalogue of transcripts", "/transcripts")])


@callback(WRITER.output, PICKER.values, *[Input(ids(noun, kind), "value") for noun, kind in CONTROLS.values()], State(STATE, "data"), WRITER.token, prevent_initial_call=True)
def write_url(tissues: list[list[str]], *values: Any) -> Any:
    *controls, search, token = values
    before = AlleleSpecificState.of(search)
    given = {name: value for name, value in zip(CONTROLS, controls, strict=True) if value not in (None, "")}
    after = before.but(tissue=flatten(tissues), **AlleleSpecificState.parse({name: str(value) for name, value in given.items()})[0].model_dump(include=set(CONTROLS)))
    return WRITER.write(before, after, token)


@STEPS.draws(STEPS.outputs)
def draw_steps(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    note = "genes over all samples; shares of the first step"
    return STEPS.filled(figures.steps(store.list_steps(release), theme(mode)), release, Rows(store.COUNTS, (("measure", "genes_by_step"),)), note)


@DIRECTION.draws(DIRECTION.outputs)
def draw_direction(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    figure = figures.direction_by_coverage(store.agreement_by_coverage(release), theme(mode))
    return DIRECTION.filled(figure, release, Rows(store.COUNTS, (("measure", "direction_agreement"),)), "significant events, as published; the axis does not begin at 0")


@TISSUES.draws(*TISSUES.outputs, Output(TISSUES.title_id, "children"))
def draw_tissues(search: str, mode: str) -> tuple[Any, ...]:
    state = AlleleSpecificState.of(search)
    release = open_release(state.release)
    figure = figures.genes_per_tissue(store.genes_by_tissue(release, state.kind), state.kind, theme(mode))
    note = "n: long-read samples, which the counts grow with" + (" · diamond: of those with a novel transcript" if state.kind == "ASTS" else "")
    return *TISSUES.filled(figure, release, Rows(store.COUNTS, (("kind", state.kind), ("measure", "genes_per_tissue"))), note), f"Genes with {state.kind} by tissue"


@SPLICING.draws(SPLICING.outputs)
def draw_splicing(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    figure = figures.splicing_tissues(store.splicing_by_tissue(release), theme(mode))
    return SPLICING.filled(figure, release, Rows(store.COUNTS, (("measure", "splicing_per_tissue"),)), "joint analysis of a tissue’s samples (isoLASER)")


@SAMPLES.draws(*SAMPLES.outputs, Output(SAMPLES.title_id, "children"))
def draw_samples(search: str, mode: str) -> tuple[Any, ...]:
    state = AlleleSpecificState.of(search)
    release = open_release(state.release)
    rows = store.genes_by_sample(release, state.kind)
    figure = figures.genes_per_sample(rows, state.kind, theme(mode), systems=ORGAN_SYSTEMS)
    note = f"{write_counted(rows.height, 'sample')}; hover for the share"
    return *SAMPLES.filled(figure, release, Rows(store.COUNTS, (("kind", state.kind), ("measure", "genes_per_sample"))), note), f"Genes with {state.kind} by sample"


@TESTED.draws(TESTED.outputs)
def draw_tested(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    note = "an event is one gene or site in one sample · the source does not say how tests were corrected"
    return TESTED.filled(figures.tested_shares(store.tested_counts(release), theme(mode)), release, Rows(store.COUNTS, (("measure", "genes"), ("measure", "events"))), note)


@SPLICED.draws(SPLICED.outputs)
def draw_spliced(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    rows = store.splicing_by_sample(release)
    figure = figures.splicing_samples(rows, theme(mode), systems=ORGAN_SYSTEMS)
    return SPLICED.filled(figure, release, Rows(store.COUNTS, (("measure", "splicing_per_sample"),)), f"{write_counted(rows.height, 'sample')}, one by one (isoLASER)")


@EFFECTS.draws(EFFECTS.outputs)
def draw_effects(search: str, mode: str) -> tuple[Any, ...]:
    state, look = AlleleSpecificState.of(search), theme(mode)
    release = open_release(state.release)
    known = {tissue.key for tissue in list_tissues(release)}
    chosen = tuple(tissue for tissue in state.tissue if tissue in known)
    table, filters = store.event_filters(state.events, chosen, state.coverage)
    if not release.has(table):
        return EFFECTS.filled(message_figure(look, "This release has no such effects.", "They would come with: make gtop FROM=<clone>"), release, None)
    rows = store.compared_effects(release, state.events, chosen, state.coverage)
    found = store.describe_agreement(rows)
    drawn = f", {write_count(figures.MOST_POINTS)} drawn" if rows.height > figures.MOST_POINTS else ""
    note = f"n = {write_count(found['n'])}{drawn} · same sign {write_percent(found['same'])} · Spearman’s ρ {write_number(found['rho'])} · line: least squares with 95 % band" + ("" if state.events == "eqtl" else " · dotted: equal")
    return EFFECTS.filled(figures.effect_agreement(rows, tissue_labels(release), look, events=state.events), release, Rows(table, filters), note)


@SHARED.draws(SHARED.outputs)
def draw_shared(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    rows = store.tissues_per_gene(release)
    note = f"{write_counted(int(rows['n'].sum()), 'gene')}; 0: none found"
    return SHARED.filled(figures.tissue_counts(rows, theme(mode)), release, Rows(store.EVENTS, (("measure", "tissues_per_gene"),)), note)


@DONORS.draws(DONORS.outputs)
def draw_donors(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    figure = figures.level_bars(store.by_level(release, "donors_per_event"), theme(mode), title="donors")
    return DONORS.filled(figure, release, Rows(store.COUNTS, (("measure", "donors_per_event"),)), "significant events by the donors in whom they are seen")


@TRANSCRIPTS.draws(TRANSCRIPTS.outputs)
def draw_transcripts(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(AlleleSpecificState.of(search).release)
    figure = figures.level_bars(store.by_level(release, "transcripts_per_gene"), theme(mode), title="transcripts", last=True)
    return TRANSCRIPTS.filled(figure, release, Rows(store.COUNTS, (("measure", "transcripts_per_gene"),)), "genes by the number of their transcripts")

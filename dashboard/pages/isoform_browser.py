"""A gene's isoforms, where they are used, and what changes it. Tables: transcripts, exons, transcript_expression(_samples),
protein_domains, lead_associations, isoform_diversity. URL: `/isoforms/<gene>`, see `urls.IsoformBrowserState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import isoform_browser_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import absent, notices
from dashboard.figures import diversity as diversity_figures
from dashboard.figures import isoform_browser as figures
from dashboard.figures.isoform_browser import row_label
from dashboard.figures.style import message_figure, theme
from dashboard.statistics.isoform_usage import compare_tissues
from dashboard.store import isoforms as store
from dashboard.store.tissues import label_tissue
from dashboard.urls import IsoformBrowserState, from_path

ids = Ids("isoform-browser")
dash.register_page(__name__, path="/isoforms/-", path_template="/isoforms/<gene>", name="Isoform browser", title="Isoforms of a gene · GTOP Explorer")

BROWSER = Panel(ids, "browser", "Structures, QTLs and tissues", wide=True, height=320, needs=IsoformBrowserState.all_but("other", "index"))
SHIFT = Panel(ids, "shift", "Usage in two tissues", height=240, needs=("tissue", "other"))
DIVERSITY = Panel(ids, "diversity", "Isoform diversity", height=240, needs=("index",))
STATE, GENE, SEQUENCE, WRITER = ids("page", "state"), ids("page", "gene"), ids(*view.ORDER), StateWriter(ids)


@safely
def layout(gene: Any = "", **query: Any) -> Component:
    state, problems = IsoformBrowserState.parse(query)
    name = from_path(gene if isinstance(gene, str) else "")
    opened = view.opened(name, state.search)
    if opened.transcripts.is_empty():
        return page(ids, state, title=f"Isoforms of {opened.gene.label}", lead="", problems=problems, content=[absent("isoforms of this gene", "isoforms")])
    expressed = opened.expression.height > 0
    content = [
        dcc.Store(id=GENE, data=opened.gene.gene_id),
        html.Div(id=ids("chosen", "div"), className="chips"),
        cards(BROWSER.layout(), *([SHIFT.layout(), DIVERSITY.layout(controls=view.index_choice(ids, state))] if expressed else [_no_index(state)])),
        *([] if expressed else [absent("expression of this gene’s isoforms", "isoforms")]),
    ]
    return page(ids, state, title="", lead="", problems=problems, content=content, filters=view.filters(ids, opened))


def _no_index(state: IsoformBrowserState) -> Component:
    """The diversity panel's control without the panel, so that the page's callback has all its inputs."""
    return html.Div(view.index_choice(ids, state), hidden=True)


@callback(
    WRITER.output, Output(ids("tissue", "dropdown"), "value"), Output(ids("pin", "dropdown"), "value"), Output(ids("order", "radio"), "value"),
    Output(BROWSER.graph_id, "clickData"), Output(ids("chosen", "div"), "children"),
    *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()], Input(BROWSER.graph_id, "clickData"), Input(SEQUENCE, "eventData"),
    State(STATE, "data"), State(GENE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls, clicks and moved rows write the state. A click moves the controls or links a QTL, and is forgotten, so that it can come again."""
    controls, (click, moved, search, gene, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS):]
    opened, touch = view.opened(gene, search), touched()
    clicked, by_hand = BROWSER.graph_id in touch, SEQUENCE in touch
    rest = (None, view.links(opened, click)) if clicked and click else (no_update, no_update)
    after = view.controlled(opened, controls) if touch.beside(BROWSER.graph_id, SEQUENCE) else opened.state
    after = view.with_order(view.opened(gene, after.search), moved) if by_hand else after
    after = view.with_click(view.opened(gene, after.search), click) if clicked else after
    if after == opened.state:
        return *[no_update] * 4, *rest
    shown = ((after.tissue or None), list(after.pin), after.order) if clicked or by_hand else [no_update] * 3
    return WRITER.write(opened.state, after, token), *shown, *rest


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"), beside=[State(GENE, "data")])
def show_heading(search: str, _mode: str, gene: str) -> tuple[Any, ...]:
    opened = view.opened(gene, search)
    return *view.heading(opened), notices(view.problems(opened))


@BROWSER.draws(Output(SEQUENCE, "rowData"), beside=[State(GENE, "data")])
def list_isoforms(search: str, _mode: str, gene: str) -> list[dict[str, Any]]:
    return view.list_rows(view.opened(gene, search))


@BROWSER.draws(BROWSER.outputs, beside=[State(GENE, "data")])
def draw_browser(search: str, mode: str, gene: str) -> tuple[Any, ...]:
    opened = view.opened(gene, search)
    drawn = view.rows(opened)
    exons = store.gene_exons(opened.release, opened.gene.gene_id)
    state = opened.state
    figure = figures.isoform_browser(drawn.transcripts, exons, view.overlay(opened), look=theme(mode), measure=state.show, shorten=state.introns == "short")
    rows = Rows("transcripts", (("gene_id", opened.gene.gene_id),))
    return BROWSER.filled(figure, opened.release, rows, view.note(opened, drawn), [f"gene: {opened.gene.label}"])


@SHIFT.draws(SHIFT.outputs, beside=[State(GENE, "data")])
def draw_shift(search: str, mode: str, gene: str) -> tuple[Any, ...]:
    opened = view.opened(gene, search)
    state, look = opened.state, theme(mode)
    rows = Rows("transcript_expression_samples", (("gene_id", opened.gene.gene_id), ("tissue", state.tissue), ("tissue", state.other)))
    if len(view.tissue_order(opened)) < 2:
        return SHIFT.filled(message_figure(look, "Two tissues are needed; this gene’s isoforms have expression in one."), opened.release, None)
    if not (state.tissue and state.other):
        return SHIFT.filled(message_figure(look, "Choose two tissues to compare.", "Left: “One tissue, every sample” and “Compared with”."), opened.release, None)
    if not opened.release.has("transcript_expression_samples"):
        return SHIFT.filled(message_figure(look, "This release has no isoform expression by sample.", "It would come with: python -m dashboard import isoforms"), opened.release, None)
    samples = store.sample_expression(opened.release, opened.gene.gene_id, [state.tissue, state.other])
    names = {row["transcript_id"]: row_label(row) for row in opened.transcripts.to_dicts()}
    labels = label_tissue(opened.labels, state.tissue), label_tissue(opened.labels, state.other)
    figure = diversity_figures.usage_shifts(compare_tissues(samples, state.tissue, state.other), names, labels, look)
    note = "95 % bootstrap intervals over samples; a switch is a change of the most used isoform whose intervals leave out 0"
    return SHIFT.filled(figure, opened.release, rows, note, [f"gene: {opened.gene.label}", f"tissues: {' and '.join(labels)}"])


@DIVERSITY.draws(DIVERSITY.outputs, beside=[State(GENE, "data")])
def draw_diversity(search: str, mode: str, gene: str) -> tuple[Any, ...]:
    opened = view.opened(gene, search)
    values = store.gene_diversity(opened.release, opened.gene.gene_id)
    figure = diversity_figures.gene_diversity(values, opened.labels, theme(mode), index=opened.state.index, order=view.tissue_order(opened))
    rows = Rows("isoform_diversity", (("gene_id", opened.gene.gene_id), ("index", opened.state.index))) if values.height else None
    return DIVERSITY.filled(figure, opened.release, rows, view.diversity_note(values, opened.state.index), [f"gene: {opened.gene.label}"])

"""What is in this release; where do I start? Tables: all, for their numbers; tissues. URL: `/`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, callback, html, no_update
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.ids import NAV, Ids
from dashboard.components.page import cards, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.states import absent
from dashboard.context import open_release
from dashboard.figures.samples import tissue_samples
from dashboard.figures.style import theme, write_count
from dashboard.store.overview import Example, Fact, list_examples, list_facts, tissue_sizes
from dashboard.urls import HomeState, QtlState, page_path

ids = Ids("home")
dash.register_page(__name__, path="/", name="Start", title="GTOP Explorer", order=0)

TISSUES = Panel(ids, "tissues", "Tissues and samples", wide=True, height=880, needs=())
STATE = ids("page", "state")


@safely
def layout(**query: Any) -> Component:
    state, problems = HomeState.parse(query)
    release = open_release(state.release)
    tiles = html.Div([_tile(fact, state) for fact in list_facts(release)], className="tiles fact-tiles")
    start = html.Div([
        html.Button(["Search a gene, variant, region, trait or tissue", html.Kbd("/", className="start-key")], type="button", className="start-search", **attributes(data_search="")),
        html.P(["Or begin with ", *_joined(list_examples(release, state.release)), "."], className="start-examples"),
    ], className="start")
    tissues = cards(TISSUES.layout()) if release.has("tissues") else absent("table of tissues", "gtop")
    lead = "A multi-tissue atlas of regulatory variation: QTLs of small variants, structural variants and tandem repeats; isoforms seen by long reads; populations; disease."
    return page(ids, state, title=release.title, lead=lead, problems=problems, content=[start, tiles, tissues], ways=[("Published figures", "/gallery"), ("QTLs across tissues", "/sharing"), ("The catalogue of transcripts", "/transcripts"), ("Repeats and structural variants", "/variants"), ("Frequencies across populations", "/frequencies"), ("Allele-specific expression", "/allele-specific")])


def _joined(examples: tuple[Example, ...]) -> list[Any]:
    """The examples as links in a sentence."""
    said: list[Any] = []
    for index, example in enumerate(examples):
        said += [", " if 0 < index < len(examples) - 1 else " or " if index else "", f"{example.kind} (", html.A(example.label, href=example.path), ")"]
    return said or ["a page above"]


def _tile(fact: Fact, state: HomeState) -> Component:
    parts = [html.Div(write_count(fact.number), className="tile-number"), html.Div(fact.label), html.Div(fact.detail, className="tile-label")]
    known = {registered["path"] for registered in dash.page_registry.values()}
    if fact.path not in known:
        return html.Div(parts, className="tile")
    return html.A(parts, href=page_path(fact.path, release=state.release), className="tile")


@TISSUES.draws(TISSUES.outputs)
def draw_tissues(search: str, mode: str) -> tuple[Any, ...]:
    release = open_release(HomeState.of(search).release)
    figure = tissue_samples(tissue_sizes(release), theme(mode))
    return TISSUES.filled(figure, release, Rows("tissues"), "beside each name: short- and long-read samples · click a tissue for its QTLs")


@callback(Output(NAV, "href"), Input(TISSUES.graph_id, "clickData"), Input(STATE, "data"), prevent_initial_call=True)
def open_tissue(click: dict[str, Any] | None, search: str) -> Any:
    if not click:
        return no_update
    return QtlState(tissue=(click["points"][0]["customdata"][0],), release=HomeState.of(search).release).href

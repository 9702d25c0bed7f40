"""The search box of the navigation bar: results while typing, keyboard first."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.context import open_release
from dashboard.errors import UserFacingError
from dashboard.store.search import Hit, search
from dashboard.urls import pinned_path

SHOWN = 10
INPUT, RESULTS = "search-input", "search-results"
_KINDS = {"gene": "Gene", "variant": "Variant", "region": "Region", "trait": "Trait", "tissue": "Tissue"}


def layout() -> Component:
    """The box and the list below it; arrow keys, Enter and Escape are handled in the assets."""
    return html.Div([
        html.Label("Search genes, variants, regions, traits and tissues", htmlFor=INPUT, className="visually-hidden"),
        dbc.Input(id=INPUT, type="search", size="sm", placeholder="Gene, variant, region …", autocomplete="off", debounce=0.15),
        html.Kbd("/", className="search-key", title="Press / or Ctrl-K to search"),
        html.Div(id=RESULTS, className="search-results", role="listbox", **attributes(aria_label="Search results")),
    ], className="search", role="search")


def register(app: Dash, url: str) -> None:
    """The callback that answers while typing."""

    @app.callback(Output(RESULTS, "children"), Input(INPUT, "value"), State(url, "search"), prevent_initial_call=True)
    def show_results(text: str | None, query: str | None) -> list[Component]:
        if not (text or "").strip():
            return []
        pinned = parse_qs((query or "").lstrip("?")).get("release", [""])[-1]
        try:
            found = search(open_release(pinned), text or "", SHOWN)
        except UserFacingError as error:
            return [html.Div(str(error), className="search-note")]
        if not found.hits:
            return [html.Div(found.note, className="search-note")]
        return [_result(hit, pinned) for hit in found.hits]


def _result(hit: Hit, pinned: str) -> Component:
    content: Any = [html.Span(_KINDS[hit.kind], className="search-kind"), html.Span([html.B(hit.label), html.Span(f" {hit.detail}", className="search-detail")])]
    return dcc.Link(content, href=pinned_path(hit.url_path, pinned), className="search-hit")

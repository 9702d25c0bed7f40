"""What a page says in place of a gene or variant that no table knows: what is near in name or place."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.store.release import Release
from dashboard.store.search import Hit, search
from dashboard.urls import page_path, pinned_path

MOST = 6


def near(release: Release, text: str, *, without: str = "") -> list[Hit]:
    """What the search finds for the text, but not what has just been looked for in vain, named as `kind:id`."""
    return [hit for hit in search(release, text, MOST) if f"{hit.kind}:{hit.id}" != without]


def not_found(title: str, lead: str, hits: Iterable[Hit], *, question: str = "Perhaps you meant:", pinned: str = "") -> Component:
    """A page with a sentence, suggestions as links, and ways on."""
    items = [html.Li([html.A(hit.label, href=pinned_path(hit.url_path, pinned)), html.Span(f" {hit.kind} · {hit.detail}" if hit.detail else f" {hit.kind}", className="small-text")]) for hit in hits]
    return html.Div([
        html.H1(title, className="page-title"), html.P(lead, className="page-lead"), *([html.P(question), html.Ul(items)] if items else []),
        html.Div([html.Button("Search", type="button", className="way way-button", **attributes(data_search="")), html.A("All QTLs", href=page_path("/qtls", release=pinned), className="way"),
                  html.A("Start", href=page_path("/", release=pinned), className="way")], className="ways"),
    ], className="page")

"""A page for addresses that do not exist."""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.shell import navigation
from dashboard.urls import page_path

dash.register_page(__name__, title="Not found · GTOP Explorer")


def layout(**query: Any) -> Component:
    pinned = query.get("release", "")
    pages = [html.Li(html.A(page["name"], href=page_path(page["path"], release=pinned))) for page in navigation()]
    return html.Div([
        html.H1("There is no page at this address", className="page-title"),
        html.P(["Genes are at ", html.Code("/gene/<symbol or id>"), ", variants at ", html.Code("/variant/<id>"), ", regions at ", html.Code("/locus?region=chr20:46,118,278-46,129,863"), "."], className="page-lead"),
        html.P("These pages are here:"), html.Ul(pages),
        html.Div([html.Button("Search", type="button", className="way way-button", **attributes(data_search="")), html.A("Start", href=page_path("/", release=pinned), className="way")], className="ways"),
    ], className="page")

"""A page for addresses that do not exist."""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from dash.development.base_component import Component

dash.register_page(__name__, title="Not found · GTOP Explorer")


def layout(**_query: Any) -> Component:
    return html.Div([
        html.H1("There is no page at this address", className="page-title"),
        html.P("Genes are at /gene/<symbol or id>, variants at /variant/<id>, regions at /locus?region=chr20:46,118,278-46,129,863.", className="page-lead"),
        html.A("Back to the start", href="/"),
    ], className="page")

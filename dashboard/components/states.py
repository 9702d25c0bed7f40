"""What a page shows when something is missing, wrong or absent."""

from __future__ import annotations

from collections.abc import Iterable

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

IMPORT_FOR = {"gtop": "make gtop FROM=<clone of the GTOP-Phase1 repository>", "pcs": "python -m dashboard import pcs <eigenvec> <eigenval>",
              "annotation": "python -m dashboard import annotation <GTF>", "isoforms": "python -m dashboard import isoforms <GTF> <matrix> --samples <sheet>"}
"""The command that would bring what is absent, by source."""


def notices(sentences: Iterable[str]) -> Component:
    """Sentences about the URL or the data that the reader should know; nothing when there are none."""
    items = list(sentences)
    return html.Div([dbc.Alert([html.Div(item) for item in items], color="warning", dismissable=True, className="notice")] if items else [])


def absent(what: str, source: str) -> Component:
    """Says that the release lacks something and names the import that would bring it."""
    return html.Div([
        html.P(f"This release has no {what}."), html.P(["It would come with ", html.Code(IMPORT_FOR[source]), "."]),
    ], className="absent")


def failure(sentence: str) -> Component:
    """A page in place of one that cannot be shown."""
    return html.Div([html.H1("This page cannot be shown", className="page-title"), html.P(sentence, className="page-lead"), html.A("Back to the start", href="/")], className="page")

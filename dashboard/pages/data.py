"""What is every table and column, where does it come from, how do I take it away? Tables: all. URL: `/data?table=…`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback
from dash.development.base_component import Component

from dashboard.components import data_tables as view
from dashboard.components.ids import Ids
from dashboard.components.page import follows_state, page, safely
from dashboard.components.state_writer import StateWriter
from dashboard.context import open_release
from dashboard.store.overview import import_report
from dashboard.urls import DataState

ids = Ids("data")
dash.register_page(__name__, path="/data", name="Data", title="Data · GTOP Explorer", order=9, nav=True, figures=False)

STATE, CHOICE, DICTIONARY = ids("page", "state"), ids("table", "dropdown"), ids("dictionary", "div")
WRITER = StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = DataState.parse(query)
    release = open_release(state.release)
    if state.table and not release.has(state.table):
        problems.append(f"The table “{state.table:.60}” is not in this release.")
    lead = "Every table of this release with its columns, its source files, and ways to take it away."
    content = [
        view.provenance(release), view.errata(release), view.tables(release), view.dictionary_card(release, state, CHOICE, DICTIONARY),
        view.access(release), view.left_out(import_report(release)),
    ]
    return page(ids, state, title="Data", lead=lead, problems=problems, content=content)


@callback(WRITER.output, Input(CHOICE, "value"), State(STATE, "data"), WRITER.token, prevent_initial_call=True)
def write_url(table: str | None, search: str, token: str) -> Any:
    before = DataState.of(search)
    return WRITER.write(before, before.but(table=table or ""), token)


@follows_state(ids, Output(DICTIONARY, "children"))
def show_dictionary(search: str, _mode: str) -> Component:
    state = DataState.of(search)
    return view.dictionary(open_release(state.release), state.table)

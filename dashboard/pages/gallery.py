"""Which published panel is which live view? Tables: those each panel needs, see `components.gallery_panels`. URL: `/gallery`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, html
from dash.development.base_component import Component

from dashboard.components.controls import text
from dashboard.components.gallery_panels import PANELS, GalleryPanel
from dashboard.components.ids import THEME, Ids
from dashboard.components.page import page, safely
from dashboard.components.state_writer import StateWriter
from dashboard.context import open_release
from dashboard.store.release import Release
from dashboard.urls import GalleryState

ids = Ids("gallery")
dash.register_page(__name__, path="/gallery", name="Gallery", title="Published figures · GTOP Explorer", order=10, nav=False, figures=False)

STATE, WRITER = ids("page", "state"), StateWriter(ids)
_GROUPS = {"E": "Extended figures", "S": "Supplementary figures"}


@safely
def layout(**query: Any) -> Component:
    state, problems = GalleryState.parse(query)
    open_release(state.release)
    content = [html.Div(text(ids("find", "input"), state.find, placeholder="Find a panel: 3f, phasing, repeats"), className="narrow"), html.Div(id=ids("list", "div"), className="gallery")]
    lead = "The panels of the manuscript as views of this release, to be filtered, opened and taken away. What cannot be drawn is listed with the reason."
    return page(ids, state, title="Published figures as live views", lead=lead, problems=problems, content=content)


@callback(WRITER.output, Input(ids("find", "input"), "value"), State(STATE, "data"), WRITER.token, prevent_initial_call=True)
def write_url(find: str | None, search: str, token: str) -> Any:
    before = GalleryState.of(search)
    return WRITER.write(before, before.but(find=(find or "")[:200]), token)


@callback(Output(ids("list", "div"), "children"), Input(STATE, "data"), Input(THEME, "data"))
def list_panels(search: str, _mode: str) -> list[Component]:
    state = GalleryState.of(search)
    release = open_release(state.release)
    wanted = state.find.lower().split()
    kept = [panel for panel in PANELS if all(word in f"{panel.figure} {panel.title} {' '.join(panel.tables)}".lower() for word in wanted)]
    groups: dict[str, list[GalleryPanel]] = {}
    for panel in kept:
        groups.setdefault(_GROUPS.get(panel.figure[0], "Main figures"), []).append(panel)
    if not kept:
        return [html.P(f"No panel is called “{state.find}”.", className="absent")]
    live = sum(_is_live(panel, release) for panel in kept)
    count = html.P(f"{live} of {len(kept)} panels open as live views.", className="page-lead")
    return [count, *(html.Section([html.H2(name, className="panel-title"), html.Div([_tile(panel, release, state) for panel in panels], className="tiles")]) for name, panels in groups.items())]


def _is_live(panel: GalleryPanel, release: Release) -> bool:
    known = {registered["path"] for registered in dash.page_registry.values()}
    path = panel.href().partition("?")[0].partition("#")[0]
    return path in known and release.has(*panel.tables)


def _tile(panel: GalleryPanel, release: Release, state: GalleryState) -> Component:
    missing = [name for name in panel.tables if not release.has(name)]
    reason = panel.reason or (f"this release has no table {', '.join(missing)}" if missing else "" if _is_live(panel, release) else "the page is not there")
    parts = [html.Div(panel.figure, className="gallery-figure"), html.Div(panel.title), html.Div(reason or ", ".join(panel.tables), className="tile-label")]
    if reason:
        return html.Div(parts, className="tile gallery-absent")
    return html.A(parts, href=panel.href(state.release), className="tile")

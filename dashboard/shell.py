"""What surrounds every page: navigation, search, release switch, theme, and the Locations that hold the URL.

`url` (no refresh) is where pages write their state; `nav` (callback navigation) is where a callback opens a page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import dash
import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard import search_box
from dashboard.components.attributes import attributes
from dashboard.components.ids import NAV, THEME, TOKEN, URL
from dashboard.context import current_catalogue, open_release
from dashboard.errors import UserFacingError
from dashboard.page_state import PageState

TOAST = "shell-error-toast"


def layout(asset_url: str) -> Component:
    """The shell around the page container; the same for every request."""
    return html.Div([
        dcc.Location(id=URL, refresh=False), dcc.Location(id=NAV, refresh="callback-nav"), dcc.Store(id=THEME),
        html.A("Skip to the content", href="#content", className="skip"),
        html.Header(html.Div([
            dcc.Link([html.Img(src=asset_url, alt=""), html.Span("GTOP Explorer", className="brand-name")], href="/", className="brand"),
            html.Nav(id="shell-nav-div", className="topnav", **attributes(aria_label="Pages")),
            html.Div([
                search_box.layout(),
                html.Div(id="shell-release-div", className="release-menu"),
                html.Button("◐", id="shell-theme-button", type="button", className="theme-toggle", title="Light or dark", **attributes(aria_label="Light or dark")),
            ], className="topbar-right"),
        ], className="topbar-inner"), className="topbar"),
        html.Div(id="shell-banner-div", className="release-banner", role="status"),
        dbc.Toast(id=TOAST, header="This could not be shown", is_open=False, dismissable=True, duration=8000, icon="warning",
                  style={"position": "fixed", "bottom": 16, "right": 16, "zIndex": 50}),
        html.Main(dash.page_container, id="content"),
        html.Div(id="announcement", role="status", **attributes(aria_live="polite")),
    ])


def register(app: Dash) -> None:
    """Callbacks of the shell."""
    search_box.register(app, URL)
    app.clientside_callback(ClientsideFunction("app", "theme"), Output(THEME, "data"), Input("shell-theme-button", "n_clicks"))
    # Dash calls it as a page opens, because its output lies outside of the page.
    app.clientside_callback(ClientsideFunction("state", "drawPage"), Output("content", "data-shown"), Input(TOKEN, "data"), State(THEME, "data"))
    app.clientside_callback(ClientsideFunction("state", "recolorPage"), Input(THEME, "data"))

    @app.callback(Output("shell-nav-div", "children"), Output("shell-release-div", "children"), Output("shell-banner-div", "children"),
                  Input(URL, "pathname"), State(URL, "search"))
    def show_navigation(pathname: str | None, search: str | None) -> tuple[Any, Any, Any]:
        pinned = parse_qs((search or "").lstrip("?")).get("release", [""])[-1]
        return _links(pathname or "/", pinned), *_release(pathname or "/", pinned)


def navigation() -> list[dict[str, Any]]:
    """The pages that stand in the navigation bar, in order."""
    pages = [page for page in dash.page_registry.values() if page.get("nav")]
    return sorted(pages, key=lambda page: page["order"])


def _links(pathname: str, pinned: str) -> list[Component]:
    query = PageState(release=pinned).search
    links: list[Component] = []
    for page in navigation():
        active = pathname.startswith(page["path"])
        links.append(dcc.Link(page["name"], href=page["path"] + query, className="active" if active else ""))
    return links


def _release(pathname: str, pinned: str) -> tuple[Any, Any]:
    catalogue = current_catalogue()
    try:
        release = open_release(pinned)
    except UserFacingError as error:
        return "", str(error)
    items = [dbc.DropdownMenuItem("Releases", header=True)]
    for name in catalogue.names():
        items.append(dbc.DropdownMenuItem(name, href=pathname + PageState(release=name).search, active=name == release.name))
    label = html.Span([release.title, html.Span([" · ", html.Span(release.version[:7], className="mono")], className="release-version")])
    menu = dbc.DropdownMenu(items, label=label, size="sm", align_end=True)
    notes = len(release.manifest.errata)
    known = [dcc.Link(f"{notes} data notes", href="/data" + PageState(release=pinned).search + "#errata", className="errata-link")] if notes else []
    banner = "Simulated demo data: genes, people and effects are invented." if release.simulated else ""
    return [*known, menu], banner

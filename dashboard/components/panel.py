"""A card with one figure or grid, its note, its tools (figure, data, link, API) and its footer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.callbacks import Decorator, kept_callback
from dashboard.components.attributes import attributes
from dashboard.components.ids import THEME, Ids
from dashboard.figures import plot as go
from dashboard.figures.style import GRAPH_CONFIG
from dashboard.store.release import Release
from dashboard.urls import api_path

MAX_JSON_ROWS = "100"


@dataclass(frozen=True)
class Rows:
    """The rows behind a panel: a table and the filters that select them, as the API takes them."""

    table: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""

    def href(self, format: str, release: Release) -> str:
        options = {"format": format, "release": release.name, "sort": self.sort}
        return api_path(self.table, self.filters, **({**options, "limit": MAX_JSON_ROWS} if format == "json" else options))


class Panel:
    """A card on a page. A callback made by `draws` draws it; `outputs` and `filled` belong together: it returns `filled(…)`.

    `needs` are the fields of the page's state that it is drawn from; None: all.
    """

    def __init__(self, ids: Ids, noun: str, title: str, *, graph: bool = True, wide: bool = False, config: dict[str, Any] | None = None,
                 height: int = 380, needs: Iterable[str] | None = None) -> None:
        self.id = ids(noun, "panel")
        self.graph_id = ids(noun, "graph")
        self.note_id = ids(noun, "note")
        self.rows_id = ids(noun, "rows")
        self.footer_id = ids(noun, "footer")
        self.title_id = ids(noun, "title")
        self.title, self.graph, self.wide, self.height = title, graph, wide, height
        self.config: Any = {**GRAPH_CONFIG, **(config or {})}
        self.needs = None if needs is None else tuple(needs)
        self.part_id = ids(noun, "part")

    def draws(self, *outputs: Any, beside: Sequence[Input | State] = ()) -> Decorator:
        """Decorator of the callback that draws the panel from the part of the page's state that it needs, from light or dark, and from
        what `beside` names.

        It is called when the page's script (`assets/32-state.js`) writes that part: when it or the theme changes, for panels that can be
        seen at once, for the others when those are drawn. It is not called as the page opens: Dash would compare all such calls with
        one another.
        """
        return kept_callback(*outputs, Input(self.part_id, "data"), State(THEME, "data"), *beside, prevent_initial_call=True)

    def layout(self, *content: Component, controls: Component | None = None) -> Component:
        """The empty card; `content` stands in place of the figure, `controls` above it."""
        body = list(content) or [self.figure()]
        return html.Section(
            [
                dcc.Store(id=self.part_id),
                html.Header([html.H2(self.title, id=self.title_id, className="panel-title"), self._tools()], className="panel-head"),
                html.Div(id=self.note_id, className="panel-note"),
                *([html.Div(controls, className="panel-controls")] if controls is not None else []),
                html.Div(body, className="panel-body", style={"--height": f"{self.height}px"}, role="group", **attributes(aria_labelledby=self.title_id, aria_describedby=self.note_id)),
                html.Footer(id=self.footer_id, className="panel-footer"),
            ],
            id=self.id, className="panel panel-wide" if self.wide else "panel", **attributes(aria_labelledby=self.title_id, aria_describedby=self.note_id, data_part=self.part_id, **({} if self.needs is None else {"data_needs": ",".join(self.needs)})),
        )

    def _tools(self) -> Component:
        """Buttons, with menus that `assets/34-menu.js` makes, and the link to the rows. A callback writes nothing but that link's
        address: components that it would bring each time cost more than the figure. Without an address, what needs rows is hidden."""
        figure = [html.Button("Figure", type="button", className="panel-tool dropdown-toggle", **attributes(data_menu="figure", aria_haspopup="menu"))] if self.graph else []
        return html.Div([
            *figure,
            html.Button("Data", type="button", className="panel-tool dropdown-toggle", **attributes(data_menu="data", aria_haspopup="menu")),
            html.Button("Link", type="button", className="panel-tool", title="Copy a link to this view", **attributes(data_link=self.id)),
            html.A("API", id=self.rows_id, target="_blank", className="panel-tool", title="These rows as JSON"),
        ], className="panel-tools")

    def figure(self) -> Component:
        """The empty figure, for panels that hold more than it."""
        return dcc.Graph(id=self.graph_id, config=self.config, className="panel-graph", style=_height(self.height), figure={"data": [], "layout": {}})

    @property
    def frame_outputs(self) -> list[Output]:
        """Note, link to the rows and footer: what surrounds the figure."""
        return [Output(self.note_id, "children"), Output(self.rows_id, "href"), Output(self.footer_id, "children")]

    @property
    def outputs(self) -> list[Output]:
        return [Output(self.graph_id, "figure"), Output(self.graph_id, "style"), *self.frame_outputs]

    def frame(self, release: Release, rows: Rows | None, note: Any = "", words: Iterable[str] = ()) -> tuple[Any, ...]:
        """Values for `frame_outputs`."""
        return note, rows.href("json", release) if rows else None, footer_text(release, rows.table if rows else "")

    def filled(self, figure: go.Figure, release: Release, rows: Rows | None, note: Any = "", words: Iterable[str] = ()) -> tuple[Any, ...]:
        """Values for `outputs`. `words` are the active filters in words, stamped on exports.

        The graph's own height is set too: when its card changes width, Plotly forgets the figure's.
        """
        figure.update_layout(meta={
            "title": self.title, "footer": footer_text(release, rows.table if rows else ""), "filters": "; ".join(words),
            "note": note if isinstance(note, str) else "", "file": f"{self.id}_{release.name}_{release.version}",
            "simulated": release.simulated,
        })
        return figure, _height(figure.settings.get("height") or self.height), *self.frame(release, rows, note)


def footer_text(release: Release, table: str = "") -> str:
    """Source table, release and version, as under every panel and export."""
    simulated = ("simulated demo data",) if release.simulated else ()
    return " · ".join((*((table,) if table else ()), release.title, release.version, *simulated))


def _height(pixels: float) -> dict[str, str]:
    return {"height": f"{pixels:g}px"}

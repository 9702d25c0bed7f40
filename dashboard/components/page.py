"""The frame of a page: heading, notices, filter column, cards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import orjson
from dash import ClientsideFunction, Input, Output, State, clientside_callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.ids import URL, Ids
from dashboard.components.states import failure, notices
from dashboard.errors import UserFacingError
from dashboard.page_state import PageState
from dashboard.urls import page_path


def page(ids: Ids, state: PageState, *, title: str, lead: str, problems: Iterable[str], content: Iterable[Component], filters: Iterable[Component] = (),
         ways: Iterable[tuple[str, str]] = ()) -> Component:
    """A page around its cards. Its state is kept in one store, as the canonical query string; callbacks draw from it.

    The page is marked with a token of its own, new each time it is opened, see `StateWriter`.
    `problems` are what the address says wrongly. Callbacks fill the second place for notices, with what the release does not know.
    `ways` are related pages, as label and path.
    """
    filters = list(filters)
    heading = html.Header([html.H1(title, id=ids("page", "title"), className="page-title"), html.P(lead, id=ids("page", "lead"), className="page-lead"), *_ways(ways, state)])
    drawer = [html.Button("Filters", type="button", className="btn btn-sm filters-open", **attributes(data_drawer=ids("page", "filters")))] if filters else []
    main = html.Div([heading, *drawer, html.Div([html.Div(notices(problems)), html.Div(id=ids("page", "notices"))], className="page-notices"), *content], className="page-main")
    side = [html.Aside([html.Button("Close", type="button", className="btn btn-sm filters-close", **attributes(data_drawer=ids("page", "filters"))), *filters],
                       id=ids("page", "filters"), className="filters", **attributes(aria_label="Filters"))] if filters else []
    token = secrets.token_hex(4)
    stores = [dcc.Store(id=ids("page", "state"), data=state.search), dcc.Store(id=ids("page", "write")), dcc.Store(id=ids("page", "token"), data=token)]
    return html.Div([*stores, *side, main], className="page page-with-filters" if filters else "page", **attributes(data_token=token))


def _ways(ways: Iterable[tuple[str, str]], state: PageState) -> list[Component]:
    links = [dcc.Link(label, href=page_path(path, release=state.release), className="way") for label, path in ways]
    return [html.Nav(links, className="ways page-ways", **attributes(aria_label="Related pages"))] if links else []


class StateWriter:
    """How a page's callback writes what its controls say into state and address.

    The callback has `output` among its outputs, `token` as its last State, and returns `write(before, after, token)` for it; a script
    then writes both, unless the page was left meanwhile: what was on its way when somebody went back must not undo that.

    Dash would call the callback each time its page opens, in spite of prevent_initial_call, if one of its outputs were outside the
    page, as the address is.
    """

    def __init__(self, ids: Ids) -> None:
        self.output = Output(ids("page", "write"), "data")
        self.token = State(ids("page", "token"), "data")
        clientside_callback(
            ClientsideFunction("state", "writeState"), Output(ids("page", "state"), "data"), Output(URL, "search", allow_duplicate=True),
            Input(ids("page", "write"), "data"), self.token, prevent_initial_call=True,
        )

    @staticmethod
    def write(before: PageState, after: PageState, token: str) -> Any:
        """Value for `output`; nothing where the state stays as it is."""
        return no_update if after == before else {"search": after.search, "token": token}


@dataclass(frozen=True)
class Touched:
    """What called the running callback: several things at once, where they came while it could not be called."""

    events: Sequence[dict[str, Any]]

    def __contains__(self, name: str) -> bool:
        """Whether a component, a kind of components (the type of their ids), or one property (`id.property`) was touched."""
        return any(name in (_kind(event["prop_id"]), event["prop_id"]) for event in self.events)

    def beside(self, *names: str) -> bool:
        """Whether anything else was touched."""
        return any(_kind(event["prop_id"]) not in names for event in self.events)

    def pressed(self, kind: str) -> Any:
        """The index of the button of a kind that was pressed, else None; one that appears or goes reports too, without a press."""
        return next((orjson.loads(event["prop_id"].rpartition(".")[0])["index"] for event in self.events if _kind(event["prop_id"]) == kind and event["value"]), None)


def touched() -> Touched:
    return Touched(ctx.triggered)


def _kind(prop_id: str) -> str:
    component = prop_id.rpartition(".")[0]
    return str(orjson.loads(component)["type"]) if component.startswith("{") else component


def cards(*panels: Component) -> Component:
    """Cards in a grid of two columns; wide ones take both."""
    return html.Div(list(panels), className="cards")


def safely(layout: Callable[..., Component]) -> Callable[..., Component]:
    """A layout that shows what is wrong in a sentence, where it would have raised a user-facing error."""

    @wraps(layout)
    def guarded(*args: Any, **kwargs: Any) -> Component:
        try:
            return layout(*args, **kwargs)
        except UserFacingError as error:
            return failure(str(error))

    return guarded

"""The frame of a page: heading, notices, filter column, cards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from dash import Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.callbacks import Decorator, kept_callback
from dashboard.components.attributes import attributes
from dashboard.components.ids import THEME, TOKEN, Ids
from dashboard.components.states import failure, notices
from dashboard.errors import UserFacingError
from dashboard.page_state import PageState
from dashboard.urls import page_path


def page(ids: Ids, state: PageState, *, title: str, lead: str, problems: Iterable[str], content: Iterable[Component], filters: Iterable[Component] = (),
         ways: Iterable[tuple[str, str]] = ()) -> Component:
    """A page around its cards. Its state is kept in one store, as the canonical query string; callbacks draw from it.

    The page is marked with a token of its own, new each time it is opened, see `state_writer`.
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
    stores = [dcc.Store(id=ids("page", "state"), data=state.search), dcc.Store(id=ids("page", "write")), dcc.Store(id=TOKEN, data=token)]
    return html.Div([*stores, *side, main], className="page page-with-filters" if filters else "page", **attributes(data_token=token, data_state=state.search))


def follows_state(ids: Ids, *outputs: Output, beside: Sequence[State] = ()) -> Decorator:
    """Decorator of a callback that writes from the page's state what is in no panel: title, notices, chips. It is given the state, light
    or dark, and what `beside` names.

    Nothing there depends on light or dark, but a callback on the state alone would not be called when the page opens, since what writes
    the state is called then, too, and writes nothing.
    """
    return kept_callback(*outputs, Input(ids("page", "state"), "data"), Input(THEME, "data"), *beside)


def _ways(ways: Iterable[tuple[str, str]], state: PageState) -> list[Component]:
    links = [dcc.Link(label, href=page_path(path, release=state.release), className="way") for label, path in ways]
    return [html.Nav(links, className="ways page-ways", **attributes(aria_label="Related pages"))] if links else []


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

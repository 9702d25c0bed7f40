"""How a page's callback learns what was touched, and writes what follows from it into state and address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash import ClientsideFunction, Input, Output, State, clientside_callback, ctx, no_update

from dashboard.components.ids import TOKEN, URL, Ids
from dashboard.page_state import PageState


class StateWriter:
    """How a page's callback writes what its controls say into state and address.

    The callback has `output` among its outputs, `token` as its last State, and returns `write(before, after, token)` for it; a script
    then writes both, unless the page was left meanwhile: what was on its way when somebody went back must not undo that.

    Dash would call the callback each time its page opens, in spite of prevent_initial_call, if one of its outputs were outside the
    page, as the address is.
    """

    def __init__(self, ids: Ids) -> None:
        self.output = Output(ids("page", "write"), "data")
        self.token = State(TOKEN, "data")
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

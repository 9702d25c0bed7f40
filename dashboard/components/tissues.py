"""The tissue filter: grouped by organ system, searchable, with n, and what was not tested set apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, html
from dash.development.base_component import Component

from dashboard.components.controls import named
from dashboard.store.tissues import Tissue


class TissuePicker:
    """Check boxes for tissues. `values` is the callback dependency that yields one list per organ system.

    Where a figure chooses tissues too, its callback takes `options` and writes `spread(tissues, options)` to `ticks`.
    """

    def __init__(self, page: str) -> None:
        self.page = page
        self.kind = f"{page}-tissues-checklist"
        self.values = Input({"type": self.kind, "index": ALL}, "value")
        self.options = State({"type": self.kind, "index": ALL}, "options")
        self.ticks = Output({"type": self.kind, "index": ALL}, "value", allow_duplicate=True)
        clientside_callback(
            ClientsideFunction("app", "toggleTissues"),
            Output({"type": self.kind, "index": ALL}, "value"),
            Input({"type": f"{page}-tissues-button", "index": ALL}, "n_clicks"),
            State({"type": self.kind, "index": ALL}, "options"), State({"type": self.kind, "index": ALL}, "value"),
            State({"type": self.kind, "index": ALL}, "id"),
            prevent_initial_call=True,
        )

    def layout(self, tissues: Sequence[Tissue], chosen: Sequence[str], *, usable: Sequence[str], unusable_reason: str, all_label: str) -> Component:
        """`usable` are the tissues that can be chosen; the rest is listed, disabled, under `unusable_reason`."""
        allowed = set(usable)
        groups = [(system, [t for t in members if t.key in allowed]) for system, members in groupby(tissues, key=lambda t: t.organ_system)]
        rest = [t for t in tissues if t.key not in allowed]
        return html.Div([
            dbc.Input(id=f"{self.page}-tissues-search", type="search", size="sm", placeholder="Find a tissue", autocomplete="off",
                      className="tissue-search", debounce=False),
            html.Div([self._button("all", all_label), self._button("none", "Clear")], className="tissue-buttons"),
            *[self._group(system, members, chosen) for system, members in groups if members],
            *([html.Details([html.Summary(f"{unusable_reason} · {len(rest)}"), html.Ul([html.Li(t.label, className="tissue-off swatch", style={"--swatch": _color(t)}) for t in rest])],
                            className="tissue-rest")] if rest else []),
        ], className="tissue-picker")

    def _button(self, index: str, label: str) -> Component:
        return html.Button(label, id={"type": f"{self.page}-tissues-button", "index": index}, type="button", className="link-button")

    def _group(self, system: str, members: list[Tissue], chosen: Sequence[str]) -> Component:
        options: list[dict[str, Any]] = [
            {"value": t.key, "label": named(t.label, t.count, _color(t))} for t in members
        ]
        return html.Div([
            html.Button(system, id={"type": f"{self.page}-tissues-button", "index": f"system:{system}"}, type="button",
                        className="control-label tissue-system", title=f"All or none of: {system}"),
            dbc.Checklist(id={"type": self.kind, "index": system}, options=options, value=[t.key for t in members if t.key in chosen], className="choices"),
        ], className="tissue-group")


def _color(tissue: Tissue) -> str:
    """Of the mark before its name, whose room is there without a colour too."""
    return tissue.color or "transparent"


def flatten(groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The chosen tissues of all groups, in one tuple."""
    return tuple(tissue for group in groups for tissue in group or ())


def spread(tissues: Sequence[str], options: Sequence[Sequence[dict[str, Any]]]) -> list[list[str]]:
    """The chosen tissues as one list per organ system: values for `TissuePicker.ticks`."""
    return [[option["value"] for option in group if option["value"] in tissues] for group in options]

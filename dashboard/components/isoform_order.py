"""The order of isoforms by hand: a list to drag, or to move with the keyboard or buttons, and what a move does to the state.

The state holds as few names as describe the order: those that would follow anyway, by mean usage, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.figures.isoform_browser import row_label
from dashboard.grids.small import OPTIONS
from dashboard.urls import IsoformBrowserState

HINT = "Drag a row, or focus it and press Alt with ↑ or ↓."


def listed(transcripts: Sequence[Mapping[str, Any]], pinned: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of the list, for the isoforms that are drawn."""
    return [{"id": row["transcript_id"], "label": row_label(row) + (" · pinned" if row["transcript_id"] in pinned else "")} for row in transcripts]


def order_list(identifier: str, rows: list[dict[str, Any]]) -> Component:
    """The list with its buttons."""
    columns = [{"field": "label", "rowDrag": True, "flex": 1, "tooltipField": "label", "suppressKeyboardEvent": {"function": "withAlt(params)"}}]
    options = {
        **OPTIONS, "rowDragManaged": True, "suppressMoveWhenRowDragging": True, "headerHeight": 0, "rowHeight": 28, "animateRows": True,
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
    }
    grid = dag.AgGrid(
        id=identifier, columnDefs=columns, rowData=rows, getRowId="params.data.id", dashGridOptions=options, className="grid order-list", style={"height": 230},
        eventListeners={"rowDragEnd": ["rowsDragged(params, setEventData)"], "cellKeyDown": ["rowKeyed(params, setEventData)"]},
        defaultColDef={"sortable": False, "filter": False, "resizable": False},
    )
    buttons = [
        html.Button(label, type="button", className="btn btn-sm", **attributes(data_move=by, data_grid=identifier, aria_label=f"Move the chosen isoform {label.lower()}"))
        for label, by in (("Up", "-1"), ("Down", "1"))
    ]
    return html.Div([grid, html.Div([*buttons, html.Span(HINT, className="hint")], className="order-buttons")])


def reordered(state: IsoformBrowserState, event: Mapping[str, Any] | None, by_mean: Sequence[str]) -> IsoformBrowserState:
    """The state after rows were moved. `by_mean` holds the isoforms that can be drawn, in their order by mean usage."""
    data = (event or {}).get("data")
    names = data.get("order") if isinstance(data, Mapping) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return state
    known = set(by_mean)
    moved = [name for name in names if name in known]
    pinned = [name for name in moved if name in state.pin]
    pin = (*pinned, *(name for name in state.pin if name not in pinned))
    return state.but(order="custom", pin=pin, place=shortest([name for name in moved if name not in pin], [name for name in by_mean if name not in pin]))


def shortest(order: Sequence[str], followed_by: Sequence[str]) -> tuple[str, ...]:
    """The fewest first names of `order` from which the whole follows, where those not named come as in `followed_by`."""
    rest = list(followed_by)
    whole = [*order, *(name for name in rest if name not in set(order))]
    for length in range(len(order) + 1):
        first = set(whole[:length])
        if whole[length:] == [name for name in rest if name not in first]:
            return tuple(whole[:length])
    return tuple(order)

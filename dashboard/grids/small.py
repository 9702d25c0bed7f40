"""Grids of a few rows that are sent whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash.development.base_component import Component

from dashboard.grids.columns import GRID_OPTIONS

_OF_THE_SERVER = ("rowModelType", "cacheBlockSize", "maxBlocksInCache", "maxConcurrentDatasourceRequests")
OPTIONS = {name: value for name, value in GRID_OPTIONS.items() if name not in _OF_THE_SERVER}


def small_grid(id: str, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], *, height: int) -> Component:
    """A grid that holds its rows. To change them, put a new one in its place: updates that come before a grid is ready are lost."""
    return dag.AgGrid(
        id=id, columnDefs=[dict(column) for column in columns], rowData=[dict(row) for row in rows], dashGridOptions=OPTIONS, className="grid",
        style={"height": height, "width": "100%"}, defaultColDef={"resizable": True, "minWidth": 70},
    )

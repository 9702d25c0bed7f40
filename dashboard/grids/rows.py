"""Grids whose rows stay on the server: the component, its answers, and its filters as the URL writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
from dash import Input, Output, State
from dash.development.base_component import Component

from dashboard.callbacks import Decorator, kept_callback
from dashboard.errors import QueryError
from dashboard.grids.columns import GRID_OPTIONS, column_defs
from dashboard.schema import Table
from dashboard.store.filters import parse_filters
from dashboard.store.grid import query_from_grid, rows_for_grid
from dashboard.store.query import select_page, to_parameters
from dashboard.store.release import Release
from dashboard.store.tissues import tissue_labels

_GRID_OPERATORS = {"": "equals", "eq": "equals", "ne": "notEqual", "gt": "greaterThan", "gte": "greaterThanOrEqual", "lt": "lessThan", "lte": "lessThanOrEqual",
                   "contains": "contains", "notcontains": "notContains", "startswith": "startsWith", "endswith": "endsWith"}


def grid(id: str, release: Release, table: str, names: Iterable[str], *, sort: str = "", where: Sequence[str] = (), height: int = 430, links: bool = True, filtered: bool = True) -> Component:
    """An AG Grid over a table; columns that the release leaves empty are not shown.

    Without `filtered`, columns offer no filters of their own: for pages whose answer and address do not keep them.
    """
    filled = release.filled_columns(table)
    schema = release.schema(table)
    definitions = column_defs(schema, [name for name in names if name in filled], links=links)
    order = {part.removeprefix("-"): ("desc" if part.startswith("-") else "asc", index) for index, part in enumerate(filter(None, sort.split(",")))}
    for definition in definitions:
        definition["filter"] = definition["filter"] if filtered else False
        if definition["field"] in order:
            definition["sort"], definition["sortIndex"] = order[definition["field"]]
    return dag.AgGrid(
        id=id, columnDefs=definitions, rowModelType="infinite", dashGridOptions={**GRID_OPTIONS, "context": {"tissues": tissue_labels(release)}}, filterModel=model_from_where(schema, where),
        className="grid", style={"height": height, "width": "100%"}, defaultColDef={"resizable": True, "minWidth": 70},
    )


def serves_rows(id: str, *beside: State) -> Decorator:
    """Decorator of the callback that answers what a grid asks for, given its request and what `beside` names.

    It is not called as the page opens, when the grid has not asked yet.
    """
    return kept_callback(Output(id, "getRowsResponse"), Input(id, "getRowsRequest"), *beside, prevent_initial_call=True)


def grid_height(rows: int, most: int = 10) -> int:
    """Height in pixels of a grid that shows up to `most` rows."""
    return 60 + 34 * min(max(rows, 1), most)


def answer_rows(release: Release, table: str, filters: Iterable[tuple[str, str]], request: Mapping[str, Any] | None) -> dict[str, Any]:
    """The block of rows a grid asks for; the grid's own filters are already part of `filters`."""
    schema = release.schema(table)
    query = query_from_grid(schema, {**(request or {}), "filterModel": {}}, filters=parse_filters(schema, filters))
    return rows_for_grid(select_page(release, table, query))


def where_from_model(table: Table, model: Mapping[str, Any] | None) -> tuple[str, ...]:
    """A grid's filter model as `column__operator=value` words; QueryError where a URL cannot say it."""
    query = query_from_grid(table, {"filterModel": model or {}})
    return tuple(f"{name}={value}" for name, value in to_parameters(query))


def sort_from_columns(columns: Sequence[Mapping[str, Any]] | None) -> str:
    """A grid's column state as a sort parameter: `-pval_nominal,position`."""
    sorted_columns = sorted((c for c in columns or () if c.get("sort")), key=lambda c: c.get("sortIndex") or 0)
    return ",".join(("-" if c["sort"] == "desc" else "") + str(c["colId"]) for c in sorted_columns)


def model_from_where(table: Table, where: Iterable[str]) -> dict[str, Any]:
    """The grid's filter model that stands for those words; what the table does not know is left out."""
    model: dict[str, Any] = {}
    for text in where:
        name, _, value = text.partition("=")
        column, _, operator = name.rpartition("__") if "__" in name else (name, "", "")
        try:
            parse_filters(table, [(name, value)])
        except QueryError:
            continue
        part = {"filterType": "number" if table[column].is_number else "text", **_simple(operator, value, table[column].is_number)}
        model[column] = part if column not in model else _joined(model[column], part)
    return model


def _simple(operator: str, value: str, numeric: bool) -> dict[str, Any]:
    if operator == "isnull":
        return {"type": "blank" if value == "true" else "notBlank"}
    return {"type": _GRID_OPERATORS.get(operator, "equals"), "filter": float(value) if numeric else value}


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    conditions = [*first.get("conditions", [first]), second]
    return {"filterType": first["filterType"], "operator": "AND" if second["filterType"] == "number" else "OR", "conditions": conditions}

"""AG Grid's infinite row model, in and out: a `getRowsRequest` becomes a query, a page becomes a `getRowsResponse`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.errors import QueryError
from dashboard.schema import Table
from dashboard.store.filters import Condition, Group, find_column, parse_filter
from dashboard.store.query import MAX_LIMIT, Page, Query, Sort

_OPERATORS = {
    "contains": "contains", "notContains": "notcontains", "equals": "eq", "notEqual": "ne", "startsWith": "startswith",
    "endsWith": "endswith", "lessThan": "lt", "lessThanOrEqual": "lte", "greaterThan": "gt", "greaterThanOrEqual": "gte",
}
_WITHOUT_VALUE = {"blank": ("isnull", True), "notBlank": ("isnull", False), "true": ("eq", True), "false": ("eq", False)}


def query_from_grid(
    table: Table, request: Mapping[str, Any], *, filters: tuple[Condition, ...] = (), columns: tuple[str, ...] = (),
) -> Query:
    """The query of a `getRowsRequest`; `filters` are those of the page's own controls and come first.

    Text, number and set filters and their AND and OR are understood, "between" includes both ends. Raises QueryError
    for columns the table lacks or values that cannot be parsed.
    """
    start = int(request.get("startRow") or 0)
    end = int(request.get("endRow") or start + 100)
    model = request.get("filterModel") or {}
    own = tuple(condition for name, part in model.items() if (condition := _condition(table, name, part)) is not None)
    sort = tuple(
        Sort(find_column(table, part["colId"]).name, part.get("sort") == "desc") for part in request.get("sortModel") or ()
    )
    return Query((*filters, *own), sort, columns, limit=max(0, min(end - start, MAX_LIMIT)), offset=max(0, start))


def rows_for_grid(page: Page) -> dict[str, Any]:
    """What the grid expects back: the rows of this block, and how many there are in all."""
    return {"rowData": page.frame.to_dicts(), "rowCount": page.total}


def _condition(table: Table, name: str, model: Mapping[str, Any] | None) -> Condition | None:
    if not model:
        return None
    if model.get("filterType") == "multi":
        return _group("all", [_condition(table, name, part) for part in model.get("filterModels") or ()])
    if model.get("filterType") == "set":
        return parse_filter(table, name, "eq", model.get("values") or ())
    if "operator" in model:
        parts = model.get("conditions") or [model.get("condition1"), model.get("condition2")]
        return _group("any" if model["operator"] == "OR" else "all", [_condition(table, name, part) for part in parts])
    return _simple(table, name, model)


def _simple(table: Table, name: str, model: Mapping[str, Any]) -> Condition | None:
    kind, value = str(model.get("type")), model.get("filter")
    if kind in _WITHOUT_VALUE:
        operator, fixed = _WITHOUT_VALUE[kind]
        return parse_filter(table, name, operator, [fixed])
    if value is None or value == "":
        return None
    if kind == "inRange":
        lower = parse_filter(table, name, "gte", [value])
        upper = model.get("filterTo")
        return lower if upper is None else Group("all", (lower, parse_filter(table, name, "lte", [upper])))
    if kind not in _OPERATORS:
        raise QueryError(f"The grid's filter {kind!r} on {name} is not known.", (*_OPERATORS, *_WITHOUT_VALUE, "inRange"))
    return parse_filter(table, name, _OPERATORS[kind], [value])


def _group(join: Any, members: list[Condition | None]) -> Condition | None:
    kept = tuple(member for member in members if member is not None)
    return (kept[0] if len(kept) == 1 else Group(join, kept)) if kept else None

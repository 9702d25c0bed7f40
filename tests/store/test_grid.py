"""AG Grid's requests become queries."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.errors import QueryError
from dashboard.schema import TABLES
from dashboard.store.filters import Filter, Group
from dashboard.store.grid import query_from_grid, rows_for_grid
from dashboard.store.query import Query, Sort, select_page, to_parameters
from dashboard.store.release import Release

TABLE = TABLES["lead_associations"]


def text(kind: str, value: str) -> dict[str, Any]:
    return {"filterType": "text", "type": kind, "filter": value}


def number(kind: str, value: float, to: float | None = None) -> dict[str, Any]:
    return {"filterType": "number", "type": kind, "filter": value, "filterTo": to}


def variants(release: Release, **model: dict[str, Any]) -> list[str]:
    query = query_from_grid(TABLE, {"startRow": 0, "endRow": 100, "filterModel": model, "sortModel": []})
    return sorted(select_page(release, TABLE.name, query).frame["variant_id"].to_list())


def test_block_sort_and_no_filter() -> None:
    request = {"startRow": 200, "endRow": 300, "sortModel": [{"colId": "slope", "sort": "desc"}, {"colId": "af", "sort": "asc"}]}
    assert query_from_grid(TABLE, request) == Query((), (Sort("slope", True), Sort("af")), limit=100, offset=200)


@pytest.mark.parametrize(("model", "found"), [
    ({"tissue": text("equals", "Liver")}, ["chr1_10_INS", "rs2", "rs3"]),
    ({"variant_id": text("contains", "RS"), "tissue": text("notEqual", "Liver")}, ['rs/6 é,"x"', "rs4"]),
    ({"slope": number("inRange", 0.1, 0.5)}, ["chr1_10_INS", "rs3"]),
    ({"slope": number("greaterThan", 1)}, ["rs4"]),
    ({"gene_symbol": {"filterType": "text", "type": "blank"}}, ['rs/6 é,"x"']),
    ({"gene_symbol": {"filterType": "set", "values": ["ABO", None]}}, ["chr2_5_9_GGC", 'rs/6 é,"x"']),
    ({"gene_symbol": {"filterType": "set", "values": []}}, []),
    ({"significant": {"filterType": "text", "type": "false"}}, ["rs3"]),
    ({"slope": {"filterType": "number", "operator": "OR", "conditions": [number("lessThan", -1), number("greaterThan", 1)]}},
     ["chr2_5_9_GGC", "rs4"]),
    ({"slope": {"filterType": "number", "operator": "AND", "condition1": number("lessThan", 1), "condition2": number("greaterThan", 0)}},
     ["chr1_10_INS", "rs3"]),
    ({"tissue": {"filterType": "multi", "filterModels": [None, {"filterType": "set", "values": ["Skin"]}]}}, ['rs/6 é,"x"']),
    ({"tissue": text("equals", "")}, ["chr1_10_INS", "chr2_5_9_GGC", 'rs/6 é,"x"', "rs2", "rs3", "rs4"]),
])
def test_grid_filters(tiny_release: Release, model: dict[str, Any], found: list[str]) -> None:
    assert variants(tiny_release, **model) == found


def test_the_pages_filters_come_first() -> None:
    mine = Filter("tissue", "eq", ("Liver",))
    query = query_from_grid(TABLE, {"filterModel": {"slope": number("lessThan", 0)}}, filters=(mine,), columns=("slope",))
    assert query.filters == (mine, Filter("slope", "lt", (0.0,)))
    assert query.columns == ("slope",)


@pytest.mark.parametrize("request_", [
    {"filterModel": {"nothing": text("equals", "x")}},
    {"filterModel": {"slope": number("near", 1)}},
    {"filterModel": {"slope": text("equals", "x")}},
    {"sortModel": [{"colId": "nothing", "sort": "asc"}]},
])
def test_what_the_table_lacks_is_refused(request_: dict[str, Any]) -> None:
    with pytest.raises(QueryError):
        query_from_grid(TABLE, request_)


def test_response(tiny_release: Release) -> None:
    answer = rows_for_grid(select_page(tiny_release, TABLE.name, Query(columns=("tissue",), limit=2)))
    assert answer == {"rowData": [{"tissue": "Liver"}, {"tissue": "Liver"}], "rowCount": 6}


def test_links_say_what_they_can() -> None:
    contains = Group("any", (Filter("tissue", "contains", ("a",)), Filter("tissue", "contains", ("b",))))
    between = Group("all", (Filter("slope", "gte", (0.0,)), Filter("slope", "lte", (1.0,))))
    assert to_parameters(Query((contains, between))) == [
        ("tissue__contains", "a"), ("tissue__contains", "b"), ("slope__gte", "0.0"), ("slope__lte", "1.0"),
    ]


@pytest.mark.parametrize("group", [
    Group("any", (Filter("slope", "lt", (0.0,)), Filter("slope", "gt", (1.0,)))),
    Group("any", (Filter("slope", "lt", (0.0,)), Filter("slope", "lt", (1.0,)))),
    Group("all", (Filter("tissue", "contains", ("a",)), Filter("tissue", "contains", ("b",)))),
    Filter("gene_symbol", "eq", ("ABO", None)),
])
def test_links_refuse_what_they_cannot_say(group: Any) -> None:
    with pytest.raises(QueryError, match="A link cannot"):
        to_parameters(Query((group,)))

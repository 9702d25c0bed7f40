"""Any table of a release, filtered, sorted and paged: what the API and the grids ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_

import polars as pl

from dashboard.errors import QueryError
from dashboard.schema import Table
from dashboard.store.compact import compact
from dashboard.store.filters import (
    Condition,
    Filter,
    Group,
    describe_filters,
    expression,
    find_column,
    kind,
    parse_filters,
)
from dashboard.store.release import Release
from dashboard.store.remember import remember

MAX_LIMIT = 10_000
MAX_OFFSET = 2**31 - 1
DEFAULT_LIMIT = 100
BLOCK_ROWS = 1_000
"""Rows that are read of a large table at once, when a page of fewer is asked for."""
_ROW = "__row"


@dataclass(frozen=True)
class Sort:
    """One column to sort by; missing values come last either way."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """Which rows and columns of a table: all `filters` hold; no `columns` means all; no `sort` means as stored."""

    filters: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    columns: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    offset: int = 0


@dataclass(frozen=True)
class Page:
    """One page of rows, and how many rows the filters keep in all."""

    total: int
    frame: pl.DataFrame


def parse_query(
    table: Table, parameters: Iterable[tuple[str, str]], *, sort: str = "", columns: str = "", limit: int = DEFAULT_LIMIT, offset: int = 0,
) -> Query:
    """A query from the words of a URL: `column__operator=value` pairs, `sort=-a,b` and `columns=a,b`.

    Raises QueryError, with the valid names, for anything that the table does not have.
    """
    return Query(parse_filters(table, parameters), parse_sort(table, sort), parse_columns(table, columns), *_checked(limit, offset))


def parse_sort(table: Table, text: str) -> tuple[Sort, ...]:
    """Columns to sort by from `-pval_nominal,position`; a leading minus means descending."""
    found: dict[str, Sort] = {}
    for part in filter(None, (word.strip() for word in text.split(","))):
        name = part.removeprefix("-")
        if kind(find_column(table, name)) == "list":
            raise QueryError(f"The column {name} holds lists and cannot be sorted by.", _sortable(table))
        found.setdefault(name, Sort(name, part.startswith("-")))
    return tuple(found.values())


def parse_columns(table: Table, text: str) -> tuple[str, ...]:
    """Column names from `a,b`, each once; none means all."""
    names = dict.fromkeys(filter(None, (word.strip() for word in text.split(","))))
    return tuple(find_column(table, name).name for name in names)


def select_all(release: Release, table_name: str, query: Query) -> pl.LazyFrame:
    """Every row the query keeps, sorted, lazily; its limit and offset do not count."""
    table = release.schema(table_name)
    return _project(_sorted(_matching(release, table, query), query), table, query)


def select_page(release: Release, table_name: str, query: Query) -> Page:
    """The rows between offset and offset + limit, and the number of rows there are.

    Pages of one query never overlap: rows that tie are in the order in which they are stored.
    """
    table = release.schema(table_name)
    if release.is_kept(table_name):
        return _page_of_frame(release.frame(table_name), table, query)
    if query.columns and not query.filters and not query.sort and release.is_kept(table_name, query.columns):
        kept = release.frame(table_name, query.columns)
        return Page(kept.height, kept.slice(query.offset, query.limit))
    within = query.offset % BLOCK_ROWS
    if within + query.limit > BLOCK_ROWS:
        return _read_page(release, table_name, query)
    block = _block(release, table_name, replace(query, offset=query.offset - within, limit=BLOCK_ROWS))
    return Page(block.total, block.frame.slice(within, query.limit))


def _read_page(release: Release, table_name: str, query: Query) -> Page:
    table = release.schema(table_name)
    matching = _matching(release, table, query)
    page = _project(_sorted(matching, query).slice(query.offset, query.limit), table, query)
    if not query.filters:
        return Page(release.entry(table_name).rows, page.collect())
    count, frame = pl.collect_all([matching.select(pl.len()), page])
    return Page(int(count.item()), frame)


@remember(4)
def _block(release: Release, table_name: str, query: Query) -> Page:
    """Pages follow one another, in a grid that is scrolled as in a program that reads on: the file is read once for several."""
    page = _read_page(release, table_name, query)
    return replace(page, frame=compact(page.frame))


def _page_of_frame(frame: pl.DataFrame, table: Table, query: Query) -> Page:
    """Find the rows by the columns that filters and order need, and only then take the page's rows of all columns."""
    columns = query.columns or table.column_names
    if not query.filters and not query.sort:
        return Page(frame.height, frame.select(columns).slice(query.offset, query.limit))
    matching = frame.lazy().with_row_index(_ROW)
    if query.filters:
        matching = matching.filter(_test(table, query.filters))
    keys = matching.select(_ROW, *(pl.col(sort.column) for sort in query.sort))
    found = _sorted(keys, query).slice(query.offset, query.limit).select(_ROW)
    total = frame.height
    if query.filters:
        count, rows = pl.collect_all([keys.select(pl.len()), found])
        total = int(count.item())
    else:
        rows = found.collect()
    return Page(total, frame.select(columns)[rows[_ROW]])


def to_parameters(query: Query) -> list[tuple[str, str]]:
    """The query in the words of a URL, without limit and offset, so that a download equals the view it starts from.

    Raises QueryError for alternatives that a URL cannot say, as "below 5 or above 10".
    """
    pairs = [pair for condition in query.filters for pair in _condition_parameters(condition)]
    if query.sort:
        pairs.append(("sort", ",".join(("-" if sort.descending else "") + sort.column for sort in query.sort)))
    if query.columns:
        pairs.append(("columns", ",".join(query.columns)))
    return pairs


def describe_query(table: Table, query: Query) -> list[str]:
    """The filters in words, then the order."""
    words = describe_filters(table, query.filters)
    if query.sort:
        order = ", ".join(table[sort.column].title + (" (descending)" if sort.descending else "") for sort in query.sort)
        words.append(f"sorted by {order}")
    return words


def _checked(limit: int, offset: int) -> tuple[int, int]:
    if not 0 <= limit <= MAX_LIMIT:
        raise QueryError(f"limit={limit} is out of range: it can be 0 to {MAX_LIMIT:,}; ask for a file format to get every row.")
    if not 0 <= offset <= MAX_OFFSET:
        raise QueryError(f"offset={offset} is out of range: it can be 0 to {MAX_OFFSET:,}.")
    return limit, offset


def _sortable(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if kind(column) != "list")


def _matching(release: Release, table: Table, query: Query) -> pl.LazyFrame:
    rows = _scan(release, table, query.filters)
    return rows.filter(_test(table, query.filters)) if query.filters else rows


def _test(table: Table, conditions: Iterable[Condition]) -> pl.Expr:
    return reduce(and_, (expression(table, condition) for condition in conditions))


def _scan(release: Release, table: Table, conditions: Iterable[Condition]) -> pl.LazyFrame:
    """The table's files, only those of the partitions that the filters name."""
    for condition in conditions if table.partition_by else ():
        if isinstance(condition, Filter) and (condition.column, condition.operator) == (table.partition_by, "eq"):
            partitions = [value for value in dict.fromkeys(condition.values) if isinstance(value, str)]
            if len(partitions) == len(set(condition.values)) > 0:
                return pl.concat([release.scan(table.name, partition) for partition in partitions])
    return release.scan(table.name)


def _sorted(rows: pl.LazyFrame, query: Query) -> pl.LazyFrame:
    if not query.sort:
        return rows
    names = [sort.column for sort in query.sort]
    return rows.sort(names, descending=[sort.descending for sort in query.sort], nulls_last=True, maintain_order=True)


def _project(rows: pl.LazyFrame, table: Table, query: Query) -> pl.LazyFrame:
    return rows.select(query.columns or table.column_names)


def _condition_parameters(condition: Condition) -> list[tuple[str, str]]:
    if isinstance(condition, Group):
        return _group_parameters(condition)
    name = condition.column if condition.operator == "eq" else f"{condition.column}__{condition.operator}"
    if None in condition.values:
        if condition.values == (None,) and condition.operator in ("eq", "ne"):
            return [(f"{condition.column}__isnull", "true" if condition.operator == "eq" else "false")]
        raise QueryError(f"A link cannot say that {condition.column} is missing or one of several values.")
    return [(name, _written(value)) for value in condition.values]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _group_parameters(group: Group) -> list[tuple[str, str]]:
    pairs = [pair for member in group.members for pair in _condition_parameters(member)]
    names = {name for name, _ in pairs}
    any_of = len(names) == 1 and next(iter(names)).rpartition("__")[2] not in ("ne", "notcontains", "gt", "gte", "lt", "lte", "isnull")
    if len(group.members) > 1 and (group.join == "any") != any_of and len(names) <= 1:
        raise QueryError(f"A link cannot say this combination of conditions on {', '.join(sorted(names))}.")
    if group.join == "any" and len(names) > 1:
        raise QueryError(f"A link cannot join {', '.join(sorted(names))} by “or”.")
    return pairs

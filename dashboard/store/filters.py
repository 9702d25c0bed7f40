"""Filters as data: `column__operator=value`, what each operator means, how it reads in words and as a polars expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field, FiniteFloat, TypeAdapter, ValidationError

from dashboard.errors import QueryError
from dashboard.schema import Column, Table

Value = str | int | float | bool | None
Kind = Literal["text", "integer", "decimal", "boolean", "list"]

_INT64 = 2**63
_PARSERS: dict[Kind, tuple[TypeAdapter[Any], str]] = {
    "text": (TypeAdapter(str), "text"),
    "list": (TypeAdapter(str), "text"),
    "integer": (TypeAdapter(Annotated[int, Field(ge=-_INT64, lt=_INT64)]), "a whole number"),
    "decimal": (TypeAdapter(FiniteFloat), "a number"),
    "boolean": (TypeAdapter(bool), "true or false"),
}
_TEXT: tuple[Kind, ...] = ("text",)
_NUMBERS: tuple[Kind, ...] = ("integer", "decimal")
_ALL: tuple[Kind, ...] = ("text", "integer", "decimal", "boolean", "list")


@dataclass(frozen=True)
class Operator:
    """One operator. `words` is its human template; `repeated` says whether several values mean any or all of them.

    `test` makes the polars expression of one value; operators that keep rows without a value say so in `help`.
    """

    name: str
    kinds: tuple[Kind, ...]
    words: str
    help: str
    repeated: Literal["any", "all"]
    test: Callable[[pl.Expr, Any], pl.Expr]
    list_test: Callable[[pl.Expr, Any], pl.Expr] | None = None


def _literal(value: Value) -> pl.Expr:
    # Whole numbers are compared as 64 bits: one that does not fit the column's own type is then merely not found.
    return pl.lit(value, dtype=pl.Int64) if type(value) is int else pl.lit(value)


def _equal(column: pl.Expr, value: Value) -> pl.Expr:
    return column.is_null() if value is None else (column == _literal(value)).fill_null(False)


def _missing(column: pl.Expr, value: Value) -> pl.Expr:
    return column.is_null() if value else column.is_not_null()


def _has(column: pl.Expr, value: Value) -> pl.Expr:
    return column.is_null() if value is None else column.list.contains(pl.lit(value)).fill_null(False)


def _empty(column: pl.Expr, value: Value) -> pl.Expr:
    empty = column.list.len().fill_null(0) == 0
    return empty if value else ~empty


def _lower(column: pl.Expr) -> pl.Expr:
    return column.str.to_lowercase().fill_null("")


OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("eq", _ALL, "{column} is {values}", "is one of the values given", "any", _equal, _has),
        Operator("ne", _ALL, "{column} is not {values}", "is none of the values given; rows without a value are kept", "all",
                 lambda column, value: ~_equal(column, value), lambda column, value: ~_has(column, value)),
        Operator("gt", _NUMBERS, "{column} above {values}", "is above the value", "all",
                 lambda column, value: column > _literal(value)),
        Operator("gte", _NUMBERS, "{column} at least {values}", "is the value or above", "all",
                 lambda column, value: column >= _literal(value)),
        Operator("lt", _NUMBERS, "{column} below {values}", "is below the value", "all",
                 lambda column, value: column < _literal(value)),
        Operator("lte", _NUMBERS, "{column} at most {values}", "is the value or below", "all",
                 lambda column, value: column <= _literal(value)),
        Operator("absgte", _NUMBERS, "size of {column} at least {values}", "is, without its sign, the value or above", "all",
                 lambda column, value: column.abs() >= _literal(value)),
        Operator("abslte", _NUMBERS, "size of {column} at most {values}", "is, without its sign, the value or below", "all",
                 lambda column, value: column.abs() <= _literal(value)),
        Operator("contains", _TEXT, "{column} contains {values}", "contains the text, in capitals or not", "any",
                 lambda column, value: _lower(column).str.contains(value.lower(), literal=True)),
        Operator("notcontains", _TEXT, "{column} does not contain {values}", "does not contain the text; rows without a value are kept",
                 "all", lambda column, value: ~_lower(column).str.contains(value.lower(), literal=True)),
        Operator("startswith", _TEXT, "{column} starts with {values}", "starts with the text, in capitals or not", "any",
                 lambda column, value: _lower(column).str.starts_with(value.lower())),
        Operator("endswith", _TEXT, "{column} ends with {values}", "ends with the text, in capitals or not", "any",
                 lambda column, value: _lower(column).str.ends_with(value.lower())),
        Operator("isnull", _ALL, "{column} is missing", "is missing (true) or not (false)", "all", _missing, _empty),
    )
}


@dataclass(frozen=True)
class Filter:
    """A column compared with values that are already of the column's type."""

    column: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Conditions of which any, or all, must hold."""

    join: Literal["any", "all"]
    members: tuple[Condition, ...]


Condition = Filter | Group


def kind(column: Column) -> Kind:
    """What a column's values are, as far as filters are concerned."""
    dtype = column.polars_type
    if isinstance(dtype, pl.List):
        return "list"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype.is_integer():
        return "integer"
    return "decimal" if dtype.is_numeric() else "text"


def operators(column: Column) -> tuple[Operator, ...]:
    """The operators that a column's type allows."""
    return tuple(operator for operator in OPERATORS.values() if kind(column) in operator.kinds)


def find_column(table: Table, name: str) -> Column:
    """The table's column; QueryError listing its columns where there is none of that name."""
    if name not in table:
        raise QueryError(f"The table {table.name} has no column {name!r}.", table.column_names)
    return table[name]


def parse_filter(table: Table, column_name: str, operator_name: str, values: Sequence[object]) -> Filter:
    """A filter with its values parsed by the column's type; None among them stands for a missing value.

    Raises QueryError for an unknown column, an operator its type does not have, or a value that cannot be parsed.
    """
    column = find_column(table, column_name)
    valid = operators(column)
    if operator_name not in [operator.name for operator in valid]:
        names = tuple(operator.name for operator in valid)
        raise QueryError(f"The column {column_name} holds {_PARSERS[kind(column)][1]} and has no operator {operator_name!r}.", names)
    parsed_kind: Kind = "boolean" if operator_name == "isnull" else kind(column)
    parsed = tuple(None if value is None else _parse(value, parsed_kind, f"{column_name}__{operator_name}") for value in values)
    return Filter(column_name, operator_name, parsed)


def _parse(value: object, value_kind: Kind, parameter: str) -> Value:
    parser, expected = _PARSERS[value_kind]
    parameter = parameter.removesuffix("__eq")
    try:
        return parser.validate_python(str(value).lower() if isinstance(value, bool) else str(value))
    except ValidationError:
        raise QueryError(f"{parameter}={value!s:.80} cannot be understood: {expected} is expected.") from None


def parse_filters(table: Table, parameters: Iterable[tuple[str, str]]) -> tuple[Filter, ...]:
    """Filters from `column__operator=value` pairs as they stand in a URL; repeated pairs become one filter."""
    collected: dict[tuple[str, str], list[str]] = {}
    for parameter, value in parameters:
        name, _, operator = parameter.rpartition("__")
        target = (parameter, "eq") if not name or parameter in table else (name, operator)
        collected.setdefault(target, []).append(value)
    return tuple(parse_filter(table, name, operator, values) for (name, operator), values in collected.items())


def expression(table: Table, condition: Condition) -> pl.Expr:
    """The polars expression that is true for the rows a condition keeps."""
    if isinstance(condition, Group):
        tests = [expression(table, member) for member in condition.members]
        return reduce(or_ if condition.join == "any" else and_, tests) if tests else pl.lit(True)
    operator = OPERATORS[condition.operator]
    column = table[condition.column]
    test = operator.list_test if operator.list_test and kind(column) == "list" else operator.test
    source = pl.col(condition.column)
    if test is _equal and kind(column) == "text" and None not in condition.values and len(condition.values) > 1:
        return source.is_in(list(condition.values)).fill_null(False)
    tests = [test(source, value) for value in condition.values]
    return reduce(or_ if operator.repeated == "any" else and_, tests) if tests else pl.lit(operator.repeated == "all")


def describe_filters(table: Table, conditions: Iterable[Condition]) -> list[str]:
    """Each condition in words, as "tissue is Liver or Lung" or "p below 1e-05"."""
    return [_describe(table, condition) for condition in conditions]


def _describe(table: Table, condition: Condition) -> str:
    if isinstance(condition, Group):
        joined = (" or " if condition.join == "any" else " and ").join(_describe(table, member) for member in condition.members)
        return f"({joined})" if len(condition.members) > 1 else joined
    operator = OPERATORS[condition.operator]
    name = _in_a_sentence(table[condition.column].title)
    if condition.operator == "isnull":
        return f"{name} is missing" if all(condition.values) else f"{name} is known"
    joiner = " or " if operator.repeated == "any" or condition.operator == "ne" else " and "
    return operator.words.format(column=name, values=joiner.join(_say(value) for value in condition.values))


def _say(value: Value) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else value


def _in_a_sentence(title: str) -> str:
    return title[0].lower() + title[1:] if title[1:2].islower() else title

"""Validate a frame against its table: every problem in one pass, each as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.schema.columns import Table


@dataclass(frozen=True)
class Problem:
    """One way in which a frame breaks its table's rules; `rows` counts the rows concerned."""

    table: str
    column: str
    rows: int
    message: str

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{where}: {self.message}" + (f" ({self.rows:,} rows)" if self.rows else "")


def check_frame(frame: pl.DataFrame, table: Table) -> list[Problem]:
    """All problems of `frame`: columns missing, unexpected or of another type, nulls, ranges, values, keys."""
    problems = _shape_problems(frame, table)
    if problems:
        return problems
    if frame.is_empty():
        return [Problem(table.name, "", 0, "has no rows; a table without rows is left out of a release")]
    return _value_problems(frame, table) + _key_problems(frame, table)


def _shape_problems(frame: pl.DataFrame, table: Table) -> list[Problem]:
    expected = table.polars_schema
    problems = [Problem(table.name, name, 0, "is missing") for name in expected if name not in frame.columns]
    problems += [Problem(table.name, name, 0, "is not in the schema") for name in frame.columns if name not in expected]
    problems += [
        Problem(table.name, name, 0, f"has type {frame.schema[name]} where {dtype} is expected")
        for name, dtype in expected.items()
        if name in frame.columns and frame.schema[name] != dtype
    ]
    return problems


def _value_problems(frame: pl.DataFrame, table: Table) -> list[Problem]:
    tests: dict[tuple[str, str], pl.Expr] = {}
    for column in table.columns:
        value = pl.col(column.name)
        if not column.may_be_null and not (table.null_keys and column.key):
            tests[column.name, "must not be null"] = value.is_null()
        if column.dtype in (pl.Float32, pl.Float64):
            tests[column.name, "must be a finite number or null"] = value.is_nan() | value.is_infinite()
        if column.ge is not None:
            tests[column.name, f"must be ≥ {column.ge:g}"] = value < column.ge
        if column.le is not None:
            tests[column.name, f"must be ≤ {column.le:g}"] = value > column.le
        if column.allowed:
            message = f"must be one of {', '.join(column.allowed)}"
            tests[column.name, message] = value.is_not_null() & ~value.is_in(list(column.allowed))
    names = {f"t{i}": key for i, key in enumerate(tests)}
    expressions = [expr.sum().alias(f"t{i}") for i, expr in enumerate(tests.values())]
    counts = frame.select(expressions).row(0, named=True)
    return [Problem(table.name, names[test][0], int(rows), names[test][1]) for test, rows in counts.items() if rows]


def _key_problems(frame: pl.DataFrame, table: Table) -> list[Problem]:
    if not table.key or not table.unique_key:
        return []
    repeated = frame.height - frame.select(table.key).n_unique()
    if not repeated:
        return []
    example = frame.filter(frame.select(pl.struct(table.key).is_duplicated()).to_series()).select(table.key).row(0)
    message = f"the key ({', '.join(table.key)}) is repeated, first at {example}"
    return [Problem(table.name, "", repeated, message)]

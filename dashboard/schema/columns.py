"""What a column and a table are. Everything that describes data to people or checks it derives from these rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

Format = Literal["text", "integer", "decimal", "signed", "p_value", "percent", "position", "boolean", "list"]
"""How a value is written for people: `signed` shows its sign, `p_value` as 3.2 × 10⁻⁸, `position` with thin spaces."""

_DEFAULT_FORMATS: dict[str, Format] = {"String": "text", "Boolean": "boolean", "List": "list"}


@dataclass(frozen=True)
class Column:
    """One column: its type, its meaning, and the values it may hold.

    `ge` and `le` are inclusive bounds; `allowed` lists the only values accepted. Values outside stop an import.
    """

    name: str
    dtype: pl.DataType | type[pl.DataType]
    help: str
    label: str = ""
    unit: str = ""
    key: bool = False
    nullable: bool = True
    ge: float | None = None
    le: float | None = None
    allowed: tuple[str, ...] = ()
    format: Format | None = None

    @property
    def title(self) -> str:
        """The name shown to people; without one, the column's own name with spaces."""
        return self.label or self.name.replace("_", " ")

    @property
    def may_be_null(self) -> bool:
        return self.nullable and not self.key

    @property
    def number_format(self) -> Format:
        if self.format:
            return self.format
        base = str(self.dtype).split("(")[0]
        if base.startswith(("Int", "UInt")):
            return "integer"
        return _DEFAULT_FORMATS.get(base, "decimal")

    @property
    def is_number(self) -> bool:
        return self.polars_type.is_numeric()

    @property
    def polars_type(self) -> pl.DataType:
        return self.dtype() if isinstance(self.dtype, type) else self.dtype


@dataclass(frozen=True)
class Table:
    """One table of a release.

    `sort_by` is the order rows are stored in; `partition_by` names the column that splits a large table into one
    file per value (hive layout). `null_keys` says that key columns may be null, as where null means "all tissues".
    A table with `flagged` carries a text column `flags`: reasons, joined by "; ", why a row needs care.
    """

    name: str
    help: str
    columns: tuple[Column, ...]
    sort_by: tuple[str, ...] = ()
    partition_by: str | None = None
    subject: str = ""
    null_keys: bool = False
    flagged: bool = False
    unique_key: bool = True
    _by_name: dict[str, Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.flagged:
            flags = Column("flags", pl.String, "Why this row needs care, as found at import; empty when nothing was.", "Remarks")
            object.__setattr__(self, "columns", (*self.columns, flags))
        self._by_name.update({column.name: column for column in self.columns})
        unknown = [c for c in (*self.sort_by, *filter(None, [self.partition_by])) if c not in self._by_name]
        if unknown or len(self._by_name) != len(self.columns):
            raise ValueError(f"table {self.name}: repeated columns, or sort or partition columns it lacks: {unknown}")

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    @property
    def polars_schema(self) -> dict[str, pl.DataType]:
        return {column.name: column.polars_type for column in self.columns}

    @property
    def schema_hash(self) -> str:
        """Changes whenever a column's name, type or key does; a release written for another hash is not served."""
        shape = [(c.name, str(c.polars_type), c.key) for c in self.columns]
        return hashlib.sha256(json.dumps([self.name, shape]).encode()).hexdigest()[:12]

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def select(self, names: Iterable[str]) -> tuple[Column, ...]:
        return tuple(self._by_name[name] for name in names)

    def empty(self) -> pl.DataFrame:
        """A frame with this table's columns and no rows."""
        return pl.DataFrame(schema=self.polars_schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with exactly this table's columns, in order and cast; absent nullable columns become null.

        Raises `polars.exceptions.InvalidOperationError` where a value cannot be cast, and `KeyError` naming a
        required column that is missing.
        """
        missing = [c.name for c in self.columns if c.name not in frame.columns and not c.may_be_null]
        if missing and not self.null_keys:
            raise KeyError(f"table {self.name} lacks {', '.join(missing)}")
        expressions: list[Any] = [
            (pl.col(c.name) if c.name in frame.columns else pl.lit(None)).cast(c.polars_type).alias(c.name)
            for c in self.columns
        ]
        return frame.select(expressions)

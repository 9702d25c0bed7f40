"""Mark suspicious rows and set aside unusable ones, each by a named reason."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def flag_rows(reasons: Mapping[str, pl.Expr]) -> pl.Expr:
    """The column `flags`: the reasons whose condition holds, joined by "; "; null where none does."""
    marks = [pl.when(condition).then(pl.lit(reason)) for reason, condition in reasons.items()]
    joined = pl.concat_str(marks, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias("flags")


def set_aside(frame: pl.DataFrame, reasons: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that can be used, and the others with a column `reason`: the first whose condition holds."""
    marks = [pl.when(condition).then(pl.lit(reason)) for reason, condition in reasons.items()]
    marked = frame.with_columns(pl.coalesce(marks).alias("reason"))
    return marked.filter(pl.col("reason").is_null()).drop("reason"), marked.filter(pl.col("reason").is_not_null())

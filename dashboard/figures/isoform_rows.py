"""Which isoforms of a gene are drawn, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from dashboard.figures.clustering import cluster

Order = Literal["mean", "tissue", "category", "cluster", "name", "custom"]
Measure = Literal["tpm", "usage", "detected"]
VALUE_COLUMN = {"tpm": "median_tpm", "usage": "usage", "detected": "n_detected"}
CATEGORY_ORDER = (
    "full-splice_match", "incomplete-splice_match", "novel_in_catalog", "novel_not_in_catalog", "fusion", "antisense",
    "genic", "genic_intron", "intergenic",
)


@dataclass(frozen=True)
class Choice:
    """What is shown: `limit` 0 means all; `min_usage` is the largest usage in any tissue; pinned ones are first and always kept.

    In the order `custom`, `placed` come in their order and the others follow by mean usage.
    """

    order: Order = "mean"
    tissue: str = ""
    limit: int = 15
    categories: Sequence[str] = ()
    min_usage: float = 0.0
    pinned: Sequence[str] = ()
    hidden: Sequence[str] = ()
    placed: Sequence[str] = ()


@dataclass(frozen=True)
class Rows:
    """Isoforms to draw, top first, and how many of `n_total` the limit, the filters and the user left out."""

    transcripts: pl.DataFrame
    n_total: int
    n_filtered: int
    n_hidden: int
    n_beyond: int


def choose_rows(transcripts: pl.DataFrame, expression: pl.DataFrame, choice: Choice) -> Rows:
    """The isoforms to draw; `expression` is transcript_expression of the gene, possibly empty.

    Adds the columns mean_usage, max_usage and mean_tpm (over tissues, null without expression).
    """
    summary = expression.group_by("transcript_id").agg(
        pl.col("usage").mean().alias("mean_usage"), pl.col("usage").max().alias("max_usage"), pl.col("median_tpm").mean().alias("mean_tpm"),
    )
    known = transcripts.join(summary, on="transcript_id", how="left", maintain_order="left")
    pinned, hidden = list(choice.pinned), list(choice.hidden)
    visible = known.filter(~pl.col("transcript_id").is_in(hidden))
    kept = visible.filter(_passes(choice) | pl.col("transcript_id").is_in(pinned))
    ranked = _ranked(kept, expression, choice)
    ranked = _first(ranked, pinned)
    shown = ranked.head(max(choice.limit, len(pinned))) if choice.limit else ranked
    return Rows(shown, known.height, visible.height - kept.height, known.height - visible.height, kept.height - shown.height)


def usage_matrix(transcripts: Sequence[str], tissues: Sequence[str], expression: pl.DataFrame, column: str) -> np.ndarray:
    """Isoforms × tissues of one column of transcript_expression as float32; NaN where there is no row."""
    matrix = np.full((len(transcripts), len(tissues)), np.nan, dtype=np.float32)
    if not len(transcripts) or not len(tissues) or expression.is_empty():
        return matrix
    places = expression.select(
        pl.col("transcript_id").replace_strict(list(transcripts), range(len(transcripts)), default=None, return_dtype=pl.Int32).alias("row"),
        pl.col("tissue").replace_strict(list(tissues), range(len(tissues)), default=None, return_dtype=pl.Int32).alias("column"),
        pl.col(column).cast(pl.Float32).alias("value"),
    ).drop_nulls()
    matrix[places["row"].to_numpy(), places["column"].to_numpy()] = places["value"].to_numpy()
    return matrix


def _first(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The rows with those of `names` first, in that order."""
    order = {name: place for place, name in enumerate(names)}
    return rows.sort(pl.col("transcript_id").replace_strict(order, default=len(order), return_dtype=pl.Int64), maintain_order=True)


def _passes(choice: Choice) -> pl.Expr:
    test = pl.lit(value=True)
    if choice.categories:
        test = pl.col("structural_category").is_in(list(choice.categories))
    if choice.min_usage > 0:
        test = test & (pl.col("max_usage").fill_null(0) >= choice.min_usage)
    return test


def _ranked(rows: pl.DataFrame, expression: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    by_mean = rows.sort("mean_usage", "mean_tpm", "length", "transcript_id", descending=[True, True, True, False], nulls_last=True)
    if choice.order == "name":
        return rows.sort("transcript_id")
    if choice.order == "custom":
        return _first(by_mean, list(choice.placed))
    if choice.order == "tissue" and choice.tissue:
        there = expression.filter(pl.col("tissue") == choice.tissue).select("transcript_id", pl.col("usage").alias("_usage"))
        joined = by_mean.join(there, on="transcript_id", how="left", maintain_order="left")
        return joined.sort("_usage", descending=True, nulls_last=True, maintain_order=True).drop("_usage")
    if choice.order == "category":
        place = {name: i for i, name in enumerate(CATEGORY_ORDER)}
        return by_mean.sort(pl.col("structural_category").replace_strict(place, default=len(place), return_dtype=pl.Int64), maintain_order=True)
    if choice.order == "cluster":
        top = by_mean.head(choice.limit) if choice.limit else by_mean
        tissues = expression["tissue"].unique().sort().to_list()
        order = cluster(usage_matrix(top["transcript_id"].to_list(), tissues, expression, "usage")).order
        return pl.concat([top[order], by_mean.slice(top.height)])
    return by_mean

"""Lead associations and their tags: what the QTL page draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dashboard.schema.common import VARIANT_CLASSES
from dashboard.store.query import Query, parse_query, select_all
from dashboard.store.release import Release

LEADS = "lead_associations"
Pairs = Iterable[tuple[str, str]]
_PIXELS_X, _PIXELS_Y = 130, 200
"""Of the area that a class is drawn in, where three stand side by side."""
_TAGGED_CLASSES = {("variant_class", "SV"), ("variant_class", "TR")}


def lead_query(release: Release, filters: Pairs, sort: str = "") -> Query:
    """The filters as a query; QueryError where one cannot be understood."""
    return parse_query(release.schema(LEADS), filters, sort=sort)


def _leads(release: Release, filters: Pairs) -> pl.LazyFrame:
    return select_all(release, LEADS, lead_query(release, filters))


def without(filters: Pairs, *names: str) -> tuple[tuple[str, str], ...]:
    """The filters but those of the named columns."""
    return tuple((name, value) for name, value in filters if name.split("__")[0] not in names)


@dataclass(frozen=True)
class Thinned:
    """Points to draw, of all there are; those that would share a pixel with a stronger one of their class are left out."""

    frame: pl.DataFrame
    total: int


def effect_points(release: Release, filters: Pairs) -> Thinned:
    """Slope and −log10 p of each lead with what its hover names: one point per pixel and class, the strongest."""
    leads = (
        _leads(release, filters).select("tissue", "variant_class", "gene_id", "gene_symbol", "variant_id", "slope", "tss_distance", (-pl.col("pval_nominal").clip(5e-324).log10()).alias("neglog10_p"))
        .filter(pl.col("slope").is_not_null() & pl.col("neglog10_p").is_not_null())
        .collect()
    )
    size = pl.col("neglog10_p")
    width, height = (max(float(value or 0), 1e-9) for value in leads.select(pl.col("slope").abs().max(), size.max()).row(0))
    # From the numbers alone: to sort names as well takes twice as long.
    kept = (
        leads.select("variant_class", size, ((pl.col("slope") / (2 * width) + 0.5) * _PIXELS_X).floor().cast(pl.Int32).alias("x"), (size / height * _PIXELS_Y).floor().cast(pl.Int32).alias("y"))
        .with_row_index("row")
        .sort("neglog10_p", descending=True)
        .unique(["x", "y", "variant_class"], keep="first", maintain_order=True)
    )
    return Thinned(leads[kept["row"]], leads.height)


def count_leads(release: Release, filters: Pairs, by: str = "tissue") -> pl.DataFrame:
    """Leads by `by` and variant class: columns `by`, variant_class, n."""
    return _leads(release, filters).group_by(by, "variant_class").agg(pl.len().alias("n")).sort(by, "variant_class").collect()


def count_values(release: Release, column: str) -> dict[str, int]:
    """Rows of each value of a column, over all leads."""
    rows = release.scan(LEADS).group_by(column).len().collect().iter_rows()
    return {str(value): count for value, count in rows}


def tss_distances(release: Release, filters: Pairs) -> pl.DataFrame:
    """Class and TSS distance of each lead that has one."""
    return _leads(release, filters).select("variant_class", "tss_distance").drop_nulls().collect()


def share_within(distances: pl.DataFrame, size: int) -> float | None:
    """Share of the rows whose TSS distance is at most `size` bp either way; None without rows."""
    return float((distances["tss_distance"].abs() <= size).sum()) / distances.height if distances.height else None


def sharing_filters(filters: Pairs, variant_class: str) -> tuple[tuple[str, str], ...]:
    """Filters of the leads that the sharing of genes between tissues is counted over."""
    return (*without(filters, "tissue", "variant_class", "significant", "shared_tissues"), ("variant_class", variant_class), ("significant", "true"))


def tissue_overlaps(release: Release, filters: Pairs, variant_class: str) -> pl.DataFrame:
    """Sets of tissues that share a significant gene: shared_tissues, n_tissues, n (genes), most genes first.

    Counted over significant leads of one class, whatever tissues are chosen: sharing is a property of the gene.
    """
    return (
        _leads(release, sharing_filters(filters, variant_class))
        .filter(pl.col("shared_tissues").is_not_null())
        .group_by("shared_tissues", "n_shared_tissues")
        .agg(pl.col("gene_id").n_unique().alias("n"))
        .sort("n", "n_shared_tissues", "shared_tissues", descending=[True, False, False])
        .collect()
    )


def tag_values(release: Release, filters: Pairs) -> tuple[pl.DataFrame, tuple[tuple[str, str], ...]]:
    """Class and r² of the best small-variant tag of each SV- and TR-QTL, and those of the filters the table has."""
    table = release.schema("tagging")
    own = tuple((name, value) for name, value in filters if name in {"tissue", "qtl_type", "gene_id"} or (name, value) in _TAGGED_CLASSES)
    return select_all(release, "tagging", parse_query(table, own)).select("variant_class", "qtl_type", "r2").drop_nulls("r2").collect(), own


def class_totals(counts: pl.DataFrame) -> dict[str, int]:
    """Rows of each variant class that occurs, in the house's order, from a frame with variant_class and n."""
    found = dict(counts.group_by("variant_class").agg(pl.col("n").sum()).iter_rows())
    return {name: found[name] for name in VARIANT_CLASSES if name in found}

"""Some columns of a table, read from its files without the others and without keeping them."""

from __future__ import annotations

import polars as pl

from dashboard.schema import TABLES
from dashboard.store.release import Release


def read_columns(release: Release, table: str, *columns: str) -> pl.LazyFrame:
    """These columns of the whole table, lazily; unlike `Release.scan` it does not fill the cache of whole tables."""
    paths = release.files(table)
    frame = pl.scan_parquet(paths, glob=False, hive_partitioning=False) if paths else TABLES[table].empty().lazy()
    return frame.select(columns)

"""What a page's gene and region boxes mean in a release, as filters."""

from __future__ import annotations

import re

import polars as pl

from dashboard.errors import QueryError
from dashboard.regions import parse_region
from dashboard.store.release import Release

Filters = tuple[tuple[str, str], ...]
_VERSIONED = re.compile(r"^(ENS[A-Z]*G\d{11})\.\d+")


def gene_filter(release: Release, text: str, table: str = "lead_associations") -> Filters:
    """A filter on `gene_id` for an id with or without version, a symbol or an alias; QueryError where none is known."""
    wanted = text.strip()
    if not wanted:
        return ()
    plain = _VERSIONED.sub(r"\1", wanted)
    for name, column in (("genes", "gene_symbol"), (table, "gene_symbol"), ("gene_aliases", "alias"), (table, "gene_id"), ("genes", "gene_id")):
        if release.has(name) and column in release.schema(name):
            found = (
                release.scan(name).filter(pl.col(column).str.to_lowercase() == plain.lower()).select("gene_id").drop_nulls().unique().collect()
            )
            if found.height:
                return tuple(("gene_id", gene) for gene in sorted(found["gene_id"]))
    raise QueryError(f"The gene “{wanted:.60}” is not in this release; symbols, aliases and Ensembl or GTOPG ids are understood.")


def region_filter(text: str) -> Filters:
    """Filters on chromosome and position for a region in words."""
    if not text.strip():
        return ()
    region = parse_region(text)
    return ("chromosome", region.chromosome), ("position__gte", str(region.start)), ("position__lte", str(region.end))

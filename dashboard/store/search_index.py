"""What one version of a release can be searched by, made at its first search and kept."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.apart import run_apart
from dashboard.schema import TABLES
from dashboard.store.columns import read_columns
from dashboard.store.gene_names import GeneNames
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue
from dashboard.store.variant_names import VariantNames

KEPT_RELEASES = 3
APART_FROM_ROWS = 500_000
"""Rows of a release from which its index is made by another process."""
_TRAIT_TABLES = ("colocalizations", "smr", "gwas_traits", "loci")
_TRAIT_COLUMNS = ("trait", "trait_class", "gwas_id", "combined_trait")


@dataclass(frozen=True)
class Topic:
    """A trait or a tissue: its key in the tables, the name people read, and every text it can be found by."""

    key: str
    label: str
    detail: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class SearchIndex:
    """Names of genes and variants, traits and tissues of one version of a release."""

    genes: GeneNames
    variants: VariantNames
    traits: tuple[Topic, ...]
    tissues: tuple[Topic, ...]

    @property
    def bytes(self) -> int:
        """Memory held by genes and variants; their names are in files, traits and tissues a few hundred texts."""
        return self.genes.bytes + self.variants.bytes


_indexes: OrderedDict[tuple[str, str], SearchIndex] = OrderedDict()
_lock = threading.Lock()


def index_of(release: Release) -> SearchIndex:
    """The index of this version of the release; the first call for a version takes a fraction of a second."""
    key = (str(release.path), release.version)
    with _lock:
        if key not in _indexes:
            _indexes[key] = _make(release)
            while len(_indexes) > KEPT_RELEASES:
                _indexes.popitem(last=False)
        _indexes.move_to_end(key)
        return _indexes[key]


def _make(release: Release) -> SearchIndex:
    # The files of names stay readable while they are open.
    with tempfile.TemporaryDirectory(prefix="search-") as place:
        # Reading the tables takes ten times the memory of what is kept.
        if sum(entry.rows for entry in release.tables.values()) > APART_FROM_ROWS:
            return run_apart(_make_of, release.path, release.name, Path(place))
        return _make_in(release, Path(place))


def _make_of(path: Path, name: str, place: Path) -> SearchIndex:
    return _make_in(Release(path, name), place)


def _make_in(release: Release, place: Path) -> SearchIndex:
    return SearchIndex(GeneNames(release, place), VariantNames(release, place), _list_traits(release), _list_tissues(release))


def _list_traits(release: Release) -> tuple[Topic, ...]:
    frames = []
    for name in _TRAIT_TABLES:
        if release.has(name):
            columns = [
                pl.col(column) if column in TABLES[name] else pl.lit(None, pl.String).alias(column)
                for column in _TRAIT_COLUMNS
            ]
            present = [column for column in _TRAIT_COLUMNS if column in TABLES[name]]
            frames.append(read_columns(release, name, *present).select(columns).filter(pl.col("trait").is_not_null()).unique())
    if not frames:
        return ()
    traits = pl.concat(frames).group_by("trait").agg(
        pl.col("trait_class").drop_nulls().first(), pl.col("gwas_id").drop_nulls().unique().sort(), pl.col("combined_trait").drop_nulls().unique().sort(),
    ).sort("trait").collect()
    return tuple(
        Topic(
            row["trait"], in_words(row["trait"]), ", ".join(filter(None, ("trait", in_words(row["trait_class"] or "")))),
            tuple(_fold(text) for text in (row["trait"], *row["gwas_id"], *row["combined_trait"])),
        )
        for row in traits.to_dicts()
    )


def _list_tissues(release: Release) -> tuple[Topic, ...]:
    if release.has("tissues"):
        rows = release.frame("tissues").select("tissue", "label", "abbreviation", "organ_system", "gtex_tissue").to_dicts()
        return tuple(
            Topic(
                row["tissue"], row["label"], ", ".join(filter(None, ("tissue", row["organ_system"]))),
                tuple(_fold(row[column]) for column in ("label", "tissue", "abbreviation", "gtex_tissue") if row[column]),
            )
            for row in rows
        )
    if not release.has("lead_associations"):
        return ()
    keys = read_columns(release, "lead_associations", "tissue").unique().collect()["tissue"].sort()
    return tuple(Topic(key, label_tissue({}, key), "tissue", (_fold(key),)) for key in keys.drop_nulls())


def in_words(text: str) -> str:
    return text.replace("_", " ").strip()


def _fold(text: str) -> str:
    return in_words(text).lower()

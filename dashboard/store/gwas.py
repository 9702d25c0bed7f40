"""GWAS that were imported with full statistics, as tracks of a window."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.regions import Region
from dashboard.store.locus_tracks import POINTS, Choice, Track
from dashboard.store.release import Release

STUDIES, ASSOCIATIONS = "gwas_studies", "gwas_associations"
KIND = "gwas"


@dataclass(frozen=True)
class Study:
    """An imported GWAS: its trait, whether effects are log odds ratios, and the trait's SD where that could be estimated."""

    gwas_id: str
    trait: str
    trait_type: str
    sd_y: float | None


def list_studies(release: Release) -> list[Study]:
    if not release.has(STUDIES, ASSOCIATIONS):
        return []
    return [Study(row["gwas_id"], row["trait"], row["trait_type"], row["sd_y"]) for row in release.frame(STUDIES).iter_rows(named=True)]


def gwas_choices(release: Release, window: Region | None) -> list[Choice]:
    """Imported GWAS with variants in the window, as `gwas~<gwas id>`."""
    studies = {study.gwas_id: study for study in list_studies(release)}
    if window is None or not studies:
        return []
    counts = _inside(release, window).group_by("gwas_id").len().sort("gwas_id").collect()
    return [Choice(f"{KIND}~{gwas_id}", f"{studies[gwas_id].trait} · imported GWAS", n) for gwas_id, n in counts.iter_rows() if gwas_id in studies]


def load_gwas(release: Release, key: str, window: Region | None) -> Track | None:
    """The track of an imported GWAS; None where the key names none, or there is no window."""
    kind, _, gwas_id = key.partition("~")
    study = next((study for study in list_studies(release) if study.gwas_id == gwas_id), None)
    if kind != KIND or study is None or window is None:
        return None
    rows = _inside(release, window).filter(pl.col("gwas_id") == gwas_id).rename({"neglog10_p": "value", "beta": "slope", "se": "slope_se"})
    names = set(rows.collect_schema().names())
    points = rows.select((pl.col(name) if name in names else pl.lit(None)).cast(dtype).alias(name) for name, dtype in POINTS.items()).collect()
    filters = (("gwas_id", gwas_id), ("chromosome", window.chromosome), ("position__gte", str(window.start)), ("position__lte", str(window.end)))
    return Track(key, f"{study.trait} · imported GWAS", "gwas", "p", ASSOCIATIONS, filters, points.filter(pl.col("value").is_not_null()))


def _inside(release: Release, window: Region) -> pl.LazyFrame:
    return release.scan(ASSOCIATIONS, window.chromosome).filter(pl.col("position").is_between(window.start, window.end))

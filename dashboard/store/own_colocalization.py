"""Pairs of tracks of one locus that carry effects and standard errors, joined variant by variant."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.errors import QueryError
from dashboard.regions import Region, parse_region
from dashboard.store.gwas import gwas_choices, list_studies, load_gwas
from dashboard.store.loci import Locus, fitted, list_loci
from dashboard.store.locus_tracks import Choice, Track, load_track, track_choices
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.variant_ids import alleles_key

QUANTITATIVE, CASE_CONTROL = "quantitative", "case_control"


@dataclass(frozen=True)
class Place:
    """Where tracks are taken from: a named locus, whose own window may be unpublished, or a region."""

    locus: Locus | None
    window: Region | None
    note: str = ""

    @property
    def name(self) -> str:
        return self.locus.locus_id if self.locus else str(self.window)


def usable_loci(release: Release) -> list[Locus]:
    """Named loci with at least two tracks that carry effects and errors."""
    counts: dict[str, int] = {}
    for locus_id, _ in _tracks_with_effects(release):
        counts[locus_id] = counts.get(locus_id, 0) + 1
    return [locus for locus in list_loci(release) if counts.get(locus.locus_id, 0) > 1]


@remember(2)
def _tracks_with_effects(release: Release) -> list[tuple[str, str]]:
    if not release.has("locus_associations"):
        return []
    found = release.scan("locus_associations").filter(pl.col("beta").is_not_null() & (pl.col("se") > 0)).select("locus_id", "track").unique().sort("locus_id", "track")
    return [(locus_id, track) for locus_id, track in found.collect().iter_rows()]


def find_place(release: Release, text: str) -> Place:
    """The named locus or region; without a name the first usable locus. QueryError where it is neither."""
    named = {locus.locus_id: locus for locus in list_loci(release)}
    usable = usable_loci(release)
    if not text:
        first = usable[0] if usable else None
        return Place(first, first.region if first else None)
    if text in named:
        return Place(named[text], named[text].region)
    try:
        window, note = fitted(parse_region(text))
    except QueryError as error:
        names = ", ".join(locus.locus_id for locus in usable)
        raise QueryError(f"“{text:.60}” is neither a region nor a locus of this release{f' ({names})' if names else ''}.") from error
    return Place(None, window, note)


def usable_tracks(release: Release, place: Place) -> list[Choice]:
    """Tracks of the place that carry effects and errors: its own, imported GWAS, and nominal results of genes."""
    own = {f"locus~{locus_id}~{track}" for locus_id, track in _tracks_with_effects(release)}
    locus = place.locus.locus_id if place.locus else ""
    choices = [choice for choice in track_choices(release, place.window, locus) if choice.key in own or choice.key.startswith("nominal~")]
    mine = [choice for choice in choices if choice.key.startswith(f"locus~{locus}~")]
    rest = [choice for choice in choices if choice not in mine]
    return [*mine, *gwas_choices(release, place.window), *rest]


def full_key(track: str, place: Place) -> str:
    """A track's key; the short name of a named locus' own track is understood, too."""
    return f"locus~{place.locus.locus_id}~{track}" if track and "~" not in track and place.locus else track


def default_pair(choices: list[Choice]) -> tuple[str, str]:
    """A GWAS and the first QTL beside it; else the first two tracks; empty where there are not two."""
    keys = [choice.key for choice in choices]
    gwas = next((key for key in keys if _is_gwas(key)), keys[0] if keys else "")
    return gwas, next((key for key in keys if key != gwas and not _is_gwas(key)), next((key for key in keys if key != gwas), ""))


def _is_gwas(key: str) -> bool:
    return key.startswith("gwas~") or (key.startswith("locus~") and key.rpartition("~")[2].upper().startswith("GWAS"))


def open_track(release: Release, key: str, place: Place) -> Track | None:
    """All points of a track; None where the release does not have it."""
    if key.startswith("gwas~"):
        return load_gwas(release, key, place.window)
    return load_track(release, key, place.window)


def default_kind(release: Release, key: str) -> str:
    """What a track's effects are of: QTLs of a quantitative phenotype; a GWAS as imported, else of cases and controls."""
    study = next((study for study in list_studies(release) if key == f"gwas~{study.gwas_id}"), None)
    if study:
        return study.trait_type
    return CASE_CONTROL if _is_gwas(key) else QUANTITATIVE


def trait_sd(release: Release, key: str) -> float | None:
    """SD of the trait on the scale of the track's effects: 1 of QTL phenotypes, which are normalised; None where not known."""
    study = next((study for study in list_studies(release) if key == f"gwas~{study.gwas_id}"), None)
    if study:
        return study.sd_y
    return None if _is_gwas(key) else 1.0


@dataclass(frozen=True)
class Pair:
    """`shared`: variant_id, position, and of both tracks value (−log10 p), slope, slope_se with the suffixes _a and _b.

    `n_a` and `n_b` count the variants of each that carry effect and error; `repeated` those listed again and left out.
    """

    shared: pl.DataFrame
    n_a: int
    n_b: int
    repeated: int


def join_tracks(first: Track, second: Track) -> Pair:
    """The variants of both, matched by id, and the rest by chromosome, position and alleles where both ids say them."""
    (left, dropped_left), (right, dropped_right) = _signal(first, "a"), _signal(second, "b")
    by_id = left.join(right.drop("alleles_key", "position_b"), on="variant_id")
    rest_left = left.join(by_id, on="variant_id", how="anti").drop_nulls("alleles_key").unique("alleles_key", keep="first", maintain_order=True)
    rest_right = right.join(by_id, on="variant_id", how="anti").drop_nulls("alleles_key").unique("alleles_key", keep="first", maintain_order=True)
    by_alleles = rest_left.join(rest_right.drop("variant_id", "position_b"), on="alleles_key")
    columns = ["variant_id", pl.col("position_a").alias("position"), "value_a", "slope_a", "slope_a_se", "value_b", "slope_b", "slope_b_se"]
    shared = pl.concat([by_id.select(columns), by_alleles.select(columns)]).sort("position", "variant_id")
    return Pair(shared, left.height, right.height, dropped_left + dropped_right)


def _signal(track: Track, suffix: str) -> tuple[pl.DataFrame, int]:
    """Variants with effect and error, each once, and how many were listed again."""
    usable = track.points.filter(pl.col("slope").is_not_null() & (pl.col("slope_se") > 0))
    once = usable.unique("variant_id", keep="first", maintain_order=True)
    named = once.select(
        "variant_id", pl.col("position").alias(f"position_{suffix}"), pl.col("value").alias(f"value_{suffix}"), pl.col("slope").alias(f"slope_{suffix}"),
        pl.col("slope_se").alias(f"slope_{suffix}_se"), alleles_key(),
    )
    return named, usable.height - once.height

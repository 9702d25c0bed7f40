"""Tracks of the locus page: what a window can show, and the points of one track.

A track's key is words joined by `~`: `locus~<locus id>~<track>` (every variant of a named example), `nominal~<tissue>~<type>~<class>~<gene>`
(every tested variant of a gene), `leads~<tissue or all>~<type>~<class>` (one point per phenotype), `pip~<cohort>~<tissue or all>`
(variants of 95 % credible sets of all genes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from dashboard.regions import Region
from dashboard.schema.common import COHORTS, QTL_TYPES, VARIANT_CLASSES
from dashboard.store.positions import REACH, leads_in, place_variants
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.store.variant_ids import class_of_id, place_of_id

POINTS = {
    "variant_id": pl.String, "variant_class": pl.String, "position": pl.Int64, "end": pl.Int64, "value": pl.Float64, "slope": pl.Float64, "slope_se": pl.Float64,
    "cs_id": pl.String, "gene_id": pl.String, "gene_symbol": pl.String, "tissue": pl.String, "approximate": pl.Boolean,
}
"""Columns of a track's points; `value` is −log10 p, or the PIP."""
MAX_POINTS = 12_000
MOST_CHOICES = 400
MOST_NAMED = 100
MOST_OWN = 6
ALL = "all"
_PIXELS_X, _PIXELS_Y = 1_000, 130
Filters = tuple[tuple[str, str], ...]
_CREDIBLE = ("cohort", "tissue", "gene_id", "variant_id", "cs_id", "pip", "variant_class")


@dataclass(frozen=True)
class Track:
    """One track's points within the window. `unplaced` counts those of no known position, `hidden` those left out by thinning."""

    key: str
    title: str
    kind: str
    value: str
    table: str
    filters: Filters
    points: pl.DataFrame
    unplaced: int = 0
    hidden: int = 0

    @property
    def total(self) -> int:
        return self.points.height + self.hidden

    @property
    def is_gwas(self) -> bool:
        return self.kind == "gwas"


@dataclass(frozen=True)
class Choice:
    """A track that can be added, how many points it would have in the window, and its smallest p; None where not counted."""

    key: str
    title: str
    n: int | None = None
    least_p: float | None = None


@remember(8)
def track_choices(release: Release, window: Region | None, locus: str = "") -> list[Choice]:
    """Tracks for a window: named examples that overlap it, leads, credible sets, and nominal results of genes with leads in it."""
    choices = published_choices(release, window, locus)
    if window is None:
        return choices
    if release.has("lead_associations"):
        leads = leads_in(release, window)
        choices += _lead_choices(release, leads)
        if release.has("nominal_associations"):
            best = leads.filter(pl.col("gene_id").is_not_null()).sort("pval_nominal", "gene_id", "tissue", nulls_last=True).unique(
                ["gene_id", "tissue", "qtl_type", "variant_class"], keep="first", maintain_order=True,
            )
            choices += [
                Choice("~".join(("nominal", row["tissue"], row["qtl_type"], row["variant_class"], row["gene_id"])),
                       f"{row['gene_symbol'] or row['gene_id']} · {row['variant_class']}-{row['qtl_type']} · {_place(release, row['tissue'])}")
                for row in best.head(MOST_CHOICES).iter_rows(named=True)
            ]
    if release.has("credible_set_variants"):
        found = _near(release, window).select("cohort", "tissue").unique().sort("cohort", "tissue").collect()
        cohorts = set(found["cohort"])
        choices += [Choice(f"pip~{cohort}~{ALL}", f"PIP · {cohort} · all tissues") for cohort in COHORTS if cohort in cohorts]
        choices += [Choice(f"pip~{cohort}~{tissue}", f"PIP · {cohort} · {_place(release, tissue)}") for cohort, tissue in found.iter_rows()]
    return choices


def published_choices(release: Release, window: Region | None, locus: str = "") -> list[Choice]:
    """Tracks of the named examples that overlap the window, and of one that is asked for."""
    if not release.has("loci", "locus_associations"):
        return []
    chosen = pl.col("locus_id") == locus
    if window:
        chosen |= (pl.col("chromosome") == window.chromosome) & (pl.col("start") <= window.end) & (pl.col("end") >= window.start)
    loci = release.scan("loci").filter(chosen).select("locus_id", "gene_symbol")
    inside = pl.col("position").is_between(window.start, window.end) if window else pl.lit(True)
    rows = release.scan("locus_associations").filter(inside).join(loci, on="locus_id").group_by("locus_id", "gene_symbol", "track", maintain_order=True).agg(pl.len(), pl.col("pval").min().alias("least_p"))
    found = rows.collect().with_columns(pl.col("track").replace_strict(_ORDER, default=9, return_dtype=pl.Int8).alias("order")).sort("locus_id", "order", ~pl.col("track").str.starts_with("GTOP"), "track")
    return [Choice(f"locus~{row['locus_id']}~{row['track']}", f"{row['gene_symbol'] or row['locus_id']} example · {row['track']}", row["len"], row["least_p"]) for row in found.iter_rows(named=True)]


_ORDER = {"GWAS": 0, **{f"{variant_class}-{qtl_type}": 1 + i for i, (qtl_type, variant_class) in enumerate((t, c) for t in QTL_TYPES[:2] for c in VARIANT_CLASSES)}, "PIP": 8}


def _lead_choices(release: Release, leads: pl.DataFrame) -> list[Choice]:
    every = leads.group_by("qtl_type", "variant_class").len()
    each = leads.group_by("qtl_type", "variant_class", "tissue").len()
    found = pl.concat([every.with_columns(pl.lit(ALL).alias("tissue")), each], how="diagonal").with_columns(
        pl.col("qtl_type").replace_strict({t: i for i, t in enumerate(QTL_TYPES)}, default=9, return_dtype=pl.Int8).alias("order"),
    ).sort(pl.col("tissue") != ALL, "order", "variant_class", "tissue")
    return [
        Choice("~".join(("leads", row["tissue"], row["qtl_type"], row["variant_class"])),
               f"Leads · {row['variant_class']}-{row['qtl_type']} · {_place(release, row['tissue'])}", row["len"])
        for row in found.iter_rows(named=True)
    ]


def default_tracks(choices: Sequence[Choice], locus: str = "") -> tuple[str, ...]:
    """An example's own tracks; else the best gene's nominal results, leads of expression in all tissues, and GTOP's credible sets."""
    own = [choice for choice in choices if locus and choice.key.startswith(f"locus~{locus}~")]
    if own:
        return tuple(choice.key for choice in _most_telling(own))
    keys = [choice.key for choice in choices]
    nominal = next((key for key in keys if key.startswith("nominal~")), "")
    gene = [key for key in keys if nominal and key.split("~")[:3] == nominal.split("~")[:3] and key.split("~")[4] == nominal.split("~")[4]]
    leads = [key for variant_class in VARIANT_CLASSES for key in keys if key == f"leads~{ALL}~eQTL~{variant_class}"]
    return (*gene, *leads, *(key for key in keys if key == f"pip~GTOP~{ALL}"))


def _most_telling(own: Sequence[Choice]) -> Sequence[Choice]:
    """An example's tracks; of many, only those of the QTL type with the smallest p beside GWAS and PIP."""
    if len(own) <= MOST_OWN:
        return own
    types = {choice.key: next((t for t in QTL_TYPES if choice.key.endswith(f"-{t}")), "") for choice in own}
    best = min((choice for choice in own if types[choice.key] and choice.least_p is not None), key=lambda choice: choice.least_p or 0, default=own[0])
    return [choice for choice in own if types[choice.key] in ("", types[best.key])]


@remember(4)
def load_track(release: Release, key: str, window: Region | None) -> Track | None:
    """The track of that key; None where the key means nothing in this release."""
    kind, *words = key.split("~")
    if kind == "locus" and len(words) == 2 and release.has("locus_associations"):
        return _published(release, key, words[0], words[1], window)
    if window is None:
        return None
    if kind == "nominal" and len(words) == 4 and release.has("nominal_associations"):
        return _nominal(release, key, words, window)
    if kind == "leads" and len(words) == 3 and release.has("lead_associations"):
        return _leads(release, key, words, window)
    if kind == "pip" and len(words) == 2 and release.has("credible_set_variants"):
        return _pips(release, key, words, window)
    return None


def _published(release: Release, key: str, locus: str, name: str, window: Region | None) -> Track | None:
    rows = release.scan("locus_associations").filter((pl.col("locus_id") == locus) & (pl.col("track") == name))
    if window is not None:
        rows = rows.filter(pl.col("position").is_between(window.start, window.end) & (pl.col("chromosome") == window.chromosome))
    neglog10_p = -pl.col("pval").clip(5e-324).log10()
    found = rows.with_columns(class_of_id(), place_of_id()[2], neglog10_p.alias("neglog10_p")).collect()
    if found.is_empty() and not _is_known(release, locus, name):
        return None
    is_pip = found["pval"].null_count() == found.height and found["pip"].null_count() < found.height
    points = found.with_columns(pl.col("pip" if is_pip else "neglog10_p").alias("value"), pl.col("beta").alias("slope"), pl.col("se").alias("slope_se"))
    kind = "gwas" if name.upper().startswith("GWAS") else "pip" if is_pip else "qtl"
    filters: Filters = (("locus_id", locus), ("track", name), *_position_filters(window))
    title = " · ".join(filter(None, (name, _subject(release, locus, kind))))
    return Track(key, title, kind, "pip" if is_pip else "p", "locus_associations", filters, _points(points))


def _subject(release: Release, locus: str, kind: str) -> str:
    """What a named example's track is of: the trait of its GWAS, gene and tissue of the others."""
    rows = release.scan("loci").filter(pl.col("locus_id") == locus).select("trait", "gene_symbol", "tissue").collect() if release.has("loci") else pl.DataFrame()
    if rows.is_empty():
        return ""
    trait, gene, tissue = rows.row(0)
    return trait or "" if kind == "gwas" else " · ".join(filter(None, (gene, _place(release, tissue) if tissue else "")))


def _is_known(release: Release, locus: str, name: str) -> bool:
    rows = release.scan("locus_associations").filter((pl.col("locus_id") == locus) & (pl.col("track") == name))
    return bool(rows.head(1).collect().height)


def _position_filters(window: Region | None) -> Filters:
    return () if window is None else (("chromosome", window.chromosome), ("position__gte", str(window.start)), ("position__lte", str(window.end)))


def _nominal(release: Release, key: str, words: Sequence[str], window: Region) -> Track:
    tissue, qtl_type, variant_class, gene = words
    inside = pl.col("position").is_between(window.start, window.end)
    rows = release.scan("nominal_associations", window.chromosome).filter(
        (pl.col("gene_id") == gene) & (pl.col("tissue") == tissue) & (pl.col("qtl_type") == qtl_type) & (pl.col("variant_class") == variant_class) & inside,
    )
    # A gene can have several junctions or transcripts: its strongest phenotype stands for it, as one line of evidence.
    found = rows.with_columns(pl.col("neglog10_p").alias("value"), place_of_id()[2]).collect()
    if found["phenotype_id"].n_unique() > 1:
        best = found.sort("value", "phenotype_id", descending=[True, False], nulls_last=True)["phenotype_id"][0]
        found = found.filter(pl.col("phenotype_id") == best)
    symbol = _symbol(release, gene)
    found = found.with_columns(pl.lit(symbol).alias("gene_symbol"))
    filters = (("gene_id", gene), ("tissue", tissue), ("qtl_type", qtl_type), ("variant_class", variant_class), *_position_filters(window))
    return Track(key, f"{variant_class}-{qtl_type} of {symbol} · {_place(release, tissue)}", "qtl", "p", "nominal_associations", filters, _points(found))


def _symbol(release: Release, gene: str) -> str:
    table = "genes" if release.has("genes") else "lead_associations"
    rows = release.scan(table).filter(pl.col("gene_id") == gene).select("gene_symbol").drop_nulls().head(1).collect()
    return rows.item() if rows.height else gene


def _leads(release: Release, key: str, words: Sequence[str], window: Region) -> Track:
    tissue, qtl_type, variant_class = words
    chosen = (pl.col("qtl_type") == qtl_type) & (pl.col("variant_class") == variant_class)
    if tissue != ALL:
        chosen &= pl.col("tissue") == tissue
    found = leads_in(release, window).filter(chosen).with_columns((-pl.col("pval_nominal").clip(5e-324).log10()).alias("value"))
    place = _place(release, tissue)
    filters: Filters = (*(() if tissue == ALL else (("tissue", tissue),)), ("qtl_type", qtl_type), ("variant_class", variant_class), *_row_filters(found))
    return Track(key, f"{variant_class}-{qtl_type} leads, one per phenotype · {place}", "qtl", "p", "lead_associations", filters, _points(found))


def _near(release: Release, window: Region) -> pl.LazyFrame:
    """Credible-set variants of genes so near the window that their variants can lie in it, with the gene's symbol."""
    rows = release.scan("credible_set_variants").select(_CREDIBLE)
    if not release.has("genes"):
        return rows.with_columns(pl.lit(None, pl.String).alias("gene_symbol"))
    near = release.scan("genes").filter(
        (pl.col("chromosome") == window.chromosome) & (pl.col("start") <= window.end + REACH) & (pl.col("end") >= window.start - REACH),
    ).select("gene_id", "gene_symbol").collect()
    return rows.filter(pl.col("gene_id").is_in(near["gene_id"].implode())).join(near.lazy(), on="gene_id")


def _credible(release: Release, window: Region, cohort: str, tissue: str) -> pl.DataFrame:
    """Those of a cohort placed within the window, and those of no known place (position null)."""
    rows = _near(release, window).filter(pl.col("cohort") == cohort)
    found = (rows if tissue == ALL else rows.filter(pl.col("tissue") == tissue)).collect()
    placed = found.join(place_variants(release, found["variant_id"]), on="variant_id", how="left")
    inside = (pl.col("chromosome") == window.chromosome) & (pl.col("position") <= window.end) & (pl.coalesce("end", "position") >= window.start)
    return placed.filter(inside | pl.col("position").is_null())


def _pips(release: Release, key: str, words: Sequence[str], window: Region) -> Track:
    cohort, tissue = words
    found = _credible(release, window, cohort, tissue)
    placed = found.filter(pl.col("position").is_not_null()).with_columns(pl.col("pip").alias("value"))
    place = _place(release, tissue)
    filters: Filters = (("cohort", cohort), *(() if tissue == ALL else (("tissue", tissue),)), *_row_filters(placed))
    title = f"PIP in 95 % credible sets, {cohort} · {place}"
    return Track(key, title, "pip", "pip", "credible_set_variants", filters, _points(placed), unplaced=found.height - placed.height)


def _row_filters(rows: pl.DataFrame) -> Filters:
    """Filters that select the rows by their variants; of very many by their genes, since a URL's length is limited."""
    column = "variant_id" if rows["variant_id"].n_unique() <= MOST_NAMED else "gene_id"
    return tuple((column, name) for name in sorted(rows[column].drop_nulls().unique()))


def _points(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as POINTS, without those that have no value to draw."""
    points = rows.select((pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in POINTS.items())
    return points.filter(pl.col("value").is_not_null())


def thinned(tracks: Sequence[Track], window: Region | None, most: int = MAX_POINTS) -> list[Track]:
    """The tracks with at most `most` points together: where there are more, one per pixel, the last; then the strongest of each."""
    if window is None or sum(track.points.height for track in tracks) <= most:
        return list(tracks)
    span = max(window.end - window.start, 1)
    thin = []
    for track in tracks:
        top = max(float(track.points["value"].max() or 0), 1e-9)  # type: ignore[arg-type]
        pixels = [((pl.col("position") - window.start) / span * _PIXELS_X).floor().alias("x"), (pl.col("value") / top * _PIXELS_Y).floor().alias("y")]
        kept = track.points.with_columns(pixels).sort("value").unique(["x", "y", "cs_id"], keep="last", maintain_order=True).drop("x", "y")
        thin.append(_reduced(track, kept))
    drawn = sum(track.points.height for track in thin)
    if drawn <= most:
        return thin
    return [_reduced(track, track.points.sort("value").tail(track.points.height * most // drawn)) for track in thin]


def _reduced(track: Track, points: pl.DataFrame) -> Track:
    return replace(track, points=points, hidden=track.total - points.height)


def _place(release: Release, tissue: str) -> str:
    return "all tissues" if tissue == ALL else label_tissue(tissue_labels(release), tissue)


def with_r2(tracks: Sequence[Track], r2: pl.DataFrame) -> list[Track]:
    """The tracks with a column `r2` beside their points, null where the LD is not known. `r2`: variant_id, r2."""
    return [replace(track, points=track.points.join(r2, on="variant_id", how="left", maintain_order="left")) for track in tracks]


def strongest(tracks: Sequence[Track]) -> str:
    """The variant with the largest −log10 p on the first track that has one, else of the first track; empty without points."""
    filled = [track for track in tracks if track.points.height]
    track = next((track for track in filled if track.value == "p"), filled[0] if filled else None)
    return "" if track is None else str(track.points.sort("value", "variant_id", descending=[True, False])["variant_id"][0])

"""Named loci, what lies in a window, colocalization's own hits there, and two tracks joined variant by variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.regions import Region
from dashboard.store.locus_tracks import Track
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.selection import Filters
from dashboard.store.variant_ids import alleles_key

SMALLEST, LARGEST = 20_000, 2_000_001
"""Positions that a window may have: a megabase on both sides of a variant, and itself."""
"""Bases that a window shows at least and at most; a named example may be a little longer."""
MOST_GENES = 80


@dataclass(frozen=True)
class Locus:
    """A named example. Without a region, its positions are not published."""

    locus_id: str
    title: str
    region: Region | None
    gene_symbol: str | None
    tissue: str | None
    trait: str | None
    figure: str | None


def list_loci(release: Release) -> list[Locus]:
    """The release's named examples; none where it has no such table."""
    if not release.has("loci"):
        return []
    return [
        Locus(row["locus_id"], row["title"], Region(row["chromosome"], row["start"], row["end"]) if row["start"] and row["end"] else None,
              row["gene_symbol"], row["tissue"], row["trait"], row["figure"])
        for row in release.frame("loci").iter_rows(named=True)
    ]


def fitted(region: Region) -> tuple[Region, str]:
    """The region within the sizes that are drawn, about the same centre, and a sentence where it had to be changed."""
    span, centre = region.end - region.start + 1, (region.start + region.end) // 2
    if span > LARGEST:
        start = max(1, centre - LARGEST // 2)
        return Region(region.chromosome, start, start + LARGEST - 1), f"The region is {span / 1e6:,.1f} Mb long; at most {LARGEST // 10**6} Mb are drawn, so its middle is shown."
    if span < SMALLEST:
        start = max(1, centre - SMALLEST // 2)
        return Region(region.chromosome, start, start + SMALLEST - 1), ""
    return region, ""


def moved(region: Region, *, factor: float = 1.0, shift: float = 0.0) -> Region:
    """The region made wider or narrower by a factor, or moved by a share of its length, within the sizes that are drawn."""
    span = min(max(round((region.end - region.start + 1) * factor), SMALLEST), LARGEST)
    centre = (region.start + region.end) // 2 + round(shift * (region.end - region.start))
    start = max(1, centre - span // 2)
    return Region(region.chromosome, start, start + span - 1)


@dataclass(frozen=True)
class GeneModels:
    """Genes that overlap a window, and the exons of one transcript of each; `total` counts the genes there are."""

    genes: pl.DataFrame
    exons: pl.DataFrame
    total: int


@remember(4)
def gene_models(release: Release, window: Region, most: int = MOST_GENES) -> GeneModels:
    """Genes with exons: of many, those coding for proteins first. The transcript is the canonical one, else the longest."""
    if not release.has("genes"):
        return GeneModels(pl.DataFrame(), pl.DataFrame(), 0)
    inside = (pl.col("chromosome") == window.chromosome) & (pl.col("start") <= window.end) & (pl.col("end") >= window.start)
    genes = release.scan("genes").filter(inside).select("gene_id", "gene_symbol", "biotype", "start", "end", "strand").collect()
    total = genes.height
    if total > most:
        genes = genes.sort((pl.col("biotype") == "protein_coding").fill_null(False), pl.col("end") - pl.col("start"), descending=True).head(most)
    genes = genes.sort("start")
    if not release.has("exons"):
        return GeneModels(genes, pl.DataFrame(schema={"gene_id": pl.String, "start": pl.Int64, "end": pl.Int64}), total)
    rows = release.scan("exons").filter(pl.col("gene_id").is_in(genes["gene_id"].implode())).select("gene_id", "transcript_id", "start", "end").collect()
    lengths = rows.group_by("gene_id", "transcript_id").agg((pl.col("end") - pl.col("start")).sum().alias("length"))
    if release.has("transcripts"):
        canonical = release.scan("transcripts").filter(inside).select("transcript_id", pl.col("canonical").fill_null(False)).collect()
        lengths = lengths.join(canonical, on="transcript_id", how="left").sort(pl.col("canonical").fill_null(False), "length", "transcript_id", descending=[True, True, False])
    else:
        lengths = lengths.sort("length", "transcript_id", descending=[True, False])
    chosen = lengths.unique("gene_id", keep="first", maintain_order=True)
    return GeneModels(genes, rows.join(chosen.select("transcript_id"), on="transcript_id", how="semi").drop("transcript_id"), total)


_COLOC = ("trait", "tissue", "qtl_type", "gene_id", "gene_symbol", "pp_h3", "pp_h4", "n_variants", "gwas_hit", "qtl_hit")


def colocs_here(release: Release, keys: Sequence[str], locus: Locus | None, window: Region | None) -> tuple[pl.DataFrame, Filters]:
    """What coloc reports for what is shown, the most probable first, and the filters of `colocalizations` that give the rows.

    `keys` are the tracks'. Of a named example those of its gene, trait and tissue; else those of the genes whose nominal results are shown, or of
    the genes in the window.
    """
    empty = pl.DataFrame(schema=dict.fromkeys(_COLOC, pl.String))
    if not release.has("colocalizations"):
        return empty, ()
    rows = release.scan("colocalizations")
    if locus is not None and locus.trait:
        # Sources write the same trait with a straight or a curly apostrophe.
        same_trait = pl.col("trait").str.replace_all("’", "'").str.to_lowercase() == (locus.trait or "").replace("’", "'").lower()
        rows = rows.filter((pl.col("gene_symbol") == locus.gene_symbol) & same_trait)
        rows = rows.filter(pl.col("tissue") == locus.tissue) if locus.tissue else rows
        columns: tuple[str, ...] = ("gene_id", "trait", "tissue")
    else:
        genes = sorted({key.split("~")[4] for key in keys if key.startswith("nominal~") and key.count("~") == 4})
        if not genes and window is not None and release.has("genes"):
            inside = (pl.col("chromosome") == window.chromosome) & (pl.col("start") <= window.end) & (pl.col("end") >= window.start)
            genes = release.scan("genes").filter(inside).select("gene_id").collect()["gene_id"].to_list()
        rows = rows.filter(pl.col("gene_id").is_in(genes))
        columns = ("gene_id",)
    found = rows.select(_COLOC).sort("pp_h4", "trait", "tissue", descending=[True, False, False]).collect()
    return found, tuple((name, value) for name in columns for value in sorted(found[name].drop_nulls().unique()))


def coloc_hits(colocs: pl.DataFrame) -> pl.DataFrame:
    """The variants that coloc named as hits: variant_id, side (`GWAS`, `QTL`), trait, tissue, qtl_type, gene_symbol, pp_h4."""
    common = ["trait", "tissue", "qtl_type", "gene_symbol", "pp_h4"]
    sides = [colocs.select(pl.col(column).alias("variant_id"), pl.lit(side).alias("side"), *common) for column, side in (("gwas_hit", "GWAS"), ("qtl_hit", "QTL"))]
    return pl.concat(sides).drop_nulls("variant_id").sort("pp_h4", descending=True).unique(["variant_id", "side"], keep="first", maintain_order=True)


@dataclass(frozen=True)
class Compared:
    """Variants of two tracks: variant_id, position, across, up. `n_by_alleles` of them have another id but place and alleles in common."""

    points: pl.DataFrame
    n_by_id: int
    n_by_alleles: int


def compare(across: Track, up: Track) -> Compared:
    """The tracks' values joined by variant id, and what is left by chromosome, position and the two alleles in either order.

    A variant that is on a track more than once, as the lead of several genes, counts with its largest value.
    """
    left, right = (track.points.sort("value", descending=True).unique("variant_id", keep="first", maintain_order=True) for track in (across, up))
    ours = left.select("variant_id", "position", pl.col("value").alias("across"), alleles_key())
    theirs = right.select("variant_id", pl.col("value").alias("up"), alleles_key())
    by_id = ours.join(theirs.drop("alleles_key"), on="variant_id")
    rest_ours = ours.join(by_id, on="variant_id", how="anti").drop_nulls("alleles_key").unique("alleles_key", keep="first", maintain_order=True)
    rest_theirs = theirs.join(by_id, on="variant_id", how="anti").drop_nulls("alleles_key").unique("alleles_key", keep="first", maintain_order=True)
    by_alleles = rest_ours.join(rest_theirs.drop("variant_id"), on="alleles_key")
    columns = ["variant_id", "position", "across", "up"]
    return Compared(pl.concat([by_id.select(columns), by_alleles.select(columns)]), by_id.height, by_alleles.height)

"""Where variants lie whose id does not say it: from the release's other tables, or from a gene's start and the distance to it."""

from __future__ import annotations

import polars as pl

from dashboard.regions import Region
from dashboard.store.release import Release
from dashboard.store.variant_ids import place_of_id

REACH = 1_050_000
"""How far from a gene's start its variants were looked for, and a little more."""
PLACES = {"variant_id": pl.String, "chromosome": pl.String, "position": pl.Int64, "end": pl.Int64, "approximate": pl.Boolean}
_STATED = ("lead_associations", "locus_associations", "selection_signals")


def place_variants(release: Release, variants: pl.Series) -> pl.DataFrame:
    """One row per variant that can be placed, columns as PLACES; `approximate` where only a distance to a gene's start is known.

    That distance was computed with another annotation's starts: on GTOP's own leads with a stated position it is exact
    for 62 % and within 1 kb for 95 %.
    """
    wanted = pl.DataFrame({"variant_id": variants.unique()})
    by_id = wanted.with_columns(place_of_id()).filter(pl.col("position").is_not_null()).with_columns(pl.lit(False).alias("approximate"))
    rest = wanted.join(by_id, on="variant_id", how="anti")
    if rest.is_empty():
        return by_id.select(list(PLACES))
    stated = [_stated(release, table, rest) for table in _STATED if release.has(table)]
    found = pl.concat([by_id, *stated], how="diagonal").unique("variant_id", keep="first", maintain_order=True)
    rest = rest.join(found, on="variant_id", how="anti")
    if rest.height and release.has("lead_associations", "genes"):
        leads = release.scan("lead_associations").join(rest.lazy(), on="variant_id", how="semi")
        guessed = leads.join(gene_starts(release), on="gene_id").filter(pl.col("tss_distance").is_not_null()).select(
            "variant_id", pl.col("gene_chromosome").alias("chromosome"), (pl.col("tss") + pl.col("tss_distance")).alias("position"), pl.lit(True).alias("approximate"),
        ).unique("variant_id", keep="first", maintain_order=True).collect()
        found = pl.concat([found, guessed], how="diagonal")
    return found.select(pl.col(name).cast(dtype) if name in found.columns else pl.lit(None, dtype).alias(name) for name, dtype in PLACES.items())


def _stated(release: Release, table: str, wanted: pl.DataFrame) -> pl.DataFrame:
    rows = release.scan(table).filter(pl.col("position").is_not_null()).select("variant_id", "chromosome", "position")
    return rows.join(wanted.lazy(), on="variant_id", how="semi").unique("variant_id", keep="first", maintain_order=True).with_columns(
        pl.lit(False).alias("approximate"),
    ).collect()


def gene_starts(release: Release) -> pl.LazyFrame:
    """`gene_id`, `gene_chromosome`, `tss`: the first base of transcription of every annotated gene."""
    first = pl.when(pl.col("strand") == "-").then(pl.col("end")).otherwise(pl.col("start"))
    return release.scan("genes").filter(pl.col("start").is_not_null()).select("gene_id", pl.col("chromosome").alias("gene_chromosome"), first.alias("tss"))


def leads_in(release: Release, window: Region) -> pl.DataFrame:
    """Lead associations within the window, placed by their position or, where it is null, by their gene's start; with `approximate`.

    No rows where the release has no leads. Leads of genes without annotation whose position is null cannot be placed.
    """
    leads = release.scan("lead_associations")
    known = pl.col("position").is_not_null()
    stated = leads.filter(known & (pl.col("chromosome") == window.chromosome)).with_columns(pl.lit(False).alias("approximate"))
    parts = [stated]
    if release.has("genes"):
        near = gene_starts(release).filter(
            (pl.col("gene_chromosome") == window.chromosome) & pl.col("tss").is_between(window.start - REACH, window.end + REACH),
        )
        guessed = leads.filter(~known).join(near, on="gene_id").with_columns(
            pl.col("gene_chromosome").alias("chromosome"), (pl.col("tss") + pl.col("tss_distance")).alias("position"), pl.lit(True).alias("approximate"),
        ).drop("gene_chromosome", "tss")
        parts.append(guessed)
    rows = pl.concat(parts, how="diagonal").filter(pl.col("position").is_not_null())
    return rows.with_columns(place_of_id()[2]).filter(
        (pl.col("position") <= window.end) & (pl.coalesce("end", "position") >= window.start),
    ).collect()

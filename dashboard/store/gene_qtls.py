"""All that a release knows of one gene's QTLs: associations with fine-mapping beside them, effects over tissues, counts."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.store.genes import GeneRecord, find_gene
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import list_tissues

POINTS = {
    "tissue": pl.String, "qtl_type": pl.String, "variant_class": pl.String, "phenotype_id": pl.String, "variant_id": pl.String, "position": pl.Int64,
    "tss_distance": pl.Int64, "af": pl.Float64, "alt": pl.String, "neglog10_p": pl.Float64, "slope": pl.Float64, "slope_se": pl.Float64, "pip": pl.Float64,
    "cs_id": pl.String,
}
"""Columns of a frame of points: one row per tissue, QTL type, phenotype and variant."""
_KEY = ["tissue", "variant_id"]


@remember(8)
def gene_points(release: Release, gene: GeneRecord) -> pl.DataFrame:
    """Associations of the gene: every tested pair where the release has them, else the leads; with PIP where fine-mapped."""
    frames = [_nominal(release, gene)] if release.has("nominal_associations") else []
    if release.has("lead_associations"):
        leads = _shaped(release.scan("lead_associations").filter(pl.col("gene_id") == gene.gene_id).with_columns(
            (-pl.col("pval_nominal").clip(5e-324).log10()).alias("neglog10_p"),
        ))
        frames.append(leads)
    if not frames:
        return pl.DataFrame(schema=POINTS)
    points = pl.concat(frames).unique(["tissue", "qtl_type", "phenotype_id", "variant_id"], keep="first", maintain_order=True)
    return points.drop("pip", "cs_id").join(_pips(release, gene), on=[*_KEY, "qtl_type"], how="left", maintain_order="left").select(list(POINTS))


def _shaped(rows: pl.LazyFrame) -> pl.DataFrame:
    names = rows.collect_schema().names()
    return rows.select((pl.col(name) if name in names else pl.lit(None)).cast(dtype).alias(name) for name, dtype in POINTS.items()).collect()


def _nominal(release: Release, gene: GeneRecord) -> pl.DataFrame:
    rows = release.scan("nominal_associations", gene.chromosome)
    return _shaped(rows.filter(pl.col("gene_id") == gene.gene_id))


def _pips(release: Release, gene: GeneRecord) -> pl.DataFrame:
    """PIP of GTOP's own fine-mapping, which was of expression, by tissue and variant."""
    empty = pl.DataFrame(schema={"tissue": pl.String, "variant_id": pl.String, "qtl_type": pl.String, "pip": pl.Float64, "cs_id": pl.String})
    if not release.has("credible_set_variants"):
        return empty
    rows = release.scan("credible_set_variants").filter((pl.col("gene_id") == gene.gene_id) & (pl.col("cohort") == "GTOP"))
    best = rows.sort("pip", descending=True).unique(_KEY, keep="first", maintain_order=True)
    return best.select(*_KEY, pl.lit("eQTL").alias("qtl_type"), "pip", "cs_id").collect()


@dataclass(frozen=True)
class PointFilter:
    """Which points of a gene are drawn; empty and None mean all."""

    qtl_type: str = ""
    variant_classes: tuple[str, ...] = ()
    p_max: float | None = None
    slope_size: float | None = None
    pip_min: float | None = None

    def apply(self, points: pl.DataFrame) -> pl.DataFrame:
        tests = [pl.lit(True)]
        if self.qtl_type:
            tests.append(pl.col("qtl_type") == self.qtl_type)
        if self.variant_classes:
            tests.append(pl.col("variant_class").is_in(list(self.variant_classes)))
        if self.p_max is not None:
            tests.append(pl.col("neglog10_p") >= -pl.lit(max(self.p_max, 5e-324)).log10())
        if self.slope_size is not None:
            tests.append(pl.col("slope").abs() >= self.slope_size)
        if self.pip_min is not None:
            tests.append(pl.col("pip") >= self.pip_min)
        return points.filter(*tests)


def best_variants(points: pl.DataFrame, most: int) -> pl.DataFrame:
    """The points of the `most` variants with the smallest p in any tissue, and of all in credible sets among them first."""
    ranked = points.group_by("variant_id").agg(pl.col("neglog10_p").max(), pl.col("pip").max().fill_null(0)).sort(
        pl.col("pip") >= 0.1, "neglog10_p", "variant_id", descending=[True, True, False], nulls_last=True,
    )
    return points.join(ranked.head(most).select("variant_id"), on="variant_id", how="semi", maintain_order="left")


@dataclass(frozen=True)
class Pair:
    """A variant and a phenotype whose effect is followed over tissues; `unit` is what the slope is per."""

    variant_id: str
    qtl_type: str
    phenotype_id: str
    unit: str
    tissue: str


def effects_by_tissue(points: pl.DataFrame, variant_id: str, qtl_type: str, phenotype_id: str = "") -> pl.DataFrame:
    """One row per tissue of a gene–variant pair: the phenotype asked for, or the one with the smallest p there."""
    rows = points.filter((pl.col("variant_id") == variant_id) & (pl.col("qtl_type") == qtl_type))
    if phenotype_id:
        rows = rows.filter(pl.col("phenotype_id") == phenotype_id)
    return rows.sort("neglog10_p", descending=True).unique("tissue", keep="first", maintain_order=True)


def replicated_effects(release: Release, gene: GeneRecord, variant_id: str, qtl_type: str) -> pl.DataFrame:
    """GTEx's effect of the same pair, which was compared for expression only: tissue, other_tissue, other_slope, other_pval_nominal."""
    columns = ["tissue", "other_tissue", "other_slope", "other_pval_nominal"]
    if qtl_type != "eQTL" or not release.has("effect_replication"):
        return pl.DataFrame(schema={"tissue": pl.String, "other_tissue": pl.String, "other_slope": pl.Float64, "other_pval_nominal": pl.Float64})
    rows = release.scan("effect_replication").filter(
        (pl.col("gene_id") == gene.gene_id) & (pl.col("variant_id") == variant_id) & (pl.col("other_cohort") == "GTEx"),
    )
    return rows.select(columns).unique(["tissue", "other_tissue"], keep="first", maintain_order=True).collect()


def gene_counts(release: Release, gene_id: str) -> dict[str, int]:
    """What is known of a gene at a glance: label → number; tables the release lacks are left out."""
    counts: dict[str, int] = {}
    mine = pl.col("gene_id") == gene_id
    if release.has("lead_associations"):
        leads = release.scan("lead_associations").filter(mine & pl.col("significant").fill_null(True))
        found = leads.group_by("variant_class", "qtl_type").agg(pl.col("tissue").n_unique().alias("n")).sort("qtl_type", "variant_class").collect()
        counts |= {f"tissues with {'a' if row['variant_class'] == 'TR' else 'an'} {row['variant_class']}-{row['qtl_type']}": row["n"] for row in found.to_dicts()}
    for label, table, column in (("credible sets", "credible_sets", ""), ("colocalizing traits", "colocalizations", "trait"), ("transcripts", "transcripts", "")):
        if release.has(table):
            rows = release.scan(table).filter(mine)
            counts[label] = rows.select(pl.col(column).n_unique() if column else pl.len()).collect().item()
    return {label: n for label, n in counts.items() if n}


def rows_of_gene(release: Release, table: str, gene_id: str) -> int:
    """Rows of a table about the gene; 0 where the release lacks the table."""
    if not release.has(table):
        return 0
    return release.scan(table).filter(pl.col("gene_id") == gene_id).select(pl.len()).collect().item()


def known_gene(release: Release, gene_id: str) -> GeneRecord:
    """The gene a page was opened for; with only its id where the release was swapped for one without it."""
    return find_gene(release, gene_id) or GeneRecord(gene_id)


def points_table(release: Release) -> str:
    """The table behind the points of a gene."""
    return "nominal_associations" if release.has("nominal_associations") else "lead_associations"


def tested_tissues(release: Release) -> list[str]:
    """Tissues in which QTLs were mapped."""
    return [tissue.key for tissue in list_tissues(release) if tissue.qtl_mapped]


def followed_pair(chosen: pl.DataFrame, variant_id: str) -> Pair | None:
    """The pair of a variant with its smallest p among the points chosen, or else that of the best variant; None without points."""
    candidates = chosen.filter(pl.col("variant_id") == variant_id) if variant_id else chosen
    if candidates.is_empty():
        candidates = chosen
    if candidates.is_empty():
        return None
    row = candidates.sort("neglog10_p", descending=True, nulls_last=True).row(0, named=True)
    unit = "repeat unit" if row["variant_class"] == "TR" else f"ALT allele {row['alt']}" if row["alt"] else "ALT allele"
    return Pair(row["variant_id"], row["qtl_type"], row["phenotype_id"], unit, row["tissue"])

"""A gene's isoforms: structures, expression, the QTLs that act on them, diversity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.schema import TABLES
from dashboard.statistics.isoform_usage import tissue_distances
from dashboard.store.release import Release

TRANSCRIPT_QTL, JUNCTION_QTL = "tuQTL", "juQTL"
_JUNCTION = r"^(chr[^:]+|\d+|X|Y):(\d+):(\d+)"
_LEADS = ("phenotype_id", "variant_id", "tissue", "variant_class", "slope", "pval_nominal", "significant")


def gene_transcripts(release: Release, gene_id: str) -> pl.DataFrame:
    """Rows of transcripts of the gene; without rows where the release has none."""
    return _of_gene(release, "transcripts", gene_id)


def gene_exons(release: Release, gene_id: str) -> pl.DataFrame:
    """Rows of exons of the gene's transcripts."""
    return _of_gene(release, "exons", gene_id)


def gene_domains(release: Release, gene_id: str) -> pl.DataFrame:
    """Rows of protein_domains of the gene's transcripts."""
    return _of_gene(release, "protein_domains", gene_id)


def tissue_expression(release: Release, gene_id: str) -> pl.DataFrame:
    """Rows of transcript_expression of the gene's isoforms, one per tissue."""
    return _of_gene(release, "transcript_expression", gene_id)


def sample_expression(release: Release, gene_id: str, tissues: Sequence[str] = ()) -> pl.DataFrame:
    """Rows of transcript_expression_samples of the gene with `usage`, its share of the gene in the sample; none means all tissues.

    usage is null in samples that do not express the gene.
    """
    rows = _of_gene(release, "transcript_expression_samples", gene_id)
    if tissues:
        rows = rows.filter(pl.col("tissue").is_in(list(tissues)))
    total = pl.col("tpm").sum().over("sample_id")
    return rows.with_columns(pl.when(total > 0).then(pl.col("tpm") / total).alias("usage"))


def genes_by_sample(release: Release, gene_ids: pl.Series, tissues: Sequence[str]) -> pl.DataFrame:
    """gene_id, transcript_id, sample_id, tissue and tpm of some genes' isoforms in some tissues; no rows without values by sample."""
    columns = ("gene_id", "transcript_id", "sample_id", "tissue", "tpm")
    table = "transcript_expression_samples"
    if not release.has(table):
        return TABLES[table].empty().select(columns)
    wanted = pl.col("tissue").is_in(list(tissues)) & pl.col("gene_id").is_in(gene_ids.implode()) & pl.col("tpm").is_not_null()
    return release.scan(table).filter(wanted).select(columns).collect()


def transcript_effects(release: Release, gene_id: str, *, significant: bool = True) -> pl.DataFrame:
    """tuQTL leads of the gene with the transcript they act on, smallest p first."""
    leads = _leads(release, gene_id, TRANSCRIPT_QTL, significant)
    known = gene_transcripts(release, gene_id)["transcript_id"].to_list()
    named = pl.col("phenotype_id").str.replace(r"_[^_]+$", "")
    transcript = pl.when(pl.col("phenotype_id").is_in(known)).then("phenotype_id").otherwise(named)
    return leads.with_columns(transcript.alias("transcript_id")).filter(pl.col("transcript_id").is_in(known))


def junction_effects(release: Release, gene_id: str, *, significant: bool = True) -> pl.DataFrame:
    """juQTL leads of the gene with the first and last base of the intron they act on, smallest p first.

    LeafCutter names an intron by the last base before it and the first base after it; leads whose phenotype is not named
    so are left out.
    """
    leads = _leads(release, gene_id, JUNCTION_QTL, significant)
    ends = pl.col("phenotype_id").str.extract_groups(_JUNCTION)
    return leads.with_columns(
        (ends.struct[1].cast(pl.Int64, strict=False) + 1).alias("junction_start"), (ends.struct[2].cast(pl.Int64, strict=False) - 1).alias("junction_end"),
    ).filter(pl.col("junction_start").is_not_null() & (pl.col("junction_end") >= pl.col("junction_start")))


def gene_diversity(release: Release, gene_id: str) -> pl.DataFrame:
    """Rows of isoform_diversity of the gene."""
    return _of_gene(release, "isoform_diversity", gene_id)


def tissue_diversity(release: Release, index: str, *, rarefied: bool) -> pl.DataFrame:
    """One index per gene and tissue: gene_id, tissue, value, lower, upper, n."""
    if not release.has("isoform_diversity"):
        return TABLES["isoform_diversity"].empty()
    rows = release.scan("isoform_diversity").filter((pl.col("index") == index) & (pl.col("rarefied") == rarefied) & pl.col("gene_id").is_not_null() & pl.col("tissue").is_not_null())
    return rows.collect()


def mean_diversity(release: Release, index: str, *, rarefied: bool) -> pl.DataFrame:
    """One index per tissue, the mean over its genes: tissue, value, lower, upper and n, the genes."""
    columns = ("tissue", "value", "lower", "upper", "n")
    if not release.has("isoform_diversity"):
        return TABLES["isoform_diversity"].empty().select(columns)
    rows = release.scan("isoform_diversity").filter(pl.col("gene_id").is_null() & pl.col("tissue").is_not_null() & (pl.col("index") == index) & (pl.col("rarefied") == rarefied))
    return rows.select(columns).collect()


def has_rarefied(release: Release) -> bool:
    """Whether the release has diversity at equal reads and samples, which takes counts of reads."""
    return release.has("isoform_diversity") and not release.scan("isoform_diversity").filter("rarefied").head(1).collect().is_empty()


def has_usage(release: Release) -> bool:
    """Whether the release says which share of their gene isoforms have in tissues."""
    return release.has("transcript_expression") and "usage" in release.filled_columns("transcript_expression")


def tissues_with_isoforms(release: Release) -> list[str]:
    """Tissues with diversity or usage of isoforms, by name."""
    found: set[str] = set()
    if release.has("isoform_diversity"):
        found |= set(release.scan("isoform_diversity").select(pl.col("tissue").drop_nulls().unique()).collect()["tissue"])
    if has_usage(release):
        found |= set(release.scan("transcript_expression").filter(pl.col("usage").is_not_null()).select(pl.col("tissue").unique()).collect()["tissue"])
    return sorted(found)


@lru_cache(maxsize=4)
def usage_distances(release: Release) -> tuple[list[str], NDArray[np.float64]]:
    """`statistics.isoform_usage.tissue_distances` of the release, kept, as every pair of tissues is compared over all genes."""
    return tissue_distances(all_usage(release))


def all_usage(release: Release, tissues: Sequence[str] = ()) -> pl.DataFrame:
    """gene_id, transcript_id, tissue and usage of every isoform; none means all tissues."""
    if not release.has("transcript_expression"):
        return TABLES["transcript_expression"].empty().select("gene_id", "transcript_id", "tissue", "usage")
    rows = release.scan("transcript_expression").select("gene_id", "transcript_id", "tissue", "usage")
    return (rows.filter(pl.col("tissue").is_in(list(tissues))) if tissues else rows).collect()


def genes_with_isoforms(release: Release, limit: int = 20) -> pl.DataFrame:
    """The genes with most isoforms that have a structure: gene_id and n."""
    if not release.has("exons", "transcripts"):
        return pl.DataFrame(schema={"gene_id": pl.String, "n": pl.UInt32})
    rows = release.scan("transcripts").filter(pl.col("start").is_not_null()).group_by("gene_id").agg(pl.len().alias("n"))
    return rows.sort("n", "gene_id", descending=[True, False]).head(limit).collect()


def _of_gene(release: Release, table: str, gene_id: str) -> pl.DataFrame:
    if not release.has(table):
        return TABLES[table].empty()
    return release.scan(table).filter(pl.col("gene_id") == gene_id).collect()


def _leads(release: Release, gene_id: str, qtl_type: str, significant: bool) -> pl.DataFrame:
    if not release.has("lead_associations"):
        return TABLES["lead_associations"].empty().select(_LEADS)
    rows = release.scan("lead_associations").filter((pl.col("gene_id") == gene_id) & (pl.col("qtl_type") == qtl_type))
    if significant:
        rows = rows.filter(pl.col("significant").fill_null(value=True))
    return rows.select(_LEADS).sort("pval_nominal", nulls_last=True).collect()

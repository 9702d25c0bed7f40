"""Genotype and phenotype of each person, where a release has individual data."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.store.genes import GeneRecord
from dashboard.store.release import Release

MOST = 4
"""Pairs shown beside each other."""


@dataclass(frozen=True)
class People:
    """One gene–variant pair in one tissue: a row per person with dosage, phenotype, genotype and cohort.

    `unit` is what one step of dosage is, `phenotype` says the scale; `rows` are the API filters behind it;
    `phenotypes` table and filters of the phenotypes, where another table than the genotypes' holds them.
    """

    title: str
    frame: pl.DataFrame
    unit: str
    phenotype: str
    table: str
    rows: tuple[tuple[str, str], ...]
    phenotypes: tuple[str, tuple[tuple[str, str], ...]] | None = None


def people_of_pair(release: Release, gene: GeneRecord, tissue: str, variant_id: str, label: str) -> People | None:
    """Dosage against short-read expression of the gene's donors; None where the release lacks either."""
    if not release.has("genotype_dosages", "gene_expression_samples", "samples"):
        return None
    dosages = release.scan("genotype_dosages").filter(pl.col("variant_id") == variant_id).select("donor_id", "dosage")
    expressed = release.scan("gene_expression_samples").filter(
        (pl.col("gene_id") == gene.gene_id) & (pl.col("tissue") == tissue) & (pl.col("assay") == "short_read_rna"),
    ).select("sample_id", pl.col("tpm").log1p().truediv(pl.lit(2.0).log()).cast(pl.Float64).alias("phenotype"))
    donors = release.scan("samples").filter(pl.col("assay") == "short_read_rna").select("sample_id", "donor_id", "assay")
    frame = expressed.join(donors, on="sample_id").join(dosages, on="donor_id").select(
        pl.col("dosage").cast(pl.Float64), "phenotype", pl.lit(None, pl.String).alias("genotype"), pl.lit("GTOP").alias("cohort"),
    ).collect()
    if frame.is_empty():
        return None
    unit = "repeat unit" if frame["dosage"].max() > 2 else "ALT allele"  # type: ignore[operator]
    return People(f"{label} · {brief(variant_id)}", frame, unit, "log₂ (TPM + 1)", "genotype_dosages", (("variant_id", variant_id),),
                  ("gene_expression_samples", (("gene_id", gene.gene_id), ("tissue", tissue), ("assay", "short_read_rna"))))


def published_people(release: Release, gene_id: str) -> list[People]:
    """The individual-level examples that were published for a gene, one per example and cohort pair."""
    if not release.has("genotype_phenotypes"):
        return []
    rows = release.scan("genotype_phenotypes").filter(pl.col("gene_id") == gene_id).sort("example", "cohort").collect()
    return [_published(str(example), frame) for (example,), frame in rows.partition_by("example", as_dict=True, maintain_order=True).items()]


def _published(example: str, frame: pl.DataFrame) -> People:
    row = frame.row(0, named=True)
    kind = {"eQTL": "expression", "juQTL": "junction usage", "tuQTL": "transcript usage"}.get(row["qtl_type"] or "", "phenotype")
    unit = "repeat unit" if row["variant_class"] == "TR" else "ALT allele"
    return People(example.replace("_", " "), frame, unit, f"normalised {kind} (SD)", "genotype_phenotypes", (("example", example),))


def brief(variant_id: str, longest: int = 30) -> str:
    """A variant's id, cut where it is too long for a heading."""
    return variant_id if len(variant_id) <= longest else variant_id[: longest - 1] + "…"

"""A release with two genes' isoforms, QTLs that act on them, expression by sample and a map of samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from tiny import write_release

from dashboard.schema import TABLES
from dashboard.statistics.isoform_diversity import isoform_diversity

GENE, SYMBOL = "GTOPG000000001", "SIMA"
TISSUES = pl.DataFrame({
    "tissue": ["Liver", "Lung_Apex", "Skin"], "label": ["Liver", "Lung apex", "Skin"], "organ_system": ["Digestive", "Respiratory", "Skin and adipose"],
    "qtl_mapped": [True, True, True], "color": ["#69AE6A", "#76ADB8", "#3A71A4"], "display_order": [0, 1, 2], "gtex_tissue": ["Liver", "Lung", None],
})
SIZES = {"Liver": 12, "Lung_Apex": 4, "Skin": 1}
_CATEGORIES = ("full-splice_match", "incomplete-splice_match", "novel_in_catalog", "novel_not_in_catalog")
_USAGE = {"Liver": (8.0, 1.0), "Lung_Apex": (1.0, 8.0), "Skin": (3.0, 3.0)}
"""Weights of the first two isoforms: liver and lung differ in which is used most."""


def isoform_frames(n: int = 20) -> dict[str, pl.DataFrame]:
    """The tables; the gene has `n` isoforms of three exons."""
    rng = np.random.default_rng(5)
    ids = [f"GTOPT{i:09d}" for i in range(n)]
    exons = pl.DataFrame([
        (name, GENE, k + 1, "chr9", 1_000 + 4_000 * k + 10 * i, 1_300 + 4_000 * k, "+", 1_100 + 4_000 * k + 10 * i if k == 1 else None, 1_300 + 4_000 * k if k == 1 else None)
        for i, name in enumerate(ids) for k in range(3)
    ], schema=["transcript_id", "gene_id", "exon_number", "chromosome", "start", "end", "strand", "cds_start", "cds_end"], orient="row")
    transcripts = pl.DataFrame({
        "transcript_id": ids, "gene_id": GENE, "chromosome": "chr9", "start": [1_000 + 10 * i for i in range(n)], "end": 9_300, "strand": "+", "n_exons": 3,
        "length": [903 - 30 * i for i in range(n)], "structural_category": [_CATEGORIES[i % 4] for i in range(n)], "novel": [i % 4 > 1 for i in range(n)], "coding": True,
    })
    samples, genes = [], []
    for tissue, size in SIZES.items():
        weights = np.array([*_USAGE[tissue], *[0.3] * (n - 2)])
        for s in range(size):
            name, reads = f"{tissue}-{s}", rng.poisson(rng.dirichlet(weights * 20) * 400)
            samples += [(ids[i], name, GENE, tissue, float(reads[i]) / 4, float(reads[i])) for i in range(n)]
            genes += [(gene, name, tissue, "short_read_rna", float(rng.gamma(4, level))) for gene, level in ((GENE, 5), ("GTOPG000000002", 1), ("GTOPG000000003", 20))]
    per_sample = pl.DataFrame(samples, schema=["transcript_id", "sample_id", "gene_id", "tissue", "tpm", "count"], orient="row")
    gene_samples = pl.DataFrame(genes, schema=["gene_id", "sample_id", "tissue", "assay", "tpm"], orient="row")
    share = pl.col("tpm") / pl.col("tpm").sum().over("gene_id", "sample_id")
    by_tissue = per_sample.with_columns(share.alias("share")).group_by("transcript_id", "tissue", "gene_id").agg(
        pl.len().alias("n"), (pl.col("count") > 0).sum().alias("n_detected"), pl.col("tpm").median().alias("median_tpm"), pl.col("tpm").mean().alias("mean_tpm"),
        pl.col("share").mean().alias("usage"),
    )
    quantiles = {"median": 0.5, "q1": 0.25, "q3": 0.75, "min": 0.0, "max": 1.0}
    by_gene = gene_samples.group_by("gene_id", "tissue", "assay").agg(pl.len().alias("n"), *[pl.col("tpm").quantile(q, "linear").alias(k) for k, q in quantiles.items()])
    leads = pl.DataFrame({
        "tissue": ["Liver", "Liver"], "qtl_type": ["tuQTL", "juQTL"], "variant_class": ["SNV", "SNV"], "phenotype_id": [f"{ids[0]}_{GENE}", f"chr9:1300:5000:clu_1_+:PR:{GENE}"],
        "gene_id": [GENE] * 2, "gene_symbol": [SYMBOL] * 2, "variant_id": ["rs1", "rs2"], "chromosome": ["chr9"] * 2, "position": [900, 1_400], "slope": [0.8, -0.6],
        "pval_nominal": [1e-9, 1e-7], "significant": [True, True],
    })
    names = gene_samples.select("sample_id", "tissue").unique(maintain_order=True)
    embedding = names.with_columns(
        pl.lit("short_read_rna").alias("assay"), pl.lit("mds").alias("method"), pl.Series("axis_1", rng.normal(size=names.height)), pl.Series("axis_2", rng.normal(size=names.height)),
    )
    annotation = pl.DataFrame({
        "gene_id": [GENE, "GTOPG000000002", "GTOPG000000003"], "gene_symbol": [SYMBOL, "SIMB", "SIMC"], "chromosome": ["chr9"] * 3, "start": [1_000, 50_000, 90_000],
        "end": [9_300, 60_000, 99_000], "strand": ["+"] * 3,
    })
    return {
        "tissues": TISSUES, "genes": annotation, "transcripts": transcripts, "exons": exons, "transcript_expression": by_tissue, "transcript_expression_samples": per_sample,
        "isoform_diversity": TABLES["isoform_diversity"].conform(isoform_diversity(per_sample, draws=50)), "lead_associations": leads,
        "gene_expression": by_gene.with_columns(pl.lit("GTOP").alias("cohort")), "gene_expression_samples": gene_samples, "sample_embeddings": embedding,
    }


def write_isoform_release(data_dir: Path) -> Path:
    """The data directory with this release in it."""
    write_release(data_dir / "releases", name="isoforms", **isoform_frames())
    return data_dir

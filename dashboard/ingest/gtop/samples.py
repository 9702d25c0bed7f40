"""Donors, libraries and the maps of their expression."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.gtop.spellings import donor_id, sample_id, tissue_key
from dashboard.ingest.gtop.tissues import LONG_READ_RNA, SHORT_READ_RNA
from dashboard.ingest.steps import Built, Loaded, Step, Unused

LONG_READ_WGS = "Supp_Figures/input/Supp_Fig2.LRS_QC.txt"
SHORT_READ_WGS = "Supp_Figures/input/Supp_Fig2.SRS_QC.txt"
SHORT_READ_MDS = "Figure_1/input/mds_full_corr.RData"
LONG_READ_MDS = "Figure_2/input/LR_Sample_MDS_coor.txt"
LONG_READ_MDS_VARIANCE = "Figure_2/input/LR_Sample_MDS_var.txt"
METHOD = "mds"
PREFIX_NOTE = "Sample names with the former prefix AGTEX- are given with the present one, GTOP-."


def build_donors(loaded: Loaded) -> Built:
    """Every donor of an RNA sample or a genome, and the data there are of each."""
    tissues = [
        loaded[path].group_by(donor_id(pl.col("Subject")).alias("donor_id"))
        .agg(tissue_key(pl.col("Tissue")).n_unique().alias(name))
        for path, name in ((SHORT_READ_RNA, "n_tissues"), (LONG_READ_RNA, "n_tissues_long_read"))
    ]
    genomes = [
        loaded[path].select(donor_id(pl.col(column)).alias("donor_id"), pl.lit(True).alias(name)).unique()
        for path, column, name in (
            (LONG_READ_WGS, "Sample", "long_read_wgs"), (SHORT_READ_WGS, "sample", "short_read_wgs"),
        )
    ]
    frame = tissues[0]
    for part in (tissues[1], *genomes):
        frame = frame.join(part, on="donor_id", how="full", coalesce=True)
    return Built(frame.with_columns(
        pl.lit("GTOP").alias("cohort"), pl.col("n_tissues", "n_tissues_long_read").fill_null(0),
        pl.col("long_read_wgs", "short_read_wgs").fill_null(False),
    ))


def build_samples(loaded: Loaded) -> Built:
    """Every library: short- and long-read RNA by its own name, genomes by their donor's."""
    rna = [
        loaded[path].select(
            sample_id(pl.col(name)).alias("sample_id"), donor_id(pl.col("Subject")).alias("donor_id"),
            tissue_key(pl.col("Tissue")).alias("tissue"), pl.lit(assay).alias("assay"), pl.col(batch).alias("batch"),
        )
        for path, name, assay, batch in (
            (SHORT_READ_RNA, "sample_id", "short_read_rna", "Batch"), (LONG_READ_RNA, "sample", "long_read_rna", "batch"),
        )
    ]
    genomes = [
        loaded[path].select(
            donor_id(pl.col(name)).alias("sample_id"), donor_id(pl.col(name)).alias("donor_id"), pl.lit(assay).alias("assay"),
        )
        for path, name, assay in ((LONG_READ_WGS, "Sample", "long_read_wgs"), (SHORT_READ_WGS, "sample", "short_read_wgs"))
    ]
    return Built(pl.concat([*rna, *genomes], how="diagonal"), notes=(PREFIX_NOTE,))


def build_short_read_embedding(loaded: Loaded) -> Built:
    """Three coordinates of each short-read RNA sample; samples that the sample table lacks have no tissue."""
    places = loaded[SHORT_READ_RNA].select(
        sample_id(pl.col("sample_id")).alias("sample_id"), tissue_key(pl.col("Tissue")).alias("tissue"),
        pl.col("Batch").alias("batch"),
    )
    points = loaded[SHORT_READ_MDS]["points"].select(
        sample_id(pl.col("row_name")).alias("sample_id"), pl.lit("short_read_rna").alias("assay"),
        pl.lit(METHOD).alias("method"), *(pl.col(f"column_{i}").alias(f"axis_{i}") for i in (1, 2, 3)),
    )
    return Built(points.join(places, on="sample_id", how="left"), notes=(PREFIX_NOTE,))


def build_long_read_embedding(loaded: Loaded) -> Built:
    """Two coordinates of each long-read RNA sample."""
    return Built(loaded[LONG_READ_MDS].select(
        sample_id(pl.col("sample")).alias("sample_id"), pl.lit("long_read_rna").alias("assay"),
        pl.lit(METHOD).alias("method"), tissue_key(pl.col("Tissue")).alias("tissue"), "batch",
        pl.col("MDS1").alias("axis_1"), pl.col("MDS2").alias("axis_2"),
    ))


def build_short_read_axes(loaded: Loaded) -> Built:
    """Variance along the first three axes: each eigenvalue over the sum of the positive ones."""
    eigenvalues: pl.Series = loaded[SHORT_READ_MDS]["eig"]
    total = eigenvalues.filter(eigenvalues > 0).sum()
    return Built(_axes("short_read_rna", (eigenvalues.head(3) / total).to_list()))


def build_long_read_axes(loaded: Loaded) -> Built:
    """Variance along both axes, as published in percent (`20.8%`)."""
    printed = loaded[LONG_READ_MDS_VARIANCE].row(0)
    return Built(_axes("long_read_rna", [float(str(value).rstrip("%")) / 100 for value in printed]))


def _axes(assay: str, proportions: list[float]) -> pl.DataFrame:
    return pl.DataFrame({
        "assay": assay, "method": METHOD, "axis": list(range(1, len(proportions) + 1)), "proportion": proportions,
    })


STEPS: tuple[Step, ...] = (
    Step("donors", (SHORT_READ_RNA, LONG_READ_RNA, LONG_READ_WGS, SHORT_READ_WGS), build_donors),
    Step("samples", (SHORT_READ_RNA, LONG_READ_RNA, LONG_READ_WGS, SHORT_READ_WGS), build_samples),
    Step("sample_embeddings", (SHORT_READ_MDS, SHORT_READ_RNA), build_short_read_embedding),
    Step("sample_embeddings", (LONG_READ_MDS,), build_long_read_embedding),
    Step("embedding_axes", (SHORT_READ_MDS,), build_short_read_axes),
    Step("embedding_axes", (LONG_READ_MDS_VARIANCE,), build_long_read_axes),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "repeats Figure_2/input/sample_annot_full_1586.RData, in one case with the former prefix AGTEX-",
        ("Figure_1/input/sample_annot_full_1586.RData", "Supp_Figures/input/sample_annot_full_1586.RData"),
    ),
)

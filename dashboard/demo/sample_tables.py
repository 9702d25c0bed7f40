"""Donors and libraries: what was sequenced, its quality, and maps of the samples' expression."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.phenotypes import BATCHES, Samples
from dashboard.demo.streams import stream
from dashboard.demo.tissues import TISSUES
from dashboard.demo.world import World
from dashboard.statistics.pca import principal_components

Floats = NDArray[np.float64]

RNA_METRICS: dict[str, tuple[float, float, str | None]] = {
    "Mapping Rate": (0.94, 0.02, "share"), "rRNA Rate": (0.01, 0.004, "share"), "Exonic Rate": (0.78, 0.04, "share"),
    "Intronic Rate": (0.15, 0.03, "share"), "Intergenic Rate": (0.05, 0.015, "share"), "Duplicate Rate of Mapped": (0.28, 0.05, "share"),
    "Genes Detected": (23_500, 1_800, None), "Median 3' bias": (0.5, 0.06, None), "Total Reads": (9.2e7, 1.4e7, "reads"),
    "RIN": (7.3, 0.7, None), "salmon_rsem_correlation": (0.93, 0.015, "Spearman's rho"),
}
GENOME_METRICS: dict[str, dict[str, tuple[float, float, str | None]]] = {
    "long_read_wgs": {
        "Mapped_Reads": (7.4e6, 6e5, "reads"), "HiFi_Yield": (1.36e11, 9e9, "bp"), "HiFi_Read_Length_N50": (18_100, 900, "bp"),
        "Mean_Q": (33.1, 0.4, None), "GC": (40.1, 0.2, None), "sv_DEL": (9_600, 300, "variants"), "sv_INS": (14_300, 450, "variants"),
        "sv_total": (24_400, 700, "variants"), "tr_VNTR": (31_000, 900, "variants"),
    },
    "short_read_wgs": {
        "Coverage": (33.5, 3.0, "×"), "after_filtering__q30_rate": (0.93, 0.01, "share"),
        "after_filtering__gc_content": (0.408, 0.004, "share"), "after_filtering__total_reads": (7.6e8, 6e7, "reads"),
    },
}
"""Means, standard deviations and units of quality metrics, near those of such libraries."""


def sample_tables(world: World) -> dict[str, pl.DataFrame]:
    """Tables donors, samples, sample_metrics, sample_embeddings, embedding_axes, distributions, expression_agreement."""
    measured = world.measured
    embeddings, axes = [], []
    for samples, values in ((measured.short, measured.expression), (measured.long, measured.long_expression)):
        points, proportion = map_samples(values)
        rna = _rna_samples(world, samples)
        embeddings.append(rna.select("sample_id", "assay", "tissue", "batch").with_columns(
            method=pl.lit("mds"), **{f"axis_{i + 1}": pl.Series(np.round(points[:, i], 4)) for i in range(3)},
        ))
        axes.append(pl.DataFrame({"assay": samples.assay, "method": "mds", "axis": [1, 2, 3], "proportion": np.round(proportion, 6)}))
    return {
        "donors": _donors(world), "samples": _samples(world), "sample_metrics": _metrics(world),
        "sample_embeddings": pl.concat(embeddings), "embedding_axes": pl.concat(axes),
        "distributions": _distributions(world), "expression_agreement": _agreement(world),
    }


def map_samples(log_tpm: Floats) -> tuple[Floats, Floats]:
    """Classical multidimensional scaling of samples by distance of their log2 TPM in three dimensions, with shares of variance.

    For Euclidean distances this is the principal components of the centred samples (Gower 1966, Biometrika 53:325).
    """
    found = principal_components(log_tpm - log_tpm.mean(axis=1, keepdims=True), 3)
    return found.scores, found.proportion


def _donors(world: World) -> pl.DataFrame:
    short, long = (np.bincount(s.donor, minlength=len(world.cohorts.donors)) for s in (world.measured.short, world.measured.long))
    return pl.DataFrame({
        "donor_id": world.cohorts.donors, "cohort": "GTOP", "n_tissues": short, "n_tissues_long_read": long,
        "long_read_wgs": True, "short_read_wgs": True,
    })


def _rna_samples(world: World, samples: Samples) -> pl.DataFrame:
    return pl.DataFrame({
        "sample_id": samples.sample_id, "donor_id": [world.cohorts.donors[d] for d in samples.donor],
        "tissue": [TISSUES[t].key for t in samples.tissue], "assay": samples.assay, "batch": [BATCHES[b] for b in samples.batch],
    })


def _samples(world: World) -> pl.DataFrame:
    donors = world.cohorts.donors
    genomes = [
        pl.DataFrame({"sample_id": donors, "donor_id": donors, "assay": assay, "batch": pl.Series([None] * len(donors), dtype=pl.String)})
        for assay in GENOME_METRICS
    ]
    return pl.concat([_rna_samples(world, world.measured.short), _rna_samples(world, world.measured.long), *genomes], how="diagonal")


def _metrics(world: World) -> pl.DataFrame:
    """Quality metrics drawn around typical values; correlations of long with short reads are computed."""
    rng = stream(world.seed, "metrics")
    short = _rna_samples(world, world.measured.short).select("sample_id", "donor_id", "tissue", "assay")
    frames = [_drawn(rng, short, name, *moments) for name, moments in RNA_METRICS.items()]
    long = _rna_samples(world, world.measured.long).select("sample_id", "donor_id", "tissue", "assay")
    total = world.measured.long_reads.sum(axis=0) * 60
    for name, values in (("all_reads", total / 0.97), ("aligned_reads", total)):
        frames.append(long.with_columns(metric=pl.lit(name), value=pl.Series(np.round(values)), unit=pl.lit("reads")))
    frames += [
        long.with_columns(metric=pl.lit(f"{level}_correlation_with_short_reads"), value=pl.Series(values), unit=pl.lit("Spearman's rho"))
        for level, values in _correlations(world).items()
    ]
    donors = world.cohorts.donors
    for assay, metrics in GENOME_METRICS.items():
        genomes = pl.DataFrame({"sample_id": donors, "donor_id": donors, "tissue": pl.Series([None] * len(donors), dtype=pl.String), "assay": assay})
        frames += [_drawn(rng, genomes, name, *moments) for name, moments in metrics.items()]
    return pl.concat(frames)


def _drawn(rng: np.random.Generator, samples: pl.DataFrame, name: str, *moments: Any) -> pl.DataFrame:
    mean, sd, unit = moments
    values = np.abs(rng.normal(mean, sd, samples.height))
    if unit == "share":
        values = np.clip(values, 0, 1)
    digits = 0 if mean > 1000 else 4
    return samples.with_columns(metric=pl.lit(name), value=pl.Series(np.round(values, digits)), unit=pl.lit(unit, dtype=pl.String))


def _correlations(world: World) -> dict[str, Floats]:
    """Spearman's rho over genes, and over isoforms, of each long-read sample with the median short-read sample of its tissue."""
    measured = world.measured
    found: dict[str, list[float]] = {"gene": [], "transcript": []}
    for index in range(len(TISSUES)):
        short = measured.short.of(index)
        genes = np.median(measured.expression[:, short], axis=1)
        isoforms = np.median(2.0 ** measured.expression[world.isoforms.gene][:, short] * measured.usage[:, short], axis=1)
        for sample in measured.long.of(index):
            found["gene"].append(_rank_correlation(genes, measured.long_expression[:, sample]))
            found["transcript"].append(_rank_correlation(isoforms, measured.long_reads[:, sample]))
    return {name: np.round(values, 4) for name, values in found.items()}


def _rank_correlation(first: Floats, second: Floats) -> float:
    ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (first, second)]
    return float(np.asarray(np.corrcoef(ranks))[0, 1])


def _distributions(world: World) -> pl.DataFrame:
    """Histograms of read quality, read length, support of isoforms and peptide lengths."""
    rng = stream(world.seed, "distributions")
    frames = [
        _histogram("mean_q_score", name, rng.normal(rng.normal(24, 1), 2.5, 2_000), 0.5, "Phred") for name in world.measured.long.sample_id[:40]
    ]
    frames += [
        _histogram("read_length", tissue.key, rng.lognormal(np.log(1_500) + rng.normal(0, 0.1), 0.5, 10_000), 100, "bp") for tissue in TISSUES
    ]
    reads = world.measured.long_reads
    frames.append(_log_histogram("full_length_reads", reads.sum(axis=1)))
    frames.append(_histogram("support_samples", "all", (reads > 0).sum(axis=1).astype(np.float64), 1, "samples"))
    frames.append(_histogram("peptide_length", "all", np.clip(rng.gamma(9, 1.5, 20_000), 7, 40), 1, "amino acids"))
    for quantity, tissues in (("mapped_reads_gtop", [(t.key, t.n_short_read) for t in TISSUES]), ("mapped_reads_gtex", [(t.gtex_key, t.gtex_n) for t in TISSUES if t.gtex])):
        center = 92 if quantity.endswith("gtop") else 82
        frames += [_histogram(quantity, name, np.abs(rng.normal(center, 14, n)), 5, "million reads") for name, n in tissues]
    return pl.concat(frames)


def _histogram(quantity: str, group: str, values: Floats, width: float, unit: str) -> pl.DataFrame:
    steps, counts = np.unique(np.floor(values / width), return_counts=True)
    return pl.DataFrame({
        "quantity": quantity, "group": group, "bin_start": steps * width, "bin_end": (steps + 1) * width, "n": counts, "unit": unit,
    })


def _log_histogram(quantity: str, values: Floats) -> pl.DataFrame:
    frame = _histogram(quantity, "all", np.log10(values[values > 0]), 0.1, "reads")
    return frame.with_columns((10.0 ** pl.col(name)).alias(name) for name in ("bin_start", "bin_end"))


def _agreement(world: World) -> pl.DataFrame:
    """Expression of every gene and isoform by long and short reads in the first donor and tissue that have both."""
    measured = world.measured
    short_at = {(int(t), int(d)): i for i, (t, d) in enumerate(zip(measured.short.tissue, measured.short.donor, strict=True))}
    pairs = ((i, short_at.get((int(t), int(d)))) for i, (t, d) in enumerate(zip(measured.long.tissue, measured.long.donor, strict=True)))
    long, short = next((i, j) for i, j in pairs if j is not None)
    genes = (2.0 ** measured.long_expression[:, long], 2.0 ** measured.expression[:, short])
    isoforms = tuple(g[world.isoforms.gene] * usage for g, usage in zip(genes, (measured.long_usage[:, long], measured.usage[:, short]), strict=True))
    return pl.concat([
        pl.DataFrame({"level": level, "row": np.arange(one.size), "long_read": np.round(one, 4), "short_read": np.round(other, 4)})
        for level, (one, other) in (("gene", genes), ("transcript", isoforms))
    ])

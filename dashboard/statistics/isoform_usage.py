"""Usage of a gene's isoforms: shares, their shift between two tissues, and which isoform switches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
SHIFT_COLUMNS = ("transcript_id", "usage", "other_usage", "shift", "lower", "upper", "n", "other_n", "switches")


@dataclass(frozen=True)
class Shift:
    """Difference of mean usage, second group minus first, per isoform, with its 95 % interval."""

    usage: Floats
    other_usage: Floats
    difference: Floats
    lower: Floats
    upper: Floats


def usage_shares(expression: ArrayLike) -> Floats:
    """Each isoform's share of its gene, isoforms × samples; NaN in samples that do not express the gene."""
    values = np.asarray(expression, dtype=np.float64)
    total = values.sum(axis=0, keepdims=True)
    return np.divide(values, total, out=np.full_like(values, np.nan), where=total > 0)


def usage_shift(usage: ArrayLike, other: ArrayLike, *, draws: int = 1_000, seed: int = 1) -> Shift:
    """The shift of usage between two groups of samples (isoforms × samples each).

    Samples that do not express the gene (NaN) are left out. The interval is the percentile bootstrap over samples, each
    group resampled on its own (Efron & Tibshirani 1993, ch. 8); NaN where a group has fewer than two samples.
    """
    first, second = _expressing(usage), _expressing(other)
    if first.shape[0] != second.shape[0]:
        raise ValueError("both groups need the same isoforms")
    mean, other_mean = _mean(first), _mean(second)
    lower = upper = np.full(mean.shape, np.nan)
    if min(first.shape[1], second.shape[1]) >= 2:
        rng = np.random.default_rng(seed)
        resampled = _resampled_means(second, draws, rng) - _resampled_means(first, draws, rng)
        lower, upper = np.quantile(resampled, [0.025, 0.975], axis=0)
    return Shift(mean, other_mean, other_mean - mean, lower, upper)


def switching(shift: Shift) -> NDArray[np.bool_]:
    """The isoforms that switch: the most used one of each group, when they differ and both shifts' intervals leave out 0."""
    flags = np.zeros(shift.usage.shape, dtype=bool)
    if not np.isfinite(shift.usage).any() or not np.isfinite(shift.other_usage).any():
        return flags
    before, after = int(np.nanargmax(shift.usage)), int(np.nanargmax(shift.other_usage))
    if before != after and shift.upper[before] < 0 and shift.lower[after] > 0:
        flags[[before, after]] = True
    return flags


def compare_tissues(samples: pl.DataFrame, tissue: str, other: str, *, draws: int = 1_000, seed: int = 1) -> pl.DataFrame:
    """The shift of every isoform of one gene between two tissues, columns `SHIFT_COLUMNS`, largest shift first.

    `samples` has transcript_id, sample_id, tissue and tpm of all isoforms of the gene. Isoforms without a row in a sample
    count as 0 there.
    """
    isoforms = samples["transcript_id"].unique(maintain_order=True).to_list()
    groups = [usage_shares(expression_matrix(samples.filter(pl.col("tissue") == key), isoforms)) for key in (tissue, other)]
    shift = usage_shift(*groups, draws=draws, seed=seed)
    counts = [_expressing(group).shape[1] for group in groups]
    frame = pl.DataFrame({
        "transcript_id": pl.Series(isoforms, dtype=pl.String), "usage": shift.usage, "other_usage": shift.other_usage,
        "shift": shift.difference, "lower": shift.lower, "upper": shift.upper,
        "n": [counts[0]] * len(isoforms), "other_n": [counts[1]] * len(isoforms), "switches": switching(shift),
    }).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame.sort(pl.col("shift").abs(), descending=True, nulls_last=True)


def expression_matrix(samples: pl.DataFrame, isoforms: Sequence[str], value: str = "tpm") -> Floats:
    """Isoforms × samples of one gene from long rows; 0 where there is no row."""
    names = samples["sample_id"].unique(maintain_order=True)
    matrix = np.zeros((len(isoforms), names.len()))
    rows = samples.select(
        pl.col("transcript_id").replace_strict(list(isoforms), range(len(isoforms)), default=None, return_dtype=pl.Int64).alias("row"),
        pl.col("sample_id").replace_strict(names, range(names.len()), default=None, return_dtype=pl.Int64).alias("column") if names.len()
        else pl.lit(0, dtype=pl.Int64).alias("column"),
        pl.col(value).cast(pl.Float64).fill_null(0.0),
    ).drop_nulls("row")
    matrix[rows["row"].to_numpy(), rows["column"].to_numpy()] = rows[value].to_numpy()
    return matrix


def gene_switches(usage: pl.DataFrame, tissue: str, other: str) -> pl.DataFrame:
    """Genes whose isoform usage differs between two tissues, farthest first.

    `usage` has gene_id, transcript_id, tissue and usage (0 to 1). Columns: gene_id, distance (Jensen–Shannon, base 2, 0 the same to
    1 disjoint; Lin 1991, IEEE Trans. Inf. Theory 37:145), dominant and other_dominant (transcript ids), shift (of the isoform dominant in the first tissue), switches (whether
    the dominant isoform differs). Genes without usage in either tissue are left out.
    """
    pair = usage.filter(pl.col("tissue").is_in([tissue, other]) & pl.col("usage").is_not_null())
    wide = (
        pair.group_by("gene_id", "transcript_id")
        .agg(
            pl.col("usage").filter(pl.col("tissue") == tissue).sum().cast(pl.Float64).alias("first"),
            pl.col("usage").filter(pl.col("tissue") == other).sum().cast(pl.Float64).alias("second"),
        )
        .with_columns(
            (pl.col("first") / pl.col("first").sum().over("gene_id")).alias("p"),
            (pl.col("second") / pl.col("second").sum().over("gene_id")).alias("q"),
        )
        .filter(pl.col("p").is_finite() & pl.col("q").is_finite())
        .with_columns(((pl.col("p") + pl.col("q")) / 2).alias("m"))
        .sort("gene_id", "transcript_id")
    )
    divergence = (_information("p") + _information("q")).sum() / 2
    best, other_best = pl.col("p").arg_max(), pl.col("q").arg_max()
    return (
        wide.group_by("gene_id", maintain_order=True)
        .agg(
            divergence.clip(0, 1).sqrt().alias("distance"),
            pl.col("transcript_id").get(best).alias("dominant"),
            pl.col("transcript_id").get(other_best).alias("other_dominant"),
            (pl.col("q").get(best) - pl.col("p").get(best)).alias("shift"),
            pl.len().alias("n_isoforms"),
        )
        .with_columns((pl.col("dominant") != pl.col("other_dominant")).alias("switches"))
        .sort("distance", "gene_id", descending=[True, False])
    )


def tissue_distances(usage: pl.DataFrame) -> tuple[list[str], Floats]:
    """Tissues by name and the mean Jensen–Shannon distance of isoform usage between each two, over the genes both express.

    The distance is the square root of the divergence of Lin (1991, IEEE Trans. Inf. Theory 37:145), which makes it a metric
    (Endres & Schindelin 2003, IEEE Trans. Inf. Theory 49:1858).

    `usage` has gene_id, transcript_id, tissue and usage. Genes with one isoform say nothing and are left out; NaN where two
    tissues share no gene.
    """
    several = usage.filter((pl.col("usage") > 0) & (pl.col("transcript_id").n_unique().over("gene_id") > 1))
    tissues = several["tissue"].unique().sort().to_list()
    if not tissues:
        return [], np.empty((0, 0))
    wide = several.pivot("tissue", index=["gene_id", "transcript_id"], values="usage", aggregate_function="sum").fill_null(0).sort("gene_id", "transcript_id")
    first = np.flatnonzero(np.concatenate([[True], wide["gene_id"].to_numpy()[1:] != wide["gene_id"].to_numpy()[:-1]]))
    sizes = np.diff(np.append(first, wide.height))
    shares = wide.select(tissues).to_numpy().astype(np.float64)
    totals = np.add.reduceat(shares, first, axis=0)
    shares = np.divide(shares, np.repeat(totals, sizes, axis=0), out=np.zeros_like(shares), where=np.repeat(totals, sizes, axis=0) > 0)
    entropy = np.add.reduceat(_plogp(shares), first, axis=0)
    distances = np.zeros((len(tissues), len(tissues)))
    for i in range(len(tissues)):
        for j in range(i + 1, len(tissues)):
            both = (totals[:, i] > 0) & (totals[:, j] > 0)
            mixed = np.add.reduceat(_plogp((shares[:, i] + shares[:, j]) / 2), first)
            divergence = (entropy[:, i] + entropy[:, j]) / 2 - mixed
            mean = float(np.sqrt(np.clip(divergence[both], 0, 1)).mean()) if both.any() else float("nan")
            distances[i, j] = distances[j, i] = mean
    return tissues, distances


def _plogp(shares: Floats) -> Floats:
    """p log2 p, 0 where p is 0; entropies with their sign turned."""
    return np.asarray(shares * np.log2(shares, out=np.zeros_like(shares), where=shares > 0), dtype=np.float64)


def _information(share: str) -> pl.Expr:
    return pl.when(pl.col(share) > 0).then(pl.col(share) * (pl.col(share) / pl.col("m")).log(2)).otherwise(0.0)


def _expressing(usage: ArrayLike) -> Floats:
    values = np.asarray(usage, dtype=np.float64)
    return values[:, np.isfinite(values).all(axis=0)]


def _mean(values: Floats) -> Floats:
    return values.mean(axis=1) if values.shape[1] else np.full(values.shape[0], np.nan)


def _resampled_means(values: Floats, draws: int, rng: np.random.Generator) -> Floats:
    n = values.shape[1]
    weights = rng.multinomial(n, np.full(n, 1 / n), size=draws)
    return np.asarray(weights @ values.T / n, dtype=np.float64)

"""How sure a switch of isoforms between two tissues is: bootstrap intervals over samples, for many genes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.statistics.isoform_diversity import percentile_interval
from dashboard.statistics.isoform_usage import expression_matrix

Floats = NDArray[np.float64]
INTERVAL_COLUMNS = ("gene_id", "distance_lower", "distance_upper", "shift_lower", "shift_upper", "n", "other_n", "certain")


@dataclass(frozen=True)
class _Group:
    """Samples of one tissue: usage is isoforms × samples, 0 where the gene is not expressed; expressed is genes × samples."""

    usage: Floats
    expressed: NDArray[np.bool_]


def switch_intervals(samples: pl.DataFrame, switches: pl.DataFrame, tissue: str, other: str, *, draws: int = 200, seed: int = 1) -> pl.DataFrame:
    """Columns `INTERVAL_COLUMNS` for every gene of `switches`, which has gene_id, dominant and other_dominant as `gene_switches`.

    `samples` has gene_id, transcript_id, sample_id, tissue and tpm of these genes in the two tissues. Samples of each tissue
    are resampled on their own (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 8), the same ones for all
    genes; samples that do not express a gene say nothing of its usage. `shift` is of the dominant isoform of the first
    tissue. `certain` says that the shifts of both dominant isoforms leave out 0, on either side. Null where a tissue has
    fewer than two samples that express the gene. A distance is never negative, so that noise alone makes it larger, and
    nothing is corrected for the number of genes.
    """
    rows = samples.filter(pl.col("gene_id").is_in(switches["gene_id"].implode())).sort("gene_id", "transcript_id", "tissue", "sample_id")
    isoforms = rows.select("gene_id", "transcript_id").unique(maintain_order=True)
    if isoforms.is_empty():
        return _missing(switches)
    runs = isoforms["gene_id"].rle().struct.unnest()
    first = (runs["len"].cum_sum() - runs["len"]).to_numpy().astype(np.int64)
    gene_of = np.repeat(np.arange(runs.height), runs["len"].to_numpy())
    groups = [_group(rows.filter(pl.col("tissue") == key), isoforms["transcript_id"].to_list(), first, gene_of) for key in (tissue, other)]
    rng = np.random.default_rng(seed)
    before, after = (_resampled_usage(group, gene_of, draws, rng) for group in groups)
    distance = percentile_interval(_distances(before, after, first).T)
    shift = percentile_interval((after - before).T)
    place = {name: i for i, name in enumerate(isoforms["transcript_id"])}
    gene_place = {name: i for i, name in enumerate(runs["value"])}
    found = []
    for gene, dominant, other_dominant in switches.select("gene_id", "dominant", "other_dominant").iter_rows():
        if gene not in gene_place or dominant not in place or other_dominant not in place:
            continue
        at, here, there = gene_place[gene], place[dominant], place[other_dominant]
        n, other_n = (int(group.expressed[at].sum()) for group in groups)
        if min(n, other_n) < 2:
            found.append((gene, None, None, None, None, n, other_n, None))
            continue
        certain = bool(shift[1, here] < 0 < shift[0, there])
        found.append((gene, *distance[:, at].tolist(), *shift[:, here].tolist(), n, other_n, certain))
    schema = _missing(switches).schema
    return pl.DataFrame(found, schema=schema, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))


def _missing(switches: pl.DataFrame) -> pl.DataFrame:
    kinds = (pl.String, *[pl.Float64] * 4, pl.Int64, pl.Int64, pl.Boolean)
    return switches.clear().select(pl.lit(None, dtype=kind).alias(name) for name, kind in zip(INTERVAL_COLUMNS, kinds, strict=True)).clear()


def _group(rows: pl.DataFrame, isoforms: list[str], first: NDArray[np.int64], gene_of: NDArray[np.int64]) -> _Group:
    tpm = expression_matrix(rows, isoforms)
    totals = np.add.reduceat(tpm, first, axis=0)
    usage = np.divide(tpm, totals[gene_of], out=np.zeros_like(tpm), where=totals[gene_of] > 0)
    return _Group(usage, totals > 0)


def _resampled_usage(group: _Group, gene_of: NDArray[np.int64], draws: int, rng: np.random.Generator) -> Floats:
    """Mean usage over resampled samples, draws × isoforms; NaN where none of them expresses the gene."""
    n = group.usage.shape[1]
    if not n:
        return np.full((draws, group.usage.shape[0]), np.nan)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
    sums, counts = weights @ group.usage.T, (weights @ group.expressed.T)[:, gene_of]
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def _distances(p: Floats, q: Floats, first: NDArray[np.int64]) -> Floats:
    """Jensen–Shannon distances (Lin 1991, IEEE Trans. Inf. Theory 37:145) by gene, base 2, draws × genes."""
    mixed = (p + q) / 2
    divergence = np.add.reduceat((_plogp(p) + _plogp(q)) / 2 - _plogp(mixed), first, axis=1)
    return np.asarray(np.sqrt(np.clip(divergence, 0, 1)), dtype=np.float64)


def _plogp(shares: Floats) -> Floats:
    """p log2 p, 0 where p is 0; NaN stays."""
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.where(np.isnan(shares), np.nan, shares * logs)

"""The table isoform_diversity: indices per gene and tissue, as observed and rarefied, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.statistics.diversity import INDICES, tau

Floats = NDArray[np.float64]
MIN_SAMPLES = 3
"""Tissues with fewer samples have no rarefied values: rarefying all tissues to one sample would say little about any."""
MIN_READS = 10
"""Fewest reads a gene may be rarefied to."""
LEVEL = 0.95
_SCHEMA = {
    "tissue": pl.String, "gene_id": pl.String, "index": pl.String, "rarefied": pl.Boolean, "value": pl.Float64,
    "lower": pl.Float64, "upper": pl.Float64, "n": pl.Int32,
}


def index_profile(counts: Floats) -> dict[str, Floats]:
    """Every index of `diversity.INDICES`, for many communities at once (last axis: kinds); NaN where nothing was counted.

    The richness of a community without counts is 0. Equal to calling each index on each row, and some hundred times faster.
    """
    total = counts.sum(axis=-1, keepdims=True)
    shares = np.divide(counts, total, out=np.zeros_like(counts, dtype=np.float64), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    empty = total[..., 0] <= 0
    entropy = np.where(empty, np.nan, -(shares * logs).sum(axis=-1))
    squares = np.where(empty, np.nan, (shares**2).sum(axis=-1))
    return {
        "richness": (shares > 0).sum(axis=-1).astype(np.float64),
        "shannon": entropy,
        "hill_1": np.exp(entropy),
        "hill_2": 1 / squares,
        "gini_simpson": 1 - squares,
        "dominance": np.where(empty, np.nan, shares.max(axis=-1, initial=0.0)),
    }


def isoform_diversity(samples: pl.DataFrame, *, draws: int = 200, seed: int = 1) -> pl.DataFrame:
    """The table isoform_diversity of these samples, with its columns but for casts.

    `samples` has gene_id, transcript_id, sample_id, tissue, tpm and count, as transcript_expression_samples; of tpm and
    count one may be null throughout. The rows are:
    per gene and tissue each index of the samples' summed TPM (reads where there is no TPM), with a bootstrap interval
    over samples, none for one sample; the same rarefied, where there are reads; per gene (tissue null) `tau`, the
    specificity over tissues of log2(mean TPM + 1); per tissue (gene null) the mean of each index over its genes with a
    bootstrap interval over genes, and `isoforms` and `genes`, the numbers expressed.

    Rarefied values are the mean over draws of the same number of samples (the smallest of any tissue with at least
    `MIN_SAMPLES`) without replacement, and from these of the same number of the gene's reads without replacement
    (Sanders 1968, Am. Nat. 102:243). That number is what nine of ten draws hold in the tissue with least, and at least
    `MIN_READS`; their interval holds 95 % of the draws. A tissue's rarefied mean is over the genes that all these tissues
    have a value for.
    """
    has_reads, has_tpm = (samples[name].null_count() == 0 for name in ("count", "tpm"))
    expressed = samples.filter(pl.col("tpm" if has_tpm else "count") > 0)
    rng = np.random.default_rng(seed)
    order = samples.select("tissue", "sample_id").unique().sort("tissue", "sample_id")
    columns = {tissue: slice(first, first + n) for tissue, first, n in _runs(order["tissue"])}
    eligible = {tissue: place.stop - place.start for tissue, place in columns.items() if place.stop - place.start >= MIN_SAMPLES}
    equal_samples = min(eligible.values(), default=0) if has_reads else 0
    rows: list[tuple] = []
    for gene, tpm, reads in _by_gene(expressed, order):
        values = tpm if has_tpm else reads
        matrices = {tissue: values[place] for tissue, place in columns.items() if values[place].any()}
        rows += _observed_rows(gene, matrices, draws, rng)
        if has_tpm and len(columns) >= 2:
            rows.append(_specificity_row(gene, matrices, len(columns)))
        if equal_samples:
            counted = {tissue: np.rint(reads[columns[tissue]]).astype(np.int64) for tissue in matrices if tissue in eligible}
            rows += _rarefied_rows(gene, counted, equal_samples, draws, rng)
    genes = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    means = _tissue_means(genes.filter(pl.col("tissue").is_not_null()), len(eligible), draws, rng)
    return pl.concat([genes, means, _tissue_totals(expressed)])


def _by_gene(expressed: pl.DataFrame, order: pl.DataFrame) -> Iterator[tuple[str, Floats, Floats]]:
    """Each gene with its TPM and its reads, samples (as in `order`) × isoforms."""
    rows = expressed.filter(pl.col("gene_id").is_not_null()).join(order.with_row_index("column"), on=["tissue", "sample_id"]).sort("gene_id", "transcript_id")
    isoform = rows.select(pl.col("transcript_id").rank("dense").over("gene_id").cast(pl.Int64) - 1).to_series().to_numpy()
    sample = rows["column"].to_numpy()
    tpm, reads = (rows[name].cast(pl.Float64).fill_null(0.0).to_numpy() for name in ("tpm", "count"))
    for gene, first, n in _runs(rows["gene_id"]):
        here = slice(first, first + n)
        shape = order.height, int(isoform[here].max()) + 1
        matrices = []
        for values in (tpm, reads):
            matrix = np.zeros(shape)
            matrix[sample[here], isoform[here]] = values[here]
            matrices.append(matrix)
        yield gene, matrices[0], matrices[1]


def _runs(keys: pl.Series) -> Iterator[tuple[str, int, int]]:
    """Each value of a sorted column with the first of its rows and their number."""
    runs = keys.rle().struct.unnest()
    firsts = runs["len"].cum_sum() - runs["len"]
    yield from zip(runs["value"], firsts, runs["len"], strict=True)


def _observed_rows(gene: str, matrices: dict[str, Floats], draws: int, rng: np.random.Generator) -> Iterator[tuple]:
    for tissue, matrix in matrices.items():
        n = matrix.shape[0]
        observed = index_profile(matrix.sum(axis=0))
        resampled = index_profile(rng.multinomial(n, np.full(n, 1 / n), size=draws) @ matrix) if n >= 2 else {}
        intervals = _intervals(resampled) if resampled else {}
        for name in INDICES:
            yield tissue, gene, name, False, float(observed[name]), *intervals.get(name, (None, None)), n


def _specificity_row(gene: str, matrices: dict[str, Floats], n_tissues: int) -> tuple:
    means = [float(matrix.sum(axis=1).mean()) for matrix in matrices.values()]
    means += [0.0] * (n_tissues - len(means))
    return None, gene, "tau", False, tau(np.log2(np.array(means) + 1)), None, None, n_tissues


def _rarefied_rows(gene: str, matrices: dict[str, NDArray[np.int64]], n: int, draws: int, rng: np.random.Generator) -> Iterator[tuple]:
    pools = {tissue: _pooled(matrix, n, draws, rng) for tissue, matrix in matrices.items()}
    depths = {tissue: int(np.quantile(pool.sum(axis=1), 0.1, method="lower")) for tissue, pool in pools.items()}
    depth = min((reads for reads in depths.values() if reads >= MIN_READS), default=0)
    for tissue, pool in pools.items():
        if not depth or depths[tissue] < depth:
            continue
        deep = pool[pool.sum(axis=1) >= depth]
        profile = index_profile(_drawn_reads(deep, depth, rng))
        intervals = _intervals(profile)
        for name, values in profile.items():
            yield tissue, gene, name, True, float(values.mean()), *intervals[name], n


def _pooled(counts: NDArray[np.int64], n: int, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Reads of each isoform in `draws` sets of n samples drawn without replacement (draws × isoforms)."""
    chosen = rng.random((draws, counts.shape[0])).argsort(axis=1)[:, :n]
    return np.asarray(counts[chosen].sum(axis=1), dtype=np.int64)


def _drawn_reads(pool: NDArray[np.int64], depth: int, rng: np.random.Generator) -> Floats:
    """`depth` reads of each row without replacement: hypergeometric isoform by isoform, all rows at once."""
    drawn = np.zeros(pool.shape)
    wanted = np.full(pool.shape[0], depth, dtype=np.int64)
    others = pool.sum(axis=1)
    for isoform in range(pool.shape[1]):
        others = others - pool[:, isoform]
        found = rng.hypergeometric(pool[:, isoform], others, wanted)
        drawn[:, isoform] = found
        wanted = wanted - found
    return drawn


def _tissue_means(genes: pl.DataFrame, n_rarefied: int, draws: int, rng: np.random.Generator) -> pl.DataFrame:
    known = genes.filter(pl.col("value").is_finite())
    everywhere = known.filter(pl.col("rarefied")).group_by("gene_id").agg(pl.col("tissue").n_unique().alias("n")).filter(pl.col("n") == n_rarefied)
    comparable = known.filter(~pl.col("rarefied") | pl.col("gene_id").is_in(everywhere["gene_id"].implode()))
    rows: list[tuple] = []
    for (tissue, name, rarefied), group in comparable.group_by("tissue", "index", "rarefied", maintain_order=True):
        values, n = group["value"].to_numpy(), group.height
        lower, upper = _interval(rng.multinomial(n, np.full(n, 1 / n), size=draws) @ values / n) if n >= 2 else (None, None)
        rows.append((tissue, None, name, rarefied, float(values.mean()), lower, upper, n))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _tissue_totals(expressed: pl.DataFrame) -> pl.DataFrame:
    counts = {"isoforms": "transcript_id", "genes": "gene_id"}
    totals = expressed.group_by("tissue").agg(
        *[pl.col(column).drop_nulls().n_unique().alias(name) for name, column in counts.items()], pl.col("sample_id").n_unique().alias("n"),
    ).sort("tissue")
    rows = [(row["tissue"], None, name, False, float(row[name]), None, None, row["n"]) for row in totals.to_dicts() for name in counts]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _intervals(profile: dict[str, Floats]) -> dict[str, tuple[float | None, float | None]]:
    """The interval of every index; resamples that counted nothing have no index but richness, and are left out."""
    values = np.stack(list(profile.values()))
    known = values[:, np.isfinite(values).all(axis=0)]
    if not known.shape[1]:
        return dict.fromkeys(profile, (None, None))
    tail = (1 - LEVEL) / 2
    bounds = np.quantile(known, [tail, 1 - tail], axis=1).T
    return {name: (float(lower), float(upper)) for name, (lower, upper) in zip(profile, bounds, strict=True)}


def _interval(values: Floats) -> tuple[float | None, float | None]:
    """Percentile interval; none where no resample counted anything."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None, None
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(known, [tail, 1 - tail])
    return float(lower), float(upper)

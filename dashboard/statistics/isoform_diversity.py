"""The table isoform_diversity: indices per gene and tissue, as observed and rarefied, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class _Rows:
    """Values of every index in some tissues of one gene; the arrays are tissues × indices."""

    gene: str
    tissues: list[str]
    rarefied: bool
    value: Floats
    lower: Floats
    upper: Floats
    n: list[int]


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


def _profile(counts: Floats) -> Floats:
    """`index_profile` as one array, its first axis the indices in the order of `INDICES`."""
    found = index_profile(counts)
    return np.stack([found[name] for name in INDICES])


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
    sizes = {tissue: place.stop - place.start for tissue, place in columns.items()}
    eligible = {tissue: n for tissue, n in sizes.items() if n >= MIN_SAMPLES}
    equal_samples = min(eligible.values(), default=0) if has_reads else 0
    # Samples are drawn once for all genes: a resample is a set of libraries, and each gene is what it has in them.
    resampled = {tissue: rng.multinomial(n, np.full(n, 1 / n), size=draws) for tissue, n in sizes.items()}
    subsets = {tissue: _subsets(n, equal_samples, draws, rng) for tissue, n in eligible.items()} if equal_samples else {}
    found: list[_Rows] = []
    specificity: list[tuple] = []
    for gene, tpm, reads in _by_gene(expressed, order):
        values = tpm if has_tpm else reads
        matrices = {tissue: values[place] for tissue, place in columns.items() if values[place].any()}
        found.append(_observed(gene, matrices, resampled))
        if has_tpm and len(columns) >= 2:
            specificity.append(_specificity_row(gene, matrices, len(columns)))
        counted = {tissue: np.rint(reads[columns[tissue]]).astype(np.int64) for tissue in matrices if tissue in subsets}
        if counted:
            found += _rarefied(gene, counted, subsets, equal_samples, rng)
    genes = _frame(found)
    means = _tissue_means(genes, len(eligible), draws, rng)
    return pl.concat([genes, pl.DataFrame(specificity, schema=_SCHEMA, orient="row"), means, _tissue_totals(expressed)])


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


def _observed(gene: str, matrices: dict[str, Floats], resampled: dict[str, NDArray[np.int64]]) -> _Rows:
    """The indices of the samples' sums, with intervals over resampled samples."""
    tissues = list(matrices)
    observed = _profile(np.stack([matrix.sum(axis=0) for matrix in matrices.values()]))
    profile = _profile(np.stack([resampled[tissue] @ matrices[tissue] for tissue in tissues]))
    # A resample that counted nothing has no index but richness; it is left out of all intervals.
    profile[:, ~np.isfinite(profile).all(axis=0)] = np.nan
    bounds = percentile_interval(profile)
    n = [matrices[tissue].shape[0] for tissue in tissues]
    bounds[:, :, np.array(n) < 2] = np.nan
    return _Rows(gene, tissues, False, observed.T, bounds[0].T, bounds[1].T, n)


def _specificity_row(gene: str, matrices: dict[str, Floats], n_tissues: int) -> tuple:
    means = [float(matrix.sum(axis=1).mean()) for matrix in matrices.values()]
    means += [0.0] * (n_tissues - len(means))
    return None, gene, "tau", False, tau(np.log2(np.array(means) + 1)), None, None, n_tissues


def _rarefied(
    gene: str, matrices: dict[str, NDArray[np.int64]], subsets: dict[str, NDArray[np.int64]], n: int, rng: np.random.Generator,
) -> Iterator[_Rows]:
    """The indices at one number of samples and of reads; nothing where no tissue has reads enough."""
    pools = np.stack([subsets[tissue] @ matrix for tissue, matrix in matrices.items()])
    totals = pools.sum(axis=2)
    depths = np.quantile(totals, 0.1, axis=1, method="lower").astype(np.int64)
    depth = int(depths[depths >= MIN_READS].min(initial=np.iinfo(np.int64).max))
    chosen = np.flatnonzero(depths >= max(depth, MIN_READS))
    if not chosen.size:
        return
    deep = totals[chosen] >= depth
    profile = np.full((len(INDICES), *deep.shape), np.nan)
    profile[:, deep] = _profile(_drawn_reads(pools[chosen][deep], depth, rng))
    lower, upper = percentile_interval(profile)
    names = list(matrices)
    tissues = [names[number] for number in chosen]
    yield _Rows(gene, tissues, True, np.nanmean(profile, axis=2).T, lower.T, upper.T, [n] * len(tissues))


def _subsets(n: int, size: int, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """`draws` sets of `size` of n samples drawn without replacement, as draws × samples of zeros and ones."""
    ranks = rng.random((draws, n)).argsort(axis=1).argsort(axis=1)
    return (ranks < size).astype(np.int64)


def _drawn_reads(pool: NDArray[np.int64], depth: int, rng: np.random.Generator) -> Floats:
    """`depth` reads of each row without replacement: hypergeometric isoform by isoform, all rows at once."""
    drawn = np.zeros(pool.shape)
    wanted = np.full(pool.shape[0], depth, dtype=np.int64)
    others = pool.sum(axis=1)
    for isoform in range(pool.shape[1] - 1):
        others = others - pool[:, isoform]
        found = rng.hypergeometric(pool[:, isoform], others, wanted)
        drawn[:, isoform] = found
        wanted = wanted - found
    drawn[:, -1] = wanted
    return drawn


def _frame(found: list[_Rows]) -> pl.DataFrame:
    names = np.array(list(INDICES))
    if not found:
        return pl.DataFrame(schema=_SCHEMA)
    numbers = {name: np.concatenate([getattr(rows, name).ravel() for rows in found]) for name in ("value", "lower", "upper")}
    per_tissue: dict[str, list[Any]] = {
        "tissue": [tissue for rows in found for tissue in rows.tissues],
        "gene_id": [rows.gene for rows in found for _ in rows.tissues],
        "rarefied": [rows.rarefied for rows in found for _ in rows.tissues],
        "n": [n for rows in found for n in rows.n],
    }
    each = np.repeat(np.arange(len(per_tissue["tissue"])), names.size)
    columns = {name: pl.Series(values).gather(each) for name, values in per_tissue.items()}
    columns["index"] = pl.Series(np.tile(names, len(per_tissue["tissue"])))
    columns |= {name: pl.Series(values).fill_nan(None) for name, values in numbers.items()}
    return pl.DataFrame(columns, schema_overrides=_SCHEMA).select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _tissue_means(genes: pl.DataFrame, n_rarefied: int, draws: int, rng: np.random.Generator) -> pl.DataFrame:
    known = genes.filter(pl.col("value").is_finite())
    everywhere = known.filter(pl.col("rarefied")).group_by("gene_id").agg(pl.col("tissue").n_unique().alias("n")).filter(pl.col("n") == n_rarefied)
    comparable = known.filter(~pl.col("rarefied") | pl.col("gene_id").is_in(everywhere["gene_id"].implode()))
    rows: list[tuple] = []
    for (tissue, name, rarefied), group in comparable.group_by("tissue", "index", "rarefied", maintain_order=True):
        values, n = group["value"].to_numpy(), group.height
        lower, upper = percentile_interval(rng.multinomial(n, np.full(n, 1 / n), size=draws) @ values / n).tolist() if n >= 2 else (None, None)
        rows.append((tissue, None, name, rarefied, float(values.mean()), lower, upper, n))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _tissue_totals(expressed: pl.DataFrame) -> pl.DataFrame:
    counts = {"isoforms": "transcript_id", "genes": "gene_id"}
    totals = expressed.group_by("tissue").agg(
        *[pl.col(column).drop_nulls().n_unique().alias(name) for name, column in counts.items()], pl.col("sample_id").n_unique().alias("n"),
    ).sort("tissue")
    rows = [(row["tissue"], None, name, False, float(row[name]), None, None, row["n"]) for row in totals.to_dicts() for name in counts]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def percentile_interval(values: Floats, level: float = LEVEL) -> Floats:
    """Lower and upper percentile bounds over the last axis (Efron 1981, Can. J. Stat. 9:139); NaN left out, NaN where nothing is left.

    By the seventh definition of Hyndman & Fan (1996, Am. Stat. 50:361), as numpy's nanquantile, which goes through the rows one by one.
    """
    ordered = np.sort(values, axis=-1)
    last = np.maximum(np.isfinite(values).sum(axis=-1) - 1, 0)
    tail = (1 - level) / 2
    bounds = []
    for share in (tail, 1 - tail):
        at = last * share
        below = np.floor(at).astype(np.int64)
        low, high = (np.take_along_axis(ordered, index[..., None], axis=-1)[..., 0] for index in (below, np.minimum(below + 1, last)))
        bounds.append(low + (high - low) * (at - below))
    return np.stack(bounds)

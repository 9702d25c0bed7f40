"""Diversity of a community of counts: indices, rarefaction to equal depth or samples, bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]
Index = Callable[[ArrayLike], float]


def richness(counts: ArrayLike) -> float:
    """Number of kinds with a positive count: the Hill number of order 0 (Hill 1973, Ecology 54:427)."""
    return float(np.count_nonzero(_counts(counts) > 0))


def shannon(counts: ArrayLike) -> float:
    """Shannon entropy in nats (Shannon 1948, Bell Syst. Tech. J. 27:379); NaN where nothing was counted."""
    shares = _shares(counts)
    return float(-np.sum(shares * np.log(shares))) if shares.size else float("nan")


def hill_number(counts: ArrayLike, order: float) -> float:
    """Effective number of kinds of the given order (Hill 1973, Ecology 54:427); order 1 is exp(Shannon).

    NaN where nothing was counted, except order 0, which is then 0.
    """
    shares = _shares(counts)
    if order == 0:
        return float(shares.size)
    if not shares.size:
        return float("nan")
    if abs(order - 1) < 1e-9:
        return float(np.exp(-np.sum(shares * np.log(shares))))
    return float(np.sum(shares**order) ** (1 / (1 - order)))


def gini_simpson(counts: ArrayLike) -> float:
    """Probability that two draws with replacement differ in kind (Simpson 1949, Nature 163:688), one minus Σp²."""
    shares = _shares(counts)
    return float(1 - np.sum(shares**2)) if shares.size else float("nan")


def dominance(counts: ArrayLike) -> float:
    """Share of the commonest kind (Berger & Parker 1970, Science 168:1345)."""
    shares = _shares(counts)
    return float(shares.max()) if shares.size else float("nan")


def tau(expression: ArrayLike) -> float:
    """Specificity over tissues, 0 for equal expression to 1 for a single tissue (Yanai 2005, Bioinformatics 21:650).

    `expression` holds one non-negative value per tissue, commonly log2(TPM + 1). NaN where all are 0 or one tissue is given.
    """
    values = _counts(expression)
    top = values.max(initial=0.0)
    if values.size < 2 or top <= 0:
        return float("nan")
    return float(np.sum(1 - values / top) / (values.size - 1))


def rarefied_richness(counts: ArrayLike, depth: int) -> float:
    """Expected number of kinds among `depth` draws without replacement (Hurlbert 1971, Ecology 52:577).

    `counts` are whole numbers. NaN where `depth` is more than was counted: rarefaction does not extrapolate.
    """
    values = _counts(counts)
    total = values.sum()
    if depth < 0:
        raise ValueError(f"depth must be 0 or more, not {depth}")
    if depth > total:
        return float("nan")
    return float(np.sum(1 - _miss_probability(values[values > 0], total, depth)))


def rarefied_hill_number(counts: ArrayLike, depth: int, order: float, draws: int = 200, seed: int = 1) -> float:
    """Mean Hill number over random subsamples of `depth` reads without replacement; order 0 is exact (Hurlbert 1971).

    Multivariate hypergeometric draws, as in the definition of rarefaction (Sanders 1968, Am. Nat. 102:243).
    NaN where `depth` is more than was counted.
    """
    values = np.rint(_counts(counts)).astype(np.int64)
    if order == 0:
        return rarefied_richness(values, depth)
    if depth > values.sum() or depth < 1:
        return float("nan")
    rng = np.random.default_rng(seed)
    subsamples = rng.multivariate_hypergeometric(values, depth, size=draws, method="marginals")
    return float(np.mean([hill_number(subsample, order) for subsample in subsamples]))


def sample_rarefied_richness(incidence: ArrayLike, samples: int) -> float:
    """Expected number of kinds found in `samples` samples drawn without replacement from those there are.

    `incidence` is kinds × samples, true where the kind was detected. The sample-based rarefaction curve
    (Colwell 2004, Ecology 85:2717; Mao's tau). NaN where `samples` is more than there are.
    """
    found = np.asarray(incidence, dtype=bool)
    if found.ndim != 2:
        raise ValueError("incidence must be a matrix of kinds by samples")
    total = found.shape[1]
    if samples < 0 or samples > total:
        return float("nan")
    occupied = found.sum(axis=1).astype(np.float64)
    return float(np.sum(1 - _miss_probability(occupied[occupied > 0], float(total), samples)))


def bootstrap_interval(
    counts: ArrayLike, index: Index, level: float = 0.95, draws: int = 500, seed: int = 1,
) -> tuple[float, float]:
    """Percentile interval of `index` over multinomial resamples of the counts (Efron & Tibshirani 1993, ch. 13).

    Holds the sampling of reads only; resample donors with `sample_bootstrap_interval` where there are several.
    """
    values = _counts(counts)
    total = round(float(values.sum()))
    if total < 1:
        return float("nan"), float("nan")
    resamples = np.random.default_rng(seed).multinomial(total, values / values.sum(), size=draws)
    return _percentiles([index(resample) for resample in resamples], level)


def sample_bootstrap_interval(
    counts: ArrayLike, index: Index, level: float = 0.95, draws: int = 500, seed: int = 1,
) -> tuple[float, float]:
    """Percentile interval of `index` of the summed counts when whole samples are resampled.

    `counts` is kinds × samples. The unit of resampling is the sample, as donors, not reads, are independent
    (Efron & Tibshirani 1993, ch. 8). NaN for fewer than two samples.
    """
    values = np.asarray(counts, dtype=np.float64)
    return _percentiles([index(total) for total in _resampled_totals(values, draws, seed)], level)


INDICES: dict[str, Index] = {
    "richness": richness,
    "shannon": shannon,
    "hill_1": lambda counts: hill_number(counts, 1),
    "hill_2": lambda counts: hill_number(counts, 2),
    "gini_simpson": gini_simpson,
    "dominance": dominance,
}
"""The indices of the table isoform_diversity by their name there."""


def diversity_indices(counts: ArrayLike, names: Sequence[str] = tuple(INDICES)) -> dict[str, float]:
    """The named indices of one vector of counts."""
    # Shares give the same indices as counts, and zeros add nothing: they are computed once for all.
    shares = _shares(counts)
    return {name: INDICES[name](shares) for name in names}


def sample_bootstrap_intervals(
    counts: ArrayLike, names: Sequence[str] = tuple(INDICES), level: float = 0.95, draws: int = 500, seed: int = 1,
) -> dict[str, tuple[float, float]]:
    """`sample_bootstrap_interval` of several named indices over the same resamples (Efron 1979, Ann. Stat. 7:1)."""
    values = np.asarray(counts, dtype=np.float64)
    resampled = [diversity_indices(total, names) for total in _resampled_totals(values, draws, seed)]
    return {name: _percentiles([found[name] for found in resampled], level) for name in names}


def _counts(counts: ArrayLike) -> Floats:
    values = np.asarray(counts, dtype=np.float64).ravel()
    if np.any(values < 0) or not np.all(np.isfinite(values)):
        raise ValueError("counts must be finite and not negative")
    return values


def _shares(counts: ArrayLike) -> Floats:
    values = _counts(counts)
    present = values[values > 0]
    return present / present.sum() if present.size else present


def _miss_probability(present: Floats, total: float, depth: int) -> Floats:
    """Probability that `depth` of `total` draws miss a kind, C(total − present, depth) / C(total, depth), by log gamma."""
    others = total - present
    possible = others >= depth
    safe = np.where(possible, others, depth)
    log_ratio = gammaln(safe + 1) - gammaln(safe - depth + 1) - gammaln(total + 1) + gammaln(total - depth + 1)
    return np.where(possible, np.exp(log_ratio), 0.0)


def _resampled_totals(counts: Floats, draws: int, seed: int) -> Floats:
    """Summed counts of resampled samples, draws × kinds; none for fewer than two samples, nor resamples without counts."""
    n_samples = counts.shape[1] if counts.ndim == 2 else 0
    if n_samples < 2:
        return np.empty((0, counts.shape[0]))
    weights = np.random.default_rng(seed).multinomial(n_samples, np.full(n_samples, 1 / n_samples), size=draws)
    totals = weights @ counts.T
    return totals[totals.sum(axis=1) > 0]


def _percentiles(values: Sequence[float], level: float) -> tuple[float, float]:
    if not values:
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    lower, upper = np.nanquantile(np.asarray(values, dtype=np.float64), [tail, 1 - tail])
    return float(lower), float(upper)

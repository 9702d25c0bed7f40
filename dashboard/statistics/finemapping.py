"""Fine-mapping by approximate Bayes factors: one causal variant, and sums of single effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp

Floats = NDArray[np.float64]


def log_bayes_factors(effect: ArrayLike, se: ArrayLike, prior_sd: float) -> Floats:
    """Natural log of Wakefield's approximate Bayes factor for association (Wakefield 2009, Genet. Epidemiol. 33:79).

    The prior of the effect is normal with standard deviation `prior_sd`, on the effect's own scale. NaN where the
    effect or its error is.
    """
    beta, variance = np.asarray(effect, dtype=np.float64), np.asarray(se, dtype=np.float64) ** 2
    shrinkage = prior_sd**2 / (prior_sd**2 + variance)
    return 0.5 * (np.log1p(-shrinkage) + shrinkage * beta**2 / variance)


def posterior_probabilities(log_bf: ArrayLike, prior: ArrayLike | None = None) -> Floats:
    """Posterior that each variant is the one causal variant, given that there is exactly one (Maller 2012, Nat. Genet. 44:1294).

    `prior` holds weights per variant, equal when not given. Variants with NaN get 0.
    """
    values = np.asarray(log_bf, dtype=np.float64)
    weights = np.ones(values.shape) if prior is None else np.asarray(prior, dtype=np.float64)
    with np.errstate(divide="ignore"):
        scores = np.where(np.isfinite(values), values, -np.inf) + np.log(weights)
    total = logsumexp(scores)
    return np.exp(scores - total) if np.isfinite(total) else np.zeros(values.shape)


def credible_set(posterior: ArrayLike, coverage: float = 0.95) -> NDArray[np.int64]:
    """Indices of the smallest set of variants whose posteriors reach `coverage`, most probable first (Maller 2012)."""
    values = np.asarray(posterior, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    reached = np.cumsum(values[order])
    size = int(np.searchsorted(reached, coverage * (1 - 1e-9))) + 1
    return order[: min(size, values.size)]


def purity(correlation: ArrayLike) -> float:
    """Smallest absolute correlation between variants of a set, from their correlation matrix (Wang 2020); 1 for a single one."""
    return float(np.min(np.abs(np.asarray(correlation, dtype=np.float64)), initial=1.0))


@dataclass(frozen=True)
class SumOfSingleEffects:
    """A fitted sum of single effects. `alpha` is effects × variants and each row sums to 1."""

    alpha: Floats
    effect: Floats
    """Posterior mean of each effect given that the variant carries it, effects × variants, on the phenotype's SD."""
    log_bf: Floats
    """Log Bayes factor of each single effect against none."""
    prior_variance: Floats
    """Estimated prior variance of each effect; 0 where the data do not support the effect."""
    iterations: int
    converged: bool

    @property
    def pip(self) -> Floats:
        """Posterior inclusion probability of each variant over the supported effects."""
        used = self.alpha[self.prior_variance > 1e-9]
        return 1 - np.prod(1 - used, axis=0) if used.size else np.zeros(self.alpha.shape[1])

    def credible_sets(
        self, correlation: NDArray[Any], coverage: float = 0.95, minimum_purity: float = 0.5,
    ) -> list[tuple[NDArray[np.int64], float]]:
        """The pure sets and their purity, one per supported effect, most strongly supported first; repeats left out."""
        found: list[tuple[NDArray[np.int64], float]] = []
        seen: set[frozenset[int]] = set()
        for effect in np.argsort(-self.log_bf, kind="stable"):
            if self.prior_variance[effect] <= 1e-9:
                continue
            members = credible_set(self.alpha[effect], coverage)
            set_purity = purity(correlation[np.ix_(members, members)])
            identity = frozenset(members.tolist())
            if set_purity >= minimum_purity and identity not in seen:
                seen.add(identity)
                found.append((members, set_purity))
        return found


def fit_single_effects(correlation: ArrayLike, z: ArrayLike, n: int, n_effects: int = 5) -> SumOfSingleEffects:
    """Iterative Bayesian stepwise selection: the phenotype as a sum of `n_effects` single-variant effects.

    Wang 2020 (J. R. Stat. Soc. B 82:1273), from summary statistics as in Zou 2022 (PLoS Genet. 18:e1010299):
    `correlation` is the LD matrix of the same samples and `z` the z scores (shrunk for the variance each variant
    explains). Residual variance is kept at 1; each effect's prior variance is estimated by EM and set to 0 where a
    null effect is likelier.
    """
    return fit_many_loci([np.asarray(correlation)], [np.asarray(z)], n, n_effects)[0]


def fit_many_loci(
    correlations: Sequence[NDArray[Any]], scores: Sequence[NDArray[Any]], n: int, n_effects: int = 5,
    *, iterations: int = 100, tolerance: float = 1e-4,
) -> list[SumOfSingleEffects]:
    """`fit_single_effects` of several loci of the same samples, padded to one length and iterated together."""
    if not scores:
        return []
    sizes = np.array([z.size for z in scores])
    loci, width = len(scores), int(sizes.max())
    inside = np.arange(width) < sizes[:, None]
    ld = np.zeros((loci, width, width), dtype=np.float32)
    z = np.zeros((loci, width))
    for locus, (matrix, values) in enumerate(zip(correlations, scores, strict=True)):
        ld[locus, : values.size, : values.size] = matrix
        z[locus, : values.size] = values
    log_prior = np.where(inside, -np.log(sizes)[:, None], -np.inf)
    effect = z * np.sqrt((n - 1) / (z**2 + n - 2)) / np.sqrt(n - 1)
    state = _Effects.start(log_prior, n_effects)
    active = np.arange(loci)
    finished = np.full(loci, iterations)
    for iteration in range(1, iterations + 1):
        change = state.update(active, ld, effect, 1 / (n - 1), log_prior)
        done = change < tolerance
        finished[active[done]] = iteration
        active = active[~done]
        if not active.size:
            break
    unfinished = set(active.tolist())
    return [
        SumOfSingleEffects(
            state.alpha[:, i, :size], state.mean[:, i, :size], state.log_bf[:, i], state.variance[:, i],
            int(finished[i]), i not in unfinished,
        )
        for i, size in enumerate(sizes)
    ]


@dataclass
class _Effects:
    """The single effects of all loci while they are fitted: effects × loci (× variants)."""

    alpha: Floats
    mean: Floats
    fitted: Floats
    variance: Floats
    log_bf: Floats

    @classmethod
    def start(cls, log_prior: Floats, n_effects: int) -> _Effects:
        shape = (n_effects, *log_prior.shape)
        flat = (n_effects, log_prior.shape[0])
        alpha = np.broadcast_to(np.exp(log_prior), shape).copy()
        return cls(alpha, np.zeros(shape), np.zeros(shape), np.full(flat, 0.2), np.zeros(flat))

    def update(
        self, loci: NDArray[np.int64], ld: NDArray[np.float32], effect: Floats, error: float, log_prior: Floats,
    ) -> Floats:
        """One round over the effects of some loci; the largest change of an inclusion probability in each."""
        matrices = ld if loci.size == ld.shape[0] else ld[loci]
        change = np.zeros(loci.size)
        for number in range(self.alpha.shape[0]):
            others = self.fitted[:, loci].sum(axis=0) - self.fitted[number, loci]
            alpha, mean, variance, log_bf = _single_effect(
                effect[loci] - others, error, self.variance[number, loci], log_prior[loci],
            )
            change = np.maximum(change, np.max(np.abs(alpha - self.alpha[number, loci]), axis=1))
            carried = (alpha * mean).astype(np.float32)
            self.fitted[number, loci] = np.matmul(matrices, carried[:, :, None])[:, :, 0]
            self.alpha[number, loci], self.mean[number, loci] = alpha, mean
            self.variance[number, loci], self.log_bf[number, loci] = variance, log_bf
        return change


def _single_effect(
    effect: Floats, error: float, prior_variance: Floats, log_prior: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """One single-effect regression per locus: inclusion probabilities, conditional means, prior variance, log Bayes factor."""
    variance = np.maximum(prior_variance, 0.01)
    for _ in range(3):
        alpha, mean, spread, _ = _posterior(effect, error, variance, log_prior)
        variance = np.sum(alpha * (mean**2 + spread[:, None]), axis=1)
    alpha, mean, _, log_bf = _posterior(effect, error, variance, log_prior)
    null = log_bf <= 0.1
    alpha[null], mean[null] = np.exp(log_prior[null]), 0.0
    return alpha, mean, np.where(null, 0.0, variance), np.where(null, 0.0, log_bf)


def _posterior(
    effect: Floats, error: float, prior_variance: Floats, log_prior: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Inclusion probabilities, conditional means and variances, and the locus's log Bayes factor."""
    shrinkage = (prior_variance / (prior_variance + error))[:, None]
    weight = 0.5 * (np.log1p(-shrinkage) + shrinkage * effect**2 / error) + log_prior
    top = weight.max(axis=1, keepdims=True)
    alpha = np.exp(weight - top)
    total = alpha.sum(axis=1, keepdims=True)
    return alpha / total, shrinkage * effect, shrinkage[:, 0] * error, (top + np.log(total))[:, 0]

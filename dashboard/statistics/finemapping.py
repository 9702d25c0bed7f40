"""Fine-mapping by approximate Bayes factors: one causal variant, and sums of single effects."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Indices of the smallest set of variants whose posteriors reach `coverage`, most probable first."""
    values = np.asarray(posterior, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    reached = np.cumsum(values[order])
    size = int(np.searchsorted(reached, coverage * (1 - 1e-9))) + 1
    return order[: min(size, values.size)]


def purity(correlation: ArrayLike) -> float:
    """Smallest absolute correlation between variants of a set, from their correlation matrix; 1 for a single variant."""
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
        self, correlation: Floats, coverage: float = 0.95, minimum_purity: float = 0.5,
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


def fit_single_effects(
    correlation: ArrayLike, z: ArrayLike, n: int, n_effects: int = 5, *, iterations: int = 100, tolerance: float = 1e-4,
) -> SumOfSingleEffects:
    """Iterative Bayesian stepwise selection: the phenotype as a sum of `n_effects` single-variant effects.

    Wang 2020 (J. R. Stat. Soc. B 82:1273), from summary statistics as in Zou 2022 (PLoS Genet. 18:e1010299):
    `correlation` is the LD matrix of the same samples and `z` the z scores (shrunk for the variance each variant
    explains). Residual variance is kept at 1; each effect's prior variance is estimated by the EM step and set to 0
    where a null effect is likelier.
    """
    ld, scores = np.asarray(correlation, dtype=np.float64), np.asarray(z, dtype=np.float64)
    shrunk = scores * np.sqrt((n - 1) / (scores**2 + n - 2))
    xty = shrunk * np.sqrt(n - 1)
    xtx = ld * (n - 1)
    p = scores.size
    alpha = np.full((n_effects, p), 1 / p)
    mean = np.zeros((n_effects, p))
    log_bf = np.zeros(n_effects)
    variance = np.full(n_effects, 0.2)
    fitted = xtx @ np.sum(alpha * mean, axis=0)
    previous = alpha.copy()
    done = 0
    converged = False
    while done < iterations and not converged:
        for effect in range(n_effects):
            fitted -= xtx @ (alpha[effect] * mean[effect])
            alpha[effect], mean[effect], variance[effect], log_bf[effect] = _single_effect(
                (xty - fitted) / (n - 1), 1 / (n - 1), variance[effect],
            )
            fitted += xtx @ (alpha[effect] * mean[effect])
        done += 1
        converged = bool(np.max(np.abs(alpha - previous)) < tolerance)
        previous = alpha.copy()
    return SumOfSingleEffects(alpha, mean, log_bf, variance, done, converged)


def _single_effect(effect: Floats, error_variance: float, prior_variance: float) -> tuple[Floats, Floats, float, float]:
    """One single-effect regression: inclusion probabilities, conditional means, prior variance, log Bayes factor."""
    variance = max(prior_variance, 0.01)
    for _ in range(3):
        alpha, mean, second_moment, _ = _posterior(effect, error_variance, variance)
        variance = float(np.sum(alpha * second_moment))
    alpha, mean, _, log_bf = _posterior(effect, error_variance, variance)
    if log_bf <= 0.1:
        return np.full(effect.size, 1 / effect.size), np.zeros(effect.size), 0.0, 0.0
    return alpha, mean, variance, log_bf


def _posterior(effect: Floats, error_variance: float, prior_variance: float) -> tuple[Floats, Floats, Floats, float]:
    log_bf = log_bayes_factors(effect, np.full(effect.size, np.sqrt(error_variance)), float(np.sqrt(prior_variance)))
    total = float(logsumexp(log_bf) - np.log(effect.size))
    posterior_variance = 1 / (1 / error_variance + 1 / prior_variance)
    mean = posterior_variance / error_variance * effect
    return np.exp(log_bf - logsumexp(log_bf)), mean, mean**2 + posterior_variance, total

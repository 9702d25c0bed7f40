"""Colocalization of two association signals under at most one causal variant each (coloc)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.finemapping import log_bayes_factors

Floats = NDArray[np.float64]

P1, P2, P12 = 1e-4, 1e-4, 1e-5
"""Prior probabilities that a variant is causal for the first trait, the second, and both (coloc's defaults)."""
QUANTITATIVE_PRIOR_SD = 0.15
"""Prior SD of an effect on a quantitative trait, in SD of the trait."""
CASE_CONTROL_PRIOR_SD = 0.2
"""Prior SD of a log odds ratio."""


@dataclass(frozen=True)
class Colocalization:
    """Posteriors of the five hypotheses; `variant_posterior` is each variant's share of H4 (SNP.PP.H4)."""

    pp_h0: float
    pp_h1: float
    pp_h2: float
    pp_h3: float
    pp_h4: float
    n_variants: int
    variant_posterior: Floats

    priors: tuple[float, float, float] = (P1, P2, P12)

    @property
    def posteriors(self) -> tuple[float, float, float, float, float]:
        return self.pp_h0, self.pp_h1, self.pp_h2, self.pp_h3, self.pp_h4


def effect_bayes_factors(effect: ArrayLike, varbeta: ArrayLike, *, case_control: bool = False, sd_y: float = 1.0) -> Floats:
    """coloc's log approximate Bayes factors from effects and their variances (squared standard errors).

    The prior SD is 0.15 × `sd_y` for quantitative traits and 0.2 for log odds ratios, as in coloc's approx.bf.estimates
    (Giambartolomei 2014, PLoS Genet. 10:e1004383).
    """
    prior_sd = CASE_CONTROL_PRIOR_SD if case_control else QUANTITATIVE_PRIOR_SD * sd_y
    return log_bayes_factors(effect, np.sqrt(np.asarray(varbeta, dtype=np.float64)), prior_sd)


def estimate_sd_y(varbeta: ArrayLike, maf: ArrayLike, n: ArrayLike) -> float:
    """Standard deviation of a quantitative trait from its effects' variances (sdY.est of coloc, Giambartolomei 2014).

    n · 2f(1 − f) regressed on 1 / varbeta through the origin has the trait's variance as slope.
    """
    frequency = np.asarray(maf, dtype=np.float64)
    inverse = 1 / np.asarray(varbeta, dtype=np.float64)
    expected = np.asarray(n, dtype=np.float64) * 2 * frequency * (1 - frequency)
    variance = float(np.sum(expected * inverse) / np.sum(inverse**2))
    if variance < 0:
        raise ValueError("the trait's variance is estimated as negative; the effects' variances do not fit their frequencies")
    return float(np.sqrt(variance))


def colocalize(
    log_bf_1: ArrayLike, log_bf_2: ArrayLike, p1: float = P1, p2: float = P2, p12: float = P12,
) -> Colocalization:
    """Posterior of H0 (no association), H1, H2 (one trait only), H3 (two variants) and H4 (one shared variant).

    coloc.abf of Giambartolomei (2014); both vectors are of the same variants in the same order. Variants with NaN in
    either are left out.
    """
    first, second = np.asarray(log_bf_1, dtype=np.float64), np.asarray(log_bf_2, dtype=np.float64)
    if first.shape != second.shape:
        raise ValueError(f"the two signals have {first.size} and {second.size} variants; give the shared ones in one order")
    known = np.isfinite(first) & np.isfinite(second)
    if not known.any():
        raise ValueError("no variant has a Bayes factor for both traits")
    l1, l2 = first[known], second[known]
    _refuse_impossible(p1, p2, p12)
    sum_1, sum_2, sum_both = (float(np.logaddexp.reduce(values)) for values in (l1, l2, l1 + l2))
    supports = np.array([
        0.0, np.log(p1) + sum_1, np.log(p2) + sum_2, np.log(p1) + np.log(p2) + _log_difference(sum_1 + sum_2, sum_both),
        np.log(p12) + sum_both,
    ])
    h0, h1, h2, h3, h4 = np.exp(supports - np.logaddexp.reduce(supports)).tolist()
    variant_posterior = np.zeros(first.shape)
    variant_posterior[known] = np.exp(l1 + l2 - sum_both)
    return Colocalization(h0, h1, h2, h3, h4, int(known.sum()), variant_posterior, (p1, p2, p12))


def adjust_prior(prior: float, n_variants: int) -> float:
    """The prior of a variant, or 1 / (n + 1) where the priors of all `n_variants` would sum to 1 or more.

    As coloc.abf does since Wallace (2020, PLoS Genet. 16:e1008720).
    """
    return 1 / (n_variants + 1) if prior * n_variants >= 1 else prior


def hypothesis_priors(n_variants: int, p1: float = P1, p2: float = P2, p12: ArrayLike = P12) -> Floats:
    """Prior probabilities of H0 … H4 (last axis) that the priors of single variants imply.

    coloc's prior.snp2hyp (Wallace 2020, PLoS Genet. 16:e1008720).
    """
    both = np.asarray(p12, dtype=np.float64)
    n = float(n_variants)
    one = np.broadcast_arrays(n * p1, n * p2, n * (n - 1) * p1 * p2, n * both)
    return np.stack([1 - sum(one), *one], axis=-1)


def sensitivity(result: Colocalization, p12: ArrayLike) -> Floats:
    """Posteriors of H0 … H4 (columns) had p12 been each of these values (rows), as coloc's sensitivity().

    The posteriors are reweighted by the priors of the hypotheses (Wallace 2020, PLoS Genet. 16:e1008720).
    """
    p1, p2, used = result.priors
    new = hypothesis_priors(result.n_variants, p1, p2, np.atleast_1d(np.asarray(p12, dtype=np.float64)))
    weighted = np.array(result.posteriors) * new / hypothesis_priors(result.n_variants, p1, p2, used)
    shares: Floats = weighted / weighted.sum(axis=1, keepdims=True)
    return shares


def p12_range(p1: float = P1, p2: float = P2, points: int = 100) -> Floats:
    """Values of p12 to test: evenly on a logarithmic scale from p1 · p2 (independent traits) to the smaller of both."""
    return np.geomspace(p1 * p2, min(p1, p2), points)


def _refuse_impossible(p1: float, p2: float, p12: float) -> None:
    if not 0 < p1 < 1 or not 0 < p2 < 1 or not 0 < p12 < 1:
        raise ValueError("priors are probabilities above 0 and below 1")


def _log_difference(larger: float, smaller: float) -> float:
    """log(e^larger − e^smaller); −∞ where they are equal, as with one variant."""
    gap = smaller - larger
    return float(larger + np.log1p(-np.exp(gap))) if gap < -1e-15 else float("-inf")

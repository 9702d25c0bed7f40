"""Summary-data-based Mendelian randomization and its test of heterogeneity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

Floats = NDArray[np.float64]


def smr_test(gwas_z: ArrayLike, qtl_z: ArrayLike) -> tuple[Floats, Floats]:
    """χ² (1 degree of freedom) and p-value of SMR at the top QTL variant: z₁²z₂² / (z₁² + z₂²).

    Zhu 2016 (Nat. Genet. 48:481), equation 5. A test of an effect of the phenotype on the trait, or of one variant on both.
    """
    first, second = np.asarray(gwas_z, dtype=np.float64) ** 2, np.asarray(qtl_z, dtype=np.float64) ** 2
    total = first + second
    chi2 = np.divide(first * second, total, out=np.zeros(np.broadcast(first, second).shape), where=total > 0)
    return chi2, chdtrc(1, chi2)


def smr_effect(gwas_effect: float, gwas_se: float, qtl_effect: float, qtl_se: float) -> tuple[float, float]:
    """Effect of the phenotype on the trait (ratio of effects) and its standard error by the delta method (Zhu 2016)."""
    ratio = gwas_effect / qtl_effect
    relative = (gwas_se / gwas_effect) ** 2 + (qtl_se / qtl_effect) ** 2 if gwas_effect else float("nan")
    se = abs(ratio) * float(np.sqrt(relative)) if gwas_effect else abs(gwas_se / qtl_effect)
    return ratio, se


def heidi_test(
    gwas_effect: ArrayLike, gwas_se: ArrayLike, qtl_effect: ArrayLike, qtl_se: ArrayLike, correlation: ArrayLike,
    *, top: int,
) -> float:
    """p-value that the ratio of effects is the same at all variants: HEIDI (Zhu 2016); small means linkage.

    `correlation` is the LD matrix of the variants and `top` the index of the instrument. The statistic Σz² of the
    differences from the top variant's ratio is referred to a scaled χ² matched to its first two moments
    (Satterthwaite 1946, Biometrics Bull. 2:110). NaN with fewer than three other variants.
    """
    b_gwas, b_qtl = np.asarray(gwas_effect, dtype=np.float64), np.asarray(qtl_effect, dtype=np.float64)
    s_gwas, s_qtl = np.asarray(gwas_se, dtype=np.float64), np.asarray(qtl_se, dtype=np.float64)
    ld = np.asarray(correlation, dtype=np.float64)
    others = np.flatnonzero(np.arange(b_gwas.size) != top)
    if others.size < 3:
        return float("nan")
    ratio = b_gwas / b_qtl
    z_qtl = b_qtl / s_qtl
    inverse = 1 / z_qtl
    covariance = ld * (np.outer(s_gwas / b_qtl, s_gwas / b_qtl) + np.outer(ratio * inverse, ratio * inverse))
    difference = ratio[others] - ratio[top]
    spread = (
        covariance[np.ix_(others, others)] - covariance[others, top][:, None] - covariance[top, others][None, :]
        + covariance[top, top]
    )
    sd = np.sqrt(np.diag(spread))
    usable = sd > 1e-12
    if usable.sum() < 3:
        return float("nan")
    z = difference[usable] / sd[usable]
    eigenvalues = np.clip(np.linalg.eigvalsh(spread[np.ix_(usable, usable)] / np.outer(sd[usable], sd[usable])), 0, None)
    scale = float(np.sum(eigenvalues**2) / np.sum(eigenvalues))
    dof = float(np.sum(eigenvalues) ** 2 / np.sum(eigenvalues**2))
    return float(chdtrc(dof, float(np.sum(z**2)) / scale))

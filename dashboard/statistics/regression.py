"""Cis-regression of phenotypes on genotypes with covariates, for all variants at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, log_ndtr, ndtr, ndtri, stdtr

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """Estimates for each pair; arrays are variants × phenotypes. `dof` is n − 2 − covariates."""

    slope: Floats
    se: Floats
    t: Floats
    dof: int

    @property
    def p(self) -> Floats:
        """Two-sided p-values."""
        return two_sided_p(self.t, self.dof)


def residualize(values: ArrayLike, covariates: ArrayLike | None = None) -> NDArray[Any]:
    """Rows of `values` (features × samples) less their projection on an intercept and `covariates` (samples × c).

    Both sides residualised so give the full model's slopes (Lovell 1963, J. Am. Stat. Assoc. 58:993).

    32-bit floats stay so, for matrices of many variants; everything else becomes 64-bit.
    """
    rows = np.atleast_2d(np.asarray(values))
    if rows.dtype != np.float32:
        rows = rows.astype(np.float64)
    residual = rows - rows.mean(axis=1, keepdims=True)
    basis = _covariate_basis(covariates, rows.shape[1]).astype(rows.dtype)
    residual -= (residual @ basis) @ basis.T
    return residual


def regress(
    genotypes: ArrayLike, phenotypes: ArrayLike, covariates: ArrayLike | None = None,
) -> Regression:
    """Ordinary least squares of each phenotype on each variant, one at a time, with an intercept and the covariates.

    `genotypes` is variants × samples, `phenotypes` phenotypes × samples, `covariates` samples × c. By the theorem of
    Frisch and Waugh (1933, Econometrica 1:387) residualising both sides once gives the slopes of the full model; as in
    Matrix eQTL (Shabalin 2012, Bioinformatics 28:1353) all pairs are then one matrix product. Variants that do not
    vary beyond the covariates have NaN estimates.
    """
    x, y = residualize(genotypes, covariates), residualize(phenotypes, covariates)
    n = x.shape[1]
    dof = n - 2 - _covariate_basis(covariates, n).shape[1]
    if dof < 1:
        raise ValueError(f"{n} samples are too few for this many covariates")
    return regress_residuals(x, y, dof)


def regress_residuals(x: NDArray[Any], y: NDArray[Any], dof: int) -> Regression:
    """`regress` for rows that are residualised already, as when one tissue's residuals serve many genes."""
    ssx, ssy = np.einsum("ij,ij->i", x, x).astype(np.float64), np.einsum("ij,ij->i", y, y)
    scale = (1e-6 if x.dtype == np.float32 else 1e-10) * max(x.shape[1], 1)
    ssx = np.where(ssx > scale, ssx, np.nan)
    sxy = x @ y.T
    slope = sxy / ssx[:, None]
    residual = np.maximum(ssy[None, :] - slope * sxy, 0.0)
    se = np.sqrt(residual / dof / ssx[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = slope / se
    return Regression(slope, se, t, dof)


def two_sided_p(t: ArrayLike, dof: float) -> Floats:
    """Two-sided p-value of a t statistic (Student 1908, Biometrika 6:1); infinite `dof` means the normal distribution."""
    magnitude = np.abs(np.asarray(t, dtype=np.float64))
    return 2 * (ndtr(-magnitude) if np.isinf(dof) else stdtr(dof, -magnitude))


def neglog10_normal_p(z: ArrayLike) -> Floats:
    """−log10 of the two-sided normal p-value, finite where the p-value itself would underflow to 0."""
    magnitude = np.abs(np.asarray(z, dtype=np.float64))
    return -(log_ndtr(-magnitude) + np.log(2)) / np.log(10)


def inverse_normal_transform(values: ArrayLike) -> Floats:
    """Each row's ranks as normal quantiles with Blom's offset (Beasley 2009, Behav. Genet. 39:580); ties share ranks."""
    rows = np.atleast_2d(np.asarray(values, dtype=np.float64))
    # scipy.stats takes 35 MB and half a second, which a serving worker, that maps nothing, does without.
    from scipy.stats import rankdata  # noqa: PLC0415

    ranks = rankdata(rows, axis=1)
    return ndtri((ranks - 0.375) / (rows.shape[1] + 0.25))


def genomic_inflation(p: ArrayLike) -> float:
    """λ: median χ² over its median under the null (Devlin & Roeder 1999, Biometrics 55:997); 1 means no inflation."""
    values = np.asarray(p, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not values.size:
        return float("nan")
    return float(chdtri(1, np.median(values)) / chdtri(1, 0.5))


def _covariate_basis(covariates: ArrayLike | None, n: int) -> Floats:
    """An orthonormal basis of the centred covariates; collinear ones count once."""
    if covariates is None:
        return np.empty((n, 0))
    matrix = np.asarray(covariates, dtype=np.float64).reshape(n, -1)
    left, singular, _ = np.linalg.svd(matrix - matrix.mean(axis=0), full_matrices=False)
    return left[:, singular > 1e-10 * max(1.0, singular.max(initial=0.0))]

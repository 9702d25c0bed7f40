"""Analysis of population structure: principal components, ancestry shares, relatedness, cross-validation."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.cohorts import Cohorts
from dashboard.schema.populations import N_PCS
from dashboard.statistics.pca import Components, patterson_scale, principal_components
from dashboard.statistics.population import kinship

Floats = NDArray[np.float64]

LEARNED_FROM = (("YRI", "ESN"), ("CEU", "GBR"), ("CHB", "CHS"), ("ITU", "STU"), ("PEL",), ("JPT",), ("FIN",))
"""Populations whose frequencies stand for the first, second, … ancestral component."""
K_SHOWN = 5


def structure_tables(cohorts: Cohorts) -> dict[str, pl.DataFrame]:
    """Tables genotype_pcs, pc_variance, admixture, admixture_cv and kinship."""
    everyone = np.arange(len(cohorts.sample_id))
    asians = np.array([i for i in everyone if cohorts.superpopulation[i] == "EAS" or cohorts.cohort[i] == "GTOP"])
    analyses = {"global": everyone, "east_asian": asians}
    components = {name: project(cohorts, members) for name, members in analyses.items()}
    return {
        "genotype_pcs": pl.concat([_scores(cohorts, name, analyses[name], found) for name, found in components.items()]),
        "pc_variance": pl.concat([_variance(name, found) for name, found in components.items()]),
        "admixture": _admixture_table(cohorts),
        "admixture_cv": _cross_validation(cohorts),
        "kinship": _kinship_table(cohorts),
    }


def project(cohorts: Cohorts, members: NDArray[np.int64]) -> Components:
    """Principal components of some individuals at the unlinked variants."""
    return principal_components(patterson_scale(cohorts.unlinked[:, members]), N_PCS)


def ancestry_shares(dosages: NDArray[np.int8], frequencies: Floats, iterations: int = 200) -> Floats:
    """Shares of known components that best explain each individual's dosages: least squares on the simplex.

    Multiplicative updates keep shares positive; they are normalised at each step. `frequencies` is variants ×
    components, the answer individuals × components.
    """
    target = frequencies.T @ (dosages / 2.0)
    gram = frequencies.T @ frequencies
    shares = np.full((dosages.shape[1], frequencies.shape[1]), 1 / frequencies.shape[1])
    for _ in range(iterations):
        shares *= target.T / np.maximum(shares @ gram, 1e-12)
        shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _scores(cohorts: Cohorts, analysis: str, members: NDArray[np.int64], found: Components) -> pl.DataFrame:
    identity = {
        "analysis": [analysis] * members.size,
        "sample_id": [cohorts.sample_id[i] for i in members],
        "cohort": [cohorts.cohort[i] for i in members],
        "resources": [cohorts.resources[i] for i in members],
        "population": [cohorts.population[i] for i in members],
        "superpopulation": [cohorts.superpopulation[i] for i in members],
    }
    scores = {f"pc{i + 1}": np.round(found.scores[:, i], 4) for i in range(found.scores.shape[1])}
    return pl.DataFrame(identity | scores, schema_overrides={"resources": pl.List(pl.String)})


def _variance(analysis: str, found: Components) -> pl.DataFrame:
    return pl.DataFrame({
        "analysis": analysis, "pc": np.arange(1, found.sd.size + 1), "proportion": np.round(found.proportion, 8),
        "sd": np.round(found.sd, 6), "basis": "of all components",
    })


def _component_frequencies(cohorts: Cohorts, k: int, variants: NDArray[np.int64]) -> Floats:
    codes = np.array([code or "" for code in cohorts.population])
    columns = [cohorts.unlinked[np.ix_(variants, np.isin(codes, named))].mean(axis=1) / 2 for named in LEARNED_FROM[:k]]
    return np.stack(columns, axis=1)


def _admixture_table(cohorts: Cohorts) -> pl.DataFrame:
    variants = np.arange(cohorts.unlinked.shape[0])
    shares = ancestry_shares(cohorts.unlinked, _component_frequencies(cohorts, K_SHOWN, variants))
    n = len(cohorts.sample_id)
    return pl.DataFrame({
        "sample_id": np.repeat(cohorts.sample_id, K_SHOWN), "k": K_SHOWN, "component": np.tile(np.arange(1, K_SHOWN + 1), n),
        "population": np.repeat(np.array(cohorts.population, dtype=object), K_SHOWN).tolist(),
        "cohort": np.repeat(cohorts.cohort, K_SHOWN),
        "superpopulation": np.repeat(np.array(cohorts.superpopulation, dtype=object), K_SHOWN).tolist(),
        "proportion": np.round(shares.ravel(), 6),
    })


def _cross_validation(cohorts: Cohorts) -> pl.DataFrame:
    """Error of genotypes predicted at variants that were held out of the estimation of shares."""
    members = np.arange(0, len(cohorts.sample_id), 4)
    held_out = np.arange(0, cohorts.unlinked.shape[0], 4)
    kept = np.setdiff1d(np.arange(cohorts.unlinked.shape[0]), held_out)
    rows = []
    for k in range(2, len(LEARNED_FROM) + 1):
        shares = ancestry_shares(cohorts.unlinked[np.ix_(kept, members)], _component_frequencies(cohorts, k, kept))
        p = np.clip(_component_frequencies(cohorts, k, held_out) @ shares.T, 1e-4, 1 - 1e-4)
        dosages = cohorts.unlinked[np.ix_(held_out, members)]
        rows.append({"k": k, "cv_error": round(float(np.mean((dosages - 2 * p) ** 2)), 6)})
    return pl.DataFrame(rows)


def _kinship_table(cohorts: Cohorts) -> pl.DataFrame:
    """All pairs of donors; Z0 is taken from kinship as in unrelated pairs and sibs, 1 − 4φ within 0 and 1."""
    phi = kinship(cohorts.unlinked[:, cohorts.gtop])
    first, second = np.triu_indices(phi.shape[0], 1)
    donors = np.array(cohorts.donors)
    values = phi[first, second]
    return pl.DataFrame({
        "sample_id": donors[first], "other_sample_id": donors[second], "kinship": np.round(values, 5),
        "z0": np.round(np.clip(1 - 4 * values, 0, 1), 5),
    })


"""Who is in the study: donors and reference individuals, their ancestry, and their genotypes at unlinked variants.

Continents split from one ancestral population along a tree, each split a Balding–Nichols draw; populations drift from
their continent; admixed individuals mix continents. The drift lengths give F_ST near the published ones: about 0.14
between Africans and Europeans, 0.11 between Europeans and East Asians, 0.005 to 0.01 between East Asian populations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.demo.streams import stream
from dashboard.statistics.population import balding_nichols

Floats = NDArray[np.float64]

SOURCES = ("AFR", "EUR", "EAS", "SAS", "NAT")
"""Ancestral sources; NAT stands for the Native American ancestry of the admixed American populations."""
TREE = {"AFR": ("root", 0.05), "out": ("root", 0.15), "EUR": ("out", 0.08), "EAS": ("out", 0.14), "SAS": ("out", 0.03), "NAT": ("EAS", 0.10)}
"""Each branch: what it splits from and its drift F."""
ANCESTRAL_VARIANTS = 1200

POPULATIONS: dict[str, tuple[tuple[str, int, float], ...]] = {
    "AFR": (("ACB", 96, .004), ("ASW", 61, .004), ("ESN", 99, .004), ("GWD", 113, .008), ("LWK", 99, .010), ("MSL", 85, .007), ("YRI", 108, .003)),
    "AMR": (("CLM", 94, .006), ("MXL", 64, .006), ("PEL", 85, .012), ("PUR", 104, .006)),
    "EAS": (("CDX", 93, .008), ("CHB", 103, .003), ("CHS", 105, .003), ("JPT", 104, .008), ("KHV", 99, .007)),
    "EUR": (("CEU", 99, .003), ("FIN", 99, .009), ("GBR", 91, .003), ("IBS", 107, .004), ("TSI", 107, .004)),
    "SAS": (("BEB", 86, .004), ("GIH", 103, .006), ("ITU", 102, .004), ("PJL", 96, .004), ("STU", 102, .004)),
}
"""Population codes and sizes of the 1000 Genomes reference panel, and the drift of each from its continent."""
ADMIXED = {"ACB": (.88, .12, 0, 0, 0), "ASW": (.76, .21, 0, 0, .03), "CLM": (.08, .65, 0, 0, .27), "MXL": (.05, .47, 0, 0, .48), "PEL": (.03, .20, 0, 0, .77), "PUR": (.14, .72, 0, 0, .14)}
GTEX_GROUPS = ((706, (0, 1, 0, 0, 0)), (103, (.80, .18, 0, 0, .02)), (14, (.06, .60, 0, 0, .34)), (15, (0, 0, 1, 0, 0)))
"""GTEx-like donors by ancestry: European, African American, Hispanic, Asian."""
GEUVADIS = {"CEU": 89, "FIN": 92, "GBR": 86, "TSI": 91, "YRI": 87}
AFGR = ("ESN", "GWD", "LWK", "MSL", "YRI")
MAGE_PER_POPULATION = 28
GTOP_SIZE, GTEX_SIZE = 160, 838


@dataclass(frozen=True)
class Cohorts:
    """Individuals in rows: GTOP-like, then GTEx-like, then the reference panel.

    `ancestry` holds each individual's shares of SOURCES, `unlinked` ALT dosages at unlinked variants (variants ×
    individuals).
    """

    sample_id: list[str]
    cohort: list[str]
    population: list[str | None]
    superpopulation: list[str | None]
    resources: list[list[str]]
    ancestry: Floats
    unlinked: NDArray[np.int8]

    @property
    def gtop(self) -> slice:
        return slice(0, GTOP_SIZE)

    @property
    def gtex(self) -> slice:
        return slice(GTOP_SIZE, GTOP_SIZE + GTEX_SIZE)

    @property
    def donors(self) -> list[str]:
        return self.sample_id[self.gtop]

    @property
    def gtex_donors(self) -> list[str]:
        return self.sample_id[self.gtex]


def draw_cohorts(seed: int) -> Cohorts:
    """All individuals with ancestry and unlinked genotypes."""
    rng = stream(seed, "cohorts")
    sample_id = [f"SIM-A{i:03d}" for i in range(1, GTOP_SIZE + 1)] + [f"SIM-G{i:04d}" for i in range(1, GTEX_SIZE + 1)]
    cohort = ["GTOP"] * GTOP_SIZE + ["GTEx"] * GTEX_SIZE
    population: list[str | None] = [None] * len(sample_id)
    superpopulation: list[str | None] = [None] * len(sample_id)
    resources: list[list[str]] = [[] for _ in sample_id]
    # GTOP-like donors are drawn from the two Han populations, as their drift.
    drift: list[str] = list(rng.choice(["CHB", "CHS"], GTOP_SIZE)) + ["CEU"] * GTEX_SIZE
    shares = [_pure("EAS", GTOP_SIZE), *(_mix(rng, proportions, size) for size, proportions in GTEX_GROUPS)]
    for continent, members in POPULATIONS.items():
        for code, size, _ in members:
            sample_id += [f"SIM-{code}{i:03d}" for i in range(1, size + 1)]
            cohort += ["1000 Genomes"] * size
            population += [code] * size
            superpopulation += [continent] * size
            resources += [_resources(code, i) for i in range(size)]
            drift += [code] * size
            shares.append(_mix(rng, ADMIXED[code], size) if code in ADMIXED else _pure(continent, size))
    ancestry = np.vstack(shares)
    # Donors of the GTEx-like cohort are European unless their group says otherwise; their order is shuffled.
    gtex = np.arange(GTOP_SIZE, GTOP_SIZE + GTEX_SIZE)
    ancestry[gtex] = ancestry[rng.permutation(gtex)]
    unlinked = _unlinked_genotypes(rng, ancestry, drift)
    return Cohorts(sample_id, cohort, population, superpopulation, resources, ancestry, unlinked)


def drift_along_tree(ancestral: Floats, rng: np.random.Generator) -> Floats:
    """Allele frequencies of SOURCES (sources × variants) that drifted along TREE from ancestral ones."""
    found = {"root": ancestral}
    for name, (parent, fst) in TREE.items():
        found[name] = balding_nichols(found[parent], fst, rng)
    return np.stack([found[name] for name in SOURCES])


def _pure(source: str, size: int) -> Floats:
    shares = np.zeros((size, len(SOURCES)))
    shares[:, SOURCES.index(source)] = 1
    return shares


def _mix(rng: np.random.Generator, proportions: tuple[float, ...], size: int) -> Floats:
    """Individual ancestry shares around a population's, exact where it has one source only."""
    shares = np.zeros((size, len(SOURCES)))
    present = np.flatnonzero(proportions)
    shares[:, present] = rng.dirichlet(np.asarray(proportions)[present] * 25, size) if present.size > 1 else 1.0
    return shares


def _resources(population: str, index: int) -> list[str]:
    named = [("Geuvadis", index < GEUVADIS.get(population, 0)), ("MAGE", index < MAGE_PER_POPULATION), ("AFGR", population in AFGR)]
    return [name for name, belongs in named if belongs]


def _unlinked_genotypes(rng: np.random.Generator, ancestry: Floats, drift: list[str]) -> NDArray[np.int8]:
    """Dosages given each individual's expected frequency: its sources' mixture, shifted by its population's drift."""
    sources = drift_along_tree(rng.beta(1, 1, ANCESTRAL_VARIANTS) * 0.9 + 0.05, rng)
    dosages = np.empty((ANCESTRAL_VARIANTS, len(drift)), dtype=np.int8)
    lengths = {code: fst for members in POPULATIONS.values() for code, _, fst in members}
    codes = np.array(drift)
    for code in dict.fromkeys(drift):
        members = np.flatnonzero(codes == code)
        spread = np.sqrt(lengths[code] * sources * (1 - sources)) * rng.standard_normal(ANCESTRAL_VARIANTS)
        local = np.clip(sources + spread, 0.001, 0.999)
        expected = (ancestry[members] @ local).T
        dosages[:, members] = (rng.random(expected.shape) < expected).astype(np.int8) + (rng.random(expected.shape) < expected)
    return dosages

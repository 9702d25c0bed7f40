"""What people carry: chromosomes as mosaics of founder haplotypes, so that nearby variants are in LD.

Each block of neighbouring variants has founder haplotypes related by a random coalescent tree (Kingman 1982, Stoch.
Proc. Appl. 13:235), its mutations placed on the branches. A person's chromosome copies one founder along the blocks and
changes to another with a fixed probability (Li & Stephens 2003, Genetics 165:2213). How common founders are differs
between ancestral sources by drift along the same tree as in `cohorts`; alleles then move between haplotypes at a low
rate (gene conversion), which keeps LD from being perfect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.demo.cohorts import SOURCES, TREE, Cohorts
from dashboard.demo.genome import Variants, draw_variants
from dashboard.demo.streams import stream

Floats = NDArray[np.float64]
Dosages = NDArray[np.float32]

FOUNDERS = 24
BLOCK = 12
CHANGE = 0.3
"""Probability of changing founder between neighbouring blocks, about 18 kb apart."""
CONVERSION = 0.01
LEAST_MAF = 0.03


@dataclass(frozen=True)
class Genotypes:
    """Variants that are common enough in the GTOP-like cohort, with dosages (variants × donors).

    Dosages count ALT alleles; for tandem repeats they are the mean repeat units of the two alleles. `source_frequency`
    holds the ALT frequency in each of SOURCES (NaN for repeats).
    """

    variants: Variants
    gtop: Dosages
    gtex: Dosages
    source_frequency: Floats


def draw_genotypes(seed: int, cohorts: Cohorts) -> Genotypes:
    """Genotypes of the GTOP- and GTEx-like donors at the variants around the genes."""
    variants = draw_variants(seed)
    rng = stream(seed, "genotypes")
    n_donors = cohorts.gtex.stop
    n_blocks = -(-len(variants) // BLOCK)
    weights = _founder_weights(rng, n_blocks)
    alleles = np.vstack([_block_alleles(rng) for _ in range(n_blocks)])[: len(variants)]
    values = np.where((variants.kind == "TR")[:, None], _repeat_units(rng, alleles), alleles)
    haplotypes = _mosaic(rng, values.astype(np.int8), weights, cohorts.ancestry[:n_donors])
    _convert(rng, haplotypes)
    dosages = haplotypes[:, 0::2].astype(np.float32) + haplotypes[:, 1::2]
    repeats = variants.kind == "TR"
    dosages[repeats] /= 2
    frequency = np.einsum("vf,svf->sv", alleles, weights[:, np.arange(len(variants)) // BLOCK])
    frequency[:, repeats] = np.nan
    half = dosages[:, cohorts.gtop].mean(axis=1) / 2
    common = np.where(repeats, dosages[:, cohorts.gtop].std(axis=1) > 0.3, np.minimum(half, 1 - half) >= LEAST_MAF)
    return Genotypes(
        variants.keep(common), dosages[common, : cohorts.gtop.stop], dosages[common, cohorts.gtex], frequency[:, common],
    )


def _founder_weights(rng: np.random.Generator, n_blocks: int) -> Floats:
    """How common each founder is, sources × blocks × founders: drift as Dirichlet draws around the parent's weights."""
    found = {"root": rng.dirichlet(np.full(FOUNDERS, 0.9), n_blocks)}
    for name, (parent, fst) in TREE.items():
        shape = np.maximum(found[parent] * (1 - fst) / fst, 1e-3)
        gamma = rng.standard_gamma(shape)
        found[name] = gamma / gamma.sum(axis=1, keepdims=True)
    return np.stack([found[name] for name in SOURCES])


def _block_alleles(rng: np.random.Generator) -> NDArray[np.int8]:
    """ALT alleles of one block, variants × founders: mutations on a coalescent tree of the founders."""
    carriers = [1 << i for i in range(FOUNDERS)]
    branches, lengths = [], []
    waiting = rng.exponential(size=FOUNDERS)
    for step in range(FOUNDERS - 1):
        size = len(carriers)
        time = waiting[step] * 2 / (size * (size - 1))
        branches += carriers
        lengths += [time] * size
        first, second = rng.choice(size, 2, replace=False)
        merged = carriers[first] | carriers[second]
        carriers = [c for i, c in enumerate(carriers) if i not in (first, second)] + [merged]
    weights = np.array(lengths)
    chosen = rng.choice(len(branches), BLOCK, p=weights / weights.sum())
    masks = np.array([branches[i] for i in chosen], dtype=np.int64)
    return ((masks[:, None] >> np.arange(FOUNDERS)) & 1).astype(np.int8)


def _repeat_units(rng: np.random.Generator, alleles: NDArray[np.int8]) -> NDArray[np.int64]:
    """Repeat units of each founder: carriers of a mutation expanded, and single units come and go."""
    shape = (alleles.shape[0], 1)
    base, step = rng.integers(6, 22, shape), rng.integers(1, 8, shape)
    return np.clip(base + step * alleles + rng.integers(-1, 2, alleles.shape), 1, 60)


def _mosaic(
    rng: np.random.Generator, values: NDArray[np.int8], weights: Floats, ancestry: Floats,
) -> NDArray[np.int8]:
    """Haplotypes, variants × (2 · donors): each copies a founder, from a source drawn by the donor's ancestry."""
    n = 2 * ancestry.shape[0]
    cumulative_ancestry = np.repeat(np.cumsum(ancestry, axis=1), 2, axis=0)
    cumulative = np.cumsum(weights, axis=2)
    haplotypes = np.empty((values.shape[0], n), dtype=np.int8)
    founder = np.zeros(n, dtype=np.int64)
    for block in range(weights.shape[1]):
        source = np.minimum((rng.random(n)[:, None] > cumulative_ancestry).sum(axis=1), len(SOURCES) - 1)
        fresh = np.zeros(n, dtype=np.int64)
        draw = rng.random(n)
        for number in range(len(SOURCES)):
            chosen = source == number
            fresh[chosen] = np.searchsorted(cumulative[number, block], draw[chosen])
        changes = rng.random(n) < CHANGE if block else np.ones(n, dtype=bool)
        founder = np.where(changes, np.minimum(fresh, FOUNDERS - 1), founder)
        rows = slice(block * BLOCK, (block + 1) * BLOCK)
        haplotypes[rows] = values[rows][:, founder]
    return haplotypes


def _convert(rng: np.random.Generator, haplotypes: NDArray[np.int8]) -> None:
    """Replace a few alleles by another person's at the same variant, in place."""
    n_variants, n = haplotypes.shape
    count = rng.binomial(haplotypes.size, CONVERSION)
    rows, columns, donors = rng.integers(n_variants, size=count), rng.integers(n, size=count), rng.integers(n, size=count)
    haplotypes[rows, columns] = haplotypes[rows, donors]

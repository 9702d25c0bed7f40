"""The causal truth: which variant changes which gene's expression or splicing, in which tissues, by how much.

A quarter of the genes have no effect at all and serve as nulls. The others have one or two causal variants near their
transcription start. Effects are shared by all tissues, specific to a few, or opposite in some; a few exist in one of the
two cohorts only. Sizes are drawn as the share of the expression variance they explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.demo.genome import Genes, cis_slices
from dashboard.demo.genotypes import Genotypes
from dashboard.demo.streams import stream
from dashboard.demo.tissues import MAPPED, SYSTEMS, TISSUES
from dashboard.demo.transcripts import Isoforms

Floats = NDArray[np.float64]
Target = Literal["expression", "splicing"]

NOISE_SD = 0.5
"""SD of log2 expression that neither genotype nor covariates explain."""
USAGE_NOISE_SD = 0.6
CLASS_WEIGHT = {"SNV": 1.0, "SV": 5.0, "TR": 4.0}
"""How much likelier a structural variant or repeat is to be causal than a small variant at the same place."""
DISTANCE_SCALE = 30_000
LARGEST = 3.0
SPLICING_GENES = 132


@dataclass(frozen=True)
class Effect:
    """One causal variant of a gene. `size` has an entry per tissue of TISSUES.

    For expression it is log2 allelic fold change, or log2 per repeat unit for repeats; for splicing the change of the
    target isoform's log odds per ALT allele or unit. `in_gtex` is what the size is multiplied with there.
    """

    gene: int
    variant: int
    target: Target
    pattern: str
    size: Floats
    in_gtex: float
    allelic: bool


@dataclass(frozen=True)
class Truth:
    """All effects, the genes without any on their expression, and the genes whose splicing is tested."""

    effects: list[Effect]
    null_genes: NDArray[np.int64]
    splicing_genes: NDArray[np.int64]

    def of(self, gene: int, target: Target) -> list[Effect]:
        return [effect for effect in self.effects if effect.gene == gene and effect.target == target]


def draw_effects(seed: int, genes: Genes, isoforms: Isoforms, genotypes: Genotypes) -> Truth:
    """The causal variants of all genes."""
    rng = stream(seed, "effects")
    slices = cis_slices(genes, genotypes.variants)
    null = np.arange(2, len(genes), 4)
    splicing = np.flatnonzero((isoforms.splice_target >= 0) & genes.coding)[:SPLICING_GENES]
    effects: list[Effect] = []

    def near(gene: int, number: int) -> list[int]:
        weight = _causal_weights(genotypes, slices[gene], int(genes.tss[gene]))
        chosen = rng.choice(weight.size, number, replace=False, p=weight)
        return [int(slices[gene].start + i) for i in chosen]

    for gene in np.setdiff1d(np.arange(len(genes)), null):
        for variant in near(int(gene), 2 if rng.random() < 0.2 else 1):
            effects.append(_draw_effect(rng, genotypes, int(gene), variant, "expression"))
    causes = {effect.gene: effect.variant for effect in effects}
    for gene in splicing[rng.random(splicing.size) < 0.65]:
        shared = causes.get(int(gene)) if rng.random() < 0.4 else None
        variant = shared if shared is not None else near(int(gene), 1)[0]
        effects.append(_draw_effect(rng, genotypes, int(gene), variant, "splicing"))
    return Truth(effects, null, splicing)


def expression_change(effect: Effect, dosage: Floats, size: float) -> Floats:
    """log2 change of expression for each person: haplotypes add up, so a fold change s gives log2((2 − d + d·2^s) / 2).

    The additive model of allelic expression (Mohammadi 2017, Genome Res. 27:1872); repeats act log-linearly per unit.
    """
    if effect.allelic:
        return np.log2((2 - dosage + dosage * 2.0**size) / 2)
    return size * (dosage - dosage.mean())


def _causal_weights(genotypes: Genotypes, window: slice, tss: int) -> Floats:
    """Probability of each variant of a window to be causal, by distance and class, among those common enough to be mapped."""
    distance = np.abs(genotypes.variants.position[window] - tss)
    kind = genotypes.variants.kind[window]
    half = genotypes.gtop[window].mean(axis=1) / 2
    common = np.where(kind == "TR", True, np.minimum(half, 1 - half) > 0.1)
    weight = np.exp(-distance / DISTANCE_SCALE) * np.array([CLASS_WEIGHT[name] for name in kind]) * common
    return weight / weight.sum()


def _draw_effect(rng: np.random.Generator, genotypes: Genotypes, gene: int, variant: int, target: Target) -> Effect:
    explained = 0.06 + rng.beta(1.6, 7)
    noise = NOISE_SD if target == "expression" else USAGE_NOISE_SD
    allelic = genotypes.variants.kind[variant] != "TR"
    per_unit = np.sqrt(explained / (1 - explained)) * noise / genotypes.gtop[variant].std() * rng.choice([-1.0, 1.0])
    doubled = 2.0 if allelic and target == "expression" else 1.0
    pattern, factor = _draw_pattern(rng)
    size = np.clip(per_unit * doubled, -LARGEST, LARGEST) * factor
    in_gtex = float(rng.choice([1.0, 0.0, -0.8], p=[0.9, 0.07, 0.03]))
    return Effect(gene, variant, target, pattern, size, in_gtex, bool(allelic))


def _draw_pattern(rng: np.random.Generator) -> tuple[str, Floats]:
    """How an effect varies over tissues: a name, and its factor in each tissue."""
    pattern = str(rng.choice(["shared", "graded", "specific", "opposite"], p=[0.45, 0.2, 0.25, 0.1]))
    systems = np.array([SYSTEMS.index(tissue.system) for tissue in TISSUES])
    if pattern == "shared":
        return pattern, np.ones(len(TISSUES)) * rng.uniform(0.85, 1.15, len(TISSUES))
    if pattern == "graded":
        return pattern, rng.uniform(0.2, 1.3, len(SYSTEMS))[systems]
    mapped = [TISSUES.index(tissue) for tissue in MAPPED]
    chosen = rng.choice(mapped, int(rng.integers(1, 4)), replace=False)
    factor = np.full(len(TISSUES), 1.0 if pattern == "opposite" else 0.0)
    factor[chosen] = -1.0 if pattern == "opposite" else 1.3
    return pattern, factor

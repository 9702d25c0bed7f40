"""What is measured: expression and isoform usage of every sample, from genotype, tissue, donor, batch and noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.demo.cohorts import GTEX_SIZE, GTOP_SIZE
from dashboard.demo.effects import NOISE_SD, USAGE_NOISE_SD, Truth, expression_change
from dashboard.demo.genome import Genes
from dashboard.demo.genotypes import Genotypes
from dashboard.demo.streams import stream
from dashboard.demo.tissues import MATCHED, SYSTEMS, TISSUES
from dashboard.demo.transcripts import Isoforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BATCHES = ("SIMB01", "SIMB02", "SIMB03", "SIMB04", "SIMB05", "SIMB06")
FACTORS = 3
"""Hidden factors per kind: donor and batch act on all genes through them."""


@dataclass(frozen=True)
class Samples:
    """RNA libraries of one assay; `tissue` and `donor` are indices."""

    assay: str
    sample_id: list[str]
    tissue: Ints
    donor: Ints
    batch: Ints

    def of(self, tissue: int) -> Ints:
        return np.flatnonzero(self.tissue == tissue)


@dataclass(frozen=True)
class Phenotypes:
    """`expression` is log2 TPM, genes × short-read samples; `usage` isoforms × short-read samples.

    `long_expression` and `long_usage` are those of the long-read samples, `long_reads` isoforms × long-read samples.
    """

    short: Samples
    long: Samples
    expression: Floats
    usage: Floats
    long_expression: Floats
    long_usage: Floats
    long_reads: Floats


@dataclass(frozen=True)
class GtexPhenotypes:
    """log2 expression in the GTEx-like cohort, per matched tissue: genes × donors, and which donors."""

    donors: dict[str, Ints]
    expression: dict[str, Floats]


def draw_phenotypes(seed: int, genes: Genes, isoforms: Isoforms, genotypes: Genotypes, truth: Truth) -> Phenotypes:
    """Expression and isoform usage of all samples of the GTOP-like cohort."""
    rng = stream(seed, "phenotypes")
    short = _draw_samples(rng, "short_read_rna", [t.n_short_read for t in TISSUES])
    long = _draw_samples(rng, "long_read_rna", [t.n_long_read for t in TISSUES])
    base = _tissue_means(rng, genes)
    loadings = [rng.normal(0, 0.25, (len(genes), FACTORS)) for _ in range(2)]
    donor_factors, batch_factors = rng.standard_normal((FACTORS, GTOP_SIZE)), rng.standard_normal((FACTORS, len(BATCHES)))
    measured = []
    for samples in (short, long):
        hidden = loadings[0] @ donor_factors[:, samples.donor] + loadings[1] @ batch_factors[:, samples.batch]
        noise = rng.normal(0, NOISE_SD, (len(genes), samples.donor.size))
        genetic = _genetic_values(truth, genotypes.gtop, samples, len(genes))
        measured.append(base[:, samples.tissue] + hidden + genetic + noise)
    logits = _usage_means(rng, isoforms)
    usages = []
    for samples in (short, long):
        noise = rng.normal(0, USAGE_NOISE_SD, (len(isoforms), samples.donor.size))
        odds = np.exp(logits[:, samples.tissue] + noise + _splicing_values(truth, genotypes.gtop, samples, isoforms))
        usages.append(odds / np.add.reduceat(odds, isoforms.first, axis=0)[isoforms.gene])
    depth = np.exp(rng.normal(np.log(1.2), 0.25, long.donor.size))
    long_reads = rng.poisson(2.0 ** measured[1][isoforms.gene] * usages[1] * depth).astype(np.float64)
    return Phenotypes(short, long, measured[0], usages[0], measured[1], usages[1], long_reads)


def draw_gtex_phenotypes(seed: int, genes: Genes, genotypes: Genotypes, truth: Truth) -> GtexPhenotypes:
    """Expression of the GTEx-like donors in the tissues the two cohorts share."""
    rng = stream(seed, "gtex phenotypes")
    donors, expression = {}, {}
    for tissue in MATCHED:
        chosen = np.sort(rng.choice(GTEX_SIZE, tissue.gtex_n, replace=False))
        values = rng.normal(0, NOISE_SD, (len(genes), chosen.size))
        values += rng.normal(0, 0.3, (len(genes), FACTORS)) @ rng.standard_normal((FACTORS, chosen.size))
        for effect in truth.effects:
            size = effect.size[TISSUES.index(tissue)] * effect.in_gtex
            if effect.target == "expression" and size:
                values[effect.gene] += expression_change(effect, genotypes.gtex[effect.variant, chosen].astype(np.float64), size)
        donors[tissue.key], expression[tissue.key] = chosen, values
    return GtexPhenotypes(donors, expression)


def _draw_samples(rng: np.random.Generator, assay: str, sizes: list[int]) -> Samples:
    """Donors of each tissue, the same donors preferred over and over as in the atlas; batches by donor."""
    batch_of = rng.integers(0, len(BATCHES), GTOP_SIZE)
    letter = "S" if assay.startswith("short") else "L"
    names, tissues, donors = [], [], []
    for tissue, size in enumerate(sizes):
        chosen = np.sort(rng.permutation(GTOP_SIZE)[:size])
        donors.append(chosen)
        tissues.append(np.full(size, tissue))
        names += [f"SIM-A{donor + 1:03d}-{TISSUES[tissue].code}-{letter}N" for donor in chosen]
    donor = np.concatenate(donors)
    return Samples(assay, names, np.concatenate(tissues), donor, batch_of[donor])


def _tissue_means(rng: np.random.Generator, genes: Genes) -> Floats:
    """Mean log2 TPM, genes × tissues: related tissues are alike, and a fifth of the genes belong to few tissues."""
    systems = np.array([SYSTEMS.index(tissue.system) for tissue in TISSUES])
    shape = (len(genes), len(SYSTEMS))
    base = rng.normal(3.6, 1.5, (len(genes), 1)) - 1.8 * genes.novel[:, None]
    mean = base + rng.normal(0, 0.7, shape)[:, systems] + rng.normal(0, 0.35, (len(genes), len(TISSUES)))
    specific = rng.random(len(genes)) < 0.2
    home = rng.integers(0, len(SYSTEMS), len(genes))
    return mean + np.where(specific[:, None], np.where(systems == home[:, None], 2.5, -3.0), 0.0)


def _usage_means(rng: np.random.Generator, isoforms: Isoforms) -> Floats:
    """Mean log odds of each isoform, isoforms × tissues: reference isoforms dominate, novel ones are rare and specific."""
    novel = np.array([isoform.novel for isoform in isoforms.isoforms])
    reference = np.array([isoform.canonical for isoform in isoforms.isoforms])
    target = np.isin(np.arange(len(isoforms)), isoforms.splice_target)
    level = rng.normal(0, 0.8, len(isoforms)) + 1.6 * reference - 1.8 * (novel & ~reference) + 0.9 * target
    spread = np.where(novel, 1.1, 0.5)[:, None]
    return level[:, None] + spread * rng.standard_normal((len(isoforms), len(TISSUES)))


def _genetic_values(truth: Truth, dosages: NDArray[np.float32], samples: Samples, n_genes: int) -> Floats:
    values = np.zeros((n_genes, samples.donor.size))
    for effect in truth.effects:
        if effect.target != "expression":
            continue
        dosage = dosages[effect.variant].astype(np.float64)
        for size in np.unique(effect.size):
            chosen = np.isin(samples.tissue, np.flatnonzero(effect.size == size))
            values[effect.gene, chosen] += expression_change(effect, dosage, float(size))[samples.donor[chosen]]
    return values


def _splicing_values(truth: Truth, dosages: NDArray[np.float32], samples: Samples, isoforms: Isoforms) -> Floats:
    """Change of log odds; it acts on the gene's target isoform only."""
    values = np.zeros((len(isoforms), samples.donor.size))
    for effect in truth.effects:
        if effect.target == "splicing":
            dosage = dosages[effect.variant].astype(np.float64)
            values[isoforms.splice_target[effect.gene]] += effect.size[samples.tissue] * (dosage - dosage.mean())[samples.donor]
    return values

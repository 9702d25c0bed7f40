"""The simulated world as a whole: everything that is drawn, before any of it is analysed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboard.demo.cohorts import Cohorts, draw_cohorts
from dashboard.demo.effects import Truth, draw_effects
from dashboard.demo.genome import Genes, Variants, cis_slices, draw_genes
from dashboard.demo.genotypes import Genotypes, draw_genotypes
from dashboard.demo.phenotypes import GtexPhenotypes, Phenotypes, draw_gtex_phenotypes, draw_phenotypes
from dashboard.demo.transcripts import Isoforms, draw_isoforms


@dataclass(frozen=True)
class World:
    """People, genome, causal truth and measurements drawn from one seed."""

    seed: int
    cohorts: Cohorts
    genes: Genes
    isoforms: Isoforms
    genotypes: Genotypes
    truth: Truth
    measured: Phenotypes
    gtex: GtexPhenotypes

    @cached_property
    def windows(self) -> list[slice]:
        """For each gene the variants that are tested with it."""
        return cis_slices(self.genes, self.variants)

    @property
    def variants(self) -> Variants:
        return self.genotypes.variants


def draw_world(seed: int) -> World:
    """The world of a seed."""
    cohorts = draw_cohorts(seed)
    genes = draw_genes(seed)
    isoforms = draw_isoforms(seed, genes)
    genotypes = draw_genotypes(seed, cohorts)
    truth = draw_effects(seed, genes, isoforms, genotypes)
    measured = draw_phenotypes(seed, genes, isoforms, genotypes, truth)
    return World(seed, cohorts, genes, isoforms, genotypes, truth, measured, draw_gtex_phenotypes(seed, genes, genotypes, truth))

"""Fine-mapping of the eQTLs: sums of single effects in each cohort, and one shared effect across both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.mapping import FDR, Mapping, TissueMap
from dashboard.demo.world import World
from dashboard.statistics.credible_sets import match_sets
from dashboard.statistics.finemapping import (
    credible_set,
    fit_many_loci,
    log_bayes_factors,
    posterior_probabilities,
    purity,
)
from dashboard.statistics.ld import correlation_of_standardized

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EFFECTS = 3
LOCI_TOGETHER = 16
"""Loci that are fitted together: enough that numpy's calls cost little, few enough that their LD stays small."""
ITERATIONS = 40
LEAST_PURITY = 0.5
PRIOR_SD = 0.3
"""Prior SD of effects across ancestries, in SD of expression per standardised genotype."""
GTEX_P = 1e-6
"""Smallest p-value from which a GTEx-like gene is fine-mapped; its gene-level p-values are not computed."""


@dataclass(frozen=True)
class Locus:
    """A gene's tested variants in one tissue of one cohort, with z scores."""

    found: TissueMap
    gene: int
    variants: Ints
    z: Floats

    def ld(self, members: Ints | slice = slice(None)) -> NDArray[np.float32]:
        """Correlations of its variants, or of some of them."""
        return correlation_of_standardized(self.found.genotypes[self.variants[members]])


def fine_map(world: World, mapping: Mapping, gtex: Iterator[TissueMap]) -> tuple[dict[str, pl.DataFrame], list[TissueMap]]:
    """Tables credible_set_variants and credible_sets of GTOP, GTEx, and both, and the comparison of their sets; and the
    estimates of `gtex`, which is gone through once and must come in the order of the mapped tissues."""
    rows: list[dict[str, object]] = []
    estimates: list[TissueMap] = []
    waiting = next(gtex, None)
    for found in mapping.tissues:
        passing = mapping.leads.filter((pl.col("tissue") == found.tissue) & (pl.col("qtl_type") == "eQTL") & (pl.col("qval") <= FDR))
        loci = _loci(found, passing["gene"].unique(maintain_order=True).to_list())
        rows += _sets_of_cohort(world, "GTOP", found, loci)
        if waiting is not None and waiting.tissue == found.tissue:
            other = waiting
            best = other.pairs.group_by("phenotype").agg(pl.col("p").min()).filter(pl.col("p") < GTEX_P)
            there = _loci(other, sorted(best["phenotype"].to_list()))
            rows += _sets_of_cohort(world, "GTEx", other, there)
            rows += _shared_sets(world, found, other, loci, there)
            estimates.append(other.estimates())
            waiting = next(gtex, None)
    members = pl.DataFrame(rows, infer_schema_length=None)
    lead = members.sort("pip", descending=True).group_by("cohort", "method", "tissue", "gene_id", "cs_id", maintain_order=True).first()
    sets = lead.rename({"variant_id": "lead_variant_id", "pip": "lead_pip"}).with_columns(qtl_type=pl.lit("eQTL"))
    comparison = match_sets(sets, members, joint="GTOP+GTEx", cohorts=("GTOP", "GTEx"))
    members = members.drop("posterior_gtop", "posterior_gtex")
    return {"credible_set_variants": members, "credible_sets": sets, "credible_set_comparison": comparison}, estimates


def _loci(found: TissueMap, genes: list[int]) -> list[Locus]:
    """The tested pairs of some genes; phenotype indices of expression are gene indices."""
    by_gene = found.pairs.filter(pl.col("phenotype").is_in(genes)).partition_by("phenotype", as_dict=True)
    return [Locus(found, gene, by_gene[gene,]["variant"].to_numpy(), by_gene[gene,]["t"].to_numpy()) for gene in genes]


def _sets_of_cohort(world: World, cohort: str, found: TissueMap, loci: list[Locus]) -> list[dict[str, object]]:
    rows = []
    for first in range(0, len(loci), LOCI_TOGETHER):
        together = loci[first:first + LOCI_TOGETHER]
        ld = [locus.ld() for locus in together]
        fits = fit_many_loci(ld, [locus.z for locus in together], found.dof + 2, EFFECTS, iterations=ITERATIONS)
        for locus, correlation, fit in zip(together, ld, fits, strict=True):
            pip = fit.pip
            for number, (members, set_purity) in enumerate(fit.credible_sets(correlation, minimum_purity=LEAST_PURITY), start=1):
                place = _place(world, cohort, "SuSiE", found.tissue, locus.gene)
                place |= {"cs_id": f"L{number}", "cs_size": int(members.size), "cs_purity": round(set_purity, 5)}
                rows += [place | _member(world, int(locus.variants[i]), float(pip[i])) for i in members]
    return rows


def _shared_sets(
    world: World, found: TissueMap, other: TissueMap, loci: list[Locus], there: list[Locus],
) -> list[dict[str, object]]:
    """One effect shared by both cohorts: Bayes factors of independent samples multiply (as SuSiEx does with one effect)."""
    elsewhere = {locus.gene: locus for locus in there}
    rows = []
    for locus in loci:
        match = elsewhere.get(locus.gene)
        if match is None:
            continue
        common, here_at, there_at = np.intersect1d(locus.variants, match.variants, return_indices=True)
        ours = log_bayes_factors(locus.z[here_at] / np.sqrt(found.dof), np.full(common.size, found.dof**-0.5), PRIOR_SD)
        theirs = log_bayes_factors(match.z[there_at] / np.sqrt(other.dof), np.full(common.size, other.dof**-0.5), PRIOR_SD)
        posterior = posterior_probabilities(ours + theirs)
        members = credible_set(posterior)
        set_purity = purity(np.minimum(np.abs(locus.ld(here_at[members])), np.abs(match.ld(there_at[members]))))
        if set_purity < LEAST_PURITY:
            continue
        causal = [float(_supported(values[members], posterior[members])) for values in (ours, theirs)]
        place = _place(world, "GTOP+GTEx", "SuSiEx", found.tissue, locus.gene)
        place |= {"posterior_gtop": round(causal[0], 6), "posterior_gtex": round(causal[1], 6)}
        place |= {"cs_id": "L1", "cs_size": int(members.size), "cs_purity": round(set_purity, 5)}
        rows += [place | _member(world, int(common[i]), float(posterior[i])) for i in members]
    return rows


def _supported(log_bf: Floats, posterior: Floats) -> float:
    """Probability that the set is causal in one cohort: its average Bayes factor against none, at even odds."""
    weight = posterior / posterior.sum()
    top = log_bf.max()
    log_average = top + np.log(np.sum(weight * np.exp(log_bf - top)))
    return float(1 / (1 + np.exp(-np.clip(log_average, -50, 50))))


def _place(world: World, cohort: str, method: str, tissue: str, gene: int) -> dict[str, object]:
    return {
        "cohort": cohort, "method": method, "tissue": tissue, "gene_id": world.genes.gene_id[gene],
        "gene_version": None if world.genes.novel[gene] else 1, "posterior_gtop": None, "posterior_gtex": None,
    }


def _member(world: World, variant: int, pip: float) -> dict[str, object]:
    return {
        "variant_id": world.variants.variant_id[variant], "variant_class": str(world.variants.kind[variant]),
        "pip": round(min(pip, 1.0), 6),
    }

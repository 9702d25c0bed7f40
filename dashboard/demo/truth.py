"""The causal truth as a table, for tests and for readers who want to see how close the analysis comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from dashboard.demo.effects import Effect, expression_change
from dashboard.demo.tissues import MAPPED, MATCHED, TISSUES
from dashboard.demo.traits import GwasLocus
from dashboard.demo.world import World


def truth_table(world: World, loci: list[GwasLocus]) -> pl.DataFrame:
    """The table `simulation_truth`."""
    rows: list[dict[str, Any]] = []
    for effect in world.truth.effects:
        rows += _effect_rows(world, effect)
    for gene in world.truth.null_genes.tolist():
        rows.append({"cohort": "GTOP", "gene_id": world.genes.gene_id[gene], "qtl_type": "eQTL", "causal": False, "pattern": "none"})
    for locus in loci:
        at = int(np.flatnonzero(locus.variants == locus.cause)[0])
        rows.append(_identity(world, locus.gene, locus.cause) | {
            "gwas_id": locus.trait.gwas_id, "causal": True, "pattern": locus.shared, "true_slope": float(locus.beta[at]),
        })
    return pl.DataFrame(rows, infer_schema_length=None).unique(
        ["cohort", "gene_id", "variant_id", "tissue", "qtl_type", "gwas_id"], keep="first", maintain_order=True,
    )


def _identity(world: World, gene: int, variant: int) -> dict[str, Any]:
    return {
        "gene_id": world.genes.gene_id[gene], "variant_id": world.variants.variant_id[variant],
        "variant_class": str(world.variants.kind[variant]),
    }


def _effect_rows(world: World, effect: Effect) -> list[dict[str, Any]]:
    expression = effect.target == "expression"
    rows = []
    for tissue in MAPPED:
        index = TISSUES.index(tissue)
        size = float(effect.size[index])
        slope = true_slope(world, effect, index) if expression else None
        shared = _identity(world, effect.gene, effect.variant) | {
            "tissue": tissue.key, "pattern": effect.pattern, "causal": size != 0,
            "true_log2_afc": size if expression and effect.allelic else None,
        }
        for qtl_type in ("eQTL",) if expression else ("juQTL", "tuQTL"):
            rows.append(shared | {"cohort": "GTOP", "qtl_type": qtl_type, "true_slope": slope})
        if expression and tissue in MATCHED:
            there = size * effect.in_gtex
            rows.append(shared | {
                "cohort": "GTEx", "qtl_type": "eQTL", "causal": there != 0, "true_log2_afc": there if effect.allelic else None,
            })
    return rows


def true_slope(world: World, effect: Effect, tissue: int) -> float:
    """The slope that regression on this variant would find with endless data: SD of log2 expression per ALT allele.

    Only the causal variant's own effect counts; the SD is that of the tissue's simulated samples.
    """
    samples = world.measured.short.of(tissue)
    dosage = world.genotypes.gtop[effect.variant, world.measured.short.donor[samples]].astype(np.float64)
    change = expression_change(effect, dosage, float(effect.size[tissue]))
    spread = float(dosage.var())
    if spread == 0:
        return 0.0
    sd = float(world.measured.expression[effect.gene, samples].std())
    return float(np.mean((dosage - dosage.mean()) * (change - change.mean())) / spread / sd)

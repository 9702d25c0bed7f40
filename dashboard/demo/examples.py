"""Worked examples: loci with every track, and people's genotypes against their phenotypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from dashboard.demo.genome import CHROMOSOMES
from dashboard.demo.mapping import Mapping
from dashboard.demo.tissues import TISSUES
from dashboard.demo.traits import GwasLocus, locus_name
from dashboard.demo.world import World
from dashboard.schema.common import VARIANT_CLASSES
from dashboard.statistics.regression import inverse_normal_transform

EXAMPLES = 3
"""Loci shown of each kind, and genotype examples of each variant class."""
SECOND_TYPE = {"eQTL": "tuQTL", "tuQTL": "eQTL"}


def locus_tables(
    world: World, mapping: Mapping, loci: list[GwasLocus], coloc: pl.DataFrame, sets: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Tables loci and locus_associations: shared causes and distinct ones, best seen first."""
    described: list[dict[str, Any]] = []
    frames = []
    named = {(locus.trait.gwas_id, world.genes.gene_id[locus.gene]): locus for locus in loci}
    own = coloc.filter(pl.struct("gwas_id", "gene_id").is_in([{"gwas_id": g, "gene_id": gene} for g, gene in named]))
    for posterior, text in (("pp_h4", "One variant behind {trait} and {symbol}"), ("pp_h3", "Two variants, one of {trait}, one of {symbol}")):
        best = own.sort(posterior, "gwas_id", "gene_id", "tissue", descending=[True, False, False, False])
        best = best.unique(["gwas_id", "gene_id"], keep="first", maintain_order=True).head(EXAMPLES)
        for row in best.iter_rows(named=True):
            locus = named[row["gwas_id"], row["gene_id"]]
            name = f"{row['gwas_id']}_{row['gene_symbol']}_{posterior.removeprefix('pp_').upper()}"
            at = world.variants.position[locus.variants]
            described.append({
                "locus_id": name, "title": text.format(trait=row["trait"], symbol=row["gene_symbol"]),
                "chromosome": CHROMOSOMES[world.genes.chromosome[locus.gene]], "start": int(at[0]), "end": int(at[-1]),
                "gene_symbol": row["gene_symbol"], "tissue": row["tissue"], "trait": row["trait"], "genome_build": "GRCh38",
                "figure": f"locus {locus_name(world, locus)}",
            })
            frames += [track.with_columns(locus_id=pl.lit(name)) for track in _tracks(world, mapping, locus, row["tissue"], sets)]
    return {"loci": pl.DataFrame(described), "locus_associations": pl.concat(frames, how="diagonal")}


def _tracks(world: World, mapping: Mapping, locus: GwasLocus, tissue: str, sets: pl.DataFrame) -> list[pl.DataFrame]:
    gwas = _places(world, locus.variants).with_columns(
        track=pl.lit("GWAS"), pval=pl.Series(locus.p), beta=pl.Series(locus.beta), se=pl.Series(locus.se),
    )
    tracks = [gwas]
    found = mapping.of(tissue)
    wanted = [(n, p.qtl_type) for n, p in enumerate(mapping.phenotypes) if p.gene == locus.gene]
    for number, qtl_type in wanted:
        pairs = found.pairs.filter(pl.col("phenotype") == number)
        kinds = world.variants.kind[pairs["variant"].to_numpy()]
        for kind in VARIANT_CLASSES:
            part = pairs.filter(pl.Series(kinds == kind))
            if part.height:
                tracks.append(_places(world, part["variant"].to_numpy()).with_columns(
                    track=pl.lit(f"{kind}-{qtl_type}"), pval=part["p"], beta=part["slope"], se=part["slope_se"],
                ))
    members = sets.filter(
        (pl.col("cohort") == "GTOP") & (pl.col("tissue") == tissue) & (pl.col("gene_id") == world.genes.gene_id[locus.gene]),
    )
    if members.height:
        index = {name: number for number, name in enumerate(world.variants.variant_id)}
        at = np.array([index[name] for name in members["variant_id"]])
        tracks.append(_places(world, at).with_columns(track=pl.lit("PIP"), pip=members["pip"], cs_id=members["cs_id"]))
    return tracks


def _places(world: World, variants: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({
        "variant_id": pl.Series(world.variants.variant_id).gather(variants),
        "chromosome": pl.Series(CHROMOSOMES).gather(world.variants.chromosome[variants]),
        "position": world.variants.position[variants],
    })


def genotype_phenotype_table(world: World, mapping: Mapping) -> pl.DataFrame:
    """The table `genotype_phenotypes`: the strongest eQTLs of each class, and tuQTLs, donor by donor, GTEx-like beside where matched."""
    best = mapping.leads.filter(pl.col("qtl_type") != "juQTL").sort("pval_nominal", "phenotype_id").unique(
        ["qtl_type", "variant_class", "gene_id"], keep="first", maintain_order=True,
    )
    frames = []
    for rows in best.partition_by("qtl_type", "variant_class", maintain_order=True):
        for row in rows.head(EXAMPLES).iter_rows(named=True):
            frames.append(_people(world, mapping, row, "GTOP"))
            if row["qtl_type"] == "eQTL" and row["tissue"] in world.gtex.donors:
                frames.append(_people(world, mapping, row, "GTEx"))
    return pl.concat(frames)


def _people(world: World, mapping: Mapping, row: dict[str, Any], cohort: str) -> pl.DataFrame:
    phenotype = next(p for p in mapping.phenotypes if p.phenotype_id == row["phenotype_id"])
    if cohort == "GTOP":
        samples = world.measured.short.of([t.key for t in TISSUES].index(row["tissue"]))
        donors = world.measured.short.donor[samples]
        matrix = world.measured.expression if row["qtl_type"] == "eQTL" else world.measured.usage
        values, names = matrix[phenotype.row, samples], [world.cohorts.donors[d] for d in donors]
        dosage = world.genotypes.gtop[row["variant"], donors]
    else:
        donors = world.gtex.donors[row["tissue"]]
        values, names = world.gtex.expression[row["tissue"]][phenotype.gene], [world.cohorts.gtex_donors[d] for d in donors]
        dosage = world.genotypes.gtex[row["variant"], donors]
    ref, alt = row["ref"] or "REF", row["alt"] or "ALT"
    labels = np.array([f"{ref}/{ref}", f"{ref}/{alt}", f"{alt}/{alt}"])
    genotype = [None] * len(names) if row["variant_class"] == "TR" else labels[dosage.astype(int)].tolist()
    return pl.DataFrame({
        "example": f"{row['gene_symbol']} {row['qtl_type']}, {row['variant_class']}, {row['tissue']}", "sample_id": names, "cohort": cohort,
        "tissue": row["tissue"], "qtl_type": row["qtl_type"], "variant_class": row["variant_class"],
        "phenotype_id": row["phenotype_id"], "gene_id": row["gene_id"], "gene_symbol": row["gene_symbol"],
        "variant_id": row["variant_id"], "dosage": dosage.astype(np.float64), "genotype": pl.Series(genotype, dtype=pl.String),
        "phenotype": np.round(inverse_normal_transform(values)[0], 5),
    })

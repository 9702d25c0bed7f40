"""What follows from the mapping: tags, replication, sharing between tissues, sets of genes, repeats, and the truth itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.genome import CHROMOSOMES
from dashboard.demo.mapping import Mapping, TissueMap
from dashboard.demo.streams import stream
from dashboard.demo.tissues import MAPPED, MATCHED
from dashboard.demo.world import World
from dashboard.schema.common import VARIANT_CLASSES
from dashboard.statistics.ld import best_tags, cross_correlation

Floats = NDArray[np.float64]

TAG_WINDOW = 100_000
LEAST_R2 = 0.05
REGIONS = ("Coding Exon", "5UTR", "3UTR", "Intron", "Upstream", "Downstream", "Intergenic")


def qtl_tables(world: World, mapping: Mapping, gtex: list[TissueMap], sets: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables that summarise the QTLs, and genotypes of the variants they name."""
    leads = mapping.leads
    replication = _replication(world, mapping, gtex)
    return {
        "lead_associations": leads.drop("gene", "variant", "t"), "tagging": _tagging(world, leads),
        "effect_replication": replication, "replication_correlations": _correlations(replication),
        "tss_distances": _tss_distances(world, sets["credible_set_variants"]), "tissue_sharing": _sharing(leads),
        "variance_explained": _variance(mapping), **_repeats(world, leads),
    }


def genotype_tables(world: World, named: list[str]) -> dict[str, pl.DataFrame]:
    """Tables genotype_dosages and ld of the named variants."""
    chosen = np.flatnonzero(np.isin(world.variants.variant_id, named))
    ids = np.array(world.variants.variant_id)[chosen]
    donors = world.cohorts.donors
    dosages = pl.DataFrame({
        "variant_id": np.repeat(ids, len(donors)), "donor_id": np.tile(donors, chosen.size),
        "dosage": world.genotypes.gtop[chosen].ravel(),
    })
    frames = []
    for number, chromosome in enumerate(CHROMOSOMES):
        here = chosen[world.variants.chromosome[chosen] == number]
        r2 = cross_correlation(world.genotypes.gtop[here], world.genotypes.gtop[here]) ** 2
        near = np.abs(np.subtract.outer(world.variants.position[here], world.variants.position[here])) <= 2 * TAG_WINDOW
        first, second = np.nonzero((r2 >= LEAST_R2) & near & ~np.eye(here.size, dtype=bool))
        names = np.array(world.variants.variant_id)[here]
        frames.append(pl.DataFrame({
            "variant_id": names[first], "other_variant_id": names[second], "chromosome": chromosome,
            "r2": np.round(r2[first, second], 4).astype(np.float32),
        }))
    return {"genotype_dosages": dosages, "ld": pl.concat(frames)}


def _tagging(world: World, leads: pl.DataFrame) -> pl.DataFrame:
    """The best small-variant tag within 100 kb of each significant SV- or TR-QTL."""
    wanted = leads.filter(pl.col("significant") & (pl.col("variant_class") != "SNV"))
    small = world.variants.kind == "SNV"
    best: dict[int, float] = {}
    for variant in wanted["variant"].unique().to_list():
        at = int(world.variants.position[variant])
        window = world.variants.within(int(world.variants.chromosome[variant]), at - TAG_WINDOW, at + TAG_WINDOW)
        tags = np.arange(window.start, window.stop)[small[window]]
        best[variant] = round(float(best_tags(world.genotypes.gtop[[variant]], world.genotypes.gtop[tags])[1][0]), 5)
    return wanted.with_columns(r2=pl.col("variant").replace_strict(best, return_dtype=pl.Float64)).drop("variant_class").with_columns(
        variant_class=wanted["variant_class"],
    )


def _replication(world: World, mapping: Mapping, gtex: list[TissueMap]) -> pl.DataFrame:
    """Effects of significant small-variant eQTLs in the GTEx-like cohort, and of pancreas and liver in each other."""
    wanted = mapping.leads.filter(pl.col("significant") & (pl.col("qtl_type") == "eQTL") & (pl.col("variant_class") == "SNV"))
    columns = ["gene_id", "variant_id", "tissue", "slope", "pval_nominal", "gene", "variant"]
    sites = [tissue.key for tissue in MAPPED if tissue.key.startswith("Pancreas") or tissue.key == "Liver"]
    targets = [("GTOP_GTEx", "GTEx", tissue.key, found, tissue.gtex_key) for tissue, found in zip(MATCHED, gtex, strict=True)]
    targets += [
        ("pancreas_sites", "GTOP", site, mapping.of(other), other) for site in sites for other in sites if site != other
    ]
    frames = []
    for comparison, cohort, tissue, found, other in targets:
        there = found.pairs.select(
            gene=pl.col("phenotype"), variant="variant", other_slope="slope", other_pval_nominal="p",
        ) if comparison == "GTOP_GTEx" else found.pairs.filter(pl.col("phenotype") < len(world.genes)).select(
            gene=pl.col("phenotype"), variant="variant", other_slope="slope", other_pval_nominal="p",
        )
        frames.append(wanted.filter(pl.col("tissue") == tissue).select(columns).join(there, on=["gene", "variant"]).with_columns(
            comparison=pl.lit(comparison), other_cohort=pl.lit(cohort), other_tissue=pl.lit(other), scale=pl.lit("slope"),
        ))
    return pl.concat(frames).drop("gene", "variant")


def _correlations(replication: pl.DataFrame) -> pl.DataFrame:
    """Pearson's r of the estimates of each pair of tissues, with its standard error (1 − r²) / √(n − 1)."""
    r = pl.corr("slope", "other_slope")
    return replication.group_by("comparison", "tissue", "other_tissue", maintain_order=True).agg(
        r_b=r.round(5), r_b_se=((1 - r**2) / (pl.len() - 1).sqrt()).round(5), n_genes=pl.len().cast(pl.Int32),
    ).filter(pl.col("n_genes") >= 10).with_columns(pl.concat_str("comparison", pl.lit("_pearson")).alias("comparison"))


def _tss_distances(world: World, members: pl.DataFrame) -> pl.DataFrame:
    """Distances of fine-mapped eQTL variants by PIP, and of random pairs."""
    rng = stream(world.seed, "tss distances")
    index = {name: i for i, name in enumerate(world.variants.variant_id)}
    genes = {name: i for i, name in enumerate(world.genes.gene_id)}
    best = members.filter(pl.col("cohort") == "GTOP").group_by("gene_id", "variant_id", "variant_class", maintain_order=True).agg(pl.col("pip").max())
    at = np.array([index[name] for name in best["variant_id"]])
    gene = np.array([genes[name] for name in best["gene_id"]])
    frame = best.with_columns(tss_distance=pl.Series(_signed_distance(world, at, gene)))
    groups = [frame.filter(pl.col("pip") > least).with_columns(tag_group=pl.lit(name)) for name, least in (("all", 0.0), ("gt03", 0.3), ("gt08", 0.8))]
    picks = rng.integers(0, len(genes), 600)
    variants = np.array([int(rng.integers(world.windows[g].start, world.windows[g].stop)) for g in picks])
    random = pl.DataFrame({
        "gene_id": [world.genes.gene_id[g] for g in picks], "variant_id": [world.variants.variant_id[v] for v in variants],
        "variant_class": world.variants.kind[variants].astype(str), "tss_distance": _signed_distance(world, variants, picks), "tag_group": "random pairs",
    })
    return pl.concat([*(g.drop("pip") for g in groups), random], how="diagonal_relaxed")


def _signed_distance(world: World, variants: NDArray[np.int64], genes: NDArray[np.int64]) -> NDArray[np.int64]:
    return (world.variants.position[variants] - world.genes.tss[genes]) * np.where(world.genes.forward[genes], 1, -1)


def _sharing(leads: pl.DataFrame) -> pl.DataFrame:
    """Pairwise sharing (same sign, slopes within a factor of two), tissues per eGene, tissue-specific ones, and their TSS distance."""
    eqtl = leads.filter((pl.col("qtl_type") == "eQTL") & pl.col("significant"))
    slopes = eqtl.filter(pl.col("variant_class") == "SNV").select("gene_id", "tissue", "slope", "variant_id")
    rows: list[dict[str, Any]] = []
    for tissue in MAPPED:
        for other in MAPPED:
            pair = slopes.filter(pl.col("tissue") == tissue.key).join(slopes.filter(pl.col("tissue") == other.key), on="gene_id")
            ratio = (pair["slope"] / pair["slope_right"]).to_numpy()
            rows.append({
                "measure": "pairwise_sharing", "group": "eQTL", "tissue": tissue.key, "other_tissue": other.key,
                "value": round(float(np.mean((ratio > 0.5) & (ratio < 2))), 5) if ratio.size else None, "n": int(ratio.size),
            })
    for kind in VARIANT_CLASSES:
        active = eqtl.filter(pl.col("variant_class") == kind).group_by("gene_id", maintain_order=True).agg(
            pl.col("tissue").n_unique().alias("n_tissues"), pl.col("tissue").first(), pl.col("tss_distance").abs().median().alias("distance"),
        )
        total = active.height
        for number in range(1, len(MAPPED) + 1):
            part = active.filter(pl.col("n_tissues") == number)
            rows.append({
                "measure": "tissues_shared", "group": f"{kind.lower()}_eQTL", "n_tissues": number,
                "value": round(part.height / total, 6), "n": part.height, "total": total,
            })
            if part.height > 1:
                distance = part["distance"].to_numpy()
                half = 1.96 * float(distance.std(ddof=1)) / np.sqrt(part.height)
                rows.append({
                    "measure": "tss_distance", "group": kind, "n_tissues": number, "value": float(distance.mean()), "n": part.height,
                    "value_lower": float(distance.mean()) - half, "value_upper": float(distance.mean()) + half,
                })
        alone = active.filter(pl.col("n_tissues") == 1)
        for tissue in MAPPED:
            n = alone.filter(pl.col("tissue") == tissue.key).height
            rows.append({"measure": "tissue_specific", "group": kind, "tissue": tissue.key, "n": n})
    frame = pl.DataFrame(rows, infer_schema_length=None)
    # A tissue's own QTLs, of all classes, are what the shares of its classes are of.
    specific, own = pl.col("measure") == "tissue_specific", pl.col("n").sum().over("measure", "tissue")
    return frame.with_columns(
        pl.when(specific).then(own).otherwise("total").alias("total"), pl.when(specific).then(pl.col("n") / pl.max_horizontal(own, 1)).otherwise("value").alias("value"),
    )


def _variance(mapping: Mapping) -> pl.DataFrame:
    return pl.DataFrame([
        {"tissue": found.tissue, "qtl_type": "eQTL", "n_components": found.n_components, "proportion": round(float(found.explained[-1]), 6)}
        for found in mapping.tissues
    ])


def _repeats(world: World, leads: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Repeats that are leads of a gene, as if they were disease-related: what they are, their associations, their lengths."""
    rng = stream(world.seed, "repeats")
    best = leads.filter((pl.col("variant_class") == "TR") & pl.col("significant")).sort("pval_nominal", "phenotype_id", "tissue")
    named = best.unique("variant", keep="first", maintain_order=True).head(40)
    at = named["variant"].to_numpy()
    variants = world.variants
    regions = rng.choice(REGIONS, at.size)
    repeats = pl.DataFrame({
        "repeat_id": named["variant_id"], "gene_symbol": named["gene_symbol"], "chromosome": named["chromosome"],
        "start": variants.position[at], "end": variants.position[at] + variants.length[at],
        "motifs": [variants.motif[i] for i in at], "structure": [f"({variants.motif[i]})n" for i in at], "gene_region": regions,
    })
    of_gene = dict(zip(named["variant_id"], named["gene_symbol"], strict=True))
    associations = best.filter(pl.col("variant_id").is_in(list(of_gene))).with_columns(
        repeat_id=pl.col("variant_id"), repeat_gene=pl.col("variant_id").replace_strict(of_gene),
    )
    donors = world.cohorts.donors
    frames = []
    for technology, noise in (("long_read", 0.0), ("short_read", 0.6)):
        units = world.genotypes.gtop[at].astype(np.float64)
        measured = np.maximum(np.round(units + noise * rng.standard_normal(units.shape), 1), 0)
        frames.append(pl.DataFrame({
            "repeat_id": np.repeat(repeats["repeat_id"].to_numpy(), len(donors)), "donor_id": np.tile(donors, at.size),
            "technology": technology, "dosage": measured.ravel(), "gene_symbol": np.repeat(repeats["gene_symbol"].to_numpy(), len(donors)),
            "gene_region": np.repeat(regions, len(donors)),
        }))
    return {
        "tandem_repeats": repeats, "tandem_repeat_associations": associations.drop("variant_class"),
        "tandem_repeat_dosages": pl.concat(frames),
    }

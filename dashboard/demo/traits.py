"""GWAS of a dozen traits, some of whose causes are those of QTLs, and colocalization and SMR of both.

Summary statistics are drawn directly: z is the causal variant's expected z times LD, plus noise with the LD of the
GTOP-like donors as covariance, as in a large study of the same population.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.demo.genome import CHROMOSOMES
from dashboard.demo.mapping import Mapping, TissueMap
from dashboard.demo.streams import stream
from dashboard.demo.tissues import MAPPED, TISSUES
from dashboard.demo.world import World
from dashboard.statistics.colocalization import Colocalization, colocalize, effect_bayes_factors
from dashboard.statistics.ld import correlation_matrix, cross_correlation
from dashboard.statistics.regression import neglog10_normal_p, two_sided_p
from dashboard.statistics.smr import heidi_test, smr_test

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Trait:
    """A simulated trait; the names stand for no real study."""

    gwas_id: str
    name: str
    trait_class: str


TRAITS = (
    Trait("S01", "Simulated asthma", "respiratory"), Trait("S02", "Simulated Crohn's disease", "digestive"),
    Trait("S03", "Simulated type 2 diabetes", "endocrine_metabolic"), Trait("S04", "Simulated hyperlipidaemia", "endocrine_metabolic"),
    Trait("S05", "Simulated hypertension", "circulatory_system"), Trait("S06", "Simulated myocardial infarction", "circulatory_system"),
    Trait("S07", "Simulated rheumatoid arthritis", "immune"), Trait("S08", "Simulated lupus", "immune"),
    Trait("S09", "Simulated psoriasis", "dermatologic"), Trait("S10", "Simulated gallstones", "digestive"),
    Trait("S11", "Simulated liver cancer", "neoplasms"), Trait("S12", "Simulated height", "quantitative_trait"),
)
GWAS_SIZE = 150_000
LOCI_PER_TRAIT = (("eQTL", 5), ("tuQTL", 2), ("distinct", 2), ("none", 1))
"""Loci by what the trait's cause is shared with: an eQTL, a splicing QTL, nothing although the gene has an eQTL, or no QTL."""
REACH = 150_000
"""Genes whose transcription start is this close to a locus's sentinel are tested with it."""
TESTED_BELOW = 1e-4
HEIDI_BELOW, HEIDI_QTL_P, HEIDI_VARIANTS, HEIDI_R2 = 1e-3, 1.57e-3, 20, (0.05, 0.9)
"""HEIDI is computed where SMR is below the first; variants are chosen by QTL p, number and LD with the top as SMR does."""


@dataclass(frozen=True)
class GwasLocus:
    """Summary statistics of one trait around one gene: small variants only. `shared` says what shares the cause."""

    trait: Trait
    gene: int
    cause: int
    shared: str
    variants: Ints
    z: Floats
    beta: Floats
    se: Floats

    @cached_property
    def sentinel(self) -> int:
        return int(self.variants[np.argmax(np.abs(self.z))])

    @cached_property
    def p(self) -> Floats:
        return np.maximum(two_sided_p(self.z, np.inf), 1e-300)


@dataclass(frozen=True)
class Signals:
    """One tissue's estimates by phenotype: rows of `variants`, `slope`, `slope_se`, `t`, `p`."""

    found: TissueMap
    of: dict[int, pl.DataFrame]


def draw_gwas(world: World) -> list[GwasLocus]:
    """The loci of all traits."""
    rng = stream(world.seed, "traits")
    small = world.variants.kind == "SNV"
    candidates = _candidates(world, small)
    loci = []
    for trait in TRAITS:
        taken: set[int] = set()
        for shared, number in LOCI_PER_TRAIT:
            for _ in range(number):
                # Windows of a trait's loci do not overlap: a variant belongs to one locus of a trait.
                free = [pair for pair in candidates[shared] if not any(_windows_meet(world, pair[0], other) for other in taken)]
                gene, cause = free[int(rng.integers(len(free)))]
                taken.add(gene)
                variants = np.arange(world.windows[gene].start, world.windows[gene].stop)[small[world.windows[gene]]]
                if shared in ("distinct", "none"):
                    cause = _unlinked_variant(rng, world, gene, variants)
                loci.append(_draw_locus(rng, world, trait, gene, cause, shared, variants))
    return loci


def _windows_meet(world: World, gene: int, other: int) -> bool:
    first, second = world.windows[gene], world.windows[other]
    return first.start < second.stop and second.start < first.stop


def _candidates(world: World, small: NDArray[np.bool_]) -> dict[str, list[tuple[int, int]]]:
    """Genes with the variant that a trait would share: small variants with an effect in a mapped tissue."""
    mapped = [TISSUES.index(tissue) for tissue in MAPPED]
    strong = [e for e in world.truth.effects if small[e.variant] and np.any(e.size[mapped] != 0)]
    expression = [(e.gene, e.variant) for e in strong if e.target == "expression"]
    splicing = [(e.gene, e.variant) for e in strong if e.target == "splicing"]
    return {"eQTL": expression, "tuQTL": splicing, "distinct": expression, "none": [(int(g), -1) for g in world.truth.null_genes]}


def _unlinked_variant(rng: np.random.Generator, world: World, gene: int, variants: Ints) -> int:
    """A common variant of the gene's window that is not in LD with any of its causal ones."""
    dosages = world.genotypes.gtop
    causal = [effect.variant for effect in world.truth.effects if effect.gene == gene]
    half = dosages[variants].mean(axis=1) / 2
    r2 = np.max(cross_correlation(dosages[variants], dosages[causal]) ** 2, axis=1) if causal else np.zeros(variants.size)
    return int(rng.choice(variants[(r2 < 0.05) & (np.minimum(half, 1 - half) > 0.1)]))


def _draw_locus(
    rng: np.random.Generator, world: World, trait: Trait, gene: int, cause: int, *args: Any,
) -> GwasLocus:
    shared, variants = args
    dosages = world.genotypes.gtop[variants].astype(np.float64)
    centred = dosages - dosages.mean(axis=1, keepdims=True)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    expected = rng.uniform(6, 12) * rng.choice([-1.0, 1.0])
    z = expected * unit @ unit[int(np.flatnonzero(variants == cause)[0])] + unit @ rng.standard_normal(unit.shape[1])
    half = dosages.mean(axis=1) / 2
    se = 1 / np.sqrt(2 * half * (1 - half) * GWAS_SIZE)
    return GwasLocus(trait, gene, cause, shared, variants, z, z * se, se)


def locus_name(world: World, locus: GwasLocus) -> str:
    """`chromosome:start-end` of a locus."""
    at = world.variants.position[locus.variants]
    return f"{CHROMOSOMES[world.variants.chromosome[locus.cause]]}:{at[0]}-{at[-1]}"


def disease_tables(world: World, mapping: Mapping, loci: list[GwasLocus]) -> dict[str, pl.DataFrame]:
    """Tables colocalizations, smr and gwas_traits."""
    coloc: list[dict[str, Any]] = []
    smr: list[dict[str, Any]] = []
    passing = mapping.leads.filter((pl.col("variant_class") == "SNV") & (pl.col("pval_nominal") < TESTED_BELOW))
    ids = {phenotype.phenotype_id: number for number, phenotype in enumerate(mapping.phenotypes)}
    tests = passing.select("tissue", "phenotype_id", "gene").rows()
    tss, chromosome = world.genes.tss, world.genes.chromosome
    ld = correlation_cache(world, loci)
    for found in mapping.tissues:
        mine = [(ids[name], gene) for tissue, name, gene in tests if tissue == found.tissue]
        of = found.pairs.filter(pl.col("phenotype").is_in([number for number, _ in mine])).partition_by("phenotype", as_dict=True)
        for index, locus in enumerate(loci):
            sentinel = locus.sentinel
            at = (world.variants.chromosome[sentinel], world.variants.position[sentinel])
            for number, gene in mine:
                if chromosome[gene] == at[0] and abs(tss[gene] - at[1]) <= REACH:
                    rows = _test_pair(world, mapping, found, number, of[number,], locus, ld[index])
                    coloc.append(rows[0])
                    smr.append(rows[1])
    traits = pl.DataFrame([{"gwas_id": t.gwas_id, "trait": t.name, "combined_trait": t.name} for t in TRAITS])
    return {
        "colocalizations": pl.DataFrame(coloc, infer_schema_length=None), "smr": pl.DataFrame(smr, infer_schema_length=None),
        "gwas_traits": traits,
    }


def study_tables(world: World, loci: list[GwasLocus]) -> dict[str, pl.DataFrame]:
    """Tables gwas_studies and gwas_associations: the same statistics as a user would import them."""
    frames = []
    for locus in loci:
        at = locus.variants
        frames.append(pl.DataFrame({
            "gwas_id": locus.trait.gwas_id, "chromosome": CHROMOSOMES[world.variants.chromosome[locus.cause]],
            "variant_id": pl.Series(world.variants.variant_id).gather(at), "position": world.variants.position[at],
            "effect_allele": pl.Series(world.variants.alt).gather(at), "other_allele": pl.Series(world.variants.ref).gather(at),
            "beta": np.round(locus.beta, 7), "se": np.round(locus.se, 7), "neglog10_p": np.round(neglog10_normal_p(locus.z), 4),
            "af": np.round(world.genotypes.gtop[at].mean(axis=1, dtype=np.float64) / 2, 5), "n": GWAS_SIZE,
        }))
    associations = pl.concat(frames)
    n_of = dict(associations.group_by("gwas_id").len().rows())
    studies = pl.DataFrame([
        {
            "gwas_id": t.gwas_id, "trait": t.name, "trait_type": "quantitative" if t.trait_class == "quantitative_trait" else "case_control",
            "n": GWAS_SIZE, "sd_y": 1.0 if t.trait_class == "quantitative_trait" else None, "genome_build": "GRCh38",
            "n_variants": n_of[t.gwas_id], "n_shared": n_of[t.gwas_id], "n_flipped": 0, "n_ambiguous": 0,
        }
        for t in TRAITS
    ], infer_schema_length=None)
    return {"gwas_studies": studies, "gwas_associations": associations}


def correlation_cache(world: World, loci: list[GwasLocus]) -> list[Floats]:
    """LD of each locus's variants among all GTOP-like donors."""
    return [correlation_matrix(world.genotypes.gtop[locus.variants]) for locus in loci]


def _test_pair(
    world: World, mapping: Mapping, found: TissueMap, number: int, pairs: pl.DataFrame, *args: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Colocalization and SMR of one locus with one phenotype in one tissue."""
    locus, ld = args
    phenotype = mapping.phenotypes[number]
    tested = pairs["variant"].to_numpy()
    _, at, there = np.intersect1d(locus.variants, tested, assume_unique=True, return_indices=True)
    slope, se, t, p = (pairs[name].to_numpy()[there] for name in ("slope", "slope_se", "t", "p"))
    result = colocalize_locus(locus, at, slope, se)
    top, gwas_top = int(np.argmin(p)), int(np.argmax(np.abs(locus.z[at])))
    names = world.variants.variant_id
    shared = {
        "gwas_id": locus.trait.gwas_id, "trait": locus.trait.name, "trait_class": locus.trait.trait_class,
        "locus": locus_name(world, locus), "qtl_type": phenotype.qtl_type, "tissue": found.tissue,
        "phenotype_id": phenotype.phenotype_id, "gene_id": world.genes.gene_id[phenotype.gene],
        "gene_version": None if world.genes.novel[phenotype.gene] else 1, "gene_symbol": world.genes.symbol[phenotype.gene],
    }
    gwas_p = locus.p[at]
    row = shared | {
        "n_variants": result.n_variants, "gwas_sentinel": names[locus.sentinel], "gwas_hit": names[int(locus.variants[at[gwas_top]])],
        "gwas_beta": float(locus.beta[at[gwas_top]]), "gwas_pval": float(gwas_p[gwas_top]),
        "qtl_hit": names[int(locus.variants[at[top]])], "qtl_beta": float(slope[top]), "qtl_pval": float(p[top]),
        **{f"pp_h{i}": round(value, 8) for i, value in enumerate(result.posteriors)},
    }
    pval_smr = float(smr_test(locus.z[at[top]], t[top])[1])
    heidi = None
    if pval_smr < HEIDI_BELOW:
        heidi = _heidi(locus, at, ld, (slope, se, p), top)
    return row, shared | {
        "top_variant": names[int(locus.variants[at[top]])], "gwas_pval": float(gwas_p[top]), "qtl_pval": float(p[top]),
        "pval_smr": pval_smr, "pval_heidi": heidi,
    }


def colocalize_locus(locus: GwasLocus, at: Ints, slope: Floats, se: Floats) -> Colocalization:
    """coloc of a locus's variants `at` with QTL effects on the same variants; traits are case-control but for height."""
    case_control = locus.trait.trait_class != "quantitative_trait"
    gwas = effect_bayes_factors(locus.beta[at], locus.se[at] ** 2, case_control=case_control)
    return colocalize(gwas, effect_bayes_factors(slope, se**2))


def _heidi(locus: GwasLocus, at: Ints, ld: Floats, qtl: tuple[Floats, Floats, Floats], top: int) -> float | None:
    """HEIDI over the strongest QTL variants in moderate LD with the top one."""
    slope, se, p = qtl
    r2 = ld[at[top], at] ** 2
    usable = (p < HEIDI_QTL_P) & (r2 >= HEIDI_R2[0]) & (r2 <= HEIDI_R2[1])
    usable[top] = False
    others = np.flatnonzero(usable)
    chosen = np.concatenate([[top], others[np.argsort(p[others], kind="stable")][: HEIDI_VARIANTS - 1]])
    value = heidi_test(
        locus.beta[at[chosen]], locus.se[at[chosen]], slope[chosen], se[chosen], ld[np.ix_(at[chosen], at[chosen])], top=0,
    )
    return None if np.isnan(value) else value
